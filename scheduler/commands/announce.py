"""`twincal announce`: the texts by which the secretariat tells each city what changed, or what comes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from scheduler.changes.fold import changes_since, private_changes
from scheduler.commands.lookup import meant_names
from scheduler.commands.refusals import Refused
from scheduler.configuration import read
from scheduler.programme.members import Office
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Announcement
from scheduler.publication.announcements.mail import changes_mail, coming_mail
from scheduler.publication.fetched_versions import FamilyFetches, current_versions, reach
from scheduler.state.revision import Revision, RevisionEntry
from scheduler.state.state import State
from scheduler.state.stored import time_and_uid
from scheduler.store import Store
from scheduler.timetable.occurrence import Occurrence

_Found = TypeVar("_Found", RevisionEntry, Occurrence)


class News(Struct, frozen=True, kw_only=True):
    """What to tell: a revision, those after one or since a day (UTC), or meetings; else the last revision.

    Below the meetings `ahead` stand the last changes since a revision, if one is named.
    """

    revision: int | None = None
    since: int | date | None = None
    ahead: timedelta | None = None


class Announced(Struct, frozen=True, kw_only=True):
    """A text for each city; and the meetings whose changes only private calendars show."""

    texts: tuple[Announcement, ...]
    private: tuple[Occurrence, ...]


def announce(
    store: Store, state: State, now: datetime, news: News, code: str | None = None, names: Sequence[str] = ()
) -> Announced:
    """Returns a text for each city that the news touches, in the order of the programme.

    With `names` (ids), it is for these cities alone. It is in the first language of the city, or in `code`.
    `state` is that of the store. Raises Refused if a revision or a city is unknown.
    """
    open_cities = [feed for feed in state.open_feeds if feed.kind == "cities"]
    for name in names:
        if name not in [feed.id for feed in open_cities]:
            raise Refused(f"there is no city {name}", meant_names(name, [feed.id for feed in open_cities]))
    history = store.history_of_pages(state.window.first)
    first, numbers = _revisions(store, state, news)
    to = [
        Addressee(state=state, feed=feed, code=code or feed.language)
        for feed in open_cities
        if not names or feed.id in names
    ]
    changes = _by_city(changes_since(state, history, first, numbers), cities_of)
    if news.ahead is not None:
        meetings = _by_city(_coming(state, now, now + news.ahead), Occurrence.cities)
        new = changes if news.since is not None else {}
        texts = [
            coming_mail(each, meetings[each.city], now, new.get(each.city, ()))
            for each in to
            if each.city in meetings
        ]
        return Announced(texts=tuple(texts), private=())
    families = families_by_city(store, state, history, now)
    mails = (
        changes_mail(each, changes[each.city], families.get(each.city, ()), now)
        for each in to
        if each.city in changes
    )
    return Announced(
        texts=tuple(filter(None, mails)),
        private=tuple(
            state.occurrences[change.uid].occurrence
            for change in private_changes(state, history, first, numbers)
        ),
    )


def _coming(state: State, now: datetime, until: datetime) -> Iterator[Occurrence]:
    """Yields the public meetings that begin from `now` to `until`, by time."""
    for stored in sorted(state.occurrences.values(), key=time_and_uid):
        if now <= stored.occurrence.timing.begin_utc <= until and state.has_page(stored):
            yield stored.occurrence


def cities_of(change: RevisionEntry) -> tuple[str, ...]:
    """Returns the cities (identities) that take part, or did."""
    return tuple(part.city for part in change.after.cities) + change.left


def _by_city(
    found: Iterable[_Found], cities: Callable[[_Found], Iterable[str]]
) -> Mapping[str, list[_Found]]:
    by_city: dict[str, list[_Found]] = {}
    for each in found:
        for city in cities(each):
            by_city.setdefault(city, []).append(each)
    return by_city


def _revisions(store: Store, state: State, news: News) -> tuple[int, Collection[int]]:
    """Returns the first of the revisions to tell, and the numbers of all."""
    number = news.since if isinstance(news.since, int) else news.revision
    if number is not None and not 0 < number <= state.revision:
        raise Refused(f"there is no revision {number}", f"the last one is {state.revision}")
    if isinstance(news.since, int):
        numbers = {*range(news.since + 1, state.revision + 1)}
    elif news.since is not None:
        numbers = {revision.number for revision in store.history(news.since)}
    else:
        numbers = {news.revision or state.revision}
    return min(numbers, default=0), numbers


def families_by_city(
    store: Store, state: State, history: Iterable[Revision], now: datetime
) -> Mapping[str, Sequence[FamilyFetches]]:
    """Returns the programs that ask for the feed of each city (identity), in any language."""
    versions = [each for each in current_versions(state, history) if each.feed.kind == "cities"]
    families: dict[str, list[FamilyFetches]] = {}
    for each in reach(versions, store.polls(), now):
        families.setdefault(each.version.feed.identity, []).extend(each.families)
    return families


def offices_in(directory: Path) -> Mapping[str, Office]:
    """Returns the office of each city by the id of the city; none without a readable configuration."""
    reading = read(directory)
    programme = reading.programme or reading.partial
    return programme.offices if programme is not None else {}
