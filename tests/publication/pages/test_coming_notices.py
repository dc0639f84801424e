"""Pages announce meetings of a city at the same time, and series that end soon."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.series import Series
from scheduler.programme.spans import Days
from scheduler.programme.texts import Text
from support.html import html
from support.programmes import bound, change, changed, entry, monthly, now, visit, webinar
from support.samples import PAIRS, sample
from support.world import World, published

NOW = now("2026-11-05 09:00")
MONTHLY = monthly(begins="2026-11", title="Exchange")
TALK = webinar("talk", "2026-12-16 17:30", title="Trams")
"""At the same time as the meeting of December, which is at 17:00 in Korea."""
CLASH = "“Trams” and “Exchange{}” are at the same time on Wednesday, 16 December 2026 for {}."


def applied(*series: Series, **parts: Any) -> World:
    return published(sample(*series, **parts), NOW)


def page(world: World, path: str, at: datetime = NOW) -> str:
    return html(world.site(at).pages[path].body).text


class TestClashes:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/cities/sofia", CLASH.format(" (Sofia–Sejong)", "Sofia")),
            ("/cities/sejong", CLASH.format(" (Sofia–Sejong)", "Sejong")),
            ("/pairs/sofia-sejong", CLASH.format("", "Sofia, Sejong")),
        ],
    )
    def test_the_pages_of_the_cities_and_their_pair_announce_it(self, path: str, words: str) -> None:
        assert words in page(applied(MONTHLY, TALK), path)

    @pytest.mark.parametrize("path", ["/cities/dublin", "/pairs/dublin-seoul", "/programme", "/themes/water"])
    def test_no_other_page_does(self, path: str) -> None:
        assert "Please note" not in page(applied(MONTHLY, TALK), path)

    def test_the_page_of_a_pair_tells_only_of_its_own_meetings(self) -> None:
        trio = replace(PAIRS[0], id="sofia-dublin", cities=("sofia", "dublin"))
        other = monthly("other", begins="2026-12", until="2026-12", pair="sofia-dublin", title="Other")
        world = applied(MONTHLY, other, TALK, pairs=(*PAIRS, trio))

        words = page(world, "/pairs/sofia-sejong")

        assert "“Other (Sofia–Dublin)” and “Exchange” are at the same time" in words
        assert "“Trams” and “Other" not in words

    def test_those_of_the_same_two_series_are_one_line(self) -> None:
        second = replace(
            monthly("second", begins="2026-12", until="2027-02", title="Second"), pair=MONTHLY.pair
        )

        words = page(applied(MONTHLY, second), "/cities/sofia")

        assert words.count("are at the same time") == 1
        assert "on Wednesday, 16 December 2026 for Sofia. This is true of 2 more meetings." in words

    def test_a_page_names_eight_and_the_number_of_the_others(self) -> None:
        talks = [webinar(f"talk{day}", f"2026-12-{day:02d} 17:30") for day in range(1, 29)]
        calls = [webinar(f"call{day}", f"2026-12-{day:02d} 18:00") for day in range(1, 29)]

        words = page(applied(*talks, *calls), "/cities/sofia")

        assert words.count("are at the same time") == 8
        assert "This is true of 20 more meetings." in words

    @pytest.mark.parametrize(
        "series",
        [
            pytest.param((MONTHLY, webinar("talk", "2026-12-16 18:00")), id="one after the other"),
            pytest.param(
                (MONTHLY, replace(TALK, details=replace(TALK.details, busy=False))), id="blocks no time"
            ),
            pytest.param(
                (changed(MONTHLY, change("2026-12", cancel=Text.plain("Elections"))), TALK), id="cancelled"
            ),
            pytest.param((MONTHLY, visit("stay", "2026-12-15", days=5)), id="whole days"),
            pytest.param(
                (MONTHLY, replace(TALK, details=replace(TALK.details, visibility="private"))), id="private"
            ),
        ],
    )
    def test_these_are_none(self, series: tuple[Series, ...]) -> None:
        assert "at the same time" not in page(applied(*series), "/cities/sofia")

    def test_the_day_is_that_of_the_city(self) -> None:
        night = webinar("talk", "2026-12-10 20:00", "rotterdam", title="Trams")
        call = webinar("call", "2026-12-10 20:30", "rotterdam", title="Call")
        world = applied(night, call)

        assert "at the same time on Thursday, 10 December 2026 for Rotterdam." in page(
            world, "/cities/rotterdam"
        )
        assert "at the same time on Friday, 11 December 2026 for Busan." in page(world, "/cities/busan")

    def test_it_leaves_the_page_when_it_is_over(self) -> None:
        world = applied(MONTHLY, TALK)

        assert "at the same time" in page(world, "/cities/sofia", now("2026-12-16 09:59"))
        assert "at the same time" not in page(world, "/cities/sofia", now("2026-12-16 10:01"))

    def test_the_page_of_a_pair_follows_the_other_meetings_of_its_cities(self) -> None:
        world = applied(MONTHLY, TALK)
        first = world.site(NOW)
        later = webinar("talk", "2026-12-17 17:30", title="Trams")
        world.apply(sample(MONTHLY, later), now("2026-11-05 10:00"))

        after = world.site(now("2026-11-05 10:00"))

        assert "at the same time" in html(first.pages["/pairs/sofia-sejong"].body).text
        assert "at the same time" not in html(after.pages["/pairs/sofia-sejong"].body).text


class TestEndings:
    ENDS = "“Exchange{}” ends: its last meeting is on Wednesday, {}."

    @pytest.mark.parametrize(
        ("path", "pair"), [("/cities/sofia", " (Sofia–Sejong)"), ("/pairs/sofia-sejong", "")]
    )
    def test_pages_announce_the_last_meeting_of_a_series(self, path: str, pair: str) -> None:
        world = applied(replace(MONTHLY, until=bound("2027-01-25")))

        assert self.ENDS.format(pair, "20 January 2027") in page(world, path)

    @pytest.mark.parametrize(
        "series",
        [
            pytest.param(MONTHLY, id="goes on"),
            pytest.param(replace(MONTHLY, until=bound("2027-02")), id="later than two months after this one"),
            pytest.param(TALK, id="once"),
        ],
    )
    def test_these_do_not_end_soon(self, series: Series) -> None:
        assert "Please note" not in page(applied(series), "/cities/sofia")

    def test_an_entry_of_the_schedule_may_end_the_series(self) -> None:
        series = replace(MONTHLY, schedule=(replace(entry("2026-11"), until=bound("2026-12")),))

        assert self.ENDS.format("", "16 December 2026") in page(applied(series), "/pairs/sofia-sejong")

    def test_the_last_meeting_that_takes_place_counts(self) -> None:
        series = changed(
            replace(MONTHLY, until=bound("2027-01")), change("2027-01", cancel=Text.plain("Elections"))
        )

        assert self.ENDS.format("", "16 December 2026") in page(applied(series), "/pairs/sofia-sejong")

    def test_a_pause_is_no_end(self) -> None:
        pause = Days(date(2026, 12, 1), date(2027, 3, 31))

        assert "its last meeting" not in page(
            applied(replace(MONTHLY, pauses=(pause,))), "/pairs/sofia-sejong"
        )

    def test_it_leaves_the_page_when_the_last_meeting_is_over(self) -> None:
        world = applied(replace(MONTHLY, until=bound("2026-12")))

        assert "its last meeting" in page(world, "/cities/sofia", now("2026-12-16 08:59"))
        assert "its last meeting" not in page(world, "/cities/sofia", now("2026-12-16 09:01"))

    def test_a_page_shows_a_new_end_though_no_meeting_changes(self) -> None:
        series = replace(MONTHLY, until=bound("2027-01-20"))
        world = applied(series)
        first = world.site(NOW)
        world.apply(sample(replace(series, until=bound("2027-01-25"))), now("2026-11-05 10:00"))

        after = world.site(now("2026-11-05 10:00"))

        for site in (first, after):
            assert "20 January 2027" in html(site.pages["/pairs/sofia-sejong"].body).text
