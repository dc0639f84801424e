"""A city hears of a change exactly if its calendar or a page differs in its language; and of all of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from publication.test_announcements import BEGIN, LATER, changes, december, text, to
from scheduler.programme.details import Join, Languages, Link, Speaker, Status
from scheduler.programme.programme import Programme
from scheduler.programme.rules import NthWeekday
from scheduler.programme.texts import Text
from scheduler.publication.announcements.mail import changes_mail
from scheduler.reports.differences import entry_words
from scheduler.state.revision import RevisionEntry
from support.programmes import MON, THIRD_WEDNESDAY, change, changed, entry, meeting, monthly, now, programme
from support.world import World, published

CITIES = {"sofia": "bg", "sejong": "ko"}
BASE = monthly(begins="2026-12", until="2027-01", title=Text.of({"en": "Trams", "ko": "노면전차"}))
OFF = {"cancel": Text.plain("Snow")}


def read_in(series: Any) -> Programme:
    return programme(series, languages=("en", "bg", "ko"))


def words(code: str) -> Text:
    """Words that are new in one language; English stays as it was said before."""
    return Text.of({"en": "Old", code: f"New {code}"})


OLD = Text.plain("Old")
SAME = Text.of({"en": "Old", "bg": "Old", "ko": "Old"})
FIELDS: dict[str, Any] = {
    "title": lambda said: said,
    "description": lambda said: said,
    "kind": lambda said: said,
    "place": lambda said: said,
    "links": lambda said: (Link(said, "https://example.org/a"),),
    "speakers": lambda said: (Speaker(name="A. Example", role=said),),
}
"""Each field with words, as it is with a text."""


@pytest.mark.parametrize("off", [{}, OFF], ids=["takes place", "cancelled"])
@pytest.mark.parametrize("code", ["en", "bg", "ko", "de", "same"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_city_hears_of_words_exactly_if_its_calendar_shows_them(
    field: str, code: str, off: dict[str, Any]
) -> None:
    new = (
        SAME
        if code == "same"
        else Text.of({"en": "New", "bg": "Old", "ko": "Old"})
        if code == "en"
        else words(code)
    )
    world = _edited({field: FIELDS[field](OLD), **off}, {field: FIELDS[field](new), **off})

    assert _told(world) == {city for city, own in CITIES.items() if own == code}
    for reads in ("en", "bg", "ko"):
        assert _on_page(world, reads) is (reads == code)


@pytest.mark.parametrize(
    "parts",
    [
        {"registration": "https://example.org/r"},
        {"languages": Languages(spoken=("ko",))},
        {"busy": False},
        {"join": Join(url="https://meet.example.org/abc", public=True)},
        {"status": Status.TENTATIVE},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_every_city_hears_of_what_has_no_language(parts: dict[str, Any]) -> None:
    world = _edited({}, parts)

    assert _told(world) == {*CITIES}
    assert _on_page(world, "en")


def test_nobody_hears_of_a_private_way_to_join() -> None:
    world = _edited({}, {"join": Join(url="https://meet.example.org/abc")})

    assert (_told(world), _on_page(world, "en")) == (set(), False)


def test_the_latest_changes_are_counted_in_the_language_of_the_page() -> None:
    """Atom is as old as the last change that its readers see."""
    world = _edited({}, {"title": Text.of({"en": "Trams", "ko": "노면전차", "bg": "Трамваи"})})

    dates = {code: _updated(world, code) for code in ("en", "bg")}
    assert dates["bg"] > dates["en"]


def test_history_says_everything_of_one_edit() -> None:
    before = {"status": Status.TENTATIVE}
    after = {"place": Text.plain("City Hall"), "duration": "100"}
    world = published(december(**before), BEGIN)
    world.apply(
        programme(
            changed(
                monthly(begins="2026-06", until="2026-12"),
                change("2026-12", "2026-12-17 11:00", place=after["place"]),
            )
        ),
        LATER,
    )
    (said,) = [entry_words(each, world.state.ids) for each in world.history[0].entries]

    assert said == (
        "moved from Wed 16 Dec 2026 10:00 to Thu 17 Dec 2026 11:00 Europe/Sofia, now confirmed, place changed"
    )


def test_a_rule_is_told_only_as_long_as_no_other_one_follows() -> None:
    one = monthly(begins="2026-06", until="2027-12")
    both = meeting(
        entry("2026-06", NthWeekday((1,), MON)), entry("2027-03", NthWeekday((2,), MON)), until="2027-12"
    )
    world = published(programme(one), BEGIN)
    world.apply(programme(both), LATER)

    assert "First Monday" not in text(world)
    assert "2027" in text(world)


def test_a_rule_ends_before_the_next_one_and_names_no_rule_that_nobody_knew() -> None:
    """The second of three rules is written anew: the first one is not the one that it replaces."""
    first, last = entry("2026-06"), entry("2027-10", NthWeekday((3,), MON))
    series = (
        meeting(first, entry("2027-02", NthWeekday((weeks,), MON)), last, until="2028-03") for weeks in (1, 2)
    )
    begin, edited = map(programme, series)
    world = published(begin, BEGIN)
    world.apply(edited, LATER)

    said = text(world)
    assert "Monday, 8 February 2027 – Thursday, 30 September 2027: Second Monday of the month" in said
    assert "So far" not in said


def test_the_rule_so_far_has_all_hours_that_the_city_knew() -> None:
    """Sofia has summer time, and Sejong has not: one hour for the whole year would be wrong for a part of it."""
    begin = monthly(begins="2026-06", until="2027-12")
    both = meeting(entry("2026-06"), entry("2027-02", NthWeekday((2,), MON)), until="2027-12")
    world = published(programme(begin), BEGIN)
    world.apply(programme(both), LATER)

    winter, summer = "February – March 2027, November – December 2027", "April – October 2027"
    assert (
        f"  So far: Third Wednesday of the month, 17:00–18:00 ({winter}), 16:00–17:00 ({summer})\n"
    ) in text(world, "sejong")


def test_what_becomes_of_a_series_later_changes_no_id_of_atom() -> None:
    begin, moved = (
        monthly(begins="2026-06", until="2027-12", every=rule)
        for rule in (THIRD_WEDNESDAY, NthWeekday((2,), MON))
    )
    kept = change("2027-06", "2027-06-16 10:00")
    world = published(programme(changed(begin, kept)), BEGIN)
    world.apply(programme(changed(moved, kept)), LATER)
    ids = _ids(world)
    world.apply(
        programme(
            changed(
                moved,
                kept,
                change("2027-07", title=Text.plain("Budget")),
                change("2027-08", cancel=Text.plain("Snow")),
            )
        ),
        now("2026-11-26 09:00"),
    )
    world.apply(
        programme(changed(moved, change("2027-06", "2027-06-16 10:00", cancel=Text.plain("Snow")))),
        now("2026-11-27 09:00"),
    )

    assert ids <= _ids(world)


def _edited(before: dict[str, Any], after: dict[str, Any]) -> World:
    world = published(read_in(changed(BASE, change("2026-12", **before))), BEGIN)
    world.apply(read_in(changed(BASE, change("2026-12", **after))), LATER)
    return world


def _told(world: World) -> set[str]:
    """The cities that get a mail; exactly those whose feed has another piece in their language."""
    found: list[RevisionEntry] = changes(world)
    return {city for city, code in CITIES.items() if changes_mail(to(world, city, code), found, (), LATER)}


def _atom(world: World, code: str) -> str:
    root = "" if code == world.state.profile.languages[0] else f"/{code}"
    return b"".join(world.site().resources[f"{root}/changes.atom"].parts).decode()


def _on_page(world: World, code: str) -> bool:
    """Whether Atom tells a change to the readers of a language."""
    return "<entry>" in _atom(world, code)


def _updated(world: World, code: str) -> str:
    found = re.search("<updated>(.*?)</updated>", _atom(world, code))
    assert found is not None
    return found[1]


def _ids(world: World) -> set[str]:
    return set(re.findall("<id>(urn:uuid:.*?)</id>", _atom(world, "en")))
