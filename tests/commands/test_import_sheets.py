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
    questions, given = shell.folder / "answers.csv", shell.folder / "given.csv"
    for _ in range(2):  # what an encoding hides is asked afterwards
        if "Nothing is written yet" in asked.err:
            rows = [*csv.reader(io.StringIO((questions).read_text(encoding="utf-8-sig")))]
            for row in rows[1:]:
                row[4] = {**ANSWERS, **answers}.get(row[0]) or row[4]
            with given.open("w", encoding="utf-8") as file_of_answers:
                csv.writer(file_of_answers).writerows(rows)
            asked = shell.run(*words, "--as", "given.csv")
            questions = given
    return asked


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
        ("16-Dec-2026", "10:00 ч. - 11:00 ч.", "", at(2026, 12, 16, 10), 60),
        ("Wed 16/12/2026", "오후 2시~3시", "", at(2026, 12, 16, 14), 60),
        ("сряда 16.12.2026", "2:00-3:30 pm", "", at(2026, 12, 16, 14), 90),
        ("16.12.2026", "4:00 следобед", "", at(2026, 12, 16, 16), 45),
        ("16.12.2026", "14u30", "3:30 (PM)", at(2026, 12, 16, 14, 30), 60),
        ("16.12.2026", "16 ч.", "17 ч.", at(2026, 12, 16, 16), 60),
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
        (("2027.3.3-5", "10:00", "11:00"), "has no day and no hour that can be read"),
        (("Mon 17 Mar 2027", "10:00", "11:00"), "'Mon 17 Mar 2027' is a Wednesday"),
        (("2027-01-14 tbc", "10:00", "11:00"), "'2027-01-14 tbc' has words that are not understood: 'tbc'"),
        (("2027-01-14", "4 pm", "5:00"), "from 16:00 to 05:00 is longer than 12 hours"),
        (("2027-01-14", "10:00 (Sofia)", "18:00 (Sejong)"), "its hours are on two clocks, Sejong and Sofia"),
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


@pytest.mark.parametrize(
    ("heading", "length", "expected"),
    [
        ("Duration (hours)", "2", 120),
        ("Minutes", "5", 5),
        ("Length", "1.5h", 90),
        ("Duration", "1 час и 30 минути", 90),
        ("소요시간", "90", 90),
        ("Duur", "1,5 uur", 90),
        ("Duration", "2", "'2' is no length that can be read; write `90 min` or `1.5 h`"),
        ("Duration", "0.75", "'0.75' is no length that can be read"),
    ],
)
def test_a_length_is_read_in_its_unit_and_never_without(
    shell: Shell, heading: str, length: str, expected: int | str
) -> None:
    rows = [("2027-01-07", "10:00", length, "Trams"), ("2027-01-08", "10:00", "60 min", "Roofs")]

    answer = in_csv(shell, *rows, headings=("Date", "Start", heading, "Title"))

    lengths = {title: minutes for _, minutes, title in meetings(shell)}
    assert lengths["Roofs"] == 60
    if isinstance(expected, int):
        assert lengths["Trams"] == expected
    else:
        assert expected in answer.text


def test_an_end_that_its_length_contradicts_is_named(shell: Shell) -> None:
    row = ("2027-01-07", "10:00", "11:00", "90", "Trams")

    answer = in_csv(shell, row, headings=("Date", "Start", "End", "Minutes", "Title"))

    assert "it ends at 11:00, and its length says another hour" in answer.text
    assert (answer.code, "nothing was written" in answer.err) == (1, True)


@pytest.mark.parametrize(
    "headings",
    [
        ("날짜", "시작시간", "종료시간", "제목"),
        ("Дата", "Начален час", "Краен час", "Заглавие"),
        ("Datum", "Starttijd", "Eindtijd", "Titel"),
        ("Date", "Start hour", "End hour", "Title"),
    ],
)
def test_headings_of_hours_are_known_however_they_are_spelt(shell: Shell, headings: Sequence[str]) -> None:
    in_csv(shell, ("2027-01-07", "10:00", "11:00", "Trams"), headings=headings)

    assert meetings(shell) == [(at(2027, 1, 7, 10), 60, "Trams")]


def test_hours_below_an_unknown_heading_make_no_whole_day(shell: Shell) -> None:
    rows = [("2027-01-07", "Trams", "10:00", "17:00"), ("2027-01-08", "Fair", "", "")]

    answer = in_csv(shell, *rows, headings=("Date", "Title", "Sofia", "Sejong"))

    assert "row 1: columns that are not read: Sofia, Sejong [columns]" in answer.text
    assert (
        "Trams is left out: its only hour is in the column “Sofia”; name that column `start`" in answer.text
    )
    assert [title for _, _, title in meetings(shell)] == ["Fair"]


def test_what_outlook_saves_as_a_sheet_is_read(shell: Shell) -> None:
    headings = ["Subject", "Start Date", "Start Time", "End Date", "End Time", "All day event", "Private"]
    rows = [
        ("Trams", "1/14/2027", "10:00:00 AM", "1/14/2027", "11:30:00 AM", "False", "False"),
        ("Fair", "1/20/2027", "12:00:00 AM", "1/22/2027", "12:00:00 AM", "True", "False"),
        ("Dentist", "1/21/2027", "9:00:00 AM", "1/21/2027", "9:30:00 AM", "False", "True"),
    ]

    answer = in_csv(shell, *rows, headings=headings)

    assert "Private events left out: 1." in answer.text
    found = meetings(shell)
    assert found[0] == (at(2027, 1, 14, 10), 90, "Trams")
    assert [(minutes, title) for _, minutes, title in found[1:]] == [(2 * 24 * 60, "Fair")]


def test_a_row_that_is_struck_through_is_named(shell: Shell) -> None:
    with xlsxwriter.Workbook(shell.folder / "plan.xlsx") as book:
        sheet, struck = book.add_worksheet("Plan"), book.add_format({"font_strikeout": True})
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ("2027-01-07", "10:00", "11:00", "Trams", "Sofia–Sejong"), struck)
        sheet.write_row(2, 0, ("2027-01-08", "10:00", "11:00", "Roofs", "Sofia–Sejong"))

    answer = run(shell, "plan.xlsx")

    assert "row 2: it is struck through, so it is left out" in answer.text
    assert "Left out with a reason: 1." in answer.text
    assert [title for _, _, title in meetings(shell)] == ["Roofs"]


def test_a_sheet_of_addresses_asks_about_rows(shell: Shell) -> None:
    rows = [("2027-01-07", "10:00", "Call ann@sofia.example"), ("2027-01-08", "10:00", "Roofs")]

    answer = in_csv(shell, *rows, headings=("Date", "Start", "Title"), calendar="", title="sofia-sejong")

    assert answer.code == 0, answer.err
    written = (shell.config / "plan.yaml").read_text(encoding="utf-8")
    asked = (shell.folder / "answers.csv").read_text(encoding="utf-8")
    assert 'title,"plan.csv, row 2",1' in asked
    assert "ann@" not in asked + written + answer.text


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
    ("encoding", "headings", "title", "proposal"),
    [
        ("cp1251", "Дата;Начало;Край;Тема", "Среща", "cp1251"),
        ("cp949", "날짜;시작;종료;제목", "회의", "cp949"),
        ("cp1252", "Datum;Start;Einde;Titel", "Café", ""),
        ("cp949", "Date;Start;End;Title", "교통", ""),
    ],
)
def test_the_encoding_is_asked_with_samples_and_proposed_if_its_words_are_known(
    shell: Shell, encoding: str, headings: str, title: str, proposal: str
) -> None:
    text = f"{headings}\n2027-01-07;10:00;11:00;{title}\n"
    (shell.folder / "plan.csv").write_bytes(text.encode(encoding))
    first = shell.run("import", "plan.csv", "--into", str(shell.config))
    _, row = csv.reader(io.StringIO((shell.folder / "answers.csv").read_text(encoding="utf-8")))
    (shell.folder / "answers.csv").unlink()

    answer = run(shell, "plan.csv", encoding=encoding)

    assert (row[0], row[4]) == ("encoding", proposal)
    assert f"`{encoding}` if it says “{headings.split(';')[0] if proposal else title}”" in first.text
    assert answer.code == 0, answer.err
    assert meetings(shell) == [(at(2027, 1, 7, 10), 60, title)]


def test_states_and_reasons_are_kept_and_what_lets_anybody_in_is_not(shell: Shell) -> None:
    rows = [
        ("2027-01-07", "10:00", "Trams", "cancelled", "strike", ""),
        ("2027-02-03", "10:00", "Trams", "Cancelled / 취소!", "", ""),
        ("2027-02-04", "10:00", "Trams", "미정", "", "https://zoom.us/j/1234567890?pwd=abc"),
        ("2027-03-04", "10:00", "Trams", "maybe", "", "passcode 1234"),
    ]

    answer = in_csv(shell, *rows, headings=("Date", "Start", "Title", "Status", "Reason", "Notes"))

    assert "row 5: Trams is left out: its status is 'maybe'; write `confirmed`" in answer.text
    assert "Texts left out that have an address or may let anybody in: 1." in answer.text
    written = (shell.config / "plan.yaml").read_text(encoding="utf-8")
    assert "cancel: strike" in written
    assert "cancel: true" in written
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
