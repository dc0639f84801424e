"""Which section was meant: by the keys of a block, or by a name that is no section."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.configuration.blocks.documents import SECTIONS, WITH_IDS, ProgrammeDocument, noun_of
from scheduler.configuration.blocks.fields import fields_of, type_at
from scheduler.configuration.spelling import closest, listed, quoted
from scheduler.programme.problems import FieldPath


def section_of(keys: Collection[str], above: str | None = None) -> str | None:
    """Returns the section whose blocks have such keys, if that is clearer than for the section `above`."""
    known = {name: len(fields_of(row).keys() & set(keys)) for name, row in WITH_IDS.items()}
    complete = [name for name, row in WITH_IDS.items() if row.is_complete(keys)]
    best = max(complete, key=known.__getitem__, default=None)
    is_clear = best is None or above is None or known[best] > known[above] + (above in complete)
    return best if is_clear else None


def holds_prose(path: FieldPath) -> bool:
    """Returns whether the value at `path` of the text is kept as it is written, for readers."""
    section = SECTIONS[str(path[0])]
    type_of_value = type_at(section, path[2:] if section.namespace else path[1:])
    return type_of_value is not None and type_of_value.holds == "prose"


def unknown_section(name: str) -> str:
    """Returns the message for a `name` that is no section, with the name that was probably meant."""
    word = name.casefold()
    if word in ("events", "calendar", "dates", "agenda"):
        return (
            f"there is no section {quoted(name)}; a series of two or three cities belongs under `meetings:`, "
            "a single date for many under `webinars:`"
        )
    if name in fields_of(ProgrammeDocument):
        return f"{quoted(name)} belongs inside `programme:`, two spaces further to the right"
    meant = (section for section, row in SECTIONS.items() if word in row.section_words.split())
    by_noun = {noun_of(section): section for section in SECTIONS}
    suggestion = by_noun.get(word) or next(meant, None) or closest(name, SECTIONS)
    if suggestion is not None:
        return f"there is no section {quoted(name)}; did you mean `{suggestion}`?"
    return (
        f"there is no section {quoted(name)}; the sections are {listed(SECTIONS)}. "
        "If it belongs to the section above it, indent it, and the lines below it, further to the right"
    )
