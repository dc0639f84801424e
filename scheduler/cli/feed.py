"""`twincal feed`: prints the exact bytes of one feed, from the store."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from scheduler.cli.options import Database


def feed(
    name: Annotated[str, typer.Argument(help="cities/sofia, pairs/sofia-sejong, themes/…, programme")],
    lang: Annotated[str | None, typer.Option(help="A language of the programme.")] = None,
    database: Database = None,
) -> None:
    """Print one feed from the store, as subscribers get it."""
    from scheduler.cli import environment
    from scheduler.commands.feed import feed as find_feed

    with environment.store(database) as store:
        body = find_feed(store, name, lang)
    sys.stdout.buffer.write(body)
