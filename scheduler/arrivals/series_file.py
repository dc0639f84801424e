"""Reads the meetings of an iCalendar file, with their repetitions and exceptions, as they were written.

1. A UID that two events share without RECURRENCE-ID is two series; the same lines twice are one.
2. Private and confidential events are counted and left out. A private time of a series that is not private is
   kept without its words.
3. A zone is known by its IANA name, or by the name that Windows has for it. Any other is FLOATING.
4. A rule without an end is followed for HORIZON from `now` on, one with an end for 20 years.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar
from recurring_ical_events import of  # type: ignore[import-untyped]

from scheduler.arrivals.arrived import (
    FLOATING,
    HIDDEN,
    HORIZON,
    OMITTED,
    ZONES,
    ArrivedFile,
    ArrivedSeries,
    ImportNote,
    Occasion,
)
from scheduler.arrivals.calendar_file import parsed, start_of, until_with_its_day, values_of
from scheduler.arrivals.calendar_reader import ImportRequest, UnreadableCalendar

MOST_TIMES = 200_000
_SECOND = timedelta(seconds=1)
_FAR = timedelta(days=20 * 366)
"""How far a rule with an end is followed."""
_WORDS = {"SUMMARY", "LOCATION", "DESCRIPTION", "COMMENT", "URL", "CONFERENCE", "X-ALT-DESC"}
_STAMPS = ("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE")


def read_series(request: ImportRequest) -> ArrivedFile:
    """Returns the meetings of an iCalendar file; raises UnreadableCalendar if it is none, or has too many."""
    files = [_Calendar(calendar, request).read() for calendar in parsed(request.data)]
    return ArrivedFile(
        name=files[0].name,
        zone=files[0].zone,
        series=tuple(series for file in files for series in file.series),
        notes=tuple(note for file in files for note in file.notes),
        private=sum(file.private for file in files),
    )


class _Calendar:
    def __init__(self, calendar: Any, request: ImportRequest) -> None:
        self._calendar, self._since, self._now = calendar, request.since, request.now
        self._zone = _text(calendar, "X-WR-TIMEZONE")
        # What Twincal exports has the hours of each meeting in its description.
        self._is_own = "twincal" in _text(calendar, "PRODID").casefold()
        self._notes: list[ImportNote] = []
        self._times = 0

    def read(self) -> ArrivedFile:
        by_uid, private = self._by_uid()
        series = [each for uid, events in by_uid.items() for each in self._of_uid(uid, events)]
        name = _text(self._calendar, "X-WR-CALNAME") or _text(self._calendar, "NAME")
        return ArrivedFile(
            name=name, zone=self._zone, series=tuple(series), notes=tuple(self._notes), private=private
        )

    def _by_uid(self) -> tuple[dict[str, list[tuple[str, Any]]], int]:
        """Returns the events with their places by UID, and the number of those that are private."""
        by_uid: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        seen, private = set[bytes](), 0
        events = [*self._calendar.walk("VEVENT")]
        masters = {_text(each, "UID"): _is_private(each) for each in events if "RECURRENCE-ID" not in each}
        for number, event in enumerate(events, 1):
            row, uid = f"event {number}", _text(event, "UID")
            lines = _without_stamps(event)
            is_exception = uid in masters and "RECURRENCE-ID" in event
            if masters[uid] if is_exception else _is_private(event):
                private += 1
            elif start_of(event) is None:
                self._note(
                    row, OMITTED, f"{_text(event, 'SUMMARY')!r} has no readable day, so it is left out"
                )
            elif lines in seen:
                self._note(
                    row, "same-twice", f"{_text(event, 'SUMMARY')!r} stands here twice; it is read once"
                )
            else:
                seen.add(lines)
                if not uid:
                    self._note(
                        row, "no-uid", f"{_text(event, 'SUMMARY')!r} has no UID; it is a series of its own"
                    )
                if _is_private(event):  # of a series that is not: its time counts, its words do not
                    for name in {*event} & _WORDS:
                        del event[name]
                by_uid[uid or f"without-uid-{number}"].append((row, event))
        return by_uid, private

    def _of_uid(self, uid: str, events: list[tuple[str, Any]]) -> Iterator[ArrivedSeries]:
        masters = [(row, event) for row, event in events if "RECURRENCE-ID" not in event]
        exceptions = [event for _, event in events if "RECURRENCE-ID" in event]
        if len(masters) > 1:
            rows = ", ".join(row for row, _ in masters)
            self._note(masters[0][0], "uid-twice", f"{rows} share one UID; each is a series")
        if not masters:  # an invitation to single times of a series
            masters, exceptions = [events[0]], exceptions[1:]
        for number, (row, master) in enumerate(masters):
            is_last = number == len(masters) - 1
            own = exceptions if is_last else _planned_by(master, exceptions)
            exceptions = [each for each in exceptions if each not in own]
            others = [each for each in own if _is_other_kind(each, master)]
            fitting = [each for each in own if each not in others]
            out = [each["RECURRENCE-ID"].dt for each in others]
            try:
                yield self._series(row, uid, master, fitting, out)
                for event in others:
                    del event["RECURRENCE-ID"]
                    yield self._series(row, uid, event, [])
            except UnreadableCalendar:
                raise
            except Exception:  # a library reads the event of a stranger, and its errors are of any kind
                self._note(row, OMITTED, f"{_text(master, 'SUMMARY')!r} cannot be read, so it is left out")

    def _series(
        self, row: str, uid: str, master: Any, exceptions: list[Any], out: Sequence[date] = ()
    ) -> ArrivedSeries:
        """Returns a series; the times of `out` are left out, because they are of another kind."""
        zone, written = self._zone_of(master["DTSTART"])
        start = master["DTSTART"].dt
        clock = ZoneInfo(zone) if zone else getattr(start, "tzinfo", None)
        rules = values_of(master, "RRULE")
        if "EXRULE" in master or any(_ends_early(event) for event in (master, *exceptions)):
            raise ValueError("no engine agrees with another on these")
        self._note_rules(row, master, rules, exceptions)
        occasions = sorted(self._occasions(master, exceptions, clock, out), key=lambda each: each.planned)
        if not occasions and _day(start) >= self._since:  # else it is over
            self._note(row, OMITTED, f"{_text(master, 'SUMMARY')!r} has no time, so it is left out")
        return ArrivedSeries(
            row=row,
            uid=uid,
            title=_text(master, "SUMMARY"),
            first=_wall(start, clock),
            zone=zone,
            zone_written=written,
            all_day=not isinstance(start, datetime),
            occasions=tuple(occasions),
            repeats=bool(rules),
            endless=_is_endless(master, self._now),
            people=tuple(sorted(_domains(master))),
        )

    def _note_rules(self, row: str, master: Any, rules: list[Any], exceptions: list[Any]) -> None:
        if len(rules) > 1:
            self._note(row, "two-rules", "it has two rules; both are followed")
        if any(event["RECURRENCE-ID"].params.get("RANGE") for event in exceptions):
            self._note(row, "this-and-future", "an exception is for all later times; look at these")
        start = master["DTSTART"].dt
        for until in (each for rule in rules for each in rule.get("UNTIL", ())):
            if isinstance(start, datetime) and isinstance(until, datetime):
                last = until.astimezone(start.tzinfo) if until.tzinfo and start.tzinfo else until
                # Google ends a series a second before the one that goes on with it.
                is_cut = (last + _SECOND).time() == start.time()
                if last.time() < start.time() and last.weekday() == start.weekday() and not is_cut:
                    words = f"its rule ends on {last:%Y-%m-%d} before the hour of the meeting on this day"
                    self._note(row, "until-too-early", words)

    def _occasions(
        self, master: Any, exceptions: list[Any], clock: tzinfo | None, out: Sequence[date]
    ) -> Iterator[Occasion]:
        calendar = Calendar()
        until_with_its_day(master)
        start = master["DTSTART"].dt
        for event in exceptions:
            if (planned := event["RECURRENCE-ID"].dt) != (moment := _at_hour_of(start, planned)):
                del event["RECURRENCE-ID"]
                event.add("RECURRENCE-ID", moment)
        for event in (master, *exceptions):
            calendar.add_component(event)
        begin = _day(master["DTSTART"].dt)
        first = max(begin, self._since) - timedelta(days=2)
        last = max(begin, self._now.date()) + (HORIZON if _is_endless(master, self._now) else _FAR)
        title, others = _text(master, "SUMMARY"), {_wall(moment, clock) for moment in out}
        hidden = {
            _wall(_at_hour_of(start, each.dt), clock)
            for group in values_of(master, "EXDATE")
            for each in group.dts
        }
        planned = set[datetime]()
        for event in of(calendar).between(first, last):
            self._times += 1
            if self._times > MOST_TIMES:
                raise UnreadableCalendar(f"it has more than {MOST_TIMES:,} times")
            occasion = self._occasion(event, clock, title)
            planned.add(occasion.planned)
            if occasion.planned not in others:
                yield occasion
        rest = (self._occasion(event, clock, title) for event in exceptions)
        yield from (each for each in rest if each.planned not in planned)
        for moment in sorted(hidden | others):
            yield Occasion(planned=moment, starts=moment, length=timedelta(), words=HIDDEN)

    def _occasion(self, event: Any, clock: tzinfo | None, title: str) -> Occasion:
        begins = event["DTSTART"].dt
        return Occasion(
            planned=_wall(event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else begins, clock),
            starts=_wall(begins, clock),
            length=event.duration,
            words=self._words(event, title),
        )

    def _words(self, event: Any, title: str) -> dict[str, str]:
        status = _text(event, "STATUS").casefold()
        words = {
            "title": _text(event, "SUMMARY") or title,
            "place": _text(event, "LOCATION"),
            "description": "" if self._is_own else _lines(event, "DESCRIPTION"),
            "reason": _text(event, "COMMENT"),
            "link": " ".join(_text(event, name) for name in ("URL", "CONFERENCE", "X-ALT-DESC")).strip(),
            "status": "tentative" if status == "tentative" else "confirmed",
        }
        if status == "cancelled":
            words |= {"cancel": words.pop("reason") or "true", "status": ""}
        if self._is_own and words["place"] == "Online":
            del words["place"]
        return {key: text for key, text in words.items() if text}

    def _zone_of(self, start: Any) -> tuple[str, str]:
        """Returns the zone of a time, and how the file names it."""
        moment, written = start.dt, str(start.params.get("TZID", ""))
        if not isinstance(moment, datetime):
            return FLOATING, ""
        if moment.tzinfo is None:
            is_known = not written and self._zone in ZONES
            return (self._zone, self._zone) if is_known else (FLOATING, written or self._zone)
        key = str(getattr(moment.tzinfo, "key", "") or ("UTC" if moment.tzinfo is UTC else written))
        return (key, written or key) if key in ZONES else (FLOATING, written)

    def _note(self, row: str, code: str, words: str) -> None:
        self._notes.append(ImportNote(row, code, words))


def _is_private(event: Any) -> bool:
    return _text(event, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL")


def _is_endless(master: Any, now: datetime) -> bool:
    """Returns whether its rule has no end, or one that nobody will see."""
    untils = (
        rule.get("UNTIL", [None])[0] or date.max
        for rule in values_of(master, "RRULE")
        if not rule.get("COUNT")
    )
    return any(_day(until) > now.date() + _FAR for until in untils)


def _is_other_kind(event: Any, master: Any) -> bool:
    """Returns whether it is whole days and its series hours, or the other way, or another number of days."""
    days = not isinstance(event["DTSTART"].dt, datetime)
    if _text(event, "STATUS").upper() == "CANCELLED":
        return False
    is_same = days != isinstance(master["DTSTART"].dt, datetime)
    return not is_same or (days and event.duration != master.duration)


def _planned_by(master: Any, exceptions: list[Any]) -> list[Any]:
    """Returns the exceptions of one of several series with one UID: those that its rule plans."""
    calendar = Calendar()
    calendar.add_component(master)
    planned = [_moment(event["RECURRENCE-ID"].dt) for event in exceptions]
    first, last = (
        master["DTSTART"].dt,
        max(planned, default=_moment(master["DTSTART"].dt)) + timedelta(days=1),
    )
    own = {_moment(event["DTSTART"].dt) for event in of(calendar).between(_day(first), last)}
    return [event for event, moment in zip(exceptions, planned, strict=True) if moment in own]


def _without_stamps(event: Any) -> bytes:
    lines = re.sub(rb"\r\n[ \t]", b"", event.to_ical()).split(b"\r\n")
    return b"\n".join(line for line in lines if not line.startswith(tuple(name.encode() for name in _STAMPS)))


def _text(component: Any, name: str) -> str:
    found = component.get(name, "")
    return " ".join(str(found[0] if isinstance(found, list) else found).split())


def _lines(component: Any, name: str) -> str:
    """Returns a text with its lines, without what is blank around them."""
    found = component.get(name, "")
    text = str(found[0] if isinstance(found, list) else found)
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _domains(event: Any) -> Iterator[str]:
    for person in (*values_of(event, "ORGANIZER"), *values_of(event, "ATTENDEE")):
        _, at, domain = str(person).casefold().rpartition("@")
        if at:
            yield domain


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(moment: date) -> datetime:
    """Returns an instant, so that times of several zones can be compared."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _ends_early(event: Any) -> bool:
    return "DTEND" in event and event["DTEND"].dt < event["DTSTART"].dt


def _at_hour_of(start: date, moment: date) -> date:
    """Returns a day with the hour of a series, where a program names its time by its day alone."""
    if isinstance(start, datetime) and not isinstance(moment, datetime):
        return datetime.combine(moment, start.time(), start.tzinfo)
    return moment


def _wall(moment: date, clock: tzinfo | None) -> datetime:
    """Returns the wall time on the clock of the series; an exception may be written in another zone."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    if moment.tzinfo is None:
        return moment
    if clock is None:
        raise ValueError("a series without a zone has a time in one")
    return moment.astimezone(clock).replace(tzinfo=None)
