"""Rules with some months or several weekdays, and pauses: what calendars and plans show."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from scheduler.programme.details import SeriesChange
from support.shell import Shell

RULE = "third Wednesday"
ALTERNATE = ("clock: sofia", "clock: alternate")


def dates(shell: Shell, *edits: tuple[str, str]) -> list[str]:
    """The keys and first days of the meetings of the small programme with these edits, until June 2027."""
    shell.edit(*edits)
    assert shell.apply(now="2026-05-01T09:00:00Z").code == 0
    stored = shell.state().occurrences.values()
    occurrences = sorted((each.occurrence for each in stored), key=lambda one: one.timing.starts)
    return [f"{one.key} {one.timing.starts:%m-%d}" for one in occurrences if one.key < "2027-06"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            "third Wednesday every 3 months",
            ["2026-06 06-17", "2026-09 09-16", "2026-12 12-16", "2027-03 03-17"],
        ),
        ("third Wednesday in March and October", ["2026-10 10-21", "2027-03 03-17"]),
        ("third Wednesday except June to March", ["2027-04 04-21", "2027-05 05-19"]),
    ],
)
def test_some_months(shell: Shell, rule: str, expected: list[str]) -> None:
    assert dates(shell, (RULE, rule)) == expected


def test_cities_take_turns_every_two_months(shell: Shell) -> None:
    dates(shell, (RULE, "third Wednesday every 2 months"), ALTERNATE)

    zones = [each.occurrence.timing.zone for each in shell.state().occurrences.values()]
    assert zones[:4] == ["Europe/Sofia", "Asia/Seoul", "Europe/Sofia", "Asia/Seoul"]


def test_a_change_names_the_second_meeting_of_a_week(shell: Shell) -> None:
    shell.edit((RULE, "every week on Monday and Thursday"))
    shell.add("    changes:\n      2026-W50.2: {cancel: away}\n      2026-12-14: {cancel: ill}\n")
    assert shell.apply().code == 0

    cancelled = [each.occurrence for each in shell.state().occurrences.values() if each.occurrence.cancelled]
    assert [f"{one.key} {one.timing.starts:%m-%d}" for one in cancelled] == [
        "2026-W50.2 12-10",
        "2026-W51 12-14",
    ]


def test_a_pause_leaves_no_trace_of_what_nobody_saw(shell: Shell) -> None:
    shell.add("    pause: [2026-07-01..2026-08-31, 2026-12-16]\n")

    assert dates(shell)[:5] == [
        *("2026-06 06-17", "2026-09 09-16", "2026-10 10-21", "2026-11 11-18", "2027-01 01-20"),
    ]
    assert "2026-07" not in shell.run("history", "--format", "json").text.replace("2026-07-", "")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("    pause: 2025-12-20..2026-01-10\n", "it is over before the series begins on 2026-06-01"),
        (
            "    until: 2027-06\n    pause: 2028-12-20..2029-01-10\n",
            "it begins after the series ends on 2027-06-30",
        ),
    ],
)
def test_a_pause_outside_the_series_may_have_a_wrong_year(shell: Shell, lines: str, words: str) -> None:
    shell.add(lines)

    assert f"warning: {words}: is the year right?" in shell.run("check", str(shell.config)).text


def test_a_pause_cancels_what_calendars_show(shell: Shell) -> None:
    shell.apply()
    shell.add("    pause: 2026-12-10..2027-01-10\n")

    assert "1 coming meeting is cancelled, because the dates of the series leave it out" in shell.plan().text
    assert shell.apply().code == 0
    december = shell.run("why", "monthly/2026-12").text
    assert "  cancelled  its series pauses from 10 Dec 2026 to 10 Jan 2027\n" in december


def test_an_entry_of_a_schedule_ends_by_itself(shell: Shell) -> None:
    text = shell.read()
    start, end = text.index("    every: third"), text.index("    duration")
    shell.write(
        text[:start] + "    schedule:\n"
        "      - {from: 2026-06, until: 2026-09, every: third Wednesday, at: '10:00', clock: sofia}\n"
        "      - {from: 2027-03, every: first Tuesday, at: '10:00', clock: sofia}\n"
        + text[end:].replace("    from: 2026-06\n", "")
    )

    assert dates(shell)[:6] == [
        *("2026-06 06-17", "2026-07 07-15", "2026-08 08-19", "2026-09 09-16"),
        *("2027-03 03-02", "2027-04 04-06"),
    ]


def cancelled(shell: Shell) -> dict[str, Any]:
    """The reason of each cancelled meeting by its key."""
    stored = shell.state().occurrences.values()
    return {one.occurrence.key: one.occurrence.content.reason for one in stored if one.occurrence.cancelled}


def test_a_weekday_added_behind_another_changes_no_meeting(shell: Shell) -> None:
    shell.edit((RULE, "every week on Thursday"))
    assert shell.apply().code == 0
    before = {uid: each.occurrence.timing for uid, each in shell.state().occurrences.items()}
    shell.edit(("week on Thursday", "week on Thursday and Monday"))
    assert shell.apply().code == 0

    after = shell.state().occurrences
    assert {uid: after[uid].occurrence.timing for uid in before} == before
    assert cancelled(shell) == {}
    assert len(after) > 1.7 * len(before)


def test_a_day_off_of_the_new_day_is_no_reason_on_the_old_one(shell: Shell) -> None:
    """Chuseok is on Wednesday 15 September 2027 in Korea, where 15 September was no date of the rule before."""
    shell.edit((RULE, "second Monday"), ("next working day", "skip"))
    assert shell.apply().code == 0
    shell.edit(("second Monday", "third Wednesday"))
    assert shell.apply("--allow-large").code == 0

    assert cancelled(shell)["2027-09"] is SeriesChange.OTHER_DATES


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("third Wednesday every 2 months", ["2026-12", "2027-02", "2027-04", "2027-06", "2027-08"]),
        ("third Wednesday every 3 months", ["2026-12", "2027-02", "2027-04", "2027-05", "2027-08"]),
        ("third Wednesday yearly", ["2026-12", "2027-02", "2027-04", "2027-05"]),
    ],
)
def test_a_new_interval_counts_from_its_own_beginning(shell: Shell, second: str, expected: list[str]) -> None:
    text = shell.read()
    start, end = text.index("    every: third"), text.index("    duration")
    entries = (
        ("2026-12", "third Wednesday every 2 months"),
        ("2027-03" if "2 m" in second else "2027-05", second),
    )
    schedule = "".join(
        f"      - {{from: {begins}, every: {rule}, at: '10:00', clock: sofia}}\n" for begins, rule in entries
    )
    shell.write(text[:start] + "    schedule:\n" + schedule + text[end:].replace("    from: 2026-06\n", ""))
    assert shell.apply().code == 0

    keys = sorted(each.occurrence.key for each in shell.state().occurrences.values())
    assert [key for key in keys if key <= "2027-08"] == expected


def agenda(shell: Shell) -> list[str]:
    """The keys, starts and ends of all meetings of a programme without rules."""
    occurrences = [each.occurrence for each in shell.state().occurrences.values()]
    return sorted(
        f"{one.series}/{one.key} {one.timing.starts:%m-%d %H:%M}–{one.timing.ends:%m-%d %H:%M}"
        for one in occurrences
        if one.series != "monthly"
    )


def test_a_list_of_dates_keeps_its_keys_when_one_is_added(shell: Shell) -> None:
    shell.add(
        "  board:\n    pair: sofia-sejong\n    title: Board\n    dates: [2027-03-09 10:00, 2027-06-08 10:00]\n"
        "    clock: sofia\n    duration: 60 min\n    changes:\n      extra.2: {move_to: 11:00}\n"
    )
    assert shell.apply().code == 0
    before = agenda(shell)
    assert before == ["board/extra.2 06-08 11:00–06-08 12:00", "board/once 03-09 10:00–03-09 11:00"]

    shell.edit(("06-08 10:00]", "06-08 10:00, 2027-04-13 10:00]"))
    assert shell.apply().code == 0
    assert agenda(shell) == [before[0], "board/extra.3 04-13 10:00–04-13 11:00", before[1]]


def test_an_hour_on_several_days_is_a_session_on_each(shell: Shell) -> None:
    """Clocks change in Sofia on 28 March 2027; the hour stays."""
    shell.add(
        "  course:\n    pair: sofia-sejong\n    title: Course\n    starts: 2027-03-27 09:00\n"
        "    ends: 11:30\n    days: 3\n    clock: sofia\n"
        "webinars:\n  talks:\n    title: Talks\n    starts: 2027-05-10 09:00\n    duration: 60 min\n    days: 2\n"
    )
    assert shell.apply().code == 0

    assert agenda(shell) == [
        "course/extra.2 03-28 09:00–03-28 11:30",
        "course/extra.3 03-29 09:00–03-29 11:30",
        "course/once 03-27 09:00–03-27 11:30",
        "talks/extra.2 05-11 09:00–05-11 10:00",
        "talks/once 05-10 09:00–05-10 10:00",
    ]


def test_a_date_of_a_list_whose_hour_does_not_exist_is_found(shell: Shell) -> None:
    shell.add(
        "  board:\n    pair: sofia-sejong\n    title: Board\n    dates: [2027-03-09 10:00, 2027-03-28 03:30]\n"
        "    clock: sofia\n    duration: 60 min\n"
    )

    assert "meetings.board.dates[2]: " in shell.run("check", str(shell.config)).err


def test_a_date_of_a_list_that_is_over_is_named_at_its_place(shell: Shell) -> None:
    shell.add(
        "  board:\n    pair: sofia-sejong\n    title: Board\n    dates: [2027-03-09 10:00, 2025-04-13 10:00]\n"
        "    clock: sofia\n    duration: 60 min\n"
    )

    words = "meetings.board.dates[2]: warning: it is new and already over (13 April 2025): is the date right?"
    assert words in shell.run("check", str(shell.config)).text


def test_a_date_of_a_list_that_is_over_keeps_its_place(shell: Shell) -> None:
    dates = "[2026-12-03 10:00, 2027-01-14 10:00, 2027-02-11 10:00]"
    shell.add(
        f"  board:\n    pair: sofia-sejong\n    title: Board\n    dates: {dates}\n"
        "    clock: sofia\n    duration: 60 min\n"
    )
    assert shell.apply().code == 0
    shell.edit(("2026-12-03 10:00, ", ""))

    refused = shell.apply(now="2026-12-05T09:00:00Z").err

    assert (
        "meetings.board.dates[1]: Board: it took place on 3 December 2026; dates that are over keep their place "
        "in the list: put it back" in refused
    )


WHOLE_DAYS = """\
  stay:
    pair: sofia-sejong
    title: Working days
    every: first Monday
    days: 2
    from: 2027-01
    on_holiday: same weekday next week
    changes:
      2027-04: {move_to: 2027-04-13}
      2027-06: {move_to: 2027-06-08 10:00, duration: 90 min}
"""


def test_whole_days_recur(shell: Shell) -> None:
    shell.add(WHOLE_DAYS)
    plan = shell.plan().text
    assert shell.apply().code == 0

    assert re.search(
        r"add        Working days: 1\d meetings, Mon 4 Jan 2027 to Mon .* 2028, 2 days each\n", plan
    )
    events = Calendar.from_ical(shell.run("feed", "cities/sofia").out).walk("VEVENT")
    stays = [event for event in events if event["summary"] == "Working days"]
    days = {event["dtstart"].dt: event["dtend"].dt for event in stays}
    assert days[date(2027, 1, 4)] == date(2027, 1, 6)
    assert days[date(2027, 4, 13)] == date(2027, 4, 15)
    assert date(2027, 3, 1) not in days, "Independence Movement Day in Sejong"
    assert date(2027, 3, 8) in days
    (with_hour,) = (each for each in days if isinstance(each, datetime))
    assert (with_hour.isoformat(), with_hour.tzname()) == ("2027-06-08T10:00:00+09:00", "KST")
    why = shell.run("why", "stay/2027-03").text
    assert "  rule       first Monday, 2 whole days\n" in why
    assert "Sejong: Independence Movement Day on Mon 1 Mar 2027" in why


def test_a_holiday_on_a_later_day_of_recurring_whole_days_counts(shell: Shell) -> None:
    """3 March is Liberation Day in Sofia, and 1 March is a holiday in Sejong."""
    shell.add(WHOLE_DAYS.replace("first Monday", "first Tuesday"))

    assert "Working days (2027-03): Tue 9 Mar 2027" in shell.plan("--details").text


def test_whole_days_that_get_an_hour_and_lose_it_keep_their_keys(shell: Shell) -> None:
    with_hour = WHOLE_DAYS.replace("days: 2", 'at: "10:00"\n    clock: sofia\n    duration: 60 min')
    text = shell.read()
    shell.write(text + WHOLE_DAYS)
    assert shell.apply().code == 0
    shell.write(text + with_hour)
    plan = shell.plan().text
    assert shell.apply().code == 0
    shell.write(text + WHOLE_DAYS)
    back = shell.plan().text

    assert "meetings from 4 January 2027: Mondays → Mondays 10:00, 2 days → 60 min" in plan
    assert "to add" not in plan
    assert "meetings from 4 January 2027: Mondays 10:00 → Mondays, 60 min → 2 days" in back


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("days: 2\n    at: '10:00'", "meetings.stay.days"),
        ("days: 2\n    duration: 60 min", "meetings.stay.days"),
        ("days: 2\n    clock: alternate", "meetings.stay.clock"),
        ("days: two", "meetings.stay.days"),
    ],
)
def test_whole_days_have_no_hour(shell: Shell, written: str, place: str) -> None:
    shell.add(WHOLE_DAYS.replace("days: 2", written))

    checked = shell.run("check", str(shell.config))

    assert checked.code == 1
    assert f"{place}: " in checked.err


OPEN = (
    "webinars:\n  roofs:\n    title: Green roofs\n    description: Costs and savings\n    starts: open\n"
    "    duration: 60 min\n"
)


def test_a_webinar_without_a_date_is_on_a_page_and_in_no_calendar(shell: Shell, tmp_path: Path) -> None:
    shell.add(OPEN)
    assert shell.apply().code == 0
    assert shell.run("publish", str(tmp_path / "site")).code == 0

    page = (tmp_path / "site/webinars.html").read_text()
    assert "Date still open" in page
    assert "Green roofs" in page
    assert b"Green roofs" not in shell.run("feed", "programme").out

    shell.edit(("starts: open", "starts: 2027-03-09 10:00"))
    assert shell.apply().code == 0
    assert b"Green roofs" in shell.run("feed", "programme").out
    shell.run("publish", str(tmp_path / "site"))
    assert "Date still open" not in (tmp_path / "site/webinars.html").read_text()


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            ("starts: open", "starts: open\n    ends: 2027-03-09 11:00"),
            "`ends` needs a date; take it out until you can write the date in `starts`",
        ),
        (("starts: open", "starts: open\n    visibility: private"), "nobody would see"),
        (("webinars:", "meetings:"), "written twice"),
    ],
)
def test_a_webinar_without_a_date_has_no_more(shell: Shell, edit: tuple[str, str], words: str) -> None:
    shell.add(OPEN)
    shell.edit(edit)

    answer = shell.run("check", str(shell.config))

    assert answer.code == 1
    assert words in answer.err


def test_only_a_webinar_may_be_open(shell: Shell) -> None:
    shell.add("  visit:\n    pair: sofia-sejong\n    title: Visit\n    starts: open\n    days: 1\n")

    answer = shell.run("check", str(shell.config))

    assert answer.code == 1
    assert "only `starts:` of a webinar may be `open`" in answer.err


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("every: uneven weeks on Thursday", "write `odd weeks on Thursday`."),
        ("every: twice a month on Monday", "write `second and fourth Monday`."),
        ("dates: []", "`dates` is empty; write at least one date"),
        ("every: mondays quartrly", "`third Wednesday quarterly`, `third Wednesday twice a year`"),
    ],
)
def test_a_near_miss_is_told_the_right_form(shell: Shell, written: str, words: str) -> None:
    shell.add(
        f"  call:\n    pair: sofia-sejong\n    title: Call\n    {written}\n    at: '10:00'\n"
        "    clock: sofia\n    duration: 60 min\n    from: 2026-12\n"
    )

    answer = shell.run("check", str(shell.config))

    assert answer.code == 1
    assert words in answer.err
