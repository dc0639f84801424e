"""`twincal publish`: the site as static files with the paths that `serve` answers.

Only what differs is written, each file whole; what is no longer published is removed. A page without a suffix
is an HTML file, an address that ends in a slash the `index.html` of a folder. An address that was retired has
a file of the same name below `.gone`, by which a web server can tell it from one that never was.

What somebody else put into the folder is neither overwritten nor removed: the manifest says which files are
ours. It is written twice: before, with what every file was and what it becomes, so that after a crash either
is known as ours; and last, as things are.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.commands.files import alone_in, stands, sweep, write_whole
from scheduler.commands.lookup import published
from scheduler.commands.manifest import GONE, Manifest, read_manifest, write_manifest
from scheduler.publication.pages.paths import file_name
from scheduler.publication.resource import Resource
from scheduler.publication.site import Site, build_site
from scheduler.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishResult:
    """What a publication did to the folder.

    `left` are files that are no longer published, but that somebody else has changed since: they stay, and
    the manifest goes on to know them, in case they are published again.
    """

    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    left: tuple[Path, ...]
    same: int


def publish(store: Store, folder: Path) -> PublishResult:
    """The site of `store` written to `folder`.

    Raises Refused where nothing was ever applied, the folder cannot be written, it holds another
    programme, or a file of somebody else stands in the way; in the last two cases nothing was written.
    """
    everything = published(store)
    return publish_site(build_site(everything), everything.profile.id, folder)


def publish_site(site: Site, programme: str, folder: Path) -> PublishResult:
    """`site` of the programme with this id written to `folder`; raises Refused as `publish` does."""
    files = {_name(path, resource): resource for path, resource in site.resources.items()}
    try:
        with alone_in(folder):
            before = read_manifest(folder)
            _refuse_strangers(folder, files, before, programme)
            return _write(folder, files, before, programme)
    except OSError as error:
        raise Refused(f"{error.filename or folder}: {error.strerror}") from error


Files = Mapping[str, Resource]


def _name(path: str, resource: Resource) -> str:
    """The file below the folder that holds what `serve` answers at `path`."""
    return f"{GONE}{file_name(path)}" if resource.status == 410 else file_name(path)


def _refuse_strangers(folder: Path, files: Files, before: Manifest, programme: str) -> None:
    if before.programme not in (None, programme):
        raise Refused(
            f"{folder} holds the calendars of another programme, {before.programme}",
            "name another folder; nothing was written",
        )
    unknown = {path: resource.body for path, resource in files.items() if path not in before.files}
    paths = [path for path, body in unknown.items() if _is_other(folder / path, body)]
    if paths:
        raise Refused(
            f"`twincal publish` did not write {', '.join(str(folder / path) for path in paths)}",
            "move that away or name another folder; nothing was written",
        )


def _is_other(path: Path, body: bytes) -> bool:
    return stands(path) and not (path.is_file() and path.read_bytes() == body)


def _write(folder: Path, files: Files, before: Manifest, programme: str) -> PublishResult:
    after = {path: (_digest(resource.body),) for path, resource in files.items()}
    sweep({(folder / path).parent for path in ("here", *after, *before.files)})
    write_manifest(folder, Manifest(programme=programme, files=_either(before.files, after)))
    written = tuple(folder / path for path, resource in files.items() if _is_written(folder / path, resource))
    retired = {path: digests for path, digests in before.files.items() if path not in files}
    removed = tuple(_remove(folder, retired))
    left = {path: digests for path, digests in retired.items() if stands(folder / path)}
    write_manifest(folder, Manifest(programme=programme, files={**left, **after}))
    return PublishResult(
        written=written,
        removed=removed,
        left=tuple(folder / path for path in left),
        same=len(files) - len(written),
    )


def _is_written(path: Path, resource: Resource) -> bool:
    """Makes `path` hold the resource, dated by its last change; False where it held that already.

    Web servers derive Last-Modified and ETag from the date and size of a file (in whole seconds): what holds
    the same bytes keeps its date, so that nobody fetches it again.
    """
    if not write_whole(path, resource.body):
        return False
    modified = int(resource.modified.timestamp())
    os.utime(path, (modified, modified))
    return True


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
