"""The cities, pairs, groups and themes of a programme, to look up by their identities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from scheduler.programme.members import City, Group, Pair
from scheduler.programme.texts import Text
from scheduler.state.feeds import Feed, FeedKey, group_keys
from scheduler.state.profile import ProfileDetails
from scheduler.state.stored import SkippedMeeting
from scheduler.timetable.occurrence import Occurrence


class CalendarLink(Struct, frozen=True, kw_only=True):
    """A link to the page of a calendar; a city has its country."""

    address: str
    title: Text
    country: str | None = None

    @property
    def kind(self) -> str:
        """The kind of the calendar, such as `cities`."""
        return self.address.partition("/")[0]


class Directory(Struct, frozen=True, kw_only=True):
    """The cities and feeds of a programme.

    `cities` are by identity, in the order of the programme. `feeds` are those that are not retired.
    `who_meets` are the groups of each city, theme and group, pairs first.
    """

    cities: Mapping[str, City]
    feeds: Mapping[FeedKey, Feed]
    who_meets: Mapping[FeedKey, Sequence[Group]]
    identities: Mapping[str, str]

    def members(self, feed: Feed) -> tuple[str, ...]:
        """Returns the cities (identities) of the calendar of a city or group; none of another one."""
        if feed.kind == "cities":
            return (feed.identity,) if feed.identity in self.cities else ()
        return self._cities_of(self.who_meets.get(feed.key, ())) if feed.is_of_group else ()

    def partners(self, feed: Feed) -> tuple[str, ...]:
        """Returns the cities (identities) that a city meets in pairs; none for other calendars."""
        if feed.kind != "cities":
            return ()
        pairs = (each for each in self.who_meets.get(feed.key, ()) if isinstance(each, Pair))
        return tuple(city for city in self._cities_of(pairs) if city != feed.identity)

    def _cities_of(self, who_meets: Iterable[Group]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.identities[id] for each in who_meets for id in each.cities))

    def pair_name(self, meeting: Occurrence | SkippedMeeting) -> Text | None:
        """Returns the name of the one group that meets; None for webinars and for several groups."""
        keys = group_keys(meeting)
        is_webinar = isinstance(meeting, Occurrence) and meeting.origin == "webinar"
        feed = self.feeds.get(keys[0]) if len(keys) == 1 and not is_webinar else None
        return feed.title if feed is not None else None

    def link(self, key: FeedKey) -> CalendarLink | None:
        """Returns the link to a calendar; None if it has no page."""
        feed = self.feeds.get(key)
        return self.link_of(feed) if feed is not None else None

    def link_of(self, feed: Feed) -> CalendarLink:
        """Returns the link to a calendar that has a page."""
        city = self.cities.get(feed.identity) if feed.kind == "cities" else None
        return CalendarLink(address=feed.name, title=feed.title, country=city.country if city else None)

    def links(self, keys: Iterable[FeedKey]) -> tuple[CalendarLink, ...]:
        """Returns the links to those of these calendars that have a page."""
        return tuple(link for link in map(self.link, dict.fromkeys(keys)) if link is not None)

    def live(self, *kinds: str) -> list[Feed]:
        """Returns the calendars of these kinds that are part of the programme."""
        return [feed for feed in self.feeds.values() if feed.kind in kinds and feed.state == "live"]


def directory(details: ProfileDetails, feeds: Iterable[Feed]) -> Directory:
    """Returns the directory of a programme and its feeds."""
    cities = {city.id: city.identity for city in details.cities}
    themes = {theme.id: theme.identity for theme in details.themes}
    who_meets: dict[FeedKey, list[Group]] = defaultdict(list)
    for each in details.who_meets:
        who_meets[each.kind, each.identity].append(each)
        for id in each.cities:
            who_meets["cities", cities[id]].append(each)
        for id in each.themes:
            who_meets["themes", themes[id]].append(each)
    return Directory(
        cities={city.identity: city for city in details.cities},
        feeds={feed.key: feed for feed in feeds if feed.state != "gone"},
        who_meets=who_meets,
        identities=cities,
    )
