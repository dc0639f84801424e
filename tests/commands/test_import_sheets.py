"""`twincal import` of sheets: each row is a meeting with the right hour, or is named with a reason."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from scheduler.configuration import read
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS
from support.shell import Answer, Shell
from support.small_programme import SMALL

PROGRAMME = SMALL.split("meetings:\n")[0]
SOFIA = ZoneInfo("Europe/Sofia")
HEADINGS = ("Date", "Start", "End", "Title", "Pair")
ANSWERS = {"pair": "sofia-sejong", "calendar": "sofia-sejong", "zone": "sofia", "minutes": "45"}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A programme with two cities and no meeting, and a working folder."""
    monkeypatch.chdir(tmp_path)
    shell = Shell(tmp_path, now="2026-11-24T09:00:00Z")
    shell.write(PROGRAMME)
    return shell


def run(shell: Shell, file: str, **answers: str) -> Answer:
    """Imports a file, after the questions about it got these answers, or those of ANSWERS."""
    words = ("import", file, "--into", str(shell.config))
    asked = shell.run(*words)
    questions = shell.folder / "answers.csv"
    if not questions.exists():
        return asked
    rows = [*csv.reader(io.StringIO(questions.read_text(encoding="utf-8-sig")))]
    for row in rows[1:]:
        row[3] = {**ANSWERS, **answers}.get(row[0]) or row[3]
    with (shell.folder / "given.csv").open("w", encoding="utf-8") as given:
        csv.writer(given).writerows(rows)
    return shell.run(*words, "--as", "given.csv")


def in_csv(shell: Shell, *rows: Sequence[str], headings: Sequence[str] = HEADINGS, **answers: str) -> Answer:
    with (shell.folder / "plan.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return run(shell, "plan.csv", **answers)


def in_excel(
    shell: Shell, *rows: Sequence[Any], headings: Sequence[str] = HEADINGS, **options: Any
) -> Answer:
    """Imports a workbook; a text that begins with `=` is a formula without a value."""
    write_excel(shell.folder / "plan.xlsx", [headings, *rows], **options)
    return run(shell, "plan.xlsx")


def write_excel(
    path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), **options: Any
) -> None:
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Plan")
        day, hour = book.add_format({"num_format": "dd.mm.yyyy"}), book.add_format({"num_format": "hh:mm"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, time):
                    sheet.write_datetime(number, column, cell, hour)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(number, column, cell, None, "")
                else:
                    sheet.write(number, column, cell)
        for each in merged:
            sheet.merge_range(each, "Sofia–Sejong")


def meetings(shell: Shell) -> list[tuple[datetime, int, str]]:
    """Start in UTC, minutes and title of each meeting."""
    programme = read(shell.config).programme
    assert programme is not None
    dated = date_programme(programme, NO_HOLIDAYS, date(2030, 1, 1)).wanted
    found = [each.occurrence for each in dated if not each.occurrence.cancelled]
    return sorted(
        (each.timing.begin_utc, each.timing.length // timedelta(minutes=1), each.content.title.say("en"))
        for each in found
    )


def at(*wall: int, zone: ZoneInfo = SOFIA) -> datetime:
    return datetime(*wall, tzinfo=zone).astimezone(UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("day", "start", "end", "expected", "minutes"),
    [
        ("2026-12-16", "10:00", "11:00", at(2026, 12, 16, 10), 60),
        ("16.12.2026", "10h00", "11h30", at(2026, 12, 16, 10), 90),
        ("16/12/2026", "10.00", "10.45", at(2026, 12, 16, 10), 45),
        ("Wed 16 Dec 2026", "10 am", "1:30 PM", at(2026, 12, 16, 10), 210),
        ("December 16, 2026", "10:00-11:30", "", at(2026, 12, 16, 10), 90),
        ("16 декември 2026 г.", "10:00 ч.", "11:00 ч.", at(2026, 12, 16, 10), 60),
        ("2027년 3월 3일", "오전 10시 30분", "오후 1시", at(2027, 3, 3, 10, 30), 150),
        ("2027. 3. 3. (수)", "10:00~11:00", "", at(2027, 3, 3, 10), 60),
        ("46407", "0.416666666666667", "0,458333333", at(2027, 1, 20, 10), 60),
        ("16.12.2026 10:00", "", "11:00", at(2026, 12, 16, 10), 60),
        ("16.12.2026", "23:30", "00:30", at(2026, 12, 16, 23, 30), 60),
        ("16.12.2026", "10:00", "", at(2026, 12, 16, 10), 45),
    ],
)
def test_a_day_and_an_hour_are_read_in_the_forms_that_people_write(
    shell: Shell, day: str, start: str, end: str, expected: datetime, minutes: int
) -> None:
    answer = in_csv(shell, (day, start, end, "Trams", "Sofia–Sejong"))

    assert answer.code == 0, answer.text + answer.err
    assert meetings(shell) == [(expected, minutes, "Trams")]
    assert shell.run("check", str(shell.config)).code == 0


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("30.02.2027", "10:00", "11:00"), "'30.02.2027' is no day that exists"),
        (("16.12.26", "10:00", "11:00"), "'16.12.26' has no day and no hour that can be read"),
        (("16–18 May 2027", "10:00", "11:00"), "has no day and no hour that can be read"),
        (("Spring", "10:00", "11:00"), "it has no day"),
        (("2027-02-05", "25:00", "11:00"), "'25:00' is no hour that exists"),
        (("2027-02-05", "TBD", "11:00"), "it has no hour that can be read"),
        (("2027-02-05", "", ""), "it has no hour that can be read"),
        (("2027-02-05", "10:00 EET / 17:00 KST", ""), "names 2 hours"),
        (("2027-02-05", "10:00", "09:00"), "from 10:00 to 09:00 is longer"),
        (("7", "10:00", "11:00"), "'7' has no day and no hour that can be read"),
    ],
)
def test_a_row_without_one_meaning_is_named_and_left_out(
    shell: Shell, cells: tuple[str, str, str], words: str
) -> None:
    answer = in_csv(
        shell, (*cells, "Trams", "Sofia–Sejong"), ("2027-01-07", "10:00", "11:00", "Roofs", "Sofia–Sejong")
    )

    assert answer.code == 0, answer.err
    assert "plan.csv, row 2: Trams is left out: " in answer.text
    assert words in answer.text
    assert [title for _, _, title in meetings(shell)] == ["Roofs"]


def test_a_zone_in_a_cell_a_column_or_a_heading_is_asked_unless_it_is_known(shell: Shell) -> None:
    rows = [("2027-01-07", "4:00 (KST)", "Trams", ""), ("2027-01-08", "10:00", "Roofs", "Asia/Seoul")]
    words = [("2027-01-09", "10:00", "Parks", "")]

    in_csv(shell, *rows, *words, headings=("Date", "Start (CET)", "Title", "Time zone"))

    asked = (shell.folder / "answers.csv").read_text(encoding="utf-8")
    assert "zone,KST (plan.csv),1," in asked
    assert "zone,CET (plan.csv),1," in asked
    assert (at(2027, 1, 8, 10, zone=ZoneInfo("Asia/Seoul")), 45, "Roofs") in meetings(shell)


def test_the_order_of_days_is_asked_and_a_row_of_the_other_order_is_named(shell: Shell) -> None:
    rows = [
        (day, "10:00", "11:00", title, "Sofia–Sejong")
        for title, day in {"Trams": "03/04/2027", "Roofs": "16/04/2027", "Parks": "04/16/2027"}.items()
    ]

    answer = in_csv(shell, *rows, days="mdy")

    assert "days,plan.csv,1," in (shell.folder / "answers.csv").read_text(encoding="utf-8")
    assert "row 3: Roofs is left out: '16/04/2027' is no day that exists" in answer.text
    assert [begin for begin, _, _ in meetings(shell)] == [at(2027, 3, 4, 10), at(2027, 4, 16, 10)]


@pytest.mark.parametrize(
    "headings",
    [
        ("date", "start", "end", "title", "pair"),
        ("Дата", "Начало", "Край", "Тема", "Двойка"),
        ("날짜", "시작", "종료", "제목", "쌍"),
        ("Datum", "Aanvang", "Einde", "Onderwerp", "Paar"),
        ("Date / 날짜", "Start:", "End_time", "Title\n제목", "PAIR"),
    ],
)
def test_headings_are_found_below_titles_in_the_languages_of_the_sample(
    shell: Shell, headings: tuple[str, ...]
) -> None:
    row = ("2027-01-07", "10:00", "11:00", "Trams", "Sofia–Sejong")

    answer = in_csv(shell, (), ("Draft 3",), headings, row, headings=("Our meetings", "", "", "", ""))

    assert answer.code == 0, answer.err
    assert meetings(shell) == [(at(2027, 1, 7, 10), 60, "Trams")]


@pytest.mark.parametrize(
    ("encoding", "headings", "title"),
    [
        ("cp1251", "Дата;Начало;Край;Тема", "Среща"),
        ("cp949", "날짜;시작;종료;제목", "회의"),
        ("cp1252", "Datum;Start;Einde;Titel", "Café"),
    ],
)
def test_the_encoding_is_asked_with_a_proposal(
    shell: Shell, encoding: str, headings: str, title: str
) -> None:
    text = f"{headings}\n2027-01-07;10:00;11:00;{title}\n"
    (shell.folder / "plan.csv").write_bytes(text.encode(encoding))

    answer = run(shell, "plan.csv")

    assert f"encoding,plan.csv,1,{encoding}" in (shell.folder / "answers.csv").read_text(encoding="utf-8")
    assert answer.code == 0, answer.err
    assert meetings(shell) == [(at(2027, 1, 7, 10), 60, title)]


def test_states_and_reasons_are_kept_and_what_lets_anybody_in_is_not(shell: Shell) -> None:
    rows = [
        ("2027-01-07", "10:00", "Trams", "cancelled", "strike", ""),
        ("2027-02-04", "10:00", "Trams", "미정", "", "https://zoom.us/j/1234567890?pwd=abc"),
        ("2027-03-04", "10:00", "Trams", "maybe", "", "passcode 1234"),
    ]

    answer = in_csv(shell, *rows, headings=("Date", "Start", "Title", "Status", "Reason", "Notes"))

    assert "the status 'maybe' is not known here" in answer.text
    assert "Texts left out that may let anybody in: 2." in answer.text
    written = (shell.config / "plan.yaml").read_text(encoding="utf-8")
    assert "cancel: strike" in written
    assert "status: tentative" in written
    for word in ("zoom", "1234"):
        assert word not in written + answer.text


@pytest.mark.parametrize("options", [{}, {"date_1904": True}], ids=["1900", "1904"])
def test_cells_of_excel_are_read(shell: Shell, options: dict[str, Any]) -> None:
    first = date(1904, 1, 1) if options else date(1899, 12, 30)
    number = (date(2027, 1, 9) - first).days
    pair = "Sofia–Sejong"
    rows = [
        (datetime(2027, 1, 7), time(10, 0), time(11, 0), "Cells", pair),
        (number, 10 / 24, 0.5, "Numbers", pair),
        (f"{number + 1}", "10:00", "11:00", "Text", pair),
        ("2027-01-11", "10:00", "11:00", '=HYPERLINK("https://example.org", "Linked")', pair),
        ("=TODAY()", "10:00", "11:00", "Formula", pair),
    ]

    answer = in_excel(shell, *rows, **options)

    assert "plan.xlsx, row 6: its cell A6 is a formula that Excel has not calculated" in answer.text
    assert "row 6: Formula is left out: it has no day" in answer.text
    assert meetings(shell) == [
        (at(2027, 1, 7, 10), 60, "Cells"),
        (at(2027, 1, 9, 10), 120, "Numbers"),
        (at(2027, 1, 10, 10), 60, "Text"),
        (at(2027, 1, 11, 10), 60, "Linked"),
    ]


def test_a_merged_cell_holds_for_its_rows_and_a_wrong_size_hides_none(shell: Shell) -> None:
    rows = [(f"2027-01-{day}", "10:00", "11:00", f"Day {day}") for day in (11, 12, 13)]
    path = shell.folder / "plan.xlsx"
    write_excel(path, [HEADINGS, *rows], merged=["E2:E4"])
    change_part(path, "xl/worksheets/sheet1.xml", b'ref="A1:E4"', b'ref="A1:B1"')

    answer = run(shell, "plan.xlsx")

    assert "E2:E4 is one cell; it holds for each of its rows [merged]" in answer.text
    assert len(meetings(shell)) == 3


def change_part(path: Path, name: str, old: bytes, new: bytes) -> None:
    """Replaces bytes in a part of a workbook."""
    with zipfile.ZipFile(path) as book:
        parts = {part: book.read(part) for part in book.namelist()}
    assert old in parts[name]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, content in parts.items():
            book.writestr(part, content.replace(old, new, 1) if part == name else content)


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "b">' + b"".join(
    b'<!ENTITY b%d "%s">' % (each, b"&b%s;" % (str(each - 1).encode() if each else b"") * 10)
    for each in range(1, 10)
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rows.csv", "it has more than 20,000 rows"),
        ("large.csv", "it has more than 10 MB"),
        ("text.csv", "no row has the headings of a day and a title"),
        ("noise.csv", "it is no sheet that can be read"),
        ("password.xlsx", "it is no sheet that can be read"),
        ("entities.xlsx", "it is no sheet that can be read"),
        ("packed.xlsx", "unpacked, it has more than 30 MB"),
        ("macros.xlsx", "it has macros"),
        ("old.xls", "calendars are .ics files, and sheets are .csv or .xlsx"),
        ("missing.csv", "No such file"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(shell: Shell, name: str, words: str) -> None:
    path, part = shell.folder / name, "xl/worksheets/sheet1.xml"
    contents = {
        "rows.csv": b"date,title\n" + b"2027-01-07,x\n" * 20_001,
        "large.csv": b"x" * 10_000_001,
        "text.csv": b"a,b\n1,2\n",
        "noise.csv": b'date,title\n"' + b"x" * 200_000,
        "password.xlsx": bytes.fromhex("d0cf11e0a1b11ae1"),
        "old.xls": bytes.fromhex("d0cf11e0a1b11ae1"),
    }
    if name in contents:
        path.write_bytes(contents[name])
    elif path.suffix == ".xlsx":
        write_excel(path, [HEADINGS])
    if name == "entities.xlsx":
        change_part(path, part, b"<worksheet", ENTITIES + b"]><worksheet")
        change_part(path, part, b"<sheetData>", b"<sheetData><row><c><v>&b9;</v></c></row>")
    elif name == "packed.xlsx":
        change_part(path, part, b"</sheetData>", b"</sheetData>" + b" " * 30_000_000)
    elif name == "macros.xlsx":
        with zipfile.ZipFile(path, "a") as book:
            book.writestr("xl/vbaProject.bin", b"x")

    answer = shell.run("import", name, "--into", str(shell.config))

    assert (answer.code, words in answer.err, "Traceback" in answer.err) == (1, True, False), answer.err


@pytest.mark.parametrize("style", ["csv", "xlsx"])
def test_what_is_exported_comes_back_with_the_same_hours_states_and_titles(shell: Shell, style: str) -> None:
    changes = {
        "2027-01": "move_to: 2027-01-21 11:00",
        "2027-02": "cancel: a holiday",
        "2027-03": "title: Mayors",
    }
    lines = "".join(f"      {month}: {{{words}}}\n" for month, words in changes.items())
    shell.write(f"{SMALL.rstrip()}\n    changes:\n{lines}")
    assert shell.apply().code == 0
    exported = shell.run("export", "programme", "--format", style)
    name = f"back.{style}"
    if style == "csv":
        (shell.folder / name).write_bytes(exported.out)
    else:
        (shell.folder / exported.text.strip()).rename(shell.folder / name)
    before = {
        (each.occurrence.timing.begin_utc, each.occurrence.status, each.occurrence.content.title.say("en"))
        for each in shell.state().occurrences.values()
    }
    shell.write(PROGRAMME)

    answer = run(shell, name)

    assert answer.code == 0, answer.text + answer.err
    programme = read(shell.config).programme
    assert programme is not None
    dated = [each.occurrence for each in date_programme(programme, NO_HOLIDAYS, date(2030, 1, 1)).wanted]
    after = {(each.timing.begin_utc, each.status, each.content.title.say("en")) for each in dated}
    assert after == before
