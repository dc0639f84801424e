"""The list of the files that `twincal publish` has written to a folder. It overwrites and removes no others.

The list is a JSON file in the folder itself: the programme, and the SHA-256 of each file by its path. It also
says what each file was made from, and its size and date, as Git's index does. So the next publication knows
which files are still right without making them or reading them.

Before files are written, a second list has the digests of their new content. A crash leaves both: then each
of those files may have either digest, and is made again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard

import msgspec
from msgspec import Struct, field

from scheduler.commands.atomic_files import NewFile, exists, write_together
from scheduler.commands.errors import Refused

NAME = ".twincal-published.json"
UNFINISHED = ".twincal-publishing.json"
"""The list of the files that are being written."""
GONE = ".gone/"
"""The folder, below the published one, with a file for each retired address."""
_PATH = re.compile(r"(\.gone/)?[^/\\.][^/\\]*(/[^/\\.][^/\\]*)*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


Digests = Mapping[str, tuple[str, ...]]

Origin = tuple[str, int, int]
"""The fingerprint of a file, its size in bytes (-1: no file), and its time of change in nanoseconds."""


class Manifest(Struct, frozen=True, kw_only=True):
    """The files of one programme, by their path below the folder: the digests that each may have.

    `origins` are those of files that are complete. `revision` has the number and time of the revision that
    was published; None if the files are not those of one revision.
    """

    programme: str | None = None
    revision: tuple[int, str] | None = None
    files: Digests = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)


def origin(path: str, fingerprint: str) -> Origin:
    """Returns the origin that the file at `path` has if it was made with this fingerprint."""
    try:
        status = os.lstat(path)  # a Path for each of thousands of files takes as long as the call itself
    except OSError:
        return fingerprint, -1, 0
    return fingerprint, status.st_size, status.st_mtime_ns


def read_manifest(folder: Path) -> Manifest:
    """Returns the list of `folder`, empty if there is none; raises Refused if the list is damaged."""
    known, unfinished = _read(folder / NAME), _read(folder / UNFINISHED)
    return Manifest(
        programme=known.programme or unfinished.programme,
        revision=known.revision if unfinished == Manifest() else None,
        files=_union(known.files, unfinished.files),
        origins={name: known.origins[name] for name in known.origins if name not in unfinished.files},
    )


def _union(old: Digests, new: Digests) -> Digests:
    return {**old, **{path: tuple(dict.fromkeys((*old.get(path, ()), *new[path]))) for path in new}}


def _read(path: Path) -> Manifest:
    if not exists(path):
        return Manifest()
    try:
        document = msgspec.json.decode(path.read_bytes())
    except ValueError:
        raise _damaged(path) from None
    if not isinstance(document, dict) or not _is_valid(document.get("programme"), document.get("files")):
        raise _damaged(path)
    origins, revision = document.get("origins"), document.get("revision")
    return Manifest(
        programme=document["programme"],
        revision=(*revision,) if _is_revision(revision) else None,
        files={name: tuple(digests) for name, digests in document["files"].items()},
        origins={name: (*value,) for name, value in origins.items()} if _are_origins(origins) else {},
    )


def _is_valid(programme: object, files: object) -> bool:
    """Returns whether these are an id, and digests by paths that do not lead out of the folder."""
    if not isinstance(programme, str) or not isinstance(files, dict):
        return False
    return all(_PATH.fullmatch(path) and _are_digests(digests) for path, digests in files.items())


def _are_digests(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(digest, str) and _DIGEST.fullmatch(digest) for digest in value
    )


def _is_revision(value: object) -> TypeGuard[tuple[int, str]]:
    match value:
        case [int(), str()]:
            return True
    return False


def _are_origins(value: object) -> TypeGuard[Mapping[str, Sequence[Any]]]:
    """Returns whether these are lists by path. Without them, every file is made again."""
    return isinstance(value, dict) and all(isinstance(origin, list) for origin in value.values())


def _damaged(path: Path) -> Refused:
    return Refused(
        f"{path} is not what `twincal publish` wrote, so nobody can tell which files are its own",
        "put the file back from a backup, or publish to a new folder; nothing was written",
    )


def unfinished_list(folder: Path, programme: str, files: Digests) -> NewFile:
    """Returns the list of the files that are about to be written, with their new digests."""
    document = {"programme": programme, "files": files}
    return NewFile(f"{folder}/{UNFINISHED}", msgspec.json.encode(document))


def write_list(folder: Path, manifest: Manifest) -> None:
    """Writes the list, sorted by path, when all files in it are written."""
    document = {
        "programme": manifest.programme,
        "revision": manifest.revision,
        "files": _sorted(manifest.files),
        "origins": _sorted(manifest.origins),
    }
    write_together(folder, [NewFile(f"{folder}/{NAME}", msgspec.json.encode(document) + b"\n")])
    (folder / UNFINISHED).unlink(missing_ok=True)


def _sorted(by_path: Mapping[str, object]) -> Mapping[str, object]:
    return {path: by_path[path] for path in sorted(by_path)}
