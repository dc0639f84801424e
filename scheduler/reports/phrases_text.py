"""Twincal's phrases as YAML for a translator, with the translations that Twincal has."""

from __future__ import annotations

import json
from collections.abc import Iterator

from scheduler.publication.languages.catalogues import SourcePhrase, source_phrases
from scheduler.publication.languages.language import Language, language

_HEAD = """\
# The phrases of Twincal in {name} ({code}). Write the translation after each colon.
# Leave the words in {{braces}} as they are: Twincal puts a name or a date there.
# Put this file into the folder of your programme. `twincal check` says what is missing.
programme:
  phrases:
    {code}:
"""


def phrases_text(code: str) -> str:
    """Returns the YAML with every phrase, to be filled in for the language `code`."""
    translated = language(code)
    name = language("en").language_name(code.partition("-")[0])
    lines = (line for phrase in source_phrases() for line in _lines(phrase, translated))
    return _HEAD.format(name=name, code=code) + "".join(f"      {line}\n" for line in lines)


def _lines(phrase: SourcePhrase, translated: Language) -> Iterator[str]:
    if phrase.note:
        yield f"# {phrase.note}"
    if phrase.plural is None:
        words = translated.words(phrase.english)
        yield _line(phrase.english, words if translated.has_phrases else "")
        return
    yield _line(phrase.english, "")
    for category, number in translated.plural_examples.items():
        words = translated.words_for(phrase.english, phrase.plural, number)
        yield f"  {_line(category, words if translated.has_phrases else '')}"


def _line(key: str, words: str) -> str:
    """Returns a line in the double quotes of YAML, which are those of JSON."""
    written = key if key.isalpha() else json.dumps(key, ensure_ascii=False)
    return f"{written}: {json.dumps(words, ensure_ascii=False)}" if words else f"{written}:"
