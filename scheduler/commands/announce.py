"""`twincal announce`: the texts by which the secretariat tells each city what changed, or what comes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from scheduler.changes.fold import private_changes
from scheduler.commands.atomic_files import NewFile, write_together
from scheduler.commands.errors import Refused
from scheduler.commands.lookup import meant_names, read_state
from scheduler.configuration import read
from scheduler.publication.announcements.announcement import Announcement, CityWords
from scheduler.publication.announcements.city_news import CityNews, coming, news_since
from scheduler.publication.reach import FamilyFetches, current_versions, reach
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.store import Store


class News(Struct, frozen=True, kw_only=True):
    """What to tell: a revision, those after one or since a day (UTC), or meetings; else the last revision."""

    revision: int | None = None
    since: int | date | None = None
    ahead: timedelta | None = None


class Announced(Struct, frozen=True, kw_only=True):
    """A text for each city; and how many private meetings changed, with the names of their cities."""

    texts: tuple[Announcement, ...]
    private_meetings: int
    private_cities: tuple[str, ...]


def announce(
    store: Store, now: datetime, news: News, code: str | None = None, names: Sequence[str] = ()
) -> Announced:
    """Returns a text for each city that the news touches, in the order of the programme.

    With `names` (ids), it is for these cities alone. It is in the first language of the city, or in `code`.
    Raises Refused if nothing was ever applied, or a revision or a city is unknown.
    """
    state = read_state(store)
    open_cities = [feed for feed in state.open_feeds if feed.kind == "cities"]
    for name in names:
        if name not in [feed.id for feed in open_cities]:
            raise Refused(f"there is no city {name}", meant_names(name, [feed.id for feed in open_cities]))
    history = store.history_of_pages(state.window.first)
    first, numbers = _revisions(store, state, news)
    found = (
        coming(state, now, now + news.ahead)
        if news.ahead is not None
        else news_since(state, history, first, numbers, now)
    )
    by_city: dict[str, list[CityNews]] = {}
    for change in found:
        by_city.setdefault(change.city, []).append(change)
    cities = [feed for feed in open_cities if feed.identity in by_city and (not names or feed.id in names)]
    families = _families(store, state, history, now)
    words = (
        CityWords(state=state, feed=feed, now=now, families=families.get(feed.identity, ()), code=code)
        for feed in cities
    )
    private = () if news.ahead is not None else private_changes(state, history, numbers)
    named = [part.name.say("en") for meeting in private for part in meeting.participants]
    return Announced(
        texts=tuple(each.announcement(by_city[each.feed.identity]) for each in words),
        private_meetings=len(private),
        private_cities=tuple(dict.fromkeys(named)),
    )


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


def _families(
    store: Store, state: State, history: Iterable[Revision], now: datetime
) -> Mapping[str, Sequence[FamilyFetches]]:
    """Returns the programs that ask for the feed of each city (identity), in any language."""
    versions = [each for each in current_versions(state, history) if each.feed.kind == "cities"]
    families: dict[str, list[FamilyFetches]] = {}
    for each in reach(versions, store.polls(), now):
        families.setdefault(each.version.feed.identity, []).extend(each.families)
    return families


def contacts_in(directory: Path) -> Mapping[str, Sequence[str]]:
    """Returns the addresses of the offices by the id of their city; none without a readable configuration."""
    reading = read(directory)
    programme = reading.programme or reading.partial
    if programme is None:
        return {}
    return {
        id: [each.address for each in programme.contacts if each.city == city.identity]
        for id, city in programme.cities.items()
    }


def write_texts(folder: Path, texts: Mapping[str, bytes]) -> None:
    """Writes a file for each text by its name; a reader gets the old one or the new one."""
    write_together(folder, [NewFile(f"{folder}/{name}", body) for name, body in texts.items()])
