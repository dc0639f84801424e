"""A meeting for search engines: a schema.org Event as JSON-LD, in the words of one language.

It says nothing that the page does not say. The way into the room is never in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from markupsafe import Markup

from scheduler.programme.texts import Text
from scheduler.publication.feeds.hours import clock_offset
from scheduler.publication.feeds.wording import one_line
from scheduler.publication.languages.language import language
from scheduler.publication.pages.page import PageFrame
from scheduler.publication.pages.paths import PageLocation
from scheduler.publication.pages.views.sides import as_planned
from scheduler.timetable.occurrence import Occurrence

# Only its end tag ends a script element, and a comment changes what does (HTML, 4.12.1.3).
_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def event_data(occurrence: Occurrence, place: PageLocation, frame: PageFrame) -> Markup:
    """The Event as JSON that may stand in a script element as it is."""
    said = json.dumps(event(occurrence, place, frame), ensure_ascii=False, separators=(",", ":"))
    return Markup(said.translate(_ESCAPES))  # noqa: S704 - what could leave the script is escaped


def event(occurrence: Occurrence, place: PageLocation, frame: PageFrame) -> Mapping[str, Any]:
    """The Event; what is not known of it is left out."""
    page = frame.public(place.code, place.address)
    found = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": _say(occurrence.content.title, place) or occurrence.series,
        **_times(occurrence),
        **_where(occurrence, place, page),
        "organizer": _organizer(place, frame),
        "url": page,
        "description": _say(occurrence.content.description, place),
        "about": [_say(theme.name, place) for theme in occurrence.content.themes],
        "inLanguage": _languages(occurrence, place),
        "performer": [{"@type": "Person", "name": one_line(one.name)} for one in occurrence.content.speakers],
    }
    return {name: value for name, value in found.items() if value}


def _say(text: Text | None, place: PageLocation) -> str | None:
    return one_line(text.say(place.code)) if text is not None else None


def _times(occurrence: Occurrence) -> Mapping[str, str]:
    timing = occurrence.timing
    if timing.all_day:
        last = (timing.ends - timedelta(days=1)).date()
        times = {"startDate": timing.starts.date().isoformat(), "endDate": last.isoformat()}
        before = occurrence.planned.date().isoformat()
    else:
        times = {
            "startDate": _start(occurrence),
            "endDate": _with_offset(timing.end, clock_offset(occurrence)),
        }
        planned = as_planned(occurrence)
        before = _start(planned) if planned is not None else occurrence.planned.date().isoformat()
    if occurrence.cancelled:
        return times | {"eventStatus": "https://schema.org/EventCancelled"}
    if occurrence.moved:
        moved = {"eventStatus": "https://schema.org/EventRescheduled", "previousStartDate": before}
        return times | moved
    return times | {"eventStatus": "https://schema.org/EventScheduled"}


def _start(occurrence: Occurrence) -> str:
    return _with_offset(occurrence.timing.begin, clock_offset(occurrence))


def _with_offset(instant: datetime, offset: int) -> str:
    return instant.astimezone(timezone(timedelta(minutes=offset))).isoformat(timespec="minutes")


def _where(occurrence: Occurrence, place: PageLocation, page: str | None) -> Mapping[str, Any]:
    room = _say(occurrence.content.place, place)
    if room:
        mode, location = "Offline", {"@type": "Place", "name": room, "address": room}
    elif occurrence.timing.all_day:
        return {}
    else:
        mode, door = "Online", occurrence.content.registration or page
        location = {"@type": "VirtualLocation", **({"url": door} if door else {})}
    return {"eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode", "location": location}


def _organizer(place: PageLocation, frame: PageFrame) -> Mapping[str, str]:
    organizer = {"@type": "Organization", "name": one_line(frame.host.say(place.code))}
    return organizer | ({"url": frame.host_url} if frame.host_url else {})


def _languages(occurrence: Occurrence, place: PageLocation) -> list[Mapping[str, str]]:
    speech = language(place.code).spoken
    spoken = occurrence.content.languages.spoken if occurrence.content.languages is not None else ()
    return [{"@type": "Language", "name": one_line(speech.language_name(said))} for said in spoken]
