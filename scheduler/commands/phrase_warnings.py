"""Warnings of `check` about languages in which Twincal has no phrases, or only some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from scheduler.configuration.spelling import closest, quoted
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.programme import Programme
from scheduler.programme.texts import COUNT, OTHER, OwnPhrase, OwnPhrases
from scheduler.publication.languages.catalogues import SourcePhrase, phrases, source_phrases
from scheduler.publication.languages.language import language

MOST_NAMED = 3
"""The most missing phrases that one warning names."""

_PATH: FieldPath = ("programme", "phrases")


def phrase_warnings(programme: Programme) -> Iterator[Problem]:
    """Yields warnings about languages without phrases, and about the secretariat's own phrases."""
    for index, code in enumerate(programme.languages):
        if not language(code, programme.phrases).has_phrases:
            words = (
                f"Twincal has no phrases in {code}: readers see English ones around your texts; "
                f"`twincal phrases {code}` prints them for you to translate"
            )
            yield _warning(("programme", "languages", index), words)
    for own in programme.phrases:
        path = (*_PATH, own.language)
        if not any(map(own.serves, programme.languages)):
            words = f"`{own.language}` is not among the `languages:` of the programme"
            yield _warning(path, words, at="key")
        yield from _missing(own, path)
        for phrase in own.phrases:
            yield from _wrong_phrase(phrase, own.language, (*path, phrase.english))


def _missing(own: OwnPhrases, path: FieldPath) -> Iterator[Problem]:
    """Yields a warning if a language has neither a catalogue nor all phrases."""
    if phrases(own.language) is not None:
        return
    written = {phrase.english for phrase in own.phrases}
    missing = [phrase.english for phrase in source_phrases() if phrase.english not in written]
    if missing:
        number = "1 phrase is" if len(missing) == 1 else f"{len(missing)} phrases are"
        names = ", ".join(map(quoted, missing[:MOST_NAMED])) + ("…" if len(missing) > MOST_NAMED else "")
        words = (
            f"{number} missing, and readers see the English words: {names}; "
            f"`twincal phrases {own.language}` prints all"
        )
        yield _warning(path, words, at="key")


def _wrong_phrase(phrase: OwnPhrase, code: str, path: FieldPath) -> Iterator[Problem]:
    known = _by_english()
    source = known.get(phrase.english)
    if source is None:
        suggestion = closest(phrase.english, known)
        hint = f"; did you mean {quoted(suggestion)}?" if suggestion else ""
        yield _warning(path, f"Twincal has no such phrase{hint}", at="key")
        return
    wanted = language(code).plural_examples if source.plural is not None else (OTHER,)
    if len(wanted) != len(phrase.forms):
        words = f"this phrase has other plural forms; copy its lines from `twincal phrases {code}`"
        yield _warning(path, words, at="key")
    elif vague := [words for form, words in phrase.forms if _lacks_its_number(phrase, code, form, words)]:
        words = f"{quoted(vague[0])} stands for several numbers in this language: put `{COUNT}` into it"
        yield _warning(path, words, at="key")


def _lacks_its_number(phrase: OwnPhrase, code: str, form: str, words: str) -> bool:
    return COUNT in phrase.english and COUNT not in words and not language(code).is_for_one_number(form)


def _by_english() -> Mapping[str, SourcePhrase]:
    return {phrase.english: phrase for phrase in source_phrases()}


def _warning(path: FieldPath, words: str, *, at: Literal["key", "value"] = "value") -> Problem:
    return Problem(path, words, level="warning", at=at)
