"""`twincal reach`: prints which clients have fetched the last change, as text or JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from scheduler.cli.options import Database


class ReachFormat(StrEnum):
    """The formats in which the report is printed."""

    TEXT = "text"
    JSON = "json"


def reach(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A feed: cities/sofia; else all.")
    ] = None,
    style: Annotated[ReachFormat, typer.Option("--format", help="How to print it.")] = ReachFormat.TEXT,
    database: Database = None,
) -> None:
    """Tell whose calendars have fetched the last change, and whose have not yet; counted by `serve`."""
    from scheduler.cli import environment
    from scheduler.commands.reach import reach_report
    from scheduler.reports.reach import reach_json, reach_text

    with environment.store(database) as store:
        report = reach_report(store, name, environment.start_time())
    write = {ReachFormat.TEXT: reach_text, ReachFormat.JSON: reach_json}[style]
    typer.echo(write(report), nl=False)
