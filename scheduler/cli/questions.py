"""The questions of `twincal init`, and the options that answer them.

1. A person at a terminal is asked what no option says. Without a terminal, what has a default takes it.
2. Each answer is read at once, as the files will be. A wrong one is asked again, with the reason.
3. Nobody is asked what follows from other answers: an id, or the only time zone of a country.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import click

from scheduler.cli.output import echo
from scheduler.commands.init import NewCity, NewProgramme
from scheduler.commands.refusals import Refused
from scheduler.configuration.assemble.context import slug, wrong_id
from scheduler.configuration.blocks import documents
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.spelling import ParseError, listed
from scheduler.configuration.vocabulary import codes, zones
from scheduler.programme.english_lists import joined
from scheduler.programme.programme import EXAMPLE_ID

_INTRODUCTION = """\
Some questions about your programme. Enter takes the answer in brackets. The files are written at the end:
until then, Ctrl+C leaves nothing behind.
"""
_CITY = re.compile(r"(?:([a-z0-9-]+)=)?(.+?), *([^,/]+?)(?:, *([^,]+/[^,]+))?")
"""A city as an option: its id, name, country and time zone; the first and the last may be missing."""


def ask_programme(given: Mapping[str, Any], now: datetime) -> NewProgramme:
    """Returns the programme that the options, in `given`, and the person at the terminal describe.

    Raises Refused or click.UsageError if the options are wrong, or too few and nobody can be asked.
    """
    cities = given["cities"]
    if len(cities) > 2:
        raise click.UsageError("begin with two cities; the others can be written into the files")
    wanted = {"--name": given["name"], "--host": given["host"], "--city (twice)": len(cities) == 2}
    missing = [option for option, value in wanted.items() if not value]
    if sys.stdin.isatty():
        echo(_INTRODUCTION, err=True)
    elif missing:
        raise Refused(
            f"nobody can be asked here, because this is no terminal; missing: {', '.join(missing)}",
            'such as --name "Our city pairs" --host "City office" --city "Sofia, BG" --city "Sejong, KR"',
        )
    name = _answer(given["name"], "Name of your programme", _text(documents.ProgrammeDocument, "name"))
    id = _id(given["id"], name, EXAMPLE_ID)
    host = _answer(given["host"], "Office that runs it", _text(documents.HostDocument, "name"))
    first_given, second_given = (*cities, "", "")[:2]
    first = _city("First city", first_given, now)
    second = _city("Second city", second_given, now, first.id)
    zone = _answer(
        given["timezone"], f"Time zone of {host}", lambda text: zones.zone(text, None, now), first.zone
    )
    meeting, meet = documents.MeetingDocument, f"When do {first.name} and {second.name} meet"
    every = _answer(given["every"], meet, _text(meeting, "every"), "third Wednesday")
    at = _answer(given["at"], "At what hour", _text(meeting, "at"), "10:00")
    clock = _clock(given["clock"], f"On whose clock is it always {at}", (first.id, second.id, "host"))
    return NewProgramme(
        id=id, name=name, host=host, zone=zone, cities=(first, second), every=every, at=at, clock=clock
    )


def _answer(given: str | None, question: str, read: Callable[[str], str], default: str | None = None) -> str:
    """Returns what `read` makes of what is `given`, else of what the person answers, else of the default."""
    has_person, text = sys.stdin.isatty(), given
    while True:
        if text is None:
            text = click.prompt(question, default=default, err=True) if has_person else default
        try:
            if text is None:
                raise ParseError("nobody can be asked here, so an option must say it")
            return read(text)
        except ParseError as error:
            if not has_person:
                raise click.UsageError(f"{question}: {error}") from None
            echo(f"  {error}", err=True)
            text, default = None, error.suggestion or default


def _city(question: str, given: str, now: datetime, taken: str = "") -> NewCity:
    match = _CITY.fullmatch(given)
    if given and not match:
        raise click.BadParameter('write the name and the country: "Sofia, BG"', param_hint="--city")
    id, name, country, zone = match.groups() if match else (None, None, None, None)
    name = _answer(name, question, _text(documents.CityDocument, "name"))
    id = _id(id, name, taken)
    known = zones.zone_of_city(id.replace("-", " "))
    country = _answer(
        country,
        f"Country of {name}, in two letters",
        lambda text: codes.country(text.upper() if len(text) == 2 else text),
        zones.country_of(known) if known else None,
    )
    names = zones.zones_by_country().get(country, ())
    question, zone = f"Time zone of {name}", zone or (names[0] if len(names) == 1 else None)
    if len(names) > 1:
        question = (
            f"The time zones of {zones.countries()[country]} are:{zones.hours_now(country, now)}\n{question}"
        )
    zone = _answer(zone, question, lambda text: zones.zone(text, country))
    return NewCity(id=id, name=name, country=country, zone=zone)


def _clock(given: str | None, question: str, choices: tuple[str, ...]) -> str:
    def read(text: str) -> str:
        if slug(text) not in choices:
            raise ParseError(f"write {listed(choices, last='or')}")
        return slug(text)

    return _answer(given, f"{question}: {joined(choices, 'or')}", read, choices[0])


def _id(given: str | None, name: str, taken: str) -> str:
    """Returns the id that is given, else that of the name if all its letters are Latin, else the answer."""

    def read(text: str) -> str:
        reason = f"`{taken}` is taken; choose another id" if text == taken else wrong_id(text)
        if reason is not None:
            raise ParseError(reason)
        return text

    letters = filter(str.isalpha, unicodedata.normalize("NFKD", name))
    own = slug(name) if all(map(str.isascii, letters)) else None
    return _answer(given or own or None, f"A short id for {name}, in small letters a to z", read)


def _text(block_type: type[documents.Document], key: str) -> Callable[[str], str]:
    """Returns what reads the text of a key of the files, and returns the text on one line."""
    field_type = fields_of(block_type)[key].type
    assert field_type is not None

    def read(text: str) -> str:
        field_type.read(text)
        return " ".join(text.split())

    return read
