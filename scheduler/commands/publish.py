"""`twincal publish`: the site as static files with the paths that `serve` answers.

A publication makes and writes the files that differ, and removes those that are no longer published. A file
is the same if it was made from the same values, and nobody has touched it since.

A page without a suffix is an HTML file. An address that ends in a slash is the `index.html` of a folder. A
retired address has a file of the same name below `.gone`, which tells a web server that it once existed.

Other people's files are neither overwritten nor removed: the manifest lists ours. Before files are written,
a list of those that are about to be has their digests, so that a crash leaves no unknown file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.atomic_files import NewFile, exists, locked, remove_unfinished_files, write_together
from scheduler.commands.lookup import read_state
from scheduler.commands.published_feeds import refuse_older_store
from scheduler.commands.refusals import Refused
from scheduler.commands.site_folder import (
    GONE,
    Manifest,
    is_untouched,
    origin,
    read_manifest,
    refuse_folder_around,
    refuse_links,
    refuse_private_files,
    unfinished_list,
    write_list,
)
from scheduler.publication.pages.paths import file_name, split_path
from scheduler.publication.pages.touched import made_from, touched
from scheduler.publication.resource import ListedResource, Resource
from scheduler.publication.site import Site, build_site
from scheduler.state.text_edits import sha256
from scheduler.store import Store

Listing = Mapping[str, ListedResource]
"""Everything on the site by the name of its file."""

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


def publish(store: Store, folder: Path, now: datetime) -> PublishResult:
    """Writes the site of `store` as it is at `now` (aware) to `folder`.

    Raises Refused if nothing was ever applied, the folder cannot be written, it holds a configuration, a
    database, another programme or a later state of this one, or somebody else's file is in the way. In all
    cases but the second it writes nothing.
    """
    refuse_folder_around(folder, store.file)
    state = read_state(store)
    site = build_site(state, store.history_of_pages(state.window.first), now)
    return publish_site(site, store, folder)


def publish_site(site: Site, store: Store, folder: Path) -> PublishResult:
    """Writes `site`, which was made from `store`, to `folder`; raises Refused as `publish` does."""
    try:
        with locked(folder):
            remove_unfinished_files(folder)
            return _publish(site, store, folder)
    except OSError as error:
        raise Refused(f"{error.filename or folder}: {error.strerror}") from error


def _publish(site: Site, store: Store, folder: Path) -> PublishResult:
    state = site.inputs.state
    programme = state.profile.id
    refuse_private_files(folder)
    manifest = read_manifest(folder)
    _refuse_other_programme(folder, manifest, programme)
    refuse_older_store(store, state, folder, manifest)
    kept = _kept(site, store, folder, manifest)
    looked_at = {path for path in site.pages if path not in kept}
    listing = {_file_name(listed): listed for listed in site.listed(looked_at)}
    changed = {
        name: listed for name, listed in listing.items() if not _is_same(folder, name, listing, manifest)
    }
    present = {*listing, *kept.values()}
    retired = [name for name in manifest.files if name not in present]
    return _write_files(site, programme, folder, manifest, changed, retired)


def _kept(site: Site, store: Store, folder: Path, manifest: Manifest) -> Mapping[str, str]:
    """Returns the files of the pages that nothing has touched, neither a change nor a person, by path."""
    made, state = manifest.made, site.inputs.state
    if made is None or made.revision > state.revision:
        return {}
    is_new = made.revision < state.revision
    since = store.history(most=state.revision - made.revision) if is_new else ()
    is_touched, languages = touched(site.inputs, made, since), state.profile.languages
    kept = {}
    for path in site.pages:
        if not is_touched(split_path(path, languages)[1]):
            name = file_name(path)
            name = name if name in manifest.files else f"{GONE}{name}"
            if is_untouched(folder, name, manifest):
                kept[path] = name
    return kept


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
            f"Twincal did not write {', '.join(str(folder / name) for name in foreign)}",
            "move that away or name another folder; nothing was written",
        )


def _is_foreign(path: Path, body: bytes) -> bool:
    return not (path.is_file() and path.read_bytes() == body)


def _write_files(
    site: Site, programme: str, folder: Path, manifest: Manifest, changed: Listing, retired: Sequence[str]
) -> PublishResult:
    """Writes the `changed` files and removes the `retired` ones; `manifest` lists all files before."""
    refuse_links(folder, changed)
    _refuse_foreign_files(folder, changed, manifest, site)
    digests: dict[str, tuple[str, ...]] = {}
    written: list[Path] = []
    names = iter(changed)
    while batch := [*islice(names, BATCH)]:
        files = [_new_file(f"{folder}/{name}", site.resources[changed[name].path]) for name in batch]
        digests |= {name: (sha256(file.body),) for name, file in zip(batch, files, strict=True)}
        together = write_together(folder, [unfinished_list(folder, programme, digests), *files])
        written += [Path(file.path) for file in files if file.path in together]
    removed = {name for name in retired if _remove(folder / name, manifest.files[name])}
    edited = [name for name in retired if exists(folder / name)]
    made = {name: origin(f"{folder}/{name}", changed[name].fingerprint) for name in changed}
    state = site.inputs.state
    finished = Manifest(
        programme=programme,
        revision=(state.revision, state.time.isoformat()),
        made=made_from(site.inputs),
        files=_without({*retired}.difference(edited), {**manifest.files, **digests}),
        origins=_without(retired, {**manifest.origins, **made}),
    )
    if changed or finished != _at_time_of(finished, manifest):
        write_list(folder, finished)
    return PublishResult(
        written=tuple(written),
        removed=tuple(folder / name for name in retired if name in removed),
        edited=tuple(folder / name for name in edited),
        unchanged=len(finished.files) - len(edited) - len(written),
    )


def _at_time_of(finished: Manifest, before: Manifest) -> Manifest:
    """Returns the list `before` with the time of `finished`: a list that differs in this alone stays.

    So git sees no change in a folder. The next publication looks at a few more pages than it must.
    """
    if before.made is None or finished.made is None:
        return before
    return replace(before, made=replace(before.made, time=finished.made.time))


def _without(names: Iterable[str], by_name: dict[str, Any]) -> Mapping[str, Any]:
    """Returns `by_name` without these names."""
    for name in names:
        by_name.pop(name, None)
    return by_name


def _is_same(folder: Path, name: str, listing: Listing, manifest: Manifest) -> bool:
    """Returns whether a file was made from the same values and not touched since."""
    known = manifest.origins.get(name)
    is_alike = known is not None and known[0] == listing[name].fingerprint
    return is_alike and name in manifest.files and is_untouched(folder, name, manifest)


def _new_file(path: str, resource: Resource) -> NewFile:
    """Returns the file of the resource, dated by its last change.

    Web servers derive Last-Modified and ETag from the date (in whole seconds) and the size of a file. A file
    with the same bytes keeps its date, so that nobody fetches it again.
    """
    return NewFile(path, resource.body, int(resource.modified.timestamp()))


def _remove(path: Path, digests: tuple[str, ...]) -> bool:
    """Removes a file unless somebody has changed it since it was written; returns whether it did."""
    if not path.is_file() or sha256(path.read_bytes()) not in digests:
        return False
    path.unlink()
    return True
