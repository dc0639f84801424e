"""Where there is no meeting because of a holiday, the pages of its cities and its pair say why."""

from __future__ import annotations

import pytest

from support.html import html
from support.programmes import holidays, monthly, now
from support.samples import sample
from support.world import World

NEW_YEAR = "KR 2027-02-17 New Year"
"""The third Wednesday of that month."""


def text_of(address: str, **said: object) -> str:
    world = World()
    series = monthly(begins="2026-09", on_holiday="skip", title="Monthly", themes=("water",), **said)
    world.apply(sample(series), now("2026-11-25"), holidays(NEW_YEAR))
    return html(world.site().resources[address].body).text


@pytest.mark.parametrize("address", ["/cities/sofia", "/cities/sejong", "/pairs/sofia-sejong", "/programme"])
def test_pages_of_its_sides_say_why_there_is_no_meeting(address: str) -> None:
    found = text_of(address)

    assert "New Year (Sejong)" in found
    assert found.index("February 2027") < found.index("New Year (Sejong)") < found.index("March 2027")


@pytest.mark.parametrize("address", ["/cities/dublin", "/pairs/dublin-seoul", "/themes/water"])
def test_other_pages_do_not(address: str) -> None:
    assert "New Year (Sejong)" not in text_of(address)


def test_nobody_is_told_of_a_private_one() -> None:
    assert "New Year (Sejong)" not in text_of("/pairs/sofia-sejong", visibility="private")


def test_the_reason_is_told_in_the_language_of_the_reader() -> None:
    assert "New Year (Седжонг)" in text_of("/bg/pairs/sofia-sejong")
