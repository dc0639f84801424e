"""A test carries the number of every rule in docs/feeds.md, and the example there is real."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from calendars import write_vtimezone
from scheduler.configuration.vocabulary.zones import zones
from scheduler.programme.spans import Month
from scheduler.publication.feeds.feed_bytes import zone_span
from scheduler.publication.feeds.json_form import feed_schema
from scheduler.state.state import Window
from support.golden import FOLDER, GOLDEN, world
from support.ics import blocks
from support.json_feeds import document
from support.shell import Shell

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
NUMBERS = [int(number) for number in re.findall(r"^(\d+)\. ", TEXT, re.MULTILINE)]


def proved_rules() -> set[int]:
    """The numbers that tests carry as `pytest.mark.feed_rule(…)`."""
    numbers: set[int] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.feed_rule":
                numbers.update(ast.literal_eval(argument) for argument in node.args)
    return numbers


def test_rules_are_numbered_through() -> None:
    assert NUMBERS == [*range(1, len(NUMBERS) + 1)]


def test_tests_prove_every_rule_and_no_other() -> None:
    assert proved_rules() == set(NUMBERS)


def test_the_example_is_a_vevent_of_a_golden_feed() -> None:
    (example,) = re.findall(r"^```\n(BEGIN:VEVENT\n.*?END:VEVENT\n)```", TEXT, re.MULTILINE | re.DOTALL)
    golden = [block for path in FOLDER.glob("*.ics") for block in blocks(path.read_bytes())]

    assert example.replace("\n", "\r\n").encode() in golden


@pytest.mark.feed_rule(73)
def test_the_example_in_json_is_of_the_same_meeting() -> None:
    (example,) = re.findall(r"^```json\n(.*?)```", TEXT, re.MULTILINE | re.DOTALL)
    site = world(GOLDEN["moved-cancelled-tentative.en"]).site()
    feed = document(site.json_feeds["/feeds/cities/sejong.json"].body)

    assert json.loads(example) == {**feed, "meetings": feed["meetings"][1:2]}


@pytest.mark.feed_rule(73)
def test_the_schema_is_that_of_the_command(tmp_path: Path) -> None:
    """After a change that is meant: `twincal schema feed > docs/feed.schema.json`."""
    written = (ROOT / "docs" / "feed.schema.json").read_text(encoding="utf-8")

    assert written == Shell(tmp_path).run("schema", "feed").text


def test_every_key_of_a_calendar_in_json_is_explained() -> None:
    section = TEXT.split("## For programs: JSON")[1]
    keys = {key for name in ("JsonFeed", "JsonMeeting") for key in feed_schema()["$defs"][name]["properties"]}

    assert keys <= set(re.findall(r"`(\w+)`", section))


@pytest.mark.parametrize("form", ["RDATE", "BYMONTHDAY"])
def test_the_zones_that_an_old_outlook_may_misread_are_named(form: str) -> None:
    """In any month of the year that the document names."""
    (row,) = re.findall(rf"^\| {form} \|.*", TEXT, re.MULTILINE)
    year = int(re.findall(r"the window's month is in (\d+)", TEXT)[0])
    months = [Month(year, number) for number in range(1, 13)]
    windows = [Window(month=month, first=month.first, edge=month.plus(1).first) for month in months]
    spans = [zone_span(window, ()) for window in windows]

    written = {zone for zone in zones() for span in spans if form.encode() in write_vtimezone(zone, *span)}

    assert set(re.findall(r"[A-Z]\w+/\w+", row.rpartition(" | ")[2])) == written
