"""The edits of the desk, each as a form.

1. The edits are those of the commands. Forms that change or add a block are made from the documents of the
   files (scheduler/desk/block_forms.py); the others have fields of their own, with the names of their keys.
2. The hour of a meeting may be given on the clock of any of its cities; the text has it on the clock of the
   meeting.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.refusals import Refused
from scheduler.configuration.edits.new_values import (
    AddBreak,
    AttachLink,
    CancelMeeting,
    ConfirmMeeting,
    Edit,
    MoveMeeting,
    ReinstateMeeting,
    RemoveBlock,
    RenameBlock,
)
from scheduler.programme.english_lists import joined
from scheduler.programme.papers import PHRASES
from scheduler.timetable.wall_times import seen_from

Zones = Mapping[str, str]
"""The IANA zones of the clocks that a form may name, by city (id); the empty name is that of the meeting."""
Choice = tuple[str, str]
"""A value that a field offers, and the words for it."""
FieldInput = Literal["text", "date", "time", "url", "choice", "clock"]
About = Literal["meeting", "series", "group", "city", "theme", "undated", "programme", "finding"]
YEARS = range(1970, 2200)
_WRITTEN = "%Y-%m-%d %H:%M"
_NUMBER = re.compile(r"\[\d+\]")
_WRITTEN_AT = {"links": "url", "cancel": "reason"}
"""The fields that have another name than the key under which they are written."""


class Field(Struct, frozen=True):
    """One field of a form; `choices` are what a "choice" offers. It has the name of its key in the files."""

    name: str
    label: str
    input: FieldInput = "text"
    hint: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()


class Form(Struct, frozen=True):
    """A form: what the link to it says, what it is about, and its fields.

    It has the name of what it is about in a field: `meeting` (SERIES/KEY), `series` (an id), `of` for a
    group, city, theme or webinar without a date (`pairs/sofia-sejong`), or none for the programme. One about
    a finding has its place in the text as `of`, its code as `doubt`, and as `key` that of its meeting, if it
    is about one alone.
    `section` is that in which it adds a block. `is_of_secretariat`: a key for one pair does not open it.
    """

    name: str
    title: str
    about: About
    fields: tuple[Field, ...] = ()
    section: str = ""
    is_of_secretariat: bool = False

    @property
    def field(self) -> str:
        """The field that has the name of what it is about."""
        return self.about if self.about in ("meeting", "series") else "of"

    @property
    def action(self) -> str:
        """What it does, by one name for all that it may be about."""
        return self.name.partition("-")[0]

    @property
    def is_of_block(self) -> bool:
        """Whether it is made from the document of a block: it changes one, or adds one."""
        return self.action in ("change", "add", "extra")

    @property
    def is_for_calendars(self) -> bool:
        """Whether calendars show what it does: if none of their meetings changes, it does nothing."""
        return self.about in ("meeting", "series") and self.action not in ("change", "remove", "rename")


_REASON = Field("reason", "Why", hint="Everybody who has the meeting reads it.")
_DAY = Field("day", "Day", "date", required=True)
_HOUR = Field("time", "Hour", "time", required=True)
_NEW_HOUR = replace(_HOUR, hint="Empty if it stays.", required=False)
_CLOCK = Field("clock", "On the clock of", "clock")
_ID = Field(
    "id", "Short name (id)", hint="A new one in small letters, digits, hyphens: green-roofs", required=True
)
_WHY = Field(
    "reason", "Why is it all right?", hint="It stays in the files; no calendar shows it.", required=True
)

FORMS: Sequence[Form] = (
    Form("move", "Move", "meeting", (_DAY, _NEW_HOUR, _CLOCK, _REASON)),
    Form("cancel", "Cancel the meeting", "meeting", (_REASON,)),
    Form("reinstate", "Take the cancellation back", "meeting"),
    Form("confirm", "Confirm", "meeting"),
    Form(
        "attach",
        "Add minutes, slides or another link",
        "meeting",
        (
            Field("label", "What it is", "choice", choices=tuple((each, each) for each in PHRASES)),
            Field("url", "Address", "url", required=True),
        ),
    ),
    Form("change", "Change title, place, length and more", "meeting"),
    Form("extra", "Add one more meeting", "series"),
    Form("change-series", "Change the day, hour, title and more", "series"),
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
    Form("rename-series", "Change its short name", "series", (_ID,), is_of_secretariat=True),
    Form("remove-series", "End it", "series", is_of_secretariat=True),
    Form("add-monthly", "Add a series of meetings", "group", section="meetings"),
    Form("add-single", "Add a single meeting or a visit", "group", section="meetings"),
    Form("remove", "End it", "group", is_of_secretariat=True),
    Form("change-group", "Change its name, cities and more", "group", is_of_secretariat=True),
    Form("rename-group", "Change its short name", "group", (_ID,), is_of_secretariat=True),
    Form("change-city", "Change name, office hours, days off and more", "city", is_of_secretariat=True),
    Form("rename", "Change its short name", "city", (_ID,), is_of_secretariat=True),
    Form("remove-city", "End it", "city", is_of_secretariat=True),
    Form("change-theme", "Change its name and description", "theme", is_of_secretariat=True),
    Form("rename-theme", "Change its short name", "theme", (_ID,), is_of_secretariat=True),
    Form("remove-theme", "End it", "theme", is_of_secretariat=True),
    Form("change-undated", "Give it its date", "undated", is_of_secretariat=True),
    Form("add-webinar", "Add a webinar", "programme", section="webinars"),
    Form("add-pair", "Add a pair", "programme", section="pairs"),
    Form("add-group", "Add a group", "programme", section="groups"),
    Form("add-city", "Add a city", "programme", section="cities"),
    Form("add-theme", "Add a theme", "programme", section="themes"),
    Form("change-programme", "Change the name, the host, the languages and more", "programme"),
    Form("accept", "I know", "finding", (_WHY,), is_of_secretariat=True),
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
        case "break":
            if typed["last"] < typed["first"]:
                raise Refused("the last day is before the first one", "choose both again")
            days = f"{typed['first']}..{typed['last']}"
            return AddBreak(series=id, days=days, reason=typed["reason"])
        case "remove":
            return RemoveBlock(section=section, id=id)
        case "rename":
            return RenameBlock(section=section, id=id, to=typed["id"])
    raise Refused("there is no such form", "go back to the desk")


def label_at(form: Form, place: str, typed: Mapping[str, str]) -> str:
    """Returns the label of the field of a form that is written at a place of the files; empty without one."""
    labels = {field.name: field.label for field in form.fields}
    if "id" in labels and place.endswith(f".{typed.get('id')}"):
        return labels["id"]
    for step in reversed(_NUMBER.sub("", place).split(".")):
        if step in ("move_to", "starts"):
            return joined([labels[name] for name in ("day", "time") if name in labels])
        for name in (step, _WRITTEN_AT.get(step, "")):
            if name in labels:
                return labels[name]
    return ""


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
