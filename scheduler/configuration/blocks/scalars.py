"""The own types of the fields: how each value is read, and what an editor may offer for it.

Every value arrives as text (or as nothing, a list or a block). A reader returns the value or raises
Misunderstood; the patterns are for the JSON Schema, which helps while typing and never decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from scheduler.configuration.blocks.limits import LONGEST_ADDRESS, LONGEST_LINE, check_length
from scheduler.configuration.phrases import dates, hours, lengths, rules, weekdays
from scheduler.configuration.spelling import Misunderstood, closest, listed, quoted
from scheduler.configuration.vocabulary import addresses, countries, languages
from scheduler.programme.details import Status
from scheduler.programme.problems import ProblemCode
from scheduler.programme.programme import CancelledPolicy
from scheduler.programme.rules import Monthly
from scheduler.programme.series import Policy
from scheduler.programme.spans import Bound, Days, Length

T = TypeVar("T")


def words_schema(longest: int) -> dict[str, Any]:
    """The schema of a text: YAML takes `1234` for a number, and it is one text all the same."""
    return {"type": ["string", "number", "boolean"], "maxLength": longest}


def of_text(
    read: Callable[[str], T],
    kind: str,
    longest: int = LONGEST_LINE,
    *,
    otherwise: ProblemCode = "wrong-shape",
) -> Callable[[Any], T]:
    """`read` for values that must be one text, not longer than `longest`; `kind` ("a name") says which one.

    The length comes first: so `read` may look at a text as often as it likes. `otherwise` is the code of the
    error for a list or a block.
    """

    def validate(value: Any) -> T:
        if value is None or (isinstance(value, str) and not value.strip()):
            raise Misunderstood(
                f"nothing is written here; write {kind}, or take the line out", code="nothing-written"
            )
        if not isinstance(value, str):
            raise Misunderstood(
                f"must be {kind}, not {'a list' if isinstance(value, list) else 'a block of keys'}",
                code=otherwise,
            )
        check_length(value, longest)
        return read(value)

    return validate


def one_of(choices: dict[str, T], kind: str) -> Callable[[str], T]:
    """The reader of a word among `choices`."""

    def read(text: str) -> T:
        word = " ".join(text.split()).casefold()
        if word in choices:
            return choices[word]
        meant = closest(word, choices)
        hint = f"did you mean `{meant}`? " if meant else ""
        raise Misunderstood(f"{quoted(text)} is no {kind}; {hint}the choices are {listed(choices)}")

    return read


def _yes_or_no(text: str) -> bool:
    word = text.strip().casefold()
    if word in ("true", "yes"):
        return True
    if word in ("false", "no"):
        return False
    raise Misunderstood(f"{quoted(text)} is neither `true` nor `false`")


def _words(text: str) -> str:
    return text.strip()


def _count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,3}", text.strip()) or not 1 <= int(text) <= 366:
        raise Misunderstood(f"{quoted(text)} is no number of days; write `3`, from 1 to 366")
    return int(text)


def _subdivision(text: str) -> str:
    """The code without its country: `DE-BY` is `BY`. Which codes there are, is for the country to say."""
    return re.sub("^[A-Za-z]{2}-", "", text.strip())


def _schema(kind: str, pattern: str | None = None, **more: Any) -> WithJsonSchema:
    whole = {"pattern": f"^{pattern}$"} if pattern else {}
    return WithJsonSchema({"type": "string", "description": kind, **whole, "maxLength": LONGEST_LINE, **more})


def _as_list(value: Any) -> Any:
    """One value alone is a list of one; nothing is an empty list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


AsList = BeforeValidator(_as_list)


def one_or_list(item: dict[str, Any]) -> WithJsonSchema:
    """The schema of a list that may be written as one value where it holds one."""
    return WithJsonSchema({"anyOf": [{"type": "array", "items": item}, item]})


NAME_SCHEMA = {"type": "string", "maxLength": LONGEST_LINE}
LANGUAGE_SCHEMA = {"type": "string", "pattern": f"^{languages.LANGUAGE_PATTERN}$"}
DAYS_SCHEMA = {"type": "string", "pattern": rf"^{dates.DATE_PATTERN}( ?\.\. ?{dates.DATE_PATTERN})?$"}

OneText = Annotated[
    str,
    PlainValidator(of_text(_words, "a text", otherwise="text-expected")),
    WithJsonSchema(words_schema(LONGEST_LINE)),
]
OneName = Annotated[str, PlainValidator(of_text(_words, "a name")), WithJsonSchema(NAME_SCHEMA)]
PairName = Annotated[str, PlainValidator(of_text(_words, "the id of a pair")), WithJsonSchema(NAME_SCHEMA)]
YesNo = Annotated[
    bool, PlainValidator(of_text(_yes_or_no, "`true` or `false`")), WithJsonSchema({"type": "boolean"})
]
OfficeTimes = Annotated[
    tuple[time, time],
    PlainValidator(of_text(hours.office_hours, "hours such as `09:00-18:00`")),
    _schema("opening and closing", rf"{hours.HOUR_PATTERN} ?[-–] ?{hours.HOUR_PATTERN}"),
]
Duration = Annotated[
    timedelta,
    PlainValidator(of_text(hours.duration, "a duration such as `60 min`")),
    _schema("how long, such as 60 min or 1 h 30 min", hours.DURATION_PATTERN),
]
Day = Annotated[
    date,
    PlainValidator(of_text(dates.day, "a date such as `2026-12-16`")),
    _schema("a date", dates.DATE_PATTERN),
]
From = Annotated[
    Bound,
    PlainValidator(of_text(dates.bound, "a month such as `2026-12` or a date")),
    _schema("a month or a date", rf"{dates.MONTH_PATTERN}(-[0-9]{{2}})?"),
]
DayRange = Annotated[
    Days,
    PlainValidator(of_text(dates.days, "a date or a range such as `2026-12-24..2027-01-01`")),
    _schema("a date, or both ends of a range", rf"{dates.DATE_PATTERN}(\.\.{dates.DATE_PATTERN})?"),
]
DayOrMoment = Annotated[
    datetime | date,
    PlainValidator(of_text(dates.moment, "a date with an hour such as `2026-11-10 10:00`")),
    _schema("a date with an hour, or without one", rf"{dates.DATE_PATTERN}([ T]{hours.HOUR_PATTERN})?"),
]
Move = Annotated[
    datetime | date | time,
    PlainValidator(of_text(dates.move, "a date and an hour such as `2026-12-16 11:00`")),
    _schema("a date and an hour, a date, or an hour"),
]
Weekdays = Annotated[
    frozenset[int],
    BeforeValidator(lambda value: ", ".join(value) if _texts(value) else value),
    PlainValidator(of_text(weekdays.office_days, "weekdays such as `Mon-Fri`")),
    WithJsonSchema(
        {"type": ["string", "array"], "items": {"type": "string"}, "description": "such as Mon-Fri"}
    ),
]
Recurrence = Annotated[
    Monthly | rules.Weeks,
    PlainValidator(of_text(rules.rule, "a rule such as `third Wednesday`")),
    _schema("when it recurs, such as third Wednesday or every 2 weeks on Thursday"),
]
Span = Annotated[
    Length,
    PlainValidator(of_text(lengths.length, "a length of time such as `90 days`")),
    _schema("a length of time", lengths.LENGTH_PATTERN),
]
Cancelled = Annotated[
    CancelledPolicy,
    PlainValidator(of_text(lengths.cancelled, "`show`, `hide` or `30 days`")),
    _schema("how long cancelled meetings are shown", r"(show|hide|[0-9]+ days?)"),
]
Country = Annotated[
    str,
    PlainValidator(of_text(countries.country, "a country code such as `BG`")),
    _schema("ISO 3166-1 alpha-2", countries.COUNTRY_PATTERN),
]
Subdivision = Annotated[
    str, PlainValidator(of_text(_subdivision, "a code of ISO 3166-2")), WithJsonSchema(NAME_SCHEMA)
]
LanguageCode = Annotated[
    str,
    PlainValidator(of_text(languages.language, "a language code such as `en`")),
    _schema("a language code", languages.LANGUAGE_PATTERN),
]
Address = Annotated[
    str,
    PlainValidator(of_text(addresses.address, "a web address", LONGEST_ADDRESS)),
    _schema("a web address", addresses.ADDRESS_PATTERN, maxLength=LONGEST_ADDRESS),
]
BaseAddress = Annotated[
    str,
    PlainValidator(of_text(addresses.base_address, "a web address", LONGEST_ADDRESS)),
    _schema("the public address of the site", addresses.ADDRESS_PATTERN, maxLength=LONGEST_ADDRESS),
]
Count = Annotated[
    int,
    PlainValidator(of_text(_count, "a number of days")),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 366}),
]
_POLICIES = {str(policy): policy for policy in Policy}
_STATUSES = {str(status): status for status in Status}
HolidayPolicy = Annotated[
    Policy,
    PlainValidator(of_text(one_of(_POLICIES, "holiday policy"), listed(_POLICIES, last="or"))),
    _schema("what a holiday does to a meeting", enum=list(_POLICIES)),
]
StatusWord = Annotated[
    Status,
    PlainValidator(of_text(one_of(_STATUSES, "status"), listed(_STATUSES, last="or"))),
    _schema("whether it takes place", enum=list(_STATUSES)),
]


def word_among(*choices: str, kind: str) -> Any:
    """The type of a field that is one of a few words."""
    words = {choice: choice for choice in choices}
    return (
        PlainValidator(of_text(one_of(words, kind), listed(choices, last="or"))),
        _schema(kind, enum=list(choices)),
    )


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
