"""An erasure that must wait is no failure of `apply`: it is reported, and the next run does it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from scheduler.cli.everyday_commands import ERASURE_PENDING
from scheduler.commands.apply import apply
from scheduler.commands.prepare import Consent
from scheduler.store import StoreError, open_store
from support.faulty import faulty
from support.shell import Shell

SPEAKER = """\
    speakers:
      - name: Ingrid Example
        consent: true
"""


def test_apply_says_what_a_reader_keeps_in_the_file_and_the_next_run_removes_it(shell: Shell) -> None:
    file = shell.folder / "t.db"
    apply = ("apply", str(shell.config), "--database", f"sqlite:///{file}?timeout=0.01")
    without = shell.read()
    shell.write(without + SPEAKER)
    first = shell.run(*apply)
    named = b"Ingrid" in file.read_bytes()
    shell.write(without)

    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM occurrence").fetchone()
        hindered = shell.run(*apply)
    after = shell.run(*apply)

    assert named
    assert [answer.code for answer in (first, hindered, after)] == [0, 0, 0]
    assert [ERASURE_PENDING in answer.text for answer in (first, hindered, after)] == [False, True, False]
    assert "Applied revision 2" in hindered.text
    assert b"Ingrid" not in file.read_bytes()


def test_a_revision_is_applied_though_the_database_is_too_busy_to_be_asked_what_is_left(shell: Shell) -> None:
    """Only a run that withdrew something says that it may still be in the file."""

    def busy() -> bool:
        raise StoreError("the database is locked by another program")

    without = shell.read()
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    done = []
    with closing(open_store(f"sqlite:///{shell.folder}/t.db")) as store:
        for text in (without + SPEAKER, without):
            shell.write(text)
            done.append(apply(shell.config, faulty(store, {"erasure_pending": busy}), now, Consent(), print))

    assert [(each.number, each.erasure_pending) for each in done] == [(1, False), (2, True)]
