"""Lists of names in English, as messages and reports say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST_NAMED = 5
"""The most series or feeds that a sentence names."""


def first_names(names: Iterable[str], noun: str, most: int = 3) -> str:
    """Returns `Sofia, Sejong, Seoul and 2 more cities` for five names and the noun `city`.

    A single name more is named as well.
    """
    every = [*names]
    if len(every) > most + 1:
        return f"{', '.join(every[:most])}{and_more(len(every) - most, noun)}"
    return joined(every)


def number_of(count: int, noun: str) -> str:
    """Returns `1 meeting`, or `3 meetings`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def and_more(count: int, noun: str) -> str:
    """Returns ` and 3 more meetings`; nothing if there are no more."""
    plural = "cities" if noun == "city" else f"{noun}s"
    return f" and {count} more {noun if count == 1 else plural}" if count > 0 else ""


def joined(names: Sequence[str], link: str = "and") -> str:
    """Returns `Sofia, Sejong and Dublin`."""
    *others, last = names
    return f"{', '.join(others)} {link} {last}" if others else last


def first_five(names: Sequence[str], noun: str) -> str:
    """Returns `a, b, c, d, e and 2 more series` for seven names and the noun `series`, as several have it."""
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more {noun}"
    return joined(names)
