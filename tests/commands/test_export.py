"""`twincal export`: what is recorded of meetings, for a spreadsheet, a mail, a program or a calendar."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import msgspec
import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl import Workbook

from scheduler.commands.export import without_ways_to_join
from scheduler.programme.details import Content
from scheduler.programme.texts import Text
from support import store_values as values
from support.shell import Shell
from support.small_programme import WITH_BULGARIAN, Edit, small, webinar

MOVED_AND_CANCELLED: Edit = (
    "    from: 2026-06\n",
    "    from: 2026-06\n    changes:\n      2026-12:\n        move_to: 2026-12-17 11:00\n        reason: room not free\n"
    "      2027-01:\n        cancel: snow\n",
)
ALTERNATING: Edit = ("    clock: sofia\n", "    clock: alternate\n")
JOIN = "join: {url: https://meet.example.org/abc, passcode: tram-4711}"
LINKED = (
    "links: {Slides: https://example.org/s, 회의록: https://example.org/m, Photos: https://example.org/p}",
)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell in its own folder, where files are written."""
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path)


def applied(shell: Shell, *edits: Edit, more: str = "") -> Shell:
    shell.write(small(*edits) + more)
    answer = shell.apply()
    assert answer.code == 0, answer
    return shell


def exported(shell: Shell, *words: str) -> Sequence[Mapping[str, Any]]:
    """The rows for programs."""
    rows: Sequence[Mapping[str, Any]] = json.loads(shell.run("export", *words, "--format", "json").text)
    return rows


def workbook(shell: Shell, *words: str) -> Workbook:
    name = shell.run("export", *words, "--format", "xlsx").text.strip()
    return openpyxl.load_workbook(shell.folder / name)


def events(calendar: bytes) -> set[bytes]:
    """Each VEVENT, to the byte."""
    return {part.partition(b"END:VEVENT")[0] for part in calendar.split(b"BEGIN:VEVENT")[1:]}


def rows(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return [*book[sheet].iter_rows(values_only=True)]


def test_a_workbook_has_the_meetings_a_summary_and_how_they_were_counted(shell: Shell) -> None:
    applied(shell, MOVED_AND_CANCELLED)

    book = workbook(shell, "sofia", "--from", "2026-11-01", "--to", "2027-02-28")
    meetings = [dict(zip(rows(book, "Meetings")[0], row, strict=True)) for row in rows(book, "Meetings")[1:]]
    how = dict(rows(book, "How counted"))

    assert book.sheetnames == ["Meetings", "Summary", "How counted"]
    assert [row["Local start"] for row in meetings] == [
        datetime(2026, 11, 18, 10),
        datetime(2026, 12, 17, 11),
        datetime(2027, 1, 20, 10),
        datetime(2027, 2, 17, 10),
    ]
    assert [row["Local start (2nd)"].hour for row in meetings] == [17, 18, 17, 17]
    assert (meetings[1]["Planned start"], meetings[1]["Reason"]) == (
        datetime(2026, 12, 16, 10),
        "room not free",
    )
    headings, *months = rows(book, "Summary")
    assert headings[:7] == ("Month", "Planned", "Held", "Not held", "Cancelled", "Skipped", "Coming")
    assert [month[:7] for month in months] == [
        ("2026-11", 1, 1, 0, 0, 0, 0),
        ("2026-12", 1, 0, 0, 0, 0, 1),
        ("2027-01", 1, 0, 0, 1, 0, 0),
        ("2027-02", 1, 0, 0, 0, 0, 1),
    ]
    assert len(book["Summary"]._charts) == 1
    assert how["Record"] == "revision 1 of 2026-11-24 09:00 UTC"
    assert how["Time-zone data"]
    assert {"Planned", "Held", "Skipped", "Moved", "Moved by a day off", "People"} <= how.keys()
    assert how["Days"].startswith("from 2026-11-01 to 2027-02-28")


def test_the_summary_has_every_month_of_the_city_that_was_asked_for(shell: Shell) -> None:
    applied(
        shell,
        ("from: 2026-06", "from: 2027-01"),
        more=webinar("trees", "2026-10-31 23:00"),
    )

    summary = rows(workbook(shell, "sejong", "--to", "2027-01-31"), "Summary")

    assert [row[:2] for row in summary[1:]] == [("2026-11", 1), ("2026-12", 0), ("2027-01", 1)]


def test_a_meeting_that_was_cancelled_was_not_held(shell: Shell) -> None:
    applied(
        shell,
        ("    from: 2026-06\n", "    from: 2026-06\n    changes:\n      2026-10:\n        cancel: snow\n"),
    )

    found = {row["key"]: row["status"] for row in exported(shell, "--to", "2026-12-31")}
    assert (found["2026-10"], found["2026-11"], found["2026-12"]) == ("cancelled", "held", "confirmed")


def test_whole_days_have_days_and_no_minutes_also_where_they_were_planned(shell: Shell) -> None:
    applied(
        shell,
        (
            "meetings:\n",
            "meetings:\n  visit:\n    pair: sofia-sejong\n    title: Visit\n    starts: 2026-12-07\n"
            "    days: 2\n    clock: sofia\n    changes:\n      once:\n        move_to: 2026-12-09\n",
        ),
    )

    (row,) = [row for row in exported(shell) if row["series"] == "visit"]
    days = {key: row[key] for key in ("start", "end", "planned", "start_2", "minutes", "start_utc")}
    assert days == {
        "start": "2026-12-09",
        "end": "2026-12-10",
        "planned": "2026-12-07",
        "start_2": "2026-12-09",
        "minutes": None,
        "start_utc": None,
    }


def test_a_file_has_the_same_bytes_again_and_is_never_overwritten(shell: Shell) -> None:
    applied(shell)
    names = [shell.run("export", "sofia", "--format", "xlsx").text.strip() for _ in range(3)]

    assert names == ["meetings-sofia.xlsx", "meetings-sofia_2.xlsx", "meetings-sofia_3.xlsx"]
    assert len({(shell.folder / name).read_bytes() for name in names}) == 1


def test_each_side_keeps_its_column_when_the_clock_alternates(shell: Shell) -> None:
    applied(shell, ALTERNATING)
    found = exported(shell, "sofia-sejong", "--to", "2026-12-31")

    assert {row["clock"] for row in found} == {"Europe/Sofia", "Asia/Seoul"}
    assert {(row["city_1"], row["city_2"]) for row in found} == {("Sofia", "Sejong")}


def test_who_was_asked_for_comes_first_and_a_fourth_city_shares_a_column(shell: Shell) -> None:
    others = "".join(
        f"  {name}:\n    name: {name.title()}\n    country: IE\n    timezone: Europe/Dublin\n"
        for name in ("cork", "dublin", "galway")
    )
    everyone = "[sofia-sejong, cork, dublin, galway]"
    applied(
        shell, ("pairs:\n", f"{others}pairs:\n"), more=webinar("trees", "2026-12-10 10:00", audience=everyone)
    )

    def cities(name: str) -> list[str]:
        (row,) = [row for row in exported(shell, name) if row["series"] == "trees"]
        return [row[key] for key in ("city_1", "start_1", "city_2", "city_3", "more_cities")]

    assert cities("sejong") == [
        *("Sejong", "2026-12-10T17:00:00", "Cork", "Dublin"),
        "Galway 08:00, Sofia 10:00",
    ]
    assert cities("sofia-sejong") == [
        *("Sofia", "2026-12-10T10:00:00", "Sejong", "Cork"),
        "Dublin 08:00, Galway 08:00",
    ]


def test_a_meeting_that_left_the_calendars_and_the_files_is_in_it(shell: Shell) -> None:
    applied(shell, more=webinar("trees", "2021-05-06 10:00"))
    shell.write(small())
    shell.apply("--allow", "past", "--allow", "large")

    assert exported(shell)[0]["series"] == "trees"


@pytest.mark.parametrize("join", [JOIN, JOIN.replace("}", ", public: true}")], ids=["private", "public"])
@pytest.mark.parametrize("style", ["csv", "json", "markdown", "ics", "xlsx"])
def test_a_private_meeting_is_marked_and_no_form_has_the_way_to_join(
    shell: Shell, style: str, join: str
) -> None:
    applied(shell, more=webinar("trees", "2026-12-10 10:00", "visibility: private", join))

    answer = shell.run("export", "--from", "2026-12-10", "--to", "2026-12-10", "--format", style)
    text = answer.text
    if style == "xlsx":
        book = openpyxl.load_workbook(shell.folder / answer.text.strip())
        text = repr([rows(book, sheet) for sheet in book.sheetnames])

    assert "Trees" in text
    assert ("private" in text) == (style != "ics")
    assert "meet.example.org" not in text
    assert "4711" not in text


@pytest.mark.parametrize("style", ["json", "ics"])
def test_a_private_meeting_whose_texts_let_people_in_is_handed_on_without_them(
    shell: Shell, style: str
) -> None:
    applied(
        shell,
        more=webinar(
            *("trees", "2026-12-10 10:00", "visibility: private", "place: https://zoom.us/j/4711"),
            *("description: 'Passcode: 4711'", "kind: Workshop", "reason: 'see zoom.us/j/4711'"),
            *("links: {Room: https://zoom.us/j/4711, Slides: https://example.org/s}",),
            "join: {url: https://meet.example.org/4711, public: true}",
        ),
    )

    text = shell.run("export", "--from", "2026-12-10", "--to", "2026-12-10", "--format", style).text

    assert "4711" not in text
    assert "Room" not in text
    assert "slides" in text.replace("\r\n ", "").casefold()


def test_a_hidden_meeting_is_marked_and_stands_in_no_calendar_file(shell: Shell) -> None:
    applied(shell, more=webinar("trees", "2026-12-10 10:00"))
    shell.edit(("audience: all\n", "audience: all\n    cancel: a mistake\n    cancelled: hide\n"))
    shell.apply()

    (row,) = [row for row in exported(shell) if row["series"] == "trees"]
    assert (row["status"], row["visibility"]) == ("cancelled", "hidden")
    assert "Trees" not in shell.run("export", "--format", "ics").text
    assert "Trees" not in shell.run("agenda", "--limit", "30").text


def test_papers_are_named_by_what_they_are_or_by_their_own_label(shell: Shell) -> None:
    applied(shell, more=webinar("trees", "2026-10-08 10:00", *LINKED))

    (row,) = [row for row in exported(shell) if row["series"] == "trees"]
    assert row["papers"] == "slides, minutes, Photos"


def test_days_are_those_of_the_city_that_was_asked_for(shell: Shell) -> None:
    applied(shell, more=webinar("trees", "2026-12-10 23:00"))
    day = ("--from", "2026-12-11", "--to", "2026-12-11")

    assert [row["start_1"] for row in exported(shell, "sejong", *day)] == ["2026-12-11T06:00:00"]
    assert exported(shell, "sofia", *day) == []


def test_files_of_two_quarters_have_no_meeting_twice(shell: Shell) -> None:
    visit = "  visit: {pair: sofia-sejong, title: Visit, starts: 2026-12-30, days: 4, clock: sofia}\n"
    applied(shell, ("meetings:\n", f"meetings:\n{visit}"), more=webinar("trees", "2026-12-31 23:30"))
    quarters = ("--to", "2026-12"), ("--from", "2027-01", "--to", "2027-03")

    before, after = ([row["series"] for row in exported(shell, *days)] for days in quarters)

    assert before[-2:] == ["visit", "trees"]
    assert set(after) == {"monthly"}
    assert b"Trees" not in shell.run("export", *quarters[1], "--format", "ics").out


def test_a_calendar_file_has_the_instants_of_its_rows_also_by_rules_of_long_ago(shell: Shell) -> None:
    applied(shell, more=webinar("trees", "2018-12-06 10:00", clock="America/Sao_Paulo"))

    body = shell.run("export", "--to", "2026-12-31", "--format", "ics").out
    calendar = icalendar.Calendar.from_ical(body)
    starts = [event["DTSTART"].dt.astimezone(UTC) for event in calendar.walk("VEVENT")]

    assert starts == [
        datetime.fromisoformat(row["start_utc"]) for row in exported(shell, "--to", "2026-12-31")
    ]
    assert b"TZOFFSETTO:-0200" in body  # summer time, which Brazil ended in 2019


def test_a_calendar_file_has_the_entries_of_the_feeds_to_the_byte(shell: Shell) -> None:
    applied(shell, ("  host:\n", "  address: https://old.example.org\n  host:\n"))
    shell.edit(("https://old.example.org", "https://new.example.org"))
    assert shell.apply().code == 0

    in_feed = events(shell.run("feed", "programme").out)
    assert b"old.example.org" in b"".join(in_feed)
    assert in_feed <= events(shell.run("export", "--format", "ics").out)


def test_agenda_prints_the_same_columns_without_private_meetings(shell: Shell) -> None:
    applied(shell, more=webinar("trees", "2026-12-10 10:00", "visibility: private"))

    answer = shell.run("agenda", "--limit", "1", "--format", "csv", "--separator", ";")
    (row,) = csv.DictReader(io.StringIO(answer.out.decode("utf-8-sig")), delimiter=";")

    assert row.keys() == exported(shell)[0].keys()
    assert (row["series"], row["key"], row["start_2"]) == ("monthly", "2026-12", "2026-12-16 17:00")


def private_trees(shell: Shell, *lines: str) -> str:
    applied(shell, WITH_BULGARIAN, more=webinar("trees", "2026-12-10 10:00", "visibility: private", *lines))
    formats = ("csv", "json", "markdown", "text", "ics")
    return "".join(shell.run("export", "--format", each).text.replace("\r\n ", "") for each in formats)


@pytest.mark.parametrize(
    "line",
    [
        "description: {en: Oaks, bg: 'парола: 4711'}",
        "speakers: [{name: A. Person, role: 'passcode: 4711'}]",
        "kind: 'passcode: 4711'",
    ],
    ids=["translation", "role", "kind"],
)
def test_no_text_of_a_private_meeting_hands_on_a_way_to_join(shell: Shell, line: str) -> None:
    assert "4711" not in private_trees(shell, line)


def test_not_even_its_title_does(shell: Shell) -> None:
    secret = webinar("trees", "2026-12-10 10:00", "visibility: private")
    applied(shell, more=secret.replace("title: Trees", "title: 'Trees, passcode: 4711'"))

    assert [row["title"] for row in exported(shell) if row["series"] == "trees"] == ["private"]


def test_a_field_that_is_added_to_a_meeting_cannot_leak() -> None:
    wider = msgspec.defstruct(
        "Wider", [("notes", Text), ("more", tuple[Text, ...])], bases=(Content,), frozen=True, kw_only=True
    )
    stored = values.stored(title=Text.plain("Trees"))
    told = Text.of({"en": "Nothing", "bg": "парола: 4711"})
    content = wider(title=Text.plain("Trees"), visibility="private", notes=told, more=(told,))

    closed = without_ways_to_join(replace(stored, occurrence=replace(stored.occurrence, content=content)))

    assert b"4711" not in msgspec.json.encode(closed.occurrence.content)
