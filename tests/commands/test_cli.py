"""Every verb as a person types it: what it prints, what it changes, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.shell import Shell
from support.small_programme import SMALL, webinar

ROOT = Path(__file__).parents[2]
MOVE = """\
    changes:
      2026-12:
        move_to: 2026-12-17 11:00
        reason: room not free
"""
SERIES = """\
  m{n}:
    pair: sofia-sejong
    title: M{n}
    every: second Tuesday
    at: "{n:02d}:00"
    clock: sofia
    duration: 30 min
    from: 2026-06
"""


class TestCheck:
    def test_a_good_configuration_ends_with_0(self, shell: Shell) -> None:
        answer = shell.run("check", str(shell.config))

        assert answer.code == 0
        assert answer.text.endswith("good, no warnings\n")
        assert not (shell.folder / "t.db").exists()

    def test_what_is_lost_without_an_address_is_said(self, shell: Shell) -> None:
        assert shell.run("check", str(shell.config)).err == ""
        shell.edit(("  address: https://calendar.example.org\n", ""))

        assert "no `address:`" in shell.run("check", str(shell.config)).err

    def test_errors_come_with_their_places_and_end_with_1(self, shell: Shell) -> None:
        shell.add("    titel: x\n    colour: red\n")

        answer = shell.run("check", str(shell.config))

        assert answer.code == 1
        assert f"{shell.config}/all.yaml:39:5: meetings.monthly.titel: " in answer.err
        assert f"{shell.config}/all.yaml:40:5: " in answer.err
        assert "did you mean" in answer.err
        assert "2 errors: nothing was changed" in answer.err

    def test_a_missing_folder_is_an_error_in_words(self, shell: Shell) -> None:
        answer = shell.run("check", str(shell.folder / "nowhere"))

        assert answer.code == 1
        assert "nowhere" in answer.err
        assert "Traceback" not in answer.err

    def test_errors_of_dates_are_found_with_those_of_words(self, shell: Shell) -> None:
        shell.add("    colour: red\n" + webinar("gap", "2027-03-28 03:30"))

        answer = shell.run("check", str(shell.config))

        assert "all.yaml:39:5" in answer.err
        assert "all.yaml:43:13" in answer.err
        assert "02:45 or 04:00" in answer.err

    def test_an_hour_of_a_rule_that_will_be_skipped_is_an_error(self, shell: Shell) -> None:
        shell.edit(("third Wednesday", "last Sunday"), ('"10:00"', '"03:30"'))

        answer = shell.run("check", str(shell.config))

        assert answer.code == 1
        assert "all.yaml:34:9" in answer.err


class TestPlan:
    def test_a_first_plan_adds_and_creates_no_store(self, shell: Shell) -> None:
        answer = shell.plan()

        assert answer.code == 2
        assert "The first publication" in answer.text
        assert not (shell.folder / "t.db").exists()

    def test_after_apply_there_is_nothing_to_do(self, shell: Shell) -> None:
        shell.apply()

        assert shell.plan().code == 0
        assert "Nothing to do" in shell.apply().text

    def test_a_move_is_shown_to_each_city_in_its_own_hours(self, shell: Shell) -> None:
        shell.apply()
        shell.add(MOVE)

        answer = shell.plan()

        assert answer.code == 2
        assert (
            "Monthly (2026-12): Wed 16 Dec 2026 10:00 (UTC+2; Sejong 17:00) → "
            "Thu 17 Dec 2026 11:00 (UTC+2; Sejong 18:00), room not free"
        ) in answer.text
        assert (
            "Monthly (2026-12): Wed 16 Dec 2026 17:00 (UTC+9; Sofia 10:00) → "
            "Thu 17 Dec 2026 18:00 (UTC+9; Sofia 11:00), room not free"
        ) in answer.text
        assert "call" not in answer.text

    def test_what_is_near_asks_for_a_call(self, shell: Shell) -> None:
        shell.apply()
        shell.add(MOVE)

        near = shell.plan(now="2026-12-15T09:00:00Z").text
        far = shell.plan(now="2026-12-14T07:59:00Z").text

        assert "feeds may not show this in time: call" in near
        assert "call" not in far

    def test_as_json_and_as_markdown(self, shell: Shell) -> None:
        shell.apply()
        shell.add(MOVE)

        plan = shell.plan_json()
        table = shell.plan("--format", "markdown").text

        assert [(step["kind"], step["key"], step["cause"]) for step in plan["steps"]] == [
            ("move", "2026-12", "configuration")
        ]
        assert plan["steps"][0]["after"]["begin"] == "2026-12-17T09:00:00Z"
        assert table.startswith(f"# Plan {plan['digest']}")
        assert "| move | Monthly (2026-12) | Wed 16 Dec 2026 10:00 (UTC+2; Sejong 17:00) |" in table

    def test_a_name_with_a_bar_does_not_break_the_table(self, shell: Shell) -> None:
        shell.edit(("name: Sejong", 'name: "Sejong | City"'))
        shell.apply()
        shell.add(MOVE)

        table = shell.plan("--format", "markdown").text

        (row, *_) = [line for line in table.splitlines() if line.startswith("| move")]
        assert "Sejong \\| City 17:00" in row
        assert row.replace("\\|", "").count("|") == 6

    def test_the_window_alone_is_nothing_to_decide(self, shell: Shell) -> None:
        shell.apply()

        answer = shell.plan(now="2026-12-02T09:00:00Z")

        assert answer.code == 0
        assert "as the window moves on" in answer.text


class TestApply:
    def test_binds_to_the_plan_that_was_read(self, shell: Shell) -> None:
        shell.apply()
        shell.add(MOVE)
        digest = shell.plan_json()["digest"]
        shell.add("      2027-02:\n        cancel: Lunar New Year\n")

        other = shell.apply("--plan", digest)
        shell.write(shell.read().partition("      2027-02")[0])
        same = shell.apply("--plan", digest)

        assert other.code == 1
        assert "this is not the plan" in other.err
        assert same.text == "Applied revision 2: 1 to move.\n"

    def test_a_mass_change_is_refused_and_says_how_it_passes(self, shell: Shell) -> None:
        text = shell.read()
        shell.write(text + "".join(SERIES.format(n=n) for n in range(9, 15)))
        shell.apply()
        before = shell.run("feed", "programme").out
        shell.write(text)

        refused = shell.apply()

        assert refused.code == 1
        assert "--allow-large" in refused.err
        assert shell.run("feed", "programme").out == before
        assert shell.apply("--allow-large").code == 0
        assert shell.run("feed", "programme").out.count(b"STATUS:CANCELLED") > 100

    def test_a_vanished_configuration_is_always_refused(self, shell: Shell) -> None:
        shell.apply()
        before = shell.run("feed", "programme").out
        (shell.config / "all.yaml").unlink()

        assert shell.apply("--allow-large").code == 1
        assert shell.run("feed", "programme").out == before

    def test_another_programme_in_the_same_store_is_refused(self, shell: Shell) -> None:
        shell.apply()
        shell.edit(("id: small", "id: other"))

        answer = shell.apply()

        assert answer.code == 1
        assert "all.yaml:2:7: programme.id: this store belongs to the programme small" in answer.err

    def test_a_clock_far_behind_writes_nothing(self, shell: Shell) -> None:
        shell.apply()
        shell.add(MOVE)

        early = shell.apply(now="2026-11-24T08:00:00Z")
        nearly = shell.apply(now="2026-11-24T08:55:00Z")

        assert early.code == 1
        assert "2026-11-24 08:00" in early.err
        assert "2026-11-24 09:00" in early.err
        assert nearly.code == 0

    def test_a_database_that_cannot_be_is_an_error_in_words(self, shell: Shell) -> None:
        answer = shell.apply("--database", "nonsense")

        assert answer.code == 1
        assert "Traceback" not in answer.err
        assert answer.err.startswith("twincal: ")

    @pytest.mark.parametrize("verb", ["apply", "plan", "check", "serve"])
    def test_a_database_in_memory_is_refused(self, shell: Shell, verb: str) -> None:
        answer = shell.run(verb, str(shell.config), "--database", "sqlite://")

        assert answer.code == 1
        assert "gone when the command ends; write sqlite:///twincal.db" in answer.err
        assert answer.text == ""


class TestReading:
    @pytest.fixture(autouse=True)
    def applied(self, shell: Shell) -> None:
        """The small programme, applied, then moved once."""
        shell.apply()
        shell.add(MOVE)
        shell.apply(now="2026-11-25T09:00:00Z")

    def test_feed_speaks_the_citys_first_language_or_the_one_asked_for(self, shell: Shell) -> None:
        own, english = shell.run("feed", "cities/sofia"), shell.run("feed", "cities/sofia", "--lang", "en")

        assert "София".encode() in own.out
        assert b"X-WR-CALNAME:Small programme: Sofia" in english.out
        assert own.out.count(b"BEGIN:VEVENT") == english.out.count(b"BEGIN:VEVENT") == 22

    def test_an_unknown_feed_or_language_gets_a_list_of_those_that_exist(self, shell: Shell) -> None:
        assert "did you mean cities/sofia?" in shell.run("feed", "cities/sofa").err
        assert "it has en, bg" in shell.run("feed", "cities/sofia", "--lang", "ko").err

    def test_agenda_is_in_everyones_local_time(self, shell: Shell) -> None:
        text = shell.run("agenda", "pairs/sofia-sejong", "--most", "1").text

        assert text == (
            "Monthly  monthly/2026-12\n"
            "  Thu 17 Dec 2026 11:00–12:00  Sofia (UTC+2)\n"
            "  Thu 17 Dec 2026 18:00–19:00  Sejong (UTC+9)\n"
        )

    def test_agenda_begins_with_the_city_that_was_asked_for(self, shell: Shell) -> None:
        assert shell.run("agenda", "cities/sejong", "--most", "1").text.splitlines()[1:] == [
            "  Thu 17 Dec 2026 18:00–19:00  Sejong (UTC+9)",
            "  Thu 17 Dec 2026 11:00–12:00  Sofia (UTC+2)",
        ]

    def test_why_of_a_series_names_the_next_meetings(self, shell: Shell) -> None:
        answer = shell.run("why", "monthly")

        assert answer.code == 1
        assert answer.err.splitlines() == [
            "twincal: monthly has many meetings: say which one",
            "         the next are: monthly/2026-12, monthly/2027-01, monthly/2027-02",
        ]

    def test_why_tells_rule_change_and_revisions(self, shell: Shell) -> None:
        text = shell.run("why", "monthly/2026-12").text

        assert "planned    Wed 16 Dec 2026 10:00 Europe/Sofia" in text
        assert "change     2026-12 in the configuration: room not free" in text
        assert "SEQUENCE 1" in text
        assert "moved from Wed 16 Dec 2026 10:00 to Thu 17 Dec 2026 11:00 Europe/Sofia" in text

    def test_why_of_an_unknown_meeting_names_near_ones(self, shell: Shell) -> None:
        answer = shell.run("why", "monthly/2026-13")

        assert answer.code == 1
        assert "2026-12" in answer.err

    def test_history_is_newest_first(self, shell: Shell) -> None:
        text = shell.run("history").text

        assert text.index("Revision 2") < text.index("Revision 1")
        assert "monthly: added 2026-06 to 2028-05 (24 meetings)" in text
        assert "all.yaml" in shell.run("history", "--digests").text

    def test_publish_says_what_it_did(self, shell: Shell, tmp_path: Path) -> None:
        folder = tmp_path / "site"

        first = shell.run("publish", str(folder)).text
        count = sum(path.is_file() for path in folder.rglob("*")) - 1  # the list of what was written aside

        assert first == f"{count} written, 0 removed, 0 unchanged\n"
        assert shell.run("publish", str(folder)).text == f"0 written, 0 removed, {count} unchanged\n"


@pytest.mark.parametrize("name", ["cities/sofia", "cities/sejong", "pairs/sofia-sejong", "programme"])
@pytest.mark.parametrize("code", ["en", "bg"])
def test_feed_prints_the_published_file(applied: Shell, name: str, code: str) -> None:
    site = applied.folder / "site"
    assert applied.run("publish", str(site)).code == 0

    printed = applied.run("feed", name, "--lang", code).out
    assert printed == (site / f"feeds/{name}.{code}.ics").read_bytes()


@pytest.mark.parametrize(
    "words",
    [("feed", "programme"), ("agenda",), ("why", "a/b"), ("history",), ("publish", "x")],
    ids=lambda words: words[0],
)
def test_before_the_first_apply_each_says_what_to_do(tmp_path: Path, words: tuple[str, ...]) -> None:
    answer = Shell(tmp_path).run(*words)

    assert answer.code == 1
    assert "there is no store at" in answer.err
    assert not (tmp_path / "t.db").exists()


class TestInitAndSchema:
    def test_what_init_writes_is_good_as_it_is(self, tmp_path: Path) -> None:
        shell = Shell(tmp_path)

        assert shell.run("init", str(shell.config)).code == 0
        assert shell.run("check", str(shell.config)).code == 0
        assert shell.apply().code == 0

    def test_init_leaves_a_folder_that_holds_something_alone(self, shell: Shell) -> None:
        answer = shell.run("init", str(shell.config))

        assert answer.code == 1
        assert [path.name for path in shell.config.iterdir()] == ["all.yaml"]

    def test_schema_is_json_schema(self, tmp_path: Path) -> None:
        schema = json.loads(Shell(tmp_path).run("schema").text)

        assert {"programme", "cities", "meetings", "webinars"} <= set(schema["properties"])


def test_wrong_words_end_with_1_and_show_the_usage(tmp_path: Path) -> None:
    answer = Shell(tmp_path).run("pla")

    assert answer.code == 1
    assert "plan" in answer.err


@pytest.mark.parametrize(
    "now",
    ["yesterday", "2026-11-24 09:00", "2026-11-24T09:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
)
def test_a_time_without_an_offset_or_far_away_is_refused(shell: Shell, now: str) -> None:
    answer = shell.run("check", str(shell.config), now=now)

    assert answer.code == 1
    assert "TWINCAL_NOW" in answer.err


def test_a_thousand_mistakes_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.write(SMALL + "themes:\n  a:\n    name: x\n" + "".join(f"    namr{n}: v\n" for n in range(1_500)))

    answer = shell.run("check", str(shell.config))

    assert len(answer.err.splitlines()) < 1_010
    assert "… and 500 more errors" in answer.err
    assert "1500 errors: nothing was changed" in answer.err


@pytest.mark.parametrize("words", [("feed", "programme"), ("history",)], ids=["bytes", "words"])
def test_a_reader_that_has_read_enough_is_no_error(shell: Shell, words: tuple[str, ...]) -> None:
    """`twincal feed programme | head -1`."""
    shell.apply()
    environment = {**os.environ, "TWINCAL_DATABASE": f"sqlite:///{shell.folder}/t.db"}
    command = [sys.executable, "-m", "scheduler.cli", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=ROOT
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        errors = run.stderr.read()

    assert (run.returncode, errors) == (0, b"")


@pytest.mark.parametrize(("words", "collects"), [(("feed", "programme"), False), (("publish", "site"), True)])
def test_only_a_run_that_leaves_garbage_collects_it(
    shell: Shell, words: tuple[str, ...], collects: bool
) -> None:
    shell.apply()
    environment = {
        **os.environ,
        "TWINCAL_DATABASE": f"sqlite:///{shell.folder}/t.db",
        "PYTHONPATH": f"{ROOT}",
    }
    program = (
        "import atexit, gc; atexit.register(lambda: print(gc.isenabled())); import scheduler.cli.__main__"
    )
    command = [sys.executable, "-c", program, *words]
    run = subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=shell.folder, check=True
    )

    assert run.stdout.splitlines()[-1] == str(collects)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_an_output_that_cannot_be_written_is_an_error_in_words(shell: Shell) -> None:
    environment = {**os.environ, "TWINCAL_DATABASE": shell.url, "TWINCAL_NOW": shell.now}
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-P", "-m", "scheduler.cli", "apply", str(shell.config)]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment, check=False)

    assert run.returncode == 1
    assert b"could not be written (No space left on device); what the command did is done" in run.stderr
    assert b"Traceback" not in run.stderr
    assert shell.state().revision == 1


def test_a_working_directory_that_was_removed_is_an_error_in_words(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f"cd {gone} && rmdir {gone} && {sys.executable} -P -m scheduler.cli agenda"

    run = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)

    assert run.returncode == 1
    assert run.stderr == "twincal: the working directory was removed; go to another one with `cd`\n"
