"""`twincal history`: prints the revisions with their changes, newest first."""

from __future__ import annotations

import click

from scheduler.cli.options import database_option


@click.command()
@click.argument("name", required=False, metavar="[NAME]", help="A series or a feed; else all.")
@database_option
def history(name: str | None, database: str | None) -> None:
    """List the revisions and what each changed, newest first."""
    from scheduler.cli import environment
    from scheduler.commands.history import history as find_history
    from scheduler.reports.history_text import history_text

    with environment.store(database) as store:
        revisions = find_history(store, name)
    click.echo(history_text(revisions), nl=False)
