"""SQLite and PostgreSQL hold the same: feeds, pages and answers are equal, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.served import ROOT
from support.shell import Shell

EDITS = {
    "2026-11-25T09:00:00Z": """\
webinars:
  seen-late:
    title: {en: Added later, bg: Добавен по-късно}
    starts: 2027-02-10 09:00
    clock: Europe/Brussels
    duration: 90 min
    audience: all
    speakers:
      - {name: Example Speaker, consent: true}
""",
    "2026-11-26T09:00:00Z": """\
webinars:
  seen-late:
    title: {en: Moved later, bg: Преместен по-късно}
    starts: 2027-02-11 10:00
    clock: Europe/Brussels
    duration: 60 min
    audience: all
""",
    "2026-12-02T09:00:00Z": """\
webinars:
  seen-late:
    title: Cancelled
    starts: 2027-02-11 10:00
    clock: Europe/Brussels
    duration: 60 min
    audience: all
    status: cancelled
""",
    "2027-01-05T09:00:00Z": "webinars: {}\n",
}
"""The text of a file beside the sample, by the time at which it is applied."""
ASKED = (
    ("history", "--digests"),
    ("history", "--format", "json"),
    ("agenda",),
    ("agenda", "cities/sofia"),
    ("why", "sofia-sejong-monthly/2026-12"),
    ("history", "cities/sofia"),
    ("feed", "cities/sofia"),
    ("feed", "pairs/sofia-sejong", "--language", "ko"),
    ("reach",),
    ("token", "list"),
)


@pytest.fixture
def shells(tmp_path: Path, empty_postgres_database: str) -> tuple[Shell, Shell]:
    """The sample, for a store of each kind."""
    files = (tmp_path / "files", None), (tmp_path / "server", empty_postgres_database)
    shells = tuple(Shell(folder, database=database) for folder, database in files)
    for shell in shells:
        shell.folder.mkdir()
        for file in (ROOT / "config").glob("*.yaml"):
            shell.write(file.read_text(encoding="utf-8"), file.name)
    return shells[0], shells[1]


def site(shell: Shell, now: str) -> dict[str, bytes]:
    """Every published file."""
    folder = shell.folder / "site"
    assert shell.run("publish", str(folder), now=now).code == 0
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def has_equal_answers(shells: tuple[Shell, Shell], now: str, *words: str) -> bool:
    """Whether both give the same good answer to a command."""
    first, second = (shell.run(*words, now=now) for shell in shells)
    return (first.code, first.out) == (0, second.out)


def test_every_edit_is_equal_and_every_answer_in_the_end(shells: tuple[Shell, Shell]) -> None:
    for now, text in {"2026-11-24T09:00:00Z": "", **EDITS}.items():
        for shell in shells:
            shell.write(text, "edited.yaml")
            applied = shell.apply("--allow", "large", now=now)
            assert applied.code == 0, applied.err
        assert has_equal_answers(shells, now, "feed", "programme"), now

    assert [words for words in ASKED if not has_equal_answers(shells, now, *words)] == []
    first, second = (site(shell, now) for shell in shells)
    assert [path for path in {**first, **second} if first.get(path) != second.get(path)] == []
