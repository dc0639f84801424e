"""The folder of a site: which files in it are ours, and what must not be in it.

1. The list of the files that `twincal publish` has written is a JSON file in the folder itself. It overwrites
   and removes no others. The list has the programme, and the SHA-256 of each file by its path.
2. It also says what each file was made from, and its size and date, as Git's index does. So the next
   publication knows which files are still right without making them or reading them. It reads those with
   another date, such as all files of a copy or a checkout.
3. Before files are written, a second list has the digests of their new content. A crash leaves both: then
   each of those files may have either digest, and is made again.
4. A web server would give private files to anybody, so a folder that holds any is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from scheduler.commands.atomic_files import NewFile, exists, write_together
from scheduler.commands.programme_folder import beginning, configuration_files
from scheduler.commands.refusals import Refused
from scheduler.publication.pages.touched import Made
from scheduler.state.text_edits import sha256

NAME = ".twincal-published.json"
UNFINISHED = ".twincal-publishing.json"
"""The list of the files that are being written."""
GONE = ".gone/"
"""The folder, below the published one, with a file for each retired address."""
_DATABASE = b"SQLite format 3\0"
_Path = Annotated[str, Meta(pattern=r"\A(\.gone/)?[^/\\.][^/\\]*(/[^/\\.][^/\\]*)*\Z")]
"""A path that does not lead out of the folder."""
_Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]

Digests = Mapping[str, tuple[str, ...]]

Origin = tuple[str, int, int]
"""The fingerprint of a file, its size in bytes (-1: no file), and its time of change in nanoseconds."""


class Manifest(Struct, frozen=True, kw_only=True):
    """The files of one programme, by their path below the folder: the digests that each may have.

    `origins` are those of files that are complete. `revision` has the number and time of the revision that
    was published, and `made` what its pages were made from; None if the files are not those of one revision.
    """

    programme: str | None = None
    revision: tuple[int, str] | None = None
    made: Made | None = None
    files: Digests = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)


class _List(Struct, frozen=True, kw_only=True):
    """The list as it is written."""

    programme: str
    files: dict[_Path, tuple[_Digest, ...]]
    revision: Any = None
    made: Any = None
    origins: Any = None


def origin(path: str, fingerprint: str) -> Origin:
    """Returns the origin that the file at `path` has if it was made with this fingerprint."""
    try:
        status = os.lstat(path)  # a Path for each of thousands of files takes as long as the call itself
    except OSError:
        return fingerprint, -1, 0
    return fingerprint, status.st_size, status.st_mtime_ns


def is_untouched(folder: Path, name: str, manifest: Manifest) -> bool:
    """Returns whether a file is as it was written; one that was copied since gets its date back."""
    if (known := manifest.origins.get(name)) is None:
        return False
    path, (fingerprint, size, time) = folder / name, known
    if (found := origin(f"{path}", fingerprint)) == known:
        return True
    if size < 0 or found[1] != size or path.is_symlink():
        return False
    try:
        if sha256(path.read_bytes()) not in manifest.files[name]:
            return False
        os.utime(path, ns=(time, time))
    except OSError:  # of somebody else: it is made again
        return False
    return True


def read_manifest(folder: Path) -> Manifest:
    """Returns the list of `folder`, empty if there is none; raises Refused if the list is damaged."""
    known, unfinished = _read(folder / NAME), _read(folder / UNFINISHED)
    is_whole = unfinished == Manifest()
    return Manifest(
        programme=known.programme or unfinished.programme,
        revision=known.revision if is_whole else None,
        made=known.made if is_whole else None,
        files=_union(known.files, unfinished.files),
        origins={name: known.origins[name] for name in known.origins if name not in unfinished.files},
    )


def _union(old: Digests, new: Digests) -> Digests:
    return {**old, **{path: tuple(dict.fromkeys((*old.get(path, ()), *new[path]))) for path in new}}


def _read(path: Path) -> Manifest:
    if not exists(path):
        return Manifest()
    try:
        known = msgspec.json.decode(path.read_bytes(), type=_List)
    except ValueError:
        raise _damaged(path) from None
    return Manifest(
        programme=known.programme,
        revision=_as(tuple[int, str] | None, known.revision, None),
        made=_as(Made | None, known.made, None),
        files=known.files,
        origins=_as(dict[str, Origin], known.origins, {}),
    )


def _as(form: Any, value: object, otherwise: Any) -> Any:
    """Returns `value` in this form, or something else. What is unreadable is only made again."""
    try:
        return msgspec.convert(value, form)
    except msgspec.ValidationError:
        return otherwise


def _damaged(path: Path) -> Refused:
    return Refused(
        f"{path} is not what Twincal wrote, so nobody can tell which files are its own",
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
        "made": manifest.made,
        "files": _sorted(manifest.files),
        "origins": _sorted(manifest.origins),
    }
    write_together(folder, [NewFile(f"{folder}/{NAME}", msgspec.json.encode(document) + b"\n")])
    (folder / UNFINISHED).unlink(missing_ok=True)


def _sorted(by_path: Mapping[str, object]) -> Mapping[str, object]:
    return {path: by_path[path] for path in sorted(by_path)}


def refuse_private_files(folder: Path) -> None:
    """Raises Refused if a database or a configuration is in `folder`, or a configuration one folder below."""
    for file in configuration_files(folder):
        raise _refusal(folder, f"{file} is part of a configuration, which may hold passcodes")
    for file in folder.glob("*"):
        if beginning(file).startswith(_DATABASE):
            raise _refusal(folder, f"{file} is a database, which may hold passcodes")


def refuse_folder_around(folder: Path, *private: Path | None) -> None:
    """Raises Refused if one of these files or folders is in `folder`, however deep."""
    site = folder.resolve()
    for path in filter(None, private):
        if path.resolve().is_relative_to(site):
            raise _refusal(folder, f"{path} is in it, which may hold passcodes")


def refuse_links(folder: Path, names: Iterable[str]) -> None:
    """Raises Refused if a folder between `folder` and one of these files is a link, which leads out of it."""
    parents = {parent for name in names for parent in PurePosixPath(name).parents}
    for parent in sorted(parents):
        if (folder / parent).is_symlink() and parent != PurePosixPath():
            raise Refused(
                f"Twincal did not write to {folder / parent}, which is a link to another folder",
                "move that away or name another folder; nothing was written",
            )


def _refusal(folder: Path, reason: str) -> Refused:
    return Refused(
        f"the site cannot go into {folder}: {reason}",
        "a web server would give it to anybody; nothing was written. Name a folder for the site alone",
    )
