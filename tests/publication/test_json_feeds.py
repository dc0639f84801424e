"""The calendars in JSON say what the feeds beside them say, to programs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.details import Join, Link, Speaker
from scheduler.programme.series import Series
from scheduler.publication.resource import Resource
from support import showcase
from support.ics import feed, vevents
from support.json_feeds import document, ics_bookings, json_bookings, meetings
from support.programmes import change, changed, monthly, now, pair, visit, webinar
from support.samples import LANGUAGES, PAIRS, SIX, sample, text
from support.world import World, published

JANUARY, SOON, FEBRUARY = now("2026-01-10 09:00"), now("2026-01-12 09:00"), now("2026-02-02 09:00")
SOFIA = "/feeds/cities/sofia.json"


def json_feed(world: World, path: str = SOFIA) -> Resource:
    return world.site().json_feeds[path]


def world_of(*series: Series, **parts: Any) -> World:
    return published(sample(*series, **parts), JANUARY)


@pytest.mark.feed_rule(70)
def test_it_has_the_meetings_of_the_feed_beside_it() -> None:
    world = showcase.shown()
    site = world.site()

    compared = {
        path: (json_bookings(resource.body), ics_bookings(site.files[path.replace(".json", ".ics")].body))
        for path, resource in site.json_feeds.items()
        if resource.status == 200
    }

    assert sum(len(in_json) for in_json, _ in compared.values()) > 50
    for path, (in_json, in_ics) in compared.items():
        assert in_json == in_ics, path


@pytest.mark.feed_rule(69)
def test_it_is_at_the_address_of_the_feed_and_at_earlier_ones() -> None:
    pairs = (*PAIRS[:2], pair("rotterdam", "busan", id="rb", formerly=(PAIRS[2].id,)))
    world = world_of(monthly(until="2026-06"))
    world.apply(sample(monthly(until="2026-06"), pairs=pairs), FEBRUARY)
    site = world.site()

    assert site.json_feeds["/feeds/pairs/rb.json"] == site.json_feeds["/feeds/pairs/rotterdam-busan.json"]
    assert {*site.json_feeds} == {
        path.replace(".ics", ".json")
        for path in site.files
        if path.startswith("/feeds/") and path.count(".") == 1
    }


@pytest.mark.feed_rule(69)
def test_a_retired_one_is_gone() -> None:
    world = published(
        sample(monthly(until="2026-01"), monthly("busan", pair="rotterdam-busan", until="2026-01")), JANUARY
    )
    world.apply(sample(monthly(until="2026-01"), cities=SIX[:5], pairs=PAIRS[:2]), now("2026-06-02 09:00"))

    retired = json_feed(world, "/feeds/cities/busan.json")

    assert (retired.status, retired.body) == (410, b"This calendar has ended.\n")


@pytest.mark.feed_rule(71)
def test_a_meeting_is_told_in_facts() -> None:
    """One that was moved, with words in four languages, two of which are the same. Others need no reason."""
    title = text("Trams", bg="Трамваи", nl="Trams", ko="트램")
    series = monthly(
        until="2026-03",
        title=title,
        themes=("mobility",),
        links=(Link(text("Agenda"), "https://example.org/a"),),
        reason="room not free",
    )
    world = world_of(series)
    world.apply(
        sample(changed(series, change("2026-03", move_to="2026-03-19 11:00", reason="strike"))), FEBRUARY
    )
    feed = document(json_feed(world).body)

    assert feed["themes"]["mobility"]["bg"] == "Устойчива мобилност"
    assert feed["cities"]["sejong"] == {
        "country": "KR",
        "name": {"en": "Sejong", "bg": "Седжонг", "ko": "세종"},
        "zone": "Asia/Seoul",
    }
    assert feed["meetings"][-1] == {
        "uid": world.stored("monthly", "2026-03", "sample").occurrence.uid,
        "series": "monthly",
        "key": "2026-03",
        "status": "confirmed",
        "sequence": 1,
        "modified": "2026-02-02T09:00:00Z",
        "start": "2026-03-19T11:00:00+02:00",
        "end": "2026-03-19T12:00:00+02:00",
        "zone": "Europe/Sofia",
        "local": {"2026-03-19T11:00:00+02:00": ["sofia"], "2026-03-19T18:00:00+09:00": ["sejong"]},
        "moved_from": "2026-03-18T10:00:00",
        "reason": {"en": "strike"},
        "busy": True,
        "links": [{"label": {"en": "Agenda"}, "url": "https://example.org/a"}],
        "themes": ["mobility"],
        "title": {"en": "Trams", "bg": "Трамваи", "ko": "트램"},
    }
    assert "reason" not in feed["meetings"][0]


@pytest.mark.feed_rule(71)
def test_its_ids_are_the_present_ones() -> None:
    world = world_of(monthly(until="2026-03"))
    cities = (replace(SIX[0], id="serdica", formerly=("sofia",)), *SIX[1:])
    series = monthly("trams", formerly=("monthly",), until="2026-03", pair="twins", clock_of="serdica")
    twins = pair("serdica", "sejong", id="twins", formerly=("sofia-sejong",))
    world.apply(sample(series, cities=cities, pairs=(twins, *PAIRS[1:])), SOON)

    feed = document(json_feed(world).body)

    assert (feed["calendar"], [*feed["cities"]]) == (
        "cities/serdica",
        ["sejong", "serdica"],
    )
    assert {each["series"] for each in feed["meetings"]} == {"trams"}
    assert ["serdica"] in feed["meetings"][0]["local"].values()


@pytest.mark.feed_rule(71)
def test_the_hours_are_those_of_cities_alone() -> None:
    """The clock of Brussels has no city that takes part."""
    talk = webinar("talk", "2026-03-10 09:00", "Europe/Brussels", "sofia-sejong")
    [meeting] = meetings(json_feed(world_of(talk)).body)

    assert (meeting["start"], meeting["zone"]) == ("2026-03-10T09:00:00+01:00", "Europe/Brussels")
    assert meeting["local"] == {
        "2026-03-10T10:00:00+02:00": ["sofia"],
        "2026-03-10T17:00:00+09:00": ["sejong"],
    }


@pytest.mark.feed_rule(71)
def test_whole_days_have_no_hours() -> None:
    [stay] = meetings(json_feed(world_of(visit("stay", "2026-04-15", days=3))).body)

    assert (stay["all_day"], stay["start"], stay["end"]) == (True, "2026-04-15", "2026-04-18")
    assert [*stay["local"]] == ["2026-04-15"]


@pytest.mark.feed_rule(71)
def test_each_meeting_has_all_its_details() -> None:
    series = changed(
        monthly(until="2026-03", title="Trams", speakers=(Speaker(name="Ана Примерна"),)),
        change("2026-02", title="Night trams"),
        change("2026-03", place="Town hall"),
    )
    found = meetings(json_feed(world_of(series)).body)

    assert [each["title"]["en"] for each in found] == ["Trams", "Night trams", "Trams"]
    assert [each.get("place") for each in found] == [None, None, {"en": "Town hall"}]


@pytest.mark.feed_rule(71)
def test_it_names_the_page_of_a_meeting_in_each_language() -> None:
    feed = document(json_feed(world_of(monthly(), address="https://example.org")).body)

    assert feed["pages"]["en"] == "https://example.org/occurrences/"
    assert feed["pages"]["ko"] == "https://example.org/ko/occurrences/"


@pytest.mark.feed_rule(72)
def test_its_bytes_have_one_order_and_no_blanks() -> None:
    body = json_feed(showcase.shown()).body

    assert (
        body
        == json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    )


@pytest.mark.feed_rule(70)
def test_what_only_private_readers_see_changes_no_byte() -> None:
    """Another room, and then a private meeting."""
    world = world_of(monthly(join=Join(url="https://rooms.example.org/1")))
    before = json_feed(world)
    series = monthly(join=Join(url="https://rooms.example.org/2"))
    world.apply(sample(series), SOON)

    assert json_feed(world) == before
    assert world.stored("monthly", "2026-03", "sample").stamp.modified > before.modified

    world.apply(sample(series, monthly("hidden", visibility="private")), SOON)
    assert json_feed(world).body == before.body


@pytest.mark.feed_rule(70)
def test_a_public_way_to_join_is_named_until_the_meeting_is_cancelled() -> None:
    series = webinar("talk", "2026-03-10 17:00", join=Join(url="https://rooms.example.org/1", public=True))
    world = world_of(series)
    [open_to_all] = meetings(json_feed(world).body)
    world.apply(sample(changed(series, change("once", cancel="Snow"))), FEBRUARY)
    [cancelled] = meetings(json_feed(world).body)

    assert open_to_all["join"] == {"url": "https://rooms.example.org/1"}
    assert ("join" in cancelled, cancelled["status"], cancelled["reason"]) == (
        False,
        "cancelled",
        {"en": "Snow"},
    )


@pytest.mark.feed_rule(71)
def test_it_changed_when_any_language_of_the_feed_did() -> None:
    """Another word in Bulgarian alone."""
    world = world_of(monthly(until="2026-03", title=text("Trams", bg="Трамваи")))
    world.apply(sample(monthly(until="2026-03", title=text("Trams", bg="Трамвай"))), FEBRUARY)

    [*_, meeting] = meetings(json_feed(world).body)

    assert datetime.fromisoformat(meeting["modified"]) == FEBRUARY
    assert {
        event["LAST-MODIFIED"]
        for code in LANGUAGES
        for event in vevents(feed(world, f"cities/sofia.{code}.ics"))
    } == {
        "20260110T090000Z",
        "20260202T090000Z",
    }


def test_it_says_which_days_it_shows() -> None:
    assert document(json_feed(world_of(monthly())).body)["window"] == {
        "first": "2025-10-01",
        "last": "2027-07-31",
    }


@pytest.mark.feed_rule(70)
def test_the_details_of_a_private_meeting_are_in_none() -> None:
    secret = change("2026-06", visibility="private", place="Room 5", description="Budget")
    world = world_of(changed(monthly(until="2026-06", place="Hall"), secret))

    body = json_feed(world).body
    assert b"Room 5" not in body
    assert b"Budget" not in body
    assert {each["place"]["en"] for each in meetings(body)} == {"Hall"}
