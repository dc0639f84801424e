"""A plan as Markdown, to paste into a mail or a review."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.commands.plan import Proposal
from scheduler.reports.formats import as_text, markdown
from scheduler.reports.plans.plan_report import PlanReport, PlanSection, plan_report
from scheduler.reports.plans.plan_rows import PlanRow
from scheduler.reports.plans.summary import CALL
from scheduler.state.mails import MailMark


def plan_markdown(proposal: Proposal, command: str, most_lines: int, mark: MailMark | None) -> str:
    """Returns the whole plan as `plan_report` has it, with a table for each city."""
    return as_text(_lines(plan_report(proposal, command, most_lines, mark)))


def _lines(report: PlanReport) -> Iterator[str]:
    compared, *others = report.head
    yield from (f"# Plan {report.digest}", "", markdown(compared))
    yield from (f"- {markdown(line)}" for line in others)
    for refusal in report.refusals:
        yield from ("", f"**This may be a mistake:** {markdown(refusal)}")
    for section in report.sections:
        yield from _section(section)
    if report.command:
        yield from ("", "To apply exactly this:", "", f"    {report.command}")
    yield from _section(report.warnings)
    if report.to_tell:
        yield from ("", markdown(report.to_tell))


def _section(section: PlanSection) -> Iterator[str]:
    if section.lines or section.rows:
        yield from ("", f"## {markdown(section.heading)}", "")
    yield from (f"- {markdown(line)}" for line in section.lines)
    if section.rows:
        yield from ("| what | meeting | before | after | why |", "|---|---|---|---|---|")
    yield from map(_row, section.rows)


def _row(row: PlanRow) -> str:
    why = ", ".join(filter(None, (*(each.words for each in row.remarks), row.data)))
    what, meeting, before, after, why = map(markdown, (row.verb, row.meeting, *row.times, why))
    call = f" **{CALL}**" if row.is_soon else ""
    return f"| {what} | {meeting} | {before} | {after}{call} | {why} |"
