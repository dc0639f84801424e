"""A change as pages tell it: one value for lists of changes, Atom, the history of a meeting, and notices.

1. A calendar tells the facts of its readers: a city's its own, another one those of all cities.
2. Old and new hours are those that readers knew, by the clocks that stand first on the page.
3. Meetings of a series in a row that change in the same way are one change with its span; a meeting between
   them that stayed ends the span. The meetings that the same cities join or leave are one change, too. Their
   titles of today do not matter, nor what became of them, so that the id of a change in Atom stays.
4. The place stands at the last change of it alone: the record holds no old one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from itertools import groupby, islice
from typing import TypeVar
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from scheduler.changes.change import Fact, facts, shared_facts
from scheduler.changes.fold import RevisedEntry
from scheduler.changes.known import as_known
from scheduler.programme.alike import MOST_SINGLE
from scheduler.programme.details import Status
from scheduler.programme.texts import ANY_LANGUAGE, Text
from scheduler.publication.pages.views.directory import CalendarLink
from scheduler.publication.pages.views.page import Page, PageInputs, PageLink
from scheduler.publication.pages.views.row_hours import HostTime, host_time
from scheduler.publication.pages.views.rows import MeetingName, RowMaker
from scheduler.state.revision import Cause, Revision, RevisionEntry, Snapshot
from scheduler.state.stored import Stored
from scheduler.timetable.clocks import ClockName, clock_name
from scheduler.timetable.local_clocks import LocalClock
from scheduler.timetable.occurrence import Occurrence, Participant

ATOM = "application/atom+xml; charset=utf-8"
MOST_CHANGES = 50
"""The most changes on a page; the latest are there."""
_OF_TIME = {"moved", "zones"}
_Shown = TypeVar("_Shown")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Times(Struct, frozen=True, kw_only=True):
    """The hours of a meeting on its day, or of several from their `first` to their `last` day.

    Whole days have no hours, nor have several meetings at different hours.
    """

    first: date
    last: date
    clocks: tuple[LocalClock, ...]


class ChangeView(Struct, frozen=True, kw_only=True):
    """The change of a meeting, or the same change of a `number` of meetings, published at `time`.

    `id` is a UUID that never changes; `page` is that of the meeting, `status` that after the change. `old` is
    set if the hours changed; `until` is the end of a meeting that is longer or shorter. `place` is the new
    one, if it has one and is not online. `clock` is the one whose hour stays if a country changed its clocks.
    `for_holiday`: only new data about holidays caused it. `joined` and `left` are the cities that the facts
    "cities" and "left" name.
    """

    id: str
    page: PageLink
    name: MeetingName
    time: HostTime
    facts: tuple[Fact, ...]
    status: Status
    old: Times | None
    new: Times
    until: Times | None
    is_longer: bool | None
    place: Text | None
    is_online: bool
    joined: tuple[CalendarLink, ...]
    left: tuple[CalendarLink, ...]
    clock: ClockName | None
    for_holiday: bool
    number: int = 1


Versions = tuple[tuple[tuple[str, ...], _Shown], ...]
"""What a page shows in each language: codes, and what they have in common."""


def versions(
    inputs: PageInputs, told: Iterable[RevisedEntry], make: Callable[[str], _Shown]
) -> Versions[_Shown]:
    """Returns what `make` shows of changes in each language of the pages; it is made once for those alike."""
    in_some = [entry for _, entry in told if entry.details != entry.fields]
    alike: dict[object, list[str]] = {}
    for code in inputs.state.profile.languages:
        alike.setdefault(tuple(entry.fields_in(code) for entry in in_some), []).append(code)
    return tuple((tuple(codes), make(codes[0])) for codes in alike.values())


def change_view(
    maker: RowMaker, revision: Revision, entry: RevisionEntry, code: str = ANY_LANGUAGE
) -> ChangeView:
    """Returns the change of a public meeting for the readers of a page; of the first one, that it is new."""
    inputs, feed = maker.inputs, maker.feed
    meeting = inputs.public[entry.uid].occurrence
    found = facts(entry, feed.identity, code) if feed.kind == "cities" else shared_facts(entry, code)
    if entry.before is None:
        found = ("new",)
    has_left = "left" in found
    new, old = _known(inputs, meeting, (has_left and entry.before) or entry.after), None
    if entry.before is not None and _OF_TIME & {*found}:
        old = times(maker, _known(inputs, meeting, entry.before))
    tells_place = "place" in found and _is_last(maker, revision, entry.uid, code)
    place = meeting.content.place if tells_place else None
    return ChangeView(
        id=str(uuid5(UUID(entry.uid), revision.time.isoformat())),
        page=inputs.link(meeting),
        name=maker.name(meeting),
        time=host_time(revision.time, inputs.state.profile.zone),
        facts=found,
        status=entry.after.status,
        old=old,
        new=times(maker, new),
        until=_end(maker, new) if "end" in found else None,
        is_longer=_is_longer(entry),
        place=place,
        is_online=tells_place and place is None and not meeting.timing.all_day,
        joined=_links(inputs, entry.joined) if "cities" in found else (),
        left=_links(inputs, (feed.identity,) if has_left else entry.left if "cities" in found else ()),
        clock=clock_name(new) if "zones" in found else None,
        for_holiday=entry.cause is Cause.HOLIDAYS and entry.before is not None,
    )


def times(maker: RowMaker, meeting: Occurrence) -> Times:
    """Returns the day and the hours of a meeting for the readers of a page."""
    day = maker.day(meeting)
    return Times(first=day, last=day, clocks=maker.clocks(meeting))


def _is_last(maker: RowMaker, revision: Revision, uid: str, code: str) -> bool:
    """Returns whether a revision is the last one that changed the place of a meeting for these readers."""
    told = maker.inputs.told(uid)
    return revision.number == max(each.number for each, entry in told if "place" in entry.fields_in(code))


def _end(maker: RowMaker, meeting: Occurrence) -> Times:
    """Returns the end of a meeting by the same clocks, or the last of its whole days."""
    day = maker.day(meeting)
    last = (meeting.timing.ends - timedelta(days=1)).date() if meeting.timing.all_day else day
    ends = (
        replace(clock, starts=clock.ends, shift=(clock.ends.date() - day).days)
        for clock in maker.clocks(meeting)
    )
    return Times(first=last, last=last, clocks=tuple(ends))


def _is_longer(entry: RevisionEntry) -> bool | None:
    old, new = entry.before.length if entry.before is not None else None, entry.after.length
    return new > old if old is not None and new is not None and old != new else None


def _known(inputs: PageInputs, meeting: Occurrence, known: Snapshot) -> Occurrence:
    """Returns a meeting at the time of a snapshot, with the cities that have left it since."""
    former = {part.city for part in known.cities}.difference(meeting.cities())
    cities = (inputs.directory.cities.get(identity) for identity in sorted(former))
    left = tuple(
        Participant(city=city.identity, name=city.name, country=city.country, zone=city.zone, offset=0)
        for city in cities
        if city is not None
    )
    return as_known(replace(meeting, participants=(*meeting.participants, *left)) if left else meeting, known)


def _links(inputs: PageInputs, cities: Iterable[str]) -> tuple[CalendarLink, ...]:
    """Returns the names of cities, without an address for those whose calendar has ended."""
    feeds = (inputs.state.feed(("cities", city)) for city in cities)
    return tuple(
        CalendarLink(address=feed.name if feed.state != "gone" else "", title=feed.title)
        for feed in feeds
        if feed is not None
    )


def history_of(maker: RowMaker, uid: str) -> Versions[tuple[ChangeView, ...]]:
    """Returns the changes of a public meeting, newest first, with how it was announced."""
    told = maker.inputs.told(uid)[::-1]

    def views(code: str) -> tuple[ChangeView, ...]:
        return tuple(view for each in told if (view := change_view(maker, *each, code)).facts)

    return versions(maker.inputs, told, views)


def last_of_time(maker: RowMaker, meeting: Occurrence) -> ChangeView | None:
    """Returns the change that cancelled or moved a meeting, with its old time; None if there is none."""
    for revision, entry in reversed(maker.inputs.told(meeting.uid)):
        was_off = entry.before is not None and entry.before.is_cancelled
        if entry.after.is_cancelled and not was_off if meeting.cancelled else entry.moves_start:
            return change_view(maker, revision, entry)
    return None


class ChangesView(Struct, frozen=True, kw_only=True):
    """The last changes of a `calendar`, None for the programme, and when they were `updated` (UTC)."""

    calendar: CalendarLink | None
    changes: tuple[ChangeView, ...]
    updated: datetime


class ChangeList(Struct, frozen=True, dict=True):
    """The last changes of the calendar of a `maker`, as a page and an Atom feed (RFC 4287)."""

    maker: RowMaker

    @property
    def _news(self) -> Sequence[RevisedEntry]:
        return self.maker.inputs.news.get(self.maker.feed.key, ())

    def changes(self, most: int) -> Versions[tuple[ChangeView, ...]]:
        """Returns the last changes in each language, the newest revision first."""
        return versions(self.maker.inputs, self._news, lambda code: self.changes_in(code, most))

    def changes_in(self, code: str, most: int) -> tuple[ChangeView, ...]:
        """Returns the last changes in one language, or in any."""
        revisions = (told for _, told in groupby(self._news, key=lambda each: each[0].number))
        return tuple(islice((view for told in revisions for view in self._of_revision(told, code)), most))

    def _of_revision(self, told: Iterable[RevisedEntry], code: str) -> Iterator[ChangeView]:
        by_series: dict[str, dict[str, ChangeView]] = defaultdict(dict)
        by_cities: dict[object, list[ChangeView]] = defaultdict(list)
        for revision, entry in told:
            view = change_view(self.maker, revision, entry, code)
            if not view.facts:
                continue
            if view.facts in (("cities",), ("left",)) or (
                view.facts == ("new",) and entry.before is not None
            ):
                by_cities[view.facts, view.joined, view.left].append(view)
            else:
                by_series[entry.series][entry.uid] = view
        for views in by_cities.values():
            own = _links(self.maker.inputs, [self.maker.feed.identity])
            cities = (*views[0].joined, *views[0].left, *own)
            yield from [_of_city(views, cities[0])] if len(views) > 1 and cities else views
        for series, changed in by_series.items():
            yield from self._of_series(series, changed)

    def _of_series(self, series: str, changed: Mapping[str, ChangeView]) -> Iterator[ChangeView]:
        inputs, then = self.maker.inputs, next(iter(changed.values())).time.instant
        by_key = sorted(inputs.state.by_series[series].items(), key=lambda each: each[1].occurrence.key)
        meetings = (
            uid
            for uid, stored in by_key
            if uid in changed or (uid in inputs.public and _took_place(stored, then))
        )
        for way, run in groupby(meetings, key=lambda uid: _way(changed[uid]) if uid in changed else None):
            if way is not None:
                views = [changed[uid] for uid in run]
                yield from views if len(views) <= MOST_SINGLE else [_as_one(views)]

    def _view(self, code: str) -> ChangesView:
        """Returns the page in a language; without changes it is as old as the first meeting."""
        inputs, feed = self.maker.inputs, self.maker.feed
        changes = self.changes_in(code, MOST_CHANGES)
        created = (inputs.public[each.uid].stamp.created for each in inputs.meetings(feed))
        moments = [each.time.instant for each in changes] or [min(created, default=_NEVER)]
        return ChangesView(
            calendar=inputs.directory.link(feed.key) if feed.kind != "programme" else None,
            changes=changes,
            updated=max(moments),
        )

    @cached_property
    def _views(self) -> Versions[ChangesView]:
        return versions(self.maker.inputs, self._news, self._view)

    def pages(self, address: str, *aliases: str) -> Iterator[tuple[str, Callable[[], Page]]]:
        """Yields the page and the feed at each address, and what makes it."""
        for each in (address, *aliases):
            yield each, partial(self._page, address)
            yield f"{each}.atom", partial(self._atom, f"{address}.atom")

    def _page(self, address: str) -> Page:
        return Page(address=address, template="changes.html", view=self._views)

    def _atom(self, address: str) -> Page:
        return Page(address=address, template="changes.atom", view=self._views, type=ATOM)


def _took_place(stored: Stored, then: datetime) -> bool:
    """Returns whether readers knew a meeting at an instant, as one that takes place."""
    was_off = stored.cancelled_at is not None and stored.cancelled_at <= then
    return stored.stamp.created <= then and not was_off


def _as_one(views: Sequence[ChangeView]) -> ChangeView:
    """Returns changes that are alike as one, which has the name of most of them."""
    old = [each.old for each in views if each.old is not None]
    new = [each.new for each in views]
    name = Counter(each.name for each in views).most_common(1)[0][0]
    return replace(views[0], name=name, number=len(views), old=_span(old) if old else None, new=_span(new))


def _of_city(views: Sequence[ChangeView], city: CalendarLink) -> ChangeView:
    """Returns the meetings that a city joins or leaves as one change: that of a series, else of the city."""
    one = _as_one(views)
    if all(each.name == one.name for each in views):
        return one
    return replace(
        one, name=MeetingName(title=city.title), page=PageLink(city.address) if city.address else one.page
    )


def _span(several: Sequence[Times]) -> Times:
    is_one_hour = len({_hours(each) for each in several}) == 1
    first, last = several[0], several[-1]
    return Times(first=first.first, last=last.last, clocks=first.clocks if is_one_hour else ())


def _way(view: ChangeView) -> object:
    """Returns in which way a meeting changes: its facts, and from which hours to which."""
    hours = None
    if view.old is not None:
        hours = _hours(view.old), _hours(view.new), view.old.first == view.new.first
    end = (_hours(view.until), view.is_longer) if view.until is not None else None
    place = view.place, view.is_online
    return view.facts, view.status, view.joined, view.left, view.for_holiday, hours, end, place


def _hours(times: Times) -> tuple[object, ...]:
    return tuple((clock.names, clock.starts.time(), clock.shift) for clock in times.clocks)
