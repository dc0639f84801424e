"""`twincal publish`: the site as static files with the paths that `serve` answers.

A publication writes the files that differ, each atomically, and removes those that are no longer published.
A page without a suffix is an HTML file. An address that ends in a slash is the `index.html` of a folder. A
retired address has a file of the same name below `.gone`, which tells a web server that it once existed.

Other people's files are neither overwritten nor removed: the manifest lists ours. It is written twice: before
the files, with their old and new digests, so that a crash leaves no unknown file; and after them, with their
new digests.
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
    """The files that a publication wrote, removed and did not touch.

    `edited` are no longer published, but somebody else has changed them. They are not removed, and the
    manifest still lists them, in case they are published again.
    """

    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    edited: tuple[Path, ...]
    unchanged: int


def publish(store: Store, folder: Path) -> PublishResult:
    """Writes the site of `store` to `folder`.

    Raises Refused if nothing was ever applied, the folder cannot be written, it holds another programme, or
    somebody else's file is in the way. In the last two cases nothing is written.
    """
    published = read_published(store)
    return publish_site(build_site(published), published.profile.id, folder)


def publish_site(site: Site, programme: str, folder: Path) -> PublishResult:
    """Writes `site` of the programme with this id to `folder`; raises Refused as `publish` does."""
    files = {_file_name(path, resource): resource for path, resource in site.resources.items()}
    try:
        with locked(folder):
            manifest = read_manifest(folder)
            _refuse_foreign_files(folder, files, manifest, programme)
            return _write_files(folder, files, manifest, programme)
    except OSError as error:
        raise Refused(f"{error.filename or folder}: {error.strerror}") from error


def _file_name(path: str, resource: Resource) -> str:
    """Returns the name of the file for the resource that `serve` has at `path`."""
    return f"{GONE}{file_name(path)}" if resource.status == 410 else file_name(path)


def _refuse_foreign_files(folder: Path, files: Files, manifest: Manifest, programme: str) -> None:
    if manifest.programme not in (None, programme):
        raise Refused(
            f"{folder} holds the calendars of another programme, {manifest.programme}",
            "name another folder; nothing was written",
        )
    unknown = {path: resource.body for path, resource in files.items() if path not in manifest.files}
    foreign = [path for path, body in unknown.items() if _is_foreign(folder / path, body)]
    if foreign:
        raise Refused(
            f"`twincal publish` did not write {', '.join(str(folder / path) for path in foreign)}",
            "move that away or name another folder; nothing was written",
        )


def _is_foreign(path: Path, body: bytes) -> bool:
    return exists(path) and not (path.is_file() and path.read_bytes() == body)


def _write_files(folder: Path, files: Files, manifest: Manifest, programme: str) -> PublishResult:
    digests = {path: (_digest(resource.body),) for path, resource in files.items()}
    remove_temporary_files({folder, *((folder / path).parent for path in (*digests, *manifest.files))})
    write_manifest(folder, Manifest(programme=programme, files=_union(manifest.files, digests)))
    written = tuple(folder / path for path, resource in files.items() if _write_file(folder / path, resource))
    retired = {path: manifest.files[path] for path in manifest.files if path not in files}
    removed = tuple(_remove(folder, retired))
    edited = {path: retired[path] for path in retired if exists(folder / path)}
    write_manifest(folder, Manifest(programme=programme, files={**edited, **digests}))
    return PublishResult(
        written=written,
        removed=removed,
        edited=tuple(folder / path for path in edited),
        unchanged=len(files) - len(written),
    )


def _write_file(path: Path, resource: Resource) -> bool:
    """Writes the resource to `path`, dated by its last change; returns False if the file is the same already.

    Web servers derive Last-Modified and ETag from the date (in whole seconds) and the size of a file. A file
    with the same bytes keeps its date, so that nobody fetches it again.
    """
    if not write_atomically(path, resource.body):
        return False
    modified = int(resource.modified.timestamp())
    os.utime(path, (modified, modified))
    return True


def _union(old: Digests, new: Digests) -> Digests:
    """Returns the digests that each file may have until everything is written."""
    paths = dict.fromkeys((*old, *new))
    return {path: tuple(dict.fromkeys((*old.get(path, ()), *new.get(path, ())))) for path in paths}


def _remove(folder: Path, retired: Digests) -> Iterator[Path]:
    """Removes and yields each file that nobody has changed since it was written."""
    for name, digests in retired.items():
        path = folder / name
        if path.is_file() and _digest(path.read_bytes()) in digests:
            path.unlink()
            yield path


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
