"""Pages announce meetings of a city at the same time, and series that end soon."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.programme.series import Series
from scheduler.programme.texts import Text
from scheduler.publication.site import build_site
from support.html import html
from support.programmes import bound, change, changed, monthly, now, visit, webinar
from support.samples import sample
from support.world import World, published

NOW = now("2026-11-05 09:00")
MONTHLY = monthly(begins="2026-11", title="Exchange")
TALK = webinar("talk", "2026-12-16 17:30", title="Trams")
"""At the same time as the meeting of December, which is at 17:00 in Korea."""
CLASH = "“Trams” and “Exchange{}” are at the same time on Wednesday, 16 December 2026 for {}."


def applied(*series: Series, **parts: Any) -> World:
    return published(sample(*series, **parts), NOW)


def page(world: World, path: str, at: datetime = NOW) -> str:
    return html(build_site(world.publication(), at).pages[path].body).text


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

    def test_it_leaves_the_page_when_it_is_over(self) -> None:
        world = applied(MONTHLY, TALK)

        assert "at the same time" in page(world, "/cities/sofia", now("2026-12-16 09:59"))
        assert "at the same time" not in page(world, "/cities/sofia", now("2026-12-16 10:01"))

    def test_the_page_of_a_pair_follows_the_other_meetings_of_its_cities(self) -> None:
        world = applied(MONTHLY, TALK)
        first = build_site(world.publication(), NOW)
        later = webinar("talk", "2026-12-17 17:30", title="Trams")
        world.apply(sample(MONTHLY, later), now("2026-11-05 10:00"))

        after = build_site(world.publication(), now("2026-11-05 10:00"))

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
