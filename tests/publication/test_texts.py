"""Whatever the secretariat pastes into its text, every feed stays a good calendar and says the same words."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from functools import cache

import icalendar
import pytest
from msgspec.structs import replace

from calendars import clean
from scheduler.programme.details import Join, Languages, Link, Speaker
from scheduler.programme.members import Theme
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import event_for
from scheduler.timetable.occurrence import uid
from support.ics import feed, head, lines, vevents
from support.programmes import monthly, webinar
from support.samples import PROFILE, SIX, meeting, sample
from support.world import World

NOW = datetime(2026, 1, 10, 9, tzinfo=UTC)
HANGUL = "세종시 트램 회의"
HOSTILE = [
    pytest.param("Trams, buses; \"bikes\" & 'feet'\\paths: 100% <now>", id="quotes, semicolons, backslashes"),
    pytest.param("Trams\x07 and\x00 bells\x1b", id="control characters"),
    pytest.param("Trams \u202egnipolevni\u202c \u2066x\u2069", id="bidirectional overrides"),
    pytest.param(unicodedata.normalize("NFD", HANGUL), id="decomposed Hangul"),
    pytest.param("Line one\r\nline two\u2028line three\x85four\rfive", id="every kind of line break"),
    pytest.param("👩\u200d👩\u200d👧 🇧🇬🇰🇷 e\u0301" * 12, id="clusters at the fold"),
    pytest.param("Седжонг " * 1250, id="ten thousand Cyrillic characters"),
    pytest.param("\ufeffTrams", id="byte-order mark"),
    pytest.param("C:\\New\\notes \\n \\, \\;", id="what looks escaped"),
    pytest.param("Budget {title} {0} %s", id="what looks like a place to fill in"),
    pytest.param("BEGIN:VEVENT\r\nUID:forged\r\nEND:VEVENT", id="a forged event"),
    pytest.param("x" * 80 + " " * 300 + "y", id="a long blank"),
]


@cache
def world_saying(words: str) -> World:
    """A world whose every text is `words`."""
    text = Text.plain(words)
    world = World()
    series = monthly(
        until="2026-02",
        title=text,
        description=text,
        place=text,
        kind=text,
        reason=text,
        themes=("odd",),
        links=(Link(text, "https://example.org/a,b;c"),),
    )
    world.apply(
        sample(
            series,
            name=text,
            cities=(replace(SIX[0], name=text), *SIX[1:]),
            themes=(Theme(id="odd", name=text),),
        ),
        NOW,
    )
    return world


@pytest.mark.parametrize("words", HOSTILE)
class TestAnyText:
    def test_feeds_are_read_by_the_library_and_say_what_was_written(self, words: str) -> None:
        body = feed(world_saying(words), "cities/sofia.ics")
        calendar = icalendar.Calendar.from_ical(body)
        expected = " ".join(clean(words).split())

        assert len(calendar.walk("VEVENT")) == 2
        assert not [event.errors for event in calendar.walk() if event.errors]
        assert {expected} == {event["SUMMARY"] for event in vevents(body)}
        assert {expected} == {event["LOCATION"] for event in vevents(body)}
        assert all(clean(words).strip() in event["DESCRIPTION"] for event in vevents(body))

    @pytest.mark.feed_rule(1)
    def test_physical_lines_are_short_and_each_decodes_alone(self, words: str) -> None:
        for path, resource in world_saying(words).calendars().items():
            physical = resource.body.split(b"\r\n")

            assert physical[-1] == b"", path
            assert all(len(line) <= 75 and line.strip() and line.decode() for line in physical[:-1]), path

    @pytest.mark.feed_rule(3)
    def test_nothing_is_left_that_breaks_files_or_deceives_readers(self, words: str) -> None:
        content = "\n".join(lines(feed(world_saying(words), "cities/sofia.ics")))

        assert unicodedata.is_normalized("NFC", content)
        assert not {c for c in content if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} - {"\n"}
        assert not set(content) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")

    @pytest.mark.feed_rule(9)
    def test_a_name_fits_and_stands_twice(self, words: str) -> None:
        properties = dict(line.split(":", 1) for line in head(feed(world_saying(words), "cities/sofia.ics")))

        assert properties["NAME"] == properties["X-WR-CALNAME"]
        assert 0 < len(properties["NAME"].replace("\\", "")) <= 255


def test_a_description_keeps_its_lines() -> None:
    event = event_for(meeting(description=Text.plain("one\r\n\r\ntwo")), "en", "public", PROFILE)

    assert event is not None
    assert (event.description or "").split("\n")[1:] == ["one", "", "two"]


def test_a_title_of_nothing_that_can_be_shown_gives_way_to_the_name_of_the_series() -> None:
    event = event_for(meeting(title=Text.plain("\x07\u202e")), "en", "public", PROFILE)

    assert event is not None
    assert event.summary == "monthly"


def test_a_link_that_no_client_could_follow_stops_nothing() -> None:
    event = event_for(meeting(join=Join(url="https://user@rooms.example.org/1")), "en", "private", PROFILE)

    assert event is not None
    assert (event.location, event.conference) == ("Online", None)
    assert "Join: https://user@rooms.example.org/1" in (event.description or "")


class TestPages:
    OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"

    def test_no_page_shows_words_in_another_order_than_they_are_written(self) -> None:
        """Names, spoken languages and passcodes are plain words, not texts in several languages."""
        world, word = World(), f"Kim {self.OVERRIDE}elpmaxE"
        series = webinar(
            "talk",
            "2026-03-10 09:00",
            title=word,
            speakers=(Speaker(name=word, role=Text.plain(word)),),
            languages=Languages(spoken=(word,), interpretation=(word,)),
            join=Join(url="https://rooms.example.org/talk", passcode=word, public=True),
        )
        world.apply(sample(series), NOW)
        pages = {
            path: resource.body.decode()
            for path, resource in world.site().resources.items()
            if "html" in resource.type
        }

        assert "Passcode: Kim elpmaxE" in pages[f"/occurrences/{uid('sample', 'talk', 'once')}"]
        assert [path for path, page in pages.items() if self.OVERRIDE in page] == []
