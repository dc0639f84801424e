"""The commands for programs: `feed`, `schema` and `phrases` print what they read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from scheduler.cli.options import example, unread_option, with_store
from scheduler.cli.output import echo

if TYPE_CHECKING:
    from scheduler.store import Store


@click.command(epilog=example("feed sofia --language bg"))
@click.argument("name", help="A city, pair, group or theme: sofia, sofia-sejong; or programme.")
@click.option("--language", "code", metavar="CODE", help="A language of the programme.")
@with_store
def feed(name: str, code: str | None, store: Store) -> None:
    """Print one calendar (a feed), as subscribers get it."""
    from scheduler.commands.feed import feed as find_feed

    body = find_feed(store, name, code)
    sys.stdout.buffer.write(body)


@click.command()
@click.argument(
    "what",
    type=click.Choice(("files", "feed")),
    default="files",
    help="The YAML files, or a calendar in JSON.",
)
@unread_option
def schema(what: str) -> None:
    """Print the JSON Schema of the files, for text editors.

    Or that of a calendar (a feed) in JSON, for programs.
    """
    import json

    from scheduler.configuration.reading.json_schema import json_schema
    from scheduler.publication.feeds.json_form import feed_schema

    echo(json.dumps(feed_schema() if what == "feed" else json_schema(), ensure_ascii=False, indent=2))


@click.command(epilog=example("phrases pt"))
@click.argument("language", metavar="LANGUAGE", help="Its code: sv, pt-BR.")
@unread_option
def phrases(language: str) -> None:
    """Print the phrases as a .po file, for a translator.

    It is for one more language.
    """
    from scheduler.commands.refusals import Refused
    from scheduler.configuration.spelling import ParseError
    from scheduler.configuration.vocabulary import codes
    from scheduler.publication.languages.phrase_template import phrase_template

    try:
        code = codes.language(language)
    except ParseError as error:
        raise Refused(str(error)) from None
    echo(phrase_template(code), nl=False)
