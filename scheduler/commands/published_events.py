"""The events that subscribers have, read from a folder of published feeds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.publication.feeds.seen_events import SeenEvents, events_in


def published_events(folder: Path) -> SeenEvents:
    """Returns the events in the feeds in `folder` and below it, by UID.

    Raises Refused if there is no feed, or if one cannot be read.
    """
    files = sorted(folder.rglob("*.ics"))
    if not files:
        raise Refused(f"there are no feeds in {folder}", "name the folder of `publish`")
    return read_events(folder, files)


def read_events(folder: Path, files: Iterable[Path]) -> SeenEvents:
    """Returns the events in these feeds in `folder`, by UID; raises Refused if one cannot be read."""
    try:
        return events_in(path.read_bytes() for path in files)
    except (OSError, ValueError) as error:
        raise Refused(f"the feeds in {folder} cannot be read: {error}") from error
