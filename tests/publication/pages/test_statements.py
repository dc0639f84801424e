"""The accessibility statement and the privacy note: every programme has them, and may write its own text."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.programme.members import Host
from scheduler.programme.texts import PageTexts, Text
from support.html import Html, html
from support.programmes import monthly, now
from support.samples import LANGUAGES, root, sample, text
from support.world import published

HOST = Host(name=Text.plain("CityNet"), zone="Asia/Seoul", url="https://example.org/contact")


def open_page(address: str, **parts: Any) -> Html:
    world = published(sample(monthly(), **({"host": HOST} | parts)), now("2026-11-25"))
    return html(world.site().resources[address].body)


@pytest.mark.parametrize("subject", ["accessibility", "privacy"])
@pytest.mark.parametrize("language", LANGUAGES)
class TestInEveryLanguage:
    def test_each_page_has_a_link_to_reach_the_host(self, subject: str, language: str) -> None:
        page = open_page(f"{root(language)}{subject}")

        assert page.root["lang"] == language
        assert page.links.count("https://example.org/contact") == 2
        assert len(page.text) > (400 if language == "ko" else 800)
        assert page.metas["description"]

    def test_the_text_of_the_programme_replaces_ours(self, subject: str, language: str) -> None:
        words = text("Ask <us>.\n\nAny time.", bg="Питайте <ни>.", ko="<문의>", nl="Vraag <ons>.")

        page = open_page(f"{root(language)}{subject}", page_texts=PageTexts(**{subject: words}))

        assert words.say(language).partition("\n")[0] in page.text
        assert "EN 301 549" not in page.text
        assert "Google" not in page.text


def test_the_statement_claims_nothing_that_nobody_has_assessed() -> None:
    page = open_page("/accessibility")

    assert "CityNet has not yet assessed these pages against the European standard EN 301 549" in page.text
    assert "every kind of page is checked automatically in every language" in page.text
    assert "conform" not in page.text
    assert "Enforcement procedure If our answer does not satisfy you" in page.text
    assert page.times == []
