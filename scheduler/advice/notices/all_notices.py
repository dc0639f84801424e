"""All notices about the coming meetings of a programme, by date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from scheduler.advice.notices.notice import ComingNotice
from scheduler.advice.notices.of_busy import busy_notices
from scheduler.advice.notices.of_clashes import clash_notices
from scheduler.advice.notices.of_clocks import clock_notices
from scheduler.advice.notices.of_meetings import meeting_notices
from scheduler.advice.notices.of_series import ending_notices, holiday_notices
from scheduler.programme.programme import Programme
from scheduler.programme.time_spans import TimeSpan
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.workdays import Workdays


class NoticeSearch(Struct, frozen=True, kw_only=True):
    """The meetings to look at, from `now` to the day `last`; `meetings` may be earlier and later, too.

    `busy` are the times at which cities (identities) and the host are busy, as their own calendars say.
    """

    programme: Programme
    meetings: tuple[Wanted, ...]
    workdays: Workdays
    now: datetime
    last: date
    busy: Mapping[str, Sequence[TimeSpan]] = {}


def coming_notices(search: NoticeSearch) -> tuple[ComingNotice, ...]:
    """Returns the notices by date. Those of a series that say the same are joined to the first of them."""
    coming = [wanted for wanted in search.meetings if _is_coming(wanted, search)]
    taking_place = [wanted.occurrence for wanted in coming if not wanted.occurrence.cancelled]
    occurrences = sorted(taking_place, key=_begin)
    cities = {city.identity: city for city in search.programme.cities.values()}
    found = [
        *meeting_notices(coming, cities, search.workdays, search.now),
        *clash_notices(search.programme, occurrences),
        *busy_notices(search.programme, occurrences, search.busy),
        *ending_notices(search.programme, occurrences, search.last),
        *holiday_notices(search.programme, occurrences, search.workdays),
        *(notice for notice in _clock_notices(search) if search.now.date() <= notice.day <= search.last),
    ]
    return tuple(sorted(_joined(sorted(found, key=_by_date)), key=_by_date))


def _is_coming(wanted: Wanted, search: NoticeSearch) -> bool:
    timing = wanted.occurrence.timing
    return not timing.is_over(search.now) and timing.starts.date() <= search.last


def _clock_notices(search: NoticeSearch) -> Iterator[ComingNotice]:
    """Yields the notices about moved hours; an earlier meeting tells the hour before."""
    return clock_notices(sorted((wanted.occurrence for wanted in search.meetings), key=_begin))


def _begin(occurrence: Occurrence) -> datetime:
    return occurrence.timing.begin_utc


def _by_date(notice: ComingNotice) -> tuple[date, str, str, str, str]:
    return notice.day, notice.code, notice.series, notice.key, ",".join(notice.cities)


def _joined(notices: Iterable[ComingNotice]) -> Sequence[ComingNotice]:
    """Returns the first of the notices that say the same of several meetings, with their number."""
    joined: dict[object, ComingNotice] = {}
    for notice in notices:
        first = joined.get(notice.subject)
        joined[notice.subject] = notice if first is None else replace(first, more=first.more + 1)
    return [*joined.values()]
