"""The types of the fields of blocks: the reader of each, and the JSON Schema with which editors help.

1. A value is a text, None, a list or a block. A reader returns its meaning, or raises ParseError with what
   would be right.
2. Texts have limits of length: a feed has room for 480 kB (docs/feeds.md), and one endless text would push
   every meeting out of it.
3. The schema helps while typing and never decides; patterns in it may be looser than the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Annotated, Any, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from scheduler.configuration.phrases import calendar_names, date_phrases, hour_phrases, rule_phrases
from scheduler.configuration.spelling import ParseError, closest, is_visible, listed, quoted
from scheduler.configuration.vocabulary import codes, looks, web_addresses
from scheduler.findings.accepted import FACTS
from scheduler.programme.details import CancelledPolicy, Status
from scheduler.programme.series import HolidayPolicy, HolidayShare
from scheduler.programme.spans import Bound, Days, Length
from scheduler.programme.texts import Text

LONGEST_LINE = 255
"""Characters of a text in one line: a title, a name, a label, a role; a rule, a date, an hour."""
LONGEST_REMARK = 1_000
"""Characters of a place, or of the reason of a change: a sentence or two."""
LONGEST_PROSE = 10_000
"""Characters of a description, or of a statement on the pages."""
LONGEST_ADDRESS = 2_000
"""Characters of a web address; not every browser and server reads longer ones."""

T = TypeVar("T")
K = TypeVar("K", str, int)
_Reader = Callable[[Any], T]
_Schema = dict[str, Any]
_Held = Literal["names", "prose", "values"]

TRUE, _FALSE = ("true", "yes"), ("false", "no")


class FieldType(Struct, frozen=True, eq=False):
    """The reader of the values of a field, and their schema.

    `holds` says what the values are: `names` are ids or zones, which are compared with known ones or have a
    strict form; `prose` is kept as it is written, so that nobody notices what a `#` cuts off. No message
    quotes a value that `is_secret`. One that `is_of_office` is for the secretariat alone. `ids_of` are the
    sections whose ids stand in the value.
    """

    read: _Reader[Any]
    schema: _Schema
    holds: _Held = "values"
    is_secret: bool = False
    is_of_office: bool = False
    ids_of: tuple[str, ...] = ()

    @property
    def is_block(self) -> bool:
        """Whether every value is a block of keys, such as links with their labels."""
        return self.schema.get("type") == "object"

    @property
    def takes_languages(self) -> bool:
        """Whether a value may be a text for each language."""
        return any("propertyNames" in schema for schema in self.schema.get("anyOf", ()))

    @property
    def takes_list(self) -> bool:
        """Whether a value may be a list."""
        return any("items" in schema for schema in (self.schema, *self.schema.get("anyOf", ())))


class Words(Struct, frozen=True):
    """Other words that people write for a key, also in the languages of the partners.

    If two keys of a block have the same word, the one in which it stands nearer to the beginning is meant.
    """

    words: str


class Label(Struct, frozen=True):
    """What a form calls a field, and what it says below it."""

    words: str
    hint: str = ""


MAY_BE_EMPTY = "may be empty"
"""The mark of a type whose key needs no value, as if it were not written. Blocks and lists that are empty
where nothing is written need no mark."""


def _one_text(read: Callable[[str], T], wanted: str, longest: int = LONGEST_LINE) -> _Reader[T]:
    """Returns the reader of one text of at most `longest` characters; `wanted` names it, as in "a name".

    The length is checked before `read` sees the text, so that `read` may be slow.
    """

    def read_value(value: Any) -> T:
        if isinstance(value, (list, dict)):
            shape = "a list" if isinstance(value, list) else "a block of keys"
            raise ParseError(f"must be {wanted}, not {shape}")
        if value is None or not value.strip() or not (value.isascii() or is_visible(value)):
            reason = (
                "nothing is written here" if not (value or "").strip() else "these characters are invisible"
            )
            raise ParseError(f"{reason}; write {wanted}, or take the line out", code="nothing-written")
        _check_length(value.strip(), longest)
        return read(value)

    return read_value


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise ParseError(f"this is {len(text):,} characters long; write at most {longest:,}")


def _each(value: dict[K, Any], read: Callable[[K, Any], T]) -> dict[K, T]:
    """Returns `value` with every item read; raises ParseError with all wrong items."""
    items: dict[K, T] = {}
    errors: list[tuple[K, ParseError]] = []
    for key, item in value.items():
        try:
            items[key] = read(key, item)
        except ParseError as error:
            errors.append((key, error))
    if errors:
        raise ParseError("some items are wrong", items=errors)
    return items


def _line(
    read: Callable[[str], Any], wanted: str, description: str, pattern: str = "", longest: int = LONGEST_LINE
) -> FieldType:
    """Returns the type of one text."""
    schema = {"description": description, "maxLength": longest, "type": "string"}
    return FieldType(
        _one_text(read, wanted, longest), {**schema, **({"pattern": f"^{pattern}$"} if pattern else {})}
    )


def _name(wanted: str, *ids_of: str) -> FieldType:
    """Returns the type of one id or the name of a zone."""
    return FieldType(_one_text(str.strip, wanted), _NAME, "names", ids_of=ids_of)


def _word_among(words: Iterable[str], noun: str, description: str) -> FieldType:
    """Returns the type of one of `words`; `noun` names it in messages."""
    choices = {str(word): word for word in words}

    def read(text: str) -> str:
        word = " ".join(text.split()).casefold()
        if word in choices:
            return choices[word]
        suggestion = closest(word, choices)
        hint = f"did you mean `{suggestion}`? " if suggestion else ""
        if word == "postponed":
            hint = "write the new date, or `starts: open` for a webinar; "
        raise ParseError(f"{quoted(text)} is not a {noun}; {hint}the choices are {listed(choices)}")

    schema = {"description": description, "enum": [*choices], "maxLength": LONGEST_LINE, "type": "string"}
    return FieldType(_one_text(read, listed(choices, last="or")), schema)


def _one_or_list(read: _Reader[Any], item: _Schema, holds: _Held = "values") -> FieldType:
    """Returns the type of a list of such items or of one of them."""

    def read_items(value: Any) -> tuple[Any, ...]:
        if isinstance(value, str):
            return (read(value),)
        if not isinstance(value, list):
            raise ParseError("must be a list such as `[one, two]`, not a block of keys")
        return tuple(_each(dict(enumerate(value)), lambda _, each: read_item(each)).values())

    def read_item(value: Any) -> Any:
        if isinstance(value, list):
            raise ParseError("a list within the list; leave out its brackets, or one of its dashes")
        return read(value)

    return FieldType(read_items, {"anyOf": [{"items": item, "type": "array"}, item]}, holds)


def _translated(longest: int) -> FieldType:
    """Returns the type of one text for all languages, or of a version per language."""
    read_plain = _one_text(str.strip, "a text, or one per language", longest)
    read_version = _one_text(str.strip, "the words in this language", longest)

    def read_item(language: str, value: Any) -> str:
        if re.fullmatch(codes.LANGUAGE_PATTERN, language):
            return read_version(value)
        meant = codes.language_meant(language.casefold())
        form = "write one text, or one for each language: `{en: …, bg: …}`"
        cure = f"did you mean `{meant}`?" if meant else form
        raise ParseError(f"{quoted(language)} is not a language code; {cure}", at="key")

    def read(value: Any) -> Text:
        if isinstance(value, dict) and value:
            return Text.of(_each(value, read_item))
        return Text.plain(read_plain(value))

    per_language = {
        "additionalProperties": _words(longest),
        "propertyNames": {"pattern": _LANGUAGE["pattern"]},
    }
    return FieldType(read, {"anyOf": [_words(longest), {**per_language, "type": "object"}]}, "prose")


def _words(longest: int) -> _Schema:
    """Returns the schema of a text; an unquoted `1234` is a number for YAML, and a text for Twincal."""
    return {"maxLength": longest, "type": ["string", "number", "boolean"]}


_NAME: _Schema = {"maxLength": LONGEST_LINE, "type": "string"}
_HOUR: _Schema = {"pattern": f"^{hour_phrases.HOUR_PATTERN}$", "type": "string"}
_LANGUAGE: _Schema = {"pattern": f"^{codes.LANGUAGE_PATTERN}$", "type": "string"}
_DAYS: _Schema = {
    "pattern": rf"^{date_phrases.DATE_PATTERN}( ?\.\. ?{date_phrases.DATE_PATTERN})?$",
    "type": "string",
}

# Texts and names

_ONE_TEXT = FieldType(_one_text(str.strip, "a text"), _words(LONGEST_LINE), "prose")
OneText = Annotated[str, _ONE_TEXT]
Passcode = Annotated[str, replace(_ONE_TEXT, is_secret=True), Words("password pin code pwd")]
OneName = Annotated[str, _name("a name")]
ZoneId = Annotated[
    OneName,
    Words(
        "tz zone time_zone clock zeitzone fuseau_horaire fuseau zona_horaria fuso_horário fuso_orario "
        "tijdzone"
    ),
    Label("Time zone", "Only for a country with several: America/New_York"),
]
ClockId = Annotated[
    str,
    _name("a name", "cities"),
    Words("timezone tz zone time_zone"),
    Label("On the clock of", "Whose hour it is. A webinar without one has the clock of the host"),
]
PairName = Annotated[
    str,
    _name("the id of a pair", "pairs"),
    Words("paar binôme binome pareja par coppia двойка partners"),
]
GroupName = Annotated[
    str, _name("the id of a group", "groups"), Words("gruppe groupe grupo gruppo groep група")
]
_read_name = _one_text(str.strip, "a name")
_NAMES = _one_or_list(_read_name, _NAME, "names")
CityIds = Annotated[tuple[str, ...], replace(_NAMES, ids_of=("cities",))]
AudienceIds = Annotated[
    tuple[str, ...], replace(_NAMES, ids_of=("cities", "pairs", "groups")), Label("For whom")
]
_read_spoken = _one_text(codes.spoken_language, "a language")
SpokenLanguages = Annotated[tuple[str, ...], _one_or_list(_read_spoken, _NAME, "prose")]
FormerIds = Annotated[tuple[str, ...], _NAMES, Words("previously aliases old_id")]
ThemeIds = Annotated[
    tuple[str, ...],
    replace(_NAMES, ids_of=("themes",)),
    Words("theme tags topics themen thèmes temas temi themas теми 주제 topic"),
    MAY_BE_EMPTY,
]
_read_calendar = _one_text(web_addresses.busy_calendar, "a calendar")
BusyCalendars = Annotated[
    tuple[str, ...],
    replace(_one_or_list(_read_calendar, _NAME), is_secret=True),
    Label("Calendars that say when there is no time", "One address on each line"),
]
_read_mail = _one_text(web_addresses.mail_address, "a mail address")
_MAIL: _Schema = {**_NAME, "pattern": f"^{web_addresses.MAIL_PATTERN}$"}
MailAddress = Annotated[str, FieldType(_read_mail, _MAIL, "names")]
MailAddresses = Annotated[
    tuple[str, ...],
    replace(_one_or_list(_read_mail, _MAIL, "names"), is_of_office=True),
    Label("Mail addresses of the office", "One on each line. No calendar and no page shows them"),
]
_read_telephone = _one_text(web_addresses.telephone, "a telephone number")
_TELEPHONE: _Schema = {**_NAME, "pattern": f"^{web_addresses.TELEPHONE_PATTERN}$"}
Telephones = Annotated[
    tuple[str, ...],
    replace(_one_or_list(_read_telephone, _TELEPHONE, "names"), is_of_office=True),
    Words("phone tel telefon téléphone teléfono telefone telefono telefoon телефон 전화"),
    Label("Telephone of the office", "One on each line. No calendar and no page shows it"),
]
Translated = Annotated[Text, _translated(LONGEST_LINE)]
NameText = Annotated[Translated, Words("title")]
_REMARK = _translated(LONGEST_REMARK)
Remark = Annotated[Text, _REMARK]
Prose = Annotated[Text, _translated(LONGEST_PROSE)]
Description = Annotated[
    Prose,
    Words(
        "desc about text notes beschreibung descripción descrição descrizione beschrijving описание 설명 note"
    ),
]


def _cancellation(value: Any) -> Text | bool:
    """Returns True, or the reason of a cancellation."""
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word in _FALSE:
        raise ParseError("a meeting that is not cancelled needs no `cancel:`; take the line out")
    if word in ("hide", "show"):
        words = f"`{word}` is not a reason; write `cancel: true`, and `cancelled: {word}` below it"
        raise ParseError(words)
    return True if word in TRUE else _REMARK.read(value)


_CANCEL = {"anyOf": [{"const": True}, *_REMARK.schema["anyOf"]]}
Cancel = Annotated[
    Text | bool,
    FieldType(_cancellation, _CANCEL, "prose"),
    Words("cancelled cancellation absage annulation cancelación annullamento afgelast"),
]

# Dates, hours and lengths of time

_DAY = _line(date_phrases.day, "a date such as `2026-12-16`", "a date", date_phrases.DATE_PATTERN)
Day = Annotated[date, _DAY]
_MOMENT = _line(
    date_phrases.moment,
    "a date with an hour such as `2026-11-10 10:00`",
    "a date with an hour, or without one",
    rf"{date_phrases.DATE_PATTERN}([ T]{hour_phrases.HOUR_PATTERN})?",
)
DayOrMoment = Annotated[datetime | date, _MOMENT]
_OPEN = _line(date_phrases.moment_or_open, "a date with an hour, or `open`", "a date, or open")
OpenOrMoment = Annotated[datetime | date, _OPEN]
STARTS_WORDS = Words(
    "day start begin begins date beginn début debut inicio início inizio datum начало 날짜 time hour "
    "start_time when on"
)
Dates = Annotated[
    tuple[date, ...],
    _one_or_list(_MOMENT.read, _MOMENT.schema),
    Label("Dates", "One on each line: 2027-03-09 10:00"),
]
_read_days = _one_text(date_phrases.days, "a date or a range such as `2026-12-24..2027-01-01`")
DayRanges = Annotated[
    tuple[Days, ...],
    _one_or_list(_read_days, _DAYS),
    Label("Weeks without meetings", "One on each line: 2027-07-01..2027-08-31"),
]
_read_days_of_office = _one_text(
    date_phrases.days_of_office, "a date or a range such as `2026-12-24..2027-01-01`"
)
OpenDays = Annotated[
    tuple[Days, ...],
    _one_or_list(_read_days_of_office, _DAYS),
    Label("Working days that the holidays of the country are not", "One on each line: 2027-05-01"),
]
ClosedDays = Annotated[
    OpenDays,
    Words("holidays"),
    Label("Days off of its own", "One on each line: 2027-08-02, or 2027-08-02..2027-08-13 for all between"),
]
_FROM = rf"{date_phrases.MONTH_PATTERN}(-[0-9]{{2}})?"
From = Annotated[
    Bound, _line(date_phrases.bound, "a month such as `2026-12` or a date", "a month or a date", _FROM)
]
Begins = Annotated[
    From, Words("since ab von depuis desde da vanaf от start begin begins"), Label("From", "A month: 2027-02")
]
Until = Annotated[
    From,
    Words("to till bis jusqu'à hasta até fino_a tot до end finish"),
    Label("Last month", "A month: 2028-06. Empty if it goes on"),
]
Move = Annotated[
    datetime | date | time,
    _line(
        date_phrases.move,
        "a date and an hour such as `2026-12-16 11:00`",
        "a date and an hour, a date, or an hour",
    ),
]
Recurrence = Annotated[
    rule_phrases.RulePhrase,
    _line(
        rule_phrases.rule,
        "a rule such as `third Wednesday`",
        "when it recurs, such as third Wednesday or every 2 weeks on Thursday",
    ),
    Words("when on rule rrule repeat repeats recurrence frequency jeden chaque cada ogni elke всеки 매"),
    Label("On which day", "For example: third Wednesday"),
]
_read_hour = _one_text(hour_phrases.hour, "an hour such as `10:00`")


def _one_hour_or_per_city(value: Any) -> time | dict[str, time]:
    if isinstance(value, dict) and value:
        return _each(value, lambda _, item: _read_hour(item))
    return _read_hour(value)


_PER_CITY = {"additionalProperties": _HOUR, "type": "object"}
Hours = Annotated[
    time | dict[str, time],
    FieldType(_one_hour_or_per_city, {"anyOf": [_HOUR, _PER_CITY]}, ids_of=("cities",)),
    Words("time hour start_time uhrzeit heure hora ora uur tijd час 시각"),
    Label("Hour"),
]
OfficeTimes = Annotated[
    tuple[time, time],
    _line(
        hour_phrases.office_hours,
        "hours such as `09:00-18:00`",
        "opening and closing",
        rf"{hour_phrases.HOUR_PATTERN} ?[-–] ?{hour_phrases.HOUR_PATTERN}",
    ),
    Words("hours working_hours opening_hours"),
    Label("Office hours", "For example: 09:00-18:00"),
]
_read_weekdays = _one_text(calendar_names.office_days, "weekdays such as `Mon-Fri`")


def _weekdays(value: Any) -> frozenset[int]:
    """Reads one text, which may also be written as a list of its parts."""
    is_list = isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
    return _read_weekdays(", ".join(value) if is_list else value)


Weekdays = Annotated[
    frozenset[int],
    FieldType(
        _weekdays,
        {"description": "such as Mon-Fri", "items": {"type": "string"}, "type": ["string", "array"]},
    ),
    Words("working_days workdays"),
    Label("Working days", "For example: Mon-Fri"),
]
Duration = Annotated[
    timedelta,
    _line(
        hour_phrases.duration,
        "a duration such as `60 min`",
        "how long, such as 60 min or 1 h 30 min",
        hour_phrases.DURATION_PATTERN,
    ),
    Words("length lasts dauer durée duree duración duração durata duur продължителност 시간"),
    Label("How long", "For example: 60 min"),
]
Span = Annotated[
    Length,
    _line(
        hour_phrases.length,
        "a length of time such as `90 days`",
        "a length of time",
        hour_phrases.LENGTH_PATTERN,
    ),
]


def _number(of: str, least: int, most: int) -> FieldType:
    """Returns the type of a number of days or people."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,6}", text.strip()) or not least <= int(text) <= most:
            raise ParseError(f"{quoted(text)} is not a number of {of} from {least} to {most:,}")
        return int(text)

    schema = {"maximum": most, "minimum": least, "type": "integer"}
    return FieldType(_one_text(read, f"a number of {of}"), schema)


Count = Annotated[int, _number("days", 1, 366), Words("day"), Label("For how many days")]
People = Annotated[int, _number("people", 0, 999_999), Label("How many people were present")]

# Codes and addresses

Country = Annotated[
    str,
    _line(codes.country, "a country code such as `BG`", "ISO 3166-1 alpha-2", codes.COUNTRY_PATTERN),
    Words("nation land pays país pais paese държава"),
]


def _subdivision(text: str) -> str:
    """Returns the code without its country: `BY` for `DE-BY`. Whether it exists depends on the country."""
    return re.sub("^[A-Za-z]{2}-", "", text.strip())


Subdivision = Annotated[
    str,
    FieldType(_one_text(_subdivision, "a code of ISO 3166-2"), _NAME),
    Words("region state"),
    Label("Region, for its holidays", "Letters of ISO 3166-2: BY for Bavaria"),
]
_read_language = _one_text(codes.language, "a language code such as `en`")
LanguageCodes = Annotated[
    tuple[str, ...],
    _one_or_list(_read_language, _LANGUAGE),
    Label("Languages", "One code on each line, the main one first: bg"),
]
LANGUAGE_WORDS = Words("lang language langs sprachen langues idiomas línguas lingue talen езици 언어")


def _address(read: Callable[[str], str], description: str) -> FieldType:
    return _line(read, "a web address", description, web_addresses.ADDRESS_PATTERN, LONGEST_ADDRESS)


_ADDRESS = _address(web_addresses.address, "a web address")
WebAddress = Annotated[str, _ADDRESS]
URL_WORDS = Words("website homepage link")
JoinAddress = Annotated[str, replace(_ADDRESS, is_secret=True), URL_WORDS]
BaseAddress = Annotated[
    str,
    _address(web_addresses.base_address, "the public address of the site"),
    Words("base_url url website homepage"),
    Label("Public address of the pages", "https://calendar.example.org"),
]
Colour = Annotated[
    str,
    _line(looks.colour, "a colour such as `#14586f`", "red, green and blue", looks.COLOUR_PATTERN),
    Label("Colour", "For example: #14586f"),
]
_read_origin = _one_text(looks.origin, "a site such as `https://www.example.org`")
Origins = Annotated[
    tuple[str, ...],
    _one_or_list(_read_origin, _ADDRESS.schema),
    Label("Sites that may show lists", "One on each line: https://www.example.org"),
]


def _links(value: Any) -> dict[str, str]:
    """Returns a web address for each label."""
    example = "`agenda: https://example.org/agenda`"
    if not isinstance(value, dict):
        dashes = ", without dashes" if isinstance(value, list) else ""
        raise ParseError(f"must be lines of a label and an address{dashes}, such as {example}")

    def read(label: str, address: Any) -> str:
        if not label.strip():
            raise ParseError(f"a link needs a label, such as {example}", at="key")
        try:
            _check_length(label.strip(), LONGEST_LINE)
        except ParseError as error:
            raise ParseError(f"the label of a link: {error}", at="key") from None
        address = _ADDRESS.read(address)
        assert isinstance(address, str)
        return address

    return _each(value, read)


_LINK = {"maxLength": LONGEST_ADDRESS, "pattern": r"^https?://\S+$", "type": "string"}
_LINKS = {"additionalProperties": _LINK, "propertyNames": {"maxLength": LONGEST_LINE}, "type": "object"}
Links = Annotated[
    dict[str, str],
    FieldType(_links, _LINKS),
    Words("link url"),
    MAY_BE_EMPTY,
    Label(
        "Links: agenda, minutes, slides and others", "One on each line: agenda: https://example.org/agenda"
    ),
]

# Findings that the secretariat accepts

_ACCEPTED_KEYS: Mapping[str, tuple[FieldType, str]] = {
    "city": (_one_or_list(_read_name, _NAME), "sejong"),
    "at": (_one_or_list(_read_hour, _HOUR), '"18:00"'),
    "day": (_one_or_list(_DAY.read, _DAY.schema), "2027-03-03"),
    "address": (_one_or_list(_read_mail, _MAIL), "first.last@example.org"),
    "title": (_one_or_list(_one_text(str.strip, "a title"), _words(LONGEST_LINE)), "Monthly meeting"),
    "reason": (
        FieldType(_one_text(str.strip, "a reason", LONGEST_REMARK), _words(LONGEST_REMARK)),
        "agreed by phone",
    ),
}
"""The type of each key, and an example of its value."""
_ACCEPTED = {code: (*keys, "reason") for code, (keys, _) in FACTS.items()}
"""The keys of an entry, by the code of the finding: what the warning names, and why it is accepted."""
_OF_CITY = ("personal-address", "same-title")
_OF_SERIES = tuple(code for code in _ACCEPTED if code not in _OF_CITY)


def _accepted_facts(code: str, entry: Any) -> list[tuple[Any, ...]]:
    """Returns what an entry names, such as a city and an hour; its reason stays in the text."""
    keys = _ACCEPTED[code]
    line = f"`{code}: {{{', '.join(f'{key}: {_ACCEPTED_KEYS[key][1]}' for key in keys)}}}`"

    def read(key: str, value: Any) -> Any:
        if key not in keys:
            raise ParseError(f"{quoted(key)} is none of its keys; write {line}", at="key")
        return _ACCEPTED_KEYS[key][0].read(value)

    values = _each(entry if isinstance(entry, dict) else {}, read)
    missing = [key for key in keys if not values.get(key)]
    if missing:
        raise ParseError(f"it needs {listed(missing)}; write {line}")
    return [*product(*(values[key] for key in keys if key != "reason"))]


def _accepted(codes: Sequence[str]) -> FieldType:
    """Returns the type of one entry, or a list of them, for each of these codes."""

    def read_code(code: str, value: Any) -> list[tuple[Any, ...]]:
        if code not in codes:
            places = f"a meeting or webinar has {listed(_OF_SERIES)}, a city has {listed(_OF_CITY)}"
            raise ParseError(f"{quoted(code)} cannot be accepted here; {places}", at="key")
        if not isinstance(value, list):
            return _accepted_facts(code, value)
        entries = _each(dict(enumerate(value)), lambda _, entry: _accepted_facts(code, entry))
        return [fact for facts in entries.values() for fact in facts]

    def read(value: Any) -> dict[str, list[tuple[Any, ...]]]:
        if not isinstance(value, dict):
            raise ParseError(f"must be a block with the keys {listed(codes)}")
        return _each(value, read_code)

    schemas: _Schema = {}
    for code in codes:
        properties = {key: _ACCEPTED_KEYS[key][0].schema for key in _ACCEPTED[code]}
        entry = {**_block(properties), "required": [*properties]}
        schemas[code] = {"anyOf": [{"items": entry, "type": "array"}, entry]}
    return FieldType(read, _block(schemas), "names", ids_of=("cities",))


def _block(properties: _Schema) -> _Schema:
    return {"additionalProperties": False, "properties": properties, "type": "object"}


AcceptedOfSeries = Annotated[Mapping[str, Sequence[tuple[Any, ...]]], _accepted(_OF_SERIES)]
AcceptedOfCity = Annotated[Mapping[str, Sequence[tuple[Any, ...]]], _accepted(_OF_CITY)]

# Choices


def _yes_or_no(text: str) -> bool:
    word = text.strip().casefold()
    if word not in (*TRUE, *_FALSE):
        raise ParseError(f"{quoted(text)} is neither `true` nor `false`")
    return word in TRUE


YesNo = Annotated[bool, FieldType(_one_text(_yes_or_no, "`true` or `false`"), {"type": "boolean"})]


def _minutes(text: str) -> bool:
    if text.strip().casefold() != "expected":
        raise ParseError(
            "`minutes: expected` says that minutes will follow; "
            "write their address under `links:`, such as `minutes: https://…`"
        )
    return True


Minutes = Annotated[
    bool,
    FieldType(
        _one_text(_minutes, "`expected`"),
        {"description": "whether minutes will follow", "enum": ["expected"], "type": "string"},
    ),
    Label("Are minutes expected?"),
]
Visibility = Annotated[
    Literal["public", "private"],
    _word_among(("public", "private"), "visibility", "visibility"),
    Words("private"),
    Label("Who sees it"),
]
AttendanceWord = Annotated[
    Literal["webinars", "everything"], _word_among(("webinars", "everything"), "choice here", "choice here")
]
DigestDay = Annotated[
    Literal["first working day"],
    _word_among(("first working day",), "day of the month", "the day of the month"),
    Label("The coming month goes to each office"),
]
PolicyWord = Annotated[
    HolidayPolicy,
    _word_among(HolidayPolicy, "word for what happens on a holiday", "what happens on a holiday"),
    Words("holiday holidays"),
    Label("On a public holiday"),
]
HolidayShareWord = Annotated[
    HolidayShare,
    _word_among(HolidayShare, "share of the cities", "how many cities must have a day off"),
    Label("How many cities must have a day off"),
]
StatusWord = Annotated[
    Status, _word_among(Status, "status", "whether it takes place"), Words("state"), Label("Is it certain?")
]


def _policy(read: Callable[[str], CancelledPolicy]) -> FieldType:
    words = "how long cancelled meetings are shown"
    return _line(read, "`show`, `hide` or `30 days`", words, r"(show|hide|[0-9]+ days?)")


def _cancelled_meeting(text: str) -> CancelledPolicy:
    """Returns the policy of a meeting; many who write `cancelled: yes` mean `cancel: yes`."""
    try:
        return hour_phrases.cancelled(text)
    except ParseError:
        cure = "take the line out"
        if text.strip().casefold() not in _FALSE:
            line = quoted(f"cancel: {text}")
            cure = f"to cancel it, write {line} below its month (for a webinar, `status: cancelled`)"
        raise ParseError(
            f"`cancelled:` says how long a cancelled meeting is shown: `show`, `hide` or `30 days`; {cure}"
        ) from None


_CANCELLED = Words("cancel canceled")
Cancelled = Annotated[
    CancelledPolicy,
    _policy(hour_phrases.cancelled),
    _CANCELLED,
    Label("How long a cancelled meeting is shown", "show, hide, or 30 days"),
]
CancelledMeeting = Annotated[
    CancelledPolicy,
    _policy(_cancelled_meeting),
    _CANCELLED,
    Label("How long it is shown if it is cancelled", "show, hide, or 30 days"),
]
