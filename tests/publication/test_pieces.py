"""A VEVENT is written once for each change of what it shows: in one language, for one kind of reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.details import Join, Speaker
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.publication.languages.language import Language, language
from scheduler.state.revision import Reader
from support.ics import properties
from support.programmes import SECOND_TUESDAY, change, changed, monthly, now
from support.samples import LANGUAGES, sample, text
from support.world import World, published

JANUARY, FEBRUARY, MARCH = now("2026-01-10 09:00"), now("2026-02-02 09:00"), now("2026-03-02 09:00")
JOIN = Join(url="https://meet.example.org/abc", passcode="7-tram-1")
PLAIN = monthly(until="2026-06")

Key = tuple[str, str, Reader]


def written(series: Series = PLAIN, **parts: Any) -> World:
    """A world in which the series was applied in January."""
    return published(sample(series, **parts), JANUARY)


def pieces(world: World) -> dict[Key, bytes]:
    return dict(world.state.pieces)


def differing(before: dict[Key, bytes], after: dict[Key, bytes]) -> set[tuple[str, Reader]]:
    """The languages and readers of pieces that are new or not the same bytes."""
    return {key[1:] for key, body in after.items() if before.get(key) != body}


def edited(world: World, programme: Programme) -> set[tuple[str, Reader]]:
    """Which pieces applying `programme` in February rewrites."""
    before = pieces(world)
    world.apply(programme, FEBRUARY)
    return differing(before, pieces(world))


def event_of(world: World, key: str, language: str = "en", reader: Reader = "public") -> dict[str, str]:
    uid = world.stored("monthly", key, "sample").occurrence.uid
    return properties(pieces(world)[uid, language, reader])


class TestOnce:
    @pytest.mark.feed_rule(29)
    def test_a_change_of_bulgarian_wording_rewrites_the_bulgarian_pieces_alone(self) -> None:
        world = written(titled(PLAIN, text("Meeting", bg="Среща")))
        later = sample(titled(PLAIN, text("Meeting", bg="Месечна среща")))

        assert {("bg", "public")} == edited(world, later)
        assert (
            event_of(world, "2026-03", "bg")["SEQUENCE"],
            event_of(world, "2026-03", "bg")["LAST-MODIFIED"],
        ) == ("0", "20260202T090000Z")
        assert event_of(world, "2026-03")["LAST-MODIFIED"] == "20260110T090000Z"

    @pytest.mark.feed_rule(28)
    def test_a_change_of_place_in_the_default_language_rewrites_all_with_a_higher_sequence(self) -> None:
        world = written(placed(PLAIN, text("Room 5", ko="5호실")))

        assert {(lang, "public") for lang in LANGUAGES} == edited(
            world, sample(placed(PLAIN, text("Room 6", ko="5호실")))
        )
        assert {"1"} == {event_of(world, "2026-03", lang)["SEQUENCE"] for lang in LANGUAGES}

    @pytest.mark.feed_rule(28)
    def test_a_change_of_place_in_another_language_is_wording(self) -> None:
        world = written(placed(PLAIN, text("Room 5", ko="5호실")))

        assert {("ko", "public")} == edited(world, sample(placed(PLAIN, text("Room 5", ko="회의실 5"))))
        assert event_of(world, "2026-03", "ko")["SEQUENCE"] == "0"

    @pytest.mark.feed_rule(29, 31)
    def test_a_change_of_one_meeting_rewrites_no_other(self) -> None:
        world = written()
        before = pieces(world)
        world.apply(sample(changed(PLAIN, change("2026-03", "2026-03-19"))), FEBRUARY)
        moved = world.stored("monthly", "2026-03", "sample").occurrence.uid

        assert {moved} == {key[0] for key, body in pieces(world).items() if before[key] != body}
        assert (
            event_of(world, "2026-03")["SEQUENCE"],
            event_of(world, "2026-03")["DTSTART;TZID=Europe/Sofia"],
        ) == ("1", "20260319T100000")

    @pytest.mark.feed_rule(29)
    def test_the_same_text_applied_again_rewrites_nothing(self) -> None:
        world = written()

        assert world.apply(sample(PLAIN), FEBRUARY).steps == ()
        assert set() == edited(world, sample(PLAIN))

    @pytest.mark.feed_rule(27)
    def test_moved_and_moved_back_is_two_changes(self) -> None:
        world = written()
        world.apply(sample(changed(PLAIN, change("2026-03", "2026-03-19"))), FEBRUARY)
        world.apply(sample(PLAIN), FEBRUARY)
        event = event_of(world, "2026-03")

        assert (event["SEQUENCE"], event["DTSTAMP"]) == ("2", "20260202T090001Z")

    @pytest.mark.feed_rule(33)
    def test_reinstated_it_is_the_same_event_again(self) -> None:
        world = written()
        first = event_of(world, "2026-03")
        world.apply(sample(changed(PLAIN, change("2026-03", cancel="Elections"))), FEBRUARY)
        world.apply(sample(PLAIN), MARCH)
        again = event_of(world, "2026-03")

        assert (again["SEQUENCE"], again["STATUS"]) == ("2", "CONFIRMED")
        moving = {"SEQUENCE", "DTSTAMP", "LAST-MODIFIED"}
        assert {name: first[name] for name in first.keys() - moving} == {
            name: again[name] for name in again.keys() - moving
        }


class TestProfile:
    def test_a_new_address_rewrites_the_coming_meetings_only(self) -> None:
        world = written()
        before = pieces(world)
        world.apply(sample(PLAIN, address="https://other.example.org"), MARCH)
        after = pieces(world)
        past = {world.stored("monthly", key, "sample").occurrence.uid for key in ("2026-01", "2026-02")}

        assert past == {key[0] for key, body in after.items() if before[key] == body}
        assert event_of(world, "2026-02")["URL"].startswith("https://calendar.example.org/")
        assert event_of(world, "2026-03")["URL"].startswith("https://other.example.org/")
        assert event_of(world, "2026-03")["SEQUENCE"] == "0"

    @pytest.mark.feed_rule(29)
    def test_a_new_language_adds_pieces_and_rewrites_none(self) -> None:
        world = written(languages=("en", "bg"))

        assert {("ko", "public")} == edited(world, sample(PLAIN, languages=("en", "bg", "ko")))
        assert "세종" in event_of(world, "2026-01", "ko")["DESCRIPTION"]

    def test_a_language_that_comes_back_is_newer_than_it_was(self) -> None:
        """What changed while it was away would else be told under the old date."""
        world = written(titled(PLAIN, text("Meeting", ko="회의")))
        world.apply(sample(titled(PLAIN, text("Meeting", ko="회의")), languages=("en",)), FEBRUARY)
        world.apply(sample(titled(PLAIN, text("Meeting", ko="정례 회의")), languages=("en",)), FEBRUARY)
        world.apply(sample(titled(PLAIN, text("Meeting", ko="정례 회의"))), MARCH)

        assert (
            event_of(world, "2026-06", "ko")["SUMMARY"],
            event_of(world, "2026-06", "ko")["LAST-MODIFIED"],
        ) == ("정례 회의", "20260302T090000Z")


class TestRelease:
    @pytest.fixture
    def another_release(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """A Twincal whose catalogue words one phrase differently."""
        say = Language.say

        def reworded(self: Language, phrase: str, **values: str) -> str:
            words = say(self, phrase, **values)
            return words.replace("Online", "On the web").replace("All meetings of", "All of")

        monkeypatch.setattr(Language, "say", reworded)
        language.cache_clear()
        yield
        language.cache_clear()

    @pytest.mark.feed_rule(30)
    def test_it_rewrites_nothing_by_itself(self, request: pytest.FixtureRequest) -> None:
        world = written()
        request.getfixturevalue("another_release")

        assert set() == edited(world, sample(PLAIN, name=text("Twin cities")))

    def test_no_byte_of_the_site_is_of_the_new_release(self, request: pytest.FixtureRequest) -> None:
        world = written()
        before = {path: resource.body for path, resource in world.calendars().items()}
        request.getfixturevalue("another_release")

        assert before == {path: resource.body for path, resource in world.calendars().items()}

    @pytest.mark.feed_rule(30)
    def test_what_changes_anyway_is_worded_anew_and_the_rest_is_not(
        self, request: pytest.FixtureRequest
    ) -> None:
        world = written()
        request.getfixturevalue("another_release")
        world.apply(sample(changed(PLAIN, change("2026-03", "2026-03-19"))), FEBRUARY)

        assert event_of(world, "2026-03")["LOCATION"] == "On the web"
        assert event_of(world, "2026-04")["LOCATION"] == "Online"


class TestReaders:
    WITH_ROOM = replace(PLAIN, details=replace(PLAIN.details, join=JOIN))

    def test_a_new_way_in_rewrites_the_private_pieces_alone(self) -> None:
        world = written(self.WITH_ROOM)
        other = replace(JOIN, url="https://meet.example.org/xyz")

        assert {(lang, "private") for lang in LANGUAGES} == edited(
            world, sample(replace(PLAIN, details=replace(PLAIN.details, join=other)))
        )

    @pytest.mark.feed_rule(47)
    def test_a_way_in_that_is_withdrawn_is_in_no_piece_of_a_coming_or_past_meeting(self) -> None:
        world = written(self.WITH_ROOM)
        world.apply(sample(PLAIN), MARCH)

        assert not [key for key, body in pieces(world).items() if b"meet.example" in body]

    @pytest.mark.feed_rule(27)
    def test_private_readers_see_the_withdrawal_as_something_new(self) -> None:
        """Else they would fall back to a public piece that is older than what they have."""
        world = written(PLAIN)
        world.apply(sample(self.WITH_ROOM), FEBRUARY)
        world.apply(sample(PLAIN), MARCH)
        public, private = event_of(world, "2026-04"), event_of(world, "2026-04", reader="private")

        assert (public["DTSTAMP"], private["DTSTAMP"]) == ("20260110T090000Z", "20260302T090000Z")
        assert public["DESCRIPTION"] == private["DESCRIPTION"]

    @pytest.mark.feed_rule(47)
    def test_a_meeting_made_private_leaves_no_public_piece(self) -> None:
        world = written()
        world.apply(sample(replace(PLAIN, details=replace(PLAIN.details, visibility="private"))), FEBRUARY)
        uid = world.stored("monthly", "2026-03", "sample").occurrence.uid

        assert {"private"} == {key[2] for key in pieces(world) if key[0] == uid}

    @pytest.mark.feed_rule(47)
    def test_a_speaker_who_is_withdrawn_vanishes_from_the_past_at_once(self) -> None:
        speaking = replace(PLAIN, details=replace(PLAIN.details, speakers=(Speaker(name="Speaker One"),)))
        world = written(speaking)
        assert "Speaker One" in event_of(world, "2026-01")["DESCRIPTION"]

        world.apply(sample(PLAIN), MARCH)

        assert not [key for key, body in pieces(world).items() if b"Speaker One" in body]


class TestSchedule:
    @pytest.mark.feed_rule(23)
    def test_another_weekday_is_a_move_of_every_coming_meeting_under_the_same_uids(self) -> None:
        world = written()
        before = {key[0] for key in pieces(world)}
        world.apply(sample(monthly(until="2026-06", every=SECOND_TUESDAY)), FEBRUARY)

        assert before == {key[0] for key in pieces(world)}
        assert event_of(world, "2026-03")["DTSTART;TZID=Europe/Sofia"] == "20260310T100000"
        assert event_of(world, "2026-01")["SEQUENCE"] == "0"


def titled(series: Series, title: Text) -> Series:
    return replace(series, details=replace(series.details, title=title))


def placed(series: Series, place: Text) -> Series:
    return replace(series, details=replace(series.details, place=place))


def test_another_clock_at_the_same_instant_leaves_the_time_before() -> None:
    moved = changed(PLAIN, change("2026-04", "2026-04-16 10:00"))
    world = written()
    world.apply(sample(moved), FEBRUARY)
    world.apply(sample(changed(PLAIN, change("2026-04", "2026-04-16 16:00", clock_of="sejong"))), MARCH)

    assert "Moved from Wednesday" in event_of(world, "2026-04")["DESCRIPTION"]
