"""Makes themes, pairs and groups from their blocks."""

from __future__ import annotations

from scheduler.configuration.assemble.context import Context, check_reference, check_references
from scheduler.configuration.assemble.texts import check_texts
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import GroupDocument, PairDocument, ThemeDocument
from scheduler.configuration.spelling import quoted
from scheduler.programme.groups import Group, Pair, Theme
from scheduler.programme.problems import FieldPath


def assemble_theme(context: Context, block: Block[ThemeDocument]) -> Theme | None:
    """Returns the theme; None if it has no name."""
    document = block.document
    check_texts(context, block)
    if document.name is None:
        return None
    return Theme(
        id=block.id, name=document.name, description=document.description, formerly=tuple(document.formerly)
    )


def assemble_pair(context: Context, block: Block[PairDocument]) -> Pair | None:
    """Returns the pair; None if its cities are not clear."""
    document = block.document
    check_texts(context, block)
    check_references(context, document.themes, (*block.path, "themes"), "theme")
    if document.cities is None:
        return None
    count, path = len(context.problems), (*block.path, "cities")
    _check_cities(context, document.cities, path)
    if not context.has_error_since(count) and len(document.cities) not in (2, 3):
        context.error(path, f"a pair has two or three cities, not {len(document.cities)}")
    if context.has_error_since(count):
        return None
    return Pair(
        id=block.id,
        cities=tuple(document.cities),
        name=document.name,
        themes=tuple(dict.fromkeys(document.themes)),
        formerly=tuple(document.formerly),
    )


def assemble_group(context: Context, block: Block[GroupDocument]) -> Group | None:
    """Returns the group; None if its cities are not clear."""
    document = block.document
    check_texts(context, block)
    if document.cities is None:
        return None
    _check_cities(context, document.cities, (*block.path, "cities"))
    if not document.cities:
        context.error((*block.path, "cities"), "a group has at least one city")
    return Group(id=block.id, cities=tuple(document.cities), name=document.name)


def _check_cities(context: Context, cities: list[str], path: FieldPath) -> None:
    for index, city in enumerate(cities):
        check_reference(context, city, (*path, index), "city")
        if city in cities[:index]:
            context.error((*path, index), f"{quoted(city)} is named twice; each city counts once")
