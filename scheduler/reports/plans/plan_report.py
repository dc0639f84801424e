"""A plan as people read it: one value, which text and Markdown show alike."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from scheduler.commands.plan import Proposal
from scheduler.reports.errors import problem_lines
from scheduler.reports.plans.plan_rows import PlanRow, by_city
from scheduler.reports.plans.shared_rows import shared_rows
from scheduler.reports.plans.summary import cities_to_tell, decisions, notes, other_changes, summary
from scheduler.reports.sentences import sentence
from scheduler.reports.warnings import accepted_line, located
from scheduler.state.mails import MailMark


class PlanSection(Struct, frozen=True):
    """A heading with lines, or with the changes of a city."""

    heading: str
    lines: tuple[str, ...] = ()
    rows: tuple[PlanRow, ...] = ()


class PlanReport(Struct, frozen=True, kw_only=True):
    """All that a plan says.

    `head` says how much changes besides what `sections` have. `refusals` are the reasons of the safety limit.
    `command` applies exactly this plan. `warnings` are about the text, `to_tell` is about cities that need a
    message. Both are empty, as `command` is, if the plan is about one edit, or if there is nothing to say.
    """

    digest: str
    refusals: tuple[str, ...]
    head: tuple[str, ...]
    sections: tuple[PlanSection, ...]
    command: str
    warnings: PlanSection
    to_tell: str


def plan_report(proposal: Proposal, command: str, most: int, mark: MailMark | None) -> PlanReport:
    """Returns all that a plan says. More than `most` changes of one kind in a series share a row.

    `command` is the one that applies the plan. If it is empty, the plan is about one edit: doubts about this
    edit are among the decisions, and warnings about others would hide them.
    """
    plan, warnings = proposal.plan, proposal.warnings
    consent = " --allow large" if plan.refusals else ""
    return PlanReport(
        digest=plan.digest,
        refusals=tuple(
            f"{sentence(refusal)}. `twincal apply` refuses this without --allow large."
            for refusal in plan.refusals
        ),
        head=tuple(_head(proposal)),
        sections=(
            PlanSection("Please check", tuple(decisions(proposal))),
            *(
                PlanSection(city, rows=tuple(shared_rows(rows, plan, most, proposal.now.date())))
                for city, rows in by_city(plan, proposal.now).items()
            ),
            PlanSection("Notes", tuple(notes(plan))),
        ),
        command=f"{command}{consent} --plan {plan.digest}" if command and not proposal.is_empty else "",
        warnings=PlanSection(
            "Warnings",
            (*problem_lines(located(warnings)), *accepted_line(warnings)) if command else (),
        ),
        to_tell=cities_to_tell(plan, proposal.now, mark) if command else "",
    )


def _head(proposal: Proposal) -> Iterator[str]:
    plan = proposal.plan
    if proposal.is_empty:
        yield f"Nothing to do: subscribers already see this (revision {plan.base})."
        return
    base = f"Compared with revision {plan.base}" if plan.base else "The first publication"
    yield f"{base}: {summary(plan)}."
    if proposal.zones:
        yield f"Calendars get the time-zone data of today for {', '.join(proposal.zones)}."
    if plan.base:
        yield from other_changes(plan)
