"""Which files of a folder `twincal publish` has written: only these are ever overwritten or removed.

The list lies in the folder itself, as JSON: the programme, and the SHA-256 of each file by its path. While
files are being written each has two, of what it was and of what it becomes: after a crash both are ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.commands.files import stands, write_whole

NAME = ".twincal-published.json"
GONE = ".gone/"
"""Where the marks of retired addresses lie, below the folder."""
_PATH = re.compile(r"(\.gone/)?[^/\\.][^/\\]*(/[^/\\.][^/\\]*)*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The files of one programme: `files` has the digests that each may have by its path below the folder."""

    programme: str | None = None
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """What was published to `folder`, nothing where there is no list; Refused where it cannot be read."""
    path = folder / NAME
    if not stands(path):
        return Manifest()
    try:
        said = json.loads(path.read_bytes())
    except ValueError:
        raise _odd(path) from None
    if not isinstance(said, dict) or not _is_good(said.get("programme"), said.get("files")):
        raise _odd(path)
    files = {path: tuple(digests) for path, digests in said["files"].items()}
    return Manifest(programme=said["programme"], files=files)


def _is_good(programme: object, files: object) -> bool:
    """Whether these are a name and digests by paths, none of which leads out of the folder."""
    if not isinstance(programme, str) or not isinstance(files, dict):
        return False
    return all(_PATH.fullmatch(path) and _are_digests(digests) for path, digests in files.items())


def _are_digests(said: object) -> bool:
    return isinstance(said, list) and all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in said)


def _odd(path: Path) -> Refused:
    return Refused(
        f"{path} is not what `twincal publish` wrote, so nobody can tell which files are its own",
        "put the file back from a backup, or publish to a new folder; nothing was written",
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the list, whole, in the order of paths."""
    said = {"programme": manifest.programme, "files": dict(sorted(manifest.files.items()))}
    write_whole(folder / NAME, (json.dumps(said, indent=1) + "\n").encode())
