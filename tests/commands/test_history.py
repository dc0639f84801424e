"""`why` and `history` show what each revision did, each with the clock that was in force."""

from __future__ import annotations

import json

import pytest

from scheduler.programme.details import CONTENT_FIELDS
from scheduler.reports.entry_words import DETAILS
from support.shell import Shell
from support.small_programme import DUBLIN_JOINS, DUBLIN_LEAVES, WITH_DUBLIN

pytestmark = pytest.mark.usefixtures("applied")


def edit(shell: Shell, *edits: tuple[str, str]) -> None:
    """Each text replaced by another, then applied."""
    shell.edit(*edits)
    assert shell.apply().code == 0


def december(shell: Shell) -> list[str]:
    """What `why` says of each change of the December meeting, the oldest first."""
    why = shell.run("why", "monthly/2026-12").text.splitlines()
    return [line.partition("UTC  ")[2] for line in why if line.startswith("  revision")][1:]


def changes(shell: Shell, *options: str) -> list[str]:
    """The changes that `history` lists, the newest revision first."""
    return [line for line in shell.run("history", *options).text.splitlines() if line.startswith("  ")]


def test_another_clock_that_shows_the_same_instant_moves_nothing(shell: Shell) -> None:
    edit(shell, ('at: "10:00"', 'at: "17:00"'), ("clock: sofia", "clock: sejong"))

    assert december(shell) == ["clock changed: Wed 16 Dec 2026 17:00 Asia/Seoul"]


def test_the_same_hour_of_another_clock_is_a_move(shell: Shell) -> None:
    """It is three in the morning in Sofia then, so it must be meant."""
    shell.edit(("clock: sofia", "clock: sejong"))
    assert shell.apply("--allow-large").code == 0

    assert december(shell) == [
        "moved from Wed 16 Dec 2026 10:00 Europe/Sofia to Wed 16 Dec 2026 10:00 Asia/Seoul"
    ]


def test_later_changes_are_listed_by_the_clock_of_their_time(shell: Shell) -> None:
    edit(shell, ('at: "10:00"', 'at: "17:00"'), ("clock: sofia", "clock: sejong"))
    edit(shell, ("title: Monthly", "title: Regular"))
    edit(shell, ('at: "17:00"', 'at: "16:00"'))

    assert december(shell) == [
        "clock changed: Wed 16 Dec 2026 17:00 Asia/Seoul",
        "title changed: Wed 16 Dec 2026 17:00 Asia/Seoul",
        "moved from Wed 16 Dec 2026 17:00 to Wed 16 Dec 2026 16:00 Asia/Seoul",
    ]


def test_another_length_is_listed_with_the_new_one(shell: Shell) -> None:
    edit(shell, ("duration: 60 min", "duration: 90 min"))

    assert december(shell) == ["end changed: Wed 16 Dec 2026 10:00 Europe/Sofia"]
    assert "(UTC+2; Sejong 17:00), 90 min, confirmed\n" in shell.run("why", "monthly/2026-12").text


def test_a_city_that_leaves_and_comes_back_is_named(shell: Shell) -> None:
    shell.add("    changes:\n      2026-12:\n        without: [sejong]\n        place: Room 7\n")
    assert shell.apply("--allow-large").code == 0
    edit(shell, ("        without: [sejong]\n", ""))

    assert december(shell) == [
        "place changed, sejong left: Wed 16 Dec 2026 10:00 Europe/Sofia",
        "sejong joined: Wed 16 Dec 2026 10:00 Europe/Sofia",
    ]


def test_a_city_that_left_has_its_present_id(shell: Shell) -> None:
    shell.add("    changes:\n      2026-12:\n        without: [sejong]\n")
    assert shell.apply("--allow-large").code == 0
    edit(
        shell,
        ("  sejong:\n    name: Sejong\n", "  sejong-city:\n    formerly: sejong\n    name: Sejong\n"),
        ("      - sejong\n", "      - sejong-city\n"),
        ("without: [sejong]", "without: [sejong-city]"),
    )

    assert december(shell) == ["sejong-city left: Wed 16 Dec 2026 10:00 Europe/Sofia"]
    entries = json.loads(shell.run("history", "--format", "json").text)[1]["changes"]
    assert [(entry["changed"], entry["joined"], entry["left"]) for entry in entries] == [
        ([], [], ["sejong-city"])
    ]


class TestManyChangesAlike:
    def test_are_one_line_with_weekdays_and_hours(self, shell: Shell) -> None:
        edit(shell, ('at: "10:00"', 'at: "08:30"'))

        assert changes(shell)[0] == (
            "  monthly: 2026-12 to 2028-05 (17 meetings): moved from Wednesdays 10:00 to Wednesdays 08:30 Europe/Sofia"
        )

    def test_on_other_days_of_the_same_weekday_begin_with_the_first(self, shell: Shell) -> None:
        edit(shell, ("third Wednesday", "second Wednesday"))

        assert changes(shell)[0].endswith(
            ": moved to other days; the first moved from Wed 16 Dec 2026 10:00 to Wed 9 Dec 2026 10:00 Europe/Sofia"
        )

    def test_on_a_day_of_the_month_are_one_line(self, shell: Shell) -> None:
        edit(shell, ("third Wednesday", "day 15"))
        edit(shell, ("title: Monthly", "title: Regular"))

        assert changes(shell)[0] == (
            "  monthly: 2026-12 to 2028-05 (13 meetings): title changed: day 15 of the month 10:00 Europe/Sofia"
        )

    def test_other_details_are_one_line(self, shell: Shell) -> None:
        edit(shell, ("title: Monthly", "title: Regular"))

        assert changes(shell)[0] == (
            "  monthly: 2026-12 to 2028-05 (17 meetings): title changed: Wednesdays 10:00 Europe/Sofia"
        )

    def test_a_few_have_a_line_each(self, shell: Shell) -> None:
        shell.add(
            "    changes:\n      2027-01:\n        cancel: Snow\n      2027-02:\n        place: Room 7\n"
        )
        assert shell.apply().code == 0

        assert changes(shell)[:2] == [
            "  monthly/2027-01: cancelled: Wed 20 Jan 2027 10:00 Europe/Sofia",
            "  monthly/2027-02: place changed: Wed 17 Feb 2027 10:00 Europe/Sofia",
        ]


class TestWhatIsShown:
    @pytest.fixture(autouse=True)
    def three_revisions(self, applied: Shell) -> None:
        shell = applied
        shell.edit(("title: Monthly", "title: Regular"))
        assert shell.apply(now="2026-11-25T09:00:00Z").code == 0
        shell.edit(("title: Regular", "title: Usual"))
        assert shell.apply(now="2026-11-26T09:00:00Z").code == 0

    def numbers(self, shell: Shell, *options: str) -> list[str]:
        lines = shell.run("history", *options).text.splitlines()
        return [line.split()[1] for line in lines if line.startswith("Revision")]

    def test_at_most_so_many(self, shell: Shell) -> None:
        assert self.numbers(shell) == ["3", "2", "1"]
        assert self.numbers(shell, "--limit", "2") == ["3", "2"]

    def test_a_change_has_the_clock_of_an_older_revision_that_is_not_shown(self, shell: Shell) -> None:
        shell.edit(("clock: sofia", "clock: sejong"))
        assert shell.apply("--allow-large", now="2026-11-27T09:00:00Z").code == 0

        for options in (("--limit", "1"), ("monthly", "--limit", "1"), ("--since", "2026-11-27")):
            lines = changes(shell, *options)
            assert "moved from Wednesdays 10:00 Europe/Sofia to Wednesdays 10:00 Asia/Seoul" in lines[0]

    def test_since_a_day(self, shell: Shell) -> None:
        assert self.numbers(shell, "--since", "2026-11-25") == ["3", "2"]
        assert shell.run("history", "--since", "2026-12-01").text == "No revision since then.\n"

    def test_digests_only_if_they_are_asked_for(self, shell: Shell) -> None:
        assert "tzdata" not in shell.run("history").text
        assert " plan " in shell.run("history", "--digests").text
        assert "made from tzdata" in shell.run("history", "--digests").text

    def test_json(self, shell: Shell) -> None:
        newest, *_ = json.loads(shell.run("history", "--format", "json", "--limit", "1").text)

        assert (newest["revision"], newest["time"], len(newest["changes"])) == (3, "2026-11-26T09:00:00Z", 18)
        assert newest["changes"][0]["zone"] == "Europe/Sofia"


def test_every_detail_of_a_meeting_has_a_word() -> None:
    assert DETAILS.keys() == {*CONTENT_FIELDS, "clock", "private join"}


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        pytest.param(
            ("montly",),
            "there is no series and no feed montly\n         did you mean monthly?",
            id="a series",
        ),
        pytest.param(("cities/sofa",), "did you mean cities/sofia?", id="a feed"),
        pytest.param(
            ("--since", "yesterday"), "yesterday is not a date; write year, month and day", id="a day"
        ),
    ],
)
def test_a_mistake_leads_on(shell: Shell, words: tuple[str, ...], advice: str) -> None:
    assert advice in shell.run("history", *words).err


def test_json_has_digests_only_if_they_are_asked_for(shell: Shell) -> None:
    [plain] = json.loads(shell.run("history", "--format", "json").text)
    [full] = json.loads(shell.run("history", "--format", "json", "--digests").text)

    assert {"digest", "files", "tzdata"}.isdisjoint(plain)
    assert full.keys() >= {*plain, "digest", "files", "tzdata"}


VISIT = """  visit:
    pair: sofia-sejong
    title: Visit
    starts: 2027-05-10
    days: 3
    clock: sejong
"""
IN_HOURS = ("starts: 2027-05-10\n    days: 3", "starts: 2027-05-10 09:00\n    ends: 2027-05-12 17:00")


def test_a_visit_of_whole_days_has_no_hour(shell: Shell) -> None:
    shell.add(VISIT)
    assert shell.apply().code == 0
    edit(shell, IN_HOURS)
    edit(shell, IN_HOURS[::-1])

    why = [line.partition("UTC  ")[2] for line in shell.run("why", "visit").text.splitlines()]
    assert [line for line in why if line] == [
        "added: Mon 10 May 2027",
        "moved from Mon 10 May 2027 to Mon 10 May 2027 09:00 Asia/Seoul, busy or free changed",
        "moved from Mon 10 May 2027 09:00 Asia/Seoul to Mon 10 May 2027, busy or free changed",
    ]


def test_the_history_of_a_city_has_the_meetings_that_it_has_left(shell: Shell) -> None:
    shell.edit(WITH_DUBLIN, DUBLIN_JOINS)
    assert shell.apply(now="2026-11-24T09:00:00Z").code == 0
    shell.edit(DUBLIN_LEAVES)
    assert shell.apply("--allow-large", now="2026-11-25T09:00:00Z").code == 0

    text = shell.run("history", "cities/dublin").text

    assert "Revision 2" in text
    assert "Revision 1" in text
    assert "dublin left" in text


def test_what_changed_besides_meetings_is_named(shell: Shell) -> None:
    assert shell.apply(now="2026-11-24T09:00:00Z").code == 0
    shell.edit(("  monthly:\n", "  regular:\n    formerly: monthly\n"))
    assert shell.apply(now="2026-11-24T10:00:00Z").code == 0
    shell.edit(("name: Small programme", "name: Great programme"))
    assert shell.apply(now="2026-11-24T11:00:00Z").code == 0

    text = shell.run("history").text

    assert "\n  changed: the id of a series\n" in text
    assert "changed: names or other facts about the programme, its cities, pairs, groups or themes" in text
