"""A plan as text: grouped by city, in local times."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.commands.plan import Proposal
from scheduler.programme.alike import MOST_SINGLE
from scheduler.reports.formats import as_text
from scheduler.reports.plans.plan_report import PlanReport, PlanSection, plan_report
from scheduler.reports.plans.plan_rows import PlanRow
from scheduler.reports.plans.summary import CALL
from scheduler.state.mails import MailMark


def plan_text(
    proposal: Proposal, command: str, most_lines: int = MOST_SINGLE, mark: MailMark | None = None
) -> str:
    """Returns the whole plan as `plan_report` has it, with the warnings about the configuration last."""
    return as_text(_lines(plan_report(proposal, command, most_lines, mark)))


def _lines(report: PlanReport) -> Iterator[str]:
    for refusal in report.refusals:
        yield from (f"This may be a mistake: {refusal}", "")
    yield from report.head
    for section in report.sections:
        yield from _section(section)
    if report.command:
        yield from ("", f"Plan {report.digest}", f"To apply exactly this: {report.command}")
    yield from _section(report.warnings)
    if report.to_tell:
        yield from ("", report.to_tell)


def _section(section: PlanSection) -> Iterator[str]:
    if section.lines or section.rows:
        yield from ("", section.heading)
    yield from (f"  {line}" for line in section.lines)
    for row in section.rows:
        yield f"  {row.verb:<10} {_change(row)}"
        if row.is_soon:
            yield f"             ! {CALL}"


def _change(row: PlanRow) -> str:
    times = " → ".join(filter(None, row.times))
    data = f" [{row.data}]" if row.data else ""
    return (
        ", ".join((": ".join(filter(None, (row.meeting, times))), *(each.words for each in row.remarks)))
        + data
    )
