"""An edit changes its lines and no other byte, and the text then says what the edit wants; or nothing is edited."""

from __future__ import annotations

import difflib
import json
import os
import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from configuration.edited_values import Refusal, after_edit, retitled
from scheduler.commands.init import EXAMPLE, init
from scheduler.configuration.edits.new_values import (
    AcceptFinding,
    AddBlock,
    AddBreak,
    AddExtra,
    AddRule,
    AttachLink,
    CancelMeeting,
    CannotEditError,
    ConfirmMeeting,
    Edit,
    MoveMeeting,
    ReinstateMeeting,
    RemoveBlock,
    RenameBlock,
    SetField,
    in_order,
)
from scheduler.configuration.edits.write import edit_tree
from scheduler.configuration.reading.tree import Tree
from scheduler.configuration.source.files import File, FileDigest, Lines
from scheduler.configuration.source.nodes import parse_file
from scheduler.reports.advice_words import with_advice

ROOT = Path(__file__).parents[2]
EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "100"))
HEAD = "programme:\n  languages: [en, ko]\n"
SERIES = """\
meetings:
  # Every month.
  monthly:
    pair: sofia-sejong
    title: Monthly meeting
    at: "10:00"
    # The room is too small for more.
    changes:
      2027-01:  # by mail of 3 May
        move_to: 2027-01-21 11:00
        # to be told
        reason: room not free
      2027-03:
        cancel: elections
    # extra: none yet

  other: {pair: a-b, title: Another}

# The end.
"""
MOVE = MoveMeeting(series="monthly", key="2027-02", to="2027-02-18 09:00", reason="стачка")
MOVED = ["+      2027-02:", "+        move_to: 2027-02-18 09:00", "+        reason: стачка"]


def edited(text: str, edit: Edit) -> str:
    return edited_files({"all.yaml": text, "programme.yaml": HEAD}, edit)["all.yaml"]


def edited_files(texts: dict[str, str], edit: Edit) -> dict[str, str]:
    """All files after an edit."""
    tree = Tree()
    for name, body in texts.items():
        tree.add(parse_file(File(display_name=f"c/{name}", digest=FileDigest(name, ""), lines=Lines(body))))
    assert tree.problems == []
    return texts | {each.file.digest.name: each.file.lines.text for each in edit_tree(tree, edit)}


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that were taken out or put in, with `-` or `+` before them."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not re.match(r"@@|---|\+\+\+", line)]


def webinar(*lines: str) -> str:
    return "webinars:\n  talk:\n" + "".join(f"    {line}\n" for line in lines)


def monthly(*lines: str) -> str:
    return "meetings:\n  monthly:\n    title: Monthly\n" + "".join(f"    {line}\n" for line in lines)


def of_monthly(kind: type, key: str = "2027-01", **fields: Any) -> Edit:
    edit: Edit = kind(series="monthly", key=key, **fields)
    return edit


def accepted(
    *facts: dict[str, list[str]], code: str = "holiday-kept", reason: str = "agreed"
) -> AcceptFinding:
    return AcceptFinding(section="meetings", id="monthly", code=code, facts=facts, reason=reason)


def of_talk(kind: type, **fields: Any) -> Edit:
    edit: Edit = kind(series="talk", key="once", **fields)
    return edit


CASES: dict[str, tuple[str, Edit, list[str]]] = {
    "a new change": (SERIES, MOVE, MOVED),
    "a change before the first": (
        SERIES,
        of_monthly(CancelMeeting, "2026-12"),
        ["+      2026-12:", "+        cancel: true"],
    ),
    "a change after the last stands before the comments that follow": (
        SERIES,
        of_monthly(CancelMeeting, "2027-04", reason="no quorum: again"),
        ["+      2027-04:", '+        cancel: "no quorum: again"'],
    ),
    "a second move": (
        SERIES,
        of_monthly(MoveMeeting, to="12:00"),
        ["-        move_to: 2027-01-21 11:00", "+        move_to: 2027-01-21 12:00"],
    ),
    "a second move to another day": (
        SERIES,
        of_monthly(MoveMeeting, to="2027-01-22"),
        ["-        move_to: 2027-01-21 11:00", "+        move_to: 2027-01-22 11:00"],
    ),
    "a cancellation of what was moved": (
        SERIES,
        of_monthly(CancelMeeting, reason="storm"),
        ["+        cancel: storm"],
    ),
    "what was moved and cancelled moves again": (
        monthly("changes:", "  2027-03:", "    move_to: 2027-03-18 11:00", "    cancel: elections", "    reason: room"),
        of_monthly(MoveMeeting, "2027-03", to="2027-03-19"),
        ["-        move_to: 2027-03-18 11:00", "+        move_to: 2027-03-19 11:00", "-        cancel: elections"],
    ),
    "a move of what was cancelled": (
        SERIES,
        of_monthly(MoveMeeting, "2027-03", to="2027-03-18"),
        ["-        cancel: elections", "+        move_to: 2027-03-18"],
    ),
    "the first finding that is accepted": (
        SERIES,
        accepted({"city": ["sejong"], "at": ["18:00"]}, code="outside-office-hours", reason="yes: by phone"),
        [
            *("+    accepted:", "+      outside-office-hours:", "+        city: sejong"),
            *('+        at: "18:00"', '+        reason: "yes: by phone"'),
        ],
    ),
    "several findings": (
        SERIES,
        accepted({"city": ["sofia", "sejong"], "day": ["2027-09-06"]}, {"city": ["sofia"], "day": ["2027-09-22"]}),
        [
            *("+    accepted:", "+      holiday-kept:", "+        - city:"),
            *("+            - sofia", "+            - sejong", "+          day: 2027-09-06", "+          reason: agreed"),
            *("+        - city: sofia", "+          day: 2027-09-22", "+          reason: agreed"),
        ],
    ),
    "a second finding": (
        monthly(
            *("accepted:", "  holiday-kept:  # by mail", "    city: sofia", "    day: 2027-09-06", "    reason: asked"),
            *("  outside-office-hours:", "    - {city: sofia, at: 08:00, reason: asked}", "place: Hall"),
        ),
        accepted({"city": ["sejong"], "day": ["2027-03-01"]}),
        [
            *("-        city: sofia", "-        day: 2027-09-06", "-        reason: asked"),
            *("+        - city: sofia", "+          day: 2027-09-06", "+          reason: asked"),
            *("+        - city: sejong", "+          day: 2027-03-01", "+          reason: agreed"),
        ],
    ),
    "one more item": (
        monthly("accepted:", "  holiday-kept:", "    - {city: sofia, day: 2027-09-06, reason: asked}  # by mail"),
        accepted({"city": ["sejong"], "day": ["2027-03-01"]}),
        ["+        - city: sejong", "+          day: 2027-03-01", "+          reason: agreed"],
    ),
    "another finding in braces": (
        monthly("accepted: {holiday-kept: {city: sofia, day: 2027-09-06, reason: asked}}"),
        accepted({"city": ["sejong"], "day": ["2027-03-01"]}),
        [
            "-    accepted: {holiday-kept: {city: sofia, day: 2027-09-06, reason: asked}}",
            "+    accepted: {holiday-kept: [{city: sofia, day: 2027-09-06, reason: asked}, "
            "{city: sejong, day: 2027-03-01, reason: agreed}]}",
        ],
    ),
    "another reason": (
        SERIES,
        of_monthly(CancelMeeting, "2027-03", reason="snow"),
        ["-        cancel: elections", "+        cancel: snow"],
    ),
    "an entry with nothing left": (
        SERIES,
        of_monthly(ReinstateMeeting, "2027-03"),
        ["-      2027-03:", "-        cancel: elections"],
    ),
    "the last entry goes with its section": (
        monthly("changes:", "  # why", "  2027-03: {cancel: elections}"),
        of_monthly(ReinstateMeeting, "2027-03"),
        ["-    changes:", "-      2027-03: {cancel: elections}"],
    ),
    "a cancellation beside other words": (
        monthly("changes:", "  2027-03:", "    cancel: true", "    reason: snow", "    cancelled: hide", "    place: Hall"),
        of_monthly(ReinstateMeeting, "2027-03"),
        ["-        cancel: true"],
    ),
    "quoted keys": (
        monthly("changes:", '  "2027-03":', "    cancel: elections"),
        of_monthly(CancelMeeting, "2027-04"),
        ['+      "2027-04":', "+        cancel: true"],
    ),
    "single quotes": (
        monthly("place: 'Hall: A'", "kind: 'call'"),
        of_monthly(retitled, "2027-04", title="Roofs: who's there?"),
        ["+    changes:", "+      2027-04:", "+        title: 'Roofs: who''s there?'"],
    ),
    "four spaces": (
        "meetings:\n    monthly:\n        title: Monthly\n    other:\n        title: Other\n",
        of_monthly(CancelMeeting, "2027-04"),
        ["+        changes:", "+            2027-04:", "+                cancel: true"],
    ),
    "a tab before a comment": (
        "meetings:\n  monthly:\n    title: Monthly\t# tab\there\n    changes:\t# more\n      2027-03:\t# snow\n        cancel: x\t# y\n",
        of_monthly(MoveMeeting, "2027-03", to="10:00"),
        ["-        cancel: x\t# y", '+        move_to: "10:00"'],
    ),
    "changes without any": (
        monthly("changes:  # none yet", "place: Hall"),
        of_monthly(CancelMeeting),
        ["+      2027-01:", "+        cancel: true"],
    ),
    "behind a long block of text": (
        monthly("description: |", "  One.", "", "  # no comment", "  Two.", "", "", "# a comment"),
        of_monthly(CancelMeeting),
        ["+    changes:", "+      2027-01:", "+        cancel: true"],
    ),
    "behind a block of text that keeps its end": (
        monthly("description: |+", "  One.", "", ""),
        of_monthly(CancelMeeting),
        ["+    changes:", "+      2027-01:", "+        cancel: true"],
    ),
    "behind a text on several lines": (
        monthly("description: One", "  two", '  three # and so on', 'place: "in the', '  hall"  # big'),
        of_monthly(CancelMeeting),
        ["+    changes:", "+      2027-01:", "+        cancel: true"],
    ),
    "behind a list that is not indented": (
        monthly("themes:", "- trams", "- parks"),
        AddExtra(series="monthly", id="more", values={"starts": "2027-02-09 10:00", "themes": ["a", "b: c"]}),
        ["+    extra:", "+      more:", "+        starts: 2027-02-09 10:00", "+        themes:", "+        - a", '+        - "b: c"'],
    ),
    "a list that is indented": (
        monthly("themes:", "  - trams", "  - parks"),
        AddExtra(series="monthly", id="more", values={"themes": ["a", "no"]}),
        ["+    extra:", "+      more:", "+        themes:", "+          - a", '+          - "no"'],
    ),
    "a webinar moves with its end": (
        webinar("starts: 2027-03-09 09:00", "ends: 10:30  # sharp", "clock: UTC"),
        of_talk(MoveMeeting, to="2027-03-10 11:30", reason="вали"),
        [
            "-    starts: 2027-03-09 09:00",
            "-    ends: 10:30  # sharp",
            "+    starts: 2027-03-10 11:30",
            '+    ends: "13:00"  # sharp',
            "+    reason: вали",
        ],
    ),
    "a webinar moves past midnight": (
        webinar('starts: "2027-03-09 09:00"', "ends: 2027-03-09 10:30"),
        of_talk(MoveMeeting, to="23:30"),
        [
            '-    starts: "2027-03-09 09:00"',
            "-    ends: 2027-03-09 10:30",
            '+    starts: "2027-03-09 23:30"',
            "+    ends: 2027-03-10 01:00",
        ],
    ),
    "an open webinar gets its date": (
        webinar("starts: open", "duration: 60 min"),
        of_talk(MoveMeeting, to="2027-03-09 09:00"),
        ["-    starts: open", "+    starts: 2027-03-09 09:00"],
    ),
    "a webinar is cancelled": (
        webinar("status: tentative", "starts: 2027-03-09 09:00"),
        of_talk(CancelMeeting, reason="눈"),
        ["+    cancel: 눈"],
    ),
    "a webinar takes place after all": (
        webinar("status: cancelled", "starts: 2027-03-09 09:00", "reason:", "  en: snow", "  ko: 눈"),
        of_talk(ReinstateMeeting),
        ["-    status: cancelled", "-    reason:", "-      en: snow", "-      ko: 눈"],
    ),
    "a section below the notes of the last series": (
        "meetings:\n  monthly:\n    pair: a-b\n    title: Monthly\n\n    # join:\n    #   url: https://example.org\n\n    # extra:\n# The end.\n",
        AddBlock(section="webinars", id="talk", values={"title": "Talk"}),
        ["+webinars:", "+  talk:", "+    title: Talk"],
    ),
    "the lines at the end below a blank one": (
        "webinars:\n  talk:\n    title: Talk\n    starts: 2027-03-09 09:00\n\n    status: cancelled\n",
        of_talk(ReinstateMeeting),
        ["-    status: cancelled"],
    ),
    "a reason in several languages becomes one": (
        webinar("starts: 2027-03-09 09:00", "reason:  # of the mayor", "  en: snow", "  ko: 눈", "place: Hall"),
        of_talk(MoveMeeting, to="10:00", reason="ice"),
        [
            "-    starts: 2027-03-09 09:00",
            "-    reason:  # of the mayor",
            "-      en: snow",
            "-      ko: 눈",
            "+    starts: 2027-03-09 10:00",
            "+    reason: ice  # of the mayor",
        ],
    ),
    "a comment behind a text on several lines": (
        'meetings:\n  monthly:\n    title: "Monthly\n      meeting"  # soon another\n',
        retitled(series="monthly", key="", title="Other"),
        ['-    title: "Monthly', '-      meeting"  # soon another', '+    title: "Other"  # soon another'],
    ),
    "a text on the line below its key": (
        "meetings:\n  monthly:\n    title:\n      Monthly\n      meeting\n    place: Hall\n",
        retitled(series="monthly", key="", title="Other"),
        ["-    title:", "-      Monthly", "-      meeting", "+    title: Other"],
    ),
    "one of several dates": (
        monthly("dates: [2027-03-18 10:00, 2027-06-17 10:00]"),
        of_monthly(MoveMeeting, "extra.2", to="2027-06-18"),
        ["+    changes:", "+      extra.2:", "+        move_to: 2027-06-18"],
    ),
    "an extra meeting moves itself": (
        monthly("extra:", "  more:", "    starts: 2027-02-09 10:00  # after lunch"),
        of_monthly(MoveMeeting, "extra.more", to="2027-02-10"),
        ["-        starts: 2027-02-09 10:00  # after lunch", "+        starts: 2027-02-10 10:00  # after lunch"],
    ),
    "the title of a series in one more language": (
        monthly("place: Hall"),
        retitled(series="monthly", key="", title="월례 회의", language="ko"),
        ["-    title: Monthly", "+    title:", "+      en: Monthly", "+      ko: 월례 회의"],
    ),
    "the title of a meeting in one language": (
        "meetings:\n  monthly:\n    title: {en: Monthly, ko: 월례}\n",
        of_monthly(retitled, title="특별", language="ko"),
        ["+    changes:", "+      2027-01:", "+        title:", "+          en: Monthly", "+          ko: 특별"],
    ),
    "a title on several lines": (
        "meetings:\n  monthly:\n    title: >-\n      Monthly\n      meeting\n    place: Hall\n",
        retitled(series="monthly", key="", title="Other"),
        ["-    title: >-", "-      Monthly", "-      meeting", "+    title: Other"],
    ),
    "a comment behind the mark of a block of text": (
        "meetings:\n  monthly:\n    title: >  # by mail\n      Monthly\n      meeting\n    place: Hall\n",
        retitled(series="monthly", key="", title="Other"),
        ["-    title: >  # by mail", "-      Monthly", "-      meeting", "+    title: Other  # by mail"],
    ),
    "comments behind a key and behind the text below it": (
        "meetings:\n  monthly:\n    title:  # new\n      Monthly  # by mail\n    place: Hall\n",
        retitled(series="monthly", key="", title="Other"),
        ["-    title:  # new", "-      Monthly  # by mail", "+    title: Other  # new  # by mail"],
    ),
    "minutes keep the links of the series": (
        monthly("links: {agenda: https://example.org/a}"),
        of_monthly(AttachLink, label="minutes", url="https://example.org/m?a=1#b"),
        [
            "+    changes:",
            "+      2027-01:",
            "+        links:",
            "+          agenda: https://example.org/a",
            "+          minutes: https://example.org/m?a=1#b",
        ],
    ),
    "another address": (
        webinar("starts: 2027-03-09 09:00", "links:", "  minutes: https://example.org/old # 1"),
        of_talk(AttachLink, label="minutes", url="https://example.org/new"),
        ["-      minutes: https://example.org/old # 1", "+      minutes: https://example.org/new # 1"],
    ),
    "certain now": (
        monthly("status: tentative"),
        of_monthly(ConfirmMeeting),
        ["+    changes:", "+      2027-01:", "+        status: confirmed"],
    ),
    "a series behind others that are apart": (
        "meetings:\n  a:\n    title: A\n\n  b:\n    title: B\n\n# The end.\n",
        AddBlock(section="meetings", id="c", values={"title": "#1", "at": "10:00", "days": "3"}),
        ["+", "+  c:", '+    title: "#1"', '+    at: "10:00"', "+    days: 3"],
    ),
    "a new section": (
        "meetings:\n  a:\n    title: A\n",
        AddBlock(section="webinars", id="c", values={"title": "C"}),
        ["+webinars:", "+  c:", "+    title: C"],
    ),
    "braces elsewhere": (
        "meetings:\n  monthly:\n    title: {en: A, ko: B}\n    join: {url: x}\n  other: {title: {en: A}}\n",
        of_monthly(CancelMeeting),
        ["+    changes:", "+      2027-01:", "+        cancel: true"],
    ),
    "a value in braces": (
        webinar("title: {en: 'A', ko: B}  # by mail"),
        of_talk(retitled, title="C, D", language="ko"),
        ["-    title: {en: 'A', ko: B}  # by mail", "+    title: {en: A, ko: 'C, D'}  # by mail"],
    ),
    "one more key in braces": (
        SERIES,
        CancelMeeting(series="other", key="2027-01", reason="snow, ice"),
        [
            "-  other: {pair: a-b, title: Another}",
            '+  other: {pair: a-b, title: Another, changes: {2027-01: {cancel: "snow, ice"}}}',
        ],
    ),
    "a key less in braces": (
        monthly("changes: {2027-03: {cancel: x}, 2027-04: {title: A, cancel: x, place: B}, 2027-05: {cancel: z}}"),
        of_monthly(ReinstateMeeting, "2027-04"),
        [
            "-    changes: {2027-03: {cancel: x}, 2027-04: {title: A, cancel: x, place: B}, 2027-05: {cancel: z}}",
            "+    changes: {2027-03: {cancel: x}, 2027-04: {title: A, place: B}, 2027-05: {cancel: z}}",
        ],
    ),
    "the first key less in braces": (
        monthly("changes: {2027-03: {cancel: x}, 2027-04: {cancel: x}}"),
        of_monthly(ReinstateMeeting, "2027-03"),
        ["-    changes: {2027-03: {cancel: x}, 2027-04: {cancel: x}}", "+    changes: {2027-04: {cancel: x}}"],
    ),
    "another key alone in braces": (
        monthly("changes:", "  2027-03: {cancel: x}"),
        of_monthly(MoveMeeting, "2027-03", to="11:00"),
        ["-      2027-03: {cancel: x}", '+      2027-03: {move_to: "11:00"}'],
    ),
    "nothing in braces": (
        monthly("place:", "changes: {}"),
        of_monthly(CancelMeeting),
        ["-    changes: {}", "+    changes: {2027-01: {cancel: true}}"],
    ),
    "a key without a value in braces": (
        "meetings:\n  monthly: {title: Monthly, place: }\n",
        of_monthly(CancelMeeting),
        ["-  monthly: {title: Monthly, place: }", "+  monthly: {title: Monthly, place: ~, changes: {2027-01: {cancel: true}}}"],
    ),
    "a title in several languages changes in the first": (
        webinar("title:", "  ko: B", "  en: A"),
        of_talk(retitled, title="C"),
        ["-      en: A", "+      en: C"],
    ),
    "the title of a meeting changes in the first language": (
        "meetings:\n  monthly:\n    title: {en: Monthly, ko: 월례}\n",
        of_monthly(retitled, title="Special"),
        ["+    changes:", "+      2027-01:", "+        title:", "+          en: Special", "+          ko: 월례"],
    ),
    "anchors elsewhere": (
        "meetings:\n  monthly:\n    title: Trams & parks * more\n  a: &a\n    title: A\n  b:\n    <<: *a\n    place: Hall\n",
        of_monthly(CancelMeeting),
        ["+    changes:", "+      2027-01:", "+        cancel: true"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "edit", "lines"), CASES.values(), ids=CASES)
def test_only_these_lines_change(text: str, edit: Edit, lines: list[str]) -> None:
    """In files with Unix and Windows line ends, and in those whose last line does not end."""
    after = edited(text, edit)

    assert sorted(changed_lines(text, after)) == sorted(lines)
    assert edited(text.replace("\n", "\r\n"), edit) == after.replace("\n", "\r\n")
    if "|+" not in text:
        assert edited(text.rstrip("\n"), edit) == after.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param(SERIES, "2027-01", id="moved, with a reason and notes"),
        pytest.param(SERIES, "2027-02", id="without a change"),
        pytest.param(monthly("changes:", "  2027-01:", "    clock: sejong", "    reason: Sejong asked  # mail"), "2027-01", id="another clock"),
        pytest.param(webinar("starts: 2027-03-09 09:00", "cancelled: show  # the mayor wants it"), "once", id="with a policy"),
        pytest.param(webinar("starts: 2027-03-09 09:00", "status: tentative  # ask again"), "once", id="tentative"),
        pytest.param(webinar("starts: 2027-03-09 09:00", "reason: the room"), "once", id="with a reason"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("reason", ["", "storm"])
def test_what_was_agreed_holds_again_after_a_cancellation(text: str, key: str, reason: str) -> None:
    series = "talk" if key == "once" else "monthly"
    cancelled = edited(text, CancelMeeting(series=series, key=key, reason=reason))

    assert edited(cancelled, ReinstateMeeting(series=series, key=key)) == text


def test_a_new_series_does_not_get_the_notes_of_the_one_before() -> None:
    """Who takes the `#` away from `join:` must not give the room of one meeting to another."""
    notes = "    # join:\n    #   url: https://example.org\n"
    text = f"meetings:\n  monthly:\n    pair: a-b\n    title: Monthly\n\n{notes}"

    webinar_added = edited(text, AddBlock(section="webinars", id="talk", values={"title": "Talk"}))
    meeting_added = edited(text, AddBlock(section="meetings", id="more", values={"title": "More"}))

    assert webinar_added == f"{text}webinars:\n  talk:\n    title: Talk\n"
    assert meeting_added == f"{text}  more:\n    title: More\n"


def test_a_file_without_its_only_block_is_empty_or_keeps_its_notes() -> None:
    remove = RemoveBlock(section="webinars", id="talk")

    assert edited(webinar("title: Talk"), remove) == ""
    assert edited(f"# ours\n{webinar('title: Talk')}", remove) == "# ours\n"
    assert edited(f"{webinar('title: Talk')}\n# The end.", remove) == "\n# The end."


def test_a_new_change_stands_in_the_order_of_dates() -> None:
    after = edited(SERIES, MOVE)

    assert re.findall(r"(?m)^ {6}(2027-\d\d):", after) == ["2027-01", "2027-02", "2027-03"]


SEVERAL_LINES = "this stands on several lines, within which Twincal does not edit"
NEAR_ANCHOR = "is an anchor or alias of YAML, near which Twincal does not edit"
REFUSED: dict[str, tuple[str, Edit, str]] = {
    "braces on several lines": (
        monthly("changes: {", "  2027-03: {cancel: x},", "  2027-04: {cancel: y}}"), of_monthly(ReinstateMeeting, "2027-04"), f"c/all.yaml:4:14: {SEVERAL_LINES}"
    ),
    "a text in braces on several lines": (
        webinar("title: {en: A, ko: B", "  C}"), of_talk(retitled, title="D", language="ko"), f"c/all.yaml:3:12: {SEVERAL_LINES}"
    ),
    "an anchor at the series": ("meetings:\n  monthly: &m\n    title: A\n  b: *m\n", of_monthly(CancelMeeting), f"c/all.yaml:2:12: `m` {NEAR_ANCHOR}"),
    "an anchor within it": (monthly("place: &p Hall"), of_monthly(CancelMeeting), f"c/all.yaml:4:12: `p` {NEAR_ANCHOR}"),
    "an alias within it": ("cities:\n  a: {name: &n A}\n" + monthly("place: *n"), of_monthly(CancelMeeting), f"c/all.yaml:6:12: `n` {NEAR_ANCHOR}"),
    "an alias as the series": (
        "meetings:\n  a: &a\n    title: A\n  monthly: *a\n", of_monthly(CancelMeeting), "c/all.yaml:4:3: the text of this entry is an alias (`*name`) of another one"
    ),
    "a merged block": (
        "cities:\n  a: &a {title: A}\n" + monthly("<<: *a"), of_monthly(CancelMeeting), f"c/all.yaml:6:9: `a` {NEAR_ANCHOR}"
    ),
    "spaces that belong to the end of a text": (
        monthly("description: |", "  One.", "    "), of_monthly(CancelMeeting), "c/all.yaml:2:3: the text here is written in a way that only a person can edit"
    ),
    "a change that says this": (SERIES, of_monthly(CancelMeeting, "2027-03"), "nothing to change: the files say this already"),
    "not cancelled": (SERIES, of_monthly(ReinstateMeeting), "the files do not cancel this meeting, so there is nothing to take back"),
    "confirmed already": (SERIES, of_monthly(ConfirmMeeting), "nothing to change: this meeting is confirmed already"),
    "certain, but cancelled": (SERIES, of_monthly(ConfirmMeeting, "2027-03"), "this meeting is cancelled; `twincal reinstate` takes that back"),
    "a move in a series that is cancelled": (
        monthly("status: cancelled"), of_monthly(MoveMeeting, to="11:00"), "this meeting is cancelled by the text of its series; take that back first"
    ),
    "an hour for an open date": (webinar("starts: open"), of_talk(MoveMeeting, to="10:00"), "the date of this meeting is still open; write the date, too"),
    "no time": (SERIES, of_monthly(MoveMeeting, to="4 pm"), "`4 pm` is not an hour; write `16:00`"),
    "an extra id that is taken": (
        monthly("extra:", "  more:", "    starts: 2027-01-01"),
        AddExtra(series="monthly", id="more", values={}),
        "monthly has an extra meeting more already; choose another id",
    ),
    "an id that is taken": (
        SERIES,
        AddBlock(section="webinars", id="monthly", values={"title": "A"}),
        "there is a meeting monthly already; choose another id",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "edit", "reason"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, edit: Edit, reason: str) -> None:
    with pytest.raises(CannotEditError) as refused:
        edited(text, edit)

    assert with_advice(str(refused.value), refused.value.advice) == reason


def test_a_refusal_shows_what_to_write_by_hand() -> None:
    with pytest.raises(CannotEditError) as refused:
        edited(monthly("place: &p Hall"), MOVE)

    assert refused.value.by_hand.splitlines() == [
        "write it by hand:",
        "    meetings:",
        "      monthly:",
        "        changes:",
        "          2027-02:",
        "            move_to: 2027-02-18 09:00",
        "            reason: стачка",
    ]


def test_what_to_write_by_hand_has_lists_of_blocks_and_empty_values() -> None:
    new = {
        "starts": "2027-02-09 10:00",
        "speakers": [{"name": "A. Speaker", "role": "gardener"}, {"name": "B. Speaker"}],
        "place": None,
    }

    with pytest.raises(CannotEditError) as refused:
        edited(monthly("place: &p Hall"), AddExtra(series="monthly", id="more", values=new))

    written = yaml.load(refused.value.by_hand.partition("\n")[2], yaml.CBaseLoader)
    assert written == {"meetings": {"monthly": {"extra": {"more": {**new, "place": ""}}}}}


def real_files() -> dict[str, str]:
    """The files with meetings or webinars in this project, and the examples of its documents."""
    paths = [*ROOT.glob("config/*.yaml"), *ROOT.glob("tests/corpus/showcase/*.yaml")]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    with TemporaryDirectory() as folder:
        for path in init(Path(folder), EXAMPLE, datetime(2026, 11, 24, tzinfo=UTC)):
            texts[f"init {path.name}"] = path.read_text(encoding="utf-8")
    for name in ("configuration", "secretariat"):
        document = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```yaml\n(\w.*?)^```", document, re.MULTILINE | re.DOTALL)
        texts |= {f"docs/{name}.md {number}": block for number, block in enumerate(blocks, 1)}
    return {
        name: text
        for name, text in texts.items()
        if re.search("(?m)^(meetings|webinars):", text) and "title:" in text
    }


REAL = real_files()


def edits_of(section: str, series: str, values: dict[str, Any]) -> list[Edit]:
    key = "once" if "starts" in values and not {"days", "dates"} & values.keys() else "2030-05"
    about = {"series": series, "key": key}
    return [
        MoveMeeting(**about, to="2030-05-17 11:00", reason="стая: заета"),
        CancelMeeting(**about, reason="눈 #1"),
        retitled(**about, title="Ново", language="bg", section=section),
        AttachLink(**about, label="minutes", url="https://example.org/minutes"),
        AddExtra(series=series, id="one-more", values={"starts": "2030-05-18 10:00", "themes": ["a", "b"]}),
    ]


@pytest.mark.parametrize("name", REAL)
def test_in_the_files_of_this_project(name: str) -> None:
    text = REAL[name]
    values = yaml.load(text, yaml.CBaseLoader)
    made = 0
    for section in ("meetings", "webinars"):
        for series, block in values.get(section, {}).items():
            for edit in edits_of(section, series, block):
                wanted = after_edit(values, edit)
                after = edited(text, edit)
                made += 1
                assert yaml.load(after, yaml.CBaseLoader) == wanted
                assert [line for line in changed_lines(text, after) if re.match(r"- *#|-$", line)] == []
                assert edited(text.replace("\n", "\r\n"), edit) == after.replace("\n", "\r\n")
                assert edited(text.rstrip("\n"), edit) == after.rstrip("\n")
    assert made > 3


# Random sequences of edits on random texts

WORDS = st.sampled_from(
    [
        "room not free",
        "стая: заета",
        "눈 #1",
        '\'tis "late"',
        "no",
        "10:00",
        "- a",
        "a & b * c",
        "x: y",
        "100 %",
        "ends:",
        " z ",
    ]
)
MOMENTS = st.sampled_from(["2027-02-18 09:00", "2027-02-19", "16:30", "2027-11-01 23:45"])
KEYS = st.sampled_from(["2026-12", "2027-01", "2027-01.2", "2027-03", "extra.a", "extra.2"])


def meeting_edits() -> st.SearchStrategy[Edit]:
    about = st.one_of(
        st.tuples(st.just("monthly"), KEYS), st.just(("talk", "once")), st.just(("dates", "extra.2"))
    )

    def of(meeting: tuple[str, str]) -> st.SearchStrategy[Edit]:
        place = {"series": st.just(meeting[0]), "key": st.just(meeting[1])}
        reasons = st.one_of(st.just(""), WORDS)
        return st.one_of(
            st.builds(MoveMeeting, **place, to=MOMENTS, reason=reasons),
            st.builds(CancelMeeting, **place, reason=reasons),
            st.builds(ReinstateMeeting, **place),
            st.builds(retitled, **place, title=WORDS, language=st.sampled_from(["", "en", "ko"])),
            st.builds(ConfirmMeeting, **place),
            st.builds(
                AttachLink,
                **place,
                label=st.sampled_from(["minutes", "slides"]),
                url=st.sampled_from(["https://example.org/1", "https://example.org/2?a=b#c"]),
            ),
        )

    return about.flatmap(of)


NEW = st.fixed_dictionaries(
    {"title": WORDS, "starts": st.just("2027-02-09 10:00")},
    optional={"themes": st.lists(WORDS, min_size=2, max_size=3), "place": WORDS},
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "place": st.one_of(WORDS, st.none()),
    "title": WORDS,
    "title.ko": WORDS,
    "links.agenda": st.just("https://example.org/a?b=c#d"),
    "status": st.sampled_from(["tentative", None]),
    "busy": st.sampled_from(["true", "false"]),
    "themes": st.lists(st.sampled_from(["trams", "parks", "roofs"]), min_size=2, max_size=3, unique=True),
}
CITY_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "name": WORDS,
    "name.ko": WORDS,
    "office_hours": st.sampled_from(["08:00-16:00", None]),
    "languages": st.lists(st.sampled_from(["en", "ko", "bg"]), min_size=2, max_size=3, unique=True),
    "contacts": st.just("office@example.org"),
}


def fields(section: str, ids: list[str], keys: list[str], of: dict[str, Any]) -> st.SearchStrategy[Edit]:
    return st.sampled_from([*of]).flatmap(
        lambda name: st.builds(
            SetField,
            section=st.just(section),
            id=st.sampled_from(ids),
            key=st.sampled_from(keys),
            path=st.just(tuple(name.split("."))),
            value=of[name],
        )
    )


SERIES_IDS = ["monthly", "dates"]
BLOCKS = st.sampled_from(
    [
        *[("meetings", id) for id in SERIES_IDS],
        *[("webinars", "talk"), ("pairs", "sofia-sejong"), ("groups", "cluster")],
        *[("groups", "network"), ("cities", "sofia"), ("cities", "sejong"), ("themes", "trams")],
    ]
)
EDITS = st.one_of(
    meeting_edits(),
    meeting_edits(),
    st.builds(AddExtra, series=st.sampled_from(SERIES_IDS), id=st.sampled_from(["b", "c"]), values=NEW),
    st.builds(
        AddBlock,
        section=st.sampled_from(["meetings", "webinars"]),
        id=st.sampled_from(["new-a", "new-b", "talk"]),
        values=NEW,
    ),
    st.builds(
        AddBlock,
        section=st.sampled_from(["pairs", "groups"]),
        id=st.sampled_from(["new-pair", "sofia"]),
        values=st.just({"cities": ["sofia", "sejong"]}),
    ),
    st.builds(
        AddBlock,
        section=st.just("cities"),
        id=st.sampled_from(["lisbon", "cluster"]),
        values=st.fixed_dictionaries(
            {"name": WORDS, "country": st.just("PT"), "timezone": st.just("Europe/Lisbon")}
        ),
    ),
    fields("meetings", ["monthly"], ["", "2026-12", "2027-01", "extra.a"], FIELDS),
    fields("webinars", ["talk"], ["", "once"], FIELDS),
    fields("cities", ["sofia", "sejong"], [""], CITY_FIELDS),
    fields("programme", [""], [""], {"host.name": WORDS, "address": WORDS, "name": WORDS}),
    st.builds(
        AddRule,
        series=st.sampled_from(SERIES_IDS),
        values=st.fixed_dictionaries(
            {"from": st.sampled_from(["2026-09", "2026-10", "2027-03", "2027-06"])},
            optional={"every": st.just("last Friday"), "at": st.just("11:00"), "clock": st.just("sejong")},
        ),
    ),
    st.builds(
        AddBreak,
        series=st.just("monthly"),
        days=st.sampled_from(["2027-07-01..2027-08-31", "2027-12-24..2028-01-02"]),
        reason=st.one_of(st.just(""), WORDS),
        keys=st.sampled_from([("2027-07", "2027-08"), ("2027-01",)]),
    ),
    st.builds(
        AcceptFinding,
        section=st.just("cities"),
        id=st.sampled_from(["sofia", "sejong"]),
        code=st.sampled_from(["personal-address", "same-title"]),
        facts=st.lists(
            st.fixed_dictionaries({"title": st.lists(WORDS, min_size=1, max_size=2)}), min_size=1, max_size=2
        ),
        reason=WORDS,
    ),
    BLOCKS.filter(lambda each: each[0] not in ("cities", "themes")).map(
        lambda each: RemoveBlock(section=each[0], id=each[1])
    ),
    BLOCKS.flatmap(
        lambda each: st.builds(
            RenameBlock,
            section=st.just(each[0]),
            id=st.just(each[1]),
            to=st.sampled_from(["anew", "new-a", "once-more"]),
        )
    ),
)


def in_braces(value: Any) -> str:
    """A value as it stands on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {in_braces(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(in_braces, value))}]"
    return str(value) if re.fullmatch(r"[\w-]+", value) else json.dumps(value, ensure_ascii=False)


@st.composite
def texts(draw: st.DrawFn) -> dict[str, str]:
    """A configuration in one file or in several, in a random style: indentation, lists, braces, quotation marks,
    comments, line ends."""
    step, before_item = draw(st.integers(1, 4)), draw(st.booleans())
    comments, blanks, braces = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    quote = draw(st.sampled_from(["", "'", '"']))
    lines: list[str] = []

    def write(depth: int, values: dict[str, Any]) -> None:
        indent = " " * (step * depth)
        for key, value in values.items():
            if comments and draw(st.booleans()):
                lines.append(f"{' ' * draw(st.integers(0, 9))}# about {key}")
            name = f"{quote}{key}{quote}"
            tail = draw(st.sampled_from(["", "", "  # note", "\t# tab"]))
            is_block = isinstance(value, dict | list) and value
            if is_block and braces and depth and "\n" not in str(value) and draw(st.booleans()):
                lines.append(f"{indent}{name}: {in_braces(value)}{tail}")
            elif isinstance(value, dict) and value:
                lines.append(f"{indent}{name}:{tail}")
                write(depth + 1, value)
            elif isinstance(value, list):
                lines.append(f"{indent}{name}:{tail}")
                dash = f"{indent}{' ' * step * before_item}- "
                for item in value:
                    is_dict = isinstance(item, dict)
                    inner = (
                        [f"{each}: {json.dumps(item[each])}" for each in item]
                        if is_dict
                        else [f"{item}{tail}"]
                    )
                    lines.extend(
                        f"{dash if not number else ' ' * len(dash)}{line}"
                        for number, line in enumerate(inner)
                    )
            elif "\n" in value:
                lines.append(f"{indent}{name}: {draw(st.sampled_from(['|', '|-', '>-']))}")
                lines.extend(f"{indent}  {line}".rstrip() for line in value.splitlines())
            else:
                mark = draw(st.sampled_from(["", "'", '"']))
                lines.append(f"{indent}{name}: {mark}{value}{mark}{tail}")
            if blanks and depth < 3 and draw(st.booleans()):
                lines.append(draw(st.sampled_from(["", "", "  "])))

    changes = draw(st.lists(KEYS, unique=True, max_size=4))
    change = st.sampled_from(
        [
            {"cancel": "elections"},
            {"cancel": {"en": "elections", "ko": "선거"}},
            {"cancel": "true", "cancelled": "hide"},
            {"move_to": "2027-01-21 11:00", "reason": "room not free"},
            {"title": {"en": "Special", "ko": "특별"}, "status": "tentative"},
            {"links": {"agenda": "https://example.org/a"}},
            {"clock": "sejong", "without": "sofia"},
        ]
    )
    rule = st.sampled_from(
        [
            {"every": "third Wednesday", "from": "2026-10", "at": "10:00", "clock": "sofia"},
            {
                "every": "day 3",
                "from": "2026-10",
                "at": {"sofia": "10:00", "sejong": "16:00"},
                "clock": "alternate",
            },
            {
                "schedule": [
                    {"from": "2026-10", "every": "day 3", "clock": "sofia"},
                    {"from": "2027-03", "every": "day 4", "at": "11:00"},
                ]
            },
        ]
    )
    monthly = {
        "pair": "sofia-sejong",
        "title": draw(st.sampled_from(["Monthly", {"en": "Monthly", "ko": "월례"}])),
        **draw(rule),
    }
    monthly |= (
        {"description": "First.\n\nSecond # line.", "themes": ["trams", "parks"]}
        if draw(st.booleans())
        else {}
    )
    monthly |= (
        {"pause": draw(st.sampled_from(["2027-05-01", ["2027-05-01", "2027-05-02"]]))} if blanks else {}
    )
    monthly |= {"status": "tentative"} if draw(st.booleans()) else {}
    monthly |= {"changes": {key: draw(change) for key in changes}} if changes else {}
    monthly |= {"extra": {"a": {"starts": "2027-02-09 10:00", "title": "More"}}}
    monthly |= {"place": "Hall"} if draw(st.booleans()) else {}
    talk = {"title": "Talk", "starts": "2027-03-09 09:00"} | draw(
        st.sampled_from(
            [
                {"audience": "cluster"},
                {"ends": "10:30", "audience": ["sejong", "sofia-sejong", "network"]},
                {"ends": "2027-03-10 01:00"},
                {"status": "cancelled", "reason": "snow"},
            ]
        )
    )
    dates = {
        "group": "cluster",
        "title": "Dates",
        "dates": ["2027-03-18 10:00", "2027-06-17 10:00"],
        "links": {"agenda": "https://example.org/x"},
    }
    sections: list[tuple[str, dict[str, Any]]] = [
        ("meetings", {"monthly": monthly, "dates": dates}),
        ("webinars", {"talk": talk}),
        (
            "cities",
            {
                "sofia": {
                    "name": "София",
                    "country": "BG",
                    "timezone": "Europe/Sofia",
                    "languages": ["en", "bg"],
                },
                "sejong": {"name": {"en": "Sejong", "ko": "세종"}, "country": "KR", "timezone": "Asia/Seoul"},
            },
        ),
        ("pairs", {"sofia-sejong": {"cities": ["sofia", "sejong"], "themes": "trams"}}),
        ("groups", {"cluster": ["sejong", "sofia"], "network": {"cities": ["sofia"]}}),
        ("themes", {"trams": {"name": "Trams"}, "parks": {"name": "Parks"}, "roofs": {"name": "Roofs"}}),
    ]
    line_break = draw(st.sampled_from(["\n", "\r\n"]))
    shuffled = draw(st.permutations(sections))
    cuts = sorted(draw(st.sets(st.integers(1, 5), max_size=2)))
    files = {"programme.yaml": HEAD}
    for first, last in pairwise((0, *cuts, 6)):
        lines.clear()
        for section, values in shuffled[first:last]:
            write(0, {section: values})
        text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n# The end.\n"]))
        files[f"{first}.yaml"] = text.replace("\n", line_break)
    return files


def values_of(files: dict[str, str]) -> dict[str, Any]:
    """What all files say."""
    values: dict[str, Any] = {}
    for text in files.values():
        for section, blocks in (yaml.load(text, yaml.CBaseLoader) or {}).items():
            values[section] = {**values.get(section, {}), **(blocks or {})}
    return {section: blocks for section, blocks in values.items() if blocks}


def blocks_of(files: dict[str, str]) -> dict[tuple[str, str], str]:
    """The text of each block, without what stands behind it."""

    def end(node: yaml.Node) -> int:
        if isinstance(node, yaml.ScalarNode) or node.flow_style:
            return int(node.end_mark.index)
        return max(
            end(each) for item in node.value for each in (item if isinstance(item, tuple) else (item,))
        )

    return {
        (section.value, id.value): text[id.start_mark.index : end(block)].rstrip()
        for text in files.values()
        if (root := yaml.compose(text, yaml.CSafeLoader)) is not None
        for section, blocks in root.value
        for id, block in blocks.value
    }


def is_about_nothing(values: dict[str, Any], edit: Edit) -> bool:
    """Whether an edit before took away what this one is about."""
    if isinstance(edit, AddBlock):
        return False
    if isinstance(edit, SetField | RemoveBlock | RenameBlock | AcceptFinding):
        return bool(edit.id) and edit.id not in values.get(edit.section, {})
    return not any(edit.series in values.get(section, {}) for section in ("meetings", "webinars"))


@settings(max_examples=EXAMPLES, deadline=None)
@given(files=texts(), edits=st.lists(EDITS, min_size=1, max_size=6))
def test_random_edits_of_texts_equal_the_same_edits_of_values(
    files: dict[str, str], edits: list[Edit]
) -> None:
    """`LAW_EXAMPLES=1000 pytest tests/configuration/test_edits.py` looks longer."""
    values = values_of(files)
    for edit in edits:
        if is_about_nothing(values, edit):
            continue
        try:
            wanted = after_edit(values, edit)
        except Refusal:
            with pytest.raises(CannotEditError):
                edited_files(files, edit)
            continue
        after = edited_files(files, edit)
        assert without_ends(values_of(after)) == without_ends(wanted)
        before, now = blocks_of(files), blocks_of(after)
        for section, id in before:
            if values[section][id] == wanted.get(section, {}).get(id):
                assert now[section, id] == before[section, id]
        for name, text in files.items():
            comments = iter(re.findall(r"(?m)^ *# about [^\r\n]*", text))
            kept = re.findall(r"(?m)^ *# about [^\r\n]*", after[name])
            assert all(each in comments for each in kept)
            assert isinstance(edit, RemoveBlock) or not [*comments]
            if not after[name]:
                continue  # its only block went
            assert after[name].endswith("\n") == text.endswith("\n")
            breaks = {*re.findall("\r?\n", text)}  # none in what is left of a file whose blocks went
            assert not breaks or {*re.findall("\r?\n", after[name])} <= breaks
        files, values = after, wanted


def without_ends(value: Any) -> Any:
    """The same without line breaks at the end of texts."""
    if isinstance(value, dict):
        return {key: without_ends(each) for key, each in value.items()}
    return value.rstrip("\n") if isinstance(value, str) else value


def test_the_values_of_something_new_keep_their_order_and_none_is_lost() -> None:
    given = {
        "new_key": "x",
        "themes": ["trams"],
        "audience": "all",
        "title": "Trams",
        "place": "",
        "pair": "p",
    }

    assert [*in_order(given).items()] == [
        ("pair", "p"),
        ("title", "Trams"),
        ("audience", "all"),
        ("themes", "trams"),
        ("new_key", "x"),
    ]
