"""`twincal apply`: plans, writes the revision in one transaction, and prints what was applied."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.options import (
    PATH,
    allow_clock_option,
    allow_large_option,
    allow_past_option,
    apply_command,
    by_option,
    config_argument,
    database_option,
)
from scheduler.cli.output import echo
from scheduler.cli.progress import progress

ERASURE_PENDING = (
    "What was withdrawn may still stand in the database file, because another program is reading it; "
    "the next run removes it."
)


@click.command()
@config_argument
@allow_large_option
@allow_past_option
@allow_clock_option
@click.option("--plan", "digest", metavar="DIGEST", help="Apply only the plan with this digest.")
@click.option(
    "--published",
    type=PATH,
    metavar="FEEDS",
    help="After an older backup was restored: continue the entries in this folder of published feeds.",
)
@by_option
@database_option
def apply(
    config: Path,
    allow_large: bool,
    allow_past: bool,
    allow_clock: bool,
    digest: str | None,
    published: Path | None,
    by: str | None,
    database: str | None,
) -> None:
    """Plan, then carry it out in one transaction."""
    from scheduler.cli import environment
    from scheduler.commands.apply import apply as apply_configuration
    from scheduler.commands.consent import Consent
    from scheduler.commands.published_events import published_events
    from scheduler.publication.feeds.seen_events import NO_SEEN_EVENTS
    from scheduler.reports.plans.summary import summary
    from scheduler.reports.sentences import finding_lines

    flags = {"--allow-large": allow_large, "--allow-past": allow_past, "--allow-clock": allow_clock}
    settings = {"--plan": digest, "--published": published, "--by": by}
    given = (word for name, value in settings.items() if value is not None for word in (name, str(value)))
    consent = Consent(
        large=allow_large,
        past=allow_past,
        clock=allow_clock,
        digest=digest,
        by=environment.person(by),
        command=(*apply_command(config, flags, database), *given),
    )
    with environment.store_of(config, database) as store:
        environment.announce_new(store)
        with progress("Applying the programme"):
            seen = published_events(published) if published is not None else NO_SEEN_EVENTS
            applied = apply_configuration(config, store, environment.start_time(), consent, seen)
    if applied.number is None:
        echo("Nothing to do: subscribers already see this.")
    else:
        echo(f"Applied revision {applied.number}: {summary(applied.plan)}.")
    if applied.erasure_pending:
        echo(ERASURE_PENDING)
    for line in finding_lines(applied.plan.notices):
        echo(f"Note: {line}")
