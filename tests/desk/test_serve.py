"""The desk of a real server in a real browser, without scripts: from the key to a feed, and back by undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from desk.conftest import PROGRAMME, WEBINAR
from support.browsing import chromium
from support.daemon import Daemon, serving


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A server with a desk."""
    with serving(tmp_path_factory.mktemp("desk"), PROGRAMME + WEBINAR) as daemon:
        daemon.until(lambda: b"BEGIN:VEVENT" in daemon.feed())
        yield daemon


@pytest.fixture(scope="module")
def key(daemon: Daemon) -> str:
    """Its key, which works."""
    key = daemon.run("token", "create", "--desk", "--label", "Help desk", "--config", "config").splitlines()[
        0
    ]
    daemon.until(lambda: daemon.get("/desk/")[0] == 200)
    return key


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, daemon: Daemon, key: str) -> Iterator[Page]:
    """A page of somebody who has typed the key, on a narrow telephone."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{daemon.port}/desk")
    page.fill("#key", key)
    page.click("button.main")
    yield page
    context.close()


def test_there_is_no_desk_without_a_key(tmp_path: Path) -> None:
    with serving(tmp_path, PROGRAMME) as daemon:
        assert daemon.get("/desk/")[0] == 404
        assert daemon.get("/desk")[0] == 404


def test_a_meeting_is_moved_and_the_feed_follows(page: Page, daemon: Daemon) -> None:
    page.fill("#q", "monthly")
    page.click("button:text('Find')")
    page.click("main .row a >> nth=0")
    page.click("text=Move")
    page.fill("#day", "2026-12-17")
    page.fill("#time", "11:00")
    page.fill("#reason", "No room")
    page.click("button.main")
    assert "Thu 17 Dec, 11:00 Sofia" in page.inner_text("main")
    page.click("button.main")
    assert "Published as change 2" in page.inner_text("main")

    daemon.until(lambda: b"DTSTART;TZID=Europe/Sofia:20261217T110000" in daemon.feed())
    page.click("text=Take it back")
    page.click("button.main")
    daemon.until(lambda: b"20261217T110000" not in daemon.feed())


def test_back_leads_to_the_plan_and_to_the_form_as_it_was_filled_in(page: Page, daemon: Daemon) -> None:
    page.goto(f"http://127.0.0.1:{daemon.port}/desk/edit?do=move&meeting=monthly/2026-12")
    page.fill("#day", "2026-12-17")
    page.click("button.main")
    page.click("text=Public pages")

    page.go_back()
    assert "Thu 17 Dec, 10:00 Sofia" in page.inner_text("main")
    page.go_back()
    assert page.input_value("#day") == "2026-12-17"


def test_a_file_arrives_as_it_was_made(page: Page) -> None:
    page.click("text=Report")
    page.click("text=Hand on meetings")
    with page.expect_download() as found:
        page.click("text=File for Excel")

    assert found.value.suggested_filename == "meetings-programme.xlsx"
    with found.value.path().open("rb") as file:
        titles = [row[3] for row in openpyxl.load_workbook(file)["Meetings"].values]
    assert {"Green roofs", "Monthly", "Talks"} < {*titles}


def test_no_page_is_wider_than_a_telephone_and_all_can_be_read_by_everybody(
    browser: Browser, daemon: Daemon, key: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{daemon.port}/desk")
    found = [Axe().run(page).generate_report()] if Axe().run(page).violations_count else []
    page.fill("#key", key)
    page.click("button.main")
    paths = (
        "",
        "find?q=sofia",
        "calendar?name=pairs/sofia-sejong",
        "meeting?name=monthly/2026-12",
        "hours?meeting=monthly/2026-12",
        *(f"edit?do={name}&meeting=monthly/2026-12" for name in ("move", "attach", "change")),
        *(f"edit?do={name}&series=monthly" for name in ("change-series", "break", "extra")),
        *(f"edit?do={name}&of=pairs/sofia-sejong" for name in ("change-group", "add-monthly", "add-single")),
        *(f"edit?do={name}" for name in ("add-city", "add-pair", "add-webinar", "change-programme")),
        "edit?do=change-city&of=cities/sofia",
        "report",
        "export?name=cities/sofia",
        "history",
        "announce?revision=1",
        "warnings",
        "nothing",
        "cities",
        "pairs",
        "webinars",
        "handover",
    )
    for path in (*paths, "edit?do=cancel&meeting=monthly/2026-12"):
        page.goto(f"http://127.0.0.1:{daemon.port}/desk/{path}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if path not in paths:
            page.fill("#reason", "The room is not free, and nobody has found another one")
            page.click("button.main")
            assert "Publish" in page.inner_text("main")
        result = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
        if result.violations_count:
            found.append(f"{path}: {result.generate_report()}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            found.append(f"{path} is {width} px wide")
    context.close()
    assert found == []


def test_the_header_takes_one_line_and_no_head_of_a_table_breaks_within_a_word(
    browser: Browser, daemon: Daemon, key: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{daemon.port}/desk")
    page.fill("#key", key)
    page.click("button.main")
    page.goto(f"http://127.0.0.1:{daemon.port}/desk/report")

    assert page.evaluate("document.querySelector('header').offsetHeight") < 64
    page.set_viewport_size({"width": 320, "height": 700})
    lines = """() => {
        const range = document.createRange();
        const heads = [...document.querySelectorAll("th")];
        range.selectNodeContents(heads.find((each) => each.innerText == "Planned"));
        return range.getClientRects().length;
    }"""
    assert page.evaluate(lines) == 1
    context.close()
