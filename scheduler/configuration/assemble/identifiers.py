"""Checks the form of ids, and the reserved words."""

from __future__ import annotations

import re
import unicodedata

from scheduler.configuration.spelling import quoted

ID = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = frozenset(("all", "host", "utc", "alternate", "programme"))
LONGEST = 80


def wrong_id(name: str) -> str | None:
    """Returns why `name` cannot be an id, and what could be one; None if it can."""
    if ID.fullmatch(name) and len(name) <= LONGEST and name not in RESERVED:
        return None
    if name in RESERVED:
        return f"`{name}` is a reserved word; choose another id, such as `{name}-1`"
    if len(name) > LONGEST:
        return f"this id is longer than {LONGEST} characters; choose a shorter one"
    invisible = next((letter for letter in name if unicodedata.category(letter) == "Cf"), None)
    if invisible is not None:
        return f"this id holds an invisible character (U+{ord(invisible):04X}); type it anew: `{slug(name)}`"
    example = slug(name)
    if not example or example in RESERVED:
        example = "sofia-sejong"
    rule = "ids are small letters a to z, digits and single hyphens"
    return f"{quoted(name)} is not an id; {rule}, such as `{example}`"


def slug(name: str) -> str:
    """Returns the id closest to `name`; empty if none of its letters can be used."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", letters.casefold()))
