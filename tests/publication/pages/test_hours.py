"""Every hour on every page is that of the feeds, and right by the zones of the cities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from html import unescape
from zoneinfo import ZoneInfo

import icalendar
import pytest

from scheduler.publication.site import Site
from scheduler.timetable.clocks import clock_name
from scheduler.timetable.occurrence import Occurrence
from support import showcase
from support.programmes import monthly, now, pair, webinar
from support.samples import SIX, city, sample
from support.world import World, published

ZONES = (
    "Asia/Kathmandu", "America/St_Johns", "Pacific/Honolulu", "Australia/Adelaide", "America/Santiago",
    "Africa/Casablanca", "Pacific/Auckland", "Europe/Lisbon",
)  # fmt: skip
CLOCK = re.compile(r'<time datetime="([^"]+T[^"]+)">(\d\d:\d\d)</time> ([^<]+)')
LINK = re.compile(r"occurrences/([0-9a-f-]{36})\"")
ROW = re.compile(r'<li class="row.*?</li>\n|<section class="card".*?</section>', re.DOTALL)


def wide() -> World:
    """Cities all over the world, in pairs with Sofia, over two changes of clocks each."""
    towns = tuple(city(f"town{number}", zone, "FR") for number, zone in enumerate(ZONES))
    pairs = tuple(pair("sofia", town.id) for town in towns)
    meetings = tuple(
        monthly(f"m{n}", begins="2026-09", pair=each.id, at=f"{n + 8:02d}:30", clock_of=each.cities[n % 2])
        for n, each in enumerate(pairs)
    )
    talks = tuple(webinar(f"w{n}", f"2026-1{n}-15 {20 + n}:00", "Europe/Brussels") for n in range(3))
    programme = sample(*meetings, *talks, cities=(*SIX, *towns), pairs=pairs, languages=("en", "bg"))
    return published(programme, now("2026-10-01 09:00"))


@cache
def world(name: str) -> World:
    return wide() if name == "wide" else showcase.shown()


def rows(site: Site) -> Iterator[tuple[str, str, str]]:
    """Each row and card of each page: its path, the UID of its meeting, its HTML."""
    for path, page in site.pages.items():
        if page.type.startswith("text/html"):
            for found in ROW.findall(page.body.decode()):
                link = LINK.search(found)
                if link is not None and "<s>" not in found:
                    yield path, link[1], found


@pytest.mark.parametrize("name", ["wide", "showcase"])
def test_every_hour_in_every_row_is_that_of_its_city(name: str) -> None:
    site, occurrences = world(name).site(), world(name).state.occurrences
    wrong, number = [], 0
    for path, uid, row in rows(site):
        if "/changes" in path:
            continue
        meeting = occurrences[uid].occurrence
        for written, hour, place in CLOCK.findall(row):
            number += 1
            moment = datetime.fromisoformat(written)
            expected = meeting.timing.begin_utc.astimezone(zone_of(meeting, unescape(place)))
            if (moment, f"{expected:%H:%M}") != (
                meeting.timing.begin_utc,
                hour,
            ) or moment.utcoffset() != expected.utcoffset():
                wrong.append((path, uid, written, hour, place))

    assert number > 1000
    assert wrong == []


def zone_of(meeting: Occurrence, place: str) -> ZoneInfo:
    """The zone of a place as a page names it: a city, several, a country, or the meeting's clock."""
    words = place.strip()
    for participant in meeting.participants:
        names = participant.name.words()
        if any(words.startswith(name) for name in names):
            return ZoneInfo(participant.zone)
    if any(words.startswith(country) for country in ("South Korea", "Южна Корея", "Zuid-Korea", "대한민국")):
        return ZoneInfo("Asia/Seoul")
    if words.startswith(("France", "Франция")):
        return ZoneInfo(next(each.zone for each in meeting.participants if each.country == "FR"))
    assert clock_name(meeting)
    return ZoneInfo(meeting.timing.zone)


@pytest.mark.parametrize("name", ["wide", "showcase"])
def test_every_page_of_a_meeting_has_the_start_of_its_feed(name: str) -> None:
    site = world(name).site()
    feed = icalendar.Calendar.from_ical(site.files["/feeds/programme.en.ics"].body)
    timed = [event for event in feed.walk("VEVENT") if isinstance(event.start, datetime)]

    assert len(timed) > 10
    for event in timed:
        page = site.pages[f"/occurrences/{event['UID']}"].body.decode()
        started = datetime.fromisoformat(next(iter(CLOCK.findall(page)))[0])
        assert started == event.start, event["UID"]
