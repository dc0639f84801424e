"""What every command does as a process; what each prints, and its exit code, is in `tests/corpus`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli.edit_commands import PAPERS
from scheduler.programme.papers import PHRASES
from support.shell import Shell, Terminal
from support.small_programme import SMALL, webinar

ROOT = Path(__file__).parents[2]
MOVE = """\
    changes:
      2026-12:
        move_to: 2026-12-17 11:00
        reason: room not free
"""


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

    @pytest.mark.parametrize(
        ("hour", "typed", "options", "is_asked", "revision"),
        [
            pytest.param("17:00", "y\n", (), True, 2, id="a doubt, and yes"),
            pytest.param("17:00", "\n", (), True, 1, id="a doubt, and no answer"),
            pytest.param("17:00", "", ("--yes",), False, 2, id="a doubt, with --yes"),
            pytest.param("10:00", "", (), False, 2, id="no doubt"),
        ],
    )
    def test_a_person_at_a_terminal_is_asked_if_there_is_something_to_decide(
        self,
        shell: Shell,
        monkeypatch: pytest.MonkeyPatch,
        hour: str,
        typed: str,
        options: tuple[str, ...],
        is_asked: bool,
        revision: int,
    ) -> None:
        shell.apply()
        shell.add(MOVE.replace("11:00", hour))
        monkeypatch.setattr("sys.stdin", Terminal(typed))

        answer = shell.apply(*options)

        assert ("Please check" in answer.text, "Apply this? [y/N]" in answer.err) == (is_asked, is_asked)
        assert (answer.code, shell.state().revision) == (2 - revision, revision)

    def test_a_clock_far_behind_writes_nothing(self, shell: Shell) -> None:
        shell.apply()
        shell.add(MOVE)

        early = shell.apply(now="2026-11-24T08:00:00Z")
        nearly = shell.apply(now="2026-11-24T08:55:00Z")

        assert early.code == 1
        assert "2026-11-24 08:00" in early.err
        assert "2026-11-24 09:00" in early.err
        assert nearly.code == 0


@pytest.mark.parametrize("name", ["cities/sofia", "cities/sejong", "pairs/sofia-sejong", "programme"])
@pytest.mark.parametrize("code", ["en", "bg"])
def test_feed_prints_the_published_file(applied: Shell, name: str, code: str) -> None:
    site = applied.folder / "site"
    assert applied.run("publish", str(site)).code == 0

    printed = applied.run("feed", name, "--language", code).out
    assert printed == (site / f"feeds/{name}.{code}.ics").read_bytes()


@pytest.mark.parametrize("name", ["sofia", "sofia-sejong"])
@pytest.mark.parametrize("words", [("agenda",), ("feed",), ("reach",), ("history",)], ids=" ".join)
def test_the_id_of_a_city_or_pair_names_its_feed(applied: Shell, words: tuple[str, ...], name: str) -> None:
    long = f"{'pairs' if '-' in name else 'cities'}/{name}"

    assert applied.run(*words, name) == applied.run(*words, long)
    assert applied.run(*words, name).code == 0


def test_an_id_that_several_feeds_have_is_refused_with_their_names(shell: Shell) -> None:
    shell.add("themes:\n  sofia: {name: Roses}\n")
    shell.edit(("    title: Monthly\n", "    title: Monthly\n    themes: sofia\n"))
    assert shell.apply().code == 0

    answer = shell.run("agenda", "sofia")

    assert answer.err == (
        "twincal: sofia is the id of several calendars\n         write cities/sofia or themes/sofia\n"
    )


def test_the_end_of_a_meeting_across_a_change_of_clocks_is_that_of_its_calendar(shell: Shell) -> None:
    """Sofia's clocks go from 03:00 to 04:00 meanwhile."""
    shell.write(SMALL + webinar("night", "2027-03-28 02:30"))
    assert shell.apply().code == 0

    assert "Sun 28 Mar 2027 02:30–04:30  Sofia" in shell.run("agenda", "sofia").text
    assert "28 March 2027, 02:30–04:30 (UTC+2) = 09:30 Sejong" in shell.run("announce", "sofia").text
    assert "DTEND;TZID=Europe/Sofia:20270328T043000" in shell.run("feed", "sofia").text


@pytest.mark.parametrize(
    ("words", "names"), [(("times",), ("sofia", "sejong")), (("notices", "--for"), ("sofia",))]
)
def test_a_city_may_be_named_as_its_feed(
    shell: Shell, words: tuple[str, ...], names: tuple[str, ...]
) -> None:
    config = ("--config", str(shell.config))

    answer = shell.run(*words, *(f"cities/{name}" for name in names), *config)

    assert (answer.code, answer) == (0, shell.run(*words, *names, *config))


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (
            "move monthly/2026-12 2026-12-17 11:00",
            'quotation marks are missing: `twincal move monthly/2026-12 "2026-12-17 11:00"`',
        ),
        (
            "retitle monthly/2026-12 Green roofs --lang pt",
            'quotation marks are missing: `twincal retitle monthly/2026-12 "Green roofs" --lang pt`',
        ),
        (
            "cancel monthly/2026-12 --reason Lunar New Year --yes",
            'quotation marks are missing: `twincal cancel monthly/2026-12 --reason "Lunar New Year" --yes`',
        ),
        ("move --reason no room monthly/2026-12 11:00", "A text with a space needs quotation marks"),
        ("move monthly/2027-3 11:00", "did you mean monthly/2027-03?"),
        ("move monthly 2026-12 2026-12-17", "Series and month are one word: monthly/2026-12"),
        ("move monthly/2026-12 11:00 —reason full", "An option begins with two hyphens: --reason"),
        (
            "cancel monthly/2026-12 Lunar New Year --yes",
            'The reason has an option: `twincal cancel monthly/2026-12 --reason "Lunar New Year" --yes`.',
        ),
        (
            "extra monthly/2027-06 2027-06-14",
            "move it: `twincal move monthly/2027-06 WHEN`; "
            "for one more, write another id: `twincal extra monthly/workshop WHEN`",
        ),
        ("extra monthly/2021-06 2021-06-14", "write another one: `twincal extra monthly/workshop WHEN`"),
        ("extra monthly/2-years 2027-06-14", "the hour is missing"),
        ("undo 3", "Type `twincal undo`: it takes back the last edit alone."),
        ("redo", "there is no redo"),
        ("help move", "Type `twincal move --help`."),
        ("help", "Type `twincal --help`."),
        ("move monthly/2026-12 11:00 --because room not free", 'Type `--reason "room not free"`.'),
        ("agenda --month=2027-01", "Type `--from 2027-01 --to 2027-01`."),
        ("set monthly title Água --language pt", "Type `twincal set monthly title.pt TEXT`."),
        ("confirm monthly/2026-12 --force", "Type `--yes`."),
        ("apply --dry-run", "Type `twincal plan`."),
        ("move monthly/2026-12 11:00 --dry-run", "`twincal move` shows its plan and asks."),
        ("export report.xlsx", "to write one for Excel: `twincal export --format xlsx`"),
        ("agenda --limti 3", "Did you mean `--limit`?"),
        ("store bakup record.db", "Did you mean `twincal store backup record.db`?"),
        ("remove monthly/2026-12", "For one meeting, type `twincal cancel monthly/2026-12`."),
        ("remove webinar", "write what goes (city, pair, group, theme, series, webinar) and its id"),
        (
            "delete monthly/2026-12",
            "Type `twincal cancel monthly/2026-12` or `twincal remove`; `twincal undo` takes a command back.",
        ),
        ("reschedule monthly/2026-12 11:00", "Type `twincal move monthly/2026-12 WHEN`"),
        (
            "change",
            "Type `twincal move MEETING WHEN`, `twincal cancel MEETING` or `twincal set MEETING FIELD VALUE`",
        ),
        ("confirmed monthly/2026-12", "Did you mean `twincal confirm monthly/2026-12`?"),
        ("add pair sofia-busan", "Missing argument 'CITY…'"),
        ("pair sofia-busan", "Type `twincal add pair sofia-busan`."),
        ("cancelled monthly/2026-12", "Type `twincal cancel monthly/2026-12`."),
        ("retitle monthly Срещи --bg", "Type `--language bg`."),
        ("break --from 2027-07-01 --to 2027-07-31", "Missing argument 'SERIES'. For example:"),
        ("announce --to office@sofia.example", "is a mail address; name a folder"),
        ("announce --to sofia --coming 30d", "for one city, type `twincal announce sofia`"),
        ("export sofia --to sofia.xlsx", "choose the file by --format"),
        ("move monthly/2027-04 place Hall", 'Type `twincal set monthly/2027-04 place "Hall"`.'),
        (
            "add city athens --name Athens --country EL --timezone Europe/Atens",
            "did you mean `Europe/Athens`?",
        ),
        ("add pair sofia and sejong", "type `twincal add pair sofia-sejong sofia sejong`"),
        ("set place Hall monthly", "the name comes first: `twincal set monthly place Hall`"),
        ("rule monthly --from September 2027 --at 11:00", "`--from` takes one word: `--from 2027-09`."),
        ("rename monthly --title Talks", 'Type `twincal set monthly title "Talks"`.'),
        ("why is the meeting so early", "twincal why sofia-sejong-monthly/2026-12"),
        ("why monthly 2027-03", "`twincal why monthly/2027-03`"),
        ("history last 5", "Type `twincal history --limit 5`."),
        ("apply 3f2a9c11d0b47e58", "type --plan 3f2a9c11d0b47e58"),
        ("apply . 3f2a9c11d0b47e58", "Type `twincal apply --plan 3f2a9c11d0b47e58`."),
        ("reach sofia-sejong-monthly/2026-12", "did you mean pairs/sofia-sejong?"),
        ("notices --ahead 6 months", "`--ahead` takes one word: `--ahead 6`."),
        ("add group all sofia dublin --name European cities", '`--name "European cities"`'),
        ("history -5", "Type `--limit 5`."),
        ("times sofia sejong january", "type the month as --month 2027-01"),
        ("feed sofia --private", "Type `twincal token create --for sofia --label TEXT`."),
        ("token create --desk --label Help desk", '`--label "Help desk"`'),
        ("plan --month december", "No such option '--month'."),
        ("history --month december", "Type `--since 2026-12-01`."),
        ("set sofia office 09:00-17:00", "did you mean `office_hours` or `office_days`?"),
        ("backup record.db", "Type `twincal store backup record.db`."),
        ("token new", "It has the commands create, list, revoke and rotate."),
        ("add pair Sofia Sejong", "type `twincal add pair sofia-sejong sofia sejong`"),
        (
            "attach monthly/2026-11 https://example.org/m",
            "twincal attach sofia-sejong-monthly/2026-11 minutes https",
        ),
        ("apply . twincal.db", "Type `twincal apply --database twincal.db`."),
        ("serve 8080", "type --port 8080"),
        ("move monthly/Mar-2027 11:00", "did you mean monthly/2027-03?"),
        ("move monthly/2027/3 11:00", "did you mean monthly/2027-03?"),
        ("move monthly/march 11:00", "did you mean monthly/2027-03?"),
        ("cancel 2027-03", "write which one: monthly/2027-03"),
        ("set sofia-sejong place Hall", "type `twincal set monthly place Hall`"),
        ("set Sofia place Hall", "did you mean sofia?"),
        ("agenda march", "write the time as `--from 2026-12` `--to 2027-02`"),
        ("rule monthly --from 2027-01", "say what changes, with --every, --at, --clock or --duration"),
        ("rule monthly --from 2027-01 --clock Brussels", "write `Europe/Brussels`"),
        ("retitle monthly Water --language Bulgarian", "did you mean `bg`?"),
        ("set monthly day Tuesday", 'a rule is written `every "third Wednesday"`'),
        ("set sofia mail a@example.org", "written `contacts office@example.org`"),
        (
            "add meeting talks --pair sofia-sejong --title Talks",
            'Write `--every "third Wednesday"` with `--at` and',
        ),
        ("why sofia/2026-12", "did you mean monthly/2026-12?"),
        ("why Sofia/2026-12-16", "did you mean monthly/2026-12-16?"),
        ("move sofia-sejong/2026-12 11:00", "did you mean monthly/2026-12?"),
        ("cancel sofia", "did you mean monthly?"),
        ("times sofia sejong --duration 90m", "write `90 min`"),
        ("plan programme", "to use the YAML files of this one, write `--config .` instead"),
        ("agenda sofai", "did you mean sofia?"),
        ("agenda --from 2026-12-20 --to 2026-12-14", "--to 2026-12-14 is before --from 2026-12-20"),
        ("announce --format eml", "a file .eml needs a folder: add --to"),
    ],
)
def test_a_slip_of_the_hand_gets_advice(
    applied: Shell, monkeypatch: pytest.MonkeyPatch, words: str, advice: str
) -> None:
    monkeypatch.chdir(applied.config)

    answer = applied.run(*words.split())

    assert answer.code == 1
    assert advice in answer.err


def test_a_thousand_mistakes_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.write(SMALL + "themes:\n  a:\n    name: x\n" + "".join(f"    namr{n}: v\n" for n in range(1_500)))

    answer = shell.run("check", str(shell.config))

    assert len(answer.err.splitlines()) < 1_010
    assert "… and 500 more errors" in answer.err
    assert "1500 errors: nothing was changed" in answer.err


def test_history_has_digests_only_if_they_are_asked_for(applied: Shell) -> None:
    [plain] = json.loads(applied.run("history", "--format", "json").text)
    [full] = json.loads(applied.run("history", "--format", "json", "--digests").text)

    assert {"digest", "files", "tzdata"}.isdisjoint(plain)
    assert full.keys() >= {*plain, "digest", "files", "tzdata"}
    assert "made from tzdata" in applied.run("history", "--digests").text


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
    assert run.stderr == "twincal: the folder where you are was removed; go to another one with `cd`\n"


def test_attach_takes_every_paper() -> None:
    assert PAPERS == tuple(PHRASES)


@pytest.mark.parametrize(
    "days", [("2027-08-01", "2027-08-15"), ("2027-08-01,2027-08-15",)], ids=["two", "one"]
)
@pytest.mark.parametrize("name", ["sofia", "programme"])
def test_two_days_off_that_look_like_the_ends_of_a_holiday_are_asked_about(
    applied: Shell, name: str, days: tuple[str, ...]
) -> None:
    config = ("--config", str(applied.config))

    asked = applied.run("set", name, "closed", *days, *config, typed="\n")
    whole = applied.run("set", name, "closed", "2027-08-01..2027-08-15", *config, typed="\n")
    apart = applied.run("set", name, "closed", "2027-03-03", "2027-12-24", *config, typed="\n")
    told = applied.run("set", name, "closed", *days, *config, "--yes")

    assert "is it open between them? If not, write `2027-08-01..2027-08-15`" in asked.text
    assert "nothing was changed" in asked.err
    assert "open between them" not in whole.text + apart.text
    assert (told.code, applied.state().revision) == (0, 2)


def test_a_plan_that_no_reader_sees_says_so_first(applied: Shell) -> None:
    applied.edit(("country: BG", "country: ES"))

    plan = applied.plan()

    first, *_ = plan.text.splitlines()
    assert first == "Compared with revision 1: no meeting changes in any calendar."
    assert len([line for line in plan.text.splitlines() if "nothing that calendars show" in line]) == 1


@pytest.mark.parametrize("field", ["cancel", "move_to", "without"])
def test_what_is_for_one_meeting_is_not_set_for_its_series(applied: Shell, field: str) -> None:
    refused = applied.run("set", "meetings/monthly", field, "sofia", "--config", str(applied.config))

    assert "monthly has many meetings: say which one" in refused.err
