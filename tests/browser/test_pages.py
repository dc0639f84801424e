"""Every kind of page in every language, in a real browser: accessibility, keyboard, scripts, small screens, print.

axe checks WCAG 2.2 A and AA. It checks every rule on a wide light screen and on a narrow dark one; on the
other two only what colour and width can change. By day it checks the pages in English.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

pytest.importorskip("playwright", reason="playwright is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from scheduler.publication.pages.private_page import private_page
from support import showcase
from support.browsing import chromium, serving
from support.programmes import change, changed, monthly, pair, webinar
from support.samples import LANGUAGES, SIX, city, root, sample, text
from support.world import published

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
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
TWO_SCREENS = ("wide and light", "narrow and dark")
OPEN_ALL_DETAILS = "document.querySelectorAll('main details').forEach(details => details.open = true)"
# Only violations come back; the rest would be a hundred times as much.
RUN = """
options => axe.run(options).then(result => result.violations.map(rule => `${rule.id}: ${rule.nodes[0].html}`))
"""
KINDS = {
    "home": "",
    "city": "cities/sofia",
    "pair": "pairs/dublin-seoul",
    "theme": "themes/water",
    "year": "cities/sofia/2026",
    "month": "programme/2027-01",
    "cities": "cities",
    "board": "pairs",
    "webinars": "webinars",
    "changes": "changes",
    "changes of a city": "changes/cities/sofia",
    "subscribe": "subscribe/cities/sofia",
    "embedded": "embed/cities/sofia",
    "moved": showcase.name_of("sofia-sejong", "2026-12"),
    "cancelled": showcase.name_of("sofia-sejong", "2027-01"),
    "webinar": showcase.name_of("nature"),
    "whole days": showcase.name_of("stay"),
    "accessibility": "accessibility",
    "privacy": "privacy",
    "retired": "cities/lisbon",
    "missing": "404.html",
}
NAMES = (
    "Łódź",
    "Turin",
    "Évora",
    "Tromsø",
    "Пловдив",
    "Йошкар-Ола",
    "서울",
    "성남",
    *(f"Town {n:02d}" for n in range(36)),
)
# The words of each heading, its name, and its distances to what stands above and below it.
DISTANCES = """
() => {
  const seen = [...document.querySelectorAll('main .wrap *, .top')].filter(each => each.checkVisibility() && !each.closest('svg, .hush'));
  const isDrawn = each => each.children.length === 0 || each.innerText.trim() !== [...each.children].map(child => child.innerText).join('')
    || getComputedStyle(each).borderTopWidth !== '0px';
  const drawn = seen.filter(isDrawn).map(each => [each, each.getBoundingClientRect()]);
  return seen.filter(each => each.matches('h2:not(.when, .month, .directory h2), h3:not(.month)')).map(heading => {
    const own = heading.getBoundingClientRect();
    const beside = drawn.filter(([each, box]) => !heading.contains(each) && !each.contains(heading) && box.left < own.right && box.right > own.left);
    const above = Math.max(...beside.map(([, box]) => box.bottom).filter(bottom => bottom <= own.top + 1));
    const below = Math.min(...beside.map(([, box]) => box.top).filter(top => top >= own.bottom - 1));
    return [heading.textContent, heading.nodeName, Math.round(own.top - above), Math.round(below - own.bottom)];
  });
}
"""
# Texts that lie on another one, or of which a part is outside the screen, and numbers and words of some letters that
# are broken. A menu that is open lies on the page.
SPOILT = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), lines = [], spoilt = [];
  while (walker.nextNode()) {
    const text = walker.currentNode, parent = text.parentElement, range = new Range();
    if (!text.data.trim() || !parent.checkVisibility() || parent.closest('.hush, .skip')) continue;
    range.selectNodeContents(text);
    lines.push(...[...range.getClientRects()].map(box => [box, parent]));
    for (const word of text.data.matchAll(/(?<!\\p{L})[\\p{Script=Latin}\\p{Script=Cyrillic}\\d:]{1,12}(?!\\p{L})/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (!parent.closest('code') && range.getClientRects().length > 1) spoilt.push(word[0]);
    }
  }
  const isOn = ([a, of], [b, other]) => !of.contains(other) && !other.contains(of) && ![of, other].some(each => each.closest('.languages'))
    && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6;
  const isOutside = ([box]) => box.left < -1 || box.right > document.documentElement.clientWidth + 1;
  return [...spoilt, ...lines.filter((line, number) => isOutside(line) || lines.slice(number + 1).some(other => isOn(line, other))).map(([, of]) => of.innerText)];
}
"""
SIZES, SPACES = {"14px", "16px", "18px", "22px", "28px", "40px"}, {0, 4, 8, 16, 24, 40}


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


@pytest.fixture(scope="module")
def many() -> Iterator[str]:
    """Forty-four cities, each of which meets another one: lists that nobody wants to read to the end."""
    towns = tuple(
        city(f"t{n}", "Europe/Rome", "IT", text(name, ko=f"{name}시")) for n, name in enumerate(NAMES)
    )
    pairs = tuple(pair(f"t{n}", f"t{n + 1}") for n in range(0, len(NAMES), 2))
    series = (
        monthly(each.id, begins="2026-10", pair=each.id, clock_of=each.cities[0], title="Trams")
        for each in pairs
    )
    talk = webinar("talk", "2026-11-25 09:00", "Europe/Brussels", title="Bridges")
    with serving(
        published(sample(*series, talk, cities=towns, pairs=pairs), showcase.SHOWN).site()
    ) as address:
        yield address


@pytest.fixture
def reader(browser: Browser, many: str) -> Iterator[Page]:
    """A page on which every error of a script fails the test."""
    with closing(browser.new_context(base_url=many, timezone_id="Europe/Madrid")) as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.clock.set_fixed_time(showcase.SHOWN)
        yield page
        assert errors == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "code", [code if code == "en" else pytest.param(code, marks=pytest.mark.nightly) for code in LANGUAGES]
)
def test_axe_finds_no_violations_and_nothing_is_wider_than_the_screen(
    page: Page, code: str, kind: str
) -> None:
    if code not in showcase.shown().site().pages.languages(KINDS[kind]):
        pytest.skip("a meeting has no page in a language of none of its cities")
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{root(code)}{KINDS[kind]}")
    page.evaluate(OPEN_ALL_DETAILS)
    page.evaluate(Axe().axe_script)

    screens = SCREENS if code == "en" else {name: SCREENS[name] for name in TWO_SCREENS}
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

    def test_the_focus_is_visible(self, page: Page) -> None:
        page.goto("/cities/sofia")
        for _ in range(3):
            page.keyboard.press("Tab")

        assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"

    @pytest.mark.parametrize("menu", [".languages", ".more"])
    @pytest.mark.parametrize("tabs", [0, 1])
    def test_escape_closes_a_menu_and_returns_to_what_opened_it(
        self, page: Page, menu: str, tabs: int
    ) -> None:
        page.goto("/cities/sofia")
        summary = page.locator(f"{menu} summary").first
        summary.press("Enter")
        for _ in range(tabs):
            page.keyboard.press("Tab")
        page.keyboard.press("Escape")

        assert page.locator("details[open]").count() == 0
        assert summary.evaluate("each => each === document.activeElement")

    def test_escape_closes_a_menu_without_the_focus_too(self, page: Page) -> None:
        """Safari gives the focus to no summary that is clicked."""
        page.goto("/cities/sofia")
        page.locator(".languages summary").click()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("Escape")

        assert page.locator("details[open]").count() == 0
        assert page.evaluate("document.activeElement.localName") == "summary"


class TestScript:
    """What depends on the moment and on the visitor."""

    def test_the_time_until_the_next_meeting_is_told(self, page: Page) -> None:
        page.goto("/bg/cities/sofia")

        assert page.locator(".card .label").inner_text() == "Следваща среща · след 13 дни"

    def test_todays_meetings_are_ringed(self, page: Page) -> None:
        page.clock.set_fixed_time("2026-12-08T06:00:00Z")
        page.goto("/cities/sofia/2026")

        assert page.locator(".row.today .t a").all_inner_texts() == [
            "Nature-based solutions and green infrastructure"
        ]

    def test_the_visitors_local_time_is_shown_if_it_differs(self, page: Page) -> None:
        page.goto("/cities/sofia")

        assert page.locator(".card .yours").inner_text() == "= 09:00 your time"

    @pytest.mark.parametrize(
        ("zone", "hour"),
        [
            ("America/Mexico_City", "= Tue 17, 20:30 your time"),
            ("America/Lima", "= Tue 17, 21:30 your time at night"),
            ("America/Caracas", "= Tue 17, 22:30 your time at night"),
            ("Asia/Dubai", "= 06:30 your time at night"),
            ("Asia/Tashkent", "= 07:30 your time"),
        ],
    )
    def test_the_visitors_hour_is_marked_at_night_as_that_of_a_city(
        self, browser: Browser, zone: str, hour: str
    ) -> None:
        """It ends at 22:30 in Lima, and begins at 06:30 in Dubai."""
        late = monthly(begins="2026-11", at="04:30", minutes=60)
        with (
            serving(published(sample(late), showcase.SHOWN).site()) as base,
            closing(browser.new_context(base_url=base, timezone_id=zone)) as context,
        ):
            page = context.new_page()
            page.clock.set_fixed_time(showcase.SHOWN)
            page.goto("/cities/sofia")
            page.evaluate("document.querySelectorAll('i').forEach(sign => sign.replaceWith(sign.ariaLabel))")

            assert page.locator(".card .yours").inner_text() == hour

    def test_the_page_of_a_webinar_has_the_visitors_hour_first(self, browser: Browser, base: str) -> None:
        context = browser.new_context(base_url=base, timezone_id="America/New_York")
        page = context.new_page()
        page.goto(f"/{showcase.name_of('night-trains')}")

        told = page.locator(".meeting .big").inner_text()
        assert told == "14:00 your time = 20:00 Brussels = 04:00 South Korea (Fri 11) ☾"
        context.close()

    def test_no_hour_of_the_visitor_repeats_one_beside_it(self, browser: Browser, base: str) -> None:
        context = browser.new_context(base_url=base, timezone_id="Asia/Seoul")
        page = context.new_page()
        page.goto("/cities/sofia")

        assert page.locator(".card .yours").count() == 0
        context.close()

    def test_the_language_of_the_browser_is_offered_once_and_in_its_words(
        self, browser: Browser, base: str
    ) -> None:
        context = browser.new_context(base_url=base, locale="ko-KR")
        page = context.new_page()
        page.goto("/cities/sofia")
        offer = page.locator(".offer")

        assert offer.locator("a, button").all_inner_texts() == ["이 페이지를 한국어로 보기", "닫기"]
        assert offer.get_attribute("lang") == "ko"
        offer.locator("a").click()
        assert page.url == f"{base}/ko/cities/sofia"
        page.goto("/pairs")
        assert offer.count() == 0
        context.close()

    def test_who_does_not_want_another_language_is_not_asked_again(self, browser: Browser, base: str) -> None:
        context = browser.new_context(base_url=base, locale="ko-KR")
        page = context.new_page()
        page.goto("/cities/sofia")
        page.locator(".offer button").press("Enter")

        assert page.locator(".offer").count() == 0
        page.reload()
        assert page.locator(".offer").count() == 0
        assert context.cookies() == []
        context.close()

    def test_a_browser_that_remembers_nothing_can_hide_the_offer_too(
        self, browser: Browser, base: str
    ) -> None:
        context = browser.new_context(base_url=base, locale="ko-KR")
        page = context.new_page()
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
        )
        page.goto("/cities/sofia")
        page.goto("/pairs")

        assert page.locator(".offer").count() == 1
        page.locator(".offer button").click()
        assert page.locator(".offer").count() == 0
        context.close()

    def test_a_host_that_cannot_redirect_offers_the_page_of_a_meeting_in_the_first_language(
        self, page: Page
    ) -> None:
        missing = page.request.get("/nl/404.html").text()
        page.route("**/nl/occurrences/*", lambda route: route.fulfill(status=404, body=missing))
        page.goto("/nl/occurrences/0167556d-2475-593e-aa9f-ae60458144a0")

        offered = page.locator("[data-first]:visible a")
        assert offered.get_attribute("href") == "/occurrences/0167556d-2475-593e-aa9f-ae60458144a0"
        page.goto("/nl/404.html")
        assert page.locator("[data-first]:visible").count() == 0

    @pytest.mark.parametrize("address", [None, "https://calendar.example.org"])
    def test_on_this_machine_the_buttons_lead_to_where_the_page_is(
        self, browser: Browser, address: str | None
    ) -> None:
        site = published(sample(monthly(begins="2026-11"), address=address), showcase.SHOWN).site()
        with serving(site) as base, closing(browser.new_page(base_url=base)) as page:
            page.goto("/bg/subscribe/cities/sofia")
            links = {link.get_attribute("href") or "" for link in page.locator(".programs a").all()}
            shown = page.locator("#address").text_content()
            is_fallback_shown = page.locator("[data-feed-alone]").count()

        host = base.removeprefix("http://")
        encoded = host.replace(":", "%3A")
        assert (shown, is_fallback_shown) == (f"{base}/feeds/cities/sofia.ics", 0)
        assert f"webcal://{host}/feeds/cities/sofia.ics" in links
        google = next(link for link in links if "google" in link)
        assert f"cid=webcal%3A%2F%2F{encoded}%2Ffeeds%2Fcities%2Fsofia.ics" in google
        assert all(f"http%3A%2F%2F{encoded}%2Ffeeds" in link for link in links if "outlook" in link)

    def test_the_address_is_copied(self, page: Page) -> None:
        page.clock.resume()
        page.goto("/subscribe/cities/sofia")
        page.locator("[data-copy]").click()

        page.locator("[data-copy-status]", has_text="Copied").wait_for(state="attached")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.endswith("/feeds/cities/sofia.en.ics")

    def test_the_page_is_complete_without_the_script(self, browser: Browser, base: str) -> None:
        context = browser.new_context(base_url=base, java_script_enabled=False)
        page = context.new_page()
        page.goto("/cities/sofia")

        assert page.locator(".card:visible, .row:visible").count() >= 6
        assert page.locator(".card .label").inner_text() == ""  # what is next, only the script can know
        assert page.locator("[data-copy]:visible, .yours, .offer").count() == 0
        page.locator(".languages summary").click()
        assert page.locator(".languages a:visible").count() == len(LANGUAGES)
        context.close()


class TestNeverFalse:
    """A page is right when it is read: weeks after it was made, in a tab left open, by each reader's own day."""

    def opened(
        self, browser: Browser, base: str, path: str, moment: str, zone: str = "Europe/Madrid"
    ) -> Page:
        page = browser.new_context(base_url=base, timezone_id=zone).new_page()
        page.clock.install(time=moment)
        page.goto(path)
        return page

    def test_a_meeting_that_is_over_gives_its_card_to_the_next_one_that_takes_place(
        self, browser: Browser, base: str
    ) -> None:
        page = self.opened(browser, base, "/bg/cities/sofia", "2027-01-02T09:00:00Z")
        links = [link.get_attribute("href") or "" for link in page.locator(".card a").all()]

        assert page.locator(".card").inner_text().split("\n")[::2] == [
            "Следваща среща · след 16 дни",
            "понеделник, 18 януари",
            "Учебно посещение в Седжонг",
            "пн, 18.01 – ср, 20.01, цял ден",
            "Абониране",
        ]
        assert {link.rpartition("/")[2] for link in links} == {
            showcase.name_of("stay").rpartition("/")[2],
            "sofia",
        }
        assert [
            page.request.get(page.evaluate(f"new URL('{link}', location).href")).status for link in links
        ] == [200] * 3
        assert not {*page.locator(".row:visible .t a").all_inner_texts()} & {
            "Нощни влакове",
            "Учебно посещение в Седжонг",
        }
        page.context.close()

    def test_what_changed_is_no_news_once_the_meetings_are_over(self, browser: Browser) -> None:
        """The notice goes with its last meeting, and a change of the hour with the first meeting at it."""
        series, seen = monthly(begins="2026-11"), {}
        world = published(sample(series), showcase.SHOWN)
        moved = changed(series, change("2026-12", "2026-12-17 11:00"), change("2027-02", cancel="Snow"))
        world.apply(sample(moved), showcase.SHOWN)
        with serving(world.site()) as base:
            for moment in ("2026-12-18", "2027-02-18", "2027-04-21T07:59Z", "2027-04-21T08:00Z"):
                page = self.opened(browser, base, "/cities/sofia", moment)
                shifts = page.locator("[aria-labelledby=shifts] :is(h2, li):visible")
                seen[moment] = page.locator(".moved-note:visible").count(), shifts.count()
                page.context.close()

        assert seen == {
            "2026-12-18": (1, 2),
            "2027-02-18": (0, 2),
            "2027-04-21T07:59Z": (0, 2),
            "2027-04-21T08:00Z": (0, 0),
        }

    def test_a_cancelled_meeting_never_becomes_the_next_one(self, browser: Browser) -> None:
        series = changed(monthly(begins="2026-11"), change("2026-12", cancel="Snow"))
        with serving(published(sample(series), showcase.SHOWN).site()) as base:
            page = self.opened(browser, base, "/pairs/sofia-sejong", "2026-11-19T09:00:00Z")

            assert page.locator(".card .when").inner_text() == "Wednesday 20 January"
            assert page.locator(".row:visible .d b").first.inner_text() == "16"
            page.context.close()

    @pytest.mark.parametrize("zone", ["Asia/Seoul", "America/Bogota"])
    @pytest.mark.parametrize(
        ("now", "day"), [("2026-12-07T20:00:00Z", "tomorrow"), ("2026-12-07T23:30:00Z", "today")]
    )
    def test_days_are_counted_where_the_date_beside_them_is(
        self, browser: Browser, base: str, zone: str, now: str, day: str
    ) -> None:
        """The date of a meeting is that of its clock, in Brussels, wherever its reader is."""
        page = self.opened(browser, base, "/webinars", now, zone)

        assert page.locator(".card .label").inner_text() == f"Next meeting · {day}"
        page.context.close()

    @pytest.mark.parametrize("zone", ["Asia/Seoul", "America/Bogota"])
    def test_a_tab_left_open_tells_when_a_meeting_begins_and_ends(
        self, browser: Browser, base: str, zone: str
    ) -> None:
        page = self.opened(browser, base, "/webinars", "2026-12-08T07:59:00Z", zone)
        label, what = page.locator(".card .label"), page.locator(".card .what")

        page.clock.run_for("01:30")
        assert label.inner_text() == "Next meeting · now"
        assert page.locator(".card .acts a", has_text="Register").count() == 1
        page.clock.run_for("01:29:00")
        assert what.inner_text() == "Nature-based solutions and green infrastructure"
        page.clock.run_for("01:00")
        assert what.inner_text() == "Night trains"
        assert label.inner_text().startswith("Next meeting · ")
        assert page.locator(".card .acts a", has_text="Register").count() == 0
        assert page.locator(".coming :visible").count() == 0
        page.context.close()

    def test_a_tab_that_is_looked_at_again_is_right_at_once(self, browser: Browser, base: str) -> None:
        page = self.opened(browser, base, "/cities/sofia/2026", "2026-11-18T07:00:00Z")
        past = page.locator(".row[data-end]", has=page.locator(".tag.over"))

        assert past.count() == 0
        page.clock.set_system_time("2026-12-08T23:30:00Z")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert past.locator(".d b").all_inner_texts() == ["18", "8"]
        assert past.first.is_visible()
        page.context.close()

    @pytest.mark.parametrize(
        ("moment", "offered"), [("2026-12-10T20:29:00Z", True), ("2026-12-10T20:30:00Z", False)]
    )
    def test_nobody_can_join_or_add_a_meeting_that_is_over(
        self, browser: Browser, base: str, moment: str, offered: bool
    ) -> None:
        page = self.opened(browser, base, f"/{showcase.name_of('night-trains')}", moment, "America/Bogota")
        offers = page.locator(".acts:visible, .how:visible, .strips:visible, .note:visible")

        assert (offers.count() > 0, page.locator(".when .tag.over").count()) == (offered, not offered)
        page.context.close()

    def test_other_sites_embed_what_comes(self, browser: Browser, base: str) -> None:
        page = self.opened(browser, base, "/embed/cities/sofia", "2026-12-09T09:00:00Z", "Asia/Seoul")

        assert page.locator(".row:visible .t a").all_inner_texts() == [
            "Night trains",
            "Sofia–Sejong monthly meeting",
            "Study visit to Sejong",
        ]
        page.clock.set_system_time("2027-06-01T09:00:00Z")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert page.locator(".row:visible, .month:visible").count() == 0
        assert page.locator("main p a:visible").all_inner_texts() == ["All meetings", "Subscribe"]
        page.context.close()

    @pytest.mark.parametrize("kind", ["home", "city", "pair", "theme", "webinars"])
    def test_when_all_meetings_of_a_page_are_over_it_offers_none(
        self, browser: Browser, base: str, kind: str
    ) -> None:
        page = self.opened(browser, base, f"/{KINDS[kind]}", "2028-01-01T09:00:00Z")

        assert page.locator(".card .label").inner_text() == "Past"
        assert (
            page.locator(".card .button:visible, .card .how:visible, .rows [data-end]:visible").count() == 0
        )
        page.context.close()

    def test_today_is_the_day_that_a_row_names_not_that_of_its_first_hour(self, browser: Browser) -> None:
        late = monthly(begins="2026-11", at="01:00", clock_of="sejong")  # 18:00 in Sofia, the day before
        with serving(published(sample(late), showcase.SHOWN).site()) as base:
            page = self.opened(
                browser, base, "/pairs/sofia-sejong/2026", "2026-12-15T09:00:00Z", "Asia/Seoul"
            )
            before = page.locator(".row.today").count()
            page.clock.run_for("12:00:00")

            assert (before, page.locator(".row.today .d b").all_inner_texts()) == (0, ["16"])
            page.context.close()


class TestSearch:
    """A long list has a field that leaves the rows with the words in them; the script shows it."""

    @pytest.mark.parametrize(
        ("typed", "found", "headings"),
        [
            ("TURIN", ["Łódź", "Turin"], ["L", "T"]),
            ("lodz ", ["Łódź", "Turin"], ["L", "T"]),
            ("EVO", ["Évora", "Tromsø"], ["E", "T"]),
            ("tromso", ["Évora", "Tromsø"], ["E", "T"]),
            ("ЙОШКАР ола", ["Йошкар-Ола", "Пловдив"], ["Й", "П"]),
            ("서ㅇ", ["서울", "성남"], ["ㅅ"]),
            ("07 town", ["Town 06", "Town 07"], ["T"]),
            ("nowhere", [], []),
        ],
    )
    def test_it_leaves_the_rows_that_have_the_words_and_their_headings(
        self, reader: Page, typed: str, found: list[str], headings: list[str]
    ) -> None:
        reader.goto("/cities")
        reader.get_by_label("Search this list").fill(typed)

        assert reader.locator(".directory li:visible > a").all_inner_texts() == found
        assert reader.locator("h2:visible").all_inner_texts() == headings
        assert reader.get_by_role("status").inner_text() == f"{len(found)} of 46 shown"
        assert reader.locator(".letters a:visible").count() == 0

    @pytest.mark.parametrize(
        ("path", "typed", "rows"),
        [
            ("/pairs", "turin", ["Łódź–Turin 18 16 20 17 17 21"]),
            ("/programme/2026-11", "turin", ["Trams (Łódź–Turin)"]),
            ("/programme/2026-11", "bridges", ["Bridges"]),
        ],
    )
    def test_so_do_the_board_and_a_month(self, reader: Page, path: str, typed: str, rows: list[str]) -> None:
        reader.goto(path)
        reader.get_by_label("Search this list").fill(typed)

        left = reader.locator(".board tbody tr:visible, .row:visible .t").all_inner_texts()
        assert [" ".join(row.split()) for row in left] == rows

    def test_escape_shows_all_again(self, reader: Page) -> None:
        reader.goto("/cities")
        field, rows = reader.get_by_label("Search this list"), reader.locator("main li:visible")
        before = rows.count()
        field.fill("turin")
        field.dispatch_event("keydown", {"key": "Escape"})  # Chromium would do it by itself, Firefox does not

        assert (field.input_value(), rows.count(), reader.get_by_role("status").inner_text()) == (
            "",
            before,
            "",
        )

    def test_it_is_a_few_tab_stops_away(self, reader: Page) -> None:
        reader.goto("/cities")
        reader.locator(".menu a").last.focus()
        for _ in range(3):  # the languages, the choice of a city
            reader.keyboard.press("Tab")

        assert reader.evaluate("document.activeElement.type") == "search"

    def test_a_browser_that_goes_back_finds_what_the_field_says(self, reader: Page) -> None:
        reader.goto("/cities")
        reader.evaluate("document.querySelector('#find').value = 'turin'")
        reader.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")

        assert reader.locator(".directory li:visible").count() == 2

    def test_short_lists_and_pages_without_script_have_none(
        self, browser: Browser, page: Page, many: str
    ) -> None:
        for kind in ("cities", "board", "month", "year"):
            page.goto(f"/{KINDS[kind]}")
            assert page.locator("[type=search]").count() == 0, kind
        with closing(browser.new_context(base_url=many, java_script_enabled=False)) as context:
            plain = context.new_page()
            plain.goto("/cities")
            assert plain.locator(":is(input, select, button, [role=status]):visible").count() == 0


class TestMyCity:
    """The browser alone remembers the city of its reader."""

    @pytest.mark.parametrize("where", ["its page", "the list of cities"])
    def test_it_stands_first_on_the_next_visit_until_it_is_forgotten(self, reader: Page, where: str) -> None:
        if where == "its page":
            reader.goto("/cities/t1")
            reader.get_by_role("button", name="My city").click()
            assert reader.get_by_role("button", name="My city", pressed=True).count() == 1
        else:
            reader.goto("/cities")
            reader.get_by_label("My city").select_option("Turin")
        first = {}
        for path in ("/", "/cities", "/pairs", "/ko/", "/ko/cities"):
            reader.goto(path)
            link = reader.locator("main a:visible").first
            first[path] = link.inner_text(), link.evaluate("each => each.pathname")
        reader.goto("/pairs")
        top = reader.locator(".board tbody th").first.inner_text()
        reader.get_by_role("button", name="Forget this city").click()

        assert first == {
            "/": ("Turin", "/cities/t1"),
            "/cities": ("Turin", "/cities/t1"),
            "/pairs": ("Turin", "/cities/t1"),
            "/ko/": ("Turin시", "/ko/cities/t1"),
            "/ko/cities": ("Turin시", "/ko/cities/t1"),
        }
        assert (top, reader.locator(".board tbody th").first.inner_text()) == ("Łódź–Turin", "Évora–Tromsø")
        assert reader.evaluate("document.activeElement.id") == "main"
        for path in ("/", "/cities", "/pairs"):
            reader.goto(path)
            assert reader.locator(".mine a:visible").count() == 0, path
        assert reader.context.cookies() == []
        assert reader.evaluate("Object.keys(localStorage)") == ["language-offered"]

    def test_its_own_page_and_the_list_forget_it_too(self, reader: Page) -> None:
        reader.goto("/cities/t1")
        button = reader.get_by_role("button", name="My city")
        button.click()
        button.click()
        assert reader.evaluate("localStorage.length") == 0
        button.click()
        reader.goto("/cities")
        reader.get_by_label("My city").select_option("")

        assert (reader.evaluate("localStorage.length"), reader.locator(".mine a:visible").count()) == (0, 0)

    def test_the_home_page_finds_a_city_by_its_letters_and_then_has_its_card(self, reader: Page) -> None:
        reader.goto("/")
        assert reader.locator(".card .label").inner_text().startswith("44 cities · ")
        assert reader.locator(".card .what").inner_text() == "Bridges"
        assert reader.locator(".coming .row:visible").count() == 8
        reader.locator(".find input").fill("turi")
        reader.locator(".found a").first.click()
        choose = reader.get_by_role("button", name="My city")
        choose.wait_for()
        own = reader.locator(".card .when, .card .what").all_inner_texts()
        choose.click()
        reader.goto("/")
        reader.locator(".card .label", has_text="Next").wait_for()

        assert reader.locator(".card .when, .card .what").all_inner_texts() == own
        reader.locator(".card .what a").click()
        assert "/occurrences/" in reader.url

    def test_a_copy_of_the_home_page_that_is_a_week_old_shows_what_comes(self, reader: Page) -> None:
        reader.clock.set_fixed_time(showcase.SHOWN + timedelta(days=7))
        reader.goto("/")

        ends = reader.locator(".coming .row:visible").evaluate_all("rows => rows.map(row => row.dataset.end)")
        assert len(ends) >= 5
        assert min(ends) > (showcase.SHOWN + timedelta(days=7)).isoformat()
        assert "·" in reader.locator(".card .label").inner_text()

    def test_axe_finds_no_violations_once_a_city_is_chosen_and_words_are_typed(self, reader: Page) -> None:
        reader.goto("/cities/t1")
        reader.get_by_role("button", name="My city").click()
        found = {}
        for path in ("/cities/t1", "/", "/cities", "/pairs", "/programme/2026-11"):
            reader.goto(path)
            if reader.locator(".find").count():
                reader.locator(".find input").fill("turin")
            reader.evaluate(Axe().axe_script)
            for name in TWO_SCREENS:
                found[path, name] = [*_problems(reader, *SCREENS[name])]

        assert len(found) == 10
        assert {where: problems for where, problems in found.items() if problems} == {}

    def test_where_the_browser_remembers_nothing_nothing_is_offered_and_all_else_works(
        self, reader: Page
    ) -> None:
        reader.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
        )
        for path in ("/", "/cities/t1", "/cities"):
            reader.goto(path)
            assert reader.locator(".mine:visible, main button:visible").count() == 0, path
        reader.get_by_label("Search this list").fill("turin")
        assert reader.locator(".directory li:visible").count() == 2


class TestLeadsOn:
    """The page of the present month or year leads to what comes."""

    @pytest.mark.parametrize(
        ("moment", "link"),
        [
            ("2026-12-07T12:00:00Z", ("Next meeting", "#d2026-12-08")),
            ("2026-12-08T07:00:00Z", ("Today", "#d2026-12-08")),
            ("2026-12-08T23:30:00Z", ("Next meeting", "#d2026-12-10")),
            ("2026-12-26T09:00:00Z", None),
            ("2026-11-30T12:00:00Z", None),
        ],
        ids=["before", "on the day", "overnight", "nothing left", "another month"],
    )
    def test_it_links_to_the_day(self, page: Page, moment: str, link: tuple[str, str] | None) -> None:
        page.clock.set_fixed_time(moment)
        page.goto("/programme/2026-12")
        found = page.locator(".turn [data-period]:visible")

        assert [(each.inner_text(), each.get_attribute("href")) for each in found.all()] == [link] * bool(
            link
        )
        for each in found.all():
            assert page.locator(each.get_attribute("href") or "").count() == 1


class TestWeeks:
    """A long month is by weeks; on a telephone those that a reader came for are open."""

    PAST, NEXT = "Wed 18 Nov · 22 meetings", "Wed 25 Nov · 1 meeting"

    @pytest.mark.parametrize(
        ("moment", "path", "width", "weeks"),
        [
            ("2026-11-24T09:00:00Z", "", 390, [NEXT]),
            ("2026-11-24T09:00:00Z", "#d2026-11-18", 390, [PAST, NEXT]),
            ("2026-11-19T09:00:00Z", "", 390, [PAST, NEXT]),
            ("2026-10-19T09:00:00Z", "", 390, [PAST]),
            ("2027-03-19T09:00:00Z", "", 390, [NEXT]),
            ("2026-11-24T09:00:00Z", "", 1280, [PAST, NEXT]),
        ],
        ids=["present", "asked for", "with the next meeting", "to come", "over", "wide"],
    )
    def test_it_opens_those_of_the_present_and_of_what_is_asked_for(
        self, reader: Page, moment: str, path: str, width: int, weeks: list[str]
    ) -> None:
        reader.set_viewport_size({"width": width, "height": 844})
        reader.clock.set_fixed_time(moment)
        reader.goto(f"/programme/2026-11{path}")

        assert reader.locator(".of-week summary").all_inner_texts() == [self.PAST, self.NEXT]
        assert reader.locator(".of-week[open] summary").all_inner_texts() == weeks

    def test_what_is_found_is_seen(self, reader: Page) -> None:
        reader.set_viewport_size({"width": 390, "height": 844})
        reader.goto("/programme/2026-11")
        reader.get_by_label("Search this list").fill("turin")

        assert reader.locator(".row:visible .t").all_inner_texts() == ["Trams (Łódź–Turin)"]
        assert reader.locator(".of-week:visible summary").all_inner_texts() == [self.PAST]


class TestFigures:
    """The type scale, the size of rows, and the place of the next meeting."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_six_sizes_two_weights_and_five_spaces(self, page: Page, kind: str) -> None:
        page.goto(f"/{KINDS[kind]}")
        page.evaluate(OPEN_ALL_DETAILS)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(
                """() => [...document.querySelectorAll('body *')].filter(each => each.checkVisibility() && !each.closest('svg'))
                .map(each => getComputedStyle(each)).map(style => [style.fontSize, style.fontWeight,
                  style.marginTop, style.marginBottom, style.paddingTop, style.paddingBottom])"""
            )

            assert {size for size, *_ in found} <= SIZES, width
            assert {weight for _, weight, *_ in found} <= {"400", "600"}, width
            spaces = {float(space.removesuffix("px")) for _, _, *four in found for space in four}
            assert spaces <= SPACES, width

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_the_next_meeting_is_at_once_in_sight_on_a_telephone(self, page: Page, code: str) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        for kind in ("city", "pair", "webinars"):
            page.goto(f"{root(code)}{KINDS[kind]}")
            box = page.locator(".card .big").bounding_box()
            assert box is not None
            assert box["y"] + box["height"] < 480, kind

    def test_a_row_has_two_lines(self, page: Page) -> None:
        page.set_viewport_size({"width": 1440, "height": 900})
        for kind in ("city", "year", "month", "webinars"):
            page.goto(f"/{KINDS[kind]}")
            heights = page.evaluate(
                "[...document.querySelectorAll('.row:not(:has(.docs))')].map(row => row.offsetHeight)"
            )
            assert heights
            assert [height for height in heights if not 60 <= height <= 81] == [], kind

    def test_the_hours_of_a_cancelled_meeting_are_struck_whole(self, page: Page) -> None:
        page.goto(f"/{KINDS['cancelled']}")
        lines = page.evaluate(
            "[...document.querySelectorAll('.big > span, .hours .from')].map(each => getComputedStyle(each).textDecorationLine)"
        )

        assert lines == ["line-through"] * 4

    @pytest.mark.parametrize("kind", KINDS)
    def test_headings_have_the_same_distances_everywhere(self, page: Page, kind: str) -> None:
        page.set_viewport_size({"width": 390, "height": 900})
        page.goto(f"/{KINDS[kind]}")
        found = page.evaluate(DISTANCES)

        # The words of a link stand up to 3 px inside their line, and links below each other 4 px inside theirs.
        assert [each for each in found if each[1] == "H2" and not 40 <= each[2] <= 47] == []
        assert [each for each in found if each[1] == "H3" and each[2] not in (8, 16)] == []
        assert [each for each in found if each[1] == "H2" and not 8 <= each[3] <= 11] == []

    def test_a_city_is_printed_on_one_sheet_with_its_address(self, page: Page) -> None:
        """What does not fit goes on to a second one, but no line does so alone."""
        page.goto("/cities/sofia")
        sheets = page.pdf(format="A4").count(b"/Type /Page\n")
        page.emulate_media(media="print")

        name, address = page.locator("h1").bounding_box(), page.locator(".paper p").last.bounding_box()
        assert name is not None
        assert address is not None
        assert address["y"] + address["height"] <= name["y"]
        assert sheets == 1
        assert page.locator(".paper:visible .qr").count() == 1
        assert page.locator(".paper").inner_text().endswith("cities/sofia 5 November 2026")

    def test_the_board_is_printed_as_a_table_of_six_months(self, page: Page) -> None:
        page.goto("/pairs")
        page.set_viewport_size({"width": 718, "height": 1000})  # A4 without its margins
        page.emulate_media(media="print")
        tops = page.evaluate(
            "[...document.querySelectorAll('.board tr')].map(row => [...row.children].map(cell => cell.offsetTop - row.offsetTop))"
        )

        assert [*map(len, tops)] == [7] * len(tops)
        assert {top for row in tops for top in row} == {0}

    def test_home_is_printed_with_the_next_meetings_and_without_names(self, reader: Page) -> None:
        reader.goto("/")
        reader.emulate_media(media="print")

        assert reader.locator(".card:visible, .row:visible").count() == 9
        assert reader.locator(".names li:visible").count() == 0


class TestThePageOfAPrivateCalendar:
    def open(self, page: Page, name: str) -> None:
        shown = private_page(showcase.shown().site().pages.inputs, name, showcase.SHOWN)
        assert shown is not None
        page.route("**/private/**", lambda route: route.fulfill(body=shown.body, content_type=shown.type))
        page.goto(f"/private/secret/{name}")

    @pytest.mark.parametrize("name", ["cities/sofia.en", "cities/rotterdam.ko"])
    def test_axe_finds_no_violations_and_nothing_is_wider_than_the_screen(
        self, page: Page, name: str
    ) -> None:
        self.open(page, name)
        page.evaluate(OPEN_ALL_DETAILS)
        page.evaluate(Axe().axe_script)

        assert {screen: [*_problems(page, *of)] for screen, of in SCREENS.items()} == {
            screen: [] for screen in SCREENS
        }

    def test_the_way_into_the_next_meeting_is_seen_at_once_on_a_telephone(self, page: Page) -> None:
        page.set_viewport_size({"width": 390, "height": 844})
        self.open(page, "cities/sofia.en")
        box = page.locator(".row .button").first.bounding_box()

        assert box is not None
        assert box["y"] + box["height"] < 480

    def test_what_is_over_leaves_a_tab_that_stays_open(self, page: Page) -> None:
        page.clock.set_fixed_time("2026-11-18T12:00:00Z")
        self.open(page, "cities/sofia.en")

        assert page.locator(".month:visible").first.inner_text() == "December 2026"
        assert page.locator(".row:visible .d").first.inner_text().split() == ["Tue", "8"]


@pytest.mark.parametrize(("width", "size"), [(390, "200%"), (195, "100%")], ids=["text", "zoom"])
@pytest.mark.parametrize(
    "code", [code if code == "bg" else pytest.param(code, marks=pytest.mark.nightly) for code in LANGUAGES]
)
def test_nothing_is_spoilt_on_a_telephone_with_text_twice_as_large(
    page: Page, code: str, width: int, size: str
) -> None:
    spoilt = {}
    pages = showcase.shown().site().pages
    for kind, address in KINDS.items():
        if code not in pages.languages(address):
            continue
        page.goto(f"{root(code)}{address}")
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        page.evaluate(OPEN_ALL_DETAILS.replace("main ", ""))
        if (excess := _excess_width(page, width)) or (words := page.evaluate(SPOILT)):
            spoilt[kind] = excess or words

    assert spoilt == {}


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
        for path in _two_of_each_kind(site.pages, "bg") | _two_of_each_kind(site.pages, "ko"):
            page.goto(path)
            assert {width: _excess_width(page, width) for width in (320, 360)} == {320: 0, 360: 0}, path


def _two_of_each_kind(paths: Iterable[str], code: str) -> set[str]:
    """Returns the first and the last page of each kind in a language: of a city, of its years, of a meeting."""
    kinds = defaultdict(list)
    for path in paths:
        parts = path.strip("/").split("/")
        if parts[0] == code and "." not in path:
            kinds[tuple(parts[1:2]), len(parts)].append(path)
    return {path for found in kinds.values() for path in (found[0], found[-1])}
