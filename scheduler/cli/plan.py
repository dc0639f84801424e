"""`twincal plan`: prints the changes that subscribers would see, as text, JSON or Markdown."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Literal

import click

from scheduler.cli.options import (
    allow_clock_option,
    allow_past_option,
    apply_command,
    config_argument,
    database_option,
)
from scheduler.cli.output import echo
from scheduler.cli.progress import progress


@click.command()
@config_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--details", is_flag=True, help="One line for each meeting, also where many change alike.")
@allow_past_option
@allow_clock_option
@database_option
def plan(
    config: Path,
    style: Literal["text", "json", "markdown"],
    details: bool,
    allow_past: bool,
    allow_clock: bool,
    database: str | None,
) -> None:
    """Show what subscribers of each city would see change, in local times. Changes nothing.

    Exit 0: nothing to do, or nothing that a person must decide: the window moves on, time-zone data are
    renewed, the store remembers other words for the same dates. 2: changes. 1: errors.
    """
    from scheduler.cli import environment
    from scheduler.commands.consent import Consent
    from scheduler.commands.plan import propose
    from scheduler.reports.alike import MOST_LINES
    from scheduler.reports.plans.plan_json import plan_json
    from scheduler.reports.plans.plan_markdown import plan_markdown
    from scheduler.reports.plans.plan_text import plan_text

    flags = {"--allow-past": allow_past, "--allow-clock": allow_clock}
    command = apply_command(config, flags, database)
    consent = Consent(past=allow_past, clock=allow_clock, command=command)
    with environment.store_of(config, database) as store:
        state_folder = environment.state_folder(config, store)
        if store.is_new():
            echo(f"There is no store yet at {store.name}: nothing was published from here.", err=True)
        with progress("Comparing the programme with what is published"):
            proposal = propose(config, state_folder, store, environment.start_time(), consent)
    most_lines = len(proposal.plan.steps) if details else MOST_LINES
    match style:
        case "text":
            report = plan_text(proposal, shlex.join(command), most_lines)
        case "markdown":
            report = plan_markdown(proposal, most_lines)
        case "json":
            report = plan_json(proposal)
    echo(report, nl=False)
    raise click.exceptions.Exit(0 if proposal.plan.only_moves_on else 2)
