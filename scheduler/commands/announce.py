"""`twincal announce`: the texts by which the secretariat tells each city what changed, or what comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from scheduler.commands.atomic_files import NewFile, write_together
from scheduler.commands.errors import Refused
from scheduler.commands.lookup import read_state
from scheduler.configuration import read
from scheduler.publication.announcements.announcement import Announcement, CityWords
from scheduler.publication.announcements.city_news import CityNews, coming, news_since
from scheduler.publication.reach import FamilyFetches, current_versions, reach
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.store import Store


class News(Struct, frozen=True, kw_only=True):
    """What to tell: a revision, those since a day (UTC), or meetings; if none is set, the last revision."""

    revision: int | None = None
    since: date | None = None
    ahead: timedelta | None = None


def announce(store: Store, now: datetime, news: News, code: str | None = None) -> tuple[Announcement, ...]:
    """Returns a text for each city that the news touches, in the order of the programme.

    It is in the first language of the city, or in `code`. Raises Refused if nothing was ever applied, or the
    revision is unknown.
    """
    state = read_state(store)
    history = store.history_of_pages(state.window.first)
    by_city: dict[str, list[CityNews]] = {}
    for change in _changes(store, state, history, news, now):
        by_city.setdefault(change.city, []).append(change)
    cities = [feed for feed in state.open_feeds if feed.kind == "cities" and feed.identity in by_city]
    families = _families(store, state, history, now)
    words = (
        CityWords(state=state, feed=feed, now=now, families=families.get(feed.identity, ()), code=code)
        for feed in cities
    )
    return tuple(each.announcement(by_city[each.feed.identity]) for each in words)


def _changes(
    store: Store, state: State, history: Sequence[Revision], news: News, now: datetime
) -> Iterable[CityNews]:
    if news.ahead is not None:
        return coming(state, now, now + news.ahead)
    if news.since is not None:
        numbers = {revision.number for revision in store.history(news.since)}
    else:
        numbers = {news.revision or state.revision}
    if news.revision is not None and not 0 < news.revision <= state.revision:
        raise Refused(f"there is no revision {news.revision}", f"the last one is {state.revision}")
    return news_since(state, history, min(numbers, default=0), numbers, now)


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
