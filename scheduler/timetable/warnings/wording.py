"""The parts that warnings have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from scheduler.programme.places import City, Host
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.series import Series

MOST_NAMES = 3
"""The most names of one kind that a warning lists."""


def path_of(series: Series) -> FieldPath:
    """Returns the place of `series` in the text."""
    return (series.section, series.id)


def warning(path: FieldPath, message: str) -> Problem:
    """Returns a warning about the block at `path`."""
    return Problem(path, message, level="warning", at="key")


def name_of(place: City | Host) -> str:
    """Returns the name of a city or of the host in English."""
    return place.name.say("en")


def on_days(days: Sequence[date]) -> str:
    """Returns `on 16 December 2026 and 3 more meetings`; there is one meeting on each of `days`."""
    return f"on {in_words(days[0])}{and_more(len(days) - 1, 'meeting')}"


def in_words(day: date) -> str:
    """Returns `16 December 2026`."""
    return f"{day:%-d %B %Y}"


def first_names(names: Iterable[str], noun: str, most: int = MOST_NAMES) -> str:
    """Returns `Sofia, Sejong, Seoul and 2 more cities` for five names and the noun `city`.

    A single name more is named as well.
    """
    every = [*names]
    if len(every) > most + 1:
        return ", ".join(every[:most]) + and_more(len(every) - most, noun)
    *others, last = every
    return f"{', '.join(others)} and {last}" if others else last


def and_more(count: int, noun: str) -> str:
    """Returns ` and 3 more meetings`; nothing if there are no more."""
    plural = "cities" if noun == "city" else f"{noun}s"
    return f" and {count} more {noun if count == 1 else plural}" if count > 0 else ""
