"""The edits of the desk, each as a form: its fields, and the edit that they make.

1. The edits are those of the commands. A field of something new has the name of its key in the files.
2. The hour of a meeting may be given on the clock of any of its cities; the text has it on the clock of the
   meeting. Something new has its own clock, and its hour as it was typed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

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
    KeyPath,
    MoveMeeting,
    ReinstateMeeting,
    RemoveBlock,
    RenameBlock,
    SetField,
)
from scheduler.timetable.wall_times import seen_from

Zones = Mapping[str, str]
"""The IANA zones of the clocks that a form may name, by city (id); the empty name is that of the meeting."""
About = Literal["meeting", "series", "group", "city", "programme"]
_DEEPEST = 4
YEARS = range(1970, 2200)
PAPERS = ("minutes", "recording", "slides", "agenda")
_WRITTEN = "%Y-%m-%d %H:%M"
_SECTIONS = {
    "monthly": "meetings",
    "single": "meetings",
    "webinar": "webinars",
    "city": "cities",
    "pair": "pairs",
    "group": "groups",
}
"""The sections of the files to which forms add a block."""


class Field(Struct, frozen=True):
    """One field of a form; `choices` are what a "choice" offers."""

    name: str
    label: str
    kind: Literal["text", "date", "time", "month", "url", "clock", "city", "choice"] = "text"
    hint: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


class Form(Struct, frozen=True):
    """A form: what the link to it says, what it is about, and its fields.

    It has the name of what it is about in a field: `meeting` (SERIES/KEY), `series` (an id), `name` of a
    group or city (`pairs/sofia-sejong`), or none for the programme. `is_of_secretariat`: a key for one pair
    does not open it.
    """

    name: str
    title: str
    about: About
    fields: tuple[Field, ...] = ()
    is_of_secretariat: bool = False

    @property
    def kind(self) -> str:
        """What it does, by one name for all that it may be about."""
        return self.name.partition("-")[0]

    @property
    def is_for_calendars(self) -> bool:
        """Whether calendars show what it does: if none of their meetings changes, it does nothing."""
        return self.about in ("meeting", "series") and self.kind not in ("set", "remove", "rename")


_REASON = Field("reason", "Why", hint="Everybody who has the meeting reads it.")
_DAY = Field("day", "Day", "date", required=True)
_HOUR = Field("time", "Hour", "time", required=True)
_AT = Field("at", "At which hour", "time", required=True)
_CLOCK = Field("clock", "On the clock of", "clock")
_TITLE = Field("title", "Title", required=True)
_OWN_TITLE = Field("title", "Title", hint="Without one, it is called like the series.")
_LENGTH = Field("duration", "How long", hint="For example: 60 min", required=True)
_OWN_LENGTH = replace(_LENGTH, required=False, hint="Without one, as long as the others.")
_PLACE = Field("place", "Place", hint="A room or an address. Empty for an online meeting.")
_ID = Field("id", "Short name", hint="Small letters and hyphens. It is new and stays.", required=True)
_RULE = Field("every", "On which day", hint="For example: third Wednesday", required=True)
_FROM = Field("from", "From", "month", hint="A month: 2027-02", required=True)
_LANGUAGE = Field(
    "language", "Language", hint="Two letters, such as ko. Empty changes the first language alone."
)
_KEY = Field("field", "Key", hint="As in the files: office_hours, status, join.url", required=True)
_ANY = (_KEY, Field("value", "Value", hint="Empty takes the line out."))

FORMS: Sequence[Form] = (
    Form("move", "Move", "meeting", (_DAY, _HOUR, _CLOCK, _REASON)),
    Form("cancel", "Cancel", "meeting", (_REASON,)),
    Form("reinstate", "Take the cancellation back", "meeting"),
    Form("confirm", "Confirm", "meeting"),
    Form("retitle", "Change the title", "meeting", (_TITLE, _LANGUAGE)),
    Form("place", "Change the place", "meeting", (_PLACE,)),
    Form("length", "Change the length", "meeting", (_LENGTH,)),
    Form(
        "attach",
        "Add minutes or another link",
        "meeting",
        (
            Field("label", "What it is", "choice", choices=PAPERS),
            Field("url", "Address", "url", required=True),
        ),
    ),
    Form("set-meeting", "Change another field", "meeting", _ANY, is_of_secretariat=True),
    Form(
        "extra",
        "Add one more meeting",
        "series",
        (_ID, _DAY, _HOUR, _CLOCK, _OWN_TITLE, _OWN_LENGTH, _PLACE),
    ),
    Form(
        "rule",
        "Another day or hour from a month on",
        "series",
        (
            _FROM,
            replace(_RULE, hint="For example: second Tuesday. Empty if it stays.", required=False),
            replace(_AT, hint="Empty if it stays.", required=False),
            _CLOCK,
        ),
    ),
    Form(
        "break",
        "Leave some weeks out",
        "series",
        (
            Field("first", "First day", "date", required=True),
            Field("last", "Last day", "date", required=True),
            replace(_REASON, hint="Each meeting is cancelled, and everybody reads why.", required=True),
        ),
    ),
    Form("retitle-series", "Change the title of all", "series", (_TITLE, _LANGUAGE)),
    Form("set-series", "Change another field of all", "series", _ANY, is_of_secretariat=True),
    Form("rename-series", "Change its short name", "series", (_ID,), is_of_secretariat=True),
    Form("remove-series", "End it: cancel its coming meetings", "series", is_of_secretariat=True),
    Form("monthly", "Add a series of meetings", "group", (_ID, _TITLE, _RULE, _AT, _CLOCK, _LENGTH, _FROM)),
    Form("single", "Add a single meeting", "group", (_ID, _TITLE, _DAY, _HOUR, _CLOCK, _LENGTH, _PLACE)),
    Form("remove", "End it: cancel its coming meetings", "group", is_of_secretariat=True),
    Form("set-group", "Change a field", "group", _ANY, is_of_secretariat=True),
    Form("rename-group", "Change its short name", "group", (_ID,), is_of_secretariat=True),
    Form("set-city", "Change a field", "city", _ANY),
    Form("rename", "Change its short name", "city", (_ID,)),
    Form(
        "webinar",
        "Add a webinar",
        "programme",
        (*(_ID, _TITLE, _DAY, _HOUR, _CLOCK, _LENGTH), Field("registration", "Page to register", "url")),
    ),
    Form(
        "city",
        "Add a city",
        "programme",
        (
            _ID,
            Field("name", "Name", required=True),
            Field("country", "Country", hint="Two letters: NL", required=True),
            Field("timezone", "Time zone", hint="Only for a country with several: America/New_York"),
        ),
    ),
    Form(
        "pair",
        "Add a pair",
        "programme",
        (_ID, Field("one", "City", "city", required=True), Field("other", "Partner", "city", required=True)),
    ),
    Form(
        "group",
        "Add a group",
        "programme",
        (
            _ID,
            Field("name", "Name", hint="Without one, it is called like its cities."),
            Field("cities", "Cities", hint="Their short names: rotterdam, busan, turin", required=True),
        ),
    ),
)
"""Every edit of the desk."""
BY_NAME: Mapping[str, Form] = {form.name: form for form in FORMS}


def edit_of(form: Form, fields: Mapping[str, str], block: str, zones: Zones) -> Edit:
    """Returns the edit that a filled-in form makes of `block`: SECTION/ID, SECTION/ID/KEY, or nothing.

    Raises Refused if a field holds what the form does not offer.
    """
    typed = defaultdict(str, fields)
    section, id, key = (*block.split("/"), "", "")[:3]
    meeting = {"series": id, "key": key}
    match form.kind:
        case "move":
            return MoveMeeting(**meeting, to=_by_its_clock(typed, zones), reason=typed["reason"])
        case "cancel":
            return CancelMeeting(**meeting, reason=typed["reason"])
        case "reinstate":
            return ReinstateMeeting(**meeting)
        case "confirm":
            return ConfirmMeeting(**meeting)
        case "attach":
            return AttachLink(**meeting, label=typed["label"], url=typed["url"])
        case "extra":
            values = {**_values(form, typed | {"clock": ""}), "starts": _by_its_clock(typed, zones)}
            return AddExtra(series=id, id=typed["id"], values=values)
        case "rule":
            return AddRule(series=id, values=_values(form, typed))
        case "break":
            days = f"{typed['first']}..{typed['last']}"
            return AddBreak(series=id, days=days, reason=typed["reason"])
        case "retitle":
            path = ("title", typed["language"]) if typed["language"] else ("title",)
            return SetField(id=block, path=path, value=typed["title"])
        case "place":
            return SetField(id=block, path=("place",), value=typed["place"] or None)
        case "length":
            return SetField(id=block, path=("duration",), value=typed["duration"])
        case "set":
            return SetField(id=block, path=_path(typed["field"]), value=typed["value"] or None)
        case "remove":
            return RemoveBlock(section=section, id=id)
        case "rename":
            return RenameBlock(section=section, id=id, to=typed["id"])
        case "pair":
            values = {"cities": [typed["one"], typed["other"]]}
        case "group":
            values = {**_values(form, typed), "cities": typed["cities"].replace(",", " ").split()}
        case "monthly" | "single":
            values = {section.removesuffix("s"): id, **_values(form, typed)}
        case _:
            values = _values(form, typed)
    return AddBlock(section=_SECTIONS[form.name], id=typed["id"], values=values)


def _values(form: Form, typed: Mapping[str, str]) -> dict[str, Any]:
    """Returns what was typed, by the keys of the files; a day with its hour is `starts`."""
    values = {}
    for name in (field.name for field in form.fields if field.name not in ("id", "time")):
        if name == "day":
            values["starts"] = f"{_moment(typed):{_WRITTEN}}"
        elif typed[name]:
            values[name] = typed[name]
    return values


def _path(key: str) -> KeyPath:
    path = tuple(key.split("."))
    if len(path) > _DEEPEST:
        raise Refused("there is no such field", "write a key as the files have it: join.url")
    return path


def _by_its_clock(typed: Mapping[str, str], zones: Zones) -> str:
    """Returns the day and hour by the clock of the meeting; they were typed by the one that a form names."""
    moment, zone = _moment(typed), zones.get(typed["clock"])
    if zone is None:
        raise Refused(f"there is no city {typed['clock']} here", "choose its clock again")
    return f"{moment if zone == zones[''] else seen_from(moment, zone, zones['']):{_WRITTEN}}"


def _moment(typed: Mapping[str, str]) -> datetime:
    """Returns the day and hour as they were typed; raises Refused if they are none."""
    try:
        moment = datetime.strptime(f"{typed['day']} {typed['time']}", _WRITTEN)  # noqa: DTZ007 - a wall time
    except ValueError:
        raise Refused("this is no day and hour", "choose both: 2026-12-17 and 11:00") from None
    if moment.year not in YEARS:
        raise Refused(f"the year {moment.year} is too far away", "choose another day")
    return moment
