"""`twincal agenda`: prints the next meetings, each in the local time of its cities."""

from __future__ import annotations

import click

from scheduler.cli.options import database_option
from scheduler.cli.output import echo
from scheduler.cli.whole_number import WholeNumber


@click.command()
@click.argument("name", default="programme", metavar="[NAME]", help="A feed: cities/sofia; else all.")
@click.option(
    "--most",
    type=WholeNumber(min=1),
    default=10,
    show_default=True,
    metavar="NUMBER",
    help="How many meetings to show.",
)
@database_option
def agenda(name: str, most: int, database: str | None) -> None:
    """Show the next meetings in each city's local time."""
    from scheduler.cli import environment
    from scheduler.commands.agenda import agenda as find_agenda
    from scheduler.reports.agenda_text import agenda_text

    with environment.store(database) as store:
        meetings = find_agenda(store, name, environment.start_time(), most)
    echo(agenda_text(meetings), nl=False)
