"""The verbs that only read the store: feed, agenda, why, history."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scheduler.commands.errors import Refused
from scheduler.plan.revision import Entry, Published, Record
from scheduler.plan.roster import shows
from scheduler.plan.stored import Feed, Stored
from scheduler.publication.feeds import contents, write_feed
from scheduler.store import Store


def published(store: Store) -> Published:
    """What `store` holds; raises Refused where nothing was ever applied."""
    found = store.published()
    if found is None:
        raise Refused("nothing has been applied to this store yet", "apply a configuration: `twincal apply`")
    return found


def feed(store: Store, name: str, code: str | None) -> bytes:
    """One feed as subscribers get it; in its own first language where `code` is None."""
    everything = published(store)
    found = find_feed(everything, name)
    if found.state == "gone":
        raise Refused(f"{name} is no longer published: its last meeting has ended")
    language = code or found.language
    if language not in everything.masthead.languages:
        languages = ", ".join(everything.masthead.languages)
        raise Refused(f"this programme has no language {language}; it has {languages}")
    inside = contents(everything).get((found.kind, found.identity), ())
    return write_feed(everything, found, inside, language).body


def find_feed(everything: Published, name: str) -> Feed:
    """The feed with this address (`cities/sofia`, also an earlier id); raises Refused for an unknown one."""
    wanted = name.removesuffix(".ics").removeprefix("/feeds/").strip("/")
    for item in everything.feeds:
        if wanted in (item.name, *(f"{item.kind}/{alias}" for alias in item.aliases)):
            return item
    names = [item.name for item in everything.feeds if item.state != "gone"]
    close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    close += [other for other in names if other.endswith(f"/{wanted}") and other not in close]
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(names)}"
    raise Refused(f"there is no feed {name}", hint)


def agenda(store: Store, name: str, now: datetime, most: int) -> tuple[Stored, ...]:
    """The next meetings of a feed that have not ended, at most so many, in order of time."""
    everything = published(store)
    wanted = find_feed(everything, name)
    coming = [
        item
        for item in everything.occurrences
        if not item.is_past(now) and item.shown and shows(wanted, item.occurrence)
        if item.occurrence.visibility == "public"
    ]
    return tuple(sorted(coming, key=lambda item: item.occurrence.timing.begin)[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How one occurrence came to its date: as it is stored, and each revision that touched it."""

    stored: Stored
    entries: tuple[tuple[Record, Entry], ...]


def why(store: Store, name: str) -> Story:
    """The story of `SERIES/KEY`; raises Refused where there is no such occurrence."""
    everything = published(store)
    series, _, key = name.partition("/")
    identity = next((old for old, new in store.memory().names.items() if series in (old, new)), series)
    of_series = [item for item in everything.occurrences if item.occurrence.series == identity]
    wanted = key or "once"
    for item in of_series:
        if item.occurrence.key in (wanted, wanted.removesuffix(".1")):
            return Story(stored=item, entries=_entries(store.history(), item.occurrence.uid))
    raise Refused(f"there is no meeting {name}", _nearby(everything, series, of_series, key))


def _entries(history: Iterable[Record], uid: str) -> tuple[tuple[Record, Entry], ...]:
    found = [(record, entry) for record in history for entry in record.entries if entry.uid == uid]
    return tuple(sorted(found, key=lambda pair: pair[0].number))


def _nearby(everything: Published, series: str, of_series: list[Stored], key: str) -> str:
    if not of_series:
        names = sorted({item.occurrence.series for item in everything.occurrences})
        close = difflib.get_close_matches(series, names, n=3) or names[:5]
        return f"series are: {', '.join(close)}"
    keys = sorted(item.occurrence.key for item in of_series)
    close = difflib.get_close_matches(key, keys, n=3, cutoff=0.3) or keys[-3:]
    return f"its keys are like: {', '.join(close)}"


def history(store: Store, name: str | None) -> tuple[Record, ...]:
    """The revisions, newest first; of one feed or series where `name` is given."""
    records = store.history()
    if not records:
        raise Refused("nothing has been applied to this store yet")
    if name is None:
        return records
    everything = published(store)
    series = {item.occurrence.series for item in everything.occurrences}
    if name in series:
        uids = {item.occurrence.uid for item in everything.occurrences if item.occurrence.series == name}
    else:
        wanted = find_feed(everything, name)
        uids = {item.occurrence.uid for item in everything.occurrences if shows(wanted, item.occurrence)}
    return tuple(record for record in records if any(entry.uid in uids for entry in record.entries))
