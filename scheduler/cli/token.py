"""`twincal token create|list|rotate|revoke`: makes, lists, replaces and ends private addresses of feeds."""

from __future__ import annotations

import click

from scheduler.cli.options import by_option, database_option
from scheduler.cli.output import echo

name_argument = click.argument(
    "name", metavar="NAME", help="Its name in `twincal token list`, or the private address."
)


@click.group()
def token() -> None:
    """Make, list and end the private addresses of feeds, which show how to join."""


@token.command()
@click.option("--for", "feed", required=True, metavar="FEED", help="cities/sofia, pairs/…, programme")
@click.option("--label", required=True, metavar="TEXT", help="Who gets the address: for you and `list` only.")
@by_option
@database_option
def create(feed: str, label: str, by: str | None, database: str | None) -> None:
    """Make a private address for a feed, and show it: once, for only its digest is kept."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token_text import issued_text

    with environment.store(database) as store:
        issued = tokens.create(store, feed, label, environment.start_time(), environment.person(by))
    echo(issued_text(issued), nl=False)


@token.command("list")
@database_option
def list_all(database: str | None) -> None:
    """List every token that was made: its name, feed, times and label, never its address."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token_text import list_text

    with environment.store(database) as store:
        all_tokens = tokens.list_tokens(store)
    echo(list_text(all_tokens), nl=False)


@token.command()
@name_argument
@database_option
def revoke(name: str, database: str | None) -> None:
    """End a private address: a running daemon answers 404 there within seconds."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token_text import revoked_text

    with environment.store(database) as store:
        revoked = tokens.revoke(store, name, environment.start_time())
    echo(revoked_text(revoked), nl=False)


@token.command()
@name_argument
@by_option
@database_option
def rotate(name: str, by: str | None, database: str | None) -> None:
    """Replace a private address by a new one for the same feed and label; the old one ends."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token_text import rotated_text

    with environment.store(database) as store:
        issued = tokens.rotate(store, name, environment.start_time(), environment.person(by))
    echo(rotated_text(issued), nl=False)
