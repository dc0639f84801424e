"""Notices about single meetings: holidays, inconvenient hours, open dates, and texts that are wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from scheduler.advice.burden import CityHours
from scheduler.advice.city_days import HourKind, city_days
from scheduler.advice.notices.notice import ComingNotice, DaysOff, Value
from scheduler.programme.details import CityDayOff, Status
from scheduler.programme.places import City, OfficeHours
from scheduler.programme.series import HolidayPolicy
from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.warnings.announced_hours import contradictions
from scheduler.timetable.workdays import Workdays

_DAY = timedelta(days=1)
CLOSE = timedelta(days=30)
"""A meeting that is nearer should be certain."""
_CONTRADICTIONS = {"zone-abbreviation": "wrong-abbreviation", "hour": "wrong-hour"}


def meeting_notices(
    meetings: Iterable[Wanted],
    cities: Mapping[str, City],
    workdays: Workdays,
    now: datetime,
) -> Iterator[ComingNotice]:
    """Yields the notices about each of `meetings`; `cities` are by identity."""
    for wanted in meetings:
        occurrence = wanted.occurrence
        yield from _holiday(wanted) if occurrence.recurs else _days_off(occurrence, cities, workdays)
        if occurrence.cancelled:
            continue
        yield from _outside_office_hours(occurrence, cities, workdays)
        yield from _tentative(occurrence, now)
        yield from _wrong_texts(occurrence)


def _holiday(wanted: Wanted) -> Iterator[ComingNotice]:
    occurrence = wanted.occurrence
    trace, starts = occurrence.trace, occurrence.timing.starts.date()
    if not trace.obstacles or trace.change or (occurrence.cancelled and not wanted.skipped):
        return
    names = {participant.city: participant.name for participant in occurrence.participants}
    days_off = tuple(
        CityDayOff(city=names.get(each.city) or Text.plain(each.city), why=each.why)
        for each in trace.obstacles
    )
    if wanted.skipped:
        planned = occurrence.planned.date()
        yield _notice(occurrence, planned, "holiday-skipped", reason=DaysOff(days_off))
    elif trace.policy == HolidayPolicy.KEEP.value or trace.policy_day is None:
        yield _notice(occurrence, starts, "holiday-kept", reason=DaysOff(days_off))
    elif trace.policy_day == starts:
        old = occurrence.planned.date()
        yield _notice(occurrence, starts, "holiday-moved", old=old, reason=DaysOff(days_off))


def _days_off(
    occurrence: Occurrence, cities: Mapping[str, City], workdays: Workdays
) -> Iterator[ComingNotice]:
    """Yields a notice for each day of a meeting that the text dates on which cities do not work."""
    if occurrence.cancelled:
        return
    reasons: defaultdict[date, list[CityDayOff]] = defaultdict(list)
    for participant in occurrence.participants:
        for day in occurrence.local_days(participant):
            day_off = workdays.day_off(cities[participant.city], day)
            if day_off is not None:
                reasons[day].append(CityDayOff(city=participant.name, why=day_off.why))
    for day in sorted(reasons):
        yield _notice(occurrence, day, "holiday-kept", reason=DaysOff(tuple(reasons[day])))


def _outside_office_hours(
    occurrence: Occurrence, cities: Mapping[str, City], workdays: Workdays
) -> Iterator[ComingNotice]:
    """Yields a notice for each city that meets early, late or at night; others tell about days off.

    A meeting of a day or more has no hours that could suit a city.
    """
    timing = occurrence.timing
    if timing.all_day or timing.length >= _DAY:
        return
    for participant in occurrence.participants:
        city, begin = cities[participant.city], participant.local(timing.begin_utc)
        if _is_within(city.hours, begin, begin + timing.length):
            continue
        # Few meetings come here, so only their days are divided into hours.
        days = city_days(city, begin.date() - _DAY, begin.date() + 2 * _DAY, workdays)
        side = CityHours([*days]).burden(timing.begin_utc, timing.end_utc)
        minutes = side.outside_minutes - side.minutes.get(HourKind.DAY_OFF, 0)
        if minutes:
            notice = _notice(
                occurrence,
                timing.starts.date(),
                "outside-office-hours",
                city=participant.name,
                begin=begin,
                end=participant.local(timing.end_utc),
                length=timedelta(minutes=minutes),
            )
            yield notice.about(participant.city)


def _is_within(hours: OfficeHours, begin: datetime, end: datetime) -> bool:
    """Returns whether local times are within office hours; a day off makes them no worse here."""
    return begin.date() == end.date() and hours.opens <= begin.time() and end.time() <= hours.closes


def _tentative(occurrence: Occurrence, now: datetime) -> Iterator[ComingNotice]:
    if occurrence.status is Status.TENTATIVE and occurrence.timing.begin_utc - now < CLOSE:
        yield _notice(occurrence, occurrence.timing.starts.date(), "tentative")


def _wrong_texts(occurrence: Occurrence) -> Iterator[ComingNotice]:
    for found in contradictions(occurrence):
        yield _notice(
            occurrence,
            occurrence.timing.starts.date(),
            _CONTRADICTIONS[found.kind],
            written=found.written,
            right=found.right,
            place=found.place,
        )


def _notice(occurrence: Occurrence, day: date, code: str, **values: Value) -> ComingNotice:
    return ComingNotice(
        day=day,
        code=code,
        values={"title": occurrence.content.title, "day": day, **values},
        cities=occurrence.cities(),
        series=occurrence.series,
        key=occurrence.key,
    )
