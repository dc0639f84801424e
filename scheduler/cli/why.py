"""`twincal why`: prints the reasons for the date of a meeting."""

from __future__ import annotations

import click

from scheduler.cli.options import database_option
from scheduler.cli.output import echo


@click.command()
@click.argument("meeting", metavar="SERIES/KEY", help="e.g. sofia-sejong-monthly/2026-12")
@database_option
def why(meeting: str, database: str | None) -> None:
    """Tell how a meeting came to its date: planned day, days off, change, revisions."""
    from scheduler.cli import environment
    from scheduler.commands.why import why as explain_meeting
    from scheduler.reports.why_text import why_text

    with environment.store(database) as store:
        explanation = explain_meeting(store, meeting, environment.start_time())
    echo(why_text(explanation), nl=False)
