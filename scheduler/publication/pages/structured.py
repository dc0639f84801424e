"""A meeting for search engines: a schema.org Event as JSON-LD, in one language.

It contains only what the page shows, and never the link to join.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from markupsafe import Markup

from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import one_line
from scheduler.publication.languages.language import language
from scheduler.publication.pages.paths import PageLocation
from scheduler.publication.pages.site_info import SiteInfo
from scheduler.publication.pages.views.meeting_pages import MeetingView
from scheduler.timetable.clocks import clock_offset
from scheduler.timetable.occurrence import Occurrence

# Only an end tag ends a script element, and a comment start changes which one does (HTML 4.12.1.3).
_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def event_data(view: MeetingView, location: PageLocation, site: SiteInfo) -> Markup:
    """Returns the Event as JSON that is safe inside a script element."""
    text = json.dumps(event(view, location, site), ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - everything that could end the script is escaped


def event(view: MeetingView, location: PageLocation, site: SiteInfo) -> Mapping[str, Any]:
    """Returns the Event without the properties that have no value."""
    occurrence = view.occurrence
    content, code = occurrence.content, location.language
    url = site.public_url(code, location.address)
    properties = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": _in_language(content.title, code) or occurrence.series,
        **_times(occurrence),
        **_status(view),
        **_place(occurrence, code, view.access.registration or url),
        "organizer": _organizer(site, code),
        "url": url,
        "description": _in_language(content.description, code),
        "about": [_in_language(theme.name, code) for theme in content.themes],
        "inLanguage": _languages(occurrence, code),
        "performer": [{"@type": "Person", "name": one_line(speaker.name)} for speaker in content.speakers],
    }
    return {name: value for name, value in properties.items() if value}


def _in_language(text: Text | None, code: str) -> str | None:
    return one_line(text.say(code)) if text is not None else None


def _times(occurrence: Occurrence) -> Mapping[str, str]:
    timing = occurrence.timing
    if timing.all_day:
        last_day = (timing.ends - timedelta(days=1)).date()
        return {"startDate": timing.starts.date().isoformat(), "endDate": last_day.isoformat()}
    offset = clock_offset(occurrence)
    return {
        "startDate": _with_offset(timing.begin_utc, offset),
        "endDate": _with_offset(timing.end_utc, offset),
    }


def _status(view: MeetingView) -> Mapping[str, str]:
    if view.occurrence.cancelled:
        return {"eventStatus": "https://schema.org/EventCancelled"}
    if view.planned is None:
        return {"eventStatus": "https://schema.org/EventScheduled"}
    clocks = view.planned.clocks
    start = clocks[0].with_offset if clocks else view.planned.first.isoformat()
    return {"eventStatus": "https://schema.org/EventRescheduled", "previousStartDate": start}


def _with_offset(instant: datetime, offset: int) -> str:
    return instant.astimezone(timezone(timedelta(minutes=offset))).isoformat(timespec="minutes")


def _place(occurrence: Occurrence, code: str, entrance: str | None) -> Mapping[str, Any]:
    name = _in_language(occurrence.content.place, code)
    if name:
        mode, place = "Offline", {"@type": "Place", "name": name, "address": name}
    elif occurrence.timing.all_day:
        return {}
    else:
        mode = "Online"
        place = {"@type": "VirtualLocation", **({"url": entrance} if entrance else {})}
    return {"eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode", "location": place}


def _organizer(site: SiteInfo, code: str) -> Mapping[str, str]:
    organizer = {"@type": "Organization", "name": one_line(site.host.say(code))}
    return organizer | ({"url": site.host_url} if site.host_url else {})


def _languages(occurrence: Occurrence, code: str) -> list[Mapping[str, str]]:
    phrases, languages = language(code).phrase_language, occurrence.content.languages
    spoken_codes = languages.spoken if languages is not None else ()
    return [{"@type": "Language", "name": one_line(phrases.language_name(code))} for code in spoken_codes]
