"""The edits of the desk, each as a form: its fields, and the edit that they make.

The edits are those of the commands. Only the hour differs: a form takes it on the clock of any city, and the
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
    AddExtra,
    AttachLink,
    CancelMeeting,
    ConfirmMeeting,
    Edit,
    MoveMeeting,
    ReinstateMeeting,
    SetField,
    Values,
)
from scheduler.timetable.wall_times import seen_from

Fields = Mapping[str, str]
Kind = Literal["text", "date", "time", "url", "clock", "choice"]
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

    `about` is what it is for: a meeting, a series, or the programme.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    about: Literal["meeting", "series", "programme"]
    make: Callable[[Fields, Clocks], Edit]


_REASON = Field(name="reason", label="Why", hint="Everybody who has the meeting reads it.")
_DAY = Field(name="day", label="Day", kind="date", required=True)
_HOUR = Field(name="time", label="Hour", kind="time", required=True)
_CLOCK = Field(name="clock", label="On the clock of", kind="clock")
_TITLE = Field(name="title", label="Title", required=True)
_OWN_TITLE = Field(name="title", label="Title", hint="Without one, it is called like the series.")
_LENGTH = Field(name="duration", label="How long", hint="For example: 60 min")
_PLACE = Field(
    name="place", label="Place", hint="A room or an address. Leave it empty for an online meeting."
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
        raise Refused(f"“{written}” is no day and hour", "choose both: 2026-12-17 and 11:00") from None
    zone = clocks.of_cities.get(fields.get("clock", ""), clocks.zone)
    return f"{wall if zone == clocks.zone else seen_from(wall, zone, clocks.zone):%Y-%m-%d %H:%M}"


def _move(fields: Fields, clocks: Clocks) -> Edit:
    return MoveMeeting(**_named(fields), to=when(fields, clocks), reason=fields.get("reason", ""))


def _retitle(fields: Fields, _: Clocks) -> Edit:
    path = tuple(filter(None, ("title", fields.get("language"))))
    return SetField(id=fields.get("meeting", ""), path=path, value=fields.get("title", ""))


def _attach(fields: Fields, _: Clocks) -> Edit:
    return AttachLink(**_named(fields), label=fields.get("label", ""), url=fields.get("url", ""))


def _extra(fields: Fields, clocks: Clocks) -> Edit:
    values = {"starts": when(fields, clocks), **_given(fields, "title", "duration", "place")}
    return AddExtra(series=fields.get("series", ""), id=fields.get("id", ""), values=values)


def _webinar(fields: Fields, clocks: Clocks) -> Edit:
    zone = clocks.of_cities.get(fields.get("clock", ""), clocks.zone)
    starts = when(fields, Clocks(zone, clocks.of_cities))
    values = {"title": fields.get("title", ""), "starts": starts}
    more = _given(fields, "clock", "duration", "registration")
    return AddBlock(section="webinars", id=fields.get("id", ""), values={**values, **more})


def _given(fields: Fields, *names: str) -> Values:
    return {name: fields[name] for name in names if fields.get(name)}


FORMS: Sequence[Form] = (
    Form(name="move", title="Move", fields=(_DAY, _HOUR, _CLOCK, _REASON), about="meeting", make=_move),
    Form(
        name="cancel",
        title="Cancel",
        fields=(_REASON,),
        about="meeting",
        make=lambda fields, _: CancelMeeting(**_named(fields), reason=fields.get("reason", "")),
    ),
    Form(
        name="reinstate",
        title="Take the cancellation back",
        fields=(),
        about="meeting",
        make=lambda fields, _: ReinstateMeeting(**_named(fields)),
    ),
    Form(
        name="confirm",
        title="Confirm",
        fields=(),
        about="meeting",
        make=lambda fields, _: ConfirmMeeting(**_named(fields)),
    ),
    Form(
        name="retitle",
        title="Change the title",
        fields=(_TITLE, Field(name="language", label="Language", hint="For example: en, ko")),
        about="meeting",
        make=_retitle,
    ),
    Form(
        name="attach",
        title="Add minutes or another link",
        fields=(
            Field(name="label", label="What it is", kind="choice", choices=PAPERS),
            Field(name="url", label="Address", kind="url", required=True),
        ),
        about="meeting",
        make=_attach,
    ),
    Form(
        name="extra",
        title="Add one more meeting",
        fields=(
            Field(name="id", label="Short name", required=True, hint="It is new and stays: tram-workshop"),
            *(_DAY, _HOUR, _CLOCK, _OWN_TITLE, _LENGTH, _PLACE),
        ),
        about="series",
        make=_extra,
    ),
    Form(
        name="webinar",
        title="Add a webinar",
        fields=(
            Field(name="id", label="Short name", required=True, hint="It is new and stays: green-roofs"),
            *(_TITLE, _DAY, _HOUR, _CLOCK, replace(_LENGTH, required=True)),
            Field(name="registration", label="Page to register", kind="url"),
        ),
        about="programme",
        make=_webinar,
    ),
)
BY_NAME: Mapping[str, Form] = {form.name: form for form in FORMS}
