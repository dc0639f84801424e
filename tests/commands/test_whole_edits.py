"""An edit is made whole or not at all: what was not published was never made."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from scheduler.commands.apply import Applied
from scheduler.commands.backup import back_up, restore
from scheduler.commands.edit import edit_configuration, plan_edit, publish_edit
from scheduler.commands.edit_lock import NO_ANSWER, edit_lock, place_of, put_back
from scheduler.commands.prepare import Consent
from scheduler.commands.refusals import Refused
from scheduler.commands.verify import verify
from scheduler.configuration.edits.new_values import RenameBlock
from scheduler.state.text_edits import BegunEdit, FileText
from scheduler.store import Store, StoreError, open_file, open_store
from scheduler.store.databases.writer_lock import maker_connection
from support.databases import on_both
from support.faulty import faulty
from support.shell import Shell
from support.small_programme import small, webinar
from support.waiting import PATIENCE

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CONSENT = Consent(allow=("large",), by="Help desk")
RENAME = ("rename", "sofia", "sofija", "--allow", "large", "--by", "Help desk", "--yes")
STOPPED = "An edit by Help desk, of 24 November, 18:00, stopped halfway: taken back.\n"

KILLED = """
import os, sys, tempfile
left = int(sys.argv.pop(1))

def count(event, arguments):
    global left
    if event in ("os.rename", "sqlite3.connect", "os.chmod") or event == "tempfile.mkstemp":
        left -= bool(begun) or event == "tempfile.mkstemp"
        begun.append(event)
        if left == 0:
            os._exit(9)

begun = []
from scheduler.cli import main
begun.clear()
sys.addaudithook(lambda event, arguments: count(event, arguments) if begun or event == "tempfile.mkstemp" else None)
main()
"""
"""Ends as SIGKILL does, at one of the moments after the first file is begun."""


def files(shell: Shell) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shell.config.iterdir()}


@pytest.fixture
def shell(tmp_path: Path, database: str) -> Shell:
    """A programme in two files, which is published."""
    shell = Shell(tmp_path, database=database)
    shell.write(small())
    shell.write(webinar("trams", "2027-02-09 10:00", audience="[sofia, sejong]"), "webinars.yaml")
    assert shell.apply().code == 0
    return shell


@pytest.fixture
def store(shell: Shell) -> Iterator[Store]:
    with closing(open_store(shell.url)) as opened:
        yield opened


def publish(shell: Shell, store: Store, require_wanted: Callable[[], object] = lambda: None) -> Applied:
    """Renames a city in both files."""
    edited = edit_configuration(shell.config, RenameBlock(id="sofia", to="sofija"), NOW)
    assert len(edited.files) == 2
    planned = plan_edit(edited, store.state(), NOW, CONSENT)
    return publish_edit(edited, planned, store, NOW, CONSENT, print, require_wanted)


def killed(shell: Shell, number: int, *words: str) -> int:
    """The exit code of a command that is killed at the moment with this number."""
    environment = {**os.environ, "TWINCAL_NOW": shell.now, "TWINCAL_DATABASE": shell.url}
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(number), *words, "--config", str(shell.config)],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        timeout=PATIENCE,
    ).returncode


MOMENTS = [
    pytest.param(number, marks=() if number in (2, 4, 6, 8) else pytest.mark.nightly)
    for number in range(1, 13)
]


@pytest.mark.parametrize("number", MOMENTS)
@pytest.mark.parametrize("words", [RENAME, ("undo", "--allow", "large", "--by", "Help desk", "--yes")])
def test_a_killed_edit_is_a_revision_or_was_never_made(
    shell: Shell, number: int, words: tuple[str, ...]
) -> None:
    if words[0] == "undo":
        assert shell.run(*RENAME, "--config", str(shell.config)).code == 0
    before, revision = files(shell), shell.state().revision

    assert killed(shell, number, *words) in (0, 9)
    applied = shell.apply("--allow", "large")

    assert (applied.code, shell.plan().code, shell.run("store", "verify").code) == (0, 0, 0)
    assert "Nothing to do" in applied.text
    if shell.state().revision == revision:
        assert files(shell) == before
        assert applied.err in ("", STOPPED)
    elif words[0] != "undo":
        assert "by Help desk" in shell.run("history").text.partition("\n")[0]
        assert shell.run("undo", "--allow", "large", "--yes", "--config", str(shell.config)).code == 0


def begin(shell: Shell, store: Store, **other: str) -> BegunEdit:
    """Has an edit stop after its first file: nobody makes it any more."""
    edited = edit_configuration(shell.config, RenameBlock(id="sofia", to="sofija"), NOW)
    host, folder = place_of(shell.config)
    begun = BegunEdit(id="begun", host=host, folder=folder, texts=edited.files, by="Help desk", time=NOW)
    begun = replace(begun, **other)
    with store.begun(begun):
        (shell.config / begun.texts[0].name).write_text(begun.texts[0].after, encoding="utf-8")
    return begun


def take_back(shell: Shell, store: Store, *, is_shared: bool = False) -> list[str]:
    """What the next run says that has the lock of the folder."""
    told: list[str] = []
    with edit_lock(shell.config, store, told.append, is_shared=is_shared):
        pass
    return told


class TestTakenBack:
    def test_by_each_run_that_reads_the_files_to_publish_them(self, shell: Shell, store: Store) -> None:
        for words in (("apply", str(shell.config)), ("move", "monthly/2026-12", "11:00", "--yes", "--config", str(shell.config))):  # fmt: skip
            before = files(shell)
            begin(shell, store)

            answer = shell.run(*words)

            assert (answer.code, answer.err) == (0, STOPPED)
            assert before["webinars.yaml"] == files(shell)["webinars.yaml"]
            assert store.begun_edits() == ()

    def test_but_check_and_plan_only_say_so(self, shell: Shell, store: Store) -> None:
        begin(shell, store)
        before = files(shell)

        for command in ("check", "plan"):
            answer = shell.run(command, str(shell.config))
            said = "An edit by Help desk, of 24 November, 18:00, is not finished. `twincal apply` or `twincal serve` takes"
            assert answer.err.startswith(said), answer.err
        assert files(shell) == before
        assert len(store.begun_edits()) == 1

    def test_never_over_the_text_of_a_person(self, shell: Shell, store: Store) -> None:
        """What she has written stays, and the other file goes back."""
        before = files(shell)
        begun = begin(shell, store)
        (shell.config / begun.texts[1].name).write_text("meetings: [", encoding="utf-8")

        assert take_back(shell, store) == [STOPPED.rstrip("\n")]

        kept = {begun.texts[1].name: b"meetings: ["}
        assert files(shell) == {**before, **kept}

    def test_but_not_if_a_person_has_mended_the_files(self, shell: Shell, store: Store) -> None:
        begun = begin(shell, store)
        mended = f"# mended by hand\n{begun.texts[1].after}"
        (shell.config / begun.texts[1].name).write_text(mended, encoding="utf-8")
        before = files(shell)

        take_back(shell, store)

        assert (files(shell), store.begun_edits()) == (before, ())

    def test_of_another_folder_it_stays(self, shell: Shell, store: Store) -> None:
        begin(shell, store, folder="/elsewhere")

        assert take_back(shell, store) == []
        assert len(store.begun_edits()) == 1

    @on_both
    def test_of_another_host_only_in_a_shared_folder_and_without_its_maker(
        self, shell: Shell, store: Store
    ) -> None:
        is_on_files = store.file is not None
        begin(shell, store, host="another")
        if is_on_files:  # the host has another name
            assert take_back(shell, store) != []
            return

        assert take_back(shell, store) == []
        with maker_connection(store._engine.url, "begun"):
            assert take_back(shell, store, is_shared=True) == []
        assert take_back(shell, store, is_shared=True) == [STOPPED.rstrip("\n")]


class TestAnEdit:
    def test_that_somebody_takes_back_fails_as_a_whole(self, shell: Shell, store: Store) -> None:
        before, calls = files(shell), iter(range(9))

        def stop() -> None:
            if next(calls) == 1:  # before the second file
                assert store.stop_edit(store.begun_edits()[0].id)

        with pytest.raises(Refused, match="somebody has taken this edit back"):
            publish(shell, store, stop)

        assert (files(shell), store.begun_edits(), store.state().revision) == (before, (), 1)

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_that_nobody_waits_for_any_more_changes_nothing(
        self, shell: Shell, store: Store, number: int
    ) -> None:
        """Before the first file, before the second, before the revision."""
        before, calls = files(shell), iter(range(9))

        def give_up() -> None:
            if next(calls) == number:
                raise Refused("nobody waits")

        with pytest.raises(Refused, match="nobody waits"):
            publish(shell, store, give_up)

        assert (files(shell), store.begun_edits(), store.state().revision) == (before, (), 1)

    def test_goes_back_if_somebody_writes_into_its_second_file_meanwhile(
        self, shell: Shell, store: Store
    ) -> None:
        before, calls = files(shell), iter(range(9))
        edited = edit_configuration(shell.config, RenameBlock(id="sofia", to="sofija"), NOW)
        second = shell.config / edited.files[1].name

        def write() -> None:
            if next(calls) == 0:  # before the first file
                second.write_bytes(second.read_bytes() + b"# a note\n")

        with pytest.raises(Refused, match="somebody has changed this file"):
            publish(shell, store, write)

        assert files(shell) == {**before, second.name: before[second.name] + b"# a note\n"}

    def test_is_published_if_the_record_says_so_and_not_the_error(self, shell: Shell, store: Store) -> None:
        def write(*revision: object) -> None:
            store.write(*revision)  # type: ignore[arg-type]
            raise StoreError("the connection has ended")

        applied = publish(shell, faulty(store, {"write": write}))

        assert (applied.number, store.state().revision, shell.plan().code) == (2, 2, 0)
        assert b"sofija" in files(shell)["all.yaml"]

    def test_is_left_to_the_next_run_if_the_record_does_not_answer(self, shell: Shell, store: Store) -> None:
        before = files(shell)

        def away(*_: object) -> None:
            raise StoreError("the database is away")

        with pytest.raises(Refused, match="the database is away") as refused:
            publish(shell, faulty(store, {"write": away, "stop_edit": away, "begun_edits": lambda: away() if before != files(shell) else ()}))  # fmt: skip

        assert refused.value.advice == NO_ANSWER
        assert take_back(shell, store) == [STOPPED.rstrip("\n")]
        assert files(shell) == before

    def test_goes_back_though_the_record_has_no_room_to_say_so(self, shell: Shell, store: Store) -> None:
        before = files(shell)

        def full(*_: object, **__: object) -> None:
            raise StoreError("the database cannot grow")

        with pytest.raises(Refused, match="cannot grow"):
            publish(shell, faulty(store, dict.fromkeys(("write", "stop_edit", "end_edit"), full)))

        assert (files(shell), shell.apply().code, store.begun_edits()) == (before, 0, ())

    def test_of_the_files_alone_is_whole_too(self, shell: Shell, store: Store) -> None:
        before = files(shell)
        words = [word for word in RENAME if word != "--yes"]

        assert killed(shell, 4, *words, "--file-only") == 9
        assert files(shell) != before
        assert take_back(shell, store) != []

        assert files(shell) == before
        assert shell.run(*words, "--file-only", "--config", str(shell.config)).code == 0
        assert (store.begun_edits(), b"sofija" in files(shell)["all.yaml"]) == ((), True)


def test_a_backup_does_not_carry_it_and_a_restore_leaves_it(shell: Shell, store: Store) -> None:
    begun = begin(shell, store)
    backup = shell.folder / "backup.db"

    back_up(store, backup)
    with closing(open_file(backup)) as copy:
        assert (copy.begun_edits(), verify(copy)) == ((), ())
    restore(store, backup, replace=True, may_lose=False, allow_damaged=False)

    assert store.begun_edits() == (begun,)


def test_a_file_that_holds_neither_text_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_bytes(b"\xff")
    put_back(tmp_path, [FileText("all.yaml", "a: 1\n", "a: 2\n"), FileText("gone.yaml", "", "b: 1\n")])

    assert (tmp_path / "all.yaml").read_bytes() == b"\xff"
