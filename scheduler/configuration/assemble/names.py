"""Which ids the text declares, for whoever refers to them.

Parts with errors count as declared: a reference to one of them is no second error. Where a file could
not be read, nobody can say that an id does not exist.
"""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass

from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.documents import CityDocument, GroupDocument, HostDocument, PairDocument
from scheduler.configuration.spelling import advice, closest, listed, quoted
from scheduler.programme.problems import Path

_KINDS = {"cities": "city", "pairs": "pair", "groups": "group", "themes": "theme"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is declared, as far as it could be read."""

    themes: frozenset[str]
    cities: dict[str, CityDocument]
    pairs: dict[str, PairDocument]
    groups: dict[str, GroupDocument]
    host: HostDocument
    languages: tuple[str, ...]
    complete: bool = True

    def cities_of(self, pair: str | None) -> tuple[str, ...]:
        """The cities of a pair, in the order of the pair; empty where they are not known."""
        document = self.pairs.get(pair or "")
        return tuple(document.cities or ()) if document else ()

    def country_of_host(self) -> str | None:
        """The country of the host, which narrows suggestions."""
        return self.host.country

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
    name: str, path: Path, known: Collection[str], kind: str, names: Names, findings: Findings
) -> None:
    """Add an error unless `name` is among the `known` ids of this kind ("city")."""
    if name not in known and names.complete:
        findings.error(path, _unknown(name, list(known), kind, names))


def _unknown(name: str, choices: list[str], kind: str, names: Names) -> str:
    plural = {"city": "cities"}.get(kind, f"{kind}s")
    parts = [part.strip() for part in name.split(",")]
    other = names.section_of(name)
    if len(parts) > 1 and all(part in choices for part in parts):
        return f"{quoted(name)} is one text here; write a list: `[{', '.join(parts)}]`"
    if other is not None:
        return f"{quoted(name)} is a {other}, not a {kind}; the {plural} are {listed(choices) if choices else 'none'}"
    section = (
        plural if closest(name, choices) or choices else f"{plural}; they are declared under `{plural}:`"
    )
    return f"there is no {kind} {quoted(name)}; {advice(name, choices, kind=section)}"
