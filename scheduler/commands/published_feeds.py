"""The feeds in a folder that was published: what subscribers have, and whether the store is older than that.

Calendar programs may ignore an event with a lower SEQUENCE than they have (RFC 5546, section 2.1.5). So a
lost or older store must be seen before anything is published from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from scheduler.commands.refusals import OlderStore, Refused
from scheduler.commands.site_folder import GONE, Manifest
from scheduler.programme.advice import Option, Permission, advise, command
from scheduler.programme.english_days import in_short
from scheduler.programme.english_lists import number_of
from scheduler.publication.feeds.seen_events import (
    EventFacts,
    SeenEvents,
    events_in,
    has_older_stamp,
    otherwise_told,
)
from scheduler.state.state import State
from scheduler.store import Store

MOST_DIFFERENCES = 10
"""The meetings that a refusal names."""
_BEGINNING, _END = b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"


def published_events(folder: Path) -> SeenEvents:
    """Returns the events in the feeds in `folder` and below it, by UID.

    Raises Refused if there is no feed, or if one cannot be read.
    """
    files = sorted(path for path in folder.rglob("*.ics") if is_feed(path.relative_to(folder).as_posix()))
    if not files:
        raise Refused(f"there are no feeds in {folder}", "name the folder with the published files")
    return read_events(folder, files)


def is_feed(path: str) -> bool:
    """Returns whether the published file at `path` is a feed; the mark of a retired one is none."""
    return path.endswith(".ics") and f"/{GONE}" not in f"/{path}"


def read_events(folder: Path, files: Iterable[Path]) -> SeenEvents:
    """Returns the events in these feeds in `folder`, by UID; raises Refused if one cannot be read."""
    try:
        return events_in(map(_whole_feed, files))
    except KeyError as error:
        raise Refused(f"the feeds in {folder} cannot be read: an event has no {error.args[0]}") from error
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


def refuse_other_text(state: State, seen: SeenEvents, now: datetime) -> None:
    """Raises Refused if `state` tells coming meetings otherwise than the events in `seen` do."""
    found = [*otherwise_told(state, seen, now)]
    lines = [
        f"{_name(uid, state)}: in the calendars {_words(published)}, in the files {_words(planned)}"
        for uid, published, planned in found[:MOST_DIFFERENCES]
    ]
    if found:
        more = len(found) - len(lines)
        raise Refused(
            "\n         ".join(["the files are not those that were published last", *lines])
            + (f"\n         … and {number_of(more, 'more meeting')}" if more else ""),
            advice=advise(
                "no city would be told. Run this with the files as they were published last, and `apply` "
                "the new ones then. If those files are lost, add {}",
                Permission("changed"),
            ),
        )


def _name(uid: str, state: State) -> str:
    stored = state.occurrences.get(uid)
    return state.ids.of_meeting(stored.occurrence.series, stored.occurrence.key) if stored else "a meeting"


def _words(told: set[EventFacts]) -> str:
    """Returns what subscribers would read of a meeting: `Trams, Wed 16 Dec 2026 10:00`."""
    if not told:
        return "not at all"
    first = min(told)
    starts = datetime.fromisoformat(first.starts)
    hour = f" {starts:%H:%M} {first.zone}" if "T" in first.starts else ""
    status = "" if first.status == "CONFIRMED" else first.status.lower()
    return ", ".join(filter(None, (f"`{first.title}`", f"{in_short(starts)}{hour}", first.place, status)))


def refuse_older_store(store: Store, state: State, folder: Path, manifest: Manifest) -> None:
    """Raises OlderStore if `folder` was published from a store that is lost, or from a later state of it.

    `state` is the present one of `store`, `manifest` the list of the folder. The feeds are read only if the
    revision that was published there is not in the history. Raises Refused if they cannot be read.
    """
    files = [path for name in manifest.files if is_feed(name) and (path := folder / name).is_file()]
    if not files:
        return
    if not state.revision:
        raise OlderStore(
            f"there is no store, but {folder} holds calendars that were published from one",
            advise(
                "put a backup back with {}, or make the store anew from these calendars: {}. To begin anew, "
                "name another folder",
                *(command("store", "restore"), command("store", "rebuild", str(folder))),
            ),
        )
    if manifest.programme != state.profile.id or _is_known(manifest, store):
        return
    seen, occurrences = read_events(folder, files), state.occurrences
    count = sum(
        uid in occurrences and has_older_stamp(occurrences[uid], event) for uid, event in seen.items()
    )
    # A store that was made anew may lack cancelled meetings, and goes on.
    if _is_later(manifest, state):
        count += len(seen.keys() - occurrences.keys())
    if count:
        events = number_of(count, "event")
        raise OlderStore(
            f"the store is older than {folder}: calendars know a later state of {events} in it",
            advise(
                "put a newer backup back, or apply your files with {}. Nothing was written",
                Option("published", str(folder)),
            ),
        )


def _is_known(manifest: Manifest, store: Store) -> bool:
    """Returns whether the store has the revision that was published."""
    if manifest.revision is None:
        return False
    number, time = manifest.revision
    return store.has_revision(number, datetime.fromisoformat(time))


def _is_later(manifest: Manifest, state: State) -> bool:
    """Returns whether the revision that was published is later than the last one of the store."""
    return manifest.revision is not None and datetime.fromisoformat(manifest.revision[1]) > state.time
