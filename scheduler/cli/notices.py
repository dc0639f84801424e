"""`twincal notices`: prints the changes and problems that cities should know of in time."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from scheduler.cli.options import config_option, database_option, text_or_json_option
from scheduler.cli.output import echo
from scheduler.cli.whole_number import WholeNumber

MONTHS = 12
"""How far ahead it looks."""


@click.command()
@click.option("--for", "city", metavar="CITY", help="Only what concerns the city with this id.")
@click.option(
    "--ahead",
    type=WholeNumber(1, 60),
    default=MONTHS,
    show_default=True,
    metavar="MONTHS",
    help="How many months ahead.",
)
@click.option(
    "--language", "code", metavar="CODE", help="A language, such as bg; else the programme's first."
)
@config_option
@database_option
@text_or_json_option
def notices(
    city: str | None,
    ahead: int,
    code: str | None,
    config: Path,
    database: str | None,
    style: Literal["text", "json"],
) -> None:
    """List what cities should know in time: moved hours, holidays, clashes, wrong texts."""
    from scheduler.cli import environment
    from scheduler.commands.advice.notices import notices as find_notices
    from scheduler.publication.languages.catalogues import codes
    from scheduler.reports.advice.notices_text import notices_json, notices_text

    with environment.store_of(config, database) as store:
        state, state_folder = store.state(), environment.state_folder(config, store)
    found = find_notices(config, state_folder, state, environment.start_time(), ahead, city)
    own = found.programme.languages
    languages = sorted({*own, *codes()})
    if code is not None and code not in languages:
        raise click.BadParameter(f"{code} is none of {', '.join(languages)}", param_hint="--language")
    text = notices_text(found, code or own[0]) if style == "text" else notices_json(found)
    echo(text, nl=False)
