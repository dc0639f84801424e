"""An edit by command writes one file, all of it or nothing, and publishes exactly what it has shown."""

from __future__ import annotations

import difflib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.commands.apply import plan_unattended, write_unattended
from scheduler.commands.edit import (
    EditedConfiguration,
    edit_configuration,
    plan_edit,
    publish_edit,
    write_edit,
)
from scheduler.commands.init import EXAMPLE, init
from scheduler.commands.prepare import NO_CONSENT, Planned
from scheduler.commands.refusals import Refused
from scheduler.configuration.edits.new_values import MoveMeeting
from scheduler.reports.advice_words import in_terminal
from scheduler.store import StoreError, open_store
from support.faulty import faulty
from support.rights import rights_to_read
from support.shell import Shell, Terminal
from support.small_programme import small, webinar
from support.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MOVE = MoveMeeting(series="monthly", key="2026-12", to="2026-12-17 11:00", reason="room not free")
WITH_DATES = "  steering:\n    pair: sofia-sejong\n    title: Steering\n    dates: [2027-03-18 10:00, 2027-06-17 10:00]\n    clock: sofia\n    duration: 60 min\n"
WEEKLY = "  weekly:\n    formerly: calls\n    pair: sofia-sejong\n    title: Call\n    every: every week on Monday and Thursday\n    at: \"10:00\"\n    clock: sofia\n    duration: 30 min\n    from: 2026-10-05\n    changes:\n      2026-12-10:\n        title: Special\n"  # fmt: skip
COURSE = "  course:\n    pair: sofia-sejong\n    title: Course\n    starts: 2027-03-01 10:00\n    duration: 2 h\n    days: 3\n    clock: sofia\n"

OPEN = "  open-talk:\n    title: Open\n    starts: open\n"


@pytest.fixture
def moved(applied: Shell) -> EditedConfiguration:
    """The small programme, in which one meeting is about to move."""
    return edit_configuration(applied.config, MOVE, NOW)


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "windows": lambda data: data.replace(b"\n", b"\r\n"),
    "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "no last line end": lambda data: data.rstrip(b"\n"),
}
MOVED = ("move", "monthly/2026-12", "2026-12-17 11:00", "--reason", "room not free")
MOVED_TEXT = (
    "    changes:\n      2026-12:\n        move_to: 2026-12-17 11:00\n        reason: room not free\n"
)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    ("folder", "name", "meeting"),
    [
        ("config", "meetings.yaml", "rotterdam-busan-monthly/2027-02"),
        ("config", "webinars.yaml", "circular-food-waste-hubs"),
        ("tests/corpus/showcase", "meetings.yaml", "training/extra.2"),
        ("tests/corpus/showcase", "webinars.yaml", "coordinators"),
        ("", "meetings.yaml", "sofia-sejong-monthly/2027-02"),
    ],
)
def test_a_file_keeps_its_form(tmp_path: Path, folder: str, name: str, meeting: str, variant: str) -> None:
    def edited(copy: Path, form: Callable[[bytes], bytes]) -> dict[str, bytes]:
        if folder:
            shutil.copytree(ROOT / folder, copy)
        else:
            init(copy, EXAMPLE, NOW)
        (copy / name).write_bytes(form((copy / name).read_bytes()))
        answer = Shell(tmp_path).run(
            "cancel", meeting, "--reason", "снег: 눈", "--file-only", "--config", str(copy)
        )
        assert (answer.code, answer.err) == (0, "")
        return {path.name: path.read_bytes() for path in copy.iterdir()}

    usual, form = edited(tmp_path / "usual", bytes), VARIANTS[variant]

    assert edited(tmp_path / "other", form) == usual | {name: form(usual[name])}
    assert "снег: 눈".encode() in usual[name]


NEW_TITLE = "+        title: Another"


@pytest.mark.parametrize(
    ("meeting", "lines"),
    [
        ("monthly/2026-12", ["+    changes:", "+      2026-12:", NEW_TITLE]),
        ("monthly/2026-12.1", ["+    changes:", "+      2026-12:", NEW_TITLE]),
        ("monthly/2026-12-01", ["+    changes:", "+      2026-12:", NEW_TITLE]),
        ("weekly/2026-12-03", ["+      2026-W49.2:", NEW_TITLE]),
        ("weekly/2026-W50.2", ["-        title: Special", NEW_TITLE]),
        ("calls/2026-12-10", ["-        title: Special", NEW_TITLE]),
        ("steering/2027-06-17", ["+    changes:", "+      extra.2:", NEW_TITLE]),
        ("steering/2", ["+    changes:", "+      extra.2:", NEW_TITLE]),
        ("talk", ["-    title: Talk", "+    title: Another"]),
        ("open-talk", ["-    title: Open", "+    title: Another"]),
    ],
)
def test_a_meeting_may_be_named_in_many_ways(tmp_path: Path, meeting: str, lines: list[str]) -> None:
    shell = Shell(tmp_path)
    text = small() + WITH_DATES + WEEKLY + webinar("talk", "2026-12-10 15:00") + OPEN
    shell.write(text)

    answer = shell.run("retitle", meeting, "Another", "--file-only", "--config", str(shell.config))

    assert (answer.code, answer.err) == (0, "")
    compared = difflib.ndiff(text.splitlines(), shell.read().splitlines())
    assert [line[0] + line[2:] for line in compared if line[0] in "+-"] == lines


def test_one_day_of_a_course_moves(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.write(small() + COURSE)
    shell.apply()

    answer = shell.run("move", "course/extra.2", "2027-03-04 11:00", "--yes", "--config", str(shell.config))

    assert (answer.code, answer.err) == (0, "")
    hours = sorted(
        f"{stored.occurrence.timing.starts:%d %H:%M}"
        for stored in shell.state().occurrences.values()
        if stored.occurrence.content.title.say("en") == "Course"
    )
    assert hours == ["01 10:00", "03 10:00", "04 11:00"]


@pytest.mark.parametrize(
    ("typed", "revision"),
    [("y\n", 2), ("n\n", 1), ("\n", 1), ("", 1)],
    ids=["yes", "no", "nothing", "Ctrl+D"],
)
def test_a_person_at_a_terminal_is_asked(
    applied: Shell, monkeypatch: pytest.MonkeyPatch, typed: str, revision: int
) -> None:
    before = applied.read()
    monkeypatch.setattr("sys.stdin", Terminal(typed))

    answer = applied.run("cancel", "monthly/2026-12", "--config", str(applied.config))

    assert "all.yaml and apply this? [y/N]" in answer.err
    assert (answer.code == 0, applied.read() != before) == (revision == 2, revision == 2)
    assert ("nothing was changed" in answer.err) == (revision == 1)
    assert applied.state().revision == revision


@pytest.mark.parametrize(
    "words",
    [
        ("move", "monthly/2031-01", "11:00"),
        ("cancel", "monthly/2031-01"),
        ("extra", "monthly/walk", "2031-01-09 10:00"),
    ],
    ids=lambda words: words[0],
)
def test_an_edit_beyond_the_calendars_says_why_they_do_not_change(
    applied: Shell, words: tuple[str, ...]
) -> None:
    later = "Calendars show meetings up to 31 May 2028; they show this when they reach its month."
    options = ("--yes", "--config", str(applied.config))

    assert later in applied.run(*words, *options).text
    assert later not in applied.run("cancel", "monthly/2026-12", *options).text


class Hesitating(Terminal):
    """A person who thinks about it until a colleague has changed the file."""

    shell: Shell

    def readline(self, _size: int | None = -1) -> str:
        self.shell.edit(("title: Monthly", "title: Regular"))
        return "y\n"


def test_nothing_is_published_if_the_file_cannot_be_written(
    applied: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Hesitating()
    person.shell = applied
    monkeypatch.setattr("sys.stdin", person)

    answer = applied.run("move", "monthly/2026-12", "11:00", "--config", str(applied.config))

    assert "somebody has changed this file meanwhile" in answer.err
    assert (answer.code, applied.state().revision) == (1, 1)


def test_a_watching_daemon_finds_nothing_to_do(applied: Shell) -> None:
    assert applied.run("cancel", "monthly/2026-12", "--yes", "--config", str(applied.config)).code == 0

    with closing(open_store(applied.url)) as store:
        planned = plan_unattended(applied.config, store, NOW, print)
        assert write_unattended(applied.config, store, planned).number is None


def test_a_file_that_somebody_changes_meanwhile_keeps_their_text(
    applied: Shell, moved: EditedConfiguration
) -> None:
    applied.edit(("title: Monthly", "title: Regular"))

    with (
        closing(open_store(applied.url)) as store,
        pytest.raises(Refused, match="somebody has changed this file meanwhile"),
    ):
        write_edit(moved, store, NOW, "", print)

    assert "title: Regular" in applied.read()
    assert "move_to" not in applied.read()
    assert [path.name for path in applied.config.iterdir()] == ["all.yaml"]


KILLED = """
import os, signal, sys
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from scheduler import cli
cli.main()
"""


@pytest.mark.parametrize("next_run", ["apply", "edit", "serve"])
def test_what_a_killed_edit_left_is_removed_by_the_next_run(applied: Shell, next_run: str) -> None:
    """It holds join links. Files of others stay, also an editor's with nearly the same name."""
    environment = {**os.environ, "TWINCAL_NOW": applied.now, "TWINCAL_DATABASE": applied.url}
    words = ["cancel", "monthly/2026-12", "--yes", "--config", str(applied.config)]
    killed = subprocess.run([sys.executable, "-c", KILLED, *words], env=environment, cwd=ROOT, check=False)
    (left,) = {path.name for path in applied.config.iterdir()} - {"all.yaml"}
    others = {".all.yaml.swp", ".all.yaml.abcdefgh", left[1:], f"{left}~"}
    for name in others:
        (applied.config / name).write_text("mine")

    if next_run == "serve":
        with closing(open_store(applied.url)) as store:
            plan_unattended(applied.config, store, NOW, print)
    else:
        assert applied.run(*(words if next_run == "edit" else ["apply", str(applied.config)])).code == 0

    assert killed.returncode == -signal.SIGKILL
    assert {path.name for path in applied.config.iterdir()} == {"all.yaml", *others}


def test_the_new_text_is_on_the_disk_before_it_takes_the_place_of_the_old_one(
    applied: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a loss of power may leave an empty file."""
    on_disk: list[tuple[int, int]] = []

    def seen(status: os.stat_result) -> tuple[int, int]:
        return status.st_ino, status.st_size

    flush, move = os.fsync, os.replace

    def flushed(file: int) -> None:
        flush(file)
        on_disk.append(seen(os.fstat(file)))

    def moved(path: str, target: str) -> None:
        assert seen(Path(path).stat()) in on_disk
        move(path, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", moved)

    applied.run("retitle", "monthly", "Regular", "--file-only", "--config", str(applied.config))

    assert seen((applied.config / "all.yaml").stat()) in on_disk
    assert "title: Regular" in applied.read()


def test_a_link_and_the_mode_of_a_file_stay(applied: Shell) -> None:
    target = applied.config / "texts.txt"
    (applied.config / "all.yaml").rename(target)
    (applied.config / "all.yaml").symlink_to("texts.txt")
    target.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(target, 12_345, 54_321)

    assert applied.run("cancel", "monthly/2026-12", "--file-only", "--config", str(applied.config)).code == 0

    assert (applied.config / "all.yaml").is_symlink()
    assert "cancel: true" in target.read_text(encoding="utf-8")
    assert target.stat().st_mode & 0o777 == 0o640
    if os.geteuid() == 0:
        assert (target.stat().st_uid, target.stat().st_gid) == (12_345, 54_321)


def test_a_folder_in_which_one_may_not_write(applied: Shell, moved: EditedConfiguration) -> None:
    (applied.config / ".all.yaml.abcdefgh.twincal-unfinished").write_text("left by a killed run")
    applied.config.chmod(0o500)
    try:
        with (
            rights_to_read(),
            closing(open_store(applied.url)) as store,
            pytest.raises(Refused, match="Permission denied"),
        ):
            write_edit(moved, store, NOW, "", print)
    finally:
        applied.config.chmod(0o700)

    assert "move_to" not in applied.read()


def test_who_applies_the_files_waits_until_an_edit_is_a_revision(
    applied: Shell, moved: EditedConfiguration
) -> None:
    waiting: list[Future[Planned]] = []
    with closing(open_store(applied.url)) as store, ThreadPoolExecutor() as pool:
        planned = plan_edit(moved, store.state(), NOW, NO_CONSENT)

        def wait() -> None:
            """The files are written, and the revision is not."""
            waiting.append(pool.submit(plan_unattended, applied.config, store, NOW, print))
            with pytest.raises(TimeoutError):
                waiting[-1].result(timeout=0.3)

        assert publish_edit(moved, planned, store, NOW, NO_CONSENT, print, wait).number == 2

        assert waiting[-1].result(timeout=PATIENCE).known_draft.plan.is_empty


def test_a_store_that_fails_after_the_file_is_written(applied: Shell, moved: EditedConfiguration) -> None:
    before = applied.read()
    with closing(open_store(applied.url)) as store:
        planned = plan_edit(moved, store.state(), NOW, NO_CONSENT)

        with pytest.raises(Refused, match="the disk is full") as refused:
            publish_edit(moved, planned, faulty(store, {"write": full}), NOW, NO_CONSENT, print)

        assert (in_terminal(refused.value.advice), store.begun_edits()) == ("nothing was changed", ())
    assert applied.read() == before


def full(*_: object) -> None:
    raise StoreError("the database cannot grow: the disk is full")


def test_what_was_agreed_holds_again_after_a_cancellation(applied: Shell) -> None:
    applied.write(applied.read() + webinar("talk", "2027-03-09 10:00", "status: tentative  # ask again"))
    before = applied.read()
    assert applied.apply().code == 0
    for words in (MOVED, ("cancel", "monthly/2026-12", "--reason", "snow"), ("cancel", "talk")):
        assert applied.run(*words, "--yes", "--config", str(applied.config)).code == 0
    anew = f"sqlite:///{applied.folder}/anew.db"
    assert applied.run("apply", str(applied.config), "--database", anew).code == 0
    assert (
        "DTSTART;TZID=Europe/Sofia:20261217T110000"
        in applied.run("feed", "programme", "--database", anew).text
    )

    meeting, talk = (
        applied.run("reinstate", name, "--yes", "--config", str(applied.config))
        for name in ("monthly/2026-12", "talk")
    )

    assert "(2026-12): Thu 17 Dec 2026 11:00 (UTC+2; Sejong 18:00)" in meeting.text
    assert "now to be confirmed" in talk.text
    assert applied.read().replace(MOVED_TEXT, "") == before
    assert "STATUS:TENTATIVE" in applied.run("feed", "programme").text


def test_a_move_of_a_cancelled_meeting_reinstates_it(applied: Shell) -> None:
    assert applied.run("cancel", "monthly/2026-12", "--yes", "--config", str(applied.config)).code == 0

    answer = applied.run(*MOVED, "--yes", "--config", str(applied.config))

    assert (
        "reinstate  Monthly (2026-12): Wed 16 Dec 2026 10:00 (UTC+2; Sejong 17:00) → Thu 17 Dec 2026 11:00"
        in answer.text
    )


def test_another_run_after_which_the_plan_is_another_one(applied: Shell, moved: EditedConfiguration) -> None:
    with closing(open_store(applied.url)) as store:
        planned = plan_edit(moved, store.state(), NOW, NO_CONSENT)
        applied.write(webinar("trams", "2027-02-09 10:00"), "more.yaml")
        assert applied.apply().code == 0

        with pytest.raises(Refused, match="this is not the plan"):
            publish_edit(moved, planned, store, NOW, NO_CONSENT, print)

    assert "move_to" not in applied.read()


def test_a_refusal_names_no_password(applied: Shell) -> None:
    url = f"sqlite:///{applied.folder}/a@b.db"
    words = ("move", "monthly/2026-11", "10:30", "--config", str(applied.config))
    assert applied.run("apply", str(applied.config), "--database", url).code == 0

    refused = applied.run(*words, "--database", url, now="2027-06-01T09:00:00Z")

    assert f"`twincal {' '.join(words)} --allow clock`" in refused.err
