"""Reads the translations that the secretariat gives of Twincal's own English phrases, in the form of gettext.

A file such as `sv.po` has the name of its language. Only `check` asks whether Twincal has such a phrase, and
names those that are missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
from scheduler.programme.problems import FieldPath, Problem
from scheduler.programme.texts import COUNT, OTHER, OwnPhrase, OwnPhrases

_LINE = re.compile(r'\s*(?:#.*|(?:[a-z_]+(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*"\s*)?')
_NO_LINE = 'this is not a line of gettext; a phrase is written `msgid "…"`, its translation `msgstr "…"`'
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
        return Located(self.display_name, line, 1, field, problem.message, problem.level, problem.code)


def read_phrases(file: File) -> PhraseFile:
    """Returns the phrases of `file`; those without words, and those marked as fuzzy, are left out."""
    name, text = file.display_name, file.lines.text
    if file.problem is not None:
        return PhraseFile(name, problems=(file.problem,))
    try:
        code = language(PurePosixPath(file.digest.name).stem.replace("_", "-"))
    except ParseError as error:
        reason = f"a file with phrases has the name of its language, such as `sv.po`; {error}"
        return PhraseFile(name, problems=(Located(name, 1, 1, "", reason),))
    for number, line in enumerate(text.split("\n"), 1):
        if not _LINE.fullmatch(line):  # the library would drop a letter where a quotation mark is missing
            return PhraseFile(name, problems=(Located(name, number, 1, "", _NO_LINE),))
    try:
        messages = tuple(_messages(text, code))
    except PoFileError as error:
        return PhraseFile(name, problems=(Located(name, error.lineno + 1, 1, "", _NO_LINE),))
    except Exception:  # the library reads a head that anybody may have written
        words = f"the head of this file cannot be read; take that of `twincal phrases {code}`"
        return PhraseFile(name, problems=(Located(name, 1, 1, "", words),))
    phrases, problems = [], []
    for number, english, forms in messages:
        path: FieldPath = ("programme", "phrases", code, english)
        try:
            if any(words.strip() for words in forms.values()):
                checked = ((form, _checked(english, form, words)) for form, words in forms.items())
                phrases.append(OwnPhrase(english, tuple(checked)))
        except ParseError as error:
            problems.append(Located(name, number, 1, dotted(path), str(error)))
    lines = {english: number for number, english, _ in messages}
    return PhraseFile(name, OwnPhrases(code, tuple(phrases)), lines, tuple(problems))


def _messages(text: str, code: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Yields the line of each phrase, the phrase, and its words by plural category."""
    try:
        locale = Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    catalog = read_po(StringIO(text), locale, ignore_obsolete=True, abort_invalid=True)
    index = c2py(catalog.plural_expr)
    # A number for each plural category; OTHER may need none.
    examples = {OTHER: 0, **{locale.plural_form(number): number for number in reversed(range(200))}}
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, tuple):
            words = dict(enumerate(message.string or ()))
            forms = {form: words.get(index(number), "") for form, number in examples.items()}
            yield message.lineno or 1, message.id[0], forms
        else:
            yield message.lineno or 1, str(message.id), {OTHER: str(message.string)}


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
