"""Which values of a section are prose, and which section was meant by a name that is none."""

from __future__ import annotations

from scheduler.configuration.blocks.documents import SECTIONS, ProgrammeDocument
from scheduler.configuration.blocks.fields import fields_of, type_at
from scheduler.configuration.spelling import closest, listed, quoted
from scheduler.programme.problems import FieldPath


def holds_prose(path: FieldPath) -> bool:
    """Returns whether the value at `path` of the text is kept as it is written, for readers."""
    section = SECTIONS[str(path[0])]
    type_of_value = type_at(section, path[2:] if section.namespace else path[1:])
    return type_of_value is not None and type_of_value.holds == "prose"


def unknown_section(name: str) -> str:
    """Returns the message for a `name` that is no section, with the name that was probably meant."""
    if name in fields_of(ProgrammeDocument):
        return f"{quoted(name)} belongs inside `programme:`, two spaces further to the right"
    meant = (section for section, row in SECTIONS.items() if name.casefold() in row.section_words.split())
    suggestion = next(meant, None) or closest(name, SECTIONS)
    if suggestion is not None:
        return f"there is no section {quoted(name)}; did you mean `{suggestion}`?"
    return (
        f"there is no section {quoted(name)}; the sections are {listed(SECTIONS)}. "
        "If it belongs to one of them, the line of that section is missing above, or this must be indented"
    )
