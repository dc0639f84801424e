"""The form of JSON feeds: every key, its type and what it means, from which their JSON Schema is made.

Programs ignore keys that they do not know, so more may come. If a key goes or means something else, `version`
rises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from scheduler.programme.details import Languages, Status

JsonWords = Annotated[
    dict[str, str],
    Meta(description="Words by language. One that is left out has the words of the first of `languages`."),
]
JsonTime = Annotated[
    str,
    Meta(
        description="A wall time with its offset from UTC, which is an instant, too (RFC 3339); or a day.",
        pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?$",
        examples=["2026-12-16T10:00:00+02:00", "2026-12-16"],
    ),
]
JsonWallTime = Annotated[
    str,
    Meta(
        description="A time on the clock of `zone`, or a day.",
        pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?$",
        examples=["2026-12-16T10:00:00", "2026-12-16"],
    ),
]
JsonZone = Annotated[str, Meta(description="A name of the IANA time-zone database.")]


class JsonProgramme(Struct, frozen=True, kw_only=True):
    """The programme whose calendar it is."""

    id: str
    name: JsonWords


class JsonDays(Struct, frozen=True, kw_only=True):
    """The days that the calendar shows, both included."""

    first: date
    last: date


class JsonCity(Struct, frozen=True, kw_only=True):
    """A city that takes part in a meeting."""

    country: Annotated[str, Meta(description="Two letters of ISO 3166.")]
    name: JsonWords
    zone: JsonZone


class JsonLink(Struct, frozen=True, kw_only=True):
    """A paper of a meeting, or something else to read."""

    label: JsonWords
    url: str


class JsonSpeaker(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person who speaks."""

    name: str
    role: JsonWords | None = None


class JsonJoin(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How anybody may join a meeting."""

    url: str
    passcode: str | None = None


class JsonMeeting(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One meeting."""

    all_day: Annotated[bool, Meta(description="`start` and `end` are days.")] = False
    busy: bool
    description: JsonWords | None = None
    end: Annotated[JsonTime, Meta(description="Of whole days: the day after the last one.")]
    join: JsonJoin | None = None
    key: Annotated[str, Meta(description="Its place in its series, which never changes.")]
    kind: JsonWords | None = None
    languages: Languages | None = None
    links: tuple[JsonLink, ...] = ()
    local: Annotated[
        Mapping[JsonTime, tuple[str, ...]],
        Meta(description="Ids of all cities that take part, by its start on their clocks."),
    ]
    modified: Annotated[datetime, Meta(description="When calendars last showed something new of it (UTC).")]
    moved_from: Annotated[
        JsonWallTime | None, Meta(description="The start that calendars showed before.")
    ] = None
    place: JsonWords | None = None
    reason: Annotated[JsonWords | None, Meta(description="Why it was moved or cancelled.")] = None
    registration: str | None = None
    sequence: Annotated[int, Meta(description="It grows when time, place or status change (RFC 5545).", ge=0)]
    series: Annotated[str, Meta(description="The id of its series.")]
    speakers: tuple[JsonSpeaker, ...] = ()
    start: JsonTime
    status: Status
    themes: Annotated[tuple[str, ...], Meta(description="Ids of `themes` of the calendar.")] = ()
    title: JsonWords
    uid: Annotated[str, Meta(description="It never changes, and is the same in every calendar.")]
    zone: Annotated[JsonZone, Meta(description="The zone of the clock that it keeps.")]


class JsonFeed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The meetings of one calendar, as the public knows them."""

    calendar: Annotated[
        str, Meta(description="Its address below `/feeds/`, without an ending: `cities/sofia`.")
    ]
    cities: Annotated[
        Mapping[str, JsonCity], Meta(description="The cities of its meetings by their present ids.")
    ]
    languages: Annotated[tuple[str, ...], Meta(description="The languages of all words.", min_length=1)]
    meetings: Annotated[tuple[JsonMeeting, ...], Meta(description="In order of time.")]
    name: JsonWords
    pages: Annotated[
        Mapping[str, str],
        Meta(description="By language, the address of the pages of meetings; add the `uid`."),
    ] = msgspec.field(default_factory=dict)
    programme: JsonProgramme
    themes: Annotated[Mapping[str, JsonWords], Meta(description="The names of the themes by their ids.")]
    version: Annotated[Literal[2], Meta(description="The version of this form.")]
    window: JsonDays


def feed_schema() -> dict[str, Any]:
    """Returns the schema of a JSON feed (JSON Schema, draft 2020-12)."""
    schema = msgspec.json.schema(JsonFeed)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Twincal calendar", **schema}
