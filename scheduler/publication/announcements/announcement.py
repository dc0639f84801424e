"""Words the news of one city in one language, as a value that each format renders.

Hours are those that the pages show: wall times of the city with their offset, and no name of a zone.
Nothing private is in it: only details that public calendars show are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.changes.change import SOON
from scheduler.changes.known import as_known
from scheduler.programme.details import CityDayOff, Reason, Status
from scheduler.programme.texts import ANY_LANGUAGE, Text
from scheduler.publication.announcements.city_news import CityNews, NewsKind
from scheduler.publication.feeds.city_hours import utc
from scheduler.publication.feeds.wording import PREFIXES, one_line
from scheduler.publication.languages.day_off_reasons import reason_text
from scheduler.publication.languages.language import Language, language
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.site_info import site_info
from scheduler.publication.pages.views.clocks import LocalClock, hours
from scheduler.publication.pages.views.rows import public_links
from scheduler.publication.reach import NAMES, FamilyFetches
from scheduler.state.feeds import Family, Feed
from scheduler.state.revision import Snapshot
from scheduler.state.state import State
from scheduler.timetable.clocks import clock_name
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import at_offset, to_local

_MOST_PARTNERS = 2
_LABELS: Mapping[NewsKind, str] = {
    "new": "New",
    "moved": "Moved",
    "zones": "Moved",
    "cancelled": "Cancelled",
    "reinstated": "Takes place after all",
    "end": "The end time has changed",
    "confirmed": "Confirmed",
    "tentative": "No longer confirmed",
    "title": "New title",
    "place": "Place changed",
    "details": "Details changed, not the time",
}
_NEW_CLOCKS = "A country changed its clocks: the hour stays in {place} and changes elsewhere"
_SUBSCRIBED = (
    "If you have subscribed to the calendar of {city}, you need to do nothing: it shows the change by itself."
)
_TOO_SLOW = "Your calendar may not show this yet: this message counts."
_SUBSCRIBE = "Subscribe once. Your calendar then shows new, moved and cancelled meetings automatically."
_FETCHED = "Some programs have fetched it already: {programs}"
_EXPECTED = "Expected by {day}: {programs}"
_WITH_PLACE: frozenset[NewsKind] = frozenset({"new", "place", "coming"})
_WITH_OLD_TIME: frozenset[NewsKind] = frozenset({"moved", "zones"})
_ELSEWHERE: frozenset[NewsKind] = _WITH_OLD_TIME | {"place", "details"}
"""Facts that rows or notes tell in their own way."""
_DAY = timedelta(days=1)
MOST_SINGLE = 3
"""The most meetings with the same change in a row that are listed one by one; more are a span of days."""
_DAY_HERE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""It stands for the day in hours that are compared."""
_USUAL: Mapping[Family, timedelta] = {
    "outlook": timedelta(hours=3),
    "thunderbird": timedelta(hours=1),
    "nextcloud": 7 * _DAY,
}
"""The usual time between two requests of a family (docs/subscribers.md); it is a day for the others."""


class AnnouncedMeeting(Struct, frozen=True, kw_only=True):
    """The times of one meeting, as rows of a label (which may be empty) and words, and its address."""

    rows: tuple[tuple[str, str], ...]
    url: str | None


class AnnouncedChange(Struct, frozen=True, kw_only=True):
    """One change of one or several meetings: its heading, the meetings, and the reason and other notes."""

    heading: str
    meetings: tuple[AnnouncedMeeting, ...]
    notes: tuple[str, ...]


class Announcement(Struct, frozen=True, kw_only=True):
    """What one city should hear. `id` is its present id, `language` the code of the words.

    `warning` comes first if calendars may be too slow; else it is empty. `to_do` are sentences below the
    heading `to_do_heading`; `url` is the page of the city, `sender` the host.
    """

    id: str
    city: str
    language: str
    direction: str
    subject: str
    warning: str
    changes: tuple[AnnouncedChange, ...]
    to_do_heading: str
    to_do: tuple[str, ...]
    url: str | None
    sender: str


class CityWords(Struct, frozen=True, kw_only=True):
    """The words for the city of `feed` at `now`, in the language `code`; None for its first one.

    `families` are the programs that ask for its calendar.
    """

    state: State
    feed: Feed
    now: datetime
    families: Sequence[FamilyFetches] = ()
    code: str | None = None

    def announcement(self, changes: Sequence[CityNews]) -> Announcement:
        """Returns the text about `changes`, of which there is at least one."""
        told = tuple(self._told(changes))
        say, spoken = self._phrases.say, self._phrases.phrase_language
        is_coming = changes[0].kind == "coming"
        programme = one_line(self.state.profile.name.say(self._code))
        if is_coming:
            subject = self._labelled(say("Coming meetings"), programme)
        elif len(changes) == 1:
            subject = told[0].heading
        else:
            phrases = "{programme}: {count} change", "{programme}: {count} changes"
            subject = self._phrases.count(*phrases, len(changes), programme=programme)
        return Announcement(
            id=self.feed.id,
            city=self._name,
            language=spoken.code,
            direction=spoken.direction,
            subject=subject,
            warning=say(_TOO_SLOW) if self._is_any_soon(changes) else "",
            changes=told,
            to_do_heading=say("What to do"),
            to_do=(say(_SUBSCRIBE),) if is_coming else tuple(self._to_do(changes)),
            url=self._public_url(self.feed.name),
            sender=one_line(self.state.profile.host.say(self._code)),
        )

    @property
    def _code(self) -> str:
        return self.code or self.feed.language

    @property
    def _phrases(self) -> Language:
        return language(self._code, self.state.profile.phrases)

    @property
    def _dates(self) -> Language:
        return self._phrases if self._phrases.is_known else self._phrases.phrase_language

    def _public_url(self, address: str) -> str | None:
        has_pages = self._code in self.state.profile.languages
        return site_info(self.state).public_url(self._code if has_pages else self.feed.language, address)

    @property
    def _name(self) -> str:
        return one_line(self.feed.title.say(self._code))

    def _labelled(self, label: str, words: str) -> str:
        return self._phrases.say("{label}: {words}", label=label, words=words)

    def _told(self, changes: Iterable[CityNews]) -> Iterator[AnnouncedChange]:
        """Yields the changes; meetings with the same heading and notes share one."""
        groups: dict[tuple[str, tuple[str, ...]], list[CityNews]] = {}
        for change in changes:
            groups.setdefault((self._heading(change), tuple(self._notes(change))), []).append(change)
        for (heading, notes), alike in groups.items():
            runs = self._runs(alike)
            yield AnnouncedChange(heading=heading, meetings=tuple(map(self._of_run, runs)), notes=notes)

    def _runs(self, changes: Iterable[CityNews]) -> list[list[CityNews]]:
        """Returns the changes; consecutive meetings of a series that go from one hour to another are one run.

        A meeting between them that does not change, or changes in another way, ends a run.
        """
        runs: list[list[CityNews]] = []
        for change in changes:
            if runs and self._goes_on(runs[-1][-1], change):
                runs[-1].append(change)
            else:
                runs.append([change])
        return [
            part for run in runs for part in ([run] if len(run) > MOST_SINGLE else [[each] for each in run])
        ]

    def _goes_on(self, last: CityNews, change: CityNews) -> bool:
        """Returns whether a change is that of the meeting before it, on the next day of its series."""
        hours = self._other_hour(last)
        if last.meeting.series != change.meeting.series or hours is None:
            return False
        of_series = [
            uid
            for uid, stored in self.state.by_series[change.meeting.series].items()
            if stored.shown and not stored.occurrence.cancelled
        ]
        follows = of_series.index(change.meeting.uid) == of_series.index(last.meeting.uid) + 1
        return follows and hours == self._other_hour(change)

    def _other_hour(self, change: CityNews) -> tuple[str, str] | None:
        """Returns the old and the new hour of a meeting that keeps its day; None for any other change."""
        meeting, before = change.meeting, change.before
        if before is None or meeting.timing.all_day or before.start.all_day:
            return None
        if not _WITH_OLD_TIME & {*change.facts}:
            return None
        old, _ = self._known_start(meeting, before)
        if old.date() != self._clocks(meeting)[0].starts.date():
            return None
        return self._start(meeting, before, _DAY_HERE), self._time(meeting, _DAY_HERE)

    def _of_run(self, run: Sequence[CityNews]) -> AnnouncedMeeting:
        """Returns the times of one meeting, or of many on a span of days."""
        first, last, hours = run[0].meeting, run[-1].meeting, self._other_hour(run[0])
        if len(run) == 1 or hours is None:
            return self._meeting(run[0])
        days = (self._dates.full_day(self._clocks(each)[0].starts.date()) for each in (first, last))
        old, new = (hour.replace(_DAY_HERE, span) for span in (" – ".join(days),) for hour in hours)
        say = self._phrases.say
        return AnnouncedMeeting(rows=((say("Old time:"), old), (say("New time:"), new)), url=None)

    def _heading(self, change: CityNews) -> str:
        title = self._title(change.meeting)
        if change.kind == "coming":
            prefix = PREFIXES.get(change.meeting.status)
            return self._phrases.say(prefix, title=title) if prefix else title
        if change.kind == "left":
            return self._labelled(self._phrases.say("No longer with {city}", city=self._name), title)
        return self._labelled(self._phrases.say(_LABELS[change.kind]), title)

    def _title(self, meeting: Occurrence) -> str:
        """Returns the title, with the other cities if they are few and it does not name them."""
        title = one_line(meeting.content.title.say(self._code)) or meeting.series
        others = (each for each in meeting.participants if each.city != self.feed.identity)
        names = [one_line(each.name.say(self._code)) for each in others]
        if not 0 < len(names) <= _MOST_PARTNERS or all(name in title for name in names):
            return title
        return self._phrases.say(
            "{title}, with {cities}", title=title, cities=self._phrases.comma.join(names)
        )

    def _notes(self, change: CityNews) -> Iterator[str]:
        meeting, say = change.meeting, self._phrases.say
        content = meeting.content
        if "zones" in change.facts:
            place = self._phrases.language_of(_NEW_CLOCKS).clock_name(clock_name(meeting))
            yield say(_NEW_CLOCKS, place=one_line(place))
        if meeting.status is Status.TENTATIVE and change.kind != "left":
            yield say("This meeting is planned, but its time may still change.")
        yield from (say(_LABELS[fact]) for fact in change.others if fact not in _ELSEWHERE)
        if content.place is not None and _WITH_PLACE & {*change.facts}:
            yield self._labelled(say("Place"), one_line(content.place.say(self._code)))
        elif "place" in change.others:
            yield say(_LABELS["place"])
        reason = content.reason or _days_off(change)
        is_coming_off = change.kind == "coming" and meeting.cancelled
        if reason is not None and (change.kind in ("moved", "cancelled") or is_coming_off):
            yield say("Reason: {reason}", reason=self._reason(reason))
        if "details" in change.facts:
            for link in public_links(content.links):
                yield self._labelled(one_line(link.label.say(self._code)), link.url)

    def _reason(self, reason: Reason) -> str:
        """Returns the reason, and in which words it is if they are not in the language of the city."""
        words = one_line(reason_text(reason, (self._phrases,)).say(self._code))
        if not isinstance(reason, Text) or self._code in dict(reason.versions):
            return words
        written = reason.versions[0][0]
        if written != ANY_LANGUAGE:
            name = self._phrases.phrase_language.language_name(written)
            return self._phrases.say("{words} (in {language})", words=words, language=name)
        if self._code == self.state.profile.languages[0]:
            return words
        return self._phrases.say("{words} (as it was written)", words=words)

    def _meeting(self, change: CityNews) -> AnnouncedMeeting:
        meeting, say = change.meeting, self._phrases.say
        if change.kind == "left" and change.before is not None:
            rows = [("", self._start(meeting, change.before))]
        elif change.before is None or not _WITH_OLD_TIME & {*change.facts}:
            rows = [("", self._time(meeting))]
        else:
            old = self._start(meeting, change.before)
            rows = [(say("Old time:"), old), (say("New time:"), self._time(meeting))]
        address = meeting_address(meeting.uid)
        is_there = self.state.has_page(self.state.occurrences[meeting.uid])
        return AnnouncedMeeting(rows=tuple(rows), url=self._public_url(address) if is_there else None)

    def _start(self, meeting: Occurrence, before: Snapshot, span: str = "") -> str:
        """Returns the start that was known before; `span` stands in the place of its day."""
        if before.start.all_day:
            return self._dates.full_day(before.start.wall.date())
        local, offset = self._known_start(meeting, before)
        return self._with_offset(span or self._dates.full_day(local.date()), offset, f"{local:%H:%M}")

    def _known_start(self, meeting: Occurrence, before: Snapshot) -> tuple[datetime, int]:
        """Returns the start that was known, in this city, by the offset that it had then."""
        offset = next((part.offset for part in before.cities if part.city == self.feed.identity), None)
        if before.begin is None or offset is None:  # schema 0003 did not record them
            clock = self._clocks(as_known(meeting, before))[0]
            return clock.starts, clock.offset
        return at_offset(before.begin, offset), offset

    def _time(self, meeting: Occurrence, span: str = "") -> str:
        """Returns the time in this city, then in the others; with the day in all, if one has another.

        `span` stands in the place of the day of this city.
        """
        timing = meeting.timing
        if timing.all_day:
            days = dict.fromkeys((timing.starts.date(), (timing.ends - _DAY).date()))
            return " – ".join(map(self._dates.full_day, days))
        own, *others = self._clocks(meeting)
        end = "" if own.ends.date() == own.starts.date() else f"{self._dates.day(own.ends.date())} "
        hours = f"{own.starts:%H:%M}–{end}{own.ends:%H:%M}"
        words = [self._with_offset(span or self._dates.full_day(own.starts.date()), own.offset, hours)]
        elsewhere = [self._elsewhere(clock) for clock in others]
        if any(clock.starts.date() != own.starts.date() for clock in others):
            dated = zip(others, elsewhere, strict=True)
            elsewhere = [f"{self._dates.day(clock.starts.date())} {hour}" for clock, hour in dated]
        words += elsewhere
        named = {city for clock in (own, *others) for city in clock.identities}
        more = sum(each.city not in named for each in meeting.participants)
        rest = self._phrases.count("{count} more city", "{count} more cities", more)
        return " = ".join(words) + (f"{self._phrases.comma}{rest}" if more else "")

    def _with_offset(self, day: str, offset: int, hour: str) -> str:
        """Returns `Wednesday, 16 December 2026, 10:00–11:00 (UTC+2)`."""
        return f"{self._dates.day_and_hour.format(hour, day)} ({utc(offset)})"

    def _elsewhere(self, clock: LocalClock) -> str:
        """Returns `17:00 Sejong (UTC+9)`."""
        names = (self._phrases.clock_name(name) for name in clock.names)
        place = self._phrases.comma.join(map(one_line, names))
        if clock.country is not None:
            place = self._dates.country(clock.country)
        return f"{clock.starts:%H:%M} {place} ({utc(clock.offset)})"

    def _clocks(self, meeting: Occurrence) -> Sequence[LocalClock]:
        """Returns the clock of this city, then those of the others; not all if they are many."""
        if meeting.participant(self.feed.identity) is None:
            gone = Participant(
                city=self.feed.identity, name=self.feed.title, country="", zone=self.feed.zone, offset=0
            )
            meeting = replace(
                meeting, participants=(*meeting.participants, gone.at(meeting.timing.begin_utc))
            )
        found = hours(meeting, [self.feed.identity])
        return *found.visible, *found.others

    def _to_do(self, changes: Sequence[CityNews]) -> Iterator[str]:
        say = self._phrases.say
        if not self._is_any_soon(changes):
            yield say(_SUBSCRIBED, city=self._name)
            yield from self._fetches() or [say("Most calendar programs show it within a day.")]
        elif self._public_url(self.feed.name):
            yield say("For a meeting today or tomorrow, look at its page: it is always up to date.")
        yield say("If you have not subscribed, update your own calendar.")

    def _fetches(self) -> list[str]:
        """Returns which programs have fetched the changes, and by which day others should have done so."""
        having: dict[str, None] = {}
        waiting: dict[date, dict[str, None]] = {}
        for each in sorted(self.families, key=lambda fetches: [*NAMES].index(fetches.family)):
            name = self._phrases.say("other programs") if each.family == "other" else NAMES[each.family]
            if each.state == "has":
                having[name] = None
            elif each.state == "waits":
                waiting.setdefault(self._due_day(each), {})[name] = None
        say, comma = self._phrases.say, self._phrases.comma
        spoken = self._phrases.language_of(_EXPECTED)
        return [
            *([say(_FETCHED, programs=comma.join(having))] if having else ()),
            *(
                say(_EXPECTED, day=spoken.full_day(day), programs=comma.join(programs))
                for day, programs in sorted(waiting.items())
            ),
        ]

    def _due_day(self, fetches: FamilyFetches) -> date:
        """Returns the day, in this city, by which a family should have fetched the change."""
        every = fetches.every or _USUAL.get(fetches.family, _DAY)
        due = fetches.last + every
        return to_local(due if due > self.now else self.now + every, self.feed.zone).date()

    def _is_any_soon(self, changes: Iterable[CityNews]) -> bool:
        """Returns whether calendars may be too slow for a change."""
        return any(self._is_soon(change) for change in changes if change.kind != "coming")

    def _is_soon(self, change: CityNews) -> bool:
        timings = [change.meeting.timing]
        if change.before is not None and not change.before.start.all_day:
            timings.append(as_known(change.meeting, change.before).timing)
        return any(each.begin_utc <= self.now + SOON and not each.is_over(self.now) for each in timings)


def _days_off(change: CityNews) -> tuple[CityDayOff, ...] | None:
    """Returns the days off for which the holiday policy chose the new date; None if it did not."""
    meeting, origin = change.meeting, change.meeting.date_origin
    day, known = meeting.timing.starts.date(), change.before
    if not origin.obstacles or origin.policy_day != day or (known and known.start.wall.date() == day):
        return None
    names = {each.city: each.name for each in meeting.participants}
    return tuple(
        CityDayOff(city=names.get(each.city, Text.plain(each.city)), why=each.why)
        for each in origin.obstacles
    )
