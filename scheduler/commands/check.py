"""`twincal check`: all errors and warnings about a configuration in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from scheduler.busy.busy_times import BusyTimes, Fetch, download_now, find_busy_times
from scheduler.commands.feed_sizes import shortened_feeds
from scheduler.commands.phrase_doubts import phrase_doubts
from scheduler.commands.prepare import DatedProgramme, date_reading, in_order
from scheduler.commands.refusals import Invalid
from scheduler.configuration import Located, Reading, read
from scheduler.configuration.reading.secrets import private_in
from scheduler.findings.accepted import is_accepted
from scheduler.findings.coming import coming_findings
from scheduler.findings.doubts import FAR_AHEAD
from scheduler.findings.finding import Doubt, Finding, Question
from scheduler.findings.search import FindingSearch
from scheduler.plan.doubtful_dates import FarAhead
from scheduler.plan.make_plan import Plan, make_plan
from scheduler.plan.steps import Step
from scheduler.programme.problems import Problem, collapsed
from scheduler.publication.next_revision import draft_of
from scheduler.state.profile import PresentIds
from scheduler.state.revision import StepKind
from scheduler.state.state import NOTHING_PUBLISHED, State
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.workdays import Workdays


class Warnings(Struct, frozen=True, kw_only=True):
    """What may be wrong and stops nothing: in the text, by later steps, and findings.

    `reading` knows the places of the last two. `accepted` are findings that the text accepts.
    """

    reading: Reading
    in_text: tuple[Located, ...]
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()


class Checked(Struct, frozen=True, kw_only=True):
    """A configuration without errors: its warnings, and whether it gives the public address of its pages."""

    warnings: Warnings
    has_address: bool


def check(
    directory: Path,
    state_folder: Path,
    now: datetime,
    state: State = NOTHING_PUBLISHED,
    download: Fetch = download_now,
) -> Checked:
    """Checks a configuration; raises Invalid if it has errors.

    `state_folder` holds copies of calendars, and `download` gets those that are missing.

    With `state`, finds the errors that `plan` finds. A time that was accepted once and became impossible
    with new time-zone data is only a warning, because its meeting is held back. Does not check the clock,
    because nothing is written.
    """
    reading = read(directory)
    dated = date_reading(reading, now, state)
    compared = dated.comparisons
    plan = make_plan(dated.programme, compared, compared, dated.context)
    if plan.problems:
        raise Invalid(in_order((*reading.problems, *reading.locate(collapsed(plan.problems)))))
    draft = draft_of(plan, state, now, state.files, dated.holidays)
    held_back = collapsed(block.problem for block in dated.timetable.blocked)
    busy = find_busy_times(dated.programme, directory, state_folder, now, download)
    warnings = warnings_of(reading, dated, draft.after, busy)
    return Checked(
        warnings=replace(
            warnings,
            problems=(*(replace(problem, level="warning") for problem in held_back), *warnings.problems),
            findings=(*_date_doubts(plan, now), *warnings.findings),
        ),
        has_address=dated.programme.address is not None,
    )


PUBLIC = (
    "everybody can read a public repository, and git keeps what was pushed, even if a later edit takes it "
    "out: renew a link or a passcode that was pushed"
)


def refuse_private(directory: Path) -> None:
    """Raises Invalid if the files say what is not for everybody, with their other mistakes."""
    reading = read(directory)
    found = [Problem(path, "this is not for everybody") for path in private_in(reading.tree.data)]
    if found:
        raise Invalid(in_order((*reading.problems, *reading.locate(found))), PUBLIC)


def warnings_of(reading: Reading, dated: DatedProgramme, after: State, busy: BusyTimes) -> Warnings:
    """Returns the warnings about a configuration; `after` is what would be published."""
    programme = dated.programme
    doubts = _doubts(dated, dated.timetable.wanted, busy)
    return Warnings(
        reading=reading,
        in_text=reading.problems,
        problems=busy.problems,
        findings=(
            *shortened_feeds(after),
            *phrase_doubts(programme),
            *(finding for finding in doubts if not is_accepted(finding, programme)),
        ),
        accepted=tuple(finding for finding in doubts if is_accepted(finding, programme)),
    )


def warnings_of_edit(
    reading: Reading, dated: DatedProgramme, steps: Iterable[Step], busy: BusyTimes
) -> Warnings:
    """Returns the warnings about meetings of the cities that an edit concerns: its plan shows no others."""
    cities = {city for step in steps for city in step.after.cities()}
    host_is_there = dated.programme.host.attends == "everything"

    def is_near(meeting: Occurrence) -> bool:
        return host_is_there or meeting.origin == "webinar" or not cities.isdisjoint(meeting.cities())

    meetings = tuple(wanted for wanted in dated.timetable.wanted if is_near(wanted.occurrence))
    findings = tuple(
        each for each in _doubts(dated, meetings, busy) if not is_accepted(each, dated.programme)
    )
    return Warnings(reading=reading, in_text=reading.problems, problems=busy.problems, findings=findings)


def _doubts(dated: DatedProgramme, meetings: tuple[Wanted, ...], busy: BusyTimes) -> list[Doubt]:
    search = FindingSearch(
        programme=dated.programme,
        meetings=meetings,
        workdays=Workdays(dated.holidays, dated.programme.closed),
        now=dated.context.now,
        last=dated.context.window.edge - timedelta(days=1),
        busy=busy.spans,
    )
    return [finding for finding in coming_findings(search) if isinstance(finding, Doubt)]


def doubts_of(warnings: Warnings, plan: Plan, ids: PresentIds) -> Warnings:
    """Returns the warnings about new times: of new and moved meetings, and of meetings in new cities.

    If the plan cancels meetings, those about years of closings and pauses are among them.
    """
    new = {(ids.of_series(step.after.series), step.after.key) for step in plan.steps if step.has_new_time}
    cancels = any(step.kind is StepKind.CANCEL for step in plan.steps)
    years = (each for each in warnings.in_text if cancels and each.code == "doubtful-year")
    doubts = (each for each in warnings.findings if each.about_times and not new.isdisjoint(each.meetings))
    return Warnings(reading=warnings.reading, in_text=tuple(years), findings=tuple(doubts))


def _date_doubts(plan: Plan, now: datetime) -> Iterator[Finding]:
    """Yields the findings of `plan` that doubt a date, unless the timetable doubts it as well."""
    for finding in plan.findings:
        is_warned_of = isinstance(finding, FarAhead) and finding.day > now.date() + FAR_AHEAD
        if isinstance(finding, Question) and not is_warned_of:
            yield finding
