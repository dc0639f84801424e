"""Reads `phrases:`, the translations that the secretariat gives of Twincal's own English phrases.

Only `check` asks whether Twincal has such a phrase, and names those that are missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scheduler.configuration.blocks.readers import each, one_text
from scheduler.configuration.spelling import Misunderstood, MisunderstoodKey, listed, quoted
from scheduler.configuration.vocabulary.languages import LANGUAGE_PATTERN, language
from scheduler.programme.texts import COUNT, OTHER, PLURAL_CATEGORIES, OwnPhrase, OwnPhrases

_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_PHRASE_SCHEMA = {
    "anyOf": [
        {"type": ["string", "null"]},
        {
            "additionalProperties": False,
            "properties": {category: {"type": "string"} for category in PLURAL_CATEGORIES},
            "required": [OTHER],
            "type": "object",
        },
    ]
}
PHRASES_SCHEMA = {
    "additionalProperties": {"additionalProperties": _PHRASE_SCHEMA, "type": ["object", "null"]},
    "propertyNames": {"pattern": f"^{LANGUAGE_PATTERN}$"},
    "type": "object",
}
"""The JSON Schema of the field."""
_EXAMPLE = "`sv:` with lines such as `Next meeting: Nästa möte` below it"


def own_phrases(value: Any) -> tuple[OwnPhrases, ...]:
    """Returns the phrases of each language; those without words are left out."""
    if not isinstance(value, dict):
        raise Misunderstood(f"must be phrases by language: {_EXAMPLE}", code="wrong-shape")
    return tuple(OwnPhrases(code, phrases) for code, phrases in each(value, _of_language).items())


def _of_language(code: str, value: Any) -> tuple[OwnPhrase, ...]:
    try:
        language(code)
    except Misunderstood as error:
        raise MisunderstoodKey(str(error)) from None
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise Misunderstood(f"must be phrases: {_EXAMPLE}", code="wrong-shape")
    forms = each(_without_empty(value), _forms)
    return tuple(OwnPhrase(english, words) for english, words in forms.items() if words)


def _without_empty(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in value.items() if item is not None}


def _forms(english: str, value: Any) -> tuple[tuple[str, str], ...]:
    """Returns the words of one phrase by plural category; nothing if none is written yet."""
    if not isinstance(value, dict):
        return ((OTHER, _words(english, value)),)
    forms = each(_without_empty(value), lambda category, words: _form(english, category, words))
    if forms and OTHER not in forms:
        raise Misunderstood(f"`{OTHER}:` is missing, the words for all other numbers")
    return tuple(forms.items())


def _form(english: str, category: str, value: Any) -> str:
    if category not in PLURAL_CATEGORIES:
        raise MisunderstoodKey(
            f"{quoted(category)} is not a plural form; the forms are {listed(PLURAL_CATEGORIES)}"
        )
    return _words(english, value, may_lack=frozenset() if category == OTHER else frozenset((COUNT,)))


def _words(english: str, value: Any, may_lack: frozenset[str] = frozenset()) -> str:
    """Returns the words, which must have the placeholders of the English phrase."""
    words: str = one_text(str.strip, "the words in this language", _longest(english))(value)
    wanted, written = set(_PLACEHOLDER.findall(english)), set(_PLACEHOLDER.findall(words))
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
