"""`twincal reach`: prints which clients have fetched the last change, as text or JSON."""

from __future__ import annotations

from typing import Literal

import click

from scheduler.cli.options import database_option, text_or_json_option
from scheduler.cli.output import echo


@click.command()
@click.argument("name", required=False, metavar="[NAME]", help="A feed: cities/sofia; else all.")
@text_or_json_option
@database_option
def reach(name: str | None, style: Literal["text", "json"], database: str | None) -> None:
    """Tell whose calendars have fetched the last change, and whose have not yet; counted by `serve`."""
    from scheduler.cli import environment
    from scheduler.commands.reach import reach_report
    from scheduler.reports.reach import reach_json, reach_text

    with environment.store(database) as store:
        report = reach_report(store, name, environment.start_time())
    write = {"text": reach_text, "json": reach_json}[style]
    echo(write(report), nl=False)
