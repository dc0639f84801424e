"""A plan has all that a person should know before allowing it, in each format."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from icalendar import Calendar

from support.shell import Shell
from support.small_programme import webinar

FORMS = ("text", "json", "markdown")


def plan(shell: Shell, form: str = "text") -> str:
    return shell.plan("--format", form).text


class TestWarnings:
    """At eight in the evening Sejong is out of office."""

    @pytest.fixture(autouse=True)
    def late(self, applied: Shell) -> None:
        applied.edit(('"10:00"', '"13:00"'))

    def lines(self, shell: Shell) -> list[str]:
        return shell.run("check", str(shell.config)).text.splitlines()[:-1]

    def test_the_text_ends_with_those_of_check(self, shell: Shell) -> None:
        warnings = self.lines(shell)

        assert len(warnings) == 1
        assert plan(shell).endswith("\n\nWarnings\n" + "".join(f"  {line}\n" for line in warnings))

    def test_also_where_there_is_nothing_to_do(self, shell: Shell) -> None:
        shell.apply()

        text = plan(shell)

        assert text.startswith("Nothing to do")
        assert "Warnings\n" in text

    def test_json_has_them_with_their_places(self, shell: Shell) -> None:
        (warning,) = shell.plan_json()["warnings"]

        file, line, column = warning["file"], warning["line"], warning["column"]
        printed = f"{file}:{line}:{column}: {warning['field']}: warning: {warning['message']}"
        assert [printed] == self.lines(shell)

    def test_markdown_has_a_part_for_them(self, shell: Shell) -> None:
        text = plan(shell, "markdown")

        assert text.endswith("\n## Warnings\n\n" + "".join(f"- {line}\n" for line in self.lines(shell)))


def test_a_good_configuration_has_no_part_for_warnings(applied: Shell) -> None:
    assert "arnings" not in plan(applied) + plan(applied, "markdown")
    assert applied.plan_json()["warnings"] == []


def test_what_only_the_store_has_to_remember_is_nothing_to_decide(applied: Shell) -> None:
    """The same dates by other words: a meeting is moved to where it is."""
    applied.add("    changes:\n      2027-01:\n        move_to: 2027-01-20 10:00\n")

    assert applied.plan_json()["housekeeping"] == ["grounds"]
    assert applied.plan().code == 0


class TestAnotherWindow:
    def test_ends_with_2_and_is_shown_in_every_form(self, applied: Shell) -> None:
        applied.edit(("  languages:\n    - en", "  window:\n    ahead: 24 months\n  languages:\n    - en"))

        answer = applied.plan()

        more = "Feeds show 6 more meetings by the new window."
        months = "Calendars now show meetings from August 2026 on, and get new ones until November 2028."
        assert answer.code == 2
        assert f"Compared with revision 1: 6 to add.\n{more}\n{months}\n" in answer.text
        assert f"- {more}\n- {months}\n" in plan(applied, "markdown")
        assert applied.plan_json()["calendars"] == ["feeds show 6 more meetings by the new window"]

    def test_that_time_brings_ends_with_0(self, applied: Shell) -> None:
        answer = applied.plan(now="2026-12-02T09:00:00Z")

        assert answer.code == 0
        assert "new window" not in answer.text


class TestAnotherAddressOfTheProgramme:
    @pytest.fixture(autouse=True)
    def moved(self, applied: Shell) -> None:
        applied.edit(("https://calendar.example.org", "https://meetings.example.org"))

    @pytest.mark.parametrize("form", ["text", "markdown"])
    def test_is_shown_as_another_link_of_every_meeting(self, shell: Shell, form: str) -> None:
        text = plan(shell, form)

        assert "Compared with revision 1: the link of every meeting changes." in text
        assert "The link of every coming meeting changes, so all their entries change.\n" in text

    def test_is_in_json_and_in_the_result_of_apply(self, shell: Shell) -> None:
        assert shell.plan_json()["housekeeping"] == ["programme", "address"]
        assert shell.apply().text.startswith("Applied revision 2: the link of every")

    def test_is_shown_beside_other_changes(self, shell: Shell) -> None:
        shell.edit(("title: Monthly", "title: Regular"))

        text = plan(shell)

        assert "to change.\n" in text
        assert "The link of every coming meeting changes" in text


class TestTimeZoneData:
    """Only the VTIMEZONE blocks differ: no meeting does, and yet feeds are written anew."""

    @pytest.fixture(autouse=True)
    def older(self, applied: Shell) -> None:
        with closing(sqlite3.connect(applied.folder / "t.db")) as raw, raw:
            raw.execute("UPDATE zone_block SET body = CAST('older' AS BLOB) WHERE tzid = 'Europe/Sofia'")

    def test_the_plan_says_so_and_ends_with_0(self, shell: Shell) -> None:
        answer = shell.plan()

        assert "Compared with revision 1: no meeting changes, time-zone data renewed." in answer.text
        assert "Feeds get the time-zone data of today for Europe/Sofia." in answer.text
        assert "Nothing to do" not in answer.text
        assert answer.code == 0

    def test_in_the_other_forms_too(self, shell: Shell) -> None:
        fields = shell.plan_json()

        assert (fields["empty"], fields["zones"], fields["steps"]) == (False, ["Europe/Sofia"], [])
        assert "- Feeds get the time-zone data of today for Europe/Sofia." in plan(shell, "markdown")

    def test_apply_does_what_was_planned_and_then_there_is_nothing_to_do(self, shell: Shell) -> None:
        result = shell.apply().text

        assert result == "Applied revision 2: no meeting changes, time-zone data renewed.\n"
        assert plan(shell).startswith("Nothing to do")
        assert (shell.plan_json()["empty"], shell.plan_json()["zones"]) == (True, [])
        assert "Nothing to do" in plan(shell, "markdown")


class TestARenamedSeries:
    @pytest.fixture(autouse=True)
    def renamed(self, applied: Shell) -> None:
        applied.edit(("  monthly:", "  trams:\n    formerly: monthly"))
        assert applied.apply().code == 0

    def test_json_gives_its_present_id_and_its_first(self, shell: Shell) -> None:
        shell.edit(('"10:00"', '"11:00"'))

        ids = {(step["series"], step["identity"]) for step in shell.plan_json()["steps"]}

        assert ids == {("trams", "monthly")}

    def test_also_when_it_is_taken_out(self, shell: Shell) -> None:
        head, _, series = shell.read().partition("meetings:\n")
        shell.write(head + "meetings:\n" + series.replace("trams:\n    formerly: monthly", "parks:"))

        ids = {(step["series"], step.get("identity")) for step in shell.plan_json()["steps"]}

        assert ids == {("trams", "monthly"), ("parks", None)}

    def test_notes_speak_of_its_present_id(self, shell: Shell) -> None:
        shell.edit(("every: third Wednesday", "every: every week on Wednesday"))
        shell.edit(("from: 2026-06", "from: 2026-06-03"))
        shell.edit(("next working day", "keep"))

        assert "  trams: a monthly meeting cannot become a weekly one" in plan(shell)


def feed_before(shell: Shell) -> str:
    """The titles of the meetings of Sofia before the time of the tests."""
    events = Calendar.from_ical(shell.run("feed", "cities/sofia").out).walk("VEVENT")
    return " ".join(event["summary"] for event in events if f"{event['dtstart'].dt:%Y-%m}" < "2026-12")


class TestWhatIsNewAndOver:
    """A wrong year looks like that."""

    def notes(self, shell: Shell) -> list[str]:
        return [line.strip() for line in plan(shell).splitlines() if "is the date right?" in line]

    def test_a_webinar_of_another_year_is_noted_once(self, applied: Shell) -> None:
        applied.write(webinar("trams", "2025-12-05 09:00"), "more.yaml")

        note = "trams: it is new and already over (5 December 2025): is the date right?"
        assert self.notes(applied) == [note]
        assert f"Note: {note}" in applied.apply().text
        assert self.notes(applied) == []

    def test_a_whole_series_is_noted_by_its_last_meeting(self, applied: Shell) -> None:
        series = applied.read().partition("meetings:\n")[2].replace("monthly:", "parks:")
        applied.write(f"meetings:\n{series.replace('2026-06', '2025-01')}    until: 2025-12\n", "more.yaml")

        assert self.notes(applied) == [
            "parks: it is new and already over (17 December 2025): is the date right?"
        ]

    def test_a_series_that_began_long_ago_asks_about_its_year(self, applied: Shell) -> None:
        series = applied.read().partition("meetings:\n")[2].replace("monthly:", "parks:")
        series = series.replace("2026-06", "2017-01").replace("title: ", "title: Parks and ")
        applied.write(f"meetings:\n{series}", "more.yaml")

        decisions = plan(applied).partition("To decide\n")[2].partition("\n\n")[0]

        assert (
            "parks: it is new and began on 18 January 2017, 119 meetings are over: is the year right?"
            in decisions
        )
        checked = applied.run("check", str(applied.config)).text
        assert "meetings.parks: warning: it is new and began on 18 January 2017" in checked
        assert applied.apply().code == 0
        assert "is the year right?" not in plan(applied)

    @pytest.mark.parametrize(("until", "is_asked"), [("2027-01", False), ("2026-12", True)])
    def test_a_series_that_ends_half_a_year_earlier_asks_about_its_year(
        self, applied: Shell, until: str, is_asked: bool
    ) -> None:
        applied.add("    until: 2027-06\n")
        assert applied.apply("--allow-large").code == 0
        applied.write(applied.read().replace("until: 2027-06", f"until: {until}"))

        question = "is the year right?"
        assert (question in plan(applied).partition("To decide\n")[2].partition("\n\n")[0]) is is_asked
        assert (question in applied.run("check", str(applied.config)).text) is is_asked

    def test_a_series_that_gets_its_end_is_not_asked_about(self, applied: Shell) -> None:
        applied.add("    until: 2027-06\n")

        assert "is the year right?" not in plan(applied)

    def test_the_past_of_a_series_with_a_wrong_year_can_be_taken_out(self, applied: Shell) -> None:
        series = applied.read().partition("meetings:\n")[2].replace("monthly:", "parks:")
        series = series.replace("title: ", "title: Parks and ")
        applied.write(f"meetings:\n{series.replace('2026-06', '2017-01')}", "more.yaml")
        assert applied.apply().code == 0
        assert "Parks" in feed_before(applied)
        applied.write(f"meetings:\n{series.replace('2026-06', '2027-01')}", "more.yaml")

        words = "with --allow-past takes it out of calendars"
        assert words in applied.apply().text
        assert words not in plan(applied)
        assert "Parks" in feed_before(applied)
        assert applied.apply("--allow-past").code == 0
        assert "Parks" not in feed_before(applied)
        assert "There is nothing to do" in plan(applied) or "Nothing to do" in plan(applied)

    def test_a_new_webinar_that_no_calendar_shows_yet_asks_about_its_year(self, applied: Shell) -> None:
        applied.write(webinar("trams", "2029-03-07 10:00"), "more.yaml")

        words = (
            "trams: it is new and first on 7 March 2029, but calendars show meetings up to 31 May 2028: "
            "is the year right?"
        )
        assert words in plan(applied).partition("To decide\n")[2].partition("\n\n")[0]
        assert "first on 7 March 2029" in applied.run("check", str(applied.config)).text
        assert applied.apply().code == 0
        assert "is the year right?" not in plan(applied)

    def test_a_series_of_a_far_year_asks_about_it(self, applied: Shell) -> None:
        series = applied.read().partition("meetings:\n")[2].replace("monthly:", "parks:")
        series = series.replace("2026-06", "2036-01").replace("title: ", "title: Parks and ")
        applied.write(f"meetings:\n{series}", "more.yaml")

        words = (
            "parks: it is new and first on 1 January 2036, but calendars show meetings up to 31 May 2028: "
        )
        assert words in plan(applied).partition("To decide\n")[2].partition("\n\n")[0]
        checked = applied.run("check", str(applied.config)).text
        assert checked.count("is the year right?") == 1

    def test_a_long_closing_asks_about_its_year_where_it_cancels_meetings(self, applied: Shell) -> None:
        applied.edit(("on_holiday: next working day", "on_holiday: skip"))
        assert applied.apply("--allow-large").code == 0
        applied.edit(("cities:\n  sofia:", "  closed: 2026-12-24..2028-01-03\ncities:\n  sofia:"))

        decisions = plan(applied).partition("To decide\n")[2].partition("\n\n")[0]

        assert "programme.closed[1]: it goes on for 376 days: is the year right?" in decisions
        assert " coming meetings of 1 series are cancelled, because of days off" in decisions

    def test_another_date_that_is_over_is_asked_about(self, applied: Shell) -> None:
        applied.write(webinar("trams", "2025-12-05 09:00"), "more.yaml")
        assert applied.apply().code == 0
        applied.write(webinar("trams", "2025-11-05 09:00"), "more.yaml")

        assert "its new date is over, too (5 November 2025): is the date right?" in plan(applied)

    def test_check_asks_as_well(self, applied: Shell) -> None:
        applied.write(webinar("trams", "2025-12-05 09:00"), "more.yaml")

        assert (
            "more.yaml:2:3: webinars.trams: warning: it is new and already over (5 December 2025): is the date right?"
            in applied.run("check", str(applied.config)).text
        )

    def test_an_extra_of_a_known_series_is_noted_by_its_key(self, applied: Shell) -> None:
        extra = "    extra:\n      workshop:\n        starts: 2026-03-10 10:00\n"
        applied.add(extra)

        assert self.notes(applied) == [
            "monthly/extra.workshop: it is new and already over (10 March 2026): is the date right?"
        ]

    @pytest.mark.parametrize(
        "starts", ["2026-11-23 12:00", "2026-12-05 09:00"], ids=["put on record the day after", "to come"]
    )
    def test_what_was_yesterday_or_is_to_come_is_not(self, applied: Shell, starts: str) -> None:
        applied.write(webinar("trams", starts), "more.yaml")

        assert self.notes(applied) == []

    def test_the_first_apply_asks_about_dates_that_the_text_gives(self, shell: Shell) -> None:
        """The whole past of a series is put on record."""
        shell.write(webinar("trams", "2021-10-05 09:00"), "more.yaml")

        assert self.notes(shell) == ["trams: it is new and already over (5 October 2021): is the date right?"]

    def test_many_have_one_line(self, shell: Shell) -> None:
        for number in range(1, 6):
            shell.write(webinar(f"talk{number}", f"2021-10-0{number} 09:00"), f"{number}.yaml")

        words = "it is new and already over (1 October 2021): is the date right? (and 4 more like it)"
        assert self.notes(shell) == [f"talk1: {words}"]
        assert f"webinars.talk1: warning: {words}" in shell.run("check", str(shell.config)).text


def test_a_month_that_was_missed_is_noted_until_a_revision_is_made_from_that_text(shell: Shell) -> None:
    shell.edit(("from: 2026-06", "from: 2026-10"))
    assert shell.apply().code == 0
    shell.edit(("from: 2026-10", "from: 2026-09"))
    note = "monthly/2026-09: its date is past and it was never published; it is left out"

    assert note in shell.plan().text
    assert shell.apply().code == 0
    assert note in shell.plan().text, "that run had nothing to write"
    shell.edit(("title: Monthly", "title: Regular"))
    assert shell.apply().code == 0
    assert note not in shell.plan().text


@pytest.mark.parametrize("form", FORMS)
def test_no_form_creates_a_store(shell: Shell, form: str) -> None:
    plan(shell, form)

    assert not Path(shell.folder / "t.db").exists()


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_a_private_meeting_is_called_private(applied: Shell, style: str) -> None:
    applied.write(webinar("budget", "2027-01-12 09:00") + "    visibility: private\n", "more.yaml")

    plan = applied.plan("--format", style).text.replace("\\", "")

    assert "Budget [private]" in plan
    assert "Monthly [private]" not in plan


def test_a_series_of_another_century_needs_consent_once(shell: Shell) -> None:
    shell.edit(("every: third Wednesday", "every: week on Wednesday"), ("from: 2026-06", "from: 1970-01-07"))
    refused = shell.apply()

    assert refused.code == 1
    assert "new meetings, the first in January 1970: is the year right?" in refused.err
    assert shell.apply("--allow-large").code == 0
    assert shell.run("check", str(shell.config)).code == 0
    shell.edit(("title: Monthly", "title: Regular"))
    assert shell.apply().code == 0


TALK = """\
webinars:
  talk:
    title: Talk
    starts: 2026-12-09 09:00
    clock: Europe/Amsterdam
    duration: 60 min
    audience: all
"""


def test_another_clock_that_shows_the_same_instant_moves_nothing(shell: Shell) -> None:
    shell.add(TALK)
    shell.apply()
    shell.edit(("Europe/Amsterdam", "Europe/Brussels"))

    text = plan(shell)
    assert "1 to change" in text
    assert "the clock that counts is now that of Brussels" in text
    assert "move" not in text + plan(shell, "markdown")
    assert [step["kind"] for step in shell.plan_json()["steps"]] == ["change"]
    assert shell.apply().code == 0
    (stored,) = (each for each in shell.state().occurrences.values() if each.occurrence.series == "talk")
    assert stored.stamp.sequence == 1
