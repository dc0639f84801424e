"""Tables as a workbook of Excel (XLSX): a sheet for each table.

1. A text stays a text, whatever it begins with; days and times are real ones, without a zone.
2. The same tables give the same bytes: the only time in the file is `created`, which comes from the record.
3. A sheet prints in landscape, as wide as the page, with its headings on every page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from scheduler.commands.refusals import Refused
from scheduler.programme.advice import Option, advise
from scheduler.reports.formats import printable
from scheduler.reports.tables.table import Cell, Chart, Table, is_number, naive, numeric, words
from scheduler.reports.tables.text_forms import width

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDEST = 45
"""The most letters of a column that one sees without making it wider."""
_A4 = 9
_CHARTS = {"side by side": {"type": "column"}, "stacked": {"type": "column", "subtype": "stacked"}}
_FEW = 8
_CHART_ROWS = 20
"""The rows that a chart covers, with some space below it."""


def is_available() -> bool:
    """Returns whether XlsxWriter is installed."""
    return find_spec("xlsxwriter") is not None


def workbook(tables: Sequence[Table], created: datetime) -> bytes:
    """Returns the file, dated `created`. Raises Refused if XlsxWriter is not installed."""
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415 - it may not be installed
    except ModuleNotFoundError:
        raise Refused(
            "files of Excel need the library XlsxWriter, which is not installed here",
            advise("install it with `pip install 'twincal[office]'`, or write {}", Option("format", "csv")),
        ) from None
    body = io.BytesIO()
    with Workbook(body, {"in_memory": True}) as book:
        book.set_properties({"created": naive(created), "author": "Twincal"})
        formats = {
            "heading": book.add_format({"bold": True, "bottom": 1}),
            "heading of numbers": book.add_format({"bold": True, "bottom": 1, "align": "right"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        }
        for table in tables:
            _write_sheet(book, table.without_empty_columns(), formats)
    return body.getvalue()


def _write_sheet(book: Workbook, table: Table, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.title)
    for place, (column, is_numeric) in enumerate(zip(table.columns, numeric(table), strict=True)):
        cells = [row[place] for row in table.rows]
        sheet.set_column(place, place, _width(column.heading, cells))
        style = formats["heading of numbers" if is_numeric else "heading"]
        sheet.write_string(0, place, column.heading, style)
        for number, cell in enumerate(cells, start=1):
            _write(sheet, number, place, cell, formats)
    for number, note in enumerate(table.notes, start=len(table.rows) + 2):
        sheet.write_string(number, 0, printable(note))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    for number, chart in enumerate(table.charts):
        _draw(book, sheet, table, chart, number)


def _write(sheet: Worksheet, row: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(row, place, naive(cell), formats["time"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, formats["day"])
    elif is_number(cell):
        sheet.write_number(row, place, cell)
    else:
        sheet.write_string(row, place, printable(words(cell)))


def _width(heading: str, cells: Sequence[Cell]) -> int:
    """Returns the width of a column in letters, with room for the button of the filter in its heading."""
    return min(_WIDEST, max([width(heading) + 2, *(width(words(cell)) for cell in {*cells})])) + 1


def _draw(book: Workbook, sheet: Worksheet, table: Table, chart: Chart, number: int) -> None:
    """Draws a chart at the right of the rows, below those before it."""
    if not table.rows:
        return
    last, labels = len(table.rows), table.position(chart.labels)
    places = [table.position(key) for key in chart.values]
    drawn = book.add_chart(_CHARTS[chart.layout])
    for place in places:
        drawn.add_series(
            {
                "name": [table.title, 0, place],
                "categories": [table.title, 1, labels, last, labels],
                "values": [table.title, 1, place, last, place],
            }
        )
    drawn.set_title({"name": chart.title})
    highest = max(sum(filter(is_number, (row[place] for place in places))) for row in table.rows)
    if highest < _FEW:
        drawn.set_y_axis({"major_unit": 1})  # else there were halves of a meeting
    drawn.set_size({"width": 640, "height": 360})
    sheet.insert_chart(1 + number * _CHART_ROWS, len(table.columns) + 1, drawn)
