"""The steps that check, plan, apply and serve share: read a directory, date it, plan it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from scheduler.commands.consent import Consent
from scheduler.commands.errors import Invalid, Refused
from scheduler.commands.feed_sizes import lost_meetings
from scheduler.configuration import Located, Reading, read
from scheduler.plan.clock import clock_problem
from scheduler.plan.compare import PlanContext
from scheduler.plan.plan import Plan, known_holidays, make_plan, planning_end, refusals
from scheduler.programme.problems import collapsed
from scheduler.programme.programme import Programme
from scheduler.publication.languages.day_off_reasons import day_off_reasons
from scheduler.record.memory import EMPTY, Memory
from scheduler.record.window import window_at
from scheduler.timetable.date_programme import date_programme, holiday_places, holiday_years
from scheduler.timetable.holidays import Holidays, look_up
from scheduler.timetable.timetable import Timetable

NO_CONSENT = Consent()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedReading:
    """A configuration without errors, and its meetings by today's `holidays` up to the `last` day."""

    reading: Reading
    programme: Programme
    holidays: Holidays
    timetable: Timetable
    last: date
    context: PlanContext


def date_reading(
    reading: Reading, now: datetime, memory: Memory = EMPTY, consent: Consent = NO_CONSENT
) -> DatedReading:
    """Works out the meetings of the configuration that was read.

    It goes three years ahead, and as far as anything is published. Raises Invalid if the text or its dates
    are wrong, with all errors. With `memory`, errors against published meetings are included.
    """
    programme = reading.programme or reading.partial
    if programme is None:
        raise Invalid(reading.problems)
    context = PlanContext(
        now=now, window=window_at(programme, now), cancelled=programme.cancelled, allow_past=consent.past
    )
    last = planning_end(context.window, memory.occurrences.values(), now)
    holidays = look_up(sorted(holiday_places(programme), key=str), holiday_years(programme, last))
    dated = date_programme(programme, holidays, last, day_off_reasons())
    problems = (*reading.problems, *reading.locate(dated.problems))
    if reading.programme is None or dated.problems:
        refused = reading.locate(collapsed(refusals(programme, dated, memory, context)))
        raise Invalid(in_order((*problems, *refused)))
    return DatedReading(
        reading=reading,
        programme=programme,
        holidays=holidays,
        timetable=dated,
        last=last,
        context=context,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Two plans of one configuration, by two sets of holidays.

    `plan` uses today's. `by_known_holidays` uses those that published meetings were planned with.
    """

    dated: DatedReading
    plan: Plan
    by_known_holidays: Plan
    known_holidays: Holidays


def plan_directory(directory: Path, memory: Memory, now: datetime, consent: Consent) -> Planned:
    """Plans the configuration in `directory` against `memory`.

    Raises Invalid if the text, its dates, or its changes to published meetings are wrong, and Refused if the
    clock cannot be right and `consent` does not say that it is.
    """
    problem = clock_problem(memory, now)
    if problem is not None and not consent.clock:
        raise Refused(
            problem,
            f"nothing was changed. If the clock is right: `twincal apply {directory} --allow-clock`",
        )
    dated = date_reading(read(directory), now, memory, consent)
    holidays = known_holidays(memory, dated.holidays)
    fresh = dated.timetable
    by_known_holidays = fresh
    if not _same(holidays, dated.holidays):
        by_known_holidays = date_programme(dated.programme, holidays, dated.last, day_off_reasons())
    plan = make_plan(dated.programme, fresh, by_known_holidays, memory, dated.context)
    known_plan = plan
    if by_known_holidays is not fresh:
        known_plan = make_plan(dated.programme, by_known_holidays, by_known_holidays, memory, dated.context)
    if plan.problems:
        raise Invalid(in_order((*dated.reading.problems, *dated.reading.locate(collapsed(plan.problems)))))
    limited = _with_feed_limits(plan, memory, now)
    return Planned(
        dated=dated,
        plan=limited,
        by_known_holidays=limited if known_plan is plan else _with_feed_limits(known_plan, memory, now),
        known_holidays=holidays,
    )


def _with_feed_limits(plan: Plan, memory: Memory, now: datetime) -> Plan:
    """Returns `plan` with another reason to ask if its feeds become too large."""
    return replace(plan, reasons_to_ask=(*plan.reasons_to_ask, *lost_meetings(plan, memory, now)))


def _same(one: Holidays, other: Holidays) -> bool:
    """Whether both have the same days in every year that `other` knows."""
    return all(one.years.get(key) == days for key, days in other.years.items())


def in_order(problems: Iterable[Located]) -> list[Located]:
    """Returns `problems` sorted by file, line and column."""
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column))
