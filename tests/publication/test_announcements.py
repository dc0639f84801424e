"""Announcements: each city hears its own news, with the hours of its calendar."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from icalendar import Calendar
from msgspec.structs import replace

from scheduler.programme.details import CancelledPolicy, Join, Link, Status
from scheduler.programme.programme import Programme
from scheduler.programme.texts import Text
from scheduler.publication.announcements.announcement import Announcement, CityWords
from scheduler.publication.announcements.city_news import CityNews, coming, news_since
from scheduler.reports.announcements import announcement_text
from support.programmes import (
    DUBLIN,
    SEJONG,
    SOFIA,
    change,
    changed,
    city,
    holidays,
    monthly,
    now,
    pair,
    programme,
    visit,
    webinar,
)
from support.secretariat import Secretariat
from support.world import World, published

BEGIN, LATER = now("2026-11-24 09:00"), now("2026-11-25 09:00")
EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "12"))
MONTHLY = monthly(begins="2026-06", until="2026-12")
JOIN = Join(url="https://meet.example.org/abc", passcode="48151623")


def news(world: World, at: datetime = LATER, first: int | None = None) -> list[CityNews]:
    """What the last revision changed, or all since `first`."""
    last = world.state.revision
    return [*news_since(world.state, world.history, first or last, range(first or last, last + 1), at)]


def kinds(found: Sequence[CityNews]) -> dict[str, list[str]]:
    by_city: dict[str, list[str]] = {}
    for each in found:
        by_city.setdefault(each.city, []).append(f"{each.kind} {each.meeting.key}")
    return by_city


def told(world: World, city: str, found: Sequence[CityNews], at: datetime = LATER) -> Announcement:
    feed = world.state.feed(("cities", city))
    assert feed is not None
    own = [each for each in found if each.city == city]
    return CityWords(state=world.state, feed=feed, now=at, code="en").announcement(own)


def text(world: World, city: str = "sofia", at: datetime = LATER, first: int | None = None) -> str:
    return announcement_text(told(world, city, news(world, at, first), at))


def after(*edits: Programme, begin: Programme | None = None, at: datetime = LATER) -> World:
    """What is published after these edits, each a revision."""
    world = published(begin or programme(MONTHLY), BEGIN)
    for edit in edits:
        world.apply(edit, at, allow_past=True)
    return world


def december(move_to: str | None = None, **parts: Any) -> Programme:
    return programme(changed(MONTHLY, change("2026-12", move_to, **parts)))


@pytest.mark.parametrize(
    ("edits", "kind", "heading"),
    [
        pytest.param([december("2026-12-17 11:00")], "moved", "Moved: Monthly", id="moved"),
        pytest.param([december(cancel=Text.plain("snow"))], "cancelled", "Cancelled: Monthly", id="cancelled"),
        pytest.param(
            [december(cancel=Text.plain("snow")), programme(MONTHLY)],
            "reinstated", "Takes place after all: Monthly", id="reinstated",
        ),
        pytest.param(
            [december(title=Text.plain("Trams"))], "title", "New title: Trams, with Sejong", id="retitled"
        ),
        pytest.param([december(place=Text.plain("Hall"))], "place", "Place changed: Monthly", id="place"),
        pytest.param(
            [december(description=Text.plain("Trams"))],
            "details", "Details changed, not the time: Monthly", id="details",
        ),
        pytest.param(
            [december(status=Status.TENTATIVE)], "tentative", "No longer confirmed: Monthly", id="tentative"
        ),
        pytest.param(
            [december(status=Status.TENTATIVE), december()], "confirmed", "Confirmed: Monthly", id="confirmed"
        ),
        pytest.param(
            [programme(monthly(begins="2026-06", until="2026-12", minutes=90))],
            "end", "The end time has changed: Monthly", id="longer",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_change_has_its_words(edits: list[Programme], kind: str, heading: str) -> None:
    world = after(*edits)

    assert kinds(news(world)) == {"sofia": [f"{kind} 2026-12"], "sejong": [f"{kind} 2026-12"]}
    assert heading in text(world)


def test_all_facts_of_a_meeting_are_told() -> None:
    """A reader who hears of the hour alone goes to the old room."""
    planned = webinar("trams", "2026-12-10 17:00", status=Status.TENTATIVE, place=Text.plain("Hall"))
    held = webinar(
        "trams", "2026-12-11 09:00", place=Text.plain("Dublin Castle"), title=Text.plain("Green trams")
    )
    world = after(programme(MONTHLY, held), begin=programme(MONTHLY, planned))

    (found,) = (each for each in news(world) if each.city == "sofia")
    assert found.facts == ("confirmed", "moved", "place", "title")
    said = text(world)
    assert "Moved: Green trams" in said
    for words in ("Confirmed", "New title", "Place: Dublin Castle", "Old time: ", "New time: "):
        assert words in said


def test_a_change_within_two_days_begins_with_the_warning_that_calendars_are_slow() -> None:
    """A meeting that was cancelled an hour before: nobody may rely on a calendar."""
    soon = now("2026-12-16 07:00")
    world = after(december(cancel=Text.plain("snow")), at=soon)

    said = text(world, at=soon)

    assert "\n\nYour calendar may not show this yet: this message counts.\n\nCancelled: Monthly" in said
    assert "you need to do nothing" not in said
    assert "this message counts" not in text(after(december(cancel=Text.plain("snow"))))


def test_a_place_that_an_undo_takes_back_is_no_news() -> None:
    """The history names no old words, so the revision says which one it takes back."""
    world = after(december(place=Text.plain("Hall")), programme(MONTHLY))
    assert [each.facts for each in news(world, first=2)] == [("place",), ("place",)]

    undo, edit, *first = world.history
    world.history = (replace(undo, undoes=edit.number), edit, *first)

    assert news(world, first=2) == []
    assert [each.facts for each in news(world)] == [("place",), ("place",)]


def test_a_new_webinar_is_new_for_each_city_and_says_how_many_more_take_part() -> None:
    world = after(programme(MONTHLY, webinar("trams", "2026-12-10 17:00")))

    assert kinds(news(world))["dublin"] == ["new once"]
    assert "10:00–11:30 (UTC+2) = 17:00 South Korea (UTC+9) = 08:00 Dublin (UTC+0)" in text(world)


def test_cities_that_join_or_leave_hear_of_that_alone() -> None:
    cities = (SOFIA, SEJONG, DUBLIN)
    before, with_dublin = (
        programme(MONTHLY, cities=cities, pairs=(pair(*ids, id="sofia-sejong"),))
        for ids in (("sofia", "sejong"), ("sofia", "sejong", "dublin"))
    )

    joined = after(with_dublin, begin=before)
    left = after(before, begin=with_dublin)

    assert kinds(news(joined)) == {"dublin": ["new 2026-12"]}
    assert kinds(news(left)) == {"dublin": ["left 2026-12"]}
    assert (
        "No longer with Dublin: Monthly, with Sofia, Sejong\n  Wednesday, 16 December 2026, 08:00 (UTC+0)"
        in (text(left, "dublin"))
    )


def test_two_moves_are_said_once_from_the_oldest_time_to_the_newest() -> None:
    world = after(december("2026-12-17 11:00"), december("2026-12-18 09:00"))

    both = text(world, first=2)
    assert "Old time: Wednesday, 16 December 2026, 10:00 (UTC+2)" in both
    assert "New time: Friday, 18 December 2026, 09:00–10:00 (UTC+2) = 16:00 Sejong (UTC+9)" in both
    assert "17 December" not in both
    assert "Old time: Thursday, 17 December 2026, 11:00 (UTC+2)" in text(world)


def test_a_move_and_its_way_back_are_no_news() -> None:
    world = after(december("2026-12-17 11:00"), programme(MONTHLY))

    assert news(world, first=2) == []


def test_the_text_of_a_revision_has_the_hour_that_holds_now() -> None:
    """Another one may have moved the meeting since, and nobody should hear of the hour between."""
    world = after(december("2026-12-17 11:00"), december("2026-12-18 09:00"))

    found = [*news_since(world.state, world.history, 2, {2}, LATER)]

    assert "New time: Friday, 18 December 2026, 09:00" in announcement_text(told(world, "sofia", found))


def test_another_day_in_the_other_city_is_named() -> None:
    late = monthly(begins="2026-12", until="2026-12", at="23:00")
    world = after(programme(late), begin=programme())

    assert "16 December 2026, 23:00–Thu 17 Dec 00:00 (UTC+2) = Thu 17 Dec 06:00 Sejong (UTC+9)" in text(world)


def test_if_one_city_has_another_day_each_hour_has_its_day() -> None:
    """An hour without a day beside one with a day may be read as on either."""
    cities = (SOFIA, DUBLIN, city("rotterdam", "NL", "Europe/Amsterdam"))
    late = webinar("trams", "2026-12-11 00:30", "rotterdam", duration=timedelta(hours=1))
    world = after(programme(late, cities=cities, pairs=()), begin=programme(cities=cities, pairs=()))

    assert (
        "Friday, 11 December 2026, 01:30–02:30 (UTC+2) = Fri 11 Dec 00:30 Rotterdam (UTC+1)"
        " = Thu 10 Dec 23:30 Dublin (UTC+0)\n" in text(world)
    )


def test_whole_days_have_no_hours() -> None:
    world = after(programme(visit("visit", "2026-12-10", days=3)), begin=programme())

    assert "  Thursday, 10 December 2026 – Saturday, 12 December 2026\n" in text(world)


def test_hours_and_whole_days_change_into_each_other() -> None:
    hour, days = (
        programme(visit("visit", "2026-12-10 10:00")),
        programme(visit("visit", "2026-12-10", days=2)),
    )

    assert "Old time: Thursday, 10 December 2026, 03:00 (UTC+2)\n" in text(after(days, begin=hour))
    assert "Old time: Thursday, 10 December 2026\n" in text(after(hour, begin=days))


def test_a_past_meeting_is_told_only_if_its_details_change() -> None:
    minutes = (Link(label=Text.plain("Minutes"), url="https://example.org/minutes"),)
    over = changed(MONTHLY, change("2026-11", links=minutes))

    world = after(programme(over))
    assert kinds(news(world)) == {"sofia": ["details 2026-11"], "sejong": ["details 2026-11"]}
    assert "Minutes: https://example.org/minutes\n" in text(world)
    assert news(after(programme(changed(MONTHLY, change("2026-11", "2026-11-19 10:00"))))) == []
    assert [each for each in news(published(programme(MONTHLY), BEGIN)) if each.meeting.key < "2026-12"] == []


def test_new_meetings_of_the_window_are_no_news() -> None:
    endless = programme(monthly(begins="2026-06"))
    world = after(endless, begin=endless, at=now("2027-01-10 09:00"))

    assert world.state.revision == 2
    assert news(world, now("2027-01-10 09:00")) == []


@pytest.mark.parametrize(
    ("before", "edit"),
    [
        pytest.param({"visibility": "private"}, {"place": Text.plain("Hall")}, id="private meeting"),
        pytest.param({}, {"join": JOIN}, id="private way to join"),
        pytest.param({"join": JOIN}, {"join": replace(JOIN, passcode="23421516")}, id="other passcode"),
        pytest.param({}, {"visibility": "private"}, id="becomes private"),
    ],
)
def test_what_only_private_calendars_show_is_no_news(before: dict[str, Any], edit: dict[str, Any]) -> None:
    begin = monthly(begins="2026-12", until="2026-12", **before)
    world = after(
        programme(monthly(begins="2026-12", until="2026-12", **before | edit)), begin=programme(begin)
    )

    assert world.state.revision == 2
    assert news(world) == []


def test_a_meeting_that_was_private_is_new() -> None:
    secret = programme(changed(MONTHLY, change("2026-12", visibility="private")))
    world = after(programme(MONTHLY), begin=secret)

    assert kinds(news(world)) == {"sofia": ["new 2026-12"], "sejong": ["new 2026-12"]}


def test_a_meeting_published_by_mistake_is_cancelled_without_an_address() -> None:
    hidden = december(cancel=Text.plain("mistake"))
    series = replace(hidden.series["monthly"], changes=(change(
        "2026-12", cancel=Text.plain("mistake"), cancelled=CancelledPolicy("hide")
    ),))  # fmt: skip
    site = {"address": "https://calendar.example.org"}
    world = after(programme(series, **site), begin=programme(MONTHLY, **site))

    assert kinds(news(world))["sofia"] == ["cancelled 2026-12"]
    assert "/occurrences/" not in text(world)
    assert "Sofia: https://calendar.example.org/cities/sofia\n" in text(world)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        pytest.param(Text.of({"en": "snow", "bg": "сняг"}), "Причина: сняг", id="in its language"),
        pytest.param(Text.of({"en": "snow"}), "Причина: snow (на английски)", id="in another one"),
        pytest.param(Text.plain("snow"), "Причина: snow (както е написано)", id="in an unknown one"),
    ],
)
def test_the_reason_stays_as_it_was_written(reason: Text, words: str) -> None:
    languages = {"languages": ("en", "bg")}
    world = after(replace(december(cancel=reason), **languages), begin=programme(MONTHLY, **languages))
    feed = world.state.feed(("cities", "sofia"))
    assert feed is not None

    found = [each for each in news(world) if each.city == "sofia"]
    assert feed.language == "bg"
    assert words in announcement_text(CityWords(state=world.state, feed=feed, now=LATER).announcement(found))


def test_a_holiday_is_the_reason_of_its_move() -> None:
    series = monthly(begins="2026-06", until="2026-12", on_holiday="next working day")
    world = published(programme(series), BEGIN)
    world.apply(programme(series), LATER, holidays("BG 2026-12-16 Day of trams"))

    assert "New time: Thursday, 17 December 2026" in text(world)
    assert "Reason: Day of trams (Sofia)" in text(world)


def test_a_day_off_is_no_reason_for_another_hour_on_the_day_that_it_chose_before() -> None:
    before, later = (
        programme(monthly(begins="2026-06", until="2026-12", on_holiday="next working day", at=hour))
        for hour in ("10:00", "11:00")
    )
    off = holidays("BG 2026-12-16 Day of trams")
    world = published(before, BEGIN, off)
    world.apply(later, LATER, off)

    assert "New time: Thursday, 17 December 2026, 11:00" in text(world)
    assert "Day of trams" not in text(world)


def test_new_clocks_of_a_country_are_said() -> None:
    world = published(programme(MONTHLY), BEGIN)
    world.planned_by_other_zone_data("Asia/Seoul", 60)
    world.apply(programme(MONTHLY), LATER)

    assert kinds(news(world)) == {"sejong": ["zones 2026-12"]}
    said = text(world, "sejong")
    assert "Moved: Monthly, with Sofia\n  Old time: Wednesday, 16 December 2026, 16:00 (UTC+8)\n" in said
    assert "  New time: Wednesday, 16 December 2026, 17:00–18:00 (UTC+9)" in said
    assert "A country changed its clocks: the hour stays in Sofia and changes elsewhere\n" in said


def test_many_meetings_with_one_change_share_its_heading_and_each_is_named() -> None:
    endless, later = (programme(monthly(begins="2026-12", at=hour)) for hour in ("10:00", "10:30"))

    said = text(after(later, begin=endless))

    assert said.startswith("City pairs: 18 changes\n")
    assert said.count("Moved: Monthly") == 1
    assert [line.strip() for line in said.splitlines() if "New time:" in line] == [
        f"New time: {days}, 10:30–11:30 ({sofia}) = {hour} Sejong (UTC+9)"
        for days, sofia, hour in (
            ("Wednesday, 16 December 2026 – Wednesday, 17 March 2027", "UTC+2", "17:30"),
            ("Wednesday, 21 April 2027 – Wednesday, 20 October 2027", "UTC+3", "16:30"),
            ("Wednesday, 17 November 2027 – Wednesday, 15 March 2028", "UTC+2", "17:30"),
            ("Wednesday, 19 April 2028", "UTC+3", "16:30"),
            ("Wednesday, 17 May 2028", "UTC+3", "16:30"),
        )
    ]


def test_a_meeting_between_that_stays_ends_the_span() -> None:
    stays = change("2027-02", "2027-02-17 10:00")
    begin, later = (
        programme(monthly(begins="2026-12", until="2027-08", at=hour, changes=(stays,)))
        for hour in ("10:00", "10:30")
    )

    said = text(after(later, begin=begin))

    assert "17 February" not in said
    assert "New time: Wednesday, 21 April 2027 – Wednesday, 18 August 2027, 10:30–11:30 (UTC+3)" in said
    assert "New time: Wednesday, 20 January 2027, 10:30–11:30 (UTC+2)" in said


def test_a_change_within_48_hours_refers_to_the_page() -> None:
    there, nowhere = (
        replace(december("2026-12-17 11:00"), address=address)
        for address in ("https://calendar.example.org", None)
    )
    world = after(there)

    page = "For a meeting today or tomorrow, look at its page"
    assert page not in text(world)
    assert page in text(world, at=now("2026-12-15 09:00"))
    assert page not in text(after(nowhere), at=now("2026-12-15 09:00"))


def test_coming_meetings_begin_within_the_days() -> None:
    world = published(programme(MONTHLY, webinar("trams", "2026-12-01 17:00", "host", "sofia")), BEGIN)

    found = [*coming(world.state, BEGIN, now("2026-12-08 09:00"))]

    assert kinds(found) == {"sofia": ["coming once"]}
    assert announcement_text(told(world, "sofia", found)).startswith(
        "Coming meetings: City pairs\n\nTrams\n  Tuesday, 1 December 2026, 10:00–11:30 (UTC+2) = 17:00 CityNet (UTC+9)\n"
    )


TIME = re.compile(
    r"^  (?:New time: )?(\w+, \d+ \w+ \d{4}), (\d\d:\d\d)–[^(]*\((UTC[^)]*)\)(?: = (.*))?$", re.MULTILINE
)
SPAN = re.compile(
    r"^  New time: (\w+, \d+ \w+ \d{4}) – (\w+, \d+ \w+ \d{4}), (\d\d:\d\d)–[^(]*\((UTC[^)]*)\)", re.MULTILINE
)
NEVER = re.compile(r"\b(?:EET|EEST|CET|CEST|KST|GMT|WET|WEST|IST)\b")


class Told(Secretariat):
    """An office that edits at random, and tells of each edit."""

    def law(self) -> None:
        state, history = self.world.state, self.world.history
        for first in {1, state.revision}:
            found = [*news_since(state, history, first, range(first, state.revision + 1), self.now)]
            for told_city in {each.city for each in found if each.kind != "left"}:
                self.hours_are_those_of_the_calendar(told_city, found)

    def hours_are_those_of_the_calendar(self, city: str, found: Sequence[CityNews]) -> None:
        feed = self.world.state.feed(("cities", city))
        assert feed is not None
        body = self.world.bodies()[f"/feeds/{feed.name}.en.ics"]
        starts = {
            str(event["UID"]): event.decoded("DTSTART") for event in Calendar.from_ical(body).walk("VEVENT")
        }
        concerned = [each for each in found if each.city == city and each.kind != "left"]
        own = [each for each in concerned if each.meeting.uid in starts]
        assert all(each.meeting.cancelled for each in concerned if each not in own)
        if not own:
            return
        said = announcement_text(told(self.world, city, own, self.now))
        expected = {_local(starts[each.meeting.uid], _zone(each)) for each in own}
        times, spans = {time[:3] for time in TIME.findall(said)}, SPAN.findall(said)
        ends = {(day, hour, offset) for first, last, hour, offset in spans for day in (first, last)}
        assert times | ends <= expected
        for day, hour, offset in expected - times:
            assert any(
                (hour, offset) == (of_span, its_offset) and _day(first) <= _day(day) <= _day(last)
                for first, last, of_span, its_offset in spans
            )
        assert not NEVER.search(said)


def _zone(told: CityNews) -> str:
    """The zone of the city when the meeting was last planned: a cancelled one does not follow a correction."""
    participant = told.meeting.participant(told.city)
    assert participant is not None
    return participant.zone


def _day(words: str) -> datetime:
    return datetime.strptime(words, "%A, %d %B %Y")


def _local(start: datetime, zone: str) -> tuple[str, str, str]:
    local = start.astimezone(ZoneInfo(zone))
    offset = local.utcoffset()
    assert offset is not None
    minutes = int(offset.total_seconds()) // 60
    hours = f"UTC{'+' if minutes >= 0 else '-'}{abs(minutes) // 60}"
    return (
        f"{local:%A, %-d %B %Y}",
        f"{local:%H:%M}",
        hours + (f":{abs(minutes) % 60:02d}" if minutes % 60 else ""),
    )


Told.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=15, suppress_health_check=[*HealthCheck]
)
TestEachHour = Told.TestCase
