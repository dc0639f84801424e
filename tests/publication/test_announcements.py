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

from scheduler.changes.change import facts
from scheduler.changes.fold import changes_since
from scheduler.programme.details import CancelledPolicy, Join, Link, Status
from scheduler.programme.programme import Programme
from scheduler.programme.rules import WeekdayAfter
from scheduler.programme.series import Change
from scheduler.programme.texts import Text
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Announcement
from scheduler.publication.announcements.mail import changes_mail, coming_mail
from scheduler.publication.announcements.paragraphs import facts_now
from scheduler.publication.languages.catalogues import codes
from scheduler.reports.announce import announcement_text
from scheduler.state.revision import RevisionEntry
from support.programmes import (
    DUBLIN,
    SECOND_TUESDAY,
    SEJONG,
    SOFIA,
    THIRD_WEDNESDAY,
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
EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "5"))
MONTHLY = monthly(begins="2026-06", until="2026-12")
JOIN = Join(url="https://meet.example.org/abc", passcode="48151623")


def changes(world: World, first: int | None = None) -> list[RevisionEntry]:
    """What the last revision changed, or all since `first`."""
    last = world.state.revision
    return [*changes_since(world.state, world.history, first or last, range(first or last, last + 1))]


def news(world: World, at: datetime = LATER, first: int | None = None) -> dict[str, list[str]]:
    """The facts that each city should hear of each meeting."""
    by_city: dict[str, list[str]] = {}
    for each in changes(world, first):
        meeting = world.state.occurrences[each.uid].occurrence
        for name in dict.fromkeys((*meeting.cities(), *each.left)):
            if told := facts_now(to(world, name), each, meeting, at):
                by_city.setdefault(name, []).append(f"{' '.join(told)} {meeting.key}")
    return by_city


def to(world: World, city: str, code: str = "en") -> Addressee:
    feed = world.state.feed(("cities", city))
    assert feed is not None
    return Addressee(state=world.state, feed=feed, code=code)


def told(
    world: World, city: str, found: Sequence[RevisionEntry], at: datetime = LATER, code: str = "en"
) -> Announcement:
    mail = changes_mail(to(world, city, code), found, (), at)
    assert mail is not None
    return mail


def text(
    world: World, city: str = "sofia", at: datetime = LATER, first: int | None = None, code: str = "en"
) -> str:
    return announcement_text(told(world, city, changes(world, first), at, code))


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
            [december(title=Text.plain("Trams"))], "title", "Title changed: Trams (Sejong)", id="retitled"
        ),
        pytest.param([december(place=Text.plain("Hall"))], "place", "Place changed: Monthly", id="place"),
        pytest.param(
            [december(description=Text.plain("Trams"))],
            "details", "Details changed: Monthly", id="details",
        ),
        pytest.param(
            [december(status=Status.TENTATIVE)], "tentative", "Now to be confirmed: Monthly", id="tentative"
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

    assert news(world) == {"sofia": [f"{kind} 2026-12"], "sejong": [f"{kind} 2026-12"]}
    assert heading in text(world)


def test_all_facts_of_a_meeting_are_told() -> None:
    """A reader who hears of the hour alone goes to the old room."""
    planned = webinar("trams", "2026-12-10 17:00", status=Status.TENTATIVE, place=Text.plain("Hall"))
    held = webinar(
        "trams", "2026-12-11 09:00", place=Text.plain("Dublin Castle"), title=Text.plain("Green trams")
    )
    world = after(programme(MONTHLY, held), begin=programme(MONTHLY, planned))

    assert news(world)["sofia"] == ["confirmed moved place title once"]
    assert re.sub(r"\n    .*", "", text(world)).split("\n\n")[2] == (
        "Moved: Green trams\n"
        "  Confirmed\n"
        "  Old time: Thursday, 10 December 2026, 10:00 (UTC+2)\n"
        "  New time: Friday, 11 December 2026, 02:00–03:30 (UTC+2)\n"
        "Place changed: Dublin Castle\n"
        "Title changed: Green trams"
    )


def test_a_change_within_two_days_begins_with_the_warning_that_calendars_are_slow() -> None:
    """A meeting that was cancelled an hour before: nobody may rely on a calendar."""
    soon = now("2026-12-16 07:00")
    world = after(december(cancel=Text.plain("snow")), at=soon)

    said = text(world, at=soon)

    assert (
        "\n\nYour calendar may not show this yet. Please rely on this message.\n\nCancelled: Monthly" in said
    )
    assert "you need to do nothing" not in said
    assert "this message counts" not in text(after(december(cancel=Text.plain("snow"))))


def test_a_place_that_an_undo_takes_back_is_no_news() -> None:
    """The history names no old words, so the revision says which one it takes back."""
    world = after(december(place=Text.plain("Hall")), programme(MONTHLY))
    edited = {"sofia": ["place 2026-12"], "sejong": ["place 2026-12"]}
    assert news(world, first=2) == edited

    undo, edit, *first = world.history
    world.history = (replace(undo, undoes=edit.number), edit, *first)

    assert news(world, first=2) == {}
    assert news(world) == edited


def test_a_new_webinar_is_new_for_each_city_and_names_each_hour_on_a_line() -> None:
    world = after(programme(MONTHLY, webinar("trams", "2026-12-10 17:00")))

    assert news(world)["dublin"] == ["new once"]
    assert "10:00–11:30 (UTC+2)\n    08:00 Dublin (UTC+0)\n    17:00 Sejong, Seoul (UTC+9)\n" in text(world)


def test_cities_that_join_or_leave_hear_of_that_alone() -> None:
    cities = (SOFIA, SEJONG, DUBLIN)
    before, with_dublin = (
        programme(MONTHLY, cities=cities, pairs=(pair(*ids, id="sofia-sejong"),))
        for ids in (("sofia", "sejong"), ("sofia", "sejong", "dublin"))
    )

    joined = after(with_dublin, begin=before)
    left = after(before, begin=with_dublin)

    assert news(joined)["dublin"] == ["new 2026-12"]
    assert news(left)["dublin"] == ["left 2026-12"]
    assert "\nNew: Monthly (Sofia, Sejong)\n" in text(joined, "dublin")
    assert (
        "\nYou no longer take part: Monthly (Sofia, Sejong)\n"
        "  Wednesday, 16 December 2026, 08:00–09:00 (UTC+0)\n" in text(left, "dublin")
    )


def test_the_other_cities_hear_who_joins_or_leaves() -> None:
    cities = (SOFIA, SEJONG, DUBLIN)
    before, after_it = (
        programme(MONTHLY, cities=cities, pairs=(pair(*ids, id="sofia-sejong"),))
        for ids in (("sofia", "sejong"), ("sofia", "dublin"))
    )
    world = after(after_it, begin=before)

    assert news(world) == {"sofia": ["cities 2026-12"], "sejong": ["left 2026-12"], "dublin": ["new 2026-12"]}
    assert (
        "\nCities that join: Dublin\n  Monthly (Dublin): Wednesday, 16 December 2026\nCities that leave: Sejong\n"
        in text(world)
    )


def test_a_city_that_joins_a_series_gets_every_day() -> None:
    series = monthly(begins="2026-12", until="2027-03")
    before, with_dublin = (
        programme(series, cities=(SOFIA, SEJONG, DUBLIN), pairs=(pair(*ids, id="sofia-sejong"),))
        for ids in (("sofia", "sejong"), ("sofia", "sejong", "dublin"))
    )
    world = after(with_dublin, begin=before)

    assert paragraph(text(world, "dublin"))[:3] == [
        "New: Monthly (Sofia, Sejong)",
        "  Wednesday, 16 December 2026 – Wednesday, 31 March 2027: Third Wednesday of the month",
        "  08:00–09:00 Dublin = 10:00 Sofia = 17:00 Sejong",
    ]
    assert paragraph(text(world)) == [
        "Cities that join: Dublin",
        "  Monthly (Sejong, Dublin): From Wednesday, 16 December 2026",
    ]


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("ja", "    2027：1月14日、2月11日、3月11日"),
        ("ko", "    2027: 1월 14일, 2월 11일, 3월 11일"),
    ],
)
def test_dates_without_a_comma_are_listed_with_commas(code: str, days: str) -> None:
    world = after(
        programme(monthly(begins="2026-12", until="2027-03", every=WeekdayAfter(3, 2, 1))), begin=programme()
    )

    assert days in text(world, code=code).splitlines()


def test_two_moves_are_said_once_from_the_oldest_time_to_the_newest() -> None:
    world = after(december("2026-12-17 11:00"), december("2026-12-18 09:00"))

    both = text(world, first=2)
    assert "Old time: Wednesday, 16 December 2026, 10:00 (UTC+2)" in both
    assert "New time: Friday, 18 December 2026, 09:00–10:00 (UTC+2) = 16:00 Sejong (UTC+9)" in both
    assert "17 December" not in both
    assert "Old time: Thursday, 17 December 2026, 11:00 (UTC+2)" in text(world)


def test_a_move_and_its_way_back_are_no_news() -> None:
    world = after(december("2026-12-17 11:00"), programme(MONTHLY))

    assert news(world, first=2) == {}


def test_the_text_of_a_revision_has_the_hour_that_holds_now() -> None:
    """Another one may have moved the meeting since, and nobody should hear of the hour between."""
    world = after(december("2026-12-17 11:00"), december("2026-12-18 09:00"))

    found = [*changes_since(world.state, world.history, 2, {2})]

    assert "New time: Friday, 18 December 2026, 09:00" in announcement_text(told(world, "sofia", found))


def test_another_day_in_the_other_city_is_named() -> None:
    late = monthly(begins="2026-12", until="2026-12", at="23:00")
    world = after(programme(late), begin=programme())

    assert "16 December 2026, 23:00–Thu 17 Dec 00:00 (UTC+2) = Thu 17 Dec, 06:00 Sejong (UTC+9)" in text(
        world
    )


def test_if_one_city_has_another_day_each_hour_has_its_day() -> None:
    """An hour without a day beside one with a day may be read as on either."""
    cities = (SOFIA, DUBLIN, city("rotterdam", "NL", "Europe/Amsterdam"))
    late = webinar("trams", "2026-12-11 00:30", "rotterdam", duration=timedelta(hours=1))
    world = after(programme(late, cities=cities, pairs=()), begin=programme(cities=cities, pairs=()))

    assert (
        "Friday, 11 December 2026, 01:30–02:30 (UTC+2)\n    Thu 10 Dec, 23:30 Dublin (UTC+0)\n"
        "    Fri 11 Dec, 00:30 Rotterdam (UTC+1)\n" in text(world)
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
    assert "Old time: Thursday, 10 December 2026 – Friday, 11 December 2026\n" in text(
        after(hour, begin=days)
    )


def test_a_past_meeting_is_told_only_if_its_details_change() -> None:
    minutes = (Link(label=Text.plain("Minutes"), url="https://example.org/minutes"),)
    over = changed(MONTHLY, change("2026-11", links=minutes))

    world = after(programme(over))
    assert news(world) == {"sofia": ["details 2026-11"], "sejong": ["details 2026-11"]}
    assert "Minutes: https://example.org/minutes\n" in text(world)
    assert news(after(programme(changed(MONTHLY, change("2026-11", "2026-11-19 10:00"))))) == {}
    assert news(published(programme(MONTHLY), BEGIN))["sofia"] == ["new 2026-12"]


def test_a_mail_about_what_is_over_says_nothing_about_the_future() -> None:
    over = changed(MONTHLY, change("2026-11", status=Status.TENTATIVE, title=Text.plain("Trams")))

    said = text(after(programme(over)))

    assert "Details changed: Trams" in said
    assert "What to do" not in said
    assert "may still change" not in said


def test_new_meetings_of_the_window_are_no_news() -> None:
    endless = programme(monthly(begins="2026-06"))
    world = after(endless, begin=endless, at=now("2027-01-10 09:00"))

    assert world.state.revision == 2
    assert news(world, now("2027-01-10 09:00")) == {}


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
    assert news(world) == {}


def test_a_meeting_that_was_private_is_new() -> None:
    secret = programme(changed(MONTHLY, change("2026-12", visibility="private")))
    world = after(programme(MONTHLY), begin=secret)

    assert news(world) == {"sofia": ["new 2026-12"], "sejong": ["new 2026-12"]}


def test_a_meeting_published_by_mistake_is_cancelled_without_an_address() -> None:
    hidden = december(cancel=Text.plain("mistake"))
    series = replace(hidden.series["monthly"], changes=(change(
        "2026-12", cancel=Text.plain("mistake"), cancelled=CancelledPolicy("hide")
    ),))  # fmt: skip
    site = {"address": "https://calendar.example.org"}
    world = after(programme(series, **site), begin=programme(MONTHLY, **site))

    assert news(world)["sofia"] == ["cancelled 2026-12"]
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

    assert words in text(world, code="bg")


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


def test_a_changed_rule_names_the_day_of_each_meeting_that_another_paragraph_tells() -> None:
    series = monthly(begins="2026-06", until="2027-12", at="11:00")
    moved = changed(series, change("2027-03", "2027-03-16 09:00", reason=Text.plain("room not free")))
    begin = programme(monthly(begins="2026-06", until="2027-12"))

    said = text(after(programme(moved), begin=begin))

    rule = next(each for each in said.split("\n\n") if "11:00 in place of 10:00" in each)
    assert "Moved: Wednesday, 17 March 2027" in rule


def test_new_clocks_of_a_country_are_said() -> None:
    world = published(programme(MONTHLY), BEGIN)
    world.planned_by_other_zone_data("Asia/Seoul", 60)
    world.apply(programme(MONTHLY), LATER)

    assert news(world) == {"sejong": ["zones 2026-12"]}
    said = text(world, "sejong")
    assert "Moved: Monthly (Sofia)\n  Old time: Wednesday, 16 December 2026, 16:00 (UTC+8)\n" in said
    assert "  New time: Wednesday, 16 December 2026, 17:00–18:00 (UTC+9)" in said
    assert "The hour changes because a country has changed the rules of its clocks.\n" in said


def paragraph(said: str) -> list[str]:
    """The only paragraph about meetings, behind the subject and the greeting."""
    return said.split("\n\n")[2].splitlines()


def test_a_changed_rule_is_a_sentence_for_each_pair_of_hours() -> None:
    endless, later = (programme(monthly(begins="2026-12", at=hour)) for hour in ("10:00", "11:00"))
    world = after(later, begin=endless)

    assert text(world).startswith("City pairs: Moved – Monthly (Sejong) – from Wed 16 Dec\n\nHello,\n")
    assert paragraph(text(world)) == [
        "Moved: Monthly (Sejong)",
        "  From Wednesday, 16 December 2026: 11:00 in place of 10:00",
        "  Local time: Sofia",
    ]
    assert paragraph(text(world, "sejong")) == [
        "Moved: Monthly (Sofia)",
        "  From Wednesday, 16 December 2026",
        "  18:00 in place of 17:00: December 2026 – March 2027, November 2027 – March 2028",
        "  17:00 in place of 16:00: April – October 2027, April – May 2028",
        "  Local time: Sejong",
    ]


def test_every_exception_to_a_changed_rule_is_named() -> None:
    """One meeting stays as it was, one moves to another day, and two to come stay because the rule ends."""

    def rule(hour: str, *more: Change) -> Programme:
        stays = (change("2027-02", "2027-02-17 10:00"), change("2027-06", "2027-06-16 10:00"))
        return programme(monthly(begins="2026-12", until="2027-06", at=hour, changes=(*stays, *more)))

    world = after(rule("11:00", change("2027-03", "2027-03-16 11:00")), begin=rule("10:00"))

    assert paragraph(text(world)) == [
        "Moved: Monthly (Sejong)",
        "  11:00 in place of 10:00: December 2026 – January 2027, April – May 2027",
        "  Old time: Wednesday, 17 March 2027, 10:00 (UTC+2)",
        "  New time: Tuesday, 16 March 2027, 11:00–12:00 (UTC+2) = 18:00 Sejong (UTC+9)",
        "  Unchanged: Wednesday, 17 February 2027, 10:00–11:00",
        "  Local time: Sofia",
    ]


def test_a_new_rule_is_told_in_words_with_each_date_that_departs_from_it() -> None:
    begin, later = (
        programme(monthly(begins="2026-12", until="2027-04", every=rule, at=hour))
        for rule, hour in ((THIRD_WEDNESDAY, "10:00"), (SECOND_TUESDAY, "11:00"))
    )

    assert paragraph(text(after(later, begin=begin))) == [
        "Moved: Monthly (Sejong)",
        "  Tuesday, 8 December 2026 – Friday, 30 April 2027: Second Tuesday of the month",
        "  11:00–12:00 Sofia = 18:00 Sejong: December 2026 – March 2027",
        "  11:00–12:00 Sofia = 17:00 Sejong: April 2027",
    ]
    once = programme(changed(later.series["monthly"], change("2027-02", "2027-02-11 11:00")))
    assert paragraph(text(after(once, begin=programme()))) == [
        "New: Monthly (Sejong)",
        "  Tuesday, 8 December 2026 – Friday, 30 April 2027: Second Tuesday of the month",
        "  11:00–12:00 Sofia = 18:00 Sejong: December 2026 – March 2027",
        "  11:00–12:00 Sofia = 17:00 Sejong: April 2027",
        "  Thursday, 11 February 2027, 11:00–12:00 (UTC+2) in place of Tuesday, 9 February 2027",
    ]


def test_the_end_of_a_series_is_one_sentence() -> None:
    endless, ended = (programme(monthly(begins="2026-06", until=last)) for last in (None, "2027-03"))

    assert paragraph(text(after(ended, begin=endless))) == [
        "Cancelled: Monthly (Sejong)",
        "  From Wednesday, 21 April 2027",
        "Reason: the series ends",
    ]


def test_a_subject_without_room_loses_the_programme_and_then_the_end_of_the_title() -> None:
    long = december(
        "2026-12-17 11:00", title=Text.plain("Trams, trains, trolleybuses and everything on rails")
    )
    many = programme(
        changed(MONTHLY, change("2026-12", "2026-12-17 11:00")), webinar("trams", "2026-12-10 17:00")
    )

    assert told(after(long), "sofia", changes(after(long))).subject == (
        "Moved – Trams, trains, trolleybuses and everything on rails (Sejong) – Wed 16 Dec → Thu 17 Dec"
    )
    longer = december("2026-12-17 11:00", title=Text.plain("Trams, " * 20))
    cut = told(after(longer), "sofia", changes(after(longer))).subject
    assert cut.endswith("Tr… – Wed 16 Dec → Thu 17 Dec"), cut
    assert len(cut) <= 100
    assert (
        told(after(many), "sofia", changes(after(many))).subject == "City pairs: 2 changes – from Thu 10 Dec"
    )


@pytest.mark.parametrize("code", codes())
@pytest.mark.parametrize(
    "name", ["Twinned cities", "Twinned cities of Europe, Asia and America, for better trams"]
)
def test_no_language_has_a_subject_that_is_too_long(code: str, name: str) -> None:
    begin, edit = (
        replace(each, name=Text.plain(name))
        for each in (programme(MONTHLY), december(status=Status.TENTATIVE))
    )
    world = after(edit, begin=begin)

    assert len(told(world, "sofia", changes(world), code=code).subject) <= 100


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


def test_coming_meetings_are_told_with_their_hours() -> None:
    world = published(programme(MONTHLY, webinar("trams", "2026-12-01 17:00", "host", "sofia")), BEGIN)

    mail = coming_mail(to(world, "sofia"), [world.stored("trams").occurrence], BEGIN)

    assert announcement_text(mail).startswith(
        "City pairs: Coming meetings – from Tue 1 Dec\n\nHello,\n\n"
        "Trams\n  Tuesday, 1 December 2026, 10:00–11:30 (UTC+2) = 17:00 CityNet (UTC+9)\n"
    )


DAY = r"(\w+, \d+ \w+ \d{4})"
TIME = re.compile(rf"^  (?:New time: )?{DAY}, (\d\d:\d\d)–[^(]*\((UTC[^)]*)\)", re.MULTILINE)
FROM = re.compile(rf"^  From {DAY}: (\d\d:\d\d)", re.MULTILINE)
SPANS = re.compile(r"^  (\d\d:\d\d)(?:(?!: ).)*: (.*)", re.MULTILINE)
LISTED = re.compile(r"^  (?:New time: )?(\w+), (\d\d:\d\d)[^(\n]*((?:\n    \d{4}: .*)+)", re.MULTILINE)
RULE = re.compile(
    rf"^  (?:From )?{DAY}(?: – {DAY})?: (?:\w+ (\w+) of the month|Every (?:\d+ )?weeks? on (\w+))$", re.M
)
ALWAYS = re.compile(r"^  (\d\d:\d\d)–\S+ [^:\n]*(?: = \d\d:\d\d [^:\n]*)*$", re.MULTILINE)
NEVER = re.compile(r"\b(?:EET|EEST|CET|CEST|KST|GMT|WET|WEST|IST)\b")


class Told(Secretariat):
    """An office that edits at random, and tells of each edit."""

    def law(self) -> None:
        for first in {1, self.world.state.revision}:
            for name in news(self.world, self.now, first):
                self.hours_are_those_of_the_calendar(name, first)

    def hours_are_those_of_the_calendar(self, city: str, first: int) -> None:
        world, found = self.world, changes(self.world, first)
        feed = world.state.feed(("cities", city))
        assert feed is not None
        body = world.bodies()[f"/feeds/{feed.name}.en.ics"]
        starts = {
            str(event["UID"]): event.decoded("DTSTART") for event in Calendar.from_ical(body).walk("VEVENT")
        }
        meetings = (
            world.state.occurrences[each.uid].occurrence
            for each in found
            if facts(each, city) not in ((), ("cities",))
        )
        expected = {
            _local(starts[each.uid], participant.zone)
            for each in meetings
            if not each.cancelled
            and not each.timing.is_over(self.now)
            and (participant := each.participant(city))
        }
        said = announcement_text(told(world, city, found, self.now))
        assert not NEVER.search(said)
        held = [
            each
            for each in said.split("\n\n")
            if not each.startswith("You no longer take part: ")
            and not re.match("[^\n]*cancelled: ", each, re.I)
        ]
        shown = {time for each in held for time in TIME.findall(each)}
        of_past = {time for each in held if each.startswith("Details") for time in TIME.findall(each)}
        assert shown - of_past <= expected
        for day, hour, _ in expected - shown:
            assert any(_says(each, datetime.strptime(day, "%A, %d %B %Y"), hour) for each in held), said


def _says(paragraph: str, day: datetime, hour: str) -> bool:
    """Whether a paragraph about many meetings tells that one begins at this day and hour."""
    for first, begins in FROM.findall(paragraph):
        if begins == hour and datetime.strptime(first, "%A, %d %B %Y") <= day:
            return True
    for since, until, of_month, of_weeks in RULE.findall(paragraph):
        first, last = (
            datetime.strptime(each or "Friday, 31 December 2100", "%A, %d %B %Y") for each in (since, until)
        )
        is_ruled = first <= day <= last and (of_month or of_weeks) in (
            f"{day:%A}",
            f"{day - timedelta(1):%A}",
            f"{day + timedelta(1):%A}",
        )
        if is_ruled and hour in ALWAYS.findall(paragraph):
            return True
    for weekday, begins, listed in LISTED.findall(paragraph):
        years = (line.partition(": ") for line in listed.split("\n    ")[1:])
        is_listed = f"{day:%-d %B %Y}" in [
            f"{each} {year}" for year, _, days in years for each in days.split("; ")
        ]
        if is_listed and (weekday, begins) == (f"{day:%A}", hour):
            return True
    return any(
        begins == hour and any(_is_in(span, day) for span in days.split(", "))
        for begins, days in SPANS.findall(paragraph)
    )


def _is_in(span: str, day: datetime) -> bool:
    """Whether a day is in `16 December 2026 – 17 March 2027`, `April – October 2027` or `May 2028`."""
    first, last = (span.split(" – ") * 2)[:2]
    if first[0].isdigit():
        return datetime.strptime(first, "%d %B %Y") <= day <= datetime.strptime(last, "%d %B %Y")
    until = datetime.strptime(last, "%B %Y")
    since = datetime.strptime(first if first[-1].isdigit() else f"{first} {until.year}", "%B %Y")
    return since <= day and (day.year, day.month) <= (until.year, until.month)


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
