"""The edits of the desk, each as a form: its fields, and the edit that they make.

The edits are those of the commands. The hour of a single meeting may be given on the clock of any city; the
text has it on the clock of the meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.errors import Refused
from scheduler.configuration.edits.edit import (
    AddBlock,
    AddBreak,
    AddExtra,
    AddRule,
    AttachLink,
    CancelMeeting,
    ConfirmMeeting,
    Edit,
    MoveMeeting,
    ReinstateMeeting,
    RemoveBlock,
    RenameBlock,
    SetField,
    Values,
)
from scheduler.timetable.wall_times import seen_from

Fields = Mapping[str, str]
Kind = Literal["text", "date", "time", "month", "url", "clock", "city", "choice"]
About = Literal["meeting", "series", "group", "city", "programme"]
_DEEPEST = 4
YEARS = range(1970, 2200)
PAPERS = ("minutes", "recording", "slides", "agenda")


class Field(Struct, frozen=True, kw_only=True):
    """One field of a form; `choices` are what a "choice" offers."""

    name: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


class Clocks(Struct, frozen=True):
    """The IANA `zone` in which the text has an hour, and those of the cities (ids) that a form may name."""

    zone: str
    of_cities: Mapping[str, str]


class Form(Struct, frozen=True, kw_only=True):
    """An edit: what the link to it says, its fields, and what makes it of them.

    `about` is what it is for. The form has its name in a field: `meeting` (SERIES/KEY), `series` (an id),
    `name` of a group or city (`pairs/sofia-sejong`), or none for the programme. `is_of_secretariat`: a key
    for one pair does not open it.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    about: About
    make: Callable[[Fields, Clocks], Edit]
    is_of_secretariat: bool = False

    @property
    def is_for_calendars(self) -> bool:
        """Whether calendars show what it does: if none of their meetings changes, it does nothing."""
        return self.about in ("meeting", "series") and self.make not in (_set_any, _removed, _renamed)


_REASON = Field(name="reason", label="Why", hint="Everybody who has the meeting reads it.")
_DAY = Field(name="day", label="Day", kind="date", required=True)
_HOUR = Field(name="time", label="Hour", kind="time", required=True)
_CLOCK = Field(name="clock", label="On the clock of", kind="clock")
_TITLE = Field(name="title", label="Title", required=True)
_OWN_TITLE = Field(name="title", label="Title", hint="Without one, it is called like the series.")
_LENGTH = Field(name="duration", label="How long", hint="For example: 60 min", required=True)
_OWN_LENGTH = replace(_LENGTH, required=False, hint="Without one, as long as the others.")
_PLACE = Field(name="place", label="Place", hint="A room or an address. Empty for an online meeting.")
_ID = Field(
    name="id", label="Short name", required=True, hint="Small letters and hyphens. It is new and stays."
)
_RULE = Field(name="every", label="On which day", required=True, hint="For example: third Wednesday")
_FROM = Field(name="from", label="From", kind="month", required=True, hint="A month: 2027-02")
_LANGUAGE = Field(
    name="language", label="Language", hint="Two letters, such as ko. Empty changes the first language alone."
)
_FIELD = (
    Field(name="field", label="Key", required=True, hint="As in the files: office_hours, status, join.url"),
    Field(name="value", label="Value", hint="Empty takes the line out."),
)


def _named(fields: Fields) -> dict[str, str]:
    series, _, key = fields.get("meeting", "").partition("/")
    return {"series": series, "key": key}


def when(fields: Fields, clocks: Clocks) -> str:
    """Returns the day and hour of a form as the text has them; the form has them on the clock that it names.

    Raises Refused if they are none.
    """
    written = f"{fields.get('day', '')} {fields.get('time', '')}".strip()
    try:
        wall = datetime.strptime(written, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - a wall time
    except ValueError:
        raise Refused("this is no day and hour", "choose both: 2026-12-17 and 11:00") from None
    if wall.year not in YEARS:
        raise Refused(f"the year {wall.year} is too far away", "choose another day")
    zone = _zone(fields, clocks)
    return f"{wall if zone == clocks.zone else seen_from(wall, zone, clocks.zone):%Y-%m-%d %H:%M}"


def _zone(fields: Fields, clocks: Clocks) -> str:
    """Returns the zone of the clock that a form names; without one, that of the text."""
    named = fields.get("clock", "")
    if named and named not in clocks.of_cities:
        raise Refused(f"there is no city {named} here", "choose its clock again")
    return clocks.of_cities.get(named, clocks.zone)


def _move(fields: Fields, clocks: Clocks) -> Edit:
    return MoveMeeting(**_named(fields), to=when(fields, clocks), reason=fields.get("reason", ""))


def _attach(fields: Fields, _: Clocks) -> Edit:
    return AttachLink(**_named(fields), label=fields.get("label", ""), url=fields.get("url", ""))


def _extra(fields: Fields, clocks: Clocks) -> Edit:
    values = {"starts": when(fields, clocks), **_given(fields, "title", "duration", "place")}
    return AddExtra(series=fields.get("series", ""), id=fields.get("id", ""), values=values)


def _webinar(fields: Fields, clocks: Clocks) -> Edit:
    zone = _zone(fields, clocks)
    starts = when(fields, replace(clocks, zone=zone))
    values = {"title": fields.get("title", ""), "starts": starts}
    more = _given(fields, "clock", "duration", "registration")
    return AddBlock(section="webinars", id=fields.get("id", ""), values={**values, **more})


def _meetings(fields: Fields, values: Values) -> Edit:
    """Returns the edit that adds meetings of the pair or group of the form."""
    section, _, group = fields.get("name", "").partition("/")
    return AddBlock(
        section="meetings", id=fields.get("id", ""), values={section.removesuffix("s"): group, **values}
    )


def _monthly(fields: Fields, _: Clocks) -> Edit:
    return _meetings(fields, _given(fields, "title", "every", "at", "clock", "duration", "from"))


def _single(fields: Fields, clocks: Clocks) -> Edit:
    starts = when(fields, replace(clocks, zone=_zone(fields, clocks)))
    title, more = _given(fields, "title"), _given(fields, "clock", "duration", "place")
    return _meetings(fields, {**title, "starts": starts, **more})


def _group(fields: Fields, _: Clocks) -> Edit:
    cities = fields.get("cities", "").replace(",", " ").split()
    values = {**_given(fields, "name"), "cities": cities}
    return AddBlock(section="groups", id=fields.get("id", ""), values=values)


def _city(fields: Fields, _: Clocks) -> Edit:
    values = _given(fields, "name", "country", "timezone")
    return AddBlock(section="cities", id=fields.get("id", ""), values=values)


def _pair(fields: Fields, _: Clocks) -> Edit:
    cities = [fields.get("one", ""), fields.get("other", "")]
    return AddBlock(section="pairs", id=fields.get("id", ""), values={"cities": cities})


def _rule(fields: Fields, _: Clocks) -> Edit:
    values = _given(fields, "every", "at", "clock", "from")
    return AddRule(series=fields.get("series", ""), values=values)


def _break(fields: Fields, _: Clocks) -> Edit:
    days = f"{fields.get('first', '')}..{fields.get('last', '')}"
    return AddBreak(series=fields.get("series", ""), days=days, reason=fields.get("reason", ""))


def _set(fields: Fields, *path: str, value: str) -> Edit:
    """Returns the edit of a field of what the form is about, which `block` names with its section."""
    if len(path) > _DEEPEST:
        raise Refused("there is no such field", "write a key as the files have it: join.url")
    return SetField(id=fields.get("block", ""), path=path, value=value or None)


def _set_any(fields: Fields, _: Clocks) -> Edit:
    return _set(fields, *fields.get("field", "").split("."), value=fields.get("value", ""))


def _titled(fields: Fields, _: Clocks) -> Edit:
    path = filter(None, ("title", fields.get("language", "")))
    return _set(fields, *path, value=fields.get("title", ""))


def _removed(fields: Fields, _: Clocks) -> Edit:
    section, _slash, id = fields.get("block", "").partition("/")
    return RemoveBlock(section=section, id=id)


def _renamed(fields: Fields, _: Clocks) -> Edit:
    section, _slash, id = fields.get("block", "").partition("/")
    return RenameBlock(section=section, id=id, to=fields.get("id", ""))


def _given(fields: Fields, *names: str) -> Values:
    return {name: fields[name] for name in names if fields.get(name)}


def _form(
    name: str, title: str, about: About, make: Callable[[Fields, Clocks], Edit], *fields: Field
) -> Form:
    return Form(name=name, title=title, fields=fields, about=about, make=make)


def _of_secretariat(form: Form) -> Form:
    return replace(form, is_of_secretariat=True)


FORMS: Sequence[Form] = (
    _form("move", "Move", "meeting", _move, _DAY, _HOUR, _CLOCK, _REASON),
    _form(
        "cancel",
        "Cancel",
        "meeting",
        lambda fields, _: CancelMeeting(**_named(fields), reason=fields.get("reason", "")),
        _REASON,
    ),
    _form(
        "reinstate",
        "Take the cancellation back",
        "meeting",
        lambda fields, _: ReinstateMeeting(**_named(fields)),
    ),
    _form("confirm", "Confirm", "meeting", lambda fields, _: ConfirmMeeting(**_named(fields))),
    _form("retitle", "Change the title", "meeting", _titled, _TITLE, _LANGUAGE),
    _form(
        "place",
        "Change the place",
        "meeting",
        lambda fields, _: _set(fields, "place", value=fields.get("place", "")),
        _PLACE,
    ),
    _form(
        "length",
        "Change the length",
        "meeting",
        lambda fields, _: _set(fields, "duration", value=fields.get("duration", "")),
        _LENGTH,
    ),
    _form(
        "attach",
        "Add minutes or another link",
        "meeting",
        _attach,
        Field(name="label", label="What it is", kind="choice", choices=PAPERS),
        Field(name="url", label="Address", kind="url", required=True),
    ),
    _of_secretariat(_form("set-meeting", "Change another field", "meeting", _set_any, *_FIELD)),
    _form(
        "extra",
        "Add one more meeting",
        "series",
        _extra,
        *(_ID, _DAY, _HOUR, _CLOCK, _OWN_TITLE, _OWN_LENGTH, _PLACE),
    ),
    _form(
        "rule",
        "Another day or hour from a month on",
        "series",
        _rule,
        _FROM,
        replace(_RULE, required=False, hint="For example: second Tuesday. Empty if it stays."),
        Field(name="at", label="At which hour", kind="time", hint="Empty if it stays."),
        _CLOCK,
    ),
    _form(
        "break",
        "Leave some weeks out",
        "series",
        _break,
        Field(name="first", label="First day", kind="date", required=True),
        Field(name="last", label="Last day", kind="date", required=True),
        replace(_REASON, required=True, hint="Each meeting is cancelled, and everybody reads why."),
    ),
    _form("retitle-series", "Change the title of all", "series", _titled, _TITLE, _LANGUAGE),
    _of_secretariat(_form("set-series", "Change another field of all", "series", _set_any, *_FIELD)),
    _of_secretariat(_form("rename-series", "Change its short name", "series", _renamed, _ID)),
    _of_secretariat(_form("remove-series", "End it: cancel its coming meetings", "series", _removed)),
    _form(
        "monthly",
        "Add a series of meetings",
        "group",
        _monthly,
        *(_ID, _TITLE, _RULE),
        Field(name="at", label="At which hour", kind="time", required=True),
        *(_CLOCK, _LENGTH, _FROM),
    ),
    _form(
        "single",
        "Add a single meeting",
        "group",
        _single,
        *(_ID, _TITLE, _DAY, _HOUR, _CLOCK, _LENGTH, _PLACE),
    ),
    _of_secretariat(_form("remove", "End it: cancel its coming meetings", "group", _removed)),
    _of_secretariat(_form("set-group", "Change a field", "group", _set_any, *_FIELD)),
    _of_secretariat(_form("rename-group", "Change its short name", "group", _renamed, _ID)),
    _form("set-city", "Change a field", "city", _set_any, *_FIELD),
    _form("rename", "Change its short name", "city", _renamed, _ID),
    _form(
        "webinar",
        "Add a webinar",
        "programme",
        _webinar,
        *(_ID, _TITLE, _DAY, _HOUR, _CLOCK, _LENGTH),
        Field(name="registration", label="Page to register", kind="url"),
    ),
    _form(
        "city",
        "Add a city",
        "programme",
        _city,
        _ID,
        Field(name="name", label="Name", required=True),
        Field(name="country", label="Country", required=True, hint="Two letters: NL"),
        Field(name="timezone", label="Time zone", hint="Only for a country with several: America/New_York"),
    ),
    _form(
        "pair",
        "Add a pair",
        "programme",
        _pair,
        _ID,
        Field(name="one", label="City", kind="city", required=True),
        Field(name="other", label="Partner", kind="city", required=True),
    ),
    _form(
        "group",
        "Add a group",
        "programme",
        _group,
        _ID,
        Field(name="name", label="Name", hint="Without one, it is called like its cities."),
        Field(
            name="cities", label="Cities", required=True, hint="Their short names: rotterdam, busan, turin"
        ),
    ),
)
"""Every edit of the desk."""
BY_NAME: Mapping[str, Form] = {form.name: form for form in FORMS}
