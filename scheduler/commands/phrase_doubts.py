"""Finds which phrases a language of the programme lacks, and which of the secretariat's own are of no use."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.configuration.spelling import closest, quoted
from scheduler.findings.finding import Doubt
from scheduler.programme.advice import Advice, advise, command
from scheduler.programme.programme import Programme
from scheduler.publication.languages.catalogues import source_phrases
from scheduler.publication.languages.language import language

MOST_NAMED = 3
"""The most missing phrases that one warning names."""


class PhrasesMissing(Doubt, frozen=True, kw_only=True):
    """Readers of a language see some phrases, or all, in English."""

    english = "{missing:phrase} {missing:is|are} missing in {language}, and readers see English ones: {names}"
    language: str
    missing: int
    names: str

    @property
    def advice(self) -> Advice:
        """What prints them."""
        return advise("{} prints all for you to translate", command("phrases", self.language))


class PhraseUnknown(Doubt, frozen=True, kw_only=True):
    """Twincal never says the English words of a phrase."""

    english = "Twincal does not use this phrase{hint}"
    hint: str


class PhraseForms(Doubt, frozen=True, kw_only=True):
    """A phrase with a number has one form in a language that has several, or the other way round."""

    english = "this phrase has other plural forms"
    language: str

    @property
    def advice(self) -> Advice:
        """Where its lines are right."""
        return advise("copy its lines from {}", command("phrases", self.language))


def phrase_doubts(programme: Programme) -> Iterator[Doubt]:
    """Yields the findings about phrases that are missing, and about the secretariat's own."""
    for index, code in enumerate(programme.languages):
        if missing := language(code, programme.phrases).missing_phrases:
            names = ", ".join(map(quoted, missing[:MOST_NAMED])) + ("…" if len(missing) > MOST_NAMED else "")
            yield PhrasesMissing(
                path=("programme", "languages", index), language=code, missing=len(missing), names=names
            )
    plural_of = {phrase.english: phrase.plural for phrase in source_phrases()}
    for own in programme.phrases:
        several = len(language(own.language).plural_examples)
        for phrase in own.phrases:
            path = ("programme", "phrases", own.language, phrase.english)
            if phrase.english not in plural_of:
                suggestion = closest(phrase.english, plural_of)
                hint = f"; did you mean {quoted(suggestion)}?" if suggestion else ""
                yield PhraseUnknown(path=path, hint=hint)
            elif len(phrase.forms) != (several if plural_of[phrase.english] else 1):
                yield PhraseForms(path=path, language=own.language)
