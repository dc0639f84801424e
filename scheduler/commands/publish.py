"""`twincal publish`: the site as static files with the paths that `serve` answers.

Each file is written beside its place and moved there, so that a web server reads the old one or the new
one. Only what differs is written; calendars that are no longer published are removed.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.commands.reading import published
from scheduler.publication.site import Site, build_site
from scheduler.store import Store

FEEDS = "feeds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a publication did to the folder."""

    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    same: int


def publish(store: Store, folder: Path) -> Done:
    """The site of `store` written to `folder`.

    Raises Refused where nothing was ever applied, or the folder cannot be written.
    """
    site = build_site(published(store))
    try:
        return _write(site, folder)
    except OSError as error:
        raise Refused(f"{error.filename or folder}: {error.strerror}") from error


def _write(site: Site, folder: Path) -> Done:
    wanted = {
        folder / path.lstrip("/"): resource.body
        for path, resource in site.resources.items()
        if resource.status == 200
    }
    written = tuple(path for path, body in wanted.items() if _put(path, body))
    left = [path for path in (folder / FEEDS).rglob("*.ics") if path not in wanted]
    for path in left:
        path.unlink()
    return Done(written=written, removed=tuple(left), same=len(wanted) - len(written))


def _put(path: Path, body: bytes) -> bool:
    """Whether `path` had to be written to hold `body`."""
    if path.is_file() and path.read_bytes() == body:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".twincal-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            os.fchmod(file.fileno(), 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True
