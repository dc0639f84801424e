"""The home page: who takes part, what comes next, where to register."""

from __future__ import annotations

from typing import Any

from scheduler.programme.details import Status
from scheduler.programme.series import Series
from support import showcase
from support.html import Html, html
from support.programmes import now, webinar
from support.samples import LANGUAGES, sample
from support.world import published


def home(code: str = "") -> Html:
    return html(showcase.shown().site().resources[f"/{code}"].body)


def applied(*series: Series, **parts: Any) -> Html:
    world = published(sample(*series, **parts), now("2026-11-05 09:00"))
    return html(world.site().resources["/"].body)


def test_it_links_to_every_city_pair_and_theme_with_the_country_of_each_city() -> None:
    page = home("bg/")

    assert {"cities/sofia", "cities/busan", "pairs/dublin-seoul", "themes/water", "programme"} <= set(
        page.links
    )
    assert "София Столична община България" in page.text


def test_a_cancelled_webinar_is_not_offered() -> None:
    page = applied(
        webinar(
            "talk", "2026-12-08 09:00", status=Status.CANCELLED, registration="https://example.org/register"
        )
    )

    assert "https://example.org/register" not in page.links


def test_every_language_links_to_every_other_by_its_own_name() -> None:
    page = home("bg/")

    assert {"English", "Български", "Nederlands", "한국어"} <= set(page.words)
    assert {"../", "./", "../nl/", "../ko/"} <= set(page.links)
    assert {head["hreflang"] for head in page.heads if "hreflang" in head} >= set(LANGUAGES)


def test_the_page_is_in_its_language() -> None:
    assert {code: home(f"{code}/").root["lang"] for code in LANGUAGES} == {code: code for code in LANGUAGES}
