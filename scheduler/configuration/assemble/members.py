"""Themes, pairs and groups."""

from __future__ import annotations

from scheduler.configuration.assemble.declared import Declared, check_reference
from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.assemble.texts import check_words
from scheduler.configuration.blocks.documents import GroupDocument, PairDocument, ThemeDocument
from scheduler.configuration.blocks.partial import PartialBlock
from scheduler.configuration.spelling import quoted
from scheduler.programme.groups import Group, Pair, Theme
from scheduler.programme.problems import Path


def theme(draft: PartialBlock[ThemeDocument], names: Declared, findings: Findings) -> Theme | None:
    """The theme; None where it has no name."""
    document = draft.document
    check_words(document, draft.path, names, findings)
    if document.name is None:
        return None
    return Theme(
        id=str(draft.path[1]),
        name=document.name,
        description=document.description,
        formerly=tuple(document.formerly),
    )


def pair(draft: PartialBlock[PairDocument], names: Declared, findings: Findings) -> Pair | None:
    """The pair; None where its cities are not clear."""
    document = draft.document
    check_words(document, draft.path, names, findings)
    for index, name in enumerate(document.themes):
        check_reference(name, (*draft.path, "themes", index), names.themes, "theme", names, findings)
    if document.cities is None:
        return None
    before = findings.errors()
    _check_cities(document.cities, (*draft.path, "cities"), names, findings)
    if findings.errors() == before and len(document.cities) not in (2, 3):
        findings.error((*draft.path, "cities"), f"a pair has two or three cities, not {len(document.cities)}")
    if findings.errors() > before:
        return None
    return Pair(
        id=str(draft.path[1]),
        cities=tuple(document.cities),
        name=document.name,
        themes=tuple(dict.fromkeys(document.themes)),
        formerly=tuple(document.formerly),
    )


def _check_cities(cities: list[str], path: Path, names: Declared, findings: Findings) -> None:
    for index, city in enumerate(cities):
        check_reference(city, (*path, index), names.cities, "city", names, findings)
        if city in cities[:index]:
            findings.error((*path, index), f"{quoted(city)} is named twice; each city counts once")


def group(draft: PartialBlock[GroupDocument], names: Declared, findings: Findings) -> Group | None:
    """The group; None where its cities are not clear."""
    document = draft.document
    check_words(document, draft.path, names, findings)
    if document.cities is None:
        return None
    _check_cities(document.cities, (*draft.path, "cities"), names, findings)
    if not document.cities:
        findings.error((*draft.path, "cities"), "a group has at least one city")
    return Group(id=str(draft.path[1]), cities=tuple(document.cities), name=document.name)
