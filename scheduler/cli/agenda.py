"""`twincal agenda`: prints the next meetings, each in the local time of its cities."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.options import Database


def agenda(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="A feed: cities/sofia; else all.")
    ] = "programme",
    most: Annotated[int, typer.Option("--most", min=1, help="How many meetings to show.")] = 10,
    database: Database = None,
) -> None:
    """Show the next meetings in each city's local time."""
    from scheduler.cli import environment
    from scheduler.commands.agenda import agenda as find_agenda
    from scheduler.reports.agenda_text import agenda_text

    with environment.store(database) as store:
        meetings = find_agenda(store, name, environment.start_time(), most)
    typer.echo(agenda_text(meetings), nl=False)
