"""`twincal history`: prints the revisions with their changes, newest first."""

from __future__ import annotations

from datetime import date
from typing import Literal

import click

from scheduler.cli.options import DateOption, database_option, text_or_json_option
from scheduler.cli.output import echo
from scheduler.cli.whole_number import WholeNumber


@click.command()
@click.argument("name", required=False, metavar="[NAME]", help="A series or a feed; else all.")
@click.option(
    "--since",
    type=DateOption(),
    metavar="DATE",
    help="Show revisions from this day on: 2026-11-24.",
)
@click.option("--limit", type=WholeNumber(min=1), metavar="NUMBER", help="Show at most so many.")
@text_or_json_option
@click.option("--digests", is_flag=True, help="Show the digests of plans and files.")
@database_option
def history(
    name: str | None,
    since: date | None,
    limit: int | None,
    style: Literal["text", "json"],
    digests: bool,
    database: str | None,
) -> None:
    """List the revisions and what each changed, newest first."""
    from scheduler.cli import environment
    from scheduler.commands.history import history as find_history
    from scheduler.reports.history import (
        history_json,
        history_json_with_digests,
        history_text,
        history_with_digests,
    )

    with environment.store(database) as store:
        found = find_history(store, name, since or date.min, limit)
    if style == "json":
        echo(history_json_with_digests(found) if digests else history_json(found), nl=False)
    elif not found.shown:
        echo("No revision since then.")
    else:
        echo(history_with_digests(found) if digests else history_text(found), nl=False)
