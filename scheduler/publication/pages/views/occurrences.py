"""The page of one dated meeting: when it is for each side, what it is about, what changed and when.

Every public meeting that a feed shows has one, and every webinar that was ever published; private ones and
cancelled ones that the programme hides have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from markupsafe import Markup

from scheduler.programme.texts import Text
from scheduler.publication.feeds.hours import clock_name
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.pages.page import Page, PageFrame, PageInputs
from scheduler.publication.pages.paths import PageLocation
from scheduler.publication.pages.structured import event_data
from scheduler.publication.pages.views.changes import MeetingChange, changes, histories
from scheduler.publication.pages.views.related import is_trio
from scheduler.publication.pages.views.sides import Side, as_planned, sides
from scheduler.record.feeds import FeedKind, addresses
from scheduler.record.revision import Published
from scheduler.record.stored import Stored
from scheduler.timetable.occurrence import Occurrence

ORDER: tuple[FeedKind, ...] = ("cities", "pairs", "themes", "programme")
"""In which order calendars are offered: a person looks for the own city first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjacentMeeting:
    """The meeting of the same series before or after this one."""

    address: str
    starts: datetime
    all_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLink:
    """A calendar that the meeting stands in, and the address of its page."""

    kind: FeedKind
    is_trio: bool
    identity: str
    address: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """What the page of a meeting shows: `said` is the meeting without what is not for the public.

    `clock` is the name of its clock. `planned` are the sides at the time it was moved from, `planned_day`
    that day where no hour was planned. `obstacles` are the days off that moved it, by city, where no other
    reason is given.
    """

    said: Occurrence
    clock: Text
    sides: tuple[Side, ...]
    planned: tuple[Side, ...] = ()
    planned_day: date | None = None
    obstacles: tuple[tuple[Text, Text], ...] = ()
    calendars: tuple[CalendarLink, ...] = ()
    changes: tuple[MeetingChange, ...] = ()
    previous: AdjacentMeeting | None = None
    next: AdjacentMeeting | None = None

    @property
    def length(self) -> timedelta:
        """How long it takes."""
        return self.said.timing.end - self.said.timing.begin

    @property
    def knew_days(self) -> bool:
        """Whether it takes whole days, or was planned to."""
        return self.said.timing.all_day or self.said.planned_days

    @property
    def last_day(self) -> date:
        """The last of its whole days."""
        return (self.said.timing.ends - timedelta(days=1)).date()

    def calendar(self, kind: FeedKind, identity: str) -> CalendarLink | None:
        """The calendar of a city or a theme, where it is kept."""
        return next((one for one in self.calendars if (one.kind, one.identity) == (kind, identity)), None)

    def data(self, place: PageLocation, frame: PageFrame) -> Markup:
        """The meeting for search engines, ready to stand in a script element."""
        return event_data(self.said, place, frame)


def has_page(stored: Stored, published: Published) -> bool:
    """Whether the public finds a page of this meeting."""
    occurrence = stored.occurrence
    if not stored.shown or occurrence.content.visibility == "private":
        return False
    return occurrence.origin == "webinar" or published.keeps(stored)


def address_of(occurrence: Occurrence) -> str:
    """Where the page of a meeting stands, below the root of a language."""
    return f"occurrences/{occurrence.uid}"


def pages(contents: PageInputs) -> Iterator[Page]:
    """A page for each meeting that has one."""
    published = contents.published
    told = [one.occurrence for one in published.occurrences if has_page(one, published)]
    calendars = {(one.kind, one.identity): one for one in _calendars(published)}
    history, zone = histories(published.history), published.profile.zone
    for occurrence, previous, following in _in_series(told):
        view = replace(
            _meeting(occurrence, calendars),
            changes=changes(occurrence, history.get(occurrence.uid, ()), zone),
            previous=_neighbour(previous),
            next=_neighbour(following),
        )
        yield Page(address=address_of(occurrence), template="occurrence.html", view=view)


def _calendars(published: Published) -> Iterator[CalendarLink]:
    """Every calendar that has a page."""
    for feed in published.feeds:
        if feed.state != "gone":
            yield CalendarLink(
                kind=feed.kind,
                is_trio=is_trio(published, feed),
                identity=feed.identity,
                address=feed.name,
                title=feed.title,
            )


def _in_series(
    told: Sequence[Occurrence],
) -> Iterator[tuple[Occurrence, Occurrence | None, Occurrence | None]]:
    """Each meeting with the one before and the one after it in its series."""
    series: dict[str, list[Occurrence]] = defaultdict(list)
    for occurrence in sorted(told, key=lambda one: (one.timing.begin, one.uid)):
        series[occurrence.series].append(occurrence)
    for row in series.values():
        yield from zip(row, [None, *row], [*row[1:], None], strict=False)


def _neighbour(occurrence: Occurrence | None) -> AdjacentMeeting | None:
    if occurrence is None:
        return None
    timing = occurrence.timing
    return AdjacentMeeting(address=address_of(occurrence), starts=timing.starts, all_day=timing.all_day)


def _meeting(occurrence: Occurrence, calendars: Mapping[tuple[FeedKind, str], CalendarLink]) -> MeetingPage:
    order = sorted(addresses(occurrence), key=lambda address: ORDER.index(address[0]))
    moved = occurrence.moved and not occurrence.cancelled
    before = as_planned(occurrence) if moved else None
    return MeetingPage(
        said=public(occurrence),
        clock=clock_name(occurrence),
        sides=sides(occurrence),
        planned=sides(before) if before is not None else (),
        planned_day=occurrence.planned.date() if moved and before is None else None,
        obstacles=_obstacles(occurrence) if moved and occurrence.content.reason is None else (),
        calendars=tuple(calendars[address] for address in order if address in calendars),
    )


def public(occurrence: Occurrence) -> Occurrence:
    """`occurrence` with what everybody may read of it, and links that lead somewhere."""
    content, join = occurrence.content, occurrence.content.join
    shown = join is not None and join.public and not occurrence.cancelled and web_address(join.url)
    links = (replace(link, url=web_address(link.url) or "") for link in content.links)
    readable = replace(
        content,
        join=join if shown else None,
        registration=web_address(content.registration) if content.registration else None,
        links=tuple(link for link in links if link.url),
    )
    return replace(occurrence, content=readable)


def _obstacles(occurrence: Occurrence) -> tuple[tuple[Text, Text], ...]:
    """The city and the reason of each day off, where the holiday policy found the day that is kept."""
    trace = occurrence.trace
    if trace.policy_day != occurrence.timing.starts.date():
        return ()
    names = {participant.city: participant.name for participant in occurrence.participants}
    return tuple((names[one.city], one.why) for one in trace.obstacles if one.city in names)
