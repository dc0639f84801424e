"""The edits of the desk, each as a form: its fields, and the edit that they make.

1. The edits are those of the commands. A field of something new has the name of its key in the files.
2. The hour of a meeting may be given on the clock of any of its cities; the text has it on the clock of the
   meeting. Something new has its own clock, and its hour as it was typed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.refusals import Refused
from scheduler.configuration.edits.new_values import (
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
    Values,
    in_order,
    way_to_join,
)
from scheduler.programme.english_lists import joined
from scheduler.programme.papers import PHRASES
from scheduler.programme.series import HolidayPolicy
from scheduler.timetable.wall_times import seen_from

Zones = Mapping[str, str]
"""The IANA zones of the clocks that a form may name, by city (id); the empty name is that of the meeting."""
Choice = tuple[str, str]
"""A value that a field offers, and the words for it."""
Typed = Literal["text", "date", "time", "month", "url", "number"]
Chosen = Literal["choice", "clock", "city", "theme", "language", "key"]
Input = Typed | Chosen
About = Literal["meeting", "series", "group", "city", "programme", "finding", "undated"]
_DEEPEST = 4
YEARS = range(1970, 2200)
_WRITTEN = "%Y-%m-%d %H:%M"
NEW_SECTIONS = {
    "monthly": "meetings",
    "single": "meetings",
    "visit": "meetings",
    "webinar": "webinars",
    "city": "cities",
    "pair": "pairs",
    "group": "groups",
}
"""The sections of the files to which forms add a block."""
_OF_THE_FORM = frozenset(("id", "day", "time", "join_public", "one", "other"))
"""The fields of something new that are no keys of the files: others are made of them."""
_NUMBER = re.compile(r"\[\d+\]")
_WRITTEN_AT = {"links": "url", "cancel": "reason", "cities": "other"}
"""The fields that have another name than the key under which they are written."""


class Field(Struct, frozen=True):
    """One field of a form; `choices` are what a "choice" offers. It has the name of its key in the files."""

    name: str
    label: str
    input: Input = "text"
    hint: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()


class Form(Struct, frozen=True):
    """A form: what the link to it says, what it is about, and its fields.

    It has the name of what it is about in a field: `meeting` (SERIES/KEY), `series` (an id), `name` of a
    group, a city or a webinar without a date (`pairs/sofia-sejong`), or none for the programme. One about a
    finding has its place in the text as `name`, its code as `doubt`, and as `key` that of its meeting, if it
    is about one alone.
    `is_of_secretariat`: a key for one pair does not open it.
    """

    name: str
    title: str
    about: About
    fields: tuple[Field, ...] = ()
    is_of_secretariat: bool = False

    @property
    def field(self) -> str:
        """The field that has the name of what it is about."""
        return self.about if self.about in ("meeting", "series") else "name"

    @property
    def action(self) -> str:
        """What it does, by one name for all that it may be about."""
        return self.name.partition("-")[0]

    @property
    def is_for_calendars(self) -> bool:
        """Whether calendars show what it does: if none of their meetings changes, it does nothing."""
        return self.about in ("meeting", "series") and self.action not in ("set", "remove", "rename")


_REASON = Field("reason", "Why", hint="Everybody who has the meeting reads it.")
_DAY = Field("day", "Day", "date", required=True)
_HOUR = Field("time", "Hour", "time", required=True)
_NEW_HOUR = replace(_HOUR, hint="Empty if it stays.", required=False)
_AT = Field("at", "At which hour", "time", required=True)
_CLOCK = Field("clock", "On the clock of", "clock")
_TITLE = Field("title", "Title", required=True)
_OWN_TITLE = Field("title", "Title", hint="Without one, it is called like the series.")
_LENGTH = Field("duration", "How long", hint="For example: 60 min", required=True)
_OWN_LENGTH = replace(_LENGTH, required=False, hint="Without one, as long as the others.")
_PLACE = Field("place", "Place", hint="A room or an address. Empty for an online meeting.")
_ID = Field(
    "id", "Short name (id)", hint="A new one in small letters, digits, hyphens: green-roofs", required=True
)
_RULE = Field("every", "On which day", hint="For example: third Wednesday", required=True)
_FROM = Field("from", "From", "month", hint="A month: 2027-02", required=True)
_UNTIL = Field("until", "Last month", "month", hint="A month: 2028-06. Empty if it goes on.")
_LANGUAGE = Field("language", "In which language", "language")
_THEME = Field("themes", "Theme", "theme")
_HOLIDAYS = Field(
    "on_holiday",
    "On a public holiday",
    "choice",
    choices=(
        ("", "it stays, with a warning"),
        (HolidayPolicy.KEEP.value, "it stays"),
        (HolidayPolicy.SKIP.value, "it does not take place"),
        (HolidayPolicy.NEXT.value, "on the next working day"),
        (HolidayPolicy.PREVIOUS.value, "on the working day before"),
        (HolidayPolicy.NEXT_WEEK.value, "a week later"),
    ),
)
_JOIN = (
    Field("join", "Link to join", "url"),
    Field(
        "join_public",
        "Who sees the link",
        "choice",
        choices=(("", "only private calendars"), ("yes", "everybody")),
    ),
)
_WHY = Field(
    "reason", "Why is it all right?", hint="It stays in the files; no calendar shows it.", required=True
)
_ANY = (
    Field("field", "What", "key", required=True),
    Field("value", "Value", hint="Empty takes it away. Several: with commas between."),
)

FORMS: Sequence[Form] = (
    Form("move", "Move", "meeting", (_DAY, _NEW_HOUR, _CLOCK, _REASON)),
    Form("cancel", "Cancel the meeting", "meeting", (_REASON,)),
    Form("reinstate", "Take the cancellation back", "meeting"),
    Form("confirm", "Confirm", "meeting"),
    Form("retitle", "Change the title", "meeting", (_TITLE, _LANGUAGE)),
    Form("place", "Change the place", "meeting", (_PLACE,)),
    Form("length", "Change the length", "meeting", (_LENGTH,)),
    Form(
        "attach",
        "Add minutes, slides or another link",
        "meeting",
        (
            Field("label", "What it is", "choice", choices=tuple((each, each) for each in PHRASES)),
            Field("url", "Address", "url", required=True),
        ),
    ),
    Form(
        "present",
        "Write how many people were present",
        "meeting",
        (Field("present", "How many people were present", "number", hint="Empty takes the number away."),),
    ),
    Form(
        "held",
        "Write whether it took place",
        "meeting",
        (Field("held", "Did it take place?", "choice", choices=(("", "yes"), ("no", "no"))),),
    ),
    Form("set-meeting", "Change something else", "meeting", _ANY, is_of_secretariat=True),
    Form(
        "extra",
        "Add one more meeting",
        "series",
        (_ID, _OWN_TITLE, _DAY, _HOUR, _CLOCK, _OWN_LENGTH, _PLACE, _THEME, *_JOIN),
    ),
    Form(
        "rule",
        "Change the day or hour from a month on",
        "series",
        (
            _FROM,
            replace(_RULE, hint="For example: second Tuesday. Empty if it stays.", required=False),
            replace(_AT, hint="Empty if it stays.", required=False),
            _CLOCK,
            replace(_OWN_LENGTH, hint="For example: 60 min. Empty if it stays."),
        ),
    ),
    Form(
        "break",
        "Leave some weeks out",
        "series",
        (
            Field("first", "First day", "date", required=True),
            Field("last", "Last day", "date", required=True),
            replace(_REASON, hint="Everybody reads it. Without a reason, the meetings just pause."),
        ),
    ),
    Form("retitle-series", "Change the title of all", "series", (_TITLE, _LANGUAGE)),
    Form("set-series", "Change something else for all", "series", _ANY, is_of_secretariat=True),
    Form("rename-series", "Change its short name", "series", (_ID,), is_of_secretariat=True),
    Form("remove-series", "End it", "series", is_of_secretariat=True),
    Form(
        "monthly",
        "Add a series of meetings",
        "group",
        (
            *(_ID, _TITLE, _RULE, _AT, _CLOCK, _LENGTH, _FROM, _UNTIL),
            *(_HOLIDAYS, _THEME, _PLACE, *_JOIN),
        ),
    ),
    Form(
        "single",
        "Add a single meeting",
        "group",
        (_ID, _TITLE, _DAY, _HOUR, _CLOCK, _LENGTH, _THEME, _PLACE, *_JOIN),
    ),
    Form(
        "visit",
        "Add a visit of whole days",
        "group",
        (
            *(_ID, _TITLE, replace(_DAY, label="First day")),
            Field("days", "For how many days", "number", required=True),
            *(replace(_CLOCK, label="In which city"), _THEME, _PLACE, *_JOIN),
        ),
    ),
    Form("remove", "End it", "group", is_of_secretariat=True),
    Form("set-group", "Change the name, the cities or more", "group", _ANY, is_of_secretariat=True),
    Form("rename-group", "Change its short name", "group", (_ID,), is_of_secretariat=True),
    Form("set-city", "Change the name or something else", "city", _ANY),
    Form("rename", "Change its short name", "city", (_ID,)),
    Form(
        "webinar",
        "Add a webinar",
        "programme",
        (
            *(_ID, _TITLE, _DAY, _HOUR, _CLOCK, _LENGTH),
            Field(
                "audience",
                "For whom",
                hint="Cities, pairs or groups, with commas: Sofia, Busan. Empty: all.",
            ),
            _THEME,
            Field("registration", "Page to register", "url"),
            *_JOIN,
            Field(
                "status",
                "Is it certain?",
                "choice",
                choices=(("", "yes"), ("tentative", "not yet: it is to be confirmed")),
            ),
        ),
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
            Field("cities", "Cities", hint="With commas: Rotterdam, Busan, Turin", required=True),
        ),
    ),
    Form(
        "date",
        "Give it its date",
        "undated",
        (_DAY, replace(_HOUR, hint="By its own clock; the next page shows the hour of each city.")),
        is_of_secretariat=True,
    ),
    Form("accept", "I know", "finding", (_WHY,), is_of_secretariat=True),
    Form("set-programme", "Change the name, the host, the languages or more", "programme", _ANY),
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
    match form.action:
        case "move":
            to = _by_its_clock(typed, zones) if typed["time"] else typed["day"]
            return MoveMeeting(**meeting, to=to, reason=typed["reason"])
        case "cancel":
            return CancelMeeting(**meeting, reason=typed["reason"])
        case "reinstate":
            return ReinstateMeeting(**meeting)
        case "confirm":
            return ConfirmMeeting(**meeting)
        case "attach":
            return AttachLink(**meeting, label=typed["label"], url=typed["url"])
        case "extra":
            return AddExtra(series=id, id=typed["id"], values=_values(form, typed))
        case "rule":
            return AddRule(series=id, values=_values(form, typed))
        case "break":
            if typed["last"] < typed["first"]:
                raise Refused("the last day is before the first one", "choose both again")
            days = f"{typed['first']}..{typed['last']}"
            return AddBreak(series=id, days=days, reason=typed["reason"])
        case "retitle":
            version = ("title", typed["language"]) if typed["language"] else ("title",)
            return SetField(id=block, path=version, value=typed["title"])
        case "place" | "present" | "held":
            return SetField(id=block, path=(form.action,), value=typed[form.action] or None)
        case "date":
            return SetField(id=block, path=("starts",), value=f"{_moment(typed):{_WRITTEN}}")
        case "length":
            return SetField(id=block, path=("duration",), value=typed["duration"])
        case "set":
            return SetField(id=block, path=_path(typed["field"]), value=typed["value"] or None)
        case "remove":
            return RemoveBlock(section=section, id=id)
        case "rename":
            return RenameBlock(section=section, id=id, to=typed["id"])
        case "pair":
            values = _values(form, typed, cities=[typed["one"], typed["other"]])
        case "monthly" | "single" | "visit":
            values = _values(form, typed, **{section.removesuffix("s"): id})
        case _:
            values = _values(form, typed)
    return AddBlock(section=NEW_SECTIONS[form.name], id=typed["id"], values=values)


def label_at(form: Form, place: str, typed: Mapping[str, str]) -> str:
    """Returns the label of the field of a form that is written at a place of the files; empty without one."""
    labels = {field.name: field.label for field in form.fields}
    if form.action == "set" and place.endswith(typed.get("field", "")):
        return typed.get("field", "").replace("_", " ").replace(".", ": ")
    if "id" in labels and place.endswith(f".{typed.get('id')}"):
        return labels["id"]
    for step in reversed(_NUMBER.sub("", place).split(".")):
        if step in ("move_to", "starts"):
            return joined([labels[name] for name in ("day", "time") if name in labels])
        for name in (step, _WRITTEN_AT.get(step, "")):
            if name in labels:
                return labels[name]
    return ""


def _values(form: Form, typed: Mapping[str, str], **more: Any) -> Values:
    """Returns what was typed, by the keys of the files; a day with its hour is `starts`."""
    names = {field.name for field in form.fields}
    values: dict[str, Any] = {name: typed[name] for name in names - _OF_THE_FORM}
    for name in names.intersection(("audience", "cities")):
        values[name] = typed[name].replace(",", " ").split()
    if "day" in names:
        values["starts"] = f"{_moment(typed):{_WRITTEN}}" if "time" in names else typed["day"]
    if typed["join"]:
        values["join"] = way_to_join(typed["join"], is_public=bool(typed["join_public"]))
    return in_order({**values, **more})


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
