"""A plan is read in a minute: what needs a decision first, then each city, and one line for many changes alike."""

from __future__ import annotations

import re
import shlex

import pytest

from support.shell import Shell
from support.small_programme import DUBLIN_JOINS, SMALL, WITH_DUBLIN, webinar


def part(text: str, heading: str) -> list[str]:
    """The lines below a heading."""
    found = re.search(rf"^{heading}\n(.*?)(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].splitlines() if found else []


class TestOneLineForManyMoves:
    def test_another_hour(self, applied: Shell) -> None:
        applied.edit(('at: "10:00"', 'at: "08:30"'))

        text = applied.plan().text

        assert part(text, "Sofia") == [
            "  move       Monthly: 17 meetings from 16 December 2026: Wednesdays 10:00 → 08:30",
            "  move       Monthly (2027-09): Fri 17 Sep 2027 10:00 (UTC+3; Sejong 16:00)"
            " → Fri 17 Sep 2027 08:30 (UTC+3; Sejong 14:30)",
        ]
        assert part(text, "Sejong")[:2] == [
            "  move       Monthly: 9 meetings from 16 December 2026: Wednesdays 17:00 → 15:30",
            "  move       Monthly: 8 meetings from 21 April 2027: Wednesdays 16:00 → 14:30",
        ]

    def test_another_weekday(self, applied: Shell) -> None:
        applied.edit(("third Wednesday", "third Thursday"))

        assert part(applied.plan().text, "Sofia")[0] == (
            "  move       Monthly: 17 meetings from 16 December 2026: Wednesdays 10:00 → Thursdays 10:00"
        )

    def test_another_week(self, applied: Shell) -> None:
        applied.edit(("third Wednesday", "second Wednesday"))

        assert part(applied.plan().text, "Sofia")[0] == (
            "  move       Monthly: 16 meetings from 16 December 2026: Wednesdays 10:00 → Wednesdays 10:00, "
            "the first on 9 December 2026"
        )

    def test_another_end(self, applied: Shell) -> None:
        applied.edit(("60 min", "90 min"))

        assert part(applied.plan().text, "Sofia")[0] == (
            "  move       Monthly: 17 meetings from 16 December 2026: Wednesdays 10:00, 60 min → 90 min"
        )

    def test_to_the_next_day_in_one_city(self, applied: Shell) -> None:
        applied.edit(('at: "10:00"', 'at: "18:00"'))

        assert part(applied.plan().text, "Sejong")[0] == (
            "  move       Monthly: 9 meetings from 16 December 2026: Wednesdays 17:00 → Thursdays 01:00"
        )

    @pytest.mark.parametrize("day", ["day 15", "last day"])
    def test_on_a_day_of_the_month(self, applied: Shell, day: str) -> None:
        applied.edit(("third Wednesday", day))
        applied.apply("--allow-large")
        applied.edit(('at: "10:00"', 'at: "08:30"'))

        lines = part(applied.plan().text, "Sofia")

        assert re.fullmatch(
            rf"  move       Monthly: \d+ meetings from \d+ December 2026: {day} of the month 10:00 → 08:30",
            lines[0],
        )
        assert len(lines) < 8  # some are on other days because of holidays

    def test_from_a_weekday_to_a_day_of_the_month(self, applied: Shell) -> None:
        applied.edit(("third Wednesday", "day 15"))

        assert part(applied.plan().text, "Sofia")[0] == (
            "  move       Monthly: 11 meetings from 16 December 2026: "
            "Wednesdays 10:00 → day 15 of the month 10:00"
        )

    def test_details_have_a_line_for_each(self, applied: Shell) -> None:
        applied.edit(('at: "10:00"', 'at: "08:30"'))

        assert len(part(applied.plan("--details").text, "Sofia")) == 18

    def test_a_few_have_a_line_each(self, applied: Shell) -> None:
        applied.add(
            "    changes:\n      2027-01:\n        move_to: 08:30\n      2027-02:\n        move_to: 08:30\n"
        )

        assert len(part(applied.plan().text, "Sofia")) == 2


class TestMarkdown:
    def test_many_moves_share_a_row(self, applied: Shell) -> None:
        applied.edit(('at: "10:00"', 'at: "08:30"'))

        rows = applied.plan("--format", "markdown").text.splitlines()

        assert (
            "| move | Monthly: 17 meetings | from 16 December 2026: Wednesdays 10:00 | 08:30 | configuration |"
            in rows
        )
        assert len([row for row in rows if row.startswith("| move")]) == 5

    def test_details_have_a_row_for_each(self, applied: Shell) -> None:
        applied.edit(('at: "10:00"', 'at: "08:30"'))

        rows = applied.plan("--format", "markdown", "--details").text.splitlines()

        assert len([row for row in rows if row.startswith("| move")]) == 2 * 18

    def test_begins_with_what_needs_a_decision(self, applied: Shell) -> None:
        applied.edit(('at: "10:00"', 'at: "17:00"'))

        text = applied.plan("--format", "markdown").text

        assert text.index("**Safety limit:**") < text.index("## To decide") < text.index("## Sofia")
        assert "- meetings.monthly: at night in Sejong" in text


class TestToDecide:
    def test_what_is_within_48_hours(self, applied: Shell) -> None:
        applied.write(webinar("trams", "2026-11-25 09:00"), "more.yaml")

        assert part(applied.plan().text, "To decide") == [
            "  Trams (once): within 48 hours; feeds may not show this in time: call"
        ]

    def test_hours_at_night(self, applied: Shell) -> None:
        applied.edit(('at: "10:00"', 'at: "17:00"'))

        assert part(applied.plan().text, "To decide")[0] == (
            "  meetings.monthly: at night in Sejong (00:00–01:00 or 23:00–00:00) on 17 December 2026 and 17 more meetings"
        )

    def test_the_first_publication_has_doubts_and_soon_meetings_too(self, shell: Shell) -> None:
        shell.edit(('at: "10:00"', 'at: "16:00"'))
        shell.write(webinar("trams", "2026-11-25 09:00"), "more.yaml")

        assert part(shell.plan().text, "To decide") == [
            "  Trams (once): within 48 hours; feeds may not show this in time: call",
            "  meetings.monthly: at night in Sejong (23:00–00:00 or 22:00–23:00) on 16 December 2026 and 17 more meetings",
        ]

    def test_many_doubts_are_left_to_the_warnings(self, shell: Shell) -> None:
        for number in range(15):
            shell.write(webinar(f"trams-{number}", f"2026-12-{number + 1:02d} 01:00"), f"{number}.yaml")

        lines = part(shell.plan().text, "To decide")

        assert len(lines) == 13
        assert re.fullmatch(r"  \d+ more doubts about times: see the warnings", lines[-1])

    @pytest.fixture
    def late(self, applied: Shell) -> Shell:
        """A published series whose meetings end after the offices of Sejong close."""
        applied.edit(('at: "10:00"', 'at: "13:00"'))
        assert applied.apply("--allow-large").code == 0
        return applied

    def test_other_words_bring_no_old_doubt(self, late: Shell) -> None:
        late.edit(("title: Monthly", "title: Every month"))

        text = late.plan().text

        assert part(text, "To decide") == []
        assert "outside the office hours of Sejong" in text.partition("Warnings\n")[2]

    def test_a_doubt_counts_the_meetings_that_move(self, late: Shell) -> None:
        late.add("    changes:\n      2027-01: {move_to: 2027-01-21 14:00}\n")

        assert part(late.plan().text, "To decide") == [
            "  meetings.monthly: outside the office hours of Sejong (21:00–22:00) on 21 January 2027"
        ]

    def test_a_new_meeting_clashes_with_one_that_begins_later(self, applied: Shell) -> None:
        applied.write(webinar("trams", "2026-12-16 09:30"), "more.yaml")

        assert part(applied.plan().text, "To decide") == [
            "  meetings.monthly: Sofia and Sejong have another meeting at the same time: trams, on 16 December 2026"
        ]

    def test_doubts_about_other_series_come_last(self, late: Shell) -> None:
        late.write(webinar("trams", "2026-12-09 09:00"), "more.yaml")

        text = late.plan().text

        assert part(text, "To decide") == []
        assert "outside the office hours of Sejong" in text.partition("Warnings\n")[2]


def test_skipped_months_are_named_beside_the_new_meetings(shell: Shell) -> None:
    shell.edit(("next working day", "skip"))

    (line,) = part(shell.plan().text, "Sofia")[1:]

    assert line.endswith("; without 2027-09 (Chuseok (Sejong))")


class TestTheCommand:
    @pytest.mark.parametrize("options", [(), ("--allow-past",)])
    def test_can_be_pasted(self, applied: Shell, options: tuple[str, ...]) -> None:
        applied.edit(('at: "10:00"', 'at: "09:00"'))

        line = applied.plan(*options).text.splitlines()[-1].partition(": ")[2]
        program, *words = shlex.split(line)

        assert program == "twincal"
        assert words[:2] == ["apply", str(applied.config)]
        assert applied.run(*words).text.startswith("Applied revision 2")

    def test_names_the_database_that_was_named(self, applied: Shell) -> None:
        applied.edit(('at: "10:00"', 'at: "09:00"'))
        address = f"sqlite:///{applied.folder}/t.db"

        line = applied.plan("--database", address).text.splitlines()[-1]

        assert f"--database {address} --plan" in line

    def test_repeats_no_password(self, applied: Shell) -> None:
        applied.edit(('at: "10:00"', 'at: "09:00"'))
        (applied.folder / "me@home").mkdir()
        address = f"sqlite:///{applied.folder}/me@home/t.db"

        assert "me@home" not in applied.plan("--database", address).text


class TestWhatIsLost:
    """A lost file, or a series that begins too late, cancels meetings without a word in the text."""

    def test_a_series_that_left_the_text_is_the_first_decision(self, applied: Shell) -> None:
        applied.write(applied.read().partition("meetings:")[0])

        words = applied.plan().text

        decision = "  Monthly: 18 coming meetings are cancelled, because your files no longer have them"
        assert words.partition("To decide\n")[2].startswith(decision)

    def test_one_that_begins_later_says_how_many_it_loses(self, applied: Shell) -> None:
        applied.edit(("from: 2026-06", "from: 2027-12"))

        assert (
            "12 coming meetings are cancelled, because the dates of the series leave them out"
            in applied.plan().text
        )

    def test_a_meeting_that_the_text_cancels_is_none(self, applied: Shell) -> None:
        applied.add("    changes:\n      2027-01:\n        cancel: Elections\n")

        assert "no longer have" not in applied.plan().text


def test_the_command_of_a_plan_that_the_limit_stops_has_the_option_that_it_needs(applied: Shell) -> None:
    applied.edit(("clock: sofia", "clock: sejong"))

    words = applied.plan().text

    assert "Safety limit: " in words
    command = words.partition("To apply exactly this: twincal ")[2].splitlines()[0]
    assert applied.run(*command.split()).code == 0


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ("1 h 30 min", "90 min"),
        ("24 h", "1 day"),
        ("45 h", "1 day 21 h"),
        ("30 h 15 min", "1 day 6 h 15 min"),
    ],
)
def test_a_long_time_keeps_its_hours(applied: Shell, length: str, words: str) -> None:
    applied.edit(("duration: 60 min", f"duration: {length}"))

    assert f"60 min → {words}" in applied.plan().text


class TestWhatIsNotLikeTheOthers:
    """A line for many meetings must not hide one of another day, hour or length."""

    TALKS = SMALL[SMALL.index("  monthly:") :].replace("monthly:", "talks:").replace("Monthly", "Talks")
    CHANGED = "    changes:\n      2027-05: {move_to: 2027-05-20 14:30}\n      2027-06: {duration: 3 h}\n"

    def test_among_new_meetings(self, applied: Shell) -> None:
        applied.add(self.TALKS + self.CHANGED)

        lines = part(applied.plan().text, "Sofia")

        assert [line for line in lines if "Thu 20 May 2027 14:30" in line]
        assert [line for line in lines if "(2027-06)" in line]

    def test_among_cancelled_meetings(self, applied: Shell) -> None:
        applied.add(self.TALKS + self.CHANGED)
        assert applied.apply().code == 0
        applied.write(applied.read().replace(self.TALKS + self.CHANGED, ""))

        assert [line for line in part(applied.plan().text, "Sofia") if "Thu 20 May 2027 14:30" in line]

    def test_many_that_take_place_after_all_are_one_line(self, applied: Shell) -> None:
        applied.edit(("from: 2026-06", "from: 2026-06\n    until: 2026-11"))
        assert applied.apply("--allow-large").code == 0
        applied.edit(("    until: 2026-11\n", ""))

        many, moved_by_a_holiday = part(applied.plan().text, "Sofia")

        assert many.startswith("  reinstate  Monthly: 17 meetings, Wed 16 Dec 2026 10:00")
        assert moved_by_a_holiday.startswith("  reinstate  Monthly (2027-09): Fri 17 Sep 2027 10:00")


def test_a_cancelled_meeting_that_no_calendar_shows_is_told_as_such(applied: Shell) -> None:
    applied.write(webinar("trams", "2026-12-08 10:00", "status: cancelled", "cancelled: hide"), "more.yaml")

    assert part(applied.plan().text, "Sofia")[0].endswith(", cancelled and not shown")


def test_another_time_zone_of_a_city_shows_its_old_and_new_hour(applied: Shell) -> None:
    text = applied.read()
    at = text.rindex("timezone: Asia/Seoul")
    applied.write(text[:at] + text[at:].replace("Asia/Seoul", "Asia/Kolkata", 1))

    plan = applied.plan().text

    assert ", 17:00 → 13:30 in this city" in "\n".join(part(plan, "Sejong"))
    assert "in this city" not in "\n".join(part(plan, "Sofia"))


def test_series_with_one_title_name_the_partners(applied: Shell) -> None:
    """Both meetings of Sofia are called Monthly, as the manual calls them."""
    applied.edit(
        ("pairs:\n", "  dublin:\n    name: Dublin\n    country: IE\n    timezone: Europe/Dublin\npairs:\n"),
        ("pairs:\n", "pairs:\n  dublin-sofia: {cities: [dublin, sofia]}\n"),
    )
    meeting = SMALL[SMALL.index("  monthly:") :]
    applied.add(meeting.replace("monthly:", "other:").replace("pair: sofia-sejong", "pair: dublin-sofia"))
    assert applied.apply().code == 0
    applied.edit(("60 min", "90 min"))

    moved = part(applied.plan().text, "Sofia")
    applied.write(applied.read().partition("meetings:")[0])
    lost = part(applied.plan().text, "To decide")

    assert {line.split(":")[0].split(" (")[0] for line in moved} == {
        "  move       Monthly with Sejong",
        "  move       Monthly with Dublin",
    }
    assert [line.partition(":")[0].strip() for line in lost] == [
        "Monthly of Sofia and Sejong",
        "Monthly of Sofia and Dublin",
    ]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_meetings_that_are_skipped_at_both_ends_are_named(shell: Shell, form: str) -> None:
    shell.edit(
        ("every: third Wednesday", "every: day 1"),
        ("from: 2026-06", "from: 2027-01\n    until: 2027-03"),
        ("next working day", "skip"),
    )

    answer = shell.plan("--format", form)
    words = answer.text.replace("\\", "")

    assert (
        "Monthly: 2027-01 (New Year's Day (Sofia), New Year's Day (Sejong)), 2027-03 (Independence" in words
    )


def test_a_series_whose_clocks_alternate_is_folded_at_several_hours(shell: Shell) -> None:
    shell.edit(WITH_DUBLIN, DUBLIN_JOINS, ("clock: sofia", "clock: alternate"))
    assert shell.apply().code == 0
    shell.edit(('at: "10:00"', 'at: "11:00"'))

    plan = shell.plan()
    moves = [line for line in plan.text.splitlines() if line.startswith("  move")]

    assert len(moves) < 3 * 4
    assert any(": each to another hour (see --details)" in line for line in moves)
    assert len([line for line in shell.plan("--details").text.splitlines() if line.startswith("  move")]) > 40
