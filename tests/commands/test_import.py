"""`twincal import`: calendars of others become files of a programme, with the same times or a named doubt."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from scheduler.configuration import read
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS
from support.shell import Answer, Shell
from support.small_programme import SMALL

PROGRAMME = SMALL.split("meetings:\n")[0]
SOFIA = "TZID=Europe/Sofia"
NOW = "2026-11-24T09:00:00Z"
Times = set[tuple[datetime, datetime]]


def event(start: str, *lines: str, uid: str = "a@x", title: str = "Trams", end: str = "DURATION:PT1H") -> str:
    """The lines of an event; `start` and `end` are whole lines."""
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", start, end, f"SUMMARY:{title}", *lines, "END:VEVENT"])


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A programme with two cities and no meeting."""
    shell = Shell(tmp_path, now=NOW)
    shell.write(PROGRAMME)
    return shell


def run(
    shell: Shell, *events: str, answer: str = "", options: tuple[str, ...] = (), head: str = ""
) -> Answer:
    """Imports a calendar of these events; `answer` is that to the question whose the calendar is."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        f"X-WR-CALNAME:Office{head}",
        *events,
        "END:VCALENDAR",
    ]
    file = shell.folder / "old.ics"
    file.write_bytes(("\r\n".join(lines) + "\r\n").encode())
    answers = shell.folder / "given.csv"
    answers.write_text(f"about,found,how often,answer\ncalendar,Office,1,{answer}\n", encoding="utf-8")
    words = ("import", str(file), "--into", str(shell.config), "--as", str(answers), *options)
    return shell.run(*words)


def block(shell: Shell) -> str:
    return (shell.config / "old.yaml").read_text(encoding="utf-8")


def times(shell: Shell, last: date = date(2029, 6, 30)) -> Times:
    """The instants of all imported meetings that take place, through `last`."""
    programme = read(shell.config).programme
    assert programme is not None
    meetings = [each.occurrence for each in date_programme(programme, NO_HOLIDAYS, last).wanted]
    return {(each.timing.begin_utc, each.timing.end_utc) for each in meetings if not each.cancelled}


RULES = {
    "FREQ=WEEKLY": "every week on Wednesday",
    "FREQ=WEEKLY;COUNT=8": "every week on Wednesday",
    "FREQ=WEEKLY;INTERVAL=2": "every 2 weeks on Wednesday",
    "FREQ=WEEKLY;BYDAY=WE,FR": "every week on Wednesday and Friday",
    "FREQ=MONTHLY;BYDAY=3WE": "third Wednesday",
    "FREQ=MONTHLY;BYDAY=3WE;UNTIL=20280630": "third Wednesday",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=3WE": "third Wednesday every 2 months",
    "FREQ=MONTHLY;BYDAY=-1FR": "last Friday",
    "FREQ=MONTHLY;BYMONTHDAY=20": "day 20",
    "FREQ=MONTHLY;BYMONTHDAY=-1": "last day",
    "FREQ=YEARLY;BYMONTH=3,10;BYDAY=3WE": None,
    "FREQ=DAILY;COUNT=5": None,
    "FREQ=MONTHLY;BYDAY=5WE": None,
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_written_in_words_or_as_dates_and_gives_the_same_times(shell: Shell, rule: str) -> None:
    first = rrulestr(f"RRULE:{rule.partition(';UNTIL')[0]}", dtstart=datetime(2026, 10, 21, 10)).after(
        datetime(2026, 10, 21), inc=True
    )

    answer = run(
        shell, event(f"DTSTART;{SOFIA}:{first:%Y%m%dT%H%M%S}", f"RRULE:{rule}"), answer="sofia-sejong"
    )

    assert answer.code == 0, answer.err
    if RULES[rule]:
        assert f"every: {RULES[rule]}\n" in block(shell)
    last = date(2029, 6, 30)
    source = rrulestr(f"RRULE:{rule}", dtstart=first).between(first, datetime(2029, 7, 1), inc=True)
    zone = ZoneInfo("Europe/Sofia")
    begins = {wall.replace(tzinfo=zone).astimezone(UTC) for wall in source if wall.date() <= last}
    assert {begin for begin, _ in times(shell, last) if begin.date() <= last} == begins
    assert shell.run("check", str(shell.config)).code == 0


def test_exceptions_become_changes(shell: Shell) -> None:
    rule = event(
        f"DTSTART;{SOFIA}:20261021T100000", "RRULE:FREQ=MONTHLY;BYDAY=3WE", f"EXDATE;{SOFIA}:20270120T100000"
    )
    moved = event(
        f"DTSTART;{SOFIA}:20261217T110000", f"RECURRENCE-ID;{SOFIA}:20261216T100000", end="DURATION:PT90M"
    )
    cancelled = event(
        f"DTSTART;{SOFIA}:20270217T100000", f"RECURRENCE-ID;{SOFIA}:20270217T100000", "STATUS:CANCELLED"
    )

    run(shell, rule, moved, cancelled, answer="sofia-sejong")

    assert block(shell).partition("    changes:\n")[2] == (
        "      2026-12-16:\n        move_to: 2026-12-17 11:00\n        duration: 90 min\n"
        "      2027-01-20:\n        cancel: true\n        cancelled: hide\n"
        "      2027-02-17:\n        cancel: true\n"
    )


def test_a_series_that_went_on_with_a_new_uid_is_one(shell: Shell) -> None:
    """Google begins a new one at "this and following"."""
    one = event(f"DTSTART;{SOFIA}:20261007T100000", "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231T000000Z")
    other = event(
        f"DTSTART;{SOFIA}:20270106T110000", "RRULE:FREQ=WEEKLY;INTERVAL=2", uid="a_R20270106T090000@x"
    )

    answer = run(shell, one, other, answer="sofia-sejong")

    assert "it goes on with event 1: one series [joined]" in answer.text
    assert block(shell).count("title: Trams") == 1
    starts = {begin for begin, _ in times(shell)}
    assert datetime(2026, 12, 30, 8, tzinfo=UTC) in starts
    assert datetime(2027, 1, 6, 9, tzinfo=UTC) in starts
    assert datetime(2027, 1, 13, 9, tzinfo=UTC) not in starts


def test_two_series_with_one_uid_are_both_read_and_the_same_lines_once(shell: Shell) -> None:
    one = event(f"DTSTART;{SOFIA}:20270107T100000", "RRULE:FREQ=WEEKLY;COUNT=3")
    other = event(f"DTSTART;{SOFIA}:20270205T150000", title="Roofs")

    answer = run(shell, one, one, other, answer="sofia-sejong")

    assert ("share one UID" in answer.text, "stands here twice" in answer.text) == (True, True)
    assert len(times(shell)) == 4


def test_single_events_with_one_title_are_a_rule_that_ends(shell: Shell) -> None:
    days = ("20270121", "20270218", "20270318")
    singles = [event(f"DTSTART;{SOFIA}:{day}T100000", uid=day) for day in days]

    run(shell, *singles, answer="sofia-sejong")

    assert "every: third Thursday\n" in block(shell)
    assert "until: 2027-03-18\n" in block(shell)
    assert len(times(shell)) == 3


def test_what_nobody_has_said_is_asked_and_nothing_is_written(shell: Shell) -> None:
    floating = event("DTSTART:20270107T100000", title="Sofia and Sejong: trams")
    in_utc = event("DTSTART:20270107T080000Z", uid="b", title="Roofs")
    endless = event(f"DTSTART;{SOFIA}:20270107T100000", uid="c", title="Call", end="COMMENT:x")

    answer = run(shell, floating, in_utc, endless)

    assert (answer.code, "Nothing is written yet" in answer.err) == (1, True)
    assert not (shell.config / "old.yaml").exists()
    rows = [*csv.reader(io.StringIO((shell.folder / "given.csv").read_text(encoding="utf-8-sig")))]
    assert [[*row[:3], row[4]] for row in rows[1:]] == [
        ["calendar", "Office", "3", ""],
        ["title", "Sofia and Sejong: trams", "1", "sofia-sejong"],
        ["zone", "no zone (old.ics)", "1", ""],
        ["title", "Roofs", "1", ""],
        ["zone", "UTC (old.ics)", "1", ""],
        ["title", "Call", "1", ""],
        ["minutes", "no end (old.ics)", "1", ""],
    ]
    assert {row[3] for row in rows if row[0] == "minutes"} == {"a number of minutes"}


def test_answers_give_the_owner_the_clock_and_the_length(shell: Shell) -> None:
    floating = event("DTSTART:20270107T100000", title="Sofia and Sejong: trams")
    in_utc = event("DTSTART:20270708T080000Z", uid="b", title="Roofs")
    left_out = event(f"DTSTART;{SOFIA}:20270107T100000", uid="c", title="Dentist")
    run(shell, floating, in_utc, left_out)
    given = shell.folder / "given.csv"
    answered = {"Roofs": "Webinar", "Dentist": "-", "no zone (old.ics)": "Sofia", "UTC (old.ics)": "sofia"}
    rows = [*csv.reader(io.StringIO(given.read_text(encoding="utf-8-sig")))]
    rows = [[*row[:4], answered.get(row[1], row[4])] for row in rows]
    with given.open("w", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)

    answer = shell.run(
        "import", str(shell.folder / "old.ics"), "--into", str(shell.config), "--as", str(given)
    )

    assert answer.code == 0, answer.err
    assert {begin for begin, _ in times(shell)} == {
        datetime(2027, 1, 7, 8, tzinfo=UTC),
        datetime(2027, 7, 8, 8, tzinfo=UTC),
    }
    assert "  roofs:\n    title: Roofs\n    starts: 2027-07-08 11:00\n    clock: sofia\n" in block(shell)


def test_people_and_ways_to_join_stay_outside(shell: Shell) -> None:
    private = event(f"DTSTART;{SOFIA}:20270107T100000", "CLASS:PRIVATE", uid="p", title="Dentist")
    meeting = event(
        f"DTSTART;{SOFIA}:20270108T100000",
        "LOCATION:https://zoom.us/j/123456789?pwd=secret",
        "DESCRIPTION:Write to ann@sofia.example",
        "X-ALT-DESC:passcode 4711",
        "ATTENDEE:mailto:kim@sejong.example",
        "URL:https://meet.google.com/abc-defg-hij",
    )

    answer = run(shell, private, meeting, answer="sofia-sejong")

    assert "Private events left out: 1." in answer.text
    assert "Texts left out that have an address or may let anybody in: 3." in answer.text
    assert "Addresses of people left out: 1." in answer.text
    for word in ("Dentist", "zoom", "secret", "ann@", "4711", "kim@", "google"):
        assert word not in block(shell) + answer.text
    (shell.config / "old.yaml").unlink()
    run(shell, meeting, answer="sofia-sejong", options=("--with-links",))
    assert "join:\n      url: https://zoom.us" in block(shell)


def test_what_is_over_for_a_year_stays_outside(shell: Shell) -> None:
    old = event(f"DTSTART;{SOFIA}:20191016T100000", "RRULE:FREQ=MONTHLY;BYDAY=3WE")

    run(shell, old, answer="sofia-sejong")
    assert "from: 2025-12-17\n" in block(shell)
    (shell.config / "old.yaml").unlink()
    run(shell, old, answer="sofia-sejong", options=("--since", "2019-01-01"))
    assert "from: 2019-10-16\n" in block(shell)


def test_single_events_that_are_over_are_counted_not_listed(shell: Shell) -> None:
    singles = [
        event(f"DTSTART;{SOFIA}:20{year}1016T100000", uid=f"{year}@x", title=f"Kick-off {year}")
        for year in (19, 20, 27)
    ]

    answer = run(shell, *singles, answer="sofia-sejong")

    assert "Series left out because they were over: 2." in answer.text
    assert "event 1" not in answer.text
    assert "2027-10-16" in block(shell)


def test_whole_days(shell: Shell) -> None:
    run(shell, event("DTSTART;VALUE=DATE:20270510", end="DTEND;VALUE=DATE:20270513"), answer="sofia-sejong")

    assert "    starts: 2027-05-10\n    days: 3\n" in block(shell)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no calendar", "it is not an iCalendar file"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_001, "it has more than 10 MB"),
    ],
    ids=["no calendar", "large"],
)
def test_what_is_no_calendar_is_refused_in_words(shell: Shell, content: bytes, words: str) -> None:
    (shell.folder / "old.ics").write_bytes(content)

    answer = shell.run("import", str(shell.folder / "old.ics"), "--into", str(shell.config))

    assert (answer.code, words in answer.err, "Traceback" in answer.err) == (1, True, False)


def test_no_file_is_overwritten(shell: Shell) -> None:
    shell.write("# mine\n", "old.yaml")

    answer = run(shell, event(f"DTSTART;{SOFIA}:20270107T100000"), answer="sofia-sejong")

    assert (answer.code, "old.yaml exists" in answer.err, block(shell)) == (1, True, "# mine\n")


def test_what_is_exported_comes_back_with_the_same_times(shell: Shell, tmp_path: Path) -> None:
    shell.write(SMALL)
    assert shell.apply().code == 0
    exported = shell.run("export", "programme", "--format", "ics").out
    before = {
        (each.occurrence.timing.begin_utc, each.occurrence.timing.end_utc)
        for each in shell.state().occurrences.values()
    }
    (tmp_path / "back").mkdir()
    back = Shell(tmp_path / "back", now=NOW)
    back.write(PROGRAMME)
    (back.folder / "old.ics").write_bytes(exported)
    given = back.folder / "given.csv"
    given.write_text("about,found,how often,answer\ntitle,Monthly,1,sofia-sejong\n", encoding="utf-8")

    words = ("import", str(back.folder / "old.ics"), "--into", str(back.config), "--as", str(given))
    answer = back.run(*words, "--since", "2026-01-01")

    assert answer.code == 0, answer.err + answer.text
    assert "every: third Wednesday\n" in block(back)
    assert times(back, max(end for _, end in before).date() + timedelta(days=300)) == before


def test_an_exception_belongs_to_the_series_that_plans_it_and_none_is_lost(shell: Shell) -> None:
    one = event(f"DTSTART;{SOFIA}:20270107T100000", "RRULE:FREQ=WEEKLY;COUNT=3")
    other = event(f"DTSTART;{SOFIA}:20270205T150000", "RRULE:FREQ=WEEKLY;COUNT=2", title="Roofs")
    moved = event(f"DTSTART;{SOFIA}:20270213T160000", f"RECURRENCE-ID;{SOFIA}:20270212T150000", title="Roofs")
    orphan = event(
        f"DTSTART;{SOFIA}:20270401T090000", f"RECURRENCE-ID;{SOFIA}:20270331T090000", title="Parks"
    )

    run(shell, one, other, moved, orphan, answer="sofia-sejong")

    starts = {begin for begin, _ in times(shell)}
    assert {datetime(2027, 2, 13, 14, tzinfo=UTC), datetime(2027, 4, 1, 6, tzinfo=UTC)} < starts
    assert len(starts) == 6


def test_an_exception_of_whole_days_is_a_meeting_of_its_own(shell: Shell) -> None:
    hours = event(f"DTSTART;{SOFIA}:20270107T100000", "RRULE:FREQ=WEEKLY;COUNT=3")
    day = event(
        "DTSTART;VALUE=DATE:20270115",
        f"RECURRENCE-ID;{SOFIA}:20270114T100000",
        title="Visit",
        end="DTEND;VALUE=DATE:20270117",
    )

    run(shell, hours, day, answer="sofia-sejong")

    assert "    title: Visit\n    starts: 2027-01-15\n    days: 2\n" in block(shell)
    assert len(times(shell)) == 3


def test_what_the_same_lines_of_a_sheet_or_calendar_say_is_read_once(shell: Shell) -> None:
    same = [event(f"DTSTART;{SOFIA}:20270107T100000", uid=uid) for uid in ("a", "b")]
    longer = event(f"DTSTART;{SOFIA}:20270107T100000", uid="c", end="DURATION:PT2H")

    answer = run(shell, *same, longer, answer="sofia-sejong")

    assert "event 2: Trams: it says the same as event 1; it is read once [same-twice]" in answer.text
    assert len(times(shell)) == 2


def test_a_series_without_a_rule_here_is_dated_and_its_end_is_told(shell: Shell) -> None:
    rare = event(f"DTSTART;{SOFIA}:20261230T100000", "RRULE:FREQ=MONTHLY;BYDAY=5WE")

    answer = run(shell, rare, answer="sofia-sejong")

    assert "no rule here gives its times; its dates end on 2029-10-31 [dates-only]" in answer.text
    assert "  # dates-only: no rule here gives its times; its dates end on 2029-10-31\n" in block(shell)


def test_a_clock_in_utc_is_asked_with_the_hours_of_both_halves_of_the_year(shell: Shell) -> None:
    answer = run(
        shell, event("DTSTART:20270107T080000Z", "RRULE:FREQ=MONTHLY;BYDAY=1TH"), answer="sofia-sejong"
    )

    words = "whose clock it follows: it is saved in UTC, 11:00 in July and 10:00 in January in Sofia"
    assert words in answer.text


def test_an_answer_that_is_none_is_named_at_its_row(shell: Shell) -> None:
    answer = run(shell, event(f"DTSTART;{SOFIA}:20270107T100000"), answer="sofia")

    assert answer.code == 1
    assert (
        "given.csv, row 2: 'sofia' is no answer to `calendar`; write the id of a pair or group" in answer.text
    )
    assert not (shell.config / "old.yaml").exists()


def test_answers_with_semicolons_are_read(shell: Shell) -> None:
    """Excel writes them in most of Europe."""
    run(shell, event(f"DTSTART;{SOFIA}:20270107T100000"))
    given = shell.folder / "given.csv"
    given.write_text("about;found;how often;answer\ncalendar;Office;1;sofia-sejong\n", encoding="utf-8-sig")

    answer = shell.run(
        "import", str(shell.folder / "old.ics"), "--into", str(shell.config), "--as", str(given)
    )

    assert answer.code == 0, answer.err


def test_answers_that_nobody_named_are_not_written_over(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shell.folder)
    (shell.folder / "answers.csv").write_text("mine", encoding="utf-8")
    (shell.folder / "old.ics").write_text("BEGIN:VCALENDAR\n", encoding="utf-8")

    answer = shell.run("import", "old.ics", "--into", str(shell.config))

    assert (answer.code, "answers.csv exists" in answer.err) == (1, True)
    assert (shell.folder / "answers.csv").read_text(encoding="utf-8") == "mine"


def test_a_series_in_utc_keeps_the_hour_that_it_began_with(shell: Shell) -> None:
    """It began in winter at 10:00 in Sofia, and only times in summer are wanted."""
    given = "about,found,how often,answer\ncalendar,Office,1,sofia-sejong\nzone,UTC (old.ics),1,sofia\n"
    run(shell, event("DTSTART:20250116T080000Z", "RRULE:FREQ=MONTHLY;BYDAY=3TH"), answer="sofia-sejong")
    (shell.folder / "given.csv").write_text(given, encoding="utf-8")

    words = ("import", str(shell.folder / "old.ics"), "--into", str(shell.config))
    shell.run(*words, "--as", str(shell.folder / "given.csv"), "--since", "2026-06-01")

    assert 'at: "10:00"\n    clock: sofia\n' in block(shell)


def test_an_exception_without_a_place_leaves_the_place_of_the_others(shell: Shell) -> None:
    rule = event(f"DTSTART;{SOFIA}:20261021T100000", "RRULE:FREQ=MONTHLY;BYDAY=3WE", "LOCATION:Room 1")
    moved = event(
        f"DTSTART;{SOFIA}:20261217T110000", f"RECURRENCE-ID;{SOFIA}:20261216T100000", title="Mayors"
    )

    run(shell, rule, moved, answer="sofia-sejong")

    assert block(shell).count("place: Room 1\n") == 1
    assert "every: third Wednesday\n" in block(shell)


def test_the_words_of_mails_and_calendars_propose_cities(shell: Shell) -> None:
    meeting = event(
        f"DTSTART;{SOFIA}:20270107T100000", "ATTENDEE:mailto:a@sofia.example", "ATTENDEE:mailto:b@x.example"
    )

    run(shell, meeting)

    rows = [*csv.reader(io.StringIO((shell.folder / "given.csv").read_text(encoding="utf-8-sig")))]
    asked = {row[1]: row[4] for row in rows if row[0] == "domain"}
    assert asked == {"sofia.example": "sofia", "x.example": ""}


def test_a_zone_of_windows_is_the_clock_of_the_city_that_it_covers(shell: Shell) -> None:
    run(shell, event("DTSTART;TZID=FLE Standard Time:20270107T100000"), answer="sofia-sejong")

    assert "    starts: 2027-01-07 10:00\n    clock: sofia\n" in block(shell)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("RRULE:FREQ=WEEKLY;UNTIL=20270121T000000Z",), "until-too-early"),
        (("RRULE:FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=MONTHLY;COUNT=2"), "two-rules"),
        (("RRULE:FREQ=WEEKLY;UNTIL=20260101T000000Z",), "left-out"),
        (("RRULE:FREQ=SOMETIMES",), "left-out"),
        (("DURATION:P9D",), "left-out"),
    ],
)
def test_each_doubt_is_a_row_with_its_code(shell: Shell, lines: tuple[str, ...], code: str) -> None:
    answer = run(shell, event(f"DTSTART;{SOFIA}:20270107T100000", *lines, end="X:y"), answer="sofia-sejong")

    assert f"[{code}]" in answer.text
    assert "old.ics, event 1" in answer.text


def test_a_cut_of_google_is_no_doubt(shell: Shell) -> None:
    rule = "RRULE:FREQ=WEEKLY;UNTIL=20270121T075959Z"

    answer = run(shell, event(f"DTSTART;{SOFIA}:20270107T100000", rule), answer="sofia-sejong")

    assert "until-too-early" not in answer.text


def test_a_title_that_lets_anybody_in_is_in_no_id_and_no_comment(shell: Shell) -> None:
    meeting = event(f"DTSTART;{SOFIA}:20270107T100000", title="Trams https://zoom.us/j/123456789", uid="")
    rule = event(f"DTSTART;{SOFIA}:20270107T120000", "RRULE:FREQ=WEEKLY;COUNT=3", title="passcode 4711")

    answer = run(shell, meeting, rule, answer="sofia-sejong")

    assert answer.code == 0, answer.err
    assert "sofia-sejong:\n    pair: sofia-sejong\n    title: Meeting\n" in block(shell)
    for word in ("zoom", "4711"):
        assert word not in block(shell) + answer.text


def test_a_zone_that_nobody_can_read_is_found_by_its_name(shell: Shell) -> None:
    """ics.py, with which yaml2ics writes, begins Seoul with an RDATE alone."""
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:/ics.py/2020.1/Asia/Seoul\r\nBEGIN:STANDARD\r\nTZOFFSETFROM:+0900\r\n"
        "TZOFFSETTO:+0900\r\nRDATE:19700101T000000\r\nTZNAME:KST\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )

    run(shell, zone, event("DTSTART;TZID=/ics.py/2020.1/Asia/Seoul:20270107T170000"), answer="sofia-sejong")

    assert "    starts: 2027-01-07 17:00\n    clock: sejong\n" in block(shell)


W_EUROPE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3"


@pytest.mark.parametrize("name", ["W. Europe Standard Time", "/citadel.org/20210210_1/Europe/Berlin"])
def test_a_zone_that_a_file_defines_is_known_by_its_name(shell: Shell, name: str) -> None:
    """Outlook defines all of its zones."""
    begin = f"DTSTART;TZID={name}:20270107T100000"
    moved = event("DTSTART:20270114T130000Z", f"RECURRENCE-ID;TZID={name}:20270114T100000")
    zone = W_EUROPE.format(name=name).replace("\n", "\r\n")

    answer = run(shell, zone, event(begin, WEEKLY), moved, answer="sofia-sejong")

    assert answer.code == 0, answer.text
    begins = {begin for begin, _ in times(shell)}
    assert begins == {datetime(2027, 1, 7, 9, tzinfo=UTC), *MOVED_TO_13, datetime(2027, 1, 21, 9, tzinfo=UTC)}


MOVED_TO_13 = {datetime(2027, 1, 14, 13, tzinfo=UTC)}


def test_an_exception_of_a_zone_that_only_its_file_defines_keeps_its_instant(shell: Shell) -> None:
    zone = W_EUROPE.format(name="Our office").replace("\n", "\r\n")
    meeting = event("DTSTART;TZID=Our office:20270107T100000", WEEKLY)
    moved = event("DTSTART:20270114T130000Z", "RECURRENCE-ID;TZID=Our office:20270114T100000")

    asked = run(shell, zone, meeting, moved, answer="sofia-sejong")

    assert "on which clock “Our office” is" in asked.text
    with (shell.folder / "given.csv").open("a", encoding="utf-8") as given:
        given.write("zone,Our office (old.ics),1,,Europe/Berlin\n")
    words = ("import", str(shell.folder / "old.ics"), "--into", str(shell.config))
    assert shell.run(*words, "--as", str(shell.folder / "given.csv")).code == 0
    assert {begin for begin, _ in times(shell)} >= MOVED_TO_13


def test_a_name_that_no_zone_has_is_asked_though_the_calendar_has_a_zone(shell: Shell) -> None:
    head = "\r\nX-WR-TIMEZONE:Europe/Berlin"

    answer = run(shell, event("DTSTART;TZID=KST:20270107T170000"), answer="sofia-sejong", head=head)

    assert (answer.code, "on which clock “KST” is" in answer.text) == (1, True)


def test_a_series_in_utc_keeps_the_instant_of_a_time_that_was_moved(shell: Shell) -> None:
    monthly = event("DTSTART:20270107T090000Z", "RRULE:FREQ=MONTHLY;BYDAY=1TH;COUNT=8")
    moved = event("DTSTART:20270702T120000Z", "RECURRENCE-ID:20270701T090000Z")
    run(shell, monthly, moved, answer="sofia-sejong")
    with (shell.folder / "given.csv").open("a", encoding="utf-8") as given:
        given.write("zone,UTC (old.ics),1,,sofia\n")
    words = ("import", str(shell.folder / "old.ics"), "--into", str(shell.config))

    assert shell.run(*words, "--as", str(shell.folder / "given.csv")).code == 0
    begins = sorted(begin for begin, _ in times(shell))
    assert begins[5:7] == [datetime(2027, 6, 3, 8, tzinfo=UTC), datetime(2027, 7, 2, 12, tzinfo=UTC)]


def test_a_cancelled_meeting_stays_so_without_a_reason_that_names_a_person(shell: Shell) -> None:
    cancelled = event(
        f"DTSTART;{SOFIA}:20270114T100000",
        f"RECURRENCE-ID;{SOFIA}:20270114T100000",
        "STATUS:CANCELLED",
        "COMMENT:ann@sofia.example is ill",
    )

    run(shell, event(f"DTSTART;{SOFIA}:20270107T100000", WEEKLY), cancelled, answer="sofia-sejong")

    assert (len(times(shell)), "ann@" in block(shell)) == (2, False)


def test_a_title_that_names_a_person_leaves_that_of_its_series(shell: Shell) -> None:
    other = event(
        f"DTSTART;{SOFIA}:20270114T100000",
        f"RECURRENCE-ID;{SOFIA}:20270114T100000",
        title="Trams with kim@sejong.example",
    )

    run(shell, event(f"DTSTART;{SOFIA}:20270107T100000", WEEKLY), other, answer="sofia-sejong")

    assert (len(times(shell)), "kim@" in block(shell)) == (3, False)


def test_a_private_time_of_a_public_series_is_kept_without_its_words(shell: Shell) -> None:
    moved = event(
        f"DTSTART;{SOFIA}:20270115T120000",
        f"RECURRENCE-ID;{SOFIA}:20270114T100000",
        "CLASS:PRIVATE",
        title="Dentist",
    )

    run(shell, event(f"DTSTART;{SOFIA}:20270107T100000", WEEKLY), moved, answer="sofia-sejong")

    assert "move_to: 2027-01-15 12:00" in block(shell)
    assert "Dentist" not in block(shell)


def test_an_exception_of_a_private_series_is_private(shell: Shell) -> None:
    private = event(f"DTSTART;{SOFIA}:20270107T100000", WEEKLY, "CLASS:PRIVATE", title="Dentist")
    moved = event(
        f"DTSTART;{SOFIA}:20270115T120000", f"RECURRENCE-ID;{SOFIA}:20270114T100000", title="Dentist"
    )
    public = event(f"DTSTART;{SOFIA}:20270108T100000", uid="b")

    answer = run(shell, private, moved, public, answer="sofia-sejong")

    assert "Private events left out: 2." in answer.text
    assert "Dentist" not in block(shell)


def test_a_day_names_the_time_of_a_series_on_it(shell: Shell) -> None:
    meeting = event(f"DTSTART;{SOFIA}:20270107T100000", WEEKLY, "EXDATE;VALUE=DATE:20270121")
    moved = event(f"DTSTART;{SOFIA}:20270115T110000", "RECURRENCE-ID;VALUE=DATE:20270114")

    run(shell, meeting, moved, answer="sofia-sejong")

    assert {begin.day for begin, _ in times(shell)} == {7, 15}


def test_a_meeting_that_was_moved_into_the_wanted_days_is_kept(shell: Shell) -> None:
    meeting = event(f"DTSTART;{SOFIA}:20261105T100000", "RRULE:FREQ=MONTHLY;BYDAY=1TH;COUNT=6")
    moved = event(f"DTSTART;{SOFIA}:20270112T100000", f"RECURRENCE-ID;{SOFIA}:20261203T100000")

    run(shell, meeting, moved, answer="sofia-sejong", options=("--since", "2027-01-01"))

    assert datetime(2027, 1, 12, 8, tzinfo=UTC) in {begin for begin, _ in times(shell)}
    assert len(times(shell)) == 5


def test_two_days_through_a_change_of_the_clock_end_at_their_hour(shell: Shell) -> None:
    end = f"DTEND;{SOFIA}:20270131T170000"
    rule = "RRULE:FREQ=MONTHLY;BYDAY=-1SA;COUNT=4"

    run(shell, event(f"DTSTART;{SOFIA}:20270130T100000", rule, end=end), answer="sofia-sejong")

    ends = {end.astimezone(ZoneInfo("Europe/Sofia")).hour for _, end in times(shell)}
    assert (len(times(shell)), ends) == (4, {17})
    assert "every: last Saturday" in block(shell)


@pytest.mark.parametrize(
    "lines", [("DTEND;{zone}:20270107T090000",), ("DURATION:PT1H", WEEKLY, "EXRULE:FREQ=WEEKLY;COUNT=1")]
)
def test_what_programs_read_in_several_ways_is_named_and_left_out(
    shell: Shell, lines: tuple[str, ...]
) -> None:
    lines = tuple(line.format(zone=SOFIA) for line in lines)
    other = event(f"DTSTART;{SOFIA}:20270108T100000", uid="b")

    answer = run(
        shell, event(f"DTSTART;{SOFIA}:20270107T100000", *lines, end="X:y"), other, answer="sofia-sejong"
    )

    assert "event 1: 'Trams' cannot be read, so it is left out [left-out]" in answer.text
    assert len(times(shell)) == 1
