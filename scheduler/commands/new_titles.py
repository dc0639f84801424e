"""The titles that something new is offered: they name the cities, so that no other pair has the same one."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.programme.advice import Option
from scheduler.programme.members import joined_names
from scheduler.programme.programme import Programme
from scheduler.programme.texts import Text
from scheduler.publication.languages.catalogues import SOURCE_LANGUAGE


def new_title(names: Text, kind: str, code: str) -> str:
    """Returns "Sofia–Sejong monthly meeting" for a `kind`; names alone if `code` is not English."""
    said = names.say(code)
    return f"{said} {kind}" if code == SOURCE_LANGUAGE else said


def first_meeting(programme: Programme, pair: str, now: datetime) -> tuple[str | Option, ...]:
    """Returns the words of the command that adds a monthly meeting of a pair, from the month after `now`."""
    cities, languages = programme.groups[pair].cities, programme.languages
    names = joined_names((programme.cities[city] for city in cities), languages)
    month = now.replace(day=1) + timedelta(days=32)
    return (
        *("add", "meeting", f"{pair}-monthly", Option("pair", pair)),
        Option("title", new_title(names, "monthly meeting", languages[0])),
        *(Option("every", "third Wednesday"), Option("at", "10:00"), Option("clock", cities[0])),
        *(Option("duration", "60 min"), Option("from", f"{month:%Y-%m}")),
    )
