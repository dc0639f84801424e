"""`twincal apply`: plans, writes the revision in one transaction, and prints what was applied."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.options import CONFIG, AllowClock, AllowLarge, AllowPast, Config, Database

ERASURE_PENDING = (
    "What was withdrawn may still stand in the database file, because another program is reading it; "
    "the next run removes it."
)


def apply(
    config: Config = CONFIG,
    allow_large: AllowLarge = False,
    allow_past: AllowPast = False,
    allow_clock: AllowClock = False,
    digest: Annotated[
        str | None, typer.Option("--plan", metavar="DIGEST", help="Apply only the plan with this digest.")
    ] = None,
    database: Database = None,
) -> None:
    """Plan, then carry it out in one transaction."""
    from scheduler.cli import environment
    from scheduler.commands.apply import apply as apply_configuration
    from scheduler.commands.consent import Consent
    from scheduler.reports.notices import notice_lines
    from scheduler.reports.plan_text import summary

    consent = Consent(large=allow_large, past=allow_past, clock=allow_clock, digest=digest)
    with environment.store(database) as store:
        applied = apply_configuration(config, store, environment.start_time(), consent)
    if applied.number is None:
        typer.echo("Nothing to do: subscribers already see this.")
    else:
        typer.echo(f"Applied revision {applied.number}: {summary(applied.plan)}.")
    if applied.erasure_pending:
        typer.echo(ERASURE_PENDING)
    for line in notice_lines(applied.plan.notices):
        typer.echo(f"Note: {line}")
