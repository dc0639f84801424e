"""The events that subscribers have, read from a folder of published feeds."""

from __future__ import annotations

from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.publication.feeds.seen_events import SeenEvents, events_in


def published_events(folder: Path) -> SeenEvents:
    """Returns the events in the feeds in `folder` and below it, by UID.

    Raises Refused if there is no feed, or if one cannot be read.
    """
    try:
        files = sorted(folder.rglob("*.ics"))
        if not files:
            raise Refused(f"there are no feeds in {folder}", "name the folder of `publish`")
        return events_in(path.read_bytes() for path in files)
    except (OSError, ValueError) as error:
        raise Refused(f"the feeds in {folder} cannot be read: {error}") from error
