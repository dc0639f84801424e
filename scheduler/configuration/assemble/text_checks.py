"""Checks that texts for readers are in a language of the programme and disclose nothing private."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from scheduler.configuration.assemble.context import Context, Declarations
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.document import Document
from scheduler.configuration.blocks.documents import (
    DetailsDocument,
    JoinDocument,
    SeriesDocument,
    SpeakerDocument,
)
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.spelling import listed, quoted
from scheduler.configuration.vocabulary.privacy import leak
from scheduler.programme.details import Join
from scheduler.programme.problems import FieldPath
from scheduler.programme.texts import ANY_LANGUAGE, Text

_PlacedText = tuple[FieldPath, Text | str]
"""A text in all its languages, or a word that has none, and its path."""

_PlacedWords = tuple[FieldPath, str, Literal["value", "key"]]
"""One text in one language, its path, and whether it is the value there or the key."""


def check_texts(context: Context, block: Block[Document], joins: Iterable[Join] = ()) -> None:
    """Adds an error for each text in a language that the programme lacks, or that discloses private data.

    `joins` are those of the meetings of this block; those of all others are in the context.
    """
    document, path = block.document, block.path
    placed_texts = list(texts(document, block.data, path))
    _check_languages(context, placed_texts)
    private, own_joins = _private_blocks(document, path), tuple(joins)
    for place, words, at in (*_words(placed_texts), *_labels(document, path)):
        reason = leak(words, own_joins, context.declared.private_addresses)
        if reason is not None and place[: len(path) + 2] not in private:
            context.error(place, reason, at=at)


def _private_blocks(document: Document, path: FieldPath) -> set[FieldPath]:
    """Returns the paths of the changes and extra meetings that only private readers see."""
    if not isinstance(document, SeriesDocument) or not (document.changes or document.extra):
        return set()
    sections = (("changes", document.changes or {}), ("extra", document.extra or {}))
    return {
        (*path, section, key)
        for section, blocks in sections
        for key, block in blocks.items()
        if block is not None and (block.visibility or document.visibility) == "private"
    }


def check_languages(context: Context, block: Block[Document]) -> None:
    """Adds an error for each version in a language that the programme lacks; warns of a missing default."""
    _check_languages(context, texts(block.document, block.data, block.path))


def _check_languages(context: Context, placed_texts: Iterable[_PlacedText]) -> None:
    languages = context.declared.languages
    for path, text in placed_texts:
        if isinstance(text, str) or text.versions[0][0] == ANY_LANGUAGE:
            continue
        versions = [language for language, _ in text.versions]
        foreign_languages = [language for language in versions if languages and language not in languages]
        for language in foreign_languages:
            context.error((*path, language), _no_language(language, context.declared), at="key")
        if languages and not foreign_languages and languages[0] not in versions:
            context.warning(path, _no_default(versions[0], languages[0]))


def _no_language(language: str, declared: Declarations) -> str:
    return (
        f"the programme has no language {quoted(language)}; its languages are {listed(declared.languages)} "
        "(add it to `languages:` of the programme, or take this version out)"
    )


def _no_default(version: str, default: str) -> str:
    return (
        f"there is no version in `{default}`, the first language of the programme; its readers will see the "
        f"one in `{version}`"
    )


def _words(placed_texts: Iterable[_PlacedText]) -> Iterator[_PlacedWords]:
    for place, text in placed_texts:
        if isinstance(text, Text):
            for language, words in text.versions:
                yield ((*place, language) if language else place), words, "value"
        else:
            yield place, text, "value"


def _labels(document: Document, path: FieldPath) -> Iterator[_PlacedWords]:
    """Yields the keys that readers see: the labels of links, here and in the changes and extra meetings."""
    if isinstance(document, DetailsDocument):
        yield from (((*path, "links", label), label, "key") for label in document.links or ())
    for name in ("changes", "extra") if isinstance(document, SeriesDocument) else ():
        for key, block in (getattr(document, name) or {}).items():
            yield from _labels(block, (*path, name, key)) if block is not None else ()


def texts(document: Document, data: dict[str, Any], path: FieldPath) -> Iterator[_PlacedText]:
    """Yields every text that readers see, of a block and of its inner blocks, with its path.

    `data` is what is written in the block; a default is no text.
    """
    fields = fields_of(type(document))
    for key, written in data.items():
        value = getattr(document, fields[key].name) if key in fields else None
        if isinstance(value, (Text, str)):
            yield (*path, key), value
        elif value:
            yield from _texts(value, written, (*path, key))


def _texts(value: Any, written: Any, path: FieldPath) -> Iterator[_PlacedText]:
    """Yields the texts in a value that is none itself."""
    if isinstance(value, Document):
        if not isinstance(value, JoinDocument) and _is_shown(value):
            yield from texts(value, written, path)
    elif isinstance(value, tuple):
        yield from (((*path, index), item) for index, item in enumerate(value) if isinstance(item, str))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, written[index], (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str):
                yield (*path, key), item
            elif item is not None:
                yield from _texts(item, written[key], (*path, key))


def _is_shown(block: Document) -> bool:
    return not isinstance(block, SpeakerDocument) or block.consent
