"""Pages show which meetings are over, without the help of a browser."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from scheduler.publication.site import Site
from support.html import Html, html
from support.programmes import monthly, now, visit, webinar
from support.samples import sample
from support.world import World, published

REGISTER = "https://example.org/register"
MORNING = webinar("parks", "2026-11-05 09:00", title="Parks", registration=REGISTER)
EVENING = webinar("trams", "2026-11-05 18:00", title="Trams", registration=REGISTER)
DURING = now("2026-11-05 00:30")
NOON = now("2026-11-05 03:00")


@pytest.fixture(scope="module")
def world() -> World:
    """Two webinars on one day in Korea, a visit that lasts, and a series."""
    series = (MORNING, EVENING, visit("stay", "2026-11-02", days=5), monthly(begins="2026-11"))
    return published(sample(*series), now("2026-11-01 09:00"))


def page(world: World, path: str, moment: datetime) -> Html:
    """One page as it is made at a moment."""
    return html(world.site(moment).pages[path].body)


@pytest.mark.parametrize("path", ["/", "/webinars"])
def test_nobody_can_register_for_what_is_over(world: World, path: str) -> None:
    during, after = page(world, path, DURING), page(world, path, NOON)

    assert "Parks 09:00 South Korea = 02:00 Sofia" in during.text
    assert "Parks" not in after.text.partition("Last changes")[0]
    assert "Trams" in after.text


def test_the_page_of_a_meeting_says_that_it_is_over(world: World) -> None:
    path = next(path for path in world.site(NOON).pages if _is_of(world, path, "Parks"))

    during, after = page(world, path, DURING), page(world, path, NOON)

    assert (REGISTER in during.source, REGISTER in after.source) == (True, False)
    assert ("Past" in during.words, "Past" in after.words) == (False, True)


def _is_of(world: World, path: str, title: str) -> bool:
    titles = {
        f"/occurrences/{stored.occurrence.uid}": stored.occurrence.content.title.say("en")
        for stored in world.state.occurrences.values()
    }
    return titles.get(path) == title


def test_without_the_script_no_page_says_what_is_next(world: World) -> None:
    pages = {
        path: made for path, made in world.site(DURING).pages.items() if made.type.startswith("text/html")
    }
    claims = re.compile(r"\b(next meeting|next six|coming|today|tomorrow|in \d+ days?)\b", re.IGNORECASE)
    found = {
        path: claims.findall(html(made.body).text) for path, made in pages.items() if "subscribe/" not in path
    }

    assert {path: words for path, words in found.items() if words} == {}


def test_no_public_page_tells_when_a_private_meeting_ended() -> None:
    secret = webinar("secret", "2026-11-05 09:00", visibility="private")
    world = published(sample(secret, monthly(begins="2026-12")), now("2026-11-01 09:00"))
    before, after = (world.site(moment) for moment in (DURING, NOON))

    assert [*before.listed()] == [*after.listed()]
    assert before.pages["/"].modified == after.pages["/"].modified


class TestWhenAMeetingEnds:
    """The daemon makes the site again, without a revision."""

    @staticmethod
    def changed(before: Site, after: Site) -> set[str]:
        """The paths of the pages in English that differ."""
        known = {listed.path: listed for listed in before.listed()}
        differing = {listed.path for listed in after.listed() if known.get(listed.path) != listed}
        return {path for path in differing if not path.startswith(("/bg", "/ko", "/nl"))}

    def test_only_those_that_show_the_meeting_change(self, world: World) -> None:
        before = world.site(DURING)
        after = world.site(NOON)

        changed = self.changed(before, after)

        assert {"/", "/webinars", "/programme/2026-11", "/cities/sejong", "/cities/sejong/2026"} <= changed
        assert sum(path.startswith("/occurrences/") for path in changed) == 1
        assert not any(path.startswith(("/feeds", "/pairs/")) for path in changed)

    def test_until_a_meeting_ends_they_stay(self, world: World) -> None:
        before = world.site(DURING)

        assert self.changed(before, world.site(now("2026-11-05 00:31"))) == set()

    def test_last_modified_is_the_end_of_the_last_meeting(self, world: World) -> None:
        modified = [world.site(moment).pages["/"].modified for moment in (DURING, NOON)]

        assert modified == [world.state.time, now("2026-11-05 01:30")]
