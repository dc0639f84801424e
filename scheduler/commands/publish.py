"""`twincal publish`: the site as static files with the paths that `serve` answers.

Only files that differ are written, each file whole; what is no longer published is removed. A page without a
suffix is an HTML file, an address that ends in a slash the `index.html` of a folder. A retired address has a
file of the same name below `.gone`, so that a web server can tell it from one that never existed.

Files of somebody else are neither overwritten nor removed: the manifest says which files are ours. It is
written twice: before the files, with their old and their new digests, so that after a crash either is known
as ours; and after them, with the digests that they have.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.commands.files import exists, locked, remove_temporary_files, write_atomically
from scheduler.commands.lookup import read_published
from scheduler.commands.manifest import GONE, Manifest, read_manifest, write_manifest
from scheduler.publication.pages.paths import file_name
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site, build_site
from scheduler.store import Store

Files = Mapping[str, Resource]
Digests = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishResult:
    """What a publication did to the folder.

    `left` are files that are no longer published, but were changed by somebody else: they stay, and the
    manifest still knows them, in case they are published again.
    """

    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    left: tuple[Path, ...]
    same: int


def publish(store: Store, folder: Path) -> PublishResult:
    """Writes the site of `store` to `folder`.

    Raises Refused if nothing was ever applied, the folder cannot be written, it holds another programme, or
    a file of somebody else is in the way; in the last two cases nothing was written.
    """
    published = read_published(store)
    return publish_site(build_site(published), published.profile.id, folder)


def publish_site(site: Site, programme: str, folder: Path) -> PublishResult:
    """Writes `site` of the programme with this id to `folder`; raises Refused as `publish` does."""
    files = {_file_name(path, resource): resource for path, resource in site.resources.items()}
    try:
        with locked(folder):
            before = read_manifest(folder)
            _refuse_foreign_files(folder, files, before, programme)
            return _write(folder, files, before, programme)
    except OSError as error:
        raise Refused(f"{error.filename or folder}: {error.strerror}") from error


def _file_name(path: str, resource: Resource) -> str:
    """Returns the file below the folder for what `serve` answers at `path`."""
    return f"{GONE}{file_name(path)}" if resource.status == 410 else file_name(path)


def _refuse_foreign_files(folder: Path, files: Files, before: Manifest, programme: str) -> None:
    if before.programme not in (None, programme):
        raise Refused(
            f"{folder} holds the calendars of another programme, {before.programme}",
            "name another folder; nothing was written",
        )
    unknown = {path: resource.body for path, resource in files.items() if path not in before.files}
    foreign = [path for path, body in unknown.items() if _is_foreign(folder / path, body)]
    if foreign:
        raise Refused(
            f"`twincal publish` did not write {', '.join(str(folder / path) for path in foreign)}",
            "move that away or name another folder; nothing was written",
        )


def _is_foreign(path: Path, body: bytes) -> bool:
    return exists(path) and not (path.is_file() and path.read_bytes() == body)


def _write(folder: Path, files: Files, before: Manifest, programme: str) -> PublishResult:
    after = {path: (_digest(resource.body),) for path, resource in files.items()}
    remove_temporary_files({folder, *((folder / path).parent for path in (*after, *before.files))})
    write_manifest(folder, Manifest(programme=programme, files=_union(before.files, after)))
    written = tuple(folder / path for path, resource in files.items() if _is_written(folder / path, resource))
    retired = {path: digests for path, digests in before.files.items() if path not in files}
    removed = tuple(_remove(folder, retired))
    left = {path: digests for path, digests in retired.items() if exists(folder / path)}
    write_manifest(folder, Manifest(programme=programme, files={**left, **after}))
    return PublishResult(
        written=written,
        removed=removed,
        left=tuple(folder / path for path in left),
        same=len(files) - len(written),
    )


def _is_written(path: Path, resource: Resource) -> bool:
    """Makes `path` hold the resource, dated by its last change; returns False if it held it already.

    Web servers derive Last-Modified and ETag from the date (in whole seconds) and the size of a file. A file
    with the same bytes keeps its date, so that nobody fetches it again.
    """
    if not write_atomically(path, resource.body):
        return False
    modified = int(resource.modified.timestamp())
    os.utime(path, (modified, modified))
    return True


def _union(before: Digests, after: Digests) -> Digests:
    """Returns the digests that each file may have until everything is written."""
    paths = dict.fromkeys((*before, *after))
    return {path: tuple(dict.fromkeys((*before.get(path, ()), *after.get(path, ())))) for path in paths}


def _remove(folder: Path, retired: Digests) -> Iterator[Path]:
    """Removes and yields each file that nobody has changed since it was written."""
    for name, digests in retired.items():
        path = folder / name
        if path.is_file() and _digest(path.read_bytes()) in digests:
            path.unlink()
            yield path


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
