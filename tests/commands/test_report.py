"""`twincal report`: what took place in some months, counted from the record."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import pytest

from support.shell import Shell
from support.small_programme import WITH_DUBLIN, small, webinar

FROM_JANUARY_TO_JUNE = ("--from", "2027-01", "--to", "2027-06")
AFTERWARDS = "2027-07-01T09:00:00Z"


@pytest.fixture
def half_year(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Half a year of a pair and a webinar, as people changed it while it went on.

    The third Wednesdays are 20 January, 17 February, 17 March, 21 April, 19 May and 16 June. Sofia is closed
    on 17 February: the meeting is on the day after. In March it is skipped, in April moved by hand, in May
    cancelled, in June nobody came. The webinar has moved, too, and an extra meeting was cancelled.
    """
    monkeypatch.chdir(tmp_path)
    shell = Shell(tmp_path)
    programme = small(
        WITH_DUBLIN,
        (
            "    timezone: Europe/Sofia\n",
            "    timezone: Europe/Sofia\n    closed: [2027-02-17, 2027-03-17]\n",
        ),
        (
            "    from: 2026-06\n",
            "    from: 2026-06\n    minutes: expected\n    on_holiday: next working day\n"
            "    changes:\n      2027-03:\n        on_holiday: skip\n",
        ),
    )
    shell.write(programme + webinar("green-roofs", "2027-03-09 10:00"))
    assert shell.apply().code == 0
    for words, now in (
        (("move", "monthly/2027-04", "2027-04-22 11:00", "--reason", "Room"), "2027-01-04T09:00:00Z"),
        (("move", "green-roofs", "2027-03-10 10:00"), "2027-01-05T09:00:00Z"),
        (("extra", "monthly/trams", "2027-06-08 10:00", "--title", "Trams"), "2027-01-06T09:00:00Z"),
        (("cancel", "monthly/extra.trams", "--reason", "Strike"), "2027-01-07T09:00:00Z"),
        (("cancel", "monthly/2027-05", "--reason", "Elections"), "2027-05-03T09:00:00Z"),
        (("set", "monthly/2027-01", "present", "12"), "2027-06-30T09:00:00Z"),
        (("set", "green-roofs", "present", "40"), "2027-06-30T09:00:00Z"),
        (("set", "monthly/2027-06", "held", "no"), "2027-06-30T09:00:00Z"),
        (("attach", "monthly/2027-01", "minutes", "https://example.org/m"), "2027-06-30T09:00:00Z"),
    ):
        answer = shell.run(*words, "--yes", "--allow", "clock", "--config", str(shell.config), now=now)
        assert (answer.code, answer.err) == (0, ""), (words, answer)
    return shell


def rows(shell: Shell, *words: str, now: str = AFTERWARDS) -> Sequence[Mapping[str, Any]]:
    answer = shell.run("report", *FROM_JANUARY_TO_JUNE, *words, "--format", "json", now=now)
    assert answer.code == 0, answer
    found: Sequence[Mapping[str, Any]] = json.loads(answer.text)
    return found


def numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is not 0 in a row."""
    return {key: value for key, value in row.items() if value and key not in ("id", "name")}


def test_a_half_year_is_counted_as_by_hand(half_year: Shell) -> None:
    pair, others = rows(half_year)
    assert (pair["id"], pair["name"]) == ("sofia-sejong", "Sofia–Sejong")
    assert numbers(pair) == {
        "planned": 7,
        "held": 3,
        "not_held": 1,
        "cancelled": 2,
        "skipped": 1,
        "moved": 1,
        "moved_by_holiday": 1,
        "planned_minutes": 180,
        "present": 12,
        "with_minutes": 1,
        "without_minutes": 2,
    }
    assert (others["id"], others["name"]) == ("", "Webinars and others")
    assert numbers(others) == {"planned": 1, "held": 1, "moved": 1, "planned_minutes": 60, "present": 40}


def test_what_is_not_over_is_coming(half_year: Shell) -> None:
    pair, others = rows(half_year, now="2027-02-01T09:00:00Z")
    assert (pair["held"], pair["coming"], pair["not_held"]) == (1, 3, 0)
    assert (others["held"], others["coming"]) == (0, 1)


def test_people_of_whom_nobody_wrote_are_unknown_and_not_none(half_year: Shell) -> None:
    by_month = {row["id"]: row["present"] for row in rows(half_year, "--by", "month")}
    assert (by_month["2027-01"], by_month["2027-02"]) == (12, None)


def test_a_city_counts_each_of_its_meetings_and_a_quarter_each_once(half_year: Shell) -> None:
    by_city = {row["id"]: row["planned"] for row in rows(half_year, "--by", "city")}
    assert by_city == {"sofia": 8, "sejong": 8, "dublin": 1}
    by_quarter = {row["id"]: (row["planned"], row["held"]) for row in rows(half_year, "--by", "quarter")}
    assert by_quarter == {"2027-Q1": (4, 3), "2027-Q2": (4, 1)}


def test_a_city_hears_its_own_meetings_by_its_own_days(half_year: Shell) -> None:
    (row,) = rows(half_year, "dublin")
    assert numbers(row) == {"planned": 1, "held": 1, "moved": 1, "planned_minutes": 60, "present": 40}
    half_year.add(
        "  night: {title: Night, starts: 2027-06-30 23:00, clock: sofia, duration: 60 min, audience: all}\n"
    )
    assert half_year.apply("--allow", "clock", "--allow", "large", now="2027-06-30T10:00:00Z").code == 0
    later = ("--from", "2027-07", "--to", "2027-07", "--format", "json")
    of_sejong = half_year.run("report", "sejong", *later, now="2027-08-01T09:00:00Z").text
    assert [row["planned"] for row in json.loads(of_sejong)] == [1, 1]
    of_sofia = half_year.run("report", "sofia", *later, now="2027-08-01T09:00:00Z").text
    assert [row["planned"] for row in json.loads(of_sofia)] == [1]


def test_people_read_the_reasons_and_who_had_odd_hours(half_year: Shell) -> None:
    text = half_year.run("report", *FROM_JANUARY_TO_JUNE, now=AFTERWARDS).text
    assert "8 planned (4 held, 1 not held, 2 cancelled, 1 skipped). Each meeting counts once here." in text
    for line in (
        "2027-02-18  monthly/2027-02      Monthly      moved from Wed 17 Feb 2027 10:00 Europe/Sofia  closed (Sofia)",
        "2027-03-17  monthly/2027-03      Monthly      skipped                                        closed (Sofia)",
        "2027-04-22  monthly/2027-04      Monthly      moved from Wed 21 Apr 2027 10:00 Europe/Sofia  Room",
        "2027-05-19  monthly/2027-05      Monthly      cancelled",
        "2027-06-08  monthly/extra.trams  Trams        cancelled",
        "2027-06-16  monthly/2027-06      Monthly      not held",
        "2027-03-10  green-roofs/once     Green roofs  moved from Tue 9 Mar 2027 10:00 Europe/Sofia",
    ):
        assert line in text, (line, text)
    assert "Minutes outside office hours" in text


def test_a_private_meeting_is_counted_and_nobody_reads_which_it_was(half_year: Shell) -> None:
    half_year.add(
        "  merger: {title: Merger of districts, starts: 2027-06-30 14:00, clock: sofia, duration: 60 min,\n"
        "    audience: all, visibility: private, cancel: The mayor resigned}\n"
    )
    assert half_year.apply("--allow", "clock", now="2027-06-30T10:00:00Z").code == 0
    text = half_year.run("report", *FROM_JANUARY_TO_JUNE, now=AFTERWARDS).text.casefold()
    assert "3 cancelled" in text
    (line,) = [line for line in text.splitlines() if "private meeting" in line]
    assert line.split() == ["2027-06-30", "private", "meeting", "cancelled"]
    assert not [word for word in ("merger", "mayor") if word in text]


def test_the_workbook_explains_the_numbers_and_the_csv_has_them_alone(half_year: Shell) -> None:
    answer = half_year.run("report", *FROM_JANUARY_TO_JUNE, "--format", "xlsx", now=AFTERWARDS)
    book = openpyxl.load_workbook(half_year.folder / answer.text.strip())
    assert book.sheetnames == ["Report", "Not as planned", "Odd hours", "Months", "How counted"]
    answer = half_year.run("report", *FROM_JANUARY_TO_JUNE, "--format", "csv", now=AFTERWARDS)
    (pair, _) = csv.DictReader(io.StringIO(answer.out.decode("utf-8-sig")))
    assert (pair["id"], pair["held"]) == ("sofia-sejong", "3")


def test_the_report_of_a_year_stays_the_same_when_calendars_have_left_it(half_year: Shell) -> None:
    before = rows(half_year)
    assert half_year.apply("--allow", "clock", now="2029-02-01T09:00:00Z").code == 0
    assert rows(half_year, now="2029-02-01T09:00:00Z") == before


def test_a_record_that_begins_later_says_what_it_does_not_know(half_year: Shell) -> None:
    text = half_year.run("report", "--from", "2026-06", "--to", "2027-06", now=AFTERWARDS).text
    assert "The record begins on 24 November 2026." in text
    assert "The record begins" not in half_year.run("report", *FROM_JANUARY_TO_JUNE, now=AFTERWARDS).text


def test_a_meeting_that_a_day_off_moved_and_people_cancelled_has_the_reason_of_its_cancellation(
    half_year: Shell,
) -> None:
    words = ("cancel", "monthly/2027-02", "--reason", "Strike", "--allow", "past", "--yes")
    answer = half_year.run(*words, "--config", str(half_year.config), now="2027-06-30T09:00:00Z")
    assert answer.code == 0, answer
    (line,) = [
        line
        for line in half_year.run("report", *FROM_JANUARY_TO_JUNE, now=AFTERWARDS).text.splitlines()
        if "monthly/2027-02" in line
    ]
    assert line.split()[-2:] == ["cancelled", "Strike"]


def test_a_webinar_that_moved_again_has_moved_from_its_first_time_and_one_that_moved_back_has_not(
    half_year: Shell,
) -> None:
    options = ("--allow", "past", "--yes", "--config", str(half_year.config))
    for start, found in (("2027-03-11 10:00", 1), ("2027-03-09 10:00", 0)):
        assert half_year.run("move", "green-roofs", start, *options, now="2027-06-30T09:00:00Z").code == 0
        _, others = rows(half_year)
        assert others["moved"] == found
        text = half_year.run("report", *FROM_JANUARY_TO_JUNE, now=AFTERWARDS).text
        assert ("moved from Tue 9 Mar 2027 10:00 Europe/Sofia" in text) == bool(found)


def test_a_meeting_that_was_never_confirmed_is_named_before_it_is_counted_as_held(half_year: Shell) -> None:
    before = half_year.run("report", *FROM_JANUARY_TO_JUNE, now=AFTERWARDS).text
    assert "had not been confirmed" not in before
    half_year.add(
        "  talks: {title: Talks, starts: 2027-06-30 14:00, clock: sofia, duration: 60 min, audience: all,\n"
        "    status: tentative}\n"
    )
    assert half_year.apply("--allow", "clock", now="2027-06-30T10:00:00Z").code == 0
    text = half_year.run("report", *FROM_JANUARY_TO_JUNE, now=AFTERWARDS).text
    assert "Of those held, 1 had not been confirmed: write “held: no” where one fell through." in text


def test_people_at_the_first_of_several_dates_were_not_at_the_others(half_year: Shell) -> None:
    half_year.add(
        "  talks: {title: Talks, starts: 2027-06-30 10:00, clock: sofia, duration: 60 min, audience: all,\n"
        "    present: 30, extra: {second: {starts: 2027-06-30 14:00}}}\n"
    )
    assert half_year.apply("--allow", "clock", now="2027-06-30T10:00:00Z").code == 0
    _, others = rows(half_year)
    assert (others["held"], others["present"]) == (3, 40 + 30)


def test_the_export_says_the_same_of_each_meeting_as_the_report(half_year: Shell) -> None:
    for meeting in ("monthly/2027-05", "monthly/2027-06"):
        words = ("set", meeting, "present", "9", "--yes", "--config", str(half_year.config))
        assert half_year.run(*words, now="2027-06-30T09:00:00Z").code == 0
    answer = half_year.run("export", *FROM_JANUARY_TO_JUNE, "--format", "json", now=AFTERWARDS)
    found = {f"{row['series']}/{row['key']}": row for row in json.loads(answer.text)}
    assert {name: row["reason"] for name, row in found.items() if row["reason"]} == {
        "monthly/2027-02": "closed (Sofia)",
        "monthly/2027-04": "Room",
        "monthly/2027-05": "Elections",
        "monthly/extra.trams": "Strike",
    }
    people = {name: row["present"] for name, row in found.items() if row["present"] is not None}
    assert people == {"monthly/2027-01": 12, "green-roofs/once": 40}
    assert sum(people.values()) == sum(row["present"] for row in rows(half_year))


def test_a_meeting_of_two_pairs_counts_once_apart_and_for_each_of_its_cities(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shell = Shell(tmp_path)
    second = ("  sofia-sejong:\n", "  dublin-sejong:\n    cities: [dublin, sejong]\n  sofia-sejong:\n")
    shell.write(
        small(WITH_DUBLIN, second)
        + webinar("trams", "2027-03-09 10:00", audience="[sofia-sejong, dublin-sejong]")
    )
    assert shell.apply().code == 0

    by_pair = {row["id"]: row["planned"] for row in rows(shell, "--by", "pair")}
    by_city = {row["id"]: row["planned"] for row in rows(shell, "--by", "city")}
    assert by_pair == {"sofia-sejong": 6, "": 1}
    assert by_city == {"sofia": 7, "sejong": 7, "dublin": 1}
