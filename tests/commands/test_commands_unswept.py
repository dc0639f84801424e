"""A withdrawal that cannot leave the file yet is no failure of `apply`: it is said, and made up for."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from scheduler.cli import UNSWEPT
from support.shell import Shell

SPEAKER = """\
    speakers:
      - name: Ingrid Example
        consent: true
"""


def test_apply_says_what_a_reader_keeps_in_the_file_and_the_next_run_removes_it(shell: Shell) -> None:
    file = shell.folder / "t.db"
    apply = ("apply", str(shell.config), "--database", f"sqlite:///{file}?timeout=0.01")
    without = (shell.config / "all.yaml").read_text(encoding="utf-8")
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
    assert [UNSWEPT in answer.text for answer in (first, hindered, after)] == [False, True, False]
    assert "Applied revision 2" in hindered.text
    assert b"Ingrid" not in file.read_bytes()
