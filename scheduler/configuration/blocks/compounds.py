"""The own types of fields that are one text or a block of texts: versions per language, hours per city.

Each problem inside such a block names the key that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from typing import Annotated, Any, TypeVar

from pydantic import PlainValidator, WithJsonSchema

from scheduler.configuration.blocks.limits import (
    LONGEST_ADDRESS,
    LONGEST_LINE,
    LONGEST_PROSE,
    LONGEST_REMARK,
    check_length,
)
from scheduler.configuration.blocks.scalars import of_text, words_schema
from scheduler.configuration.phrases.hours import HOUR_PATTERN, hour
from scheduler.configuration.spelling import Misunderstood, MisunderstoodKey, SeveralMisunderstood, quoted
from scheduler.configuration.vocabulary.addresses import address
from scheduler.configuration.vocabulary.languages import LANGUAGE_PATTERN
from scheduler.programme.texts import Text

T = TypeVar("T")
_TRUE, _FALSE = ("true", "yes"), ("false", "no")


def each(value: dict[str, Any], read: Callable[[str, Any], T]) -> dict[str, T]:
    """`value` with every item read; raises SeveralMisunderstood with all items that cannot be."""
    result: dict[str, T] = {}
    wrong: list[tuple[str, Misunderstood]] = []
    for key, item in value.items():
        try:
            result[key] = read(key, item)
        except Misunderstood as error:
            wrong.append((key, error))
    if wrong:
        raise SeveralMisunderstood(wrong)
    return result


def text(longest: int) -> Callable[[Any], Text]:
    """The reader of one text for all languages, or a version per language, each at most `longest` long."""
    plain = of_text(str.strip, "a text, or one per language", longest, otherwise="text-expected")
    version = of_text(str.strip, "the words in this language", longest)

    def read_version(language: str, value: Any) -> str:
        if not re.fullmatch(LANGUAGE_PATTERN, language):
            raise MisunderstoodKey(
                f"{quoted(language)} is no language code; write one text, or a version per language such as "
                "`{en: …, bg: …}`"
            )
        return version(value)

    def validate(value: Any) -> Text:
        if isinstance(value, dict) and value:
            return Text.of(each(value, read_version))
        return Text.plain(plain(value))

    return validate


_reason = text(LONGEST_REMARK)


def cancellation(value: Any) -> Text | bool:
    """`true`, or the reason as a text; raises Misunderstood."""
    if isinstance(value, str) and value.strip().casefold() in _TRUE:
        return True
    if isinstance(value, str) and value.strip().casefold() in _FALSE:
        raise Misunderstood("a meeting that is not cancelled needs no `cancel:`; take the line out")
    if value is None:
        raise Misunderstood(
            "is it cancelled? Write `cancel: true`, or the reason, as in `cancel: Lunar New Year`"
        )
    return _reason(value)


def hours_at(value: Any) -> time | dict[str, time]:
    """One hour, or an hour per city; raises Misunderstood."""
    read = of_text(hour, "an hour such as `10:00`")
    if isinstance(value, dict) and value:
        return each(value, lambda _, item: read(item))
    return read(value)


def links(value: Any) -> dict[str, str]:
    """A web address for each label; raises Misunderstood."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Misunderstood(
            "must be lines of a label and an address, such as `agenda: https://example.org/agenda`",
            code="wrong-shape",
        )
    return each(value, _link)


def _link(label: str, value: Any) -> str:
    if not label.strip():
        raise MisunderstoodKey("a link needs a label, such as `agenda: https://example.org/agenda`")
    try:
        check_length(label, LONGEST_LINE)
    except Misunderstood as error:
        raise MisunderstoodKey(f"the label of a link: {error}") from None
    return of_text(address, "a web address", LONGEST_ADDRESS)(value)


def _text_schema(longest: int, *more: dict[str, Any]) -> WithJsonSchema:
    words = words_schema(longest)
    per_language = {
        "type": "object",
        "propertyNames": {"pattern": f"^{LANGUAGE_PATTERN}$"},
        "additionalProperties": words,
    }
    return WithJsonSchema({"anyOf": [*more, words, per_language]})


_HOUR_SCHEMA = {"type": "string", "pattern": f"^{HOUR_PATTERN}$"}

Translated = Annotated[Text, PlainValidator(text(LONGEST_LINE)), _text_schema(LONGEST_LINE)]
Remark = Annotated[Text, PlainValidator(text(LONGEST_REMARK)), _text_schema(LONGEST_REMARK)]
Prose = Annotated[Text, PlainValidator(text(LONGEST_PROSE)), _text_schema(LONGEST_PROSE)]
Cancel = Annotated[
    Text | bool,
    PlainValidator(cancellation),
    _text_schema(LONGEST_REMARK, {"const": True}),
]
Hours = Annotated[
    time | dict[str, time],
    PlainValidator(hours_at),
    WithJsonSchema({"anyOf": [_HOUR_SCHEMA, {"type": "object", "additionalProperties": _HOUR_SCHEMA}]}),
]
Links = Annotated[
    dict[str, str],
    PlainValidator(links),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"maxLength": LONGEST_LINE},
            "additionalProperties": {
                "type": "string",
                "pattern": r"^https?://\S+$",
                "maxLength": LONGEST_ADDRESS,
            },
        }
    ),
]
