"""`twincal phrases`: prints Twincal's phrases for a translator."""

from __future__ import annotations

import click

from scheduler.cli.output import echo


@click.command()
@click.argument("language", metavar="LANGUAGE", help="Its code: sv, pt-BR.")
def phrases(language: str) -> None:
    """Print Twincal's own phrases as a .po file, for a translator into one more language."""
    from scheduler.commands.errors import Refused
    from scheduler.configuration.spelling import ParseError
    from scheduler.configuration.vocabulary import codes
    from scheduler.publication.languages.phrase_template import phrase_template

    try:
        code = codes.language(language)
    except ParseError as error:
        raise Refused(str(error)) from None
    echo(phrase_template(code), nl=False)
