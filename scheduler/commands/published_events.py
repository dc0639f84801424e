"""The events that subscribers have, read from a folder of published feeds."""

from __future__ import annotations

from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.commands.manifest import read_manifest
from scheduler.publication.feeds.seen_events import SeenEvents, events_in, has_older_stamp
from scheduler.record.revision import Published


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


def refuse_older_store(published: Published | None, folder: Path) -> None:
    """Raises Refused if `folder` was published from a store that is lost, or from a later state of it.

    `published` is the present state of the store. The feeds are read only if the revision that was published
    to the folder is not in its history.
    """
    manifest = read_manifest(folder)
    if not any(name.endswith(".ics") for name in manifest.files):
        return
    if published is None:
        raise Refused(
            f"there is no store, but {folder} holds calendars that were published from one",
            "put a backup back with `twincal store restore`, or make the store anew from these calendars: "
            f"`twincal store rebuild CONFIG {folder}`. To begin anew, name another folder",
        )
    if any(manifest.revision == (each.number, each.time.isoformat()) for each in published.history):
        return
    occurrences = published.occurrences
    older = [
        uid
        for uid, event in published_events(folder).items()
        if uid in occurrences and has_older_stamp(occurrences[uid], event)
    ]
    if older:
        events = "1 event" if len(older) == 1 else f"{len(older)} events"
        raise Refused(
            f"the store is older than {folder}: calendars would ignore {events} in it, because they know a "
            "later state",
            f"put a newer backup back, or apply your files with `--published {folder}`. Nothing was written",
        )
