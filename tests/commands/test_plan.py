"""What a plan does besides printing, which the transcripts of `tests/corpus` hold."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing

import pytest

from support.shell import Shell
from support.small_programme import small, webinar

AN_HOUR_EARLIER = ('at: "10:00"', 'at: "09:00"')


def test_newer_time_zone_data_alone_are_planned_and_applied(applied: Shell) -> None:
    """Only the VTIMEZONE blocks differ: no meeting does, and yet feeds are written anew."""
    with closing(sqlite3.connect(applied.folder / "t.db")) as raw, raw:
        raw.execute("UPDATE zone_block SET body = CAST('older' AS BLOB) WHERE tzid = 'Europe/Sofia'")
        raw.execute("UPDATE feed_mark SET digest = 'of older bytes'")
    planned, fields = applied.plan(), applied.plan_json()

    assert "Compared with revision 1: no meeting changes, time-zone data renewed." in planned.text
    assert "Calendars get the time-zone data of today for Europe/Sofia." in planned.text
    assert (planned.code, fields["empty"], fields["zones"]) == (0, False, ["Europe/Sofia"])
    assert applied.apply().text == "Applied revision 2: no meeting changes, time-zone data renewed.\n"
    assert (applied.plan_json()["empty"], applied.plan_json()["zones"]) == (True, [])
    assert applied.run("store", "verify").text == "The store is good.\n"


class TestNewIds:
    """After a new id for a series and a city, reports use the new ids: the old ones are no longer in the text."""

    @pytest.fixture(autouse=True)
    def renamed(self, applied: Shell) -> None:
        applied.edit(
            ("  monthly:\n", "  regular:\n    formerly: monthly\n"),
            ("  sofia:\n", "  sofia-city:\n    formerly: sofia\n"),
            ("      - sofia\n", "      - sofia-city\n"),
            ("clock: sofia", "clock: sofia-city"),
        )
        assert applied.apply().code == 0

    def test_are_in_the_reasons_of_the_safety_limit(self, shell: Shell) -> None:
        """One series is closed to the public, the other one is taken out."""
        text = shell.read()
        shell.add(webinar("talk", "2026-12-01 09:00", clock="host", audience="[sofia-city]"))
        shell.apply()
        shell.write(text.replace("duration: 60 min", "duration: 60 min\n    visibility: private"))

        assert "take every coming meeting away from sejong and sofia-city" in shell.apply().err

    def test_are_in_json_beside_the_first_one(self, shell: Shell) -> None:
        shell.edit(AN_HOUR_EARLIER)

        step = shell.plan_json()["steps"][0]

        assert (step["series"], step["identity"]) == ("regular", "monthly")
        for side in ("before", "after"):
            assert [city["city"] for city in step[side]["cities"]] == ["sofia-city", "sejong"]

    def test_are_in_json_also_when_the_series_is_taken_out(self, shell: Shell) -> None:
        shell.edit(("regular:\n    formerly: monthly", "parks:"))

        ids = {(step["series"], step.get("identity")) for step in shell.plan_json()["steps"]}

        assert ids == {("regular", "monthly"), ("parks", None)}


class TestTheCommand:
    """That applies exactly this plan."""

    @pytest.mark.parametrize(
        ("edit", "options"),
        [
            (AN_HOUR_EARLIER, ()),
            (
                AN_HOUR_EARLIER,
                (
                    "--allow",
                    "past",
                ),
            ),
            pytest.param(("clock: sofia", "clock: sejong"), (), id="stopped by the safety limit"),
        ],
    )
    def test_can_be_pasted(self, applied: Shell, edit: tuple[str, str], options: tuple[str, ...]) -> None:
        applied.edit(edit)

        line = applied.plan(*options).text.partition("To apply exactly this: ")[2].splitlines()[0]
        program, *words = shlex.split(line)

        assert (program, *words[:2]) == ("twincal", "apply", str(applied.config))
        assert applied.run(*words).text.startswith("Applied revision 2")

    def test_names_the_database_that_was_named_and_no_password(self, applied: Shell) -> None:
        applied.edit(AN_HOUR_EARLIER)
        (applied.folder / "me@home").mkdir()

        line = applied.plan("--database", applied.url).text.splitlines()[-1]
        secret = applied.plan("--database", f"sqlite:///{applied.folder}/me@home/t.db").text

        assert f"--database {applied.url} --plan" in line
        assert "me@home" not in secret


def test_a_webinar_of_many_cities_is_shown_once_with_the_names_that_are_new(shell: Shell) -> None:
    others = "".join(
        f"  {id}:\n    name: {id.title()}\n    country: AT\n    timezone: Europe/Vienna\n"
        for id in ("linz", "graz", "wien")
    )
    shell.edit(("pairs:\n", f"{others}pairs:\n"))
    shell.add(webinar("talk", "2026-12-10 10:00", clock="host", audience="[sofia, sejong, linz, graz]"))
    assert shell.apply().code == 0
    shell.edit(("[sofia, sejong, linz, graz]", "[sofia, sejong, linz, graz, wien]"))

    lines = shell.plan().text.splitlines()

    assert [line for line in lines if "Talk (once)" in line] == [
        "  change     Talk (once): Thu 10 Dec 2026 10:00 (UTC+9; 03:00 in Sofia, 10:00 in Sejong, "
        "02:00 in Linz, Graz and Wien), with Wien",
        "  join       Talk (once): Thu 10 Dec 2026 02:00 (UTC+1; Sofia 03:00, Sejong 10:00, Linz 02:00, Graz 02:00)",
    ]
    assert [line for line in lines if line in ("Several cities", "Wien", "Linz")] == [
        "Several cities",
        "Wien",
    ]


def test_more_than_three_meetings_within_48_hours_are_one_line(shell: Shell) -> None:
    talks = (webinar(f"talk{hour}", f"2026-11-25 {hour}:00") for hour in (10, 11, 12, 13, 14))
    shell.add("webinars:\n" + "".join(talk.removeprefix("webinars:\n") for talk in talks))

    assert (
        "  5 meetings are within 48 hours (Talk10 (once), Talk11 (once), Talk12 (once) and 2 more meetings); "
        "calendars may not show this in time: call\n"
    ) in shell.plan().text


def test_a_new_rule_says_nothing_of_a_meeting_that_was_skipped_long_ago(shell: Shell) -> None:
    shell.write(
        small(
            (
                "    timezone: Europe/Sofia\n",
                "    timezone: Europe/Sofia\n    closed: [2027-02-17]\n",
            ),
            ("    from: 2026-06\n", "    from: 2026-06\n    on_holiday: skip\n"),
        )
    )
    assert shell.apply().code == 0
    assert shell.apply("--allow", "clock", now="2028-06-22T09:00:00Z").code == 0
    shell.edit(("third Wednesday", "first and third Wednesday"))

    text = shell.plan(now="2028-06-22T09:01:00Z").text

    assert "18 to add" in text
    assert "2027-02" not in text
