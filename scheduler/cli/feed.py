"""`twincal feed`: prints the exact bytes of one feed, from the store."""

from __future__ import annotations

import sys

import click

from scheduler.cli.options import database_option


@click.command()
@click.argument("name", help="cities/sofia, pairs/sofia-sejong, themes/…, programme")
@click.option("--lang", metavar="CODE", help="A language of the programme.")
@database_option
def feed(name: str, lang: str | None, database: str | None) -> None:
    """Print one feed from the store, as subscribers get it."""
    from scheduler.cli import environment
    from scheduler.commands.feed import feed as find_feed

    with environment.store(database) as store:
        body = find_feed(store, name, lang)
    sys.stdout.buffer.write(body)
