"""The steps that check, plan, apply and serve share: read a directory, date its meetings, make a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.feed_sizes import lost_meetings
from scheduler.commands.refusals import Invalid, Refused
from scheduler.configuration import Located, Reading, read
from scheduler.plan.compare import PlanContext
from scheduler.plan.comparisons import Comparisons, compare_series
from scheduler.plan.computer_clock import clock_problem
from scheduler.plan.make_plan import (
    LOOK_AHEAD,
    Plan,
    comparison_end,
    known_holidays,
    make_plan,
    plan_problems,
)
from scheduler.programme.advice import Command, Permission, advise, command
from scheduler.programme.problems import collapsed
from scheduler.programme.programme import Programme
from scheduler.publication.next_revision import Draft, draft_of
from scheduler.state.state import NOTHING_PUBLISHED, State, Window, window_at
from scheduler.state.text_edits import Files
from scheduler.timetable.date_programme import date_programme, holiday_places, holiday_years
from scheduler.timetable.holidays import Holidays, look_up
from scheduler.timetable.slots import too_many_meetings
from scheduler.timetable.timetable import Timetable


class Consent(Struct, frozen=True, kw_only=True):
    """The permissions of one run; none by default.

    `allow` are words: `large` for a plan that the safety limit stops, `past` for changes to past meetings
    that the text names, `clock` for a clock that is far from the last revision. `digest`: only the plan with
    this digest. `by` is the name of the person, for the history. `command` are the words of the command that
    the person ran, or that would apply the plan.
    """

    allow: tuple[str, ...] = ()
    digest: str | None = None
    by: str = ""
    command: tuple[str, ...] = ()

    def command_with(self, permission: Permission, directory: Path) -> Command:
        """Returns the command that also gives this permission."""
        return command(*(self.command or ("apply", str(directory))), permission)


NO_CONSENT = Consent()


class DatedProgramme(Struct, frozen=True, kw_only=True):
    """The programme of a configuration without errors, and its meetings by today's `holidays`.

    `comparisons` are those of its timetable with the published meetings.
    """

    programme: Programme
    holidays: Holidays
    comparisons: Comparisons
    context: PlanContext

    @property
    def timetable(self) -> Timetable:
        """The meetings as the text wants them."""
        return self.comparisons.timetable


def date_reading(
    reading: Reading,
    now: datetime,
    state: State = NOTHING_PUBLISHED,
    consent: Consent = NO_CONSENT,
) -> DatedProgramme:
    """Returns the meetings of the configuration that was read.

    They are dated as far as the window shows, and as far as anything is published. Raises Invalid with all
    errors if the text or its dates are wrong. With `state`, this includes errors against published meetings.
    Too many new meetings are an error as well, unless `consent` allows a large plan.
    """
    programme = reading.programme or reading.partial
    if programme is None:
        raise Invalid(reading.problems)
    context = PlanContext(
        now=now,
        window=window_at(programme, now),
        cancelled_policy=programme.cancelled,
        allow_past="past" in consent.allow,
        files=reading.files_in_use,
    )
    if "large" not in consent.allow:
        _refuse_too_many(reading, programme, state, context.window)
    last, far = comparison_end(context.window, state), now.date() + LOOK_AHEAD
    holidays = look_up(sorted(holiday_places(programme), key=str), holiday_years(programme, last, far))
    comparisons = compare_series(date_programme(programme, holidays, last, far), state)
    if reading.programme is None or comparisons.problems:
        problems = plan_problems(programme, comparisons, context)
        conflicts = reading.locate(collapsed(problems))
        raise Invalid(in_order((*reading.problems, *reading.locate(comparisons.problems), *conflicts)))
    return DatedProgramme(
        programme=programme,
        holidays=holidays,
        comparisons=comparisons,
        context=context,
    )


def _refuse_too_many(reading: Reading, programme: Programme, state: State, window: Window) -> None:
    """Raises Invalid if the series plan more new meetings than an edit may.

    They are not dated then, so that errors in their dates come to light in the next run.
    """
    problems = too_many_meetings(
        programme.series.values(),
        window.edge,
        lambda series: len(state.by_series.get(series.identity, ())),
    )
    located = reading.locate(problems)
    if located:
        raise Invalid(in_order((*reading.problems, *located)))


class Planned(Struct, frozen=True, kw_only=True):
    """Two drafts of one configuration, by two sets of holidays.

    `draft` uses today's. `known_draft` uses those that published meetings were planned with. `warnings` are
    those of the text; what was read is let go before a revision is made, because it takes as much memory as
    all new meetings.
    """

    warnings: tuple[Located, ...]
    dated: DatedProgramme
    draft: Draft
    known_draft: Draft

    @property
    def plan(self) -> Plan:
        """The plan by today's holidays."""
        return self.draft.plan

    @property
    def files(self) -> Files:
        """All files of the text."""
        return self.draft.after.files

    def with_files_alone(self) -> Planned:
        """Returns the same for a text that changes no calendar, but is a revision."""
        plan, after = replace(self.plan, other_changes=("files",)), self.draft.after
        draft = draft_of(plan, self.draft.before, self.dated.context.now, after.files, after.holidays)
        return replace(self, draft=draft)


def plan_directory(
    directory: Path,
    state: State,
    now: datetime,
    consent: Consent,
    seen: Collection[str] = (),
) -> Planned:
    """Plans the configuration in `directory` against `state`, as `plan_reading` does."""
    return plan_reading(read(directory), directory, state, now, consent, seen)


def plan_reading(
    reading: Reading,
    directory: Path,
    state: State,
    now: datetime,
    consent: Consent,
    seen: Collection[str] = (),
    mistakes: Collection[str] = (),
) -> Planned:
    """Plans the configuration that was read from `directory` against `state`.

    Subscribers have the meetings with the UIDs `seen`, even if `state` does not. `mistakes` are as in
    PlanContext. Raises Invalid if the text, its dates, or its
    changes to published meetings are wrong, and Refused if the clock cannot be right and `consent` does not
    say that it is.
    """
    problem = clock_problem(state, now)
    if problem is not None and "clock" not in consent.allow:
        again = consent.command_with(Permission("clock"), directory)
        raise Refused(problem, advise("nothing was changed. If the clock is right: {}", again))
    dated = date_reading(reading, now, state, consent)
    programme, holidays = dated.programme, known_holidays(state, dated.holidays)
    context = replace(dated.context, seen=frozenset(seen), mistakes=frozenset(mistakes))
    known = dated.comparisons
    if not _agree(holidays, dated.holidays):
        last, far = comparison_end(context.window, state), now.date() + LOOK_AHEAD
        known = compare_series(date_programme(programme, holidays, last, far), state)
    plan = make_plan(programme, dated.comparisons, known, context)
    if plan.problems:
        raise Invalid(in_order((*reading.problems, *reading.locate(collapsed(plan.problems)))))
    files = tuple((file.name, file.sha256) for file in reading.digests)
    draft = known_draft = _with_feed_limits(draft_of(plan, state, now, files, dated.holidays), now)
    if known is not dated.comparisons:
        known_plan = make_plan(programme, known, known, context)
        known_draft = _with_feed_limits(draft_of(known_plan, state, now, files, holidays), now)
    return Planned(warnings=reading.problems, dated=dated, draft=draft, known_draft=known_draft)


def refuse_example(planned: Planned) -> None:
    """Raises Invalid if the programme still is the example of `twincal init`: an id is for ever."""
    problems = [each for each in planned.warnings if each.code == "example"]
    if problems:
        raise Invalid([replace(each, level="error") for each in problems])


def _with_feed_limits(draft: Draft, now: datetime) -> Draft:
    """Returns `draft`; its plan has one more finding if its feeds become too large."""
    findings = (*draft.plan.findings, *lost_meetings(draft, now))
    return replace(draft, plan=replace(draft.plan, findings=findings))


def _agree(known: Holidays, current: Holidays) -> bool:
    """Returns whether `known` has the same days as `current` in every year of `current`."""
    return all(known.years.get(place_year) == days for place_year, days in current.years.items())


def in_order(problems: Iterable[Located]) -> list[Located]:
    """Returns `problems` sorted by file, line and column."""
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column))
