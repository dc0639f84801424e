"""`twincal history`."""

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
    from scheduler.commands.history import history as look_up
    from scheduler.reports.history_text import history_text

    with environment.store(database) as store:
        chronicle = look_up(store, name)
    typer.echo(history_text(chronicle), nl=False)
