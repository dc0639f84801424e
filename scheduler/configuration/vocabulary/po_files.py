"""Reads a file of translations in the form of gettext (`sv.po`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from gettext import c2py
from io import StringIO

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po
from msgspec import Struct

from scheduler.programme.texts import OTHER

_LINE = re.compile(r'\s*(?:#.*|(?:[a-z_]+(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*"\s*)?')
_NO_LINE = 'this is not a line of gettext; a phrase is written `msgid "…"`, its translation `msgstr "…"`'


class Translation(Struct, frozen=True):
    """The words for one English phrase by plural category, and the line on which the phrase is written.

    Some or all of the words are empty if they are not translated yet.
    """

    line: int
    english: str
    forms: tuple[tuple[str, str], ...]


class UnreadableTranslations(Exception):  # noqa: N818  # the text is at fault, not the program
    """A text that is no file of translations, from this line on; the message says what would be right."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def read_translations(text: str, code: str) -> tuple[Translation, ...]:
    """Returns the translations into the language `code`, except those marked as fuzzy.

    Raises UnreadableTranslations.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if not _LINE.fullmatch(line):  # the library would drop a letter where a quotation mark is missing
            raise UnreadableTranslations(number, _NO_LINE)
    try:
        catalog = read_po(StringIO(text), _locale(code), ignore_obsolete=True, abort_invalid=True)
        return tuple(_translations(catalog, c2py(catalog.plural_expr), _examples(_locale(code))))
    except PoFileError as error:
        raise UnreadableTranslations(error.lineno + 1, _NO_LINE) from None
    except Exception:  # the library reads a head that anybody may have written
        words = f"the head of this file cannot be read; take that of `twincal phrases {code}`"
        raise UnreadableTranslations(1, words) from None


def _translations(
    messages: Iterable[Message], index: Callable[[int], int], examples: dict[str, int]
) -> Iterator[Translation]:
    for message in messages:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, tuple):
            words = dict(enumerate(message.string or ()))
            forms = tuple((form, words.get(index(number), "")) for form, number in examples.items())
            yield Translation(message.lineno or 1, message.id[0], forms)
        else:
            yield Translation(message.lineno or 1, str(message.id), ((OTHER, str(message.string)),))


def _examples(locale: Locale) -> dict[str, int]:
    """Returns a number for each plural category of a language; OTHER may need none."""
    return {OTHER: 0, **{locale.plural_form(number): number for number in reversed(range(200))}}


def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
