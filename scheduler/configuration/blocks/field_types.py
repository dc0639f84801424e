"""The types of the fields of blocks: the reader of each, and the JSON Schema with which editors help.

The schema helps while typing and never decides; patterns in it may be looser than the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from msgspec import Struct

from scheduler.configuration.blocks.readers import (
    LONGEST_ADDRESS,
    LONGEST_LINE,
    LONGEST_PROSE,
    LONGEST_REMARK,
    ValueReader,
    cancellation,
    links,
    number_of_days,
    on_one_line,
    one_hour_or_per_city,
    one_of,
    one_or_list,
    one_text,
    subdivision,
    translated,
    yes_or_no,
)
from scheduler.configuration.phrases import dates, hours, lengths, rules, weekdays
from scheduler.configuration.spelling import listed
from scheduler.configuration.vocabulary import countries, languages, web_addresses
from scheduler.programme.details import CancelledPolicy, Status
from scheduler.programme.series import HolidayPolicy, HolidayShare
from scheduler.programme.spans import Bound, Days, Length
from scheduler.programme.texts import Text


class FieldType(Struct, frozen=True, eq=False):
    """The reader of the values of a field, and their schema.

    `holds_names` is set if the values are ids or zones. They are compared with known ones or have a strict
    form, so they hold no free text.
    """

    read: ValueReader[Any]
    schema: dict[str, Any]
    holds_names: bool = False


def _line(
    read: Callable[[str], Any],
    wanted: str,
    description: str,
    pattern: str | None = None,
    *,
    longest: int = LONGEST_LINE,
) -> FieldType:
    """Returns the type of one text."""
    schema: dict[str, Any] = {"description": description, "maxLength": longest}
    if pattern:
        schema["pattern"] = f"^{pattern}$"
    return FieldType(one_text(read, wanted, longest), {**schema, "type": "string"})


def _address(read: Callable[[str], str], description: str) -> FieldType:
    pattern = web_addresses.ADDRESS_PATTERN
    return _line(read, "a web address", description, pattern, longest=LONGEST_ADDRESS)


def _name(wanted: str) -> FieldType:
    """Returns the type of one id or the name of a zone."""
    return FieldType(one_text(str.strip, wanted), _NAME_SCHEMA, holds_names=True)


def _word_among(words: Iterable[str], kind: str, description: str) -> FieldType:
    """Returns the type of one of `words`; `kind` names it in messages."""
    choices = {str(word): word for word in words}
    schema = {"description": description, "enum": [*choices], "maxLength": LONGEST_LINE, "type": "string"}
    return FieldType(one_text(one_of(choices, kind), listed(choices, last="or")), schema)


def _one_or_list(read: Callable[[Any], Any], item: dict[str, Any], *, holds_names: bool = False) -> FieldType:
    """Returns the type of a list of such items or of one of them."""
    schema = {"anyOf": [{"items": item, "type": "array"}, item]}
    return FieldType(one_or_list(read), schema, holds_names=holds_names)


def _words_schema(longest: int) -> dict[str, Any]:
    """Returns the schema of a text; an unquoted `1234` is a number for YAML, and a text for Twincal."""
    return {"maxLength": longest, "type": ["string", "number", "boolean"]}


def _translated_schema(longest: int, *more: dict[str, Any]) -> dict[str, Any]:
    words = _words_schema(longest)
    per_language = {
        "additionalProperties": words,
        "propertyNames": {"pattern": f"^{languages.LANGUAGE_PATTERN}$"},
        "type": "object",
    }
    return {"anyOf": [*more, words, per_language]}


def _translated(longest: int) -> FieldType:
    return FieldType(translated(longest), _translated_schema(longest))


_NAME_SCHEMA = {"maxLength": LONGEST_LINE, "type": "string"}
_HOUR_SCHEMA = {"pattern": f"^{hours.HOUR_PATTERN}$", "type": "string"}
_LANGUAGE_SCHEMA = {"pattern": f"^{languages.LANGUAGE_PATTERN}$", "type": "string"}
_DAYS_SCHEMA = {"pattern": rf"^{dates.DATE_PATTERN}( ?\.\. ?{dates.DATE_PATTERN})?$", "type": "string"}
_LINK_SCHEMA = {"maxLength": LONGEST_ADDRESS, "pattern": r"^https?://\S+$", "type": "string"}

# Texts and names

_read_text = one_text(str.strip, "a text", wrong_shape="text-expected")
OneText = Annotated[str, FieldType(_read_text, _words_schema(LONGEST_LINE))]
OneName = Annotated[str, _name("a name")]
PairName = Annotated[str, _name("the id of a pair")]
GroupName = Annotated[str, _name("the id of a group")]
_read_name = one_text(str.strip, "a name")
NameList = Annotated[tuple[str, ...], _one_or_list(_read_name, _NAME_SCHEMA, holds_names=True)]
TextList = Annotated[tuple[str, ...], _one_or_list(_read_name, _NAME_SCHEMA)]
_read_calendar = one_text(web_addresses.busy_calendar, "a calendar")
BusyCalendars = Annotated[tuple[str, ...], _one_or_list(_read_calendar, _NAME_SCHEMA)]
Translated = Annotated[Text, _translated(LONGEST_LINE)]
Remark = Annotated[Text, _translated(LONGEST_REMARK)]
Prose = Annotated[Text, _translated(LONGEST_PROSE)]
Cancel = Annotated[Text | bool, FieldType(cancellation, _translated_schema(LONGEST_REMARK, {"const": True}))]

# Dates, hours and lengths of time

Day = Annotated[date, _line(dates.day, "a date such as `2026-12-16`", "a date", dates.DATE_PATTERN)]
_MOMENT = _line(
    dates.moment,
    "a date with an hour such as `2026-11-10 10:00`",
    "a date with an hour, or without one",
    rf"{dates.DATE_PATTERN}([ T]{hours.HOUR_PATTERN})?",
)
DayOrMoment = Annotated[datetime | date, _MOMENT]
_OPEN = _line(dates.moment_or_open, "a date with an hour, or `open`", "a date, or open")
OpenOrMoment = Annotated[datetime | date, _OPEN]
Dates = Annotated[tuple[date, ...], _one_or_list(_MOMENT.read, _MOMENT.schema)]
DayRanges = Annotated[
    tuple[Days, ...],
    _one_or_list(one_text(dates.days, "a date or a range such as `2026-12-24..2027-01-01`"), _DAYS_SCHEMA),
]
From = Annotated[
    Bound,
    _line(
        dates.bound,
        "a month such as `2026-12` or a date",
        "a month or a date",
        rf"{dates.MONTH_PATTERN}(-[0-9]{{2}})?",
    ),
]
Move = Annotated[
    datetime | date | time,
    _line(
        dates.move, "a date and an hour such as `2026-12-16 11:00`", "a date and an hour, a date, or an hour"
    ),
]
Recurrence = Annotated[
    rules.RulePhrase,
    _line(
        rules.rule,
        "a rule such as `third Wednesday`",
        "when it recurs, such as third Wednesday or every 2 weeks on Thursday",
    ),
]
Hours = Annotated[
    time | dict[str, time],
    FieldType(
        one_hour_or_per_city,
        {"anyOf": [_HOUR_SCHEMA, {"additionalProperties": _HOUR_SCHEMA, "type": "object"}]},
    ),
]
OfficeTimes = Annotated[
    tuple[time, time],
    _line(
        hours.office_hours,
        "hours such as `09:00-18:00`",
        "opening and closing",
        rf"{hours.HOUR_PATTERN} ?[-–] ?{hours.HOUR_PATTERN}",
    ),
]
Weekdays = Annotated[
    frozenset[int],
    FieldType(
        on_one_line(one_text(weekdays.office_days, "weekdays such as `Mon-Fri`")),
        {"description": "such as Mon-Fri", "items": {"type": "string"}, "type": ["string", "array"]},
    ),
]
Duration = Annotated[
    timedelta,
    _line(
        hours.duration,
        "a duration such as `60 min`",
        "how long, such as 60 min or 1 h 30 min",
        hours.DURATION_PATTERN,
    ),
]
Span = Annotated[
    Length,
    _line(lengths.length, "a length of time such as `90 days`", "a length of time", lengths.LENGTH_PATTERN),
]
Count = Annotated[
    int,
    FieldType(
        one_text(number_of_days, "a number of days"), {"maximum": 366, "minimum": 1, "type": "integer"}
    ),
]

# Codes and addresses

Country = Annotated[
    str,
    _line(countries.country, "a country code such as `BG`", "ISO 3166-1 alpha-2", countries.COUNTRY_PATTERN),
]
Subdivision = Annotated[str, FieldType(one_text(subdivision, "a code of ISO 3166-2"), _NAME_SCHEMA)]
LanguageCodes = Annotated[
    tuple[str, ...],
    _one_or_list(one_text(languages.language, "a language code such as `en`"), _LANGUAGE_SCHEMA),
]
WebAddress = Annotated[str, _address(web_addresses.address, "a web address")]
BaseAddress = Annotated[str, _address(web_addresses.base_address, "the public address of the site")]
Links = Annotated[
    dict[str, str],
    FieldType(
        links,
        {
            "additionalProperties": _LINK_SCHEMA,
            "propertyNames": {"maxLength": LONGEST_LINE},
            "type": "object",
        },
    ),
]

# Choices

YesNo = Annotated[bool, FieldType(one_text(yes_or_no, "`true` or `false`"), {"type": "boolean"})]
Visibility = Annotated[
    Literal["public", "private"], _word_among(("public", "private"), "visibility", "visibility")
]
AttendanceWord = Annotated[
    Literal["webinars", "everything"], _word_among(("webinars", "everything"), "choice here", "choice here")
]
PolicyWord = Annotated[
    HolidayPolicy, _word_among(HolidayPolicy, "holiday policy", "what a holiday does to a meeting")
]
HolidayShareWord = Annotated[
    HolidayShare, _word_among(HolidayShare, "share of the cities", "how many cities must have a day off")
]
StatusWord = Annotated[Status, _word_among(Status, "status", "whether it takes place")]
Cancelled = Annotated[
    CancelledPolicy,
    _line(
        lengths.cancelled,
        "`show`, `hide` or `30 days`",
        "how long cancelled meetings are shown",
        r"(show|hide|[0-9]+ days?)",
    ),
]
