"""Checks that texts for readers are in a language of the programme and disclose nothing private."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any, Literal

from scheduler.configuration.assemble.context import Context
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import Document, JoinDocument, SeriesDocument, SpeakerDocument
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.spelling import listed, quoted
from scheduler.configuration.vocabulary.codes import language_meant, official_language
from scheduler.configuration.vocabulary.privacy import leak
from scheduler.programme.details import Join
from scheduler.programme.problems import FieldPath
from scheduler.programme.texts import ANY_LANGUAGE, Text

_PlacedText = tuple[FieldPath, Text | str, Literal["value", "key"]]
"""The path of a text below the block, the text (a `str` if it has no languages), and where it stands."""


def check_texts(context: Context, block: Block[Document], joins: Iterable[Join] = ()) -> None:
    """Adds an error for each text in a language that the programme lacks, or that discloses private data.

    `joins` are those of the meetings of this block; those of all others are in the context.
    """
    placed_texts = texts(block.document, block.data, ())
    _check_languages(context, block, placed_texts)
    private_addresses, own_joins = context.declared.private_addresses, tuple(joins)
    placed_words = [
        (path, language, words, at)
        for path, text, at in placed_texts
        for language, words in (((ANY_LANGUAGE, text),) if isinstance(text, str) else text.versions)
    ]
    # Nearly all blocks disclose nothing, and one search through all their words is faster than one for each.
    # It finds what single searches find: each text ends at a line break, and no pattern reads across the bar.
    all_words = "\n|\n".join([words for _, _, words, _ in placed_words])
    if leak(all_words, own_joins, private_addresses) is None:
        return
    for path, language, words, at in placed_words:
        reason = leak(words, own_joins, private_addresses)
        if reason is not None and not _is_private(block.document, path):
            place = (*block.path, *path, *filter(None, [language]))
            context.error(place, reason, at=at)


def _is_private(document: Document, path: FieldPath) -> bool:
    """Returns whether the field at `path` stands in a change or an extra meeting for private readers only."""
    if not isinstance(document, SeriesDocument) or len(path) < 2 or path[0] not in ("changes", "extra"):
        return False
    blocks = document.changes if path[0] == "changes" else document.extra
    block = (blocks or {}).get(str(path[1]))
    return block is not None and (block.visibility or document.visibility) == "private"


def check_languages(context: Context, block: Block[Document]) -> None:
    """Adds an error for each version in a language that the programme lacks; warns of a missing default."""
    _check_languages(context, block, texts(block.document, block.data, ()))


def _check_languages(context: Context, block: Block[Document], placed_texts: list[_PlacedText]) -> None:
    languages = context.declared.languages
    for path, text, _ in placed_texts if languages else ():
        if isinstance(text, str) or text.versions[0][0] == ANY_LANGUAGE:
            continue
        versions = [language for language, _ in text.versions]
        for language in versions:
            if language not in languages:
                meant = language_meant(language)
                cure = "add it to `languages:` of the programme, or take this version out"
                rare = next((each for each in languages if official_language(each) == language), None)
                cure = f"the programme has `{rare}`: write `{language}` there" if rare else cure
                hint = f"its languages are {listed(languages)} ({cure})"
                hint = f"did you mean `{meant}`?" if meant in languages else hint
                words = f"the programme has no language {quoted(language)}; {hint}"
                context.error((*block.path, *path, language), words, at="key")
        if set(versions) <= set(languages) and languages[0] not in versions:
            words = (
                f"there is no version in `{languages[0]}`, the first language of the programme; its readers "
                f"will see the one in `{versions[0]}`"
            )
            context.warning((*block.path, *path), words)


def texts(document: Document, data: dict[str, Any], path: FieldPath) -> list[_PlacedText]:
    """Returns every text that readers see, of a block at `path` and its inner blocks; labels of links too.

    `data` is what is written in the block; a default is no text.
    """
    fields = fields_of(type(document))
    placed_texts: list[_PlacedText] = []
    for key, written in data.items():
        field = fields.get(key)
        if field is not None and field.may_hold_text:
            placed_texts += _texts(getattr(document, field.name), written, (*path, key))
    return placed_texts


def _texts(value: Any, written: Any, path: FieldPath) -> list[_PlacedText]:
    if isinstance(value, (str, Text)):
        return [(path, value, "value")]
    if isinstance(value, Document):
        is_shown = (
            value.consent if isinstance(value, SpeakerDocument) else not isinstance(value, JoinDocument)
        )
        return texts(value, written, path) if is_shown else []
    if isinstance(value, dict):
        labels: list[_PlacedText] = [
            ((*path, key), key, "key") for key in value if isinstance(value[key], str)
        ]
        inner = (_texts(item, written[key], (*path, key)) for key, item in value.items())
    elif isinstance(value, (tuple, list)):
        labels, items = [], [written] if isinstance(written, str) else written
        inner = (_texts(item, items[index], (*path, index)) for index, item in enumerate(value))
    else:
        return []
    return [*labels, *chain.from_iterable(inner)]
