"""Reads the translations that the secretariat gives of Twincal's own English phrases, in the form of gettext.

A file such as `sv.po` has the name of its language. Only `check` asks whether Twincal has such a phrase, and
names those that are missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from gettext import c2py
from io import StringIO
from pathlib import PurePosixPath

from babel.core import Locale, UnknownLocaleError
from babel.messages.pofile import PoFileError, read_po
from msgspec import Struct

from scheduler.configuration.located import Located, dotted
from scheduler.configuration.source.files import File
from scheduler.configuration.spelling import ParseError, listed
from scheduler.configuration.vocabulary.codes import language
from scheduler.programme.advice import Advice, advise, command
from scheduler.programme.problems import Problem
from scheduler.programme.texts import COUNT, OTHER, OwnPhrase, OwnPhrases

_LINE = re.compile(r'\s*(?:#.*|(?:[a-z_]+(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*"\s*)?')
_NO_LINE = 'this is not a line of gettext; a phrase is written `msgid "…"`, its translation `msgstr "…"`'
_NO_PHRASE = "this is no phrase of gettext, or has more `msgstr[…]` than the head of the file has `nplurals`"
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


class PhraseFile(Struct, frozen=True):
    """A file with phrases, and the line of each; `phrases` is None if it has no language or is unreadable."""

    display_name: str
    phrases: OwnPhrases | None = None
    lines: Mapping[str, int] = {}
    problems: tuple[Located, ...] = ()

    def located(self, problem: Problem) -> Located:
        """Returns a problem with `programme.phrases.LANGUAGE` or a phrase below it, with its place."""
        line, field = self.lines.get(str(problem.path[-1]), 1), dotted(problem.path)
        message, level, code, advice = problem.message, problem.level, problem.code, problem.advice
        return Located(self.display_name, line, 1, field, message, level, code, advice)


def read_phrases(file: File) -> PhraseFile:
    """Returns the phrases of `file`; those without words, and those marked as fuzzy, are left out."""
    name, text = file.display_name, file.lines.text

    def unreadable(line: int, words: str, advice: Advice = "") -> PhraseFile:
        return PhraseFile(name, problems=(Located(name, line, 1, "", words, advice=advice),))

    if file.problem is not None:
        return PhraseFile(name, problems=(file.problem,))
    try:
        code = language(PurePosixPath(file.digest.name).stem.replace("_", "-"))
    except ParseError as error:
        return unreadable(1, f"a file with phrases has the name of its language, such as `sv.po`; {error}")
    for number, line in enumerate(text.split("\n"), 1):
        if not _LINE.fullmatch(line):  # the library would drop a letter where a quotation mark is missing
            return unreadable(number, _NO_LINE)
    locale, template = _locale(code), command("phrases", code)
    # A number for each plural form of the language; 0 only if need be, as heads of files differ about it.
    numbers = {locale.plural_form(number): number for number in (0, *reversed(range(1, 200)))}
    try:
        catalog = read_po(StringIO(text), locale, ignore_obsolete=True, abort_invalid=True)
        index = c2py(catalog.plural_expr)
        places = {form: index(number) for form, number in {OTHER: 0, **numbers}.items()}
    except PoFileError as error:
        return unreadable(error.lineno + 1, _NO_PHRASE)
    except Exception:  # the library reads a head that anybody may have written
        return unreadable(1, "the head of this file cannot be read", advise("take that of {}", template))
    phrases, lines, problems = [], {}, []
    if catalog.num_plurals != len(numbers) and any(message.pluralizable for message in catalog):
        reason = (
            f"phrases with a number have {catalog.num_plurals} plural forms here, and need {len(numbers)} in "
            f"`{code}`"
        )
        advice = advise("take the head and these phrases from {}", template)
        problems.append(Located(name, 1, 1, "", reason, "warning", advice=advice))
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        forms = {OTHER: str(message.string)}
        if message.pluralizable:
            words = dict(enumerate(message.string or ()))
            forms = {form: words.get(place, "") for form, place in places.items()}
        english = message.id[0] if message.pluralizable else str(message.id)
        lines[english] = message.lineno or 1
        try:
            if any(words.strip() for words in forms.values()):
                checked = ((form, _checked(english, form, words)) for form, words in forms.items())
                phrases.append(OwnPhrase(english, tuple(checked)))
        except ParseError as error:
            field = dotted(("programme", "phrases", code, english))
            problems.append(Located(name, lines[english], 1, field, str(error)))
    return PhraseFile(name, OwnPhrases(code, tuple(phrases)), lines, tuple(problems))


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _checked(english: str, form: str, text: str) -> str:
    """Returns the words, which must have the placeholders of the English phrase."""
    words = text.strip()
    longest = 40 + 3 * len(english)  # calendars have little room
    if not words:
        raise ParseError("words for some numbers are missing; fill in each of `msgstr[0]`, `msgstr[1]`, …")
    if len(words) > longest:
        raise ParseError(f"this is {len(words):,} characters long; write at most {longest:,}")
    wanted, written = set(_PLACEHOLDER.findall(english)), set(_PLACEHOLDER.findall(words))
    missing = sorted(wanted - written - (set() if form == OTHER else {COUNT}))
    if missing:
        raise ParseError(f"{listed(missing)} is missing: Twincal puts something in its place")
    unknown = sorted(written - wanted)
    if unknown:
        hint = f"it has {listed(sorted(wanted))}" if wanted else "it has none"
        raise ParseError(f"{listed(unknown)} is not in the English phrase; {hint}")
    if re.search("[{}]", _PLACEHOLDER.sub("", words)):
        raise ParseError("braces are only for words that Twincal fills in")
    return words
