"""`twincal history`: prints the revisions with their changes, newest first."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.options import Database


def history(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A series or a feed; else all.")
    ] = None,
    database: Database = None,
) -> None:
    """List the revisions and what each changed, newest first."""
    from scheduler.cli import environment
    from scheduler.commands.history import history as find_history
    from scheduler.reports.history_text import history_text

    with environment.store(database) as store:
        revisions = find_history(store, name)
    typer.echo(history_text(revisions), nl=False)
