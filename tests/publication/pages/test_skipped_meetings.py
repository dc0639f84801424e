"""A meeting that a holiday removes: the pages of its cities, its pair and its theme say why it does not take place."""

from __future__ import annotations

import pytest

from support.html import html
from support.programmes import holidays, monthly, now
from support.samples import sample
from support.world import published

NEW_YEAR = "KR 2027-02-17 New Year"
"""The third Wednesday of that month."""


def text_of(address: str, **parts: object) -> str:
    series = monthly(begins="2026-09", on_holiday="skip", title="Monthly", themes=("water",), **parts)
    world = published(sample(series), now("2026-11-25"), holidays(NEW_YEAR))
    return html(world.site().resources[address].body).text


@pytest.mark.parametrize(
    "address", ["/cities/sofia/2027", "/cities/sejong/2027", "/pairs/sofia-sejong/2027", "/themes/water/2027"]
)
def test_pages_of_its_calendars_say_why_there_is_no_meeting(address: str) -> None:
    words = text_of(address)

    assert "New Year (Sejong)" in words
    assert words.index("February 2027") < words.index("New Year (Sejong)") < words.index("March 2027")


@pytest.mark.parametrize("address", ["/cities/dublin", "/pairs/dublin-seoul"])
def test_other_pages_do_not_mention_it(address: str) -> None:
    assert "New Year (Sejong)" not in text_of(address)


def test_the_month_of_the_programme_says_so() -> None:
    assert "Monthly (Sofia–Sejong) This meeting does not take place. Reason: New Year (Sejong)" in text_of(
        "/programme/2027-02"
    )


def test_a_private_meeting_is_not_mentioned() -> None:
    assert "New Year (Sejong)" not in text_of("/programme", visibility="private")


def test_the_reason_is_in_the_language_of_the_reader() -> None:
    assert "официален празник (Седжонг)" in text_of("/bg/pairs/sofia-sejong/2027")
