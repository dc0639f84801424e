"""Tables: the same cells as text, Markdown, CSV, JSON and XLSX, in which texts stay texts."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.worksheet.worksheet import Worksheet

from scheduler.commands.refusals import Refused
from scheduler.reports.tables.table import Chart, Column, Table
from scheduler.reports.tables.text_forms import table_csv, table_json, tables_markdown, tables_text
from scheduler.reports.tables.workbook import workbook

MEETINGS = Table(
    title="Meetings",
    columns=(
        Column("title", "Title"),
        Column("held", "Held"),
        Column("day", "Day"),
        Column("start", "Local start"),
        Column("start_utc", "Start (UTC)"),
        Column("private", "Private"),
    ),
    rows=(
        (
            "월례 회의",
            12,
            date(2026, 12, 16),
            datetime(2026, 12, 16, 10),
            datetime(2026, 12, 16, 17, tzinfo=timezone(timedelta(hours=9))),
            True,
        ),
        ("Monthly | call\nin Sofia", 3, None, None, None, False),
    ),
    notes=("Each meeting counts once.",),
)
CREATED = datetime(2026, 11, 24, 9, tzinfo=UTC)
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "＝1",
    "=HYPERLINK(0)",
    "https://example.org",
    "007",
)


def of_texts(*texts: str) -> Table:
    return Table(title="Texts", columns=(Column("text", "Text"),), rows=tuple((text,) for text in texts))


def with_numbers(*texts: str) -> Table:
    columns = Column("text", "Text"), Column("number", "Number")
    return Table(
        title="Texts", columns=columns, rows=tuple((text, place) for place, text in enumerate(texts, 1))
    )


def sheet_of(body: bytes, name: str) -> Worksheet:
    """A sheet of a workbook, as another program reads it."""
    return openpyxl.load_workbook(io.BytesIO(body))[name]


def test_text_is_aligned_also_where_letters_take_two_places() -> None:
    assert tables_text([MEETINGS]).splitlines() == [
        "Meetings",
        "",
        "Title                    Held  Day         Local start       Start (UTC)       Private",
        "월례 회의                  12  2026-12-16  2026-12-16 10:00  2026-12-16 08:00  yes",
        "Monthly | call in Sofia     3                                                  no",
        "",
        "Each meeting counts once.",
    ]


def test_a_mark_on_a_letter_takes_no_place() -> None:
    assert tables_text([with_numbers("Zoe\u0308", "Anna")]).splitlines()[-2:] == [
        "Zoe\u0308        1",
        "Anna       2",
    ]


def test_people_see_no_column_in_which_nothing_stands_and_programs_do() -> None:
    table = replace(MEETINGS, rows=(MEETINGS.rows[1],))
    sheet = sheet_of(workbook([table], CREATED), "Meetings")

    assert tables_markdown([table]).splitlines()[2] == "| Title | Held | Private |"
    assert [cell.value for cell in sheet[1]] == ["Title", "Held", "Private"]
    assert table_csv(table, ",").decode("utf-8-sig").startswith("title,held,day,start,start_utc,private\r\n")


def test_markdown_is_a_table_whose_texts_break_nothing() -> None:
    assert tables_markdown([MEETINGS]).splitlines() == [
        "## Meetings",
        "",
        "| Title | Held | Day | Local start | Start (UTC) | Private |",
        "|---|---:|---|---|---|---|",
        "| 월례 회의 | 12 | 2026-12-16 | 2026-12-16 10:00 | 2026-12-16 08:00 | yes |",
        "| Monthly \\| call in Sofia | 3 |  |  |  | no |",
        "",
        "Each meeting counts once.",
    ]


def test_csv_has_a_byte_order_mark_keys_and_the_separator_that_was_asked_for() -> None:
    assert table_csv(MEETINGS, ";").decode() == (
        "\ufefftitle;held;day;start;start_utc;private\r\n"
        "월례 회의;12;2026-12-16;2026-12-16 10:00;2026-12-16 08:00;yes\r\n"
        "Monthly | call in Sofia;3;;;;no\r\n"
    )


def test_no_text_of_a_csv_is_a_formula_and_a_negative_number_stays_a_number() -> None:
    table = replace(of_texts(), rows=(*((text,) for text in FORMULAS), (-1,)))
    rows = [*csv.reader(io.StringIO(table_csv(table, ",").decode("utf-8-sig")))]

    assert [cell for (cell,) in rows[1:]] == [
        *("'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "' =1", "'＝1", "'=HYPERLINK(0)"),
        *("https://example.org", "007", "-1"),
    ]


def test_no_letter_of_a_csv_or_a_workbook_misleads_its_reader() -> None:
    table = of_texts("a\u202eb\x1b[31m")

    assert "a\\u202eb\\u001b[31m" in table_csv(table, ",").decode()
    assert sheet_of(workbook([table], CREATED), "Texts")["A2"].value == "a\\u202eb\\u001b[31m"


def test_json_has_a_flat_object_for_each_row() -> None:
    assert json.loads(table_json(MEETINGS)) == [
        {
            "title": "월례 회의",
            "held": 12,
            "day": "2026-12-16",
            "start": "2026-12-16T10:00:00",
            "start_utc": "2026-12-16T08:00:00Z",
            "private": True,
        },
        {
            "title": "Monthly | call\nin Sofia",
            "held": 3,
            "day": None,
            "start": None,
            "start_utc": None,
            "private": False,
        },
    ]


def test_a_workbook_has_real_days_a_filter_and_headings_on_every_page() -> None:
    sheet = sheet_of(workbook([MEETINGS], CREATED), "Meetings")

    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)] == [
        ["Title", "Held", "Day", "Local start", "Start (UTC)", "Private"],
        [
            *("월례 회의", 12, datetime(2026, 12, 16)),
            *(datetime(2026, 12, 16, 10), datetime(2026, 12, 16, 8), "yes"),
        ],
        ["Monthly | call in Sofia", 3, None, None, None, "no"],
    ]
    assert sheet["C2"].number_format == "yyyy-mm-dd"
    assert sheet["D2"].number_format == "yyyy-mm-dd hh:mm"
    assert sheet["A5"].value == "Each meeting counts once."
    assert (sheet.auto_filter.ref, sheet.freeze_panes, sheet.print_title_rows) == ("A1:F3", "A2", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_texts_of_a_workbook_stay_texts() -> None:
    sheet = sheet_of(workbook([of_texts(*FORMULAS)], CREATED), "Texts")
    cells = [sheet.cell(row, 1) for row in range(2, len(FORMULAS) + 2)]

    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        (text, "s", None) for text in FORMULAS
    ]


def test_a_workbook_is_dated_by_the_record_alone() -> None:
    body = workbook([MEETINGS], CREATED)

    assert body == workbook([MEETINGS], CREATED)
    assert openpyxl.load_workbook(io.BytesIO(body)).properties.created == CREATED.replace(tzinfo=None)


CHART = Chart(title="Held by meeting", layout="stacked", labels="title", values=("held",))


def test_a_chart_stands_beside_its_numbers() -> None:
    sheet = sheet_of(workbook([replace(MEETINGS, charts=(CHART,))], CREATED), "Meetings")

    (drawn,) = sheet._charts
    (series,) = drawn.series
    assert drawn.grouping == "stacked"
    assert (series.cat.strRef or series.cat.numRef).f == "Meetings!$A$2:$A$3"
    assert series.val.numRef.f == "Meetings!$B$2:$B$3"
    assert drawn.anchor._from.col > 5


def test_the_axis_of_a_chart_counts_no_halves() -> None:
    few = replace(MEETINGS, rows=(MEETINGS.rows[1],), charts=(CHART,))
    (drawn,) = sheet_of(workbook([few], CREATED), "Meetings")._charts

    assert drawn.y_axis.majorUnit == 1


def test_a_table_without_rows_has_its_headings_and_no_chart() -> None:
    empty = replace(MEETINGS, rows=(), charts=(CHART,))
    sheet = sheet_of(workbook([empty], CREATED), "Meetings")

    assert [cell.value for cell in sheet[1]] == [column.heading for column in MEETINGS.columns]
    assert sheet._charts == []
    assert tables_text([empty]).splitlines()[2].startswith("Title  Held")


def test_without_xlsxwriter_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    with pytest.raises(Refused, match="XlsxWriter") as refused:
        workbook([MEETINGS], CREATED)

    assert "twincal[office]" in str(refused.value.advice)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_reads_the_same_cells(tmp_path: Path) -> None:
    file = tmp_path / "texts.xlsx"
    file.write_bytes(workbook([of_texts(*FORMULAS)], CREATED))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    to_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1"
    command = ["soffice", profile, "--headless", "--convert-to", to_csv, "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True)

    with file.with_suffix(".csv").open(encoding="utf-8", newline="") as written:
        assert [cell for (cell,) in csv.reader(written)] == ["Text", *FORMULAS]
