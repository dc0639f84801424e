"""`twincal agenda`: prints meetings, each in the local time of its cities."""

from __future__ import annotations

from datetime import date
from typing import Literal

import click

from scheduler.cli.options import DateOption, database_option
from scheduler.cli.output import echo
from scheduler.cli.whole_number import WholeNumber

MOST = 10
"""How many meetings it shows if no days are named."""


@click.command()
@click.argument("name", default="programme", metavar="[NAME]", help="A feed: cities/sofia; else all.")
@click.option("--from", "first", type=DateOption(), metavar="DAY", help="From this day on: 2026-12-14.")
@click.option("--to", "last", type=DateOption(), metavar="DAY", help="To this day.")
@click.option("--past", is_flag=True, help="Those that have taken place, instead of those to come.")
@click.option("--language", "code", metavar="CODE", help="A language, such as bg; else English.")
@click.option(
    "--most",
    type=WholeNumber(min=1),
    metavar="NUMBER",
    help=f"How many meetings to show.  [default: {MOST}; all with --from or --to]",
)
@database_option
def agenda(
    name: str,
    first: date | None,
    last: date | None,
    past: bool,
    code: str | None,
    most: int | None,
    database: str | None,
) -> None:
    """Show the next meetings, or those of some days, in each city's local time."""
    from scheduler.cli import environment
    from scheduler.commands.agenda import AgendaDays
    from scheduler.commands.agenda import agenda as find_agenda
    from scheduler.publication.languages.catalogues import codes
    from scheduler.reports.agenda_text import agenda_text

    has_days = first is not None or last is not None
    which: Literal["coming", "past", "all"] = "past" if past else "all" if has_days else "coming"
    days = AgendaDays(
        which=which,
        first=first or date.min,
        last=last or date.max,
        limit=most or (None if has_days else MOST),
    )
    with environment.store(database) as store:
        meetings = find_agenda(store, name, environment.start_time(), days)
    languages = sorted({*meetings.profile.languages, *codes()})
    if code is not None and code not in languages:
        raise click.BadParameter(f"{code} is none of {', '.join(languages)}", param_hint="--language")
    echo(agenda_text(meetings, code), nl=False)
