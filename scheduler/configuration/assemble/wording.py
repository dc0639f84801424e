"""Every text that readers see: in a language of the programme, and with nothing private in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.assemble.names import Names
from scheduler.configuration.documents import (
    DetailsDocument,
    Document,
    JoinDocument,
    SeriesDocument,
    SpeakerDocument,
)
from scheduler.configuration.privacy import foreign_way, leak
from scheduler.configuration.spelling import listed, quoted
from scheduler.programme.problems import Path
from scheduler.programme.series import Join
from scheduler.programme.texts import Text

Side = Literal["value", "key"]


def check_languages(document: Document, path: Path, names: Names, findings: Findings) -> None:
    """Add an error for each version of a text in a language that the programme has not got."""
    if not names.languages:
        return
    for where, text in texts(document, path):
        for language, _ in text.versions if isinstance(text, Text) else ():
            if language and language not in names.languages:
                findings.error((*where, language), _no_language(language, names), at="key")


def _no_language(language: str, names: Names) -> str:
    return (
        f"the programme has no language {quoted(language)}; its languages are {listed(names.languages)} "
        "(add it to `languages:` of the programme, or take this version out)"
    )


def check_privacy(
    document: Document, path: Path, joins: Iterable[Join], names: Names, findings: Findings
) -> None:
    """Add an error for each public text that gives away an address or the way into one of the meetings."""
    ways: list[Join | None] = [*joins] or [None]
    for where, words, at in _words(document, path):
        found = next((reason for join in ways if (reason := leak(words, join))), None)
        found = found or foreign_way(words, names.ways)
        if found is not None:
            findings.error(where, found, at=at)


def _words(document: Document, path: Path) -> Iterator[tuple[Path, str, Side]]:
    for where, text in texts(document, path):
        if isinstance(text, Text):
            for language, words in text.versions:
                yield ((*where, language) if language else where), words, "value"
        else:
            yield where, text, "value"
    for where in _labels(document, path):
        yield where, str(where[-1]), "key"


def _labels(document: Document, path: Path) -> Iterator[Path]:
    """The keys that readers see: the labels of links, here and in the changes and extra meetings."""
    if isinstance(document, DetailsDocument):
        yield from ((*path, "links", label) for label in document.links or ())
    for name in ("changes", "extra") if isinstance(document, SeriesDocument) else ():
        for key, block in (getattr(document, name) or {}).items():
            yield from _labels(block, (*path, name, key)) if block is not None else ()


def texts(document: Document, path: Path) -> Iterator[tuple[Path, Text | str]]:
    """Every text of a block and of the blocks in it, with its path; `join` is not for readers."""
    for name, field in type(document).model_fields.items():
        value = getattr(document, name)
        if value is not None:
            yield from _inside(value, (*path, field.alias or name))


def _inside(value: Any, path: Path) -> Iterator[tuple[Path, Text | str]]:
    if isinstance(value, Text | str):
        yield path, value
    elif isinstance(value, Document) and not isinstance(value, JoinDocument) and _shown(value):
        yield from texts(value, path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(item, (*path, key))


def _shown(block: Document) -> bool:
    return not isinstance(block, SpeakerDocument) or block.consent
