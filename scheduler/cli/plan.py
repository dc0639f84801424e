"""`twincal plan`: prints the changes that subscribers would see, as text, JSON or Markdown."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from scheduler.cli.options import CONFIG, AllowClock, AllowPast, Config, Database


class PlanFormat(StrEnum):
    """The formats in which a plan is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def plan(
    config: Config = CONFIG,
    style: Annotated[PlanFormat, typer.Option("--format", help="How to print it.")] = PlanFormat.TEXT,
    allow_past: AllowPast = False,
    allow_clock: AllowClock = False,
    database: Database = None,
) -> None:
    """Show what subscribers of each city would see change, in local times. Changes nothing.

    Exit 0: nothing to do, or nothing that a person must decide: the window moves on, time-zone data are
    renewed, the store remembers other words for the same dates. 2: changes. 1: errors.
    """
    from scheduler.cli import environment
    from scheduler.commands.consent import Consent
    from scheduler.commands.plan import propose
    from scheduler.reports.plan_json import plan_json
    from scheduler.reports.plan_markdown import plan_markdown
    from scheduler.reports.plan_text import plan_text

    consent = Consent(past=allow_past, clock=allow_clock)
    with environment.store(database) as store:
        proposal = propose(config, store, environment.start_time(), consent)
    write = {PlanFormat.TEXT: plan_text, PlanFormat.JSON: plan_json, PlanFormat.MARKDOWN: plan_markdown}[
        style
    ]
    typer.echo(write(proposal), nl=False)
    raise typer.Exit(0 if proposal.plan.only_moves_on else 2)
