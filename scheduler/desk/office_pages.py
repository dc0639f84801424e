"""The report and the export at the desk: what the commands count and hand on, as a page and as files.

Both read what was published. The tables, the files and their names are those of the commands. A key for one
pair or group counts and hands on its meetings alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from scheduler.commands.export import export
from scheduler.commands.refusals import Refused
from scheduler.commands.report import By, report
from scheduler.configuration.phrases.date_phrases import bound
from scheduler.configuration.spelling import ParseError
from scheduler.desk.messages import MOST_BYTES, DeskAnswer, Download
from scheduler.desk.visit import Visit
from scheduler.programme.spans import first_day, last_day
from scheduler.reports import export as export_words
from scheduler.reports import report as report_words
from scheduler.reports.tables.table import Table, numeric
from scheduler.reports.tables.text_forms import table_csv
from scheduler.reports.tables.workbook import is_available, workbook
from scheduler.state.feeds import Feed
from scheduler.state.revision import Revision

_ROWS: Mapping[str, By] = {
    "pair or group": "pair",
    "theme": "theme",
    "city": "city",
    "quarter": "quarter",
    "month": "month",
}
"""What a row of the report may count, by the words of the form."""
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""The media types of the files."""


def report_page(visit: Visit) -> DeskAnswer:
    """Returns what took place in some months, this year's if none are named; or a file with it."""
    feed, year = _chosen(visit), visit.now.year
    months = {"from": visit.field("from") or f"{year}-01", "to": visit.field("to") or f"{year}-12"}
    first, last = _days(months)
    by: By = next((each for each in _ROWS.values() if each == visit.field("by")), "pair")
    counted = report(visit.store, feed.name, first, last, by, visit.now)
    tables = report_words.report_tables(counted)
    if visit.field("format"):
        return _file(visit, report_words.file_name(counted), tables, counted.revision)
    shown = [table.without_empty_columns() for table in tables if table.rows]
    return visit.show(
        "report",
        feed=feed,
        months=months,
        by=by,
        offered=_ROWS,
        tables=[(table, numeric(table)) for table in shown],
        has_excel=is_available(),
    )


def export_page(visit: Visit) -> DeskAnswer:
    """Returns the form to hand on the meetings of some months, all if none are named; or a file with them."""
    feed = _chosen(visit)
    months = {"from": visit.field("from"), "to": visit.field("to")}
    if not visit.field("format"):
        return visit.show("export", feed=feed, months=months, has_excel=is_available())
    found = export(visit.store, feed.name, *_days(months), visit.now)
    return _file(visit, export_words.file_name(found), export_words.export_tables(found), found.revision)


def _chosen(visit: Visit) -> Feed:
    """Returns the calendar that the address names; else the one with all that the key opens."""
    own = visit.state.feed(visit.request.scope)
    name = visit.field("name")
    return own if own is not None and name in ("", own.name) else visit.calendar(name)


def _days(months: Mapping[str, str]) -> tuple[date, date]:
    """Returns the first and the last day of what was typed; without limits where it is empty."""
    begin, end = months["from"], months["to"]
    try:
        first = first_day(bound(begin)) if begin else date.min
        last = last_day(bound(end)) if end else date.max
    except ParseError as error:
        raise Refused(str(error)) from None
    if last < first:
        raise Refused("the last month is before the first one", "choose both again")
    return first, last


def _file(visit: Visit, name: str, tables: Sequence[Table], revision: Revision) -> DeskAnswer:
    """Returns the tables as a workbook, or the first one as CSV, as the address says."""
    ending = visit.field("format")
    if ending not in _TYPES:
        raise Refused("there is no such file", "choose Excel or CSV")
    body = workbook(tables, created=revision.time) if ending == "xlsx" else table_csv(tables[0], ",")
    if len(body) > MOST_BYTES:
        raise Refused("this file would be too large for the desk", "choose fewer months")
    return DeskAnswer(download=Download(name=f"{name}.{ending}", type=_TYPES[ending], body=body))
