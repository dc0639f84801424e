"""Reads the meetings of a sheet, CSV or XLSX: one on each row, in the columns that its headings name.

1. The headings may stand below titles. A column without a known heading is not read, and is named.
2. A day, an hour, a length or a status is read only if it has one meaning: each other row has a note and is
   left out. A row without an hour is a whole day only if no other column has an hour.
3. An end that is not after the start is on the next day.
4. A cell that is merged holds for all its rows, as Excel shows it.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zipfile import ZipFile

from msgspec import Struct

from scheduler.arrivals.arrived import (
    CANCELLED,
    FLOATING,
    HIDDEN,
    OMITTED,
    ZONES,
    ArrivedFile,
    ArrivedSeries,
    ImportNote,
    Occasion,
    Unanswered,
)
from scheduler.arrivals.calendar_reader import ImportRequest, UnreadableCalendar
from scheduler.arrivals.sheet_cells import (
    FIRST_1900,
    FIRST_1904,
    HOUR,
    CellTime,
    CellValue,
    UnclearCellError,
    doubtful,
    length_in,
    time_in,
)

MOST_ROWS = 20_000
_MOST_UNPACKED = 30_000_000
_FIRST_ROWS = 40
"""Where the headings are looked for."""
_LONGEST = timedelta(hours=12)
"""A meeting that is longer has a wrong hour, or one of the afternoon that does not say so."""


def _table(text: str) -> dict[str, str]:
    """Returns what words mean, which are without blanks; each line has a meaning, and some of its words."""
    lines = (line.split(": ") for line in text.strip().splitlines())
    return {word.replace(" ", ""): meaning for meaning, words in lines for word in words.split(", ")}


def _meaning(cell: CellValue, table: Mapping[str, str]) -> str:
    """Returns what a cell such as `Date / 날짜`, `city_2`, `Start (CET)` or `Cancelled!` means, if any."""
    for part in re.split(r"[/|\n]", re.sub(r"\(.*?\)", "", cell.casefold()) if isinstance(cell, str) else ""):
        words = re.sub(r"^\d(st|nd|rd|th)|\d$|[_*:.!]", " ", re.sub(r"_(?=\d$)", " ", part.strip()))
        if meaning := table.get("".join(words.split())):
            return meaning
    return ""


_HEADINGS = _table("""
day: date, day, start date, дата, ден, начална дата, datum, dag, startdatum, 날짜, 일자, 일시, 시작일
start: start, begin, from, time, hour, start time, start hour, start datetime
start: 시작, 시간, 시작 시간, 시작 시각
start: начало, час, от, начален час, час на начало, aanvang, begintijd, tijd, starttijd, van, uur
end: end, to, until, end time, end hour, end datetime, finish, край, до, краен час, час на край
end: einde, eindtijd, tot, 종료, 끝, 종료 시간, 종료 시각
last day: end date, крайна дата, einddatum, 종료일
all day: all day, all day event, целодневно, hele dag, 종일
minutes: minutes, duration, length, минути, продължителност, времетраене, minuten, duur, 분, 소요 시간, 길이
title: title, subject, meeting, topic, event, name, заглавие, тема, среща, събитие
title: titel, onderwerp, vergadering, 제목, 회의, 주제, 안건, 회의명
place: place, location, venue, room, място, зала, plaats, locatie, zaal, 장소, 회의실
zone: clock, zone, time zone, timezone, часова зона, часови пояс, tijdzone, 시간대
pair: pair, pairs, group, двойка, двойки, група, paar, stedenpaar, groep, 쌍, 짝, 자매도시, 그룹
city: city, cities, partner, participants, град, градове, партньор, stad, steden, 도시, 참가 도시, 참여 도시
status: status, state, статус, състояние, 상태
reason: reason, причина, reden, 사유, 이유
description: description, notes, note, remarks, comment, описание, бележки, бележка
description: omschrijving, beschrijving, opmerkingen, 설명, 내용, 비고
link: link, url, join, връзка, линк, 링크
visibility: visibility, private, sensitivity
""")
_STATUSES = _table("""
cancel: cancelled, canceled, cancel, отменена, отменено, отменен, geannuleerd, afgelast, 취소, 취소됨
tentative: tentative, to be confirmed, tbc, предварително, за потвърждение, voorlopig, 미정, 잠정
not held: not held, не се проведе, niet doorgegaan, 미개최
confirmed: confirmed, held, ok, done, planned, потвърдена, потвърдено, планирана, проведена
confirmed: bevestigd, gepland, gehouden, 확정, 예정, 완료, 개최
""")
_YES = ("true", "yes", "1", "x", "да", "ja", "예")
_IN_HOURS = re.compile(r"(?i)\((?:in )?(?:h|hrs?|hours?|ч|часа|часове|uur|uren|u|시간)\.?\)")
_IN_MINUTES = re.compile(r"(?i)min|мин|분")
_ENCODINGS = ("cp1252", "cp1251", "cp949")
_NO_HEADINGS = (
    "no row has the headings of a day and a title; name its columns `date`, `start`, `end` and `title`"
)

_HYPERLINK = re.compile(r'(?i)=HYPERLINK\(.*?[,;]\s*"((?:[^"]|"")*)"\s*\)$')

_NO_SHEET = "it is no sheet that can be read; save it as .xlsx, without a password, or as .csv"

Cells = Sequence[CellValue]


class _Sheet(Struct, frozen=True):
    """A sheet: its rows by number, its name if there are others, and from when the numbers of Excel count."""

    rows: Mapping[int, Cells]
    name: str = ""
    first: datetime = FIRST_1900
    notes: tuple[ImportNote, ...] = ()

    def place(self, number: int) -> str:
        """Returns how a row is called."""
        return f"{self.name}, row {number}" if self.name else f"row {number}"


def read_sheet(request: ImportRequest) -> ArrivedFile:
    """Returns the meetings of a sheet; raises UnreadableCalendar if it is none, or has too many rows."""
    is_excel = request.suffix == ".xlsx"
    encoding = "" if is_excel else _encoding(request)
    if not (is_excel or encoding):
        return ArrivedFile(series=(), notes=(), unanswered=(_question_of_encoding(request.data),))
    try:
        sheets = [*_of_excel(request.data)] if is_excel else [_of_text(request.data, encoding)]
    except (UnreadableCalendar, MemoryError):
        raise
    except Exception as error:  # a library reads the file of a stranger, and its errors are of any kind
        raise UnreadableCalendar(_NO_SHEET) from error
    tables = [_Table(sheet, request.given) for sheet in sheets if len(_roles(_heading(sheet)[1])) > 1]
    if not tables:
        raise UnreadableCalendar(_NO_HEADINGS)
    series = [each for table in tables for each in table.series()]
    found = [each for table in tables if (each := table.unanswered()) is not None]
    others = {sheet.name for sheet in sheets if sheet.name} - {table.name for table in tables}
    unread = [
        ImportNote(name, "no-headings", "this sheet is hidden, or has no headings of meetings")
        for name in sorted(others)
    ]
    return ArrivedFile(
        series=tuple(series),
        notes=(*unread, *(note for table in tables for note in table.notes)),
        private=sum(table.private for table in tables),
        unanswered=tuple(found[:1]),
    )


def _of_text(data: bytes, encoding: str) -> _Sheet:
    """Returns the rows of a CSV file, whose separator is the one that gives the most columns."""
    text = data.decode(encoding, errors="replace")
    sheets = [
        _Sheet(_filled(enumerate(csv.reader(io.StringIO(text), delimiter=mark), 1))) for mark in ",;\t|"
    ]
    return max(sheets, key=lambda sheet: len(_roles(_heading(sheet)[1])))


def _encoding(request: ImportRequest) -> str:
    """Returns the encoding of a text, empty if a person has to say it."""
    if request.data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    try:
        request.data.decode()
    except UnicodeDecodeError:
        return request.given.get("encoding", "")
    return "utf-8-sig"


def _question_of_encoding(data: bytes) -> Unanswered:
    """Returns the question for an encoding; it proposes the one that has the most known words."""
    counts = {each: _known_words(data.decode(each, errors="replace")) for each in _ENCODINGS}
    best = [each for each, count in counts.items() if count == max(counts.values())]
    line = next(each for each in data.splitlines() if not each.isascii())
    samples = (f"`{each}` if it says “{_sample(line.decode(each, errors='replace'))}”" for each in _ENCODINGS)
    words = f"with which encoding it was saved: {', '.join(samples)}"
    return Unanswered("", "encoding", words, best[0] if len(best) == 1 else "")


def _sample(line: str) -> str:
    """Returns the first cell of a line that is not in plain letters."""
    cells = re.split('[,;\t|"]', line)
    return next((cell[:40] for cell in cells if not cell.isascii()), "")


def _known_words(text: str) -> int:
    cells = re.split(r"[,;\t|\n]", text)
    return sum(bool(_meaning(cell.strip(), table)) for cell in cells for table in (_HEADINGS, _STATUSES))


def _filled(rows: Iterable[tuple[int, Iterable[CellValue]]]) -> dict[int, Cells]:
    """Returns the rows in which something stands; raises UnreadableCalendar if these are too many."""
    found: dict[int, Cells] = {}
    for number, row in rows:
        cells = [each.strip() or None if isinstance(each, str) else each for each in row]
        if any(cell is not None for cell in cells):
            found[number] = cells
        if len(found) > MOST_ROWS:
            raise UnreadableCalendar(f"it has more than {MOST_ROWS:,} rows")
    return found


def _of_excel(data: bytes) -> Iterator[_Sheet]:
    """Yields the sheets of a workbook that are shown."""
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - it may not be installed
        from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415
    except ImportError:
        raise UnreadableCalendar("Twincal needs the extra `office` to read it") from None
    _look_into(data)
    written = load_workbook(io.BytesIO(data), read_only=True)
    first = FIRST_1904 if written.epoch == CALENDAR_MAC_1904 else FIRST_1900
    found: dict[str, dict[int, Cells]] = {}
    for sheet in written.worksheets:
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        is_shown = sheet.sheet_state == "visible"
        found[sheet.title] = _filled(enumerate(sheet.iter_rows(values_only=True), 1)) if is_shown else {}
    values = load_workbook(io.BytesIO(data), data_only=True)
    for title, rows in found.items():
        notes: list[ImportNote] = []
        sheet = _Sheet({}, title if len(found) > 1 else "", first)
        known = {}
        for number, row in rows.items():
            if _is_struck(values[title][number]):
                words = (
                    "it is struck through, so it is left out; name a cancelled one so in a column `status`"
                )
                notes.append(ImportNote(sheet.place(number), OMITTED, words))
            else:
                known[number] = _calculated(row, number, values[title], sheet.place(number), notes)
        for each in values[title].merged_cells.ranges:
            if each.max_row > each.min_row in known:
                _spread(each, known)
                words = f"{each.coord} is one cell; it holds for each of its rows"
                notes.append(ImportNote(sheet.place(each.min_row), "merged", words))
        yield _Sheet(known, sheet.name, first, tuple(notes))


def _is_struck(cells: Iterable[Any]) -> bool:
    return any(cell.value is not None and cell.has_style and cell.font.strike for cell in cells)


def _calculated(row: Cells, number: int, values: Any, place: str, notes: list[ImportNote]) -> list[CellValue]:
    """Returns the values of a row; a formula without one has a note, unless it is a link with a text."""
    found: list[CellValue] = []
    for column, written in enumerate(row, 1):
        cell = values.cell(number, column) if written is not None else None
        known = cell.value if cell is not None else None
        if cell is not None and known is None:
            link = _HYPERLINK.match(str(written))
            known = link[1].replace('""', '"') if link else None
            if link is None:
                words = f"its cell {cell.coordinate} is a formula that Excel has not calculated"
                notes.append(ImportNote(place, "formula", words))
        found.append(known.strip() or None if isinstance(known, str) else known)
    return found


def _spread(merged: Any, rows: dict[int, list[CellValue]]) -> None:
    """Writes the value of a merged cell into all its rows."""
    column = merged.min_col - 1
    value = rows[merged.min_row][column : column + 1]
    for number in (each for each in rows if merged.min_row < each <= merged.max_row):
        before = [*rows[number][:column], *[None] * (column - len(rows[number]))]
        rows[number] = [*before, *value, *rows[number][column + 1 :]]


def _look_into(data: bytes) -> None:
    """Raises UnreadableCalendar for what is no plain workbook."""
    parts = ZipFile(io.BytesIO(data)).infolist()
    if sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise UnreadableCalendar(f"unpacked, it has more than {_MOST_UNPACKED // 1_000_000} MB")
    if any(part.filename.endswith("vbaProject.bin") for part in parts):
        raise UnreadableCalendar("it has macros; save it as .xlsx")


def _heading(sheet: _Sheet) -> tuple[int, Cells]:
    """Returns the row with the most known headings, and its number."""
    numbers = [*sheet.rows][:_FIRST_ROWS]
    number = max(numbers, key=lambda each: len(_roles(sheet.rows[each])), default=0)
    return number, sheet.rows.get(number, ())


def _roles(heading: Cells) -> dict[str, list[int]]:
    """Returns the columns by what they have; none if nothing says the day."""
    found: dict[str, list[int]] = {}
    for column, cell in enumerate(heading):
        if role := _meaning(cell, _HEADINGS):
            found.setdefault(role, []).append(column)
    return found if {"day", "start"} & {*found} else {}


class _Table:
    """The rows below the headings of a sheet; `notes` and `private` are complete after `series`."""

    def __init__(self, sheet: _Sheet, given: Mapping[str, str]) -> None:
        number, heading = _heading(sheet)
        self._sheet, self._order = sheet, given.get("days", "")
        self._columns = _roles(heading)
        self._rows = {each: row for each, row in sheet.rows.items() if each > number}
        start = str(heading[self._columns.get("start", self._columns.get("day", [0]))[0]])
        self._zone = next(iter(re.findall(r"\(([^):]*)\)", start)), "")  # not (hh:mm)
        length = str(self._cell(heading, "minutes"))
        self._unit = "h" if _IN_HOURS.search(length) else "min" if _IN_MINUTES.search(length) else ""
        self.name, self.notes = sheet.name, [*sheet.notes]
        self.private = 0
        known = {column for columns in self._columns.values() for column in columns}
        self._unread = {n: str(cell) for n, cell in enumerate(heading) if cell is not None and n not in known}
        if self._unread:
            words = f"columns that are not read: {', '.join(self._unread.values())}"
            self.notes.append(ImportNote(sheet.place(number), "columns", words))

    def series(self) -> Iterator[ArrivedSeries]:
        """Yields a meeting for each row that can be read."""
        for number, row in self._rows.items():
            place = self._sheet.place(number)
            title, visibility = self._text(row, "title"), self._text(row, "visibility").casefold()
            if visibility in ("private", "confidential", *_YES):
                self.private += 1
                continue
            try:
                yield self._series(place, title, row)
            except (UnclearCellError, OverflowError) as error:
                words = f"{title or 'a row without a title'} is left out: {error}"
                self.notes.append(ImportNote(place, OMITTED, words))

    def unanswered(self) -> Unanswered | None:
        """Returns the question for the order of days such as 03/04/2027, if there is one."""
        columns = [column for role in ("day", "start", "end") for column in self._columns.get(role, ())[:1]]
        cells = [(n, str(row[each])) for n, row in self._rows.items() for each in columns if each < len(row)]
        dates = [(number, cell, pair) for number, cell in cells if (pair := doubtful(cell))]
        first = next(((n, cell) for n, cell, pair in dates if pair[0] != pair[1] and max(pair) <= 12), None)
        if first is None:
            return None
        orders = {"dmy" if one > 12 else "mdy" for _, _, (one, other) in dates if max(one, other) > 12}
        words = f"which number of {first[1]} is the month"
        return Unanswered(
            self._sheet.place(first[0]), "days", words, orders.pop() if len(orders) == 1 else ""
        )

    def _series(self, place: str, title: str, row: Cells) -> ArrivedSeries:
        begin, end = self._time(row, "start"), self._time(row, "end")
        day = self._time(row, "day") if "day" in self._columns else begin
        if day.day is None:
            raise UnclearCellError("it has no day")
        if self._is_all_day(row, begin, end, day):
            starts, zone, all_day = datetime.combine(day.day, time()), "", True
            last = self._time(row, "last day").day or end.day or day.day
            # Outlook ends whole days at midnight
            length = last - day.day + timedelta(days=0 if last > day.day and end.hours == (time(),) else 1)
        else:
            first, *second = begin.hours or day.hours
            starts, zone, all_day = datetime.combine(day.day, first), _clock(begin, end, day), False
            length = self._length(row, starts, end, second)
        if length < timedelta():
            raise UnclearCellError("it ends before it begins")
        written = zone or self._text(row, "zone") or self._zone
        words = self._words(title, row)
        occasion = Occasion(planned=starts, starts=starts, length=length, words=words)
        return ArrivedSeries(
            row=place,
            uid=place,
            title=title,
            first=starts,
            zone=written if written in ZONES else FLOATING,
            zone_written=written,
            all_day=all_day,
            occasions=(occasion,),
            party=self._text(row, "pair") or ", ".join(self._texts(row, "city")),
        )

    def _is_all_day(self, row: Cells, begin: CellTime, end: CellTime, day: CellTime) -> bool:
        """Returns whether a row has whole days: it says so, or has no hour, in no column."""
        if self._text(row, "all day").casefold() in _YES:
            return True
        if begin.hours or day.hours:
            return False
        if {"day", "start"} <= {*self._columns} or end.hours:
            raise UnclearCellError("it has no hour that can be read")
        for column, heading in self._unread.items():
            cell = row[column] if column < len(row) else None
            if isinstance(cell, time) or (isinstance(cell, str) and HOUR.search(cell)):
                raise UnclearCellError(
                    f"its only hour is in the column “{heading}”; name that column `start`"
                )
        return True

    def _length(self, row: Cells, starts: datetime, end: CellTime, second: Sequence[time]) -> timedelta:
        """Returns the length up to the hour of the end, or to the second one of the start."""
        said, last = length_in(self._cell(row, "minutes"), self._unit), end.hours[:1] or second
        if not last:
            return said
        last_day = end.day or self._time(row, "last day").day
        ends = datetime.combine(last_day or starts.date(), last[0])
        length = ends - starts if last_day or ends > starts else ends - starts + timedelta(days=1)
        if not last_day and length > _LONGEST:
            raise UnclearCellError(
                f"from {starts:%H:%M} to {ends:%H:%M} is longer than 12 hours; write hours from 0 to 24"
            )
        if said and said != length:
            raise UnclearCellError(f"it ends at {ends:%H:%M}, and its length says another hour")
        return length

    def _words(self, title: str, row: Cells) -> dict[str, str]:
        found = {key: self._text(row, key) for key in ("place", "reason", "description", "link")}
        written = self._text(row, "status")
        status = _meaning(written, _STATUSES) or ("" if written else "confirmed")
        if not status:
            raise UnclearCellError(
                f"its status is {written!r}; write `confirmed`, `tentative`, `cancelled` or `not held`"
            )
        if status == "not held":
            found["held"] = "no"
        found["status"] = "tentative" if status == "tentative" else "confirmed"
        if status == "cancel":
            found |= CANCELLED | ({"cancel": reason} if (reason := found.pop("reason")) else {})
            found |= HIDDEN if self._text(row, "visibility") == "hidden" else {}
        return {key: text for key, text in {"title": title, **found}.items() if text}

    def _time(self, row: Cells, role: str) -> CellTime:
        """Returns what the first cell of a role says that has a day or an hour."""
        cells = (row[column] for column in self._columns.get(role, ()) if column < len(row))
        found = (time_in(cell, self._order, self._sheet.first) for cell in cells)
        return next((each for each in found if each.day or each.hours), CellTime())

    def _cell(self, row: Cells, role: str) -> CellValue:
        column = self._columns.get(role, [len(row)])[0]
        return row[column] if column < len(row) else None

    def _text(self, row: Cells, role: str) -> str:
        return next(iter(self._texts(row, role)), "")

    def _texts(self, row: Cells, role: str) -> list[str]:
        cells = [row[column] for column in self._columns.get(role, ()) if column < len(row)]
        return [" ".join(str(cell).split()) for cell in cells if cell is not None]


def _clock(begin: CellTime, end: CellTime, day: CellTime) -> str:
    """Returns the words for the clock of hours; raises UnclearCellError if there are two."""
    words = (begin if begin.hours else day).words, end.words if end.hours else ""
    if len(clocks := sorted({*words} - {""})) > 1:
        raise UnclearCellError(f"its hours are on two clocks, {' and '.join(clocks)}")
    return "".join(clocks)
