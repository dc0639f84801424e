"""One meeting in words: what each reader is told in each language, and what only private readers are."""

from __future__ import annotations

import pytest
from msgspec.structs import astuple, replace

from calendars import Event
from scheduler.programme.details import Join, Languages, Link, Speaker, Status, ThemeName
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import event_for
from scheduler.state.revision import Reader
from scheduler.timetable.occurrence import Occurrence
from support.samples import MOBILITY, PROFILE, WATER, meeting, text, visit, wall

REASON = text("room not free", bg="залата е заета", nl="zaal bezet", ko="회의실 사용 불가")
JOIN = Join(url="https://meet.example.org/abc", passcode="7-tram-1")
PLANNED = wall("2026-12-15 09:00")


def event_of(occurrence: Occurrence, code: str = "en", reader: Reader = "public") -> Event:
    event = event_for(occurrence, code, reader, PROFILE)
    assert event is not None
    return event


def description(occurrence: Occurrence, code: str = "en", reader: Reader = "public") -> list[str]:
    return (event_of(occurrence, code, reader).description or "").split("\n")


def everything_said(event: Event) -> str:
    return repr(astuple(event))


class TestTime:
    @pytest.mark.feed_rule(15)
    def test_start_and_end_are_wall_times_on_the_clock_in_force(self) -> None:
        event = event_of(meeting())

        assert (event.start, event.end) == (wall("2026-12-16 10:00"), wall("2026-12-16 11:00"))
        assert event.tzid == "Europe/Sofia"

    @pytest.mark.feed_rule(16)
    def test_a_meeting_of_whole_days_has_dates_no_zone_and_no_hours(self) -> None:
        event = event_of(visit(days=3))

        assert f"{event.start} {event.end} {event.tzid}" == "2027-05-10 2027-05-13 None"
        assert event.transparent
        assert event.description is None
        assert event.location is None


SAID = {
    "en": (
        "CANCELLED: Monthly meeting", "Cancelled: room not free", "To be confirmed: Monthly meeting", "Online",
        "Moved from Tuesday, 15 December 2026, 09:00 (Sofia): room not free",
        ["Join: https://meet.example.org/abc", "Passcode: 7-tram-1"],
    ),
    "bg": (
        "ОТМЕНЕНО: Monthly meeting", "Отменено: залата е заета", "Предстои потвърждение: Monthly meeting", "Онлайн",
        "Преместено (досега: вторник, 15 декември 2026 г., 09:00 (София)). Причина: залата е заета",
        ["Връзка за участие: https://meet.example.org/abc", "Код за достъп: 7-tram-1"],
    ),
    "nl": (
        "GEANNULEERD: Monthly meeting", "Geannuleerd: zaal bezet", "Onder voorbehoud: Monthly meeting", "Online",
        "Verplaatst (was: dinsdag 15 december 2026, 09:00 (Sofia)). Reden: zaal bezet",
        ["Deelnemen: https://meet.example.org/abc", "Toegangscode: 7-tram-1"],
    ),
    "ko": (
        "[취소] Monthly meeting", "취소 사유: 회의실 사용 불가", "[확정 전] Monthly meeting", "온라인",
        "일정 변경(이전: 2026년 12월 15일 화요일 09:00(소피아), 사유: 회의실 사용 불가)",
        ["회의 참가: https://meet.example.org/abc", "비밀번호: 7-tram-1"],
    ),
}  # fmt: skip


@pytest.mark.feed_rule(31, 32, 34)
@pytest.mark.parametrize("code", SAID)
def test_every_language_says_what_became_of_a_meeting_and_how_to_join(code: str) -> None:
    cancelled, why, tentative, online, moved, ways_in = SAID[code]
    off = meeting(status=Status.CANCELLED, reason=REASON)
    event = event_of(off, code)

    assert (event.summary, event.status, event.transparent) == (cancelled, "CANCELLED", True)
    assert description(off, code)[0] == why
    unsure = event_of(meeting(status=Status.TENTATIVE), code)
    assert (unsure.summary, unsure.status) == (tentative, "TENTATIVE")
    assert event_of(meeting(), code).location == online
    assert description(meeting(planned=PLANNED, reason=REASON), code)[-1] == moved
    assert description(meeting(join=JOIN), code, "private")[1:] == ways_in


class TestTitle:
    @pytest.mark.feed_rule(41)
    def test_the_title_is_the_version_of_the_language_or_the_first(self) -> None:
        titled = meeting(title=text("Tram day", ko="트램의 날"))

        assert [event_of(titled, c).summary for c in ("en", "ko", "nl")] == [
            "Tram day",
            "트램의 날",
            "Tram day",
        ]

    def test_braces_in_a_title_are_only_braces(self) -> None:
        titled = meeting(title=Text.plain("Budget {2027} {title}"), status=Status.CANCELLED)

        assert event_of(titled).summary == "CANCELLED: Budget {2027} {title}"


class TestReason:
    def test_the_place_of_a_zone_is_in_the_language_of_the_sentence(self) -> None:
        moved = meeting(planned=PLANNED, zone="Europe/Brussels", clock_name=Text.plain("Brussels"))

        assert "(브뤼셀)" in description(moved, "ko")[-1]
        assert "(Brussels)" in description(moved, "pl")[-1]

    def test_whole_days_are_moved_from_a_day(self) -> None:
        moved = visit(planned=wall("2027-05-03 00:00"), planned_days=True)

        assert description(moved) == ["Moved from Monday, 3 May 2027"]

    def test_midnight_is_an_hour_like_any_other(self) -> None:
        moved = meeting(planned=wall("2026-12-15 00:00"))

        assert description(moved)[-1] == "Moved from Tuesday, 15 December 2026, 00:00 (Sofia)"

    def test_a_cancelled_meeting_does_not_speak_of_an_earlier_move(self) -> None:
        seen = description(meeting(planned=PLANNED, status=Status.CANCELLED, reason=REASON))

        assert not [line for line in seen if line.startswith("Moved")]

    def test_a_meeting_where_it_was_planned_speaks_of_no_move(self) -> None:
        assert description(meeting()) == ["10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)"]


class TestDescription:
    FULL = meeting(
        planned=PLANNED,
        description=text("Trams, and what they cost.", ko="트램과 그 비용."),
        themes=(ThemeName(id="mobility", name=MOBILITY.name), ThemeName(id="water", name=WATER.name)),
        kind=text("technical call", bg="технически разговор", ko="실무 회의"),
        languages=Languages(spoken=("English", "български"), interpretation=("한국어",)),
        speakers=(
            Speaker(name="Speaker One", role=text("city engineer", ko="도시 기술자")),
            Speaker(name="Two"),
        ),
        registration="https://example.org/register",
        links=(Link(text("Agenda", ko="의제"), "https://example.org/agenda"),),
    )

    @pytest.mark.feed_rule(40)
    def test_it_says_hours_subject_theme_people_addresses_and_move_in_this_order(self) -> None:
        assert description(self.FULL) == [
            "10:00 Sofia (UTC+2) · 17:00 Sejong (UTC+9)",
            "Trams, and what they cost.",
            "Themes: Sustainable mobility, Water",
            "Kind: technical call",
            "Languages: English, български",
            "Interpretation: 한국어",
            "Speakers: Speaker One (city engineer), Two",
            "Registration: https://example.org/register",
            "Agenda: https://example.org/agenda",
            "Moved from Tuesday, 15 December 2026, 09:00 (Sofia)",
        ]

    def test_one_theme_is_one_and_one_speaker_too(self) -> None:
        talk = meeting(
            themes=(ThemeName(id="water", name=WATER.name),), speakers=(Speaker(name="Speaker One"),)
        )

        assert description(talk)[1:] == ["Theme: Water", "Speaker: Speaker One"]
        assert description(talk, "bg")[1:] == ["Тема: Вода", "Лектор: Speaker One"]

    @pytest.mark.feed_rule(40)
    def test_addresses_are_written_as_every_client_can_follow_them(self) -> None:
        seen = description(meeting(registration="https://bücher.example/заявка?q=트램"))

        assert "Registration: https://xn--bcher-kva.example/%D0%B7%D0%B0" in seen[-1]
        assert seen[-1].isascii()


class TestPlace:
    def test_a_room_is_the_location(self) -> None:
        room = text("City Hall, room 5", ko="시청 5호실")

        assert event_of(meeting(place=room)).location == "City Hall, room 5"
        assert event_of(meeting(place=room), "ko").location == "시청 5호실"


class TestReaders:
    """Who may know how to get in (design rule 11)."""

    def test_public_readers_get_neither_link_nor_passcode(self) -> None:
        event = event_of(meeting(join=JOIN))

        assert (event.location, event.conference) == ("Online", None)
        assert "meet.example.org" not in everything_said(event)
        assert "7-tram-1" not in everything_said(event)

    @pytest.mark.feed_rule(45)
    def test_private_readers_have_the_link_in_location_description_and_conference(self) -> None:
        event = event_of(meeting(join=JOIN), "en", "private")

        assert JOIN.url == event.location
        assert event.description is not None
        assert "\nJoin: https://meet.example.org/abc\nPasscode: 7-tram-1" in event.description
        assert event.conference is not None
        assert (JOIN.url, "Monthly meeting") == (event.conference.uri, event.conference.label)

    @pytest.mark.feed_rule(44)
    def test_a_link_marked_public_is_for_everybody(self) -> None:
        event = event_of(meeting(join=replace(JOIN, public=True)))

        assert event == event_of(meeting(join=replace(JOIN, public=True)), "en", "private")
        assert JOIN.url == event.location
        assert "Passcode: 7-tram-1" in (event.description or "")

    @pytest.mark.feed_rule(45)
    def test_a_cancelled_meeting_has_no_way_in_for_anybody(self) -> None:
        event = event_of(meeting(join=JOIN, status=Status.CANCELLED), "en", "private")

        assert "meet.example.org" not in everything_said(event)

    def test_only_private_readers_get_a_private_meeting(self) -> None:
        secret = meeting(visibility="private")

        assert event_for(secret, "en", "public", PROFILE) is None
        assert event_of(secret, "en", "private").summary == "Monthly meeting"


class TestAddress:
    @pytest.mark.feed_rule(42)
    def test_every_meeting_has_an_address_of_its_own(self) -> None:
        occurrence = meeting()

        assert f"https://calendar.example.org/occurrences/{occurrence.uid}" == event_of(occurrence).url

    @pytest.mark.feed_rule(42)
    def test_without_a_public_address_it_is_left_out(self) -> None:
        event = event_for(meeting(), "en", "public", replace(PROFILE, address=None))

        assert event is not None
        assert event.url is None

    def test_an_address_in_another_spelling_is_put_right(self) -> None:
        shouted = replace(PROFILE, address="https://Kalender.EXAMPLE.org/städte")
        event = event_for(meeting(), "en", "public", shouted)

        assert event is not None
        assert (event.url or "").startswith("https://kalender.example.org/st%C3%A4dte/occurrences/")


@pytest.mark.feed_rule(41)
def test_a_language_without_a_catalogue_gets_english_phrases_and_its_own_dates() -> None:
    polish = meeting(planned=PLANNED, status=Status.TENTATIVE)

    assert event_of(polish, "pl").summary == "To be confirmed: Monthly meeting"
    assert description(polish, "pl")[-1] == "Moved from Tuesday, 15 December 2026, 09:00 (Sofia)"
