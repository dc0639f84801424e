"""`twincal reach`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from scheduler.cli.options import Database


class Answer(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


def reach(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A feed: cities/sofia; else all.")
    ] = None,
    style: Annotated[Answer, typer.Option("--format", help="How to print it.")] = Answer.TEXT,
    database: Database = None,
) -> None:
    """Tell whose calendars have fetched the last change, and whose have not yet; counted by `serve`."""
    from scheduler.cli import environment
    from scheduler.commands.reach import spread
    from scheduler.reports.reach_json import reach_json
    from scheduler.reports.reach_text import reach_text

    with environment.store(database) as store:
        found = spread(store, name, environment.start_time())
    tell = {Answer.TEXT: reach_text, Answer.JSON: reach_json}[style]
    typer.echo(tell(found), nl=False)
