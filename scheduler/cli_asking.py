"""The verbs that ask the store and change nothing: what is published, why, and how far it has come."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from scheduler.cli_options import Database

asking_app = typer.Typer(rich_markup_mode=None)


class Answer(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


@asking_app.command()
def feed(
    name: Annotated[str, typer.Argument(help="cities/sofia, pairs/sofia-sejong, themes/…, programme")],
    lang: Annotated[str | None, typer.Option(help="A language of the programme.")] = None,
    database: Database = None,
) -> None:
    """Print one feed from the store, as subscribers get it."""
    from scheduler import bootstrap
    from scheduler.commands import showing

    with bootstrap.store(database) as store:
        body = showing.feed(store, name, lang)
    sys.stdout.buffer.write(body)


@asking_app.command()
def agenda(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="A feed: cities/sofia; else all.")
    ] = "programme",
    most: Annotated[int, typer.Option("--most", min=1, help="How many meetings to show.")] = 10,
    database: Database = None,
) -> None:
    """Show the next meetings in each city's local time."""
    from scheduler import bootstrap
    from scheduler.commands import showing
    from scheduler.commands.stories import agenda_text

    with bootstrap.store(database) as store:
        coming = showing.agenda(store, name, bootstrap.start_time(), most)
    typer.echo(agenda_text(coming), nl=False)


@asking_app.command()
def why(
    meeting: Annotated[str, typer.Argument(metavar="SERIES/KEY", help="e.g. sofia-sejong-monthly/2026-12")],
    database: Database = None,
) -> None:
    """Tell how a meeting came to its date: rule, holiday, change, revisions."""
    from scheduler import bootstrap
    from scheduler.commands import tracing
    from scheduler.commands.stories import why_text

    with bootstrap.store(database) as store:
        story = tracing.why(store, meeting)
    typer.echo(why_text(story), nl=False)


@asking_app.command()
def history(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A series or a feed; else all.")
    ] = None,
    database: Database = None,
) -> None:
    """List the revisions and what each changed, newest first."""
    from scheduler import bootstrap
    from scheduler.commands import tracing
    from scheduler.commands.stories import history_text

    with bootstrap.store(database) as store:
        chronicle = tracing.history(store, name)
    typer.echo(history_text(chronicle), nl=False)


@asking_app.command()
def reach(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A feed: cities/sofia; else all.")
    ] = None,
    style: Annotated[Answer, typer.Option("--format", help="How to print it.")] = Answer.TEXT,
    database: Database = None,
) -> None:
    """Tell whose calendars have fetched the last change, and whose have not yet; counted by `serve`."""
    from scheduler import bootstrap
    from scheduler.commands.reach import spread
    from scheduler.commands.reach_json import reach_json
    from scheduler.commands.reach_text import reach_text

    with bootstrap.store(database) as store:
        found = spread(store, name, bootstrap.start_time())
    tell = {Answer.TEXT: reach_text, Answer.JSON: reach_json}[style]
    typer.echo(tell(found), nl=False)
