"""The accessibility statement and the privacy note: there for every programme, in the words that it wants."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.programme.places import Host
from scheduler.programme.programme import Notes
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

        found = page(f"/{language}/{subject}", notes=Notes(**{subject: words}))

        assert words.say(language).partition("\n")[0] in found.text
        assert "EN 301 549" not in found.text
        assert "Google" not in found.text


def test_the_statement_names_the_standards_and_no_date() -> None:
    found = page("/accessibility")

    assert "EN 301 549" in found.text
    assert "WCAG 2.1, level AA" in found.text
    assert found.times == []


def test_the_note_says_what_is_counted_and_what_is_not() -> None:
    found = page("/privacy")

    assert "No cookies" in found.text
    assert "how often each calendar is fetched" in found.text


def test_a_host_without_a_website_is_named_all_the_same() -> None:
    found = page("/privacy", host=Host(name=Text.plain("CityNet"), zone="Asia/Seoul"))

    assert "kept by CityNet" in found.text
