"""What waits for a person: unpublished files, doubts about meetings, minutes that are missing, warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.check import Warnings
from scheduler.commands.notices import waiting_steps
from scheduler.commands.refusals import Invalid, Refused
from scheduler.configuration import Located
from scheduler.desk.visit import Visit
from scheduler.desk.words import accept_link, buttons, counts, on_page, page_of, place, problem_words
from scheduler.findings.bad_times import OutsideOfficeHours
from scheduler.findings.finding import Finding
from scheduler.findings.missing_minutes import MinutesMissing
from scheduler.programme.details import Status
from scheduler.programme.english_lists import number_of
from scheduler.publication.page_addresses import meeting_address
from scheduler.reports.local_times import when
from scheduler.reports.plans.plan_rows import title_of
from scheduler.reports.warnings import as_problems, located_by_series
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence

URGENT = timedelta(hours=48)


class Waiting(Struct, frozen=True):
    """Something to do, addresses at the desk where it is done, with their words, and its place in files.

    `is_urgent`: it is to be done within 48 hours.
    """

    words: str
    links: tuple[tuple[str, str], ...] = ()
    place: str = ""
    is_urgent: bool = False


def missing_minutes(visit: Visit, findings: Iterable[Finding]) -> Iterator[Waiting]:
    """Yields each meeting without its minutes, with the form that adds them."""
    names = {visit.name_of(each.occurrence): each.occurrence for each in visit.meetings()}
    for finding in findings:
        if isinstance(finding, MinutesMissing):
            name = f"{finding.series}/{finding.key}"
            link = f"edit?do=attach&meeting={name}&label=minutes"
            yield Waiting(f"{title_of(names[name])}, {when(names[name], None)}", ((link, "Add them"),))


def warning(visit: Visit, problem: Located) -> Waiting:
    """Returns a warning with the pages on which it can be mended or accepted, and its place in the files."""
    mend = [(address, words) for words, address in buttons(visit, problem)]
    links = [(page_of(visit, problem), "See it"), *mend, (accept_link(visit, problem), "I know")]
    return Waiting(problem_words(visit, problem), tuple(each for each in links if each[0]), place(problem))


def urgent(visit: Visit, findings: Iterable[Finding]) -> Iterator[Waiting]:
    """Yields what needs a person within 48 hours."""
    end = visit.now + URGENT
    near = [each for each in visit.meetings() if visit.now <= each.occurrence.timing.begin_utc <= end]
    for meeting in (each.occurrence for each in near):
        if meeting.status is Status.TENTATIVE:
            name = visit.name_of(meeting)
            links = ((f"edit?do=confirm&meeting={name}", "Confirm"), (f"edit?do=move&meeting={name}", "Move"))
            yield Waiting(
                f"{title_of(meeting)}, {when(meeting, None)}: not confirmed yet", links, is_urgent=True
            )
    for meeting, doubt in _doubts(visit, findings, near):
        words = f"{title_of(meeting)}, {when(meeting, None)}: {doubt.words}"
        yield replace(doubt, words=words, is_urgent=True)


def doubts_at(visit: Visit, meetings: Iterable[Stored]) -> Mapping[str, Sequence[Waiting]]:
    """Returns the doubts about the times of meetings, by the address of their page; none for broken files."""
    warnings = _warnings(visit)
    found: dict[str, list[Waiting]] = defaultdict(list)
    for meeting, doubt in _doubts(visit, warnings.findings if warnings else (), meetings):
        found[meeting_address(meeting.uid)].append(doubt)
    return found


def accepted_at(visit: Visit, meeting: Stored) -> Sequence[str]:
    """Returns the warnings about a meeting that were accepted; none for broken files."""
    warnings = _warnings(visit)
    accepted = warnings.accepted if warnings is not None else ()
    name = visit.name_of(meeting.occurrence)
    own = [each for each in accepted if name in {f"{series}/{key}" for series, key in each.meetings}]
    return [each.message for each in as_problems(own)]


def _warnings(visit: Visit) -> Warnings | None:
    """Returns the warnings about the files; None if they are broken."""
    try:
        return visit.proposal.warnings
    except (Invalid, Refused):
        return None


def _doubts(
    visit: Visit, findings: Iterable[Finding], meetings: Iterable[Stored]
) -> Iterator[tuple[Occurrence, Waiting]]:
    """Yields each doubt about the time of a meeting; office hours alone are none."""
    live = (each.occurrence for each in meetings if not each.occurrence.cancelled)
    by_name = {visit.name_of(meeting): meeting for meeting in live}
    for finding in findings:
        is_small = isinstance(finding, OutsideOfficeHours) and not finding.at_night
        names = [f"{series}/{key}" for series, key in finding.meetings]
        for name in (each for each in names if each in by_name and finding.about_times and not is_small):
            words = "; ".join(each.message for each in as_problems([finding]))
            links = ((f"edit?do=move&meeting={name}", "Move"), (accept_link(visit, finding), "I know"))
            yield by_name[name], Waiting(words, tuple(each for each in links if each[0]))


def what_waits(visit: Visit) -> Iterator[Waiting]:
    """Yields what a person should do: about the files, holidays, minutes, and doubts."""
    if not visit.is_for_all:
        return
    try:
        proposal = visit.proposal
    except Invalid as error:
        errors = [each for each in error.problems if each.level == "error"]
        count = number_of(len(errors), "error")
        first = f"{place(errors[0])}: {problem_words(visit, errors[0])}"
        words = f"The files have {count}, so their changes are not published. Ask who edits them."
        yield Waiting(f"{words} The first is {first}")
        yield from urgent(visit, ())
        return
    except Refused as error:
        yield Waiting(f"{error}. {on_page(error.advice)}")
        yield from urgent(visit, ())
        return
    moved = [*waiting_steps(proposal.plan)]
    if moved:
        words = f"New public holidays would move {number_of(len(moved), 'meeting')}."
        yield Waiting(words, (("files", "See which"),))
    elif not proposal.is_empty:
        words = f"The files have changes that are not published: {counts(proposal.plan)}."
        yield Waiting(words, (("files", "See them"),))
    yield from urgent(visit, proposal.warnings.findings)
    missing = [each for each in proposal.warnings.findings if isinstance(each, MinutesMissing)]
    if missing:
        words = f"Minutes are missing for {number_of(len(missing), 'meeting')}."
        yield Waiting(words, (("warnings?show=minutes-missing#minutes-missing", "Show them"),))
    others = [each for each in located_by_series(proposal.warnings) if each.code != MinutesMissing.code]
    if others:
        yield Waiting(f"{number_of(len(others), 'warning')} to look through.", (("warnings", "Show them"),))
