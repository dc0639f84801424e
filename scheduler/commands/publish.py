"""`twincal publish`: the site as static files with the paths that `serve` answers.

A publication makes and writes the files that differ, each atomically, and removes those that are no longer
published. A file is the same if it was made from the same values, and nobody has touched it since.

A page without a suffix is an HTML file. An address that ends in a slash is the `index.html` of a folder. A
retired address has a file of the same name below `.gone`, which tells a web server that it once existed.

Other people's files are neither overwritten nor removed: the manifest lists ours. It is written twice: before
the files, with their old and new digests, so that a crash leaves no unknown file; and after them, with their
new digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from msgspec import Struct

from scheduler.commands.atomic_files import (
    NewFile,
    exists,
    locked,
    remove_temporary_files,
    write_together,
)
from scheduler.commands.errors import Refused
from scheduler.commands.lookup import read_published
from scheduler.commands.manifest import GONE, NAME, Manifest, Origin, manifest_file, origin, read_manifest
from scheduler.publication.pages.paths import file_name
from scheduler.publication.resource import ListedResource, Resource
from scheduler.publication.site import Site, build_site
from scheduler.store import Store
from scheduler.timetable.wall_times import UNKNOWN_RELEASE, tzdata_version

Listing = Mapping[str, ListedResource]
"""Everything on the site by the name of its file."""

Digests = Mapping[str, tuple[str, ...]]

BATCH = 2000
"""Files that are made before they are written: so many pages need less than 200 MB."""


class PublishResult(Struct, frozen=True, kw_only=True):
    """The files that a publication wrote, removed or did not touch.

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
    listing = {_file_name(listed): listed for listed in site.listed()}
    try:
        with locked(folder):
            manifest = read_manifest(folder)
            _refuse_other_programme(folder, manifest, programme)
            _refuse_foreign_files(folder, listing, manifest, site)
            return _write_files(folder, listing, manifest, programme, site)
    except OSError as error:
        raise Refused(f"{error.filename or folder}: {error.strerror}") from error


def _file_name(listed: ListedResource) -> str:
    """Returns the name of the file for a resource of `serve`."""
    return f"{GONE}{file_name(listed.path)}" if listed.status == 410 else file_name(listed.path)


def _refuse_other_programme(folder: Path, manifest: Manifest, programme: str) -> None:
    if manifest.programme not in (None, programme):
        raise Refused(
            f"{folder} holds the calendars of another programme, {manifest.programme}",
            "name another folder; nothing was written",
        )


def _refuse_foreign_files(folder: Path, listing: Listing, manifest: Manifest, site: Site) -> None:
    unknown = [name for name in listing if name not in manifest.files and exists(f"{folder}/{name}")]
    foreign = [
        name for name in unknown if _is_foreign(folder / name, site.resources[listing[name].path].body)
    ]
    if foreign:
        raise Refused(
            f"`twincal publish` did not write {', '.join(str(folder / name) for name in foreign)}",
            "move that away or name another folder; nothing was written",
        )


def _is_foreign(path: Path, body: bytes) -> bool:
    return not (path.is_file() and path.read_bytes() == body)


def _write_files(
    folder: Path, listing: Listing, manifest: Manifest, programme: str, site: Site
) -> PublishResult:
    remove_temporary_files(folder / parent for parent in _parents((*listing, *manifest.files)))
    same = _same_files(folder, listing, manifest)
    digests: dict[str, tuple[str, ...]] = {}
    written: list[Path] = []
    others = (name for name in listing if name not in same)
    while batch := [*islice(others, BATCH)]:
        resources = {name: site.resources[listing[name].path] for name in batch}
        digests |= {name: (_digest(resource.body),) for name, resource in resources.items()}
        unfinished = Manifest(programme=programme, files=_union(manifest.files, digests), origins=same)
        files = [_new_file(folder / name, resource) for name, resource in resources.items()]
        together = write_together([manifest_file(folder, unfinished), *files])
        written += [path for path in together if path != folder / NAME]
    retired = {name: manifest.files[name] for name in manifest.files if name not in listing}
    removed = tuple(_remove(folder, retired))
    edited = {name: retired[name] for name in retired if exists(folder / name)}
    kept = {name: manifest.files[name] for name in same}
    made = {name: _origin(folder, name, listing) for name in digests}
    finished = Manifest(programme=programme, files={**edited, **kept, **digests}, origins={**same, **made})
    write_together([manifest_file(folder, finished)])
    return PublishResult(
        written=tuple(written),
        removed=removed,
        edited=tuple(folder / name for name in edited),
        unchanged=len(listing) - len(written),
    )


def _parents(names: Iterable[str]) -> set[str]:
    """Returns the folders of these files, below the published one."""
    return {name.rpartition("/")[0] for name in names} | {""}


def _origin(folder: Path, name: str, listing: Listing) -> Origin:
    return origin(f"{folder}/{name}", listing[name].fingerprint)


def _same_files(folder: Path, listing: Listing, manifest: Manifest) -> Mapping[str, Origin]:
    """Returns the origins of the files that were made from the same values and not touched since.

    Returns none if the time-zone data do not name their release, because they may have changed.
    """
    if tzdata_version() == UNKNOWN_RELEASE:
        return {}
    origins = ((name, manifest.origins.get(name)) for name in listing)
    return {
        name: known
        for name, known in origins
        if known is not None and name in manifest.files and known == _origin(folder, name, listing)
    }


def _new_file(path: Path, resource: Resource) -> NewFile:
    """Returns the file of the resource, dated by its last change.

    Web servers derive Last-Modified and ETag from the date (in whole seconds) and the size of a file. A file
    with the same bytes keeps its date, so that nobody fetches it again.
    """
    return NewFile(path, resource.body, int(resource.modified.timestamp()))


def _union(old: Digests, new: Digests) -> Digests:
    """Returns the digests that each file may have until everything is written."""
    return {**old, **{path: tuple(dict.fromkeys((*old.get(path, ()), *new[path]))) for path in new}}


def _remove(folder: Path, retired: Digests) -> Iterator[Path]:
    """Removes and yields each file that nobody has changed since it was written."""
    for name, digests in retired.items():
        path = folder / name
        if path.is_file() and _digest(path.read_bytes()) in digests:
            path.unlink()
            yield path


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
