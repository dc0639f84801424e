"""JSON feeds: the facts of one calendar for programs, in all its languages.

1. A JSON feed has the meetings of the feed beside it (`cities/sofia.json`: those of `cities/sofia.ics`), in
   their order, and of each what that feed tells the public.
2. It has facts and the words of the secretariat. Only reasons may be words of Twincal.
3. Keys are sorted, and nothing depends on the time of the request: the same state has the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timezone
from functools import cached_property
from typing import cast

import msgspec
from msgspec import Struct

from calendars import clean
from scheduler.programme.details import Link, Reason, Speaker
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.feeds.city_hours import participants_by_offset
from scheduler.publication.feeds.feed_bytes import write_feed
from scheduler.publication.feeds.json_form import (
    JsonCity,
    JsonDays,
    JsonFeed,
    JsonJoin,
    JsonLink,
    JsonMeeting,
    JsonProgramme,
    JsonSpeaker,
)
from scheduler.publication.feeds.resources import JSON, json_names, plain_language, retired_resource
from scheduler.publication.feeds.wording import join_shown, one_line, web_address
from scheduler.publication.languages.day_off_reasons import reason_text
from scheduler.publication.languages.language import language
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.resource import Resource
from scheduler.state.feeds import Feed, FeedKind
from scheduler.state.state import State, Window
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import at_offset

_encode = msgspec.json.Encoder(order="sorted").encode
_MODIFIED = re.compile(rb"^LAST-MODIFIED:(.+)Z\r$", re.MULTILINE)


class JsonFeeds(Mapping[str, Resource]):
    """The feeds of a state in JSON, by path; each is made when it is asked for."""

    def __init__(self, state: State) -> None:
        self._state = state
        # Of two feeds with one address, the one that is published replaces the retired one.
        feeds = sorted(state.feeds, key=lambda feed: feed.state != "gone")
        self._by_path = {f"/feeds/{name}": feed for feed in feeds for name in json_names(feed)}
        self._writer = _Writer(state)

    def __getitem__(self, path: str) -> Resource:
        feed = self._by_path[path]
        if feed.state == "gone":
            return retired_resource(self._state)
        # The state does not say when it changed, so it has the time of the last public change.
        return Resource(200, JSON, (self._writer.write(feed),), self._state.modified)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_path)

    def __len__(self) -> int:
        return len(self._by_path)


class _Writer(Struct, frozen=True, dict=True):
    """Writes the feeds of `state` in JSON: each meeting once, for all of them."""

    state: State

    def write(self, feed: Feed) -> bytes:
        """Returns `feed` in JSON, in all languages of the programme."""
        profile = self.state.profile
        text = write_feed(self.state, feed, plain_language(self.state, feed))
        meetings = [stored.occurrence for stored in text.shown]
        cities = dict.fromkeys(part.city for each in meetings for part in each.participants)
        themes = {theme.id: theme.name for each in meetings for theme in each.content.themes}
        document = JsonFeed(
            version=2,
            calendar=feed.name,
            name=self._words(feed.title),
            programme=JsonProgramme(id=profile.id, name=self._words(profile.name)),
            languages=profile.languages,
            window=_days(text.months, self.state.window),
            pages=self._pages(),
            cities={self._id("cities", identity): self._cities[identity] for identity in cities},
            themes={self._id("themes", identity): self._words(name) for identity, name in themes.items()},
            meetings=cast(tuple[JsonMeeting, ...], tuple(map(self._written, text.shown))),
        )
        return _encode(document)

    @cached_property
    def _public(self) -> Sequence[Occurrence]:
        shown = self.state.contents.get(("programme", "programme"), ())
        return [stored.occurrence for stored in shown if not stored.occurrence.content.is_private]

    @cached_property
    def _cities(self) -> Mapping[str, JsonCity]:
        """Each city (identity) as it takes part in its last meeting."""
        last = {part.city: part for meeting in self._public for part in meeting.participants}
        return {
            city: JsonCity(country=part.country, name=self._words(part.name), zone=part.zone)
            for city, part in last.items()
        }

    @cached_property
    def _pieces(self) -> dict[str, msgspec.Raw]:
        return {}

    def _written(self, stored: Stored) -> msgspec.Raw:
        uid = stored.occurrence.uid
        if uid not in self._pieces:
            self._pieces[uid] = msgspec.Raw(_encode(self._meeting(stored)))
        return self._pieces[uid]

    def _meeting(self, stored: Stored) -> JsonMeeting:
        meeting = stored.told
        content = meeting.content
        timing, reason = meeting.timing, meeting.content.reason
        is_told = meeting.cancelled or meeting.rescheduled
        return JsonMeeting(
            uid=meeting.uid,
            series=self.state.ids.of_series(meeting.series),
            key=meeting.key,
            status=meeting.status,
            sequence=stored.stamp.sequence,
            modified=self._modified(meeting.uid),
            start=_day(timing.starts) if timing.all_day else _time(timing.starts, timing.begin_utc),
            end=_day(timing.ends) if timing.all_day else _time(timing.ends, timing.end_utc),
            zone=timing.zone,
            all_day=timing.all_day,
            local=self._local(meeting),
            moved_from=_planned(meeting) if meeting.rescheduled else None,
            reason=self._reason(reason) if reason is not None and is_told else None,
            join=_join(meeting),
            title=self._words(content.title),
            kind=self._words(content.kind) if content.kind else None,
            description=self._words(content.description, clean) if content.description else None,
            place=self._words(content.place) if content.place else None,
            themes=tuple(self._id("themes", theme.id) for theme in content.themes),
            registration=web_address(content.registration),
            links=tuple(self._links(content.links)),
            languages=content.languages,
            speakers=tuple(map(self._speaker, content.speakers)),
            busy=content.busy,
        )

    def _links(self, links: Iterable[Link]) -> Iterator[JsonLink]:
        for link in links:
            if url := web_address(link.url):
                yield JsonLink(label=self._words(link.label), url=url)

    def _speaker(self, person: Speaker) -> JsonSpeaker:
        return JsonSpeaker(name=one_line(person.name), role=self._words(person.role) if person.role else None)

    def _local(self, meeting: Occurrence) -> dict[str, tuple[str, ...]]:
        """Returns the cities of a meeting by its start there."""
        timing, begin = meeting.timing, meeting.timing.begin_utc
        if timing.all_day:
            return {_day(timing.starts): self._ids(meeting.participants)}
        return {
            _time(at_offset(begin, offset), begin): self._ids(group)
            for offset, group in participants_by_offset(meeting).items()
            if group
        }

    def _modified(self, uid: str) -> datetime:
        """Returns when the newest public piece of a meeting was written.

        The stamp of the meeting is no answer: it may tell of a private change.
        """
        pieces = (self.state.pieces.get((uid, code, "public"), b"") for code in self.state.profile.languages)
        newest = max(found[1] for found in map(_MODIFIED.search, pieces) if found is not None)
        return datetime.fromisoformat(newest.decode()).replace(tzinfo=UTC)

    def _reason(self, reason: Reason) -> dict[str, str]:
        profile = self.state.profile
        return self._words(
            reason_text(reason, [language(each, profile.phrases) for each in profile.languages])
        )

    def _words(self, text: Text, fit: Callable[[str], str] = one_line) -> dict[str, str]:
        first, *others = self.state.profile.languages
        words = fit(text.say(first))
        return {first: words} | {code: own for code in others if (own := fit(text.say(code))) != words}

    def _pages(self) -> dict[str, str]:
        profile = self.state.profile
        address, first = web_address(profile.address), profile.languages[0]
        roots = {code: address if code == first else f"{address}/{code}" for code in profile.languages}
        return {code: f"{root}/{meeting_address('')}" for code, root in roots.items()} if address else {}

    def _id(self, kind: FeedKind, identity: str) -> str:
        feed = self.state.feed((kind, identity))
        return feed.id if feed is not None else identity

    def _ids(self, participants: Iterable[Participant]) -> tuple[str, ...]:
        return tuple(self._id("cities", part.city) for part in participants)


def _join(meeting: Occurrence) -> JsonJoin | None:
    join = join_shown(meeting, "public")
    url = web_address(join.url) if join is not None else None
    return JsonJoin(url=url, passcode=join.passcode) if join is not None and url else None


def _time(wall: datetime, instant: datetime) -> str:
    """Returns an instant (in UTC) as it is on a clock that shows `wall` then."""
    return wall.replace(tzinfo=timezone(wall - instant.replace(tzinfo=None))).isoformat()


def _day(midnight: datetime) -> str:
    return midnight.date().isoformat()


def _planned(meeting: Occurrence) -> str:
    return _day(meeting.planned) if meeting.planned_days else meeting.planned.isoformat()


def _days(months: tuple[Month, Month] | None, window: Window) -> JsonDays:
    """Returns the days that a feed shows: those of `months` if there was no room for others."""
    first, last = months or (Month.of(window.first), Month.of(window.edge).plus(-1))
    return JsonDays(first=first.first, last=last.last)
