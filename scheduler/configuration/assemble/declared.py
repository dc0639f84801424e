"""Which ids the text declares, for whoever refers to them.

Parts with errors count as declared: a reference to one of them is no second error. The same holds for
keys in a file that could not be read, and for whole sections that begin in such a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container
from dataclasses import dataclass

from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.assemble.identifiers import slug
from scheduler.configuration.blocks.documents import CityDocument, GroupDocument, PairDocument, ThemeDocument
from scheduler.configuration.spelling import advice, listed, quoted
from scheduler.programme.problems import Path

_KINDS = {"cities": "city", "pairs": "pair", "groups": "group", "themes": "theme"}

_PLURALS = {
    **{kind: section for section, kind in _KINDS.items()},
    "city, pair or group": "cities, pairs and groups",
}
_SECTIONS_OF = {
    **{kind: {section} for section, kind in _KINDS.items()},
    "city, pair or group": {"cities", "pairs", "groups"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What is declared, as far as it could be read; `ways` are the addresses of all private joins."""

    themes: dict[str, ThemeDocument]
    cities: dict[str, CityDocument]
    pairs: dict[str, PairDocument]
    groups: dict[str, GroupDocument]
    languages: tuple[str, ...]
    ways: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    lost_sections: frozenset[str] = frozenset()

    def cities_of(self, pair: str | None) -> tuple[str, ...]:
        """The cities of a pair, in the order of the pair; empty where they are not clear."""
        document = self.pairs.get(pair or "")
        cities = tuple(document.cities or ()) if document else ()
        sound = len(cities) in (2, 3) and len(set(cities)) == len(cities) and set(cities) <= set(self.cities)
        return cities if sound else ()

    def section_of(self, name: str) -> str | None:
        """The kind of what is declared under `name`: city, pair, group or theme."""
        sections: dict[str, Container[str]] = {
            "cities": self.cities,
            "pairs": self.pairs,
            "groups": self.groups,
            "themes": self.themes,
        }
        return next((_KINDS[section] for section, known in sections.items() if name in known), None)


def check_reference(
    name: str, path: Path, known: Collection[str], kind: str, names: Declared, findings: Findings
) -> None:
    """Add an error unless `name` is among the `known` ids of this kind ("city").

    An id that is written wrongly where it is declared is an error there, not here.
    """
    if name in known or name in names.lost or names.lost_sections & _SECTIONS_OF[kind]:
        return
    if all(slug(other) != name for other in known):
        findings.error(path, _unknown(name, list(known), kind, names))


def _unknown(name: str, choices: list[str], kind: str, names: Declared) -> str:
    plural = _PLURALS[kind]
    parts = [part for part in re.split(r"[\s,;/&+]+", name) if part not in ("", "and")]
    other = names.section_of(name)
    if name.startswith("-"):
        return f"a space is missing behind the dash; write `- {name.split()[0][1:]}`"
    if len(parts) > 1 and all(part in choices for part in parts):
        return f"{quoted(name)} is one text here; write a list: `[{', '.join(parts)}]`"
    if other is not None:
        hint = f"the {plural} are {listed(choices)}" if choices else f"there are no {plural} yet"
        return f"{quoted(name)} is a {other}, not a {kind}; {hint}"
    if not choices:
        return f"there is no {kind} {quoted(name)}; {_none(plural, kind)}"
    return f"there is no {kind} {quoted(name)}; {advice(name, choices, kind=plural)}"


def _none(plural: str, kind: str) -> str:
    sections = listed((f"{section}:" for section in _KINDS if section in _SECTIONS_OF[kind]), last="or")
    return f"there are no {plural} yet; they are declared under {sections}"
