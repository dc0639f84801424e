"""The desk counts what took place and hands meetings on, with the tables and files of the commands."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from desk.conftest import SOFIA_SEJONG, Visitor, hidden, words
from scheduler.desk import office_pages
from scheduler.desk.messages import Download
from support.shell import Shell

SUMMER = {"from": "2026-06", "to": "2026-09"}
DAYS = ("--from", "2026-06", "--to", "2026-09")


def file(visitor: Visitor, page: str, **fields: str) -> Download:
    """The file that a page gives."""
    answer = visitor.get(page, **fields)
    assert answer.download is not None, words(answer)
    return answer.download


def test_the_report_has_the_tables_of_the_command_for_this_year(visitor: Visitor) -> None:
    page = visitor.get("report")

    assert 'name="from" type="month" value="2026-01"' in page.body
    assert 'name="to" type="month" value="2026-12"' in page.body
    assert "Pair or group Planned Held Not held Cancelled Skipped Coming" in words(page)
    assert "sofia-sejong Sofia–Sejong 7 6 0 0 0 1" in words(page)
    assert "From 1 January 2026 to 31 December 2026: 15 planned (12 held, 3 coming)." in words(page)


def test_it_counts_the_months_and_rows_that_are_chosen(visitor: Visitor) -> None:
    page = words(visitor.get("report", by="city", **SUMMER))

    assert "City Planned Held" in page
    assert "sejong Sejong 8 8" in page
    assert "over, and your files say “held: no”" in page


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize(
    ("page", "fields", "command"),
    [
        ("report", {"by": "city"}, ("report", "--by", "city")),
        ("report", {"name": "pairs/dublin-sejong"}, ("report", "dublin-sejong")),
        ("export", {"name": ""}, ("export",)),
        ("export", {"name": "cities/sofia"}, ("export", "sofia")),
    ],
)
def test_a_file_is_that_of_the_command(
    visitor: Visitor,
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    fields: dict[str, str],
    command: tuple[str, ...],
    ending: str,
) -> None:
    monkeypatch.chdir(shell.folder)

    later = replace(visitor, now=visitor.now + timedelta(days=1))
    found = file(later, page, format=ending, **fields, **SUMMER)
    told = shell.run(*command, *DAYS, "--format", ending, now=later.now.isoformat())

    assert told.code == 0, told
    if ending == "xlsx":
        assert told.text.strip() == found.name
        assert found.body == Path(found.name).read_bytes()
        assert openpyxl.load_workbook(io.BytesIO(found.body)).sheetnames[-1] == "How counted"
    else:
        assert found.body == told.out


def test_pages_lead_to_the_report_and_the_export(visitor: Visitor) -> None:
    first, city = visitor.get("").body, visitor.get("calendar", name="cities/sofia").body

    assert 'href="report"' in first
    assert 'href="export"' in visitor.get("report").body
    assert 'href="report?name=cities/sofia"' in city
    assert 'href="export?name=cities/sofia"' in city
    assert "What took place: Sofia" in words(visitor.get("report", name="cities/sofia"))
    assert "Hand on meetings: Sofia" in words(visitor.get("export", name="cities/sofia"))


def test_a_key_for_a_pair_counts_and_hands_on_that_pair_alone(visitor: Visitor) -> None:
    own = replace(visitor, scope=SOFIA_SEJONG)

    for fields in ({}, {"name": "pairs/sofia-sejong"}):
        assert "From 1 January 2026 to 31 December 2026: 7 planned" in words(own.get("report", **fields))
        assert b"talks" not in file(own, "export", format="csv", **fields).body
    for page in ("report", "export"):
        for name in ("programme", "cities/sofia", "pairs/dublin-sejong"):
            assert own.get(page, name=name, format="csv").status == 409


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"from": "soon"},
            "“soon” is neither a month nor a date; write for example “2026-12” or “2026-12-16”",
        ),
        ({"from": "2026-06", "to": "2026-05"}, "The last month is before the first one Choose both again"),
        ({"format": "pdf"}, "There is no such file Choose Excel or CSV"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(
    visitor: Visitor, fields: dict[str, str], said: str
) -> None:
    for page in ("report", "export"):
        refused = visitor.get(page, **{"format": "csv", **fields})

        assert refused.status == 409
        assert said in words(refused)


def test_a_file_that_is_too_large_for_the_desk_is_refused(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_pages, "MOST_BYTES", 1_000)

    refused = visitor.get("export", format="csv")

    assert "This file would be too large for the desk Choose fewer months" in words(refused)


def test_without_xlsxwriter_the_page_offers_no_file_of_excel(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    for path in ("report", "export"):
        page = visitor.get(path)
        assert "Files of Excel need the library XlsxWriter" in words(page)
        assert 'value="xlsx"' not in page.body
        assert visitor.get(path, format="xlsx").status == 409


NOVEMBER = "monthly/2026-11"


@pytest.mark.parametrize(
    ("form", "plan", "page"),
    [
        ({"do": "change", "present": "12"}, "12 people were present", "People present 12"),
        ({"do": "change", "present": "1"}, "1 person was present", "People present 1"),
        ({"do": "change", "held": "no"}, "it did not take place", "Outcome It did not take place"),
    ],
)
def test_what_became_of_a_meeting_is_written_down_and_taken_out_again(
    visitor: Visitor, shell: Shell, form: dict[str, str], plan: str, page: str
) -> None:
    before, field = shell.read(), [*form][1]

    shown = visitor.post("plan", meeting=NOVEMBER, **form)
    assert "1 note for the report. What became of meetings is written down" in words(shown)
    assert f"What else changes Monthly, Wed 18 Nov 2026: {plan}" in words(shown)
    assert "Publish" in words(shown)
    assert visitor.post("publish", **hidden(shown)).location == f"meeting?name={NOVEMBER}&done=2"
    said = words(visitor.get("meeting", name=NOVEMBER, done="2"))
    assert "Published as change 2. No meeting has changed." in said
    assert page in words(visitor.get("meeting", name=NOVEMBER))
    assert html_of(form[field]) in visitor.get("edit", do="change", meeting=NOVEMBER).body

    taken = visitor.post("plan", do="change", meeting=NOVEMBER, **{field: ""})
    assert "Wed 18 Nov 2026: nothing is written of it any more" in words(taken)
    visitor.post("publish", **hidden(taken))
    assert shell.read() == before
    assert page not in words(visitor.get("meeting", name=NOVEMBER))


def html_of(value: str) -> str:
    """How a form shows the value that holds now."""
    return '<option value="false" selected>' if value == "no" else f'value="{value}"'


def test_only_a_meeting_that_is_over_and_was_not_cancelled_has_an_outcome(visitor: Visitor) -> None:
    visitor.publish(do="cancel", meeting="monthly/2026-10", past="yes")

    for key, has_fields in (("2026-10", False), ("2026-11", True), ("2026-12", False)):
        page = visitor.get("edit", do="change", meeting=f"monthly/{key}").body
        assert ('name="present"' in page, 'name="held"' in page) == (has_fields, has_fields)


def test_a_number_of_people_is_a_number(visitor: Visitor) -> None:
    refused = visitor.post("plan", do="change", meeting=NOVEMBER, present="Ann and Bob")

    assert 'id="present-trouble">“Ann and Bob” is not a number of people' in refused.body
    assert 'value="Ann and Bob"' in refused.body


def test_files_with_such_notes_wait_for_the_secretariat(visitor: Visitor, shell: Shell) -> None:
    shell.edit(("    title: Talks\n", "    title: Talks\n    changes: {2026-11: {present: 12}}\n"))

    assert "The files have changes that are not published: 1 note for the report." in words(visitor.get(""))
    assert "12 people were present" in words(visitor.get("files"))


def test_the_report_counts_what_was_written_down(visitor: Visitor) -> None:
    visitor.publish(do="change", meeting=NOVEMBER, present="12")
    visitor.publish(do="change", meeting="monthly/2026-10", held="no")

    assert "sofia-sejong Sofia–Sejong 7 5 1 0 0 1 0 0 300 12" in words(visitor.get("report"))
