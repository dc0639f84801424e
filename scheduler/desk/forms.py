"""The edits of the desk, each as a form.

1. The edits are those of the commands. Forms that change or add a block are made from the documents of the
   files (scheduler/desk/block_forms.py); the others have inputs of their own, with the names of their keys.
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

from scheduler.commands.refusals import Refused, WrongValue
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
from scheduler.desk.inputs import Input, InputLook
from scheduler.programme.papers import PHRASES
from scheduler.timetable.wall_times import seen_from

Zones = Mapping[str, str]
"""The IANA zones of the clocks that a form may name, by city (id); the empty name is that of the meeting."""
About = Literal["meeting", "series", "group", "city", "theme", "undated", "programme", "finding"]
YEARS = range(1970, 2200)
_WRITTEN = "%Y-%m-%d %H:%M"
_NUMBER = re.compile(r"\[\d+\]")
_WRITTEN_AT = {"links": "url", "cancel": "reason", "move_to": "day", "pause": "first"}
"""The inputs that have another name than the key under which they are written."""


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
    fields: tuple[Input, ...] = ()
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


def _input(name: str, label: str, look: InputLook, hint: str = "") -> Input:
    return Input(name=name, label=label, look=look, hint=hint, is_first=True, order=0)


def _needed(name: str, label: str, look: InputLook, hint: str = "") -> Input:
    return replace(_input(name, label, look, hint), is_required=True)


_REASON = _input("reason", "Why", "line", "Everybody who has the meeting reads it.")
_PAUSE_REASON = replace(_REASON, hint="Everybody reads it. Without a reason, the meetings just pause.")
_DAY = _needed("day", "Day", "date")
_NEW_HOUR = _input("time", "Hour", "time", "Empty if it stays.")
_CLOCK = _input("clock", "On the clock of", "choice")
_ID = _needed("id", "Short name (id)", "line", "A new one in small letters, digits, hyphens: green-roofs")
_WHY = _needed("reason", "Why is it all right?", "line", "It stays in the files; no calendar shows it.")
_LABEL = replace(_input("label", "What it is", "choice"), choices=tuple((each, each) for each in PHRASES))
_URL = _needed("url", "Address", "url")
_FIRST, _LAST = _needed("first", "First day", "date"), _needed("last", "Last day", "date")

FORMS: Sequence[Form] = (
    Form("move", "Move", "meeting", (_DAY, _NEW_HOUR, _CLOCK, _REASON)),
    Form("cancel", "Cancel the meeting", "meeting", (_REASON,)),
    Form("reinstate", "Take the cancellation back", "meeting"),
    Form("confirm", "Confirm", "meeting"),
    Form("attach", "Add minutes, slides or another link", "meeting", (_LABEL, _URL)),
    Form("change", "Change title, place, length and more", "meeting"),
    Form("extra", "Add one more meeting", "series"),
    Form("change-series", "Change the day, hour, title and more", "series"),
    Form("break", "Leave some weeks out", "series", (_FIRST, _LAST, _PAUSE_REASON)),
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
                raise WrongValue("last", "the last day is before the first one")
            days = f"{typed['first']}..{typed['last']}"
            return AddBreak(series=id, days=days, reason=typed["reason"])
        case "remove":
            return RemoveBlock(section=section, id=id)
        case "rename":
            return RenameBlock(section=section, id=id, to=typed["id"])
    raise Refused("there is no such form", "go back to the desk")


def input_at(form: Form, place: str, typed: Mapping[str, str]) -> Input | None:
    """Returns the input of an action that is written at a place of the files."""
    own = {each.name: each for each in form.fields}
    if "id" in own and place.endswith(f".{typed.get('id')}"):
        return own["id"]
    steps = reversed(_NUMBER.sub("", place).split("."))
    return next(filter(None, (own.get(step) or own.get(_WRITTEN_AT.get(step, "")) for step in steps)), None)


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
        raise WrongValue("day", "this is no day and hour; choose both: 2026-12-17 and 11:00") from None
    if moment.year not in YEARS:
        raise WrongValue("day", f"the year {moment.year} is too far away; choose another day")
    return moment
