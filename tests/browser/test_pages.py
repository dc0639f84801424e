"""Every kind of page in every language, in a real browser: accessibility, keyboard, scripts, small screens, print.

axe checks WCAG 2.1 A and AA. It checks every rule on a wide light screen and on a narrow dark one; on the
other two only what colour and width can change.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from msgspec.structs import replace

pytest.importorskip("playwright", reason="playwright is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from scheduler.timetable.occurrence import uid
from support import showcase
from support.browsing import chromium, serving
from support.programmes import monthly, pair, webinar
from support.samples import LANGUAGES, SIX, city, sample, text
from support.world import published

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
VISUAL_RULES = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"],
}
SCREENS: dict[str, tuple[int, Any, dict[str, Any]]] = {
    "wide and light": (1280, "light", RULES),
    "wide and dark": (1280, "dark", VISUAL_RULES),
    "narrow and light": (360, "light", VISUAL_RULES),
    "narrow and dark": (360, "dark", RULES),
}
# These pages have the same template as a city page, so two screens with both widths and both colours are enough.
LIKE_A_CITY_PAGE = {"pair", "theme", "programme"}
TWO_SCREENS = ("wide and light", "narrow and dark")
# All details are opened. Three months are enough, because all have the same structure.
OPEN_ALL_DETAILS = """
document.querySelectorAll('details').forEach(details => details.open = true);
document.querySelectorAll('.month:nth-of-type(n+4)').forEach(month => month.remove());
"""
# Only violations come back; the rest would be a hundred times as much.
RUN = """
options => axe.run(options).then(result => result.violations.map(rule => `${rule.id}: ${rule.nodes[0].html}`))
"""
KINDS = {
    "home": "",
    "city": "cities/sofia",
    "pair": "pairs/dublin-seoul",
    "theme": "themes/water",
    "programme": "programme",
    "moved": showcase.name_of("sofia-sejong", "2026-12"),
    "cancelled": showcase.name_of("sofia-sejong", "2027-01"),
    "webinar": showcase.name_of("nature"),
    "whole days": showcase.name_of("stay"),
    "accessibility": "accessibility",
    "privacy": "privacy",
    "webinars": "webinars",
    "retired": "cities/lisbon",
    "missing": "404.html",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving(showcase.shown().site()) as address:
        yield address


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=base, timezone_id="Europe/Madrid", permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.clock.set_fixed_time(showcase.SHOWN)
    yield page
    context.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_axe_finds_no_violations_and_nothing_is_wider_than_the_screen(
    page: Page, code: str, kind: str
) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"/{code}/{KINDS[kind]}")
    page.evaluate(OPEN_ALL_DETAILS)
    page.evaluate(Axe().axe_script)

    screens = SCREENS if kind not in LIKE_A_CITY_PAGE else {name: SCREENS[name] for name in TWO_SCREENS}
    problems = {name: [*_problems(page, *screen)] for name, screen in screens.items()}

    assert {name: on_screen for name, on_screen in problems.items() if on_screen} == {}
    assert [error for error in errors if "410" not in error and "404" not in error] == []


def _problems(page: Page, width: int, scheme: Any, rules: dict[str, Any]) -> Iterator[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    yield from page.evaluate(RUN, {"runOnly": rules, "resultTypes": ["violations"]})
    if (excess := _excess_width(page, width)) > 0:
        yield f"runs {excess} px off the screen"


def _excess_width(page: Page, width: int) -> int:
    """How many pixels the page is wider than a screen of this width."""
    page.set_viewport_size({"width": width, "height": 900})
    excess: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return excess


class TestKeyboard:
    def test_the_first_tab_stop_skips_the_header(self, page: Page) -> None:
        page.goto("/bg/cities/sofia")
        page.keyboard.press("Tab")

        assert page.evaluate("document.activeElement.textContent") == "Към съдържанието"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"

    def test_every_link_to_subscribe_can_be_reached(self, page: Page) -> None:
        page.goto("/cities/sofia")
        page.evaluate("document.querySelectorAll('.list details').forEach(details => details.remove())")
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate(
                    "document.activeElement.href?.split(':')[0] || document.activeElement.dataset.copy || document.activeElement.id"
                )
            )

        assert {"webcal", "https", "address"} <= reached

    def test_the_focus_is_visible(self, page: Page) -> None:
        page.goto("/cities/sofia")
        for _ in range(3):
            page.keyboard.press("Tab")

        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def titles(page: Page, selector: str) -> list[str]:
    """The titles of meetings, without the day that only screen readers get."""
    return [text.partition("\n")[0] for text in page.locator(selector).all_inner_texts()]


class TestScript:
    """What depends on the moment and on the visitor."""

    def test_the_next_meeting_and_past_meetings_are_marked(self, page: Page) -> None:
        page.clock.set_fixed_time("2026-12-09T12:00:00Z")
        page.goto("/cities/sofia")
        page.locator("li.meeting [data-mark=next]:visible").wait_for()

        assert titles(page, "li.meeting:has([data-mark=next]:visible) .title") == ["Night trains"]
        assert titles(page, "li.meeting:has([data-mark=over]:visible) .title") == [
            "Sofia–Sejong monthly meeting",
            "Nature-based solutions and green infrastructure",
        ]

    def test_the_visitors_local_time_is_shown_if_it_differs(self, page: Page) -> None:
        page.goto("/cities/sofia")
        texts = page.locator(".yours:visible").all_inner_texts()

        assert texts[0] == "Your local time: 09:00"

    def test_without_an_address_in_the_text_the_buttons_lead_to_where_the_page_is(
        self, browser: Browser
    ) -> None:
        site = published(sample(monthly(begins="2026-11"), address=None), showcase.SHOWN).site()
        with serving(site) as base, closing(browser.new_page(base_url=base)) as page:
            page.goto("/bg/cities/sofia")
            links = [link.get_attribute("href") or "" for link in page.locator(".ways a").all()]
            address = page.locator("#address").text_content()
            is_fallback_shown = page.locator("[data-feed-alone]").is_visible()

        host = base.removeprefix("http://")
        encoded = host.replace(":", "%3A")
        assert (address, is_fallback_shown) == (f"{base}/feeds/cities/sofia.ics", False)
        assert links[0] == f"webcal://{host}/feeds/cities/sofia.ics"
        assert f"cid=webcal%3A%2F%2F{encoded}%2Ffeeds%2Fcities%2Fsofia.ics" in links[1]
        assert f"url=http%3A%2F%2F{encoded}%2Ffeeds%2Fcities%2Fsofia.ics&" in links[2]
        assert f"url=http%3A%2F%2F{encoded}%2Ffeeds%2Fcities%2Fsofia.ics&" in links[3]

    def test_the_address_is_copied(self, page: Page) -> None:
        page.clock.resume()
        page.goto("/cities/sofia")
        page.locator("[data-copy]").click()

        page.locator("[data-copy-status]", has_text="Copied").wait_for(state="attached")
        assert (
            page.evaluate("navigator.clipboard.readText()")
            == "https://calendar.example.org/feeds/cities/sofia.en.ics"
        )

    def test_the_page_is_complete_without_the_script(self, browser: Browser, base: str) -> None:
        context = browser.new_context(base_url=base, java_script_enabled=False)
        page = context.new_page()
        page.goto("/cities/sofia")

        assert page.locator("li.meeting:visible").count() >= 4
        assert page.locator("[data-copy]:visible, [data-mark]:visible, .yours:visible").count() == 0
        context.close()


def test_long_names_late_hours_and_many_places_fit_a_narrow_screen(browser: Browser) -> None:
    zones = ("Asia/Kolkata", "America/St_Johns", "Pacific/Honolulu", "Australia/Adelaide")
    crowd = tuple(city(f"town-{number}", zone, "FR") for number, zone in enumerate(zones))
    long = replace(SIX[0], name=text("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"))
    series = (
        monthly(begins="2026-11", at="22:30", minutes=180),
        webinar("talk", "2026-12-08 22:45", "Europe/Brussels", title="Donaudampfschifffahrt" * 4),
    )
    world = published(sample(*series, cities=(long, *SIX[1:], *crowd)), showcase.SHOWN)
    site = world.site()
    with serving(site) as address, closing(browser.new_context(base_url=address)) as context:
        page = context.new_page()
        for path in (
            path for path in site.resources if path.startswith(("/bg/", "/ko/")) and "." not in path
        ):
            page.goto(path)
            assert {width: _excess_width(page, width) for width in (320, 360)} == {320: 0, 360: 0}, path


def test_pages_of_many_meetings_and_many_names_are_accessible_and_fit_a_narrow_screen(
    browser: Browser,
) -> None:
    crowd = tuple(webinar(f"w{n}", f"2027-01-{n % 28 + 1:02d} {n // 28 + 9:02d}:00") for n in range(230))
    zones = ("Asia/Kolkata", "America/St_Johns", "Pacific/Honolulu", "Australia/Adelaide")
    towns = tuple(city(f"town-{n}", zones[n % 4], "FR", text(f"Town {n}", bg=f"Град {n}")) for n in range(61))
    pairs = tuple(pair("sofia", town.id, themes=("water",)) for town in towns)
    few = monthly(begins="2026-11", pair="sofia-town-0")
    site = published(sample(few, *crowd, cities=(*SIX, *towns), pairs=pairs), showcase.SHOWN).site()
    talk = f"occurrences/{uid('sample', 'w0', 'once')}"
    months = ("programme", "programme/2026-12", "programme/2027-01", "programme/2027-01-20")
    owners = ("", "cities/sofia", "cities/town-60", "themes/water", talk)
    lists = ("all-cities/1", "themes/water/all-pairs/1", f"{talk}/all-cities/2")
    problems: dict[str, list[str]] = {}
    with serving(site) as base, closing(browser.new_context(base_url=base)) as context:
        page = context.new_page()
        for path in (f"/bg/{address}" for address in (*months, *owners, *lists)):
            page.goto(path)
            page.evaluate(OPEN_ALL_DETAILS)
            page.evaluate(Axe().axe_script)
            problems |= {f"{path} {name}": [*_problems(page, *SCREENS[name])] for name in TWO_SCREENS}
            problems[f"{path} on a phone"] = ["too wide"] if _excess_width(page, 320) > 0 else []

    assert {name: found for name, found in problems.items() if found} == {}
