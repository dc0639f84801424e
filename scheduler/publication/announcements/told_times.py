"""The lines that tell the times of meetings of one series, by the clock of the city that reads them.

1. A few meetings are told one by one, with the hours of all cities and the distance from UTC.
2. More are told together. New days are told by their rule in words, or as a list. If the days stay, the new
   hours are told as "18:00 in place of 17:00" with their spans, by the clock of the city alone.
3. Each meeting between them that stays as it was is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.alike import MOST_SINGLE
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Line
from scheduler.publication.announcements.grouping import Alike, LocalTimes, alike, spans
from scheduler.publication.announcements.rule_lines import ToldRule, rule_lines, spans_words, told_rule
from scheduler.publication.feeds.wording import one_line
from scheduler.timetable.local_clocks import LocalClock, all_hours, clock_of
from scheduler.timetable.occurrence import Occurrence, Participant
from scheduler.timetable.wall_times import seen_from, utc

_DAY = timedelta(days=1)


class ToldTimes(Struct, frozen=True, kw_only=True):
    """A meeting whose times are told; `old` is the meeting as it was known, if they change.

    `is_known`: the city knows the day already. `is_off`: it takes no part then, or nobody does.
    """

    meeting: Occurrence
    old: Occurrence | None = None
    is_known: bool = True
    is_off: bool = False


def local_times(to: Addressee, told: ToldTimes) -> LocalTimes:
    """Returns the times of a meeting by the clock of the city."""
    meeting, old = told.meeting, told.old
    day, hours = _day(to, meeting), _hours(to, meeting)
    if old is None:
        return LocalTimes(day=day, hours=hours)
    old_hours = _hours(to, old)
    if hours != old_hours and meeting.timing.length == old.timing.length:
        hours, old_hours = _start(to, meeting), _start(to, old)
    return LocalTimes(
        day=day, hours=hours, old_day=_day(to, old), old_hours=old_hours if old_hours != hours else None
    )


def time_lines(
    to: Addressee, told: Sequence[ToldTimes], unchanged: Sequence[Occurrence] | None
) -> Iterator[Line]:
    """Yields the times of meetings; `unchanged` are the other meetings of the series.

    It is None for a list of coming meetings, which gives their days and no rule.
    """
    if len(told) <= MOST_SINGLE:
        for each in told:
            yield from _single(to, each)
        return
    times = [(each, local_times(to, each)) for each in told]
    others = [LocalTimes(day=_day(to, each), hours=_hours(to, each)) for each in unchanged or ()]
    staying, new = ([pair for pair in times if _stays(*pair) is on_its_day] for on_its_day in (True, False))
    rule = _new_rule(to, told) if len(new) > MOST_SINGLE and unchanged is not None else None
    if rule is not None:
        yield from _by_rule(to, rule, told, others)
        return
    if len(staying) > MOST_SINGLE:
        is_off = told[0].is_off
        yield from _spans(to, [its for _, its in staying], [each.day for each in others], is_off=is_off)
    if len(new) > MOST_SINGLE:
        yield from _listed(to, [its for _, its in new], to.say("New time") if new[0][0].is_known else "")
    for part in (staying, new):
        if len(part) <= MOST_SINGLE:
            for each, _ in part:
                yield from _single(to, each)
    known = [its.known_day for each, its in times if each.is_known]
    yield from _between(to, [each for each in others if known and min(known) < each.day < max(known)])
    if not told[0].is_off:
        yield Line(words=to.labelled(to.say("Local time"), to.name))


def _new_rule(to: Addressee, told: Sequence[ToldTimes]) -> ToldRule | None:
    """Returns the rule that gave most of the meetings a new time, or that a new series has."""
    meetings = [each.meeting for each in told]
    is_news = all(each.old is not None or not each.is_known for each in told)
    if not is_news or any(each.timing.all_day or each.cancelled for each in meetings):
        return None
    departing = [each for each in meetings if each.timing.starts != each.planned]
    known = [each.old for each in told if each.old is not None]
    return told_rule(to, meetings, known) if len(departing) * 2 < len(meetings) else None


def _by_rule(
    to: Addressee, rule: ToldRule, told: Sequence[ToldTimes], others: Sequence[LocalTimes]
) -> Iterator[Line]:
    """Yields the rule, its hours, and each date that departs from it or stays as it was."""
    ruled = [each for each in told if each.meeting.timing.starts == each.meeting.planned]
    hours = [(_day(to, each.meeting), _in_all_cities(to, each.meeting)) for each in ruled]
    known = [(_day(to, each.old), _hours(to, each.old)) for each in told if each.old is not None]
    yield from rule_lines(to, rule, hours, [each.day for each in others], known)
    for each in told:
        if each not in ruled:
            new = _on_day(to, each.meeting, _hours(to, each.meeting))
            day = seen_from(each.meeting.planned, each.meeting.timing.zone, _here(to, each.meeting).zone)
            yield Line(words=to.say("{new} in place of {old}", new=new, old=to.dates.full_day(day)))
    days = [day for day, _ in hours]
    yield from _between(to, [each for each in others if min(days) < each.day < max(days)])


def _in_all_cities(to: Addressee, meeting: Occurrence) -> str:
    """Returns `18:00–19:00 Sejong = 11:00 Sofia`, with the weekday of a city that has another day."""
    day, parts = _day(to, meeting), [f"{_hours(to, meeting)} {to.name}"]
    for clock in all_hours(meeting):
        names = _names_elsewhere(to, clock)
        hour = f"{clock.starts:%H:%M} {names}"
        if clock.starts.date() != day:
            weekday = to.dates.weekday(clock.starts.date())
            hour = to.say("{name} ({place})", name=hour, place=weekday)
        parts += [hour] if names else []
    return " = ".join(parts)


def _stays(told: ToldTimes, times: LocalTimes) -> bool:
    """Returns whether the city knows the day of a meeting."""
    return told.is_known and times.known_day == times.day


def _spans(
    to: Addressee, times: Iterable[LocalTimes], others: Sequence[date], *, is_off: bool
) -> Iterator[Line]:
    """Yields the hours on days that stay: from the first one on, or with their spans.

    Meetings that are off from a day on have no hours.
    """
    groups = alike(times)
    days = {day for group in groups for day in group.days}
    goes_on = all(day < max(days) for day in others)
    start = to.say("From {day}", day=to.phrases.language_of("From {day}").full_day(min(days)))
    if goes_on and is_off:
        yield Line(words=start)
        return
    if len(groups) == 1 and goes_on:
        yield Line(words=to.labelled(start, _changed_hours(to, groups[0])))
        return
    if goes_on:
        yield Line(words=start)
    for group in groups:
        elsewhere = {*days, *others} - {*group.days}
        words = spans_words(to, spans(group.days, elsewhere))
        yield Line(words=to.labelled(_changed_hours(to, group), words))


def _listed(to: Addressee, times: Iterable[LocalTimes], label: str) -> Iterator[Line]:
    """Yields the weekdays and hours of new days, and below each of them all its days."""
    for group in alike(times):
        by_weekday: dict[str, dict[int, list[str]]] = {}
        for day in group.days:
            years = by_weekday.setdefault(to.dates.weekday(day), {})
            years.setdefault(day.year, []).append(to.dates.day_in_year(day))
        for weekday, years in by_weekday.items():
            hours = to.dates.day_and_hour.format(_changed_hours(to, group), weekday)
            yield Line(
                words=to.labelled(label, hours) if label else hours,
                others=tuple(
                    to.labelled(f"{year}", to.dates.semicolon.join(days)) for year, days in years.items()
                ),
            )


def _between(to: Addressee, unchanged: Sequence[LocalTimes]) -> Iterator[Line]:
    """Yields the meetings that stay as they were."""
    if unchanged:
        days = (to.dates.day_and_hour.format(each.hours, to.dates.full_day(each.day)) for each in unchanged)
        yield Line(words=to.labelled(to.say("Unchanged"), to.dates.semicolon.join(days)))


def _changed_hours(to: Addressee, group: Alike) -> str:
    if group.old_hours is None:
        return group.hours
    return to.say("{new} in place of {old}", new=group.hours, old=group.old_hours)


def _single(to: Addressee, told: ToldTimes) -> Iterator[Line]:
    """Yields the times of one meeting in all cities, and the address of its page."""
    meeting, old = told.meeting, told.old
    if old is None:
        yield _everywhere(to, meeting)
    else:
        is_as_long = meeting.timing.all_day or old.timing.length == meeting.timing.length
        hours = _start(to, old) if is_as_long else _hours(to, old)
        yield Line(words=to.labelled(to.say("Old time"), _on_day(to, old, hours)))
        new = _everywhere(to, meeting)
        yield replace(new, words=to.labelled(to.say("New time"), new.words))
    if url := to.meeting_url(meeting):
        yield Line(url=url)


def _everywhere(to: Addressee, meeting: Occurrence) -> Line:
    """Returns the time here, with a line for each other hour; two hours are one line.

    The day stands in all lines of the other hours if one of them is on another day.
    """
    here = _on_day(to, meeting, _hours(to, meeting))
    if meeting.timing.all_day:
        return Line(words=here)
    others = [clock for clock in all_hours(meeting) if clock.identities != (to.city,)]
    is_dated = any(clock.starts.date() != _day(to, meeting) for clock in others)
    elsewhere = [_elsewhere(to, clock, is_dated=is_dated) for clock in others]
    if len(elsewhere) <= 1:
        return Line(words=" = ".join((here, *elsewhere)))
    return Line(words=here, others=tuple(elsewhere))


def _elsewhere(to: Addressee, clock: LocalClock, *, is_dated: bool) -> str:
    """Returns `17:00 Sejong, Busan (UTC+9)`, with the day if it `is_dated`."""
    hour = f"{clock.starts:%H:%M} {_names_elsewhere(to, clock)} ({utc(clock.offset)})"
    return to.dates.day_and_hour.format(hour, to.dates.day(clock.starts.date())) if is_dated else hour


def _names_elsewhere(to: Addressee, clock: LocalClock) -> str:
    """Returns the names of a clock without the city itself."""
    cities = zip(clock.names, clock.identities or clock.names, strict=True)
    return to.phrases.comma.join(
        one_line(to.phrases.clock_name(name)) for name, city in cities if city != to.city
    )


def _on_day(to: Addressee, meeting: Occurrence, hours: str) -> str:
    """Returns `Wednesday, 16 December 2026, 10:00–11:00 (UTC+2)`, or the first and the last whole day."""
    first = to.dates.full_day(_day(to, meeting))
    if meeting.timing.all_day:
        last = to.dates.full_day((meeting.timing.ends - _DAY).date())
        return " – ".join(dict.fromkeys((first, last)))
    return f"{to.dates.day_and_hour.format(hours, first)} ({utc(_here(to, meeting).offset)})"


def _here(to: Addressee, meeting: Occurrence) -> Participant:
    return next(each for each in meeting.participants if each.city == to.city)


def _day(to: Addressee, meeting: Occurrence) -> date:
    return _starts(to, meeting).date()


def _starts(to: Addressee, meeting: Occurrence) -> datetime:
    timing = meeting.timing
    return timing.starts if timing.all_day else _here(to, meeting).local(timing.begin_utc)


def _start(to: Addressee, meeting: Occurrence) -> str:
    return to.say("All day") if meeting.timing.all_day else f"{_starts(to, meeting):%H:%M}"


def _hours(to: Addressee, meeting: Occurrence) -> str:
    """Returns `10:00–11:00`, with the day of the end if it is another one."""
    if meeting.timing.all_day:
        return to.say("All day")
    clock = clock_of(meeting, [_here(to, meeting)])
    day = "" if clock.ends.date() == clock.starts.date() else f"{to.dates.day(clock.ends.date())} "
    return f"{clock.starts:%H:%M}–{day}{clock.ends:%H:%M}"
