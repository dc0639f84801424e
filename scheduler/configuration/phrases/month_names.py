"""Reads lists of calendar months: `July and August`, `March, June`, `June to August`."""

from __future__ import annotations

import re

NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_NUMBERS = {
    **{name.casefold(): number for number, name in enumerate(NAMES, 1)},
    **{name[:3].casefold(): number for number, name in enumerate(NAMES, 1)},
    "sept": 9,
}
_NAME = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_RANGE = r"\s*[-–]\s*|\s+to\s+"
_LIST = r"\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+(?:in\s+)?|\s*&\s*"
PATTERN = rf"(?:{_NAME})(?:(?:{_RANGE}|{_LIST})(?:{_NAME}))*"
"""A regular expression for a list of months in small letters."""


def months(text: str) -> tuple[int, ...]:
    """Returns the numbers of the months in `text`, which `PATTERN` matches, in the order of a year."""
    return tuple(sorted({number for item in re.split(_LIST, text) for number in _range(item)}))


def _range(item: str) -> list[int]:
    """Returns the months of `June to August`; those of `November to February` go over the end of a year."""
    first, *_, last = [_NUMBERS[name] for name in re.split(_RANGE, item)] * 2
    return [(first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1)]
