"""Finds what is doubtful in the languages of a programme, and in the secretariat's own phrases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scheduler.configuration.spelling import closest, quoted
from scheduler.findings.finding import Doubt
from scheduler.programme.problems import FieldPath
from scheduler.programme.programme import Programme
from scheduler.programme.texts import COUNT, OTHER, OwnPhrase, OwnPhrases
from scheduler.publication.languages.catalogues import SourcePhrase, phrases, source_phrases
from scheduler.publication.languages.language import language

MOST_NAMED = 3
"""The most missing phrases that one warning names."""


class NoPhrases(Doubt, frozen=True, kw_only=True):
    """Twincal has no phrases in a language of the programme, and neither has the secretariat."""

    english = (
        "Twincal has no phrases in {language}: readers see English ones around your texts; "
        "`twincal phrases {language}` prints them for you to translate"
    )
    language: str


class PhrasesUnused(Doubt, frozen=True, kw_only=True):
    """There are phrases in a language that the programme does not have."""

    english = "`{language}` is not among the `languages:` of the programme"
    language: str


class PhrasesMissing(Doubt, frozen=True, kw_only=True):
    """The secretariat's phrases are not all that a language needs."""

    english = (
        "{missing:phrase} {missing:is|are} missing, and readers see the English words: {names}; "
        "`twincal phrases {language}` prints all"
    )
    language: str
    missing: int
    names: str


class PhraseUnknown(Doubt, frozen=True, kw_only=True):
    """Twincal never says the English words of a phrase."""

    english = "Twincal has no such phrase{hint}"
    hint: str


class PhraseForms(Doubt, frozen=True, kw_only=True):
    """A phrase has the plural forms of another language."""

    english = "this phrase has other plural forms; copy its lines from `twincal phrases {language}`"
    language: str


class PhraseWithoutNumber(Doubt, frozen=True, kw_only=True):
    """A plural form that stands for several numbers does not name them."""

    english = "{words} stands for several numbers in this language: put `{count}` into it"
    count = COUNT
    words: str


def phrase_doubts(programme: Programme) -> Iterator[Doubt]:
    """Yields the findings about languages without phrases, and about the secretariat's own phrases."""
    for index, code in enumerate(programme.languages):
        if not language(code, programme.phrases).has_phrases:
            yield NoPhrases(path=("programme", "languages", index), language=code)
    for own in programme.phrases:
        path = ("programme", "phrases", own.language)
        if not any(map(own.serves, programme.languages)):
            yield PhrasesUnused(path=path, language=own.language)
        yield from _missing(own, path)
        for phrase in own.phrases:
            yield from _wrong_phrase(phrase, own.language, (*path, phrase.english))


def _missing(own: OwnPhrases, path: FieldPath) -> Iterator[PhrasesMissing]:
    """Yields a finding if a language has neither a catalogue nor all phrases."""
    if phrases(own.language) is not None:
        return
    written = {phrase.english for phrase in own.phrases}
    missing = [phrase.english for phrase in source_phrases() if phrase.english not in written]
    if missing:
        names = ", ".join(map(quoted, missing[:MOST_NAMED])) + ("…" if len(missing) > MOST_NAMED else "")
        yield PhrasesMissing(path=path, language=own.language, missing=len(missing), names=names)


def _wrong_phrase(phrase: OwnPhrase, code: str, path: FieldPath) -> Iterator[Doubt]:
    known = _by_english()
    source = known.get(phrase.english)
    if source is None:
        suggestion = closest(phrase.english, known)
        yield PhraseUnknown(path=path, hint=f"; did you mean {quoted(suggestion)}?" if suggestion else "")
        return
    wanted = language(code).plural_examples if source.plural is not None else (OTHER,)
    if len(wanted) != len(phrase.forms):
        yield PhraseForms(path=path, language=code)
    elif vague := [words for form, words in phrase.forms if _lacks_its_number(phrase, code, form, words)]:
        yield PhraseWithoutNumber(path=path, words=quoted(vague[0]))


def _lacks_its_number(phrase: OwnPhrase, code: str, form: str, words: str) -> bool:
    return COUNT in phrase.english and COUNT not in words and not language(code).is_for_one_number(form)


def _by_english() -> Mapping[str, SourcePhrase]:
    return {phrase.english: phrase for phrase in source_phrases()}
