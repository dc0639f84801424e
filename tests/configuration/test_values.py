"""A good text becomes exactly the values that it describes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from scheduler.programme.details import CancelledPolicy, Details, Join, Languages, Link, Speaker, Status
from scheduler.programme.members import Audience, Group, Host, MailSender, OfficeHours, Pair
from scheduler.programme.programme import Programme
from scheduler.programme.rules import NthWeekday, Weekly, WorkingDay
from scheduler.programme.series import Change, Clock, Extra, FixedDate, HolidayPolicy, ScheduleEntry, Series
from scheduler.programme.spans import Days, Length, Month
from scheduler.programme.texts import Text
from support.configuration_samples import BASE, read_text, spoiled


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    """BASE, read."""
    result = read_text(tmp_path, BASE).programme
    assert result is not None
    return result


def changed(directory: Path, old: str, new: str) -> Programme:
    """BASE with one piece replaced, read without any problem."""
    reading = read_text(directory, spoiled(old, new))
    assert reading.programme is not None, reading.problems
    return reading.programme


def test_the_block_of_the_programme(programme: Programme) -> None:
    assert (programme.id, programme.address) == ("city-pairs", "https://calendar.example.org")
    assert programme.languages == ("en", "bg", "nl", "ko")
    assert (programme.past, programme.ahead) == (Length(days=90), Length(months=18))
    assert programme.closed == (Days(date(2026, 12, 24), date(2027, 1, 1)),)
    assert programme.cancelled == CancelledPolicy("show")
    name, url = Text.plain("CityNet"), "https://example.org"
    assert programme.host == Host(name=name, zone="Asia/Seoul", country="KR", url=url, attends="webinars")


def test_fields_that_are_left_out_have_the_defaults(tmp_path: Path) -> None:
    head = "programme:\n  id: p\n  name: P\n  host: {name: H, timezone: UTC}\n  languages: [en, bg, nl, ko]\n"

    programme = read_text(tmp_path, head + BASE[BASE.index("\nthemes:") :]).programme

    assert programme is not None
    assert (programme.past, programme.ahead) == (Length(days=90), Length(months=18))
    assert programme.cancelled == CancelledPolicy("days", 30)
    assert (programme.address, programme.closed, programme.host.zone) == (None, (), "UTC")
    assert programme.mail is None


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("{from: office@example.org}", ("office@example.org", "office@example.org", True)),
        (
            "{from: desk@example.org, reply_to: office@example.org, seen: no}",
            ("desk@example.org", "office@example.org", False),
        ),
    ],
)
def test_the_sender_of_mails(tmp_path: Path, written: str, sender: tuple[str, str, bool]) -> None:
    address, reply_to, seen = sender
    read = changed(tmp_path, "  cancelled: show", f"  cancelled: show\n  mail: {written}")

    assert read.mail == MailSender(address=address, reply_to=reply_to, seen=seen)


def test_cities_pairs_and_groups(programme: Programme) -> None:
    sofia = programme.cities["sofia"]

    assert [sofia.name.say(language) for language in ("en", "bg", "nl")] == ["Sofia", "София", "Sofia"]
    assert (sofia.country, sofia.zone, sofia.languages) == ("BG", "Europe/Sofia", ("bg", "en"))
    assert (sofia.hours, sofia.closed) == (OfficeHours(), (Days(date(2026, 12, 28), date(2026, 12, 31)),))
    assert list(programme.cities) == ["sofia", "sejong", "rotterdam", "busan"]
    pair = Pair(id="sofia-sejong", cities=("sofia", "sejong"), themes=("sustainable-mobility",))
    group = Group(id="mobility-cluster", cities=("sofia", "sejong", "rotterdam"))
    assert list(programme.groups) == ["sofia-sejong", "rotterdam-busan", "mobility-cluster"]
    assert (programme.groups["sofia-sejong"], programme.groups["mobility-cluster"]) == (pair, group)


def test_a_recurring_meeting(programme: Programme) -> None:
    assert programme.series["monthly"] == Series(
        id="monthly",
        section="meetings",
        group="sofia-sejong",
        details=Details(
            title=Text.plain("Sofia–Sejong monthly meeting"),
            duration=timedelta(hours=1),
            join=Join(url="https://meet.example.org/abc", passcode="48151623"),
        ),
        schedule=(
            ScheduleEntry(
                begins=Month(2021, 10), rule=NthWeekday((3,), 2), at=time(10), clock=Clock("city", "sofia")
            ),
        ),
        until=Month(2027, 12),
        on_holiday=HolidayPolicy.NEXT,
        changes=(
            Change(
                key="2026-12",
                move_to=datetime(2026, 12, 16, 11),
                details=Details(reason=Text.plain("room not free")),
            ),
            Change(key="2027-02", details=Details(cancel=True, reason=Text.plain("Lunar New Year"))),
        ),
        extras=(
            Extra(
                id="tram-workshop",
                fixed=FixedDate(starts=datetime(2026, 11, 10, 10), clock=Clock("city", "sofia")),
                details=Details(duration=timedelta(hours=1)),
            ),
        ),
    )


def test_a_schedule(programme: Programme) -> None:
    assert programme.series["changing"].schedule == (
        ScheduleEntry(
            begins=Month(2025, 1),
            rule=NthWeekday((2, 4), 1),
            at=time(17),
            clock=Clock("city", "sejong"),
            duration=timedelta(minutes=60),
        ),
        ScheduleEntry(
            begins=Month(2026, 3),
            rule=WorkingDay(-1),
            at=(("sofia", time(10)), ("sejong", time(17))),
            clock=Clock("alternate"),
            duration=timedelta(minutes=90),
        ),
    )


@pytest.mark.parametrize(
    ("lines", "anchor"),
    [
        ("- from: 2026-03", date(2025, 1, 9)),
        ("- from: 2026-03\n        starting: 2026-03-05", date(2026, 3, 5)),
    ],
    ids=["the parity of the first", "a new beginning"],
)
def test_a_later_entry_keeps_the_parity(tmp_path: Path, lines: str, anchor: date) -> None:
    text = spoiled("- from: 2026-03", lines).replace(
        "every: last working day", "every: every 2 weeks on Thursday"
    )
    text = text.replace(
        "- from: 2025-01\n        every: second and fourth Tuesday",
        "- from: 2025-01-09\n        every: every 2 weeks on Thursday",
    )

    programme = read_text(tmp_path, text).programme

    assert programme is not None
    assert programme.series["changing"].schedule[1].rule == Weekly((3,), 2, anchor)


def test_every_two_weeks_and_whole_days(programme: Programme) -> None:
    assert programme.series["fortnightly"].schedule[0].rule == Weekly((3,), 2, date(2026, 1, 8))
    assert programme.series["fortnightly"].details.duration == timedelta(minutes=90)
    visit = FixedDate(starts=date(2027, 5, 10), days=3, clock=Clock("city", "sejong"))
    assert programme.series["visit"].once == visit
    assert programme.series["visit"].details.kind == Text.plain("study visit")


def test_a_webinar(programme: Programme) -> None:
    webinar = programme.series["green-roofs"]

    assert webinar.audience == Audience(everyone=True)
    assert webinar.once == FixedDate(starts=datetime(2021, 10, 5, 9), clock=Clock("zone", "Europe/Brussels"))
    assert webinar.details.speakers == (Speaker(name="Ada Example", role=Text.plain("Planner")),)
    assert webinar.details.status is Status.CONFIRMED
    assert webinar.details.languages == Languages(spoken=("English",), interpretation=("Korean",))
    assert webinar.details.links == (
        Link(Text.plain("agenda"), "https://example.org/agenda"),
        Link(Text.plain("slides"), "https://example.org/slides"),
    )
    assert "Bob" not in repr(programme)  # who did not agree


ROOFS, VISIT = datetime(2021, 10, 5, 9), date(2027, 5, 10)
BRUSSELS, HOST_CLOCK = Clock("zone", "Europe/Brussels"), Clock("host")


@pytest.mark.parametrize(
    ("old", "new", "series", "once"),
    [
        ("    clock: Europe/Brussels\n", "", "green-roofs", FixedDate(starts=ROOFS, clock=HOST_CLOCK)),
        ("clock: Europe/Brussels", "clock: UTC", "green-roofs", FixedDate(starts=ROOFS, clock=Clock("utc"))),
        ("clock: Europe/Brussels", "clock: busan", "green-roofs", FixedDate(starts=ROOFS, clock=Clock("city", "busan"))),
        ("duration: 90 min\n    des", "ends: 10:30\n    des", "green-roofs", FixedDate(starts=ROOFS, ends=datetime(2021, 10, 5, 10, 30), clock=BRUSSELS)),
        ("duration: 90 min\n    des", "ends: 2021-10-06 01:30\n    des", "green-roofs", FixedDate(starts=ROOFS, ends=datetime(2021, 10, 6, 1, 30), clock=BRUSSELS)),
        ("    days: 3\n    clock: sejong\n", "    days: 3\n", "visit", FixedDate(starts=VISIT, days=3, clock=HOST_CLOCK)),
    ],
    ids=["no clock", "UTC", "city", "end on the same day", "end with its date", "whole days without a clock"],
)  # fmt: skip
def test_a_single_date(tmp_path: Path, old: str, new: str, series: str, once: FixedDate) -> None:
    assert changed(tmp_path, old, new).series[series].once == once


def test_an_extra_takes_clock_and_length_of_the_rule_of_its_day(tmp_path: Path) -> None:
    lines = "        duration: 90 min\n    extra:\n      more: {starts: 2025-05-10 10:00}\n  visit:"

    [extra] = changed(tmp_path, "        duration: 90 min\n  visit:", lines).series["changing"].extras

    assert extra.fixed.clock == Clock("city", "sejong")
    assert extra.details.duration == timedelta(minutes=60)


def test_minutes_are_expected_of_a_series_and_of_no_other(tmp_path: Path) -> None:
    title = "title: Study visit to Sejong"
    read = changed(tmp_path, title, f"{title}\n    minutes: Expected")

    assert [series.id for series in read.series.values() if series.minutes_expected] == ["visit"]


def test_former_ids_give_the_identity(tmp_path: Path) -> None:
    programme = changed(tmp_path, "    kind: study visit", "    formerly: [first-visit, second-visit]")

    assert programme.series["visit"].identity == "first-visit"


@pytest.mark.parametrize(
    ("lines", "change"),
    [
        ("once: {move_to: 2027-05-12}", Change(key="once", move_to=date(2027, 5, 12))),
        ("2027-05-10: {cancel: true}", Change(key="2027-05-10", details=Details(cancel=True))),
        ("once: {cancel: {en: Elections, bg: Избори}}", Change(key="once", details=Details(cancel=True, reason=Text.of({"en": "Elections", "bg": "Избори"})))),
        ("once: {on_holiday: keep, clock: sofia, without: sofia}", Change(key="once", on_holiday=HolidayPolicy.KEEP, clock=Clock("city", "sofia"), without=("sofia",))),
        ("once: {move_to: 11:00, duration: 60 min}", Change(key="once", move_to=time(11), details=Details(duration=timedelta(hours=1)))),
        ("once: {title: Visit, status: tentative, visibility: private}", Change(key="once", details=Details(title=Text.plain("Visit"), status=Status.TENTATIVE, visibility="private"))),
    ],
)  # fmt: skip
def test_changes(tmp_path: Path, lines: str, change: Change) -> None:
    programme = changed(tmp_path, "    kind: study visit", f"    changes:\n      {lines}")

    assert programme.series["visit"].changes == (change,)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("office_days: [Mon, Tue, Thu]", OfficeHours(days=frozenset({0, 1, 3}))),
        ("office_hours: 07:00-15:30\n    office_days: Sun-Thu", OfficeHours(opens=time(7), closes=time(15, 30), days=frozenset({6, 0, 1, 2, 3}))),
    ],
)  # fmt: skip
def test_office_hours_of_another_week(tmp_path: Path, written: str, hours: OfficeHours) -> None:
    text = changed(tmp_path, "office_hours: 09:00-18:00\n    office_days: Mon-Fri", written)

    assert text.cities["sofia"].hours == hours


ROTTERDAM = "    country: NL\n    timezone: Europe/Amsterdam"


@pytest.mark.parametrize(
    ("lines", "zone", "place", "words"),
    [
        pytest.param("    country: IN\n    timezone: Asia/Calcutta", "Asia/Kolkata", (37, 15), "`Asia/Kolkata`", id="an old name of a zone"),
        pytest.param("    country: NL\n    timezone: Asia/Seoul", "Asia/Seoul", (37, 15), "", id="the zone of another country"),
        pytest.param(
            "    country: DE\n    subdivision: ZZ\n    timezone: Europe/Berlin", "Europe/Berlin", (37, 18),
            "so only those of all of Germany will count; write one of `BB`", id="a subdivision without holidays",
        ),
        pytest.param("    country: KR\n    subdivision: ZZ\n    timezone: Asia/Seoul", "Asia/Seoul", (37, 18), "take the line out", id="one that has none"),
    ],
)  # fmt: skip
def test_what_may_be_meant_is_a_warning(
    tmp_path: Path, lines: str, zone: str, place: tuple[int, int], words: str
) -> None:
    reading = read_text(tmp_path, spoiled(ROTTERDAM, lines))

    assert reading.programme is not None
    assert reading.programme.cities["rotterdam"].zone == zone
    [warning] = reading.problems
    assert (warning.level, warning.line, warning.column) == ("warning", *place)
    assert words in warning.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('passcode: "48151623"', 'passcode: "48151623"\n      public: true\n    description: Meet at https://meet.example.org/abc with 48151623'),
        ("title: Working call", "title: Working call\n    visibility: private\n    place: Ask desk@example.org"),
    ],
    ids=["a public way to join", "a private meeting"],
)  # fmt: skip
def test_what_is_not_private_may_be_said(tmp_path: Path, old: str, new: str) -> None:
    changed(tmp_path, old, new)


@pytest.mark.parametrize(
    "words",
    [
        "Passcode is sent after registration",
        "Register at https://us02web.zoom.us/webinar/register/WN_abc",
        "On 16 December 2026, 10:00-11:30, room 48151",
        "See https://example.org/@city/agenda",
    ],
)
def test_harmless_words_are_no_leak(tmp_path: Path, words: str) -> None:
    """People switch a check with false alarms off."""
    text = spoiled("description: Policies and cases from both sides.", f'description: "{words}"')

    assert read_text(tmp_path, text).problems == ()
