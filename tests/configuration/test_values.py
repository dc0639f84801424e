"""A good text becomes exactly the values that it describes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter as time_passed

import pytest

from scheduler.programme.details import CancelledPolicy, Details, Join, Languages, Link, Speaker, Status
from scheduler.programme.groups import Audience, Group, Pair
from scheduler.programme.places import Host, OfficeHours
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
    """Its own fields."""
    assert programme.id == "city-pairs"
    assert programme.address == "https://calendar.example.org"
    assert programme.languages == ("en", "bg", "nl", "ko")
    assert (programme.past, programme.ahead) == (Length(days=90), Length(months=18))
    assert programme.closed == (Days(date(2026, 12, 24), date(2027, 1, 1)),)
    assert programme.cancelled == CancelledPolicy("show")
    assert programme.host == Host(
        name=Text.plain("CityNet"),
        zone="Asia/Seoul",
        country="KR",
        url="https://example.org",
        attends="webinars",
    )


def test_fields_that_are_left_out_have_the_defaults(tmp_path: Path) -> None:
    """A small block will do."""
    text = BASE[BASE.index("\nthemes:") :]
    small = (
        "programme:\n  id: p\n  name: P\n  host: {name: H, timezone: UTC}\n  languages: [en, bg, nl, ko]\n"
    )

    programme = read_text(tmp_path, small + text).programme

    assert programme is not None
    assert (programme.past, programme.ahead, programme.cancelled) == (
        Length(days=90),
        Length(months=18),
        CancelledPolicy("days", 30),
    )
    assert (programme.address, programme.closed, programme.host.zone) == (None, (), "UTC")


def test_a_city(programme: Programme) -> None:
    """Names per language, zone, hours, days off."""
    sofia = programme.cities["sofia"]

    assert [sofia.name.say(language) for language in ("en", "bg", "ko", "nl")] == [
        "Sofia",
        "София",
        "소피아",
        "Sofia",
    ]
    assert (sofia.country, sofia.zone, sofia.languages) == ("BG", "Europe/Sofia", ("bg", "en"))
    assert sofia.hours == OfficeHours()
    assert sofia.closed == (Days(date(2026, 12, 28), date(2026, 12, 31)),)


def test_places_keep_the_order_of_the_text(programme: Programme) -> None:
    """Cities, pairs and groups."""
    assert list(programme.cities) == ["sofia", "sejong", "rotterdam", "busan"]
    assert programme.pairs["sofia-sejong"] == Pair(
        id="sofia-sejong", cities=("sofia", "sejong"), themes=("sustainable-mobility",)
    )
    assert programme.groups == {
        "mobility-cluster": Group(id="mobility-cluster", cities=("sofia", "sejong", "rotterdam"))
    }


def test_a_recurring_meeting(programme: Programme) -> None:
    """Rule, clock, bounds, policy, changes and extras."""
    assert programme.series["monthly"] == Series(
        id="monthly",
        section="meetings",
        pair="sofia-sejong",
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
            Change(key="2027-02", cancel=True, details=Details(reason=Text.plain("Lunar New Year"))),
        ),
        extras=(
            Extra(
                id="tram-workshop",
                fixed=FixedDate(starts=datetime(2026, 11, 10, 10), clock=Clock("city", "sofia")),
                details=Details(duration=timedelta(hours=1)),
            ),
        ),
    )


def test_every_two_weeks_is_anchored_at_its_begin(programme: Programme) -> None:
    """The week of `from` is the first."""
    assert programme.series["fortnightly"].schedule[0].rule == Weekly((3,), 2, date(2026, 1, 8))
    assert programme.series["fortnightly"].details.duration == timedelta(minutes=90)


def test_a_schedule(programme: Programme) -> None:
    """Each entry with its own rule, hours, clock and length."""
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
    """Unless it says `starting`."""
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


def test_whole_days(programme: Programme) -> None:
    """A date and the number of days."""
    assert programme.series["visit"].once == FixedDate(
        starts=date(2027, 5, 10), days=3, clock=Clock("city", "sejong")
    )
    assert programme.series["visit"].details.kind == Text.plain("study visit")


def test_a_webinar(programme: Programme) -> None:
    """For an audience; speakers only where they agreed."""
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


def test_who_did_not_agree_is_nowhere(programme: Programme) -> None:
    """Not even in the values."""
    assert "Bob" not in repr(programme)


@pytest.mark.parametrize(
    ("old", "new", "clock"),
    [
        ("    clock: Europe/Brussels\n", "", Clock("host")),
        ("clock: Europe/Brussels", "clock: host", Clock("host")),
        ("clock: Europe/Brussels", "clock: UTC", Clock("utc")),
        ("clock: Europe/Brussels", "clock: busan", Clock("city", "busan")),
    ],
    ids=["none", "host", "utc", "city"],
)
def test_the_clock_of_a_webinar(tmp_path: Path, old: str, new: str, clock: Clock) -> None:
    """The host's where none is named."""
    once = changed(tmp_path, old, new).series["green-roofs"].once

    assert once is not None
    assert once.clock == clock


@pytest.mark.parametrize("ends", ["2021-10-05 10:30", "10:30"])
def test_an_end_instead_of_a_duration(tmp_path: Path, ends: str) -> None:
    """With its date, or on the same day."""
    once = (
        changed(tmp_path, "duration: 90 min\n    description", f"ends: {ends}\n    description")
        .series["green-roofs"]
        .once
    )

    assert once is not None
    assert once.ends == datetime(2021, 10, 5, 10, 30)


def test_whole_days_need_no_clock(tmp_path: Path) -> None:
    """The host's will do."""
    once = changed(tmp_path, "    days: 3\n    clock: sejong\n", "    days: 3\n").series["visit"].once

    assert once is not None
    assert once.clock == Clock("host")


def test_an_extra_takes_clock_and_length_of_the_rule_of_its_day(tmp_path: Path) -> None:
    """Of the entry of the schedule that is in force."""
    extra = "        duration: 90 min\n    extra:\n      more: {starts: 2025-05-10 10:00}\n  visit:"

    extra_meeting = (
        changed(tmp_path, "        duration: 90 min\n  visit:", extra).series["changing"].extras[0]
    )

    assert extra_meeting.fixed.clock == Clock("city", "sejong")
    assert extra_meeting.details.duration == timedelta(minutes=60)


def test_former_ids_give_the_identity(tmp_path: Path) -> None:
    """One id or a list, oldest first."""
    programme = changed(tmp_path, "    kind: study visit", "    formerly: [first-visit, second-visit]")

    assert programme.series["visit"].identity == "first-visit"


@pytest.mark.parametrize(
    ("lines", "change"),
    [
        ("once: {move_to: 2027-05-12}", Change(key="once", move_to=date(2027, 5, 12))),
        ("2027-05-10: {cancel: true}", Change(key="2027-05-10", cancel=True)),
        ("once: {cancel: {en: Elections, bg: Избори}}", Change(key="once", cancel=True, details=Details(reason=Text.of({"en": "Elections", "bg": "Избори"})))),
        ("once: {without: sofia}", Change(key="once", without=("sofia",))),
        ("once: {on_holiday: keep, clock: sofia}", Change(key="once", on_holiday=HolidayPolicy.KEEP, clock=Clock("city", "sofia"))),
        ("once: {move_to: 11:00, duration: 60 min}", Change(key="once", move_to=time(11), details=Details(duration=timedelta(hours=1)))),
        ("once: {title: Visit, status: tentative, visibility: private}", Change(key="once", details=Details(title=Text.plain("Visit"), status=Status.TENTATIVE, visibility="private"))),
    ],
)  # fmt: skip
def test_changes(tmp_path: Path, lines: str, change: Change) -> None:
    """Each form of a change."""
    programme = changed(tmp_path, "    kind: study visit", f"    changes:\n      {lines}")

    assert programme.series["visit"].changes == (change,)


def test_office_days_may_be_a_list(tmp_path: Path) -> None:
    programme = changed(tmp_path, "office_days: Mon-Fri", "office_days: [Mon, Tue, Thu]")

    assert programme.cities["sofia"].hours.days == {0, 1, 3}


def test_office_hours_of_another_week(tmp_path: Path) -> None:
    """Sunday to Thursday, from seven."""
    programme = changed(
        tmp_path,
        "office_hours: 09:00-18:00\n    office_days: Mon-Fri",
        "office_hours: 07:00-15:30\n    office_days: Sun-Thu",
    )

    assert programme.cities["sofia"].hours == OfficeHours(
        opens=time(7), closes=time(15, 30), days=frozenset({6, 0, 1, 2, 3})
    )


def test_an_old_name_of_a_zone_is_read_with_a_warning(tmp_path: Path) -> None:
    """And the name of today is kept."""
    text = spoiled(
        "    country: NL\n    timezone: Europe/Amsterdam", "    country: IN\n    timezone: Asia/Calcutta"
    )

    reading = read_text(tmp_path, text)

    assert reading.programme is not None
    assert reading.programme.cities["rotterdam"].zone == "Asia/Kolkata"
    assert [(37, 15, "warning")] == [(p.line, p.column, p.level) for p in reading.problems]
    assert "`Asia/Kolkata`" in str(reading.problems[0])


def test_a_zone_of_another_country_is_a_warning(tmp_path: Path) -> None:
    """It may be meant, and is more often a slip of copying."""
    reading = read_text(tmp_path, spoiled("timezone: Europe/Amsterdam", "timezone: Asia/Seoul"))

    assert reading.programme is not None
    assert ["warning"] == [p.level for p in reading.problems]


@pytest.mark.parametrize(
    ("country", "zone", "cure"), [("DE", "Europe/Berlin", "`BY`"), ("KR", "Asia/Seoul", "take the line out")]
)
def test_a_subdivision_without_holidays_is_a_warning(
    tmp_path: Path, country: str, zone: str, cure: str
) -> None:
    """Those of the whole country count all the same."""
    place = f"    country: {country}\n    subdivision: ZZ\n    timezone: {zone}"

    reading = read_text(tmp_path, spoiled("    country: NL\n    timezone: Europe/Amsterdam", place))

    assert reading.programme is not None
    assert [(37, 18, "warning")] == [(p.line, p.column, p.level) for p in reading.problems]
    assert cure in reading.problems[0].message
    assert "so only those of all of " in reading.problems[0].message


@pytest.mark.parametrize(
    "piece", ["x", "a.", "https://", "ada@", "ada @ ", "a at b dot ", "passcode ", "zoom 123 ", "webex.com/"]
)
def test_a_long_text_is_looked_through_quickly(tmp_path: Path, piece: str) -> None:
    """The search for addresses and ways in reads each character a few times only."""
    words = piece * (200_000 // len(piece))
    begun = time_passed()

    read_text(tmp_path, spoiled("title: Working call", f"title: '{words}'"))

    assert time_passed() - begun < 5


def test_a_public_join_may_be_named(tmp_path: Path) -> None:
    """`public: true` lifts the secret of that one."""
    text = spoiled('passcode: "48151623"', 'passcode: "48151623"\n      public: true').replace(
        "title: Sofia–Sejong monthly meeting", "title: Meet at https://meet.example.org/abc with 48151623"
    )

    assert read_text(tmp_path, text).programme is not None


def test_private_meetings_may_say_what_they_like(tmp_path: Path) -> None:
    """They are only in private feeds."""
    text = spoiled(
        "title: Working call", "title: Working call\n    visibility: private\n    place: Ask desk@example.org"
    )

    assert read_text(tmp_path, text).programme is not None


@pytest.mark.parametrize(
    "words",
    [
        "Passcode is sent after registration",
        "No password needed",
        "Register at https://us02web.zoom.us/webinar/register/WN_abc",
        "On 16 December 2026, 10:00-11:30, room 48151",
        "See https://example.org/@city/agenda",
        "Pins and needles: a workshop",
    ],
)
def test_harmless_words_are_no_leak(tmp_path: Path, words: str) -> None:
    """People switch a check with false alarms off."""
    text = spoiled("description: Policies and cases from both sides.", f'description: "{words}"')

    assert read_text(tmp_path, text).problems == ()
