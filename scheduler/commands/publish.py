"""`twincal publish`: the site as static files with the paths that `serve` answers.

Only what differs is written, each file whole; what is no longer published is removed. What somebody else
put into the folder is neither overwritten nor removed: the manifest says which files are ours. It is written
twice: before, with what every file was and what it becomes, so that after a crash either is known as ours;
and last, as things are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.commands.manifest import Manifest, read_manifest, write_manifest
from scheduler.commands.showing import published
from scheduler.commands.writing import stands, sweep, write_whole
from scheduler.publication.site import Site, build_site
from scheduler.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a publication did to the folder.

    `left` are files that are no longer published, but that somebody else has changed since: they stay, and
    the manifest goes on to know them, in case they are published again.
    """

    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    left: tuple[Path, ...]
    same: int


def publish(store: Store, folder: Path) -> Done:
    """The site of `store` written to `folder`.

    Raises Refused where nothing was ever applied, the folder cannot be written, it holds another
    programme, or a file of somebody else stands in the way; in the last two cases nothing was written.
    """
    everything = published(store)
    bodies = _bodies(build_site(everything))
    try:
        before = read_manifest(folder)
        _refuse_strangers(folder, bodies, before, everything.masthead.id)
        return _write(folder, bodies, before, everything.masthead.id)
    except OSError as error:
        raise Refused(f"{error.filename or folder}: {error.strerror}") from error


def _bodies(site: Site) -> dict[str, bytes]:
    kept = site.resources.items()
    return {path.lstrip("/"): resource.body for path, resource in kept if resource.status == 200}


def _refuse_strangers(folder: Path, bodies: Mapping[str, bytes], before: Manifest, programme: str) -> None:
    if before.programme not in (None, programme):
        raise Refused(
            f"{folder} holds the calendars of another programme, {before.programme}",
            "name another folder; nothing was written",
        )
    paths = [path for path in bodies if path not in before.files and _is_other(folder / path, bodies[path])]
    if paths:
        raise Refused(
            f"`twincal publish` did not write {', '.join(str(folder / path) for path in paths)}",
            "move that away or name another folder; nothing was written",
        )


def _is_other(path: Path, body: bytes) -> bool:
    return stands(path) and not (path.is_file() and path.read_bytes() == body)


def _write(folder: Path, bodies: Mapping[str, bytes], before: Manifest, programme: str) -> Done:
    after = {path: (_digest(body),) for path, body in bodies.items()}
    sweep({(folder / path).parent for path in ("here", *after, *before.files)})
    write_manifest(folder, Manifest(programme=programme, files=_either(before.files, after)))
    written = tuple(folder / path for path, body in bodies.items() if write_whole(folder / path, body))
    retired = {path: digests for path, digests in before.files.items() if path not in bodies}
    removed = tuple(_remove(folder, retired))
    left = {path: digests for path, digests in retired.items() if stands(folder / path)}
    write_manifest(folder, Manifest(programme=programme, files={**left, **after}))
    return Done(
        written=written,
        removed=removed,
        left=tuple(folder / path for path in left),
        same=len(bodies) - len(written),
    )


Digests = Mapping[str, tuple[str, ...]]


def _either(before: Digests, after: Digests) -> Digests:
    """The digests that each file may have until everything is written."""
    paths = dict.fromkeys((*before, *after))
    return {path: tuple(dict.fromkeys((*before.get(path, ()), *after.get(path, ())))) for path in paths}


def _remove(folder: Path, retired: Digests) -> Iterator[Path]:
    """Removes each file that still is what was written, and tells it."""
    for name, digests in retired.items():
        path = folder / name
        if path.is_file() and _digest(path.read_bytes()) in digests:
            path.unlink()
            yield path


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
