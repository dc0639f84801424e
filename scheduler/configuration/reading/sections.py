"""The sections of the language: one row for each.

Everything that treats sections alike follows from this table: which names a file may begin with, how blocks
are read and what is made of them, which ids must differ, and the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal

from msgspec import Struct

from scheduler.configuration.assemble import member_blocks, series_blocks
from scheduler.configuration.assemble.context import Context
from scheduler.configuration.blocks import documents
from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.fields import fields_of, type_at
from scheduler.configuration.spelling import closest, listed, quoted
from scheduler.programme.problems import FieldPath


class Section(Struct, frozen=True):
    """One section: the keys of its blocks, and the function that makes the value of a block.

    The function returns None if something in the block is wrong. Ids in one `namespace` differ; the section
    without one is a single block. `words` are others that people write for the name of the section.
    """

    document: type[Document]
    make: Callable[[Context, Any], object]
    namespace: Literal["themes", "members", "series", None]
    words: str


SECTIONS: Mapping[str, Section] = {
    "programme": Section(
        documents.ProgrammeDocument, member_blocks.assemble_programme, None, "program project"
    ),
    "themes": Section(
        documents.ThemeDocument, member_blocks.assemble_theme, "themes", "topics themen temas temi теми"
    ),
    "cities": Section(
        documents.CityDocument,
        member_blocks.assemble_city,
        "members",
        "places members towns städte villes ciudades città cidades steden градове 도시",
    ),
    "pairs": Section(
        documents.PairDocument,
        member_blocks.assemble_group,
        "members",
        "pairings partnerships paare paires parejas coppie paren двойки",
    ),
    "groups": Section(documents.GroupDocument, member_blocks.assemble_group, "members", "clusters networks"),
    "meetings": Section(
        documents.MeetingDocument,
        series_blocks.assemble_meeting,
        "series",
        "series calls termine treffen sitzungen réunions reuniones riunioni reuniões vergaderingen срещи "
        "회의",
    ),
    "webinars": Section(documents.WebinarDocument, series_blocks.assemble_webinar, "series", "seminars"),
}
WITH_IDS: Mapping[str, Section] = {name: section for name, section in SECTIONS.items() if section.namespace}
"""The sections whose blocks have ids."""


def section_of(keys: Collection[str], above: str | None = None) -> str | None:
    """Returns the section whose blocks have such keys, if that is clearer than for the section `above`."""
    known = {name: len(fields_of(row.document).keys() & set(keys)) for name, row in WITH_IDS.items()}
    complete = [name for name, row in WITH_IDS.items() if row.document.is_complete(keys)]
    best = max(complete, key=known.__getitem__, default=None)
    is_clear = best is None or above is None or known[best] > known[above] + (above in complete)
    return best if is_clear else None


def holds_prose(path: FieldPath) -> bool:
    """Returns whether the value at `path` of the text is kept as it is written, for readers."""
    section = SECTIONS[str(path[0])]
    type_of_value = type_at(section.document, path[2:] if section.namespace else path[1:])
    return type_of_value is not None and type_of_value.holds == "prose"


def unknown_section(name: str) -> str:
    """Returns the message for a `name` that is no section, with the name that was probably meant."""
    word = name.casefold()
    if word in ("events", "calendar", "dates", "agenda"):
        return (
            f"there is no section {quoted(name)}; a series of two or three cities belongs under `meetings:`, "
            "a single date for many under `webinars:`"
        )
    if name in fields_of(documents.ProgrammeDocument):
        return f"{quoted(name)} belongs inside `programme:`, two spaces further to the right"
    meant = (section for section, row in SECTIONS.items() if word in row.words.split())
    suggestion = next(meant, None) or closest(name, SECTIONS)
    if suggestion is not None:
        return f"there is no section {quoted(name)}; did you mean `{suggestion}`?"
    return (
        f"there is no section {quoted(name)}; the sections are {listed(SECTIONS)}. "
        "If it belongs to the section above it, indent it, and the lines below it, further to the right"
    )
