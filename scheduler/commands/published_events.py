"""The events that subscribers have, read from a folder of published feeds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.commands.manifest import GONE
from scheduler.publication.feeds.seen_events import SeenEvents, events_in

_BEGINNING, _END = b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"


def published_events(folder: Path) -> SeenEvents:
    """Returns the events in the feeds in `folder` and below it, by UID.

    Raises Refused if there is no feed, or if one cannot be read.
    """
    files = sorted(path for path in folder.rglob("*.ics") if is_feed(path.relative_to(folder).as_posix()))
    if not files:
        raise Refused(f"there are no feeds in {folder}", "name the folder of `publish`")
    return read_events(folder, files)


def is_feed(path: str) -> bool:
    """Returns whether the published file at `path` is a feed; the mark of a retired one is none."""
    return path.endswith(".ics") and f"/{GONE}" not in f"/{path}"


def read_events(folder: Path, files: Iterable[Path]) -> SeenEvents:
    """Returns the events in these feeds in `folder`, by UID; raises Refused if one cannot be read."""
    try:
        return events_in(map(_whole_feed, files))
    except (OSError, ValueError) as error:
        raise Refused(f"the feeds in {folder} cannot be read: {error}") from error


def _whole_feed(path: Path) -> bytes:
    """Returns the bytes of a feed; raises ValueError if it is no file, or was cut or changed on its way."""
    if not path.is_file():  # to read a named pipe would never end
        raise ValueError(f"{path.name} is no file")
    feed = path.read_bytes()
    if not (feed.startswith(_BEGINNING) and feed.endswith(_END)):
        raise ValueError(f"{path.name} is not whole, or its line breaks were changed: download it again")
    return feed
