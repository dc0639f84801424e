"""The accessibility statement and the privacy note: there for every programme, in the words that it wants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.programme.places import Host
from scheduler.programme.programme import PageTexts
from scheduler.programme.texts import Text
from support.html import Html, html
from support.programmes import monthly, now
from support.samples import LANGUAGES, sample, text
from support.world import World

HOST = Host(name=Text.plain("CityNet"), zone="Asia/Seoul", url="https://example.org/contact")


def page(address: str, **parts: Any) -> Html:
    world = World()
    world.apply(sample(monthly(), **({"host": HOST} | parts)), now("2026-11-25"))
    return html(world.site().resources[address].body)


@pytest.mark.parametrize("subject", ["accessibility", "privacy"])
@pytest.mark.parametrize("language", LANGUAGES)
class TestInEveryLanguage:
    def test_there_is_one_with_a_way_to_reach_the_host(self, subject: str, language: str) -> None:
        found = page(f"/{language}/{subject}")

        assert found.root["lang"] == language
        assert found.links.count("https://example.org/contact") == 2
        assert len(found.text) > (400 if language == "ko" else 800)
        assert found.metas["description"]

    def test_the_words_of_the_programme_stand_instead(self, subject: str, language: str) -> None:
        words = text("Ask <us>.\n\nAny time.", bg="Питайте <ни>.", ko="<문의>", nl="Vraag <ons>.")

        found = page(f"/{language}/{subject}", page_texts=PageTexts(**{subject: words}))

        assert words.say(language).partition("\n")[0] in found.text
        assert "EN 301 549" not in found.text
        assert "Google" not in found.text


def test_the_statement_names_the_standards_its_day_and_where_to_turn() -> None:
    found = page("/accessibility")

    assert "conform fully to the European standard EN 301 549 and to WCAG 2.1, level AA" in found.text
    assert "Enforcement procedure If our answer does not satisfy you" in found.text
    assert found.times == ["2026-11-25"]


def test_its_day_is_that_on_which_this_release_first_made_it() -> None:
    world = World()
    for day, release in ((20, "1.0"), (21, "1.1"), (22, "1.1")):
        world.apply(sample(monthly(minutes=day)), now(f"2026-11-{day}"))
        assert world.published is not None
        newest, *others = world.published.history
        told = replace(newest, sources=replace(newest.sources, release=release))
        world.published = replace(world.published, history=(told, *others))

    found = html(world.site().resources["/accessibility"].body)

    assert "prepared on Saturday, 21 November 2026" in found.text


def test_the_body_to_turn_to_is_named_where_it_is_known() -> None:
    words = text("Write to the Ombudsman.", bg="Пишете на омбудсмана.")
    found = page("/bg/accessibility", page_texts=PageTexts(enforcement=words))

    assert "Процедура по прилагане Пишете на омбудсмана." in found.text
    assert "EN 301 549" in found.text


def test_full_conformance_is_not_claimed_in_a_language_that_twincal_does_not_speak() -> None:
    found = page("/pt/accessibility", languages=("en", "pt"))

    assert "conform in part" in found.text
    assert "conform fully" not in found.text


def test_the_note_says_what_is_counted_and_what_is_not() -> None:
    found = page("/privacy")

    assert "No cookies" in found.text
    assert "how often each calendar is fetched" in found.text


def test_a_host_without_a_website_is_named_all_the_same() -> None:
    found = page("/privacy", host=Host(name=Text.plain("CityNet"), zone="Asia/Seoul"))

    assert "These pages are kept by CityNet." in found.text
    assert "there you find" not in found.text
