"""Reads the translations that the secretariat gives of Twincal's own English phrases: `sv.po` and the like.

Only `check` asks whether Twincal has such a phrase, and names those that are missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from scheduler.configuration.blocks.readers import one_text
from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.files import File
from scheduler.configuration.spelling import Misunderstood, listed
from scheduler.configuration.vocabulary.languages import language
from scheduler.configuration.vocabulary.po_files import (
    Translation,
    UnreadableTranslations,
    read_translations,
)
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.texts import COUNT, OTHER, OwnPhrase, OwnPhrases

_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


class PhraseFile(Struct, frozen=True):
    """A file with phrases, its name as messages show it, and the line of each phrase.

    `phrases` is None if it has no language or cannot be read.
    """

    shown: str
    phrases: OwnPhrases | None
    lines: Mapping[str, int]
    problems: tuple[Located, ...] = ()

    def located(self, problem: Problem) -> Located:
        """Returns a problem with `programme.phrases.LANGUAGE` or a phrase below it, with its place."""
        line = self.lines.get(str(problem.path[-1]), 1)
        return Located(
            self.shown, line, 1, dotted(problem.path), problem.message, problem.level, problem.code
        )


def read_phrases(file: File) -> PhraseFile:
    """Returns the phrases of `file`, whose name is that of the language; those without words are left out."""
    if file.problem is not None:
        return PhraseFile(file.shown, None, {}, (file.problem,))
    name = PurePosixPath(file.digest.name).stem
    try:
        code = language(name.replace("_", "-"))
        translations = read_translations(file.text, code)
    except Misunderstood as error:
        reason = f"a file with phrases has the name of its language, such as `sv.po`; {error}"
        return PhraseFile(file.shown, None, {}, (Located(file.shown, 1, 1, "", reason),))
    except UnreadableTranslations as error:
        return PhraseFile(file.shown, None, {}, (Located(file.shown, error.line, 1, "", str(error)),))
    phrases, problems = [], []
    for translation in translations:
        path: FieldPath = ("programme", "phrases", code, translation.english)
        try:
            if forms := _forms(translation):
                phrases.append(OwnPhrase(translation.english, forms))
        except Misunderstood as error:
            problems.append(Located(file.shown, translation.line, 1, dotted(path), str(error)))
    lines = {translation.english: translation.line for translation in translations}
    return PhraseFile(file.shown, OwnPhrases(code, tuple(phrases)), lines, tuple(problems))


def _forms(translation: Translation) -> tuple[tuple[str, str], ...]:
    """Returns the words of one phrase by plural category; nothing if none is written yet."""
    written = [words for _, words in translation.forms if words.strip()]
    if not written:
        return ()
    if len(written) < len(translation.forms):
        raise Misunderstood("words for some numbers are missing; fill in each of `msgstr[0]`, `msgstr[1]`, …")
    return tuple((form, _words(translation.english, form, words)) for form, words in translation.forms)


def _words(english: str, form: str, text: str) -> str:
    """Returns the words, which must have the placeholders of the English phrase."""
    words: str = one_text(str.strip, "the words in this language", _longest(english))(text)
    wanted, written = set(_PLACEHOLDER.findall(english)), set(_PLACEHOLDER.findall(words))
    may_lack = set() if form == OTHER else {COUNT}
    missing = sorted(wanted - written - may_lack)
    if missing:
        raise Misunderstood(f"{listed(missing)} is missing: Twincal puts something in its place")
    unknown = sorted(written - wanted)
    if unknown:
        hint = f"it has {listed(sorted(wanted))}" if wanted else "it has none"
        raise Misunderstood(f"{listed(unknown)} is not in the English phrase; {hint}")
    if re.search("[{}]", _PLACEHOLDER.sub("", words)):
        raise Misunderstood("braces are only for words that Twincal fills in")
    return words


def _longest(english: str) -> int:
    """Returns the most characters of a translation: calendars have little room."""
    return 40 + 3 * len(english)
