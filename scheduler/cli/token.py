"""`twincal token create|list|rotate|revoke`: makes, lists, replaces and ends private addresses of feeds."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.options import Database

token_app = typer.Typer(
    name="token",
    help="Make, list and end the private addresses of feeds, which show how to join.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

TokenName = Annotated[
    str, typer.Argument(metavar="NAME", help="Its name in `twincal token list`, or the private address.")
]


@token_app.command()
def create(
    feed: Annotated[str, typer.Option("--for", metavar="FEED", help="cities/sofia, pairs/…, programme")],
    label: Annotated[str, typer.Option("--label", help="Who gets the address: for you and `list` only.")],
    database: Database = None,
) -> None:
    """Make a private address for a feed, and show it: once, for only its digest is kept."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token_text import issued_text

    with environment.store(database) as store:
        issued = tokens.create(store, feed, label, environment.start_time())
    typer.echo(issued_text(issued), nl=False)


@token_app.command("list")
def list_all(database: Database = None) -> None:
    """List every token that was made: its name, feed, times and label, never its address."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token_text import list_text

    with environment.store(database) as store:
        all_tokens = tokens.list_tokens(store)
    typer.echo(list_text(all_tokens), nl=False)


@token_app.command()
def revoke(name: TokenName, database: Database = None) -> None:
    """End a private address: a running daemon answers 404 there within seconds."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token_text import revoked_text

    with environment.store(database) as store:
        revoked = tokens.revoke(store, name, environment.start_time())
    typer.echo(revoked_text(revoked), nl=False)


@token_app.command()
def rotate(name: TokenName, database: Database = None) -> None:
    """Replace a private address by a new one for the same feed and label; the old one ends."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token_text import rotated_text

    with environment.store(database) as store:
        issued = tokens.rotate(store, name, environment.start_time())
    typer.echo(rotated_text(issued), nl=False)
