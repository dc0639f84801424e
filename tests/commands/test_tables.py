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

from scheduler.commands.errors import Refused
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


def test_a_workbook_of_the_same_tables_has_the_same_bytes() -> None:
    assert workbook([MEETINGS], CREATED) == workbook([MEETINGS], CREATED)


def test_a_chart_stands_beside_its_numbers() -> None:
    chart = Chart(title="Held by meeting", kind="stacked", labels="title", values=("held",))
    sheet = sheet_of(workbook([replace(MEETINGS, charts=(chart,))], CREATED), "Meetings")

    (drawn,) = sheet._charts
    (series,) = drawn.series
    assert drawn.grouping == "stacked"
    assert (series.cat.strRef or series.cat.numRef).f == "Meetings!$A$2:$A$3"
    assert series.val.numRef.f == "Meetings!$B$2:$B$3"
    assert drawn.anchor._from.col > 5


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
