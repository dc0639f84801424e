"""Every text that readers see: in a language of the programme, and with nothing private in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from scheduler.configuration.assemble.declared import Declared
from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.blocks.documents import (
    DetailsDocument,
    Document,
    JoinDocument,
    SeriesDocument,
    SpeakerDocument,
)
from scheduler.configuration.spelling import listed, quoted
from scheduler.configuration.vocabulary.privacy import foreign_way, leak
from scheduler.programme.details import Join
from scheduler.programme.problems import Path
from scheduler.programme.texts import Text

ProblemPart = Literal["value", "key"]


def check_words(
    document: Document, path: Path, names: Declared, findings: Findings, joins: Iterable[Join] = ()
) -> None:
    """Add an error for each text in a foreign language, or that gives away the way into a meeting.

    `joins` are the ways into the meetings of this block; those of all others are in `names`.
    """
    found = [*texts(document, path)]
    _check_languages(found, names, findings)
    hidden = _hidden(document, path)
    shown = (
        one for one in (*_words(found), *_labels(document, path)) if one[0][: len(path) + 2] not in hidden
    )
    _check_privacy(shown, [*joins] or [None], names, findings)


def _hidden(document: Document, path: Path) -> set[Path]:
    """The changes and extra meetings that only private readers see: what they say is nobody else's."""
    if not isinstance(document, SeriesDocument):
        return set()
    parts = (("changes", document.changes or {}), ("extra", document.extra or {}))
    return {
        (*path, name, key)
        for name, blocks in parts
        for key, block in blocks.items()
        if block is not None and (block.visibility or document.visibility) == "private"
    }


def check_languages(document: Document, path: Path, names: Declared, findings: Findings) -> None:
    """Add an error for each version of a text in a language that the programme has not got."""
    _check_languages(texts(document, path), names, findings)


def _check_languages(found: Iterable[tuple[Path, Text | str]], names: Declared, findings: Findings) -> None:
    for where, text in found:
        versions = [language for language, _ in text.versions if language] if isinstance(text, Text) else []
        foreign = [language for language in versions if names.languages and language not in names.languages]
        for language in foreign:
            findings.error((*where, language), _no_language(language, names), at="key")
        if versions and names.languages and not foreign and names.languages[0] not in versions:
            findings.warning(where, _no_default(versions[0], names.languages[0]))


def _no_language(language: str, names: Declared) -> str:
    return (
        f"the programme has no language {quoted(language)}; its languages are {listed(names.languages)} "
        "(add it to `languages:` of the programme, or take this version out)"
    )


def _no_default(first: str, default: str) -> str:
    return (
        f"there is no version in `{default}`, the first language of the programme; its readers will see the "
        f"one in `{first}`"
    )


def _check_privacy(
    shown: Iterable[tuple[Path, str, ProblemPart]],
    joins: list[Join] | list[None],
    names: Declared,
    findings: Findings,
) -> None:
    for where, words, at in shown:
        found = _given_away(words, joins) or foreign_way(words, names.ways)
        if found is not None:
            findings.error(where, found, at=at)


def _given_away(words: str, joins: list[Join] | list[None]) -> str | None:
    for join in joins:
        reason = leak(words, join)
        if reason is not None:
            return reason
    return None


def _words(found: Iterable[tuple[Path, Text | str]]) -> Iterator[tuple[Path, str, ProblemPart]]:
    for where, text in found:
        if isinstance(text, Text):
            for language, words in text.versions:
                yield ((*where, language) if language else where), words, "value"
        else:
            yield where, text, "value"


def _labels(document: Document, path: Path) -> Iterator[tuple[Path, str, ProblemPart]]:
    """The keys that readers see: the labels of links, here and in the changes and extra meetings."""
    if isinstance(document, DetailsDocument):
        yield from (((*path, "links", label), label, "key") for label in document.links or ())
    for name in ("changes", "extra") if isinstance(document, SeriesDocument) else ():
        for key, block in (getattr(document, name) or {}).items():
            yield from _labels(block, (*path, name, key)) if block is not None else ()


def texts(document: Document, path: Path) -> Iterator[tuple[Path, Text | str]]:
    """Every text of a block and of the blocks in it, with its path; `join` is not for readers."""
    fields = type(document).model_fields
    for name in sorted(document.model_fields_set):  # what is not written is no text
        yield from _inside(getattr(document, name), (*path, fields[name].alias or name))


def _inside(value: Any, path: Path) -> Iterator[tuple[Path, Text | str]]:
    if isinstance(value, (Text, str)):
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
