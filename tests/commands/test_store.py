"""A backup is the whole store at one moment, restoring brings it back, and `verify` finds what is not right."""

from __future__ import annotations

import io
import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from scheduler.commands.verify import verify
from scheduler.store import open_store
from support import databases, kept_schemas
from support.daemon import serving
from support.shell import Shell
from support.small_programme import SMALL, WITH_BULGARIAN, small, titled

ASKED = (("history", "--digests"), ("feed", "cities/sofia"), ("agenda",), ("reach",), ("token", "list"))


@pytest.fixture
def shell(tmp_path: Path, database: str) -> Shell:
    """A programme with three revisions and a token, on each kind of database."""
    shell = Shell(tmp_path, database=database)
    for number, text in enumerate((SMALL, titled("Second"), titled("Third"))):
        shell.write(text)
        assert shell.apply(now=f"2026-11-24T0{number}:00:00Z").code == 0
    assert shell.run("token", "create", "--for", "cities/sofia", "--label", "Protocol").code == 0
    return shell


def answers(shell: Shell) -> list[bytes]:
    """What the commands say of a store."""
    found = [shell.run(*words) for words in ASKED]
    assert [answer.code for answer in found] == [0] * len(ASKED)
    return [answer.out for answer in found]


class Terminal(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        """Returns True."""
        return True


def backup(shell: Shell, name: str = "backup.db") -> Path:
    """A new backup of the store."""
    file = shell.folder / name
    answer = shell.run("store", "backup", str(file))
    assert answer.code == 0, answer.err
    return file


class TestBackup:
    def test_is_a_store_that_says_the_same(self, shell: Shell) -> None:
        file = backup(shell)

        assert file.stat().st_mode & 0o777 == 0o600
        assert answers(Shell(shell.folder, database=f"sqlite:///{file}")) == answers(shell)
        assert [path.name for path in shell.folder.glob("backup*")] == ["backup.db"]

    def test_is_one_moment_while_others_write(self, shell: Shell) -> None:
        ended = threading.Event()
        made: list[Path] = []

        def back_up() -> None:
            while not ended.is_set() or not made:
                made.append(backup(shell, f"backup-{len(made)}.db"))

        thread = threading.Thread(target=back_up)
        thread.start()
        try:
            with serving(shell.folder, titled("Third"), database=shell.database) as daemon:
                for title in ("Fourth", "Fifth"):
                    daemon.write(titled(title))
                    daemon.until(lambda title=title: title.encode() in daemon.feed())  # type: ignore[misc]
        finally:
            ended.set()
            thread.join()

        for file in made:
            answer = Shell(shell.folder, database=f"sqlite:///{file}").run("store", "verify")
            assert (answer.code, answer.text) == (0, "The store is good.\n")


class TestRestore:
    @databases.on_both
    def test_brings_back_what_was_backed_up(self, shell: Shell) -> None:
        before = answers(shell)
        file = backup(shell)
        shell.write(titled("Fourth"))
        shell.apply(now="2026-11-25T09:00:00Z")
        assert answers(shell) != before

        refused = shell.run("store", "restore", str(file))
        assert (refused.code, "holds revision 4; nothing was changed" in refused.err) == (1, True)
        restored = shell.run("store", "restore", str(file), "--replace", "--yes")

        assert (restored.code, "holds revision 3 again" in restored.text) == (0, True)
        assert answers(shell) == before
        assert shell.run("store", "verify").code == 0

    @pytest.mark.parametrize(
        ("titles", "words"),
        [
            (("Fourth",), "the store would lose revision 4 of 25 November 2026 09:00 UTC"),
            (
                ("Fourth", "Fifth", "Sixth"),
                "the store would lose 3 revisions, 4 to 6, since 25 November 2026 09:00 UTC",
            ),
        ],
    )
    def test_is_refused_without_a_terminal_if_revisions_would_be_lost(
        self, shell: Shell, titles: tuple[str, ...], words: str
    ) -> None:
        file = backup(shell)
        for hour, title in enumerate(titles, 9):
            shell.write(titled(title))
            assert shell.apply(now=f"2026-11-25T{hour:02}:00:00Z").code == 0
        before = answers(shell)

        refused = shell.run("store", "restore", str(file), "--replace")

        assert (refused.code, words in refused.err, "add --yes" in refused.err) == (1, True, True)
        assert answers(shell) == before

    @pytest.mark.parametrize(("typed", "revision"), [("y\n", 3), ("\n", 4)])
    def test_asks_at_a_terminal_before_it_loses_revisions(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch, typed: str, revision: int
    ) -> None:
        file = backup(shell)
        shell.write(titled("Fourth"))
        shell.apply(now="2026-11-25T09:00:00Z")
        monkeypatch.setattr("sys.stdin", Terminal(typed))

        answer = shell.run("store", "restore", str(file), "--replace")

        assert "A copy of what the store holds is kept. Replace it? [y/N]:" in answer.err
        assert (answer.code, shell.state().revision) == (int(revision == 4), revision)

    @databases.on_both
    def test_keeps_what_it_replaces_and_no_copy_overwrites_another(self, shell: Shell) -> None:
        file = backup(shell)
        shell.write(titled("Fourth"))
        shell.apply(now="2026-11-25T09:00:00Z")
        before = answers(shell)
        name = "t-replaced-4" if shell.url.startswith("sqlite") else "backup-replaced-4"

        first = shell.run("store", "restore", str(file), "--replace", "--yes")
        kept = shell.folder / f"{name}.db"
        assert f"What it held before is in {kept}." in first.text
        assert shell.run("store", "restore", str(kept), "--replace").code == 0
        assert answers(shell) == before
        assert shell.run("store", "restore", str(file), "--replace", "--yes").code == 0

        for copy in (kept, shell.folder / f"{name}-2.db"):
            assert answers(Shell(shell.folder, database=f"sqlite:///{copy}")) == before

    def test_replaces_nothing_if_it_cannot_keep_a_copy(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file, before = backup(shell), answers(shell)
        with monkeypatch.context() as patch:
            patch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=0))
            answer = shell.run("store", "restore", str(file), "--replace")

        assert (answer.code, "the disk is full; make room" in answer.err) == (1, True)
        assert answers(shell) == before
        assert not [*shell.folder.glob("*replaced*")]

    @databases.on_both
    def test_moves_a_store_to_the_other_kind_of_database(
        self, shell: Shell, tmp_path: Path, empty_postgres_database: str
    ) -> None:
        file = backup(shell)
        is_on_files = shell.url.startswith("sqlite")
        other = Shell(
            tmp_path, database=empty_postgres_database if is_on_files else f"sqlite:///{tmp_path}/o.db"
        )

        assert other.run("store", "restore", str(file)).code == 0

        assert answers(other) == answers(shell)
        other.write(titled("Third"))
        assert other.apply(now="2026-11-24T03:00:00Z").text.startswith("Nothing to do")

    @databases.on_both
    def test_goes_back_to_this_release_from_a_later_one(self, shell: Shell) -> None:
        file, before = backup(shell), answers(shell)
        databases.execute(
            shell.url,
            "ALTER TABLE revision ADD COLUMN weather TEXT",
            "CREATE TABLE news (revision INTEGER REFERENCES revision (number))",
            "INSERT INTO news VALUES (1)",
            "UPDATE alembic_version SET version_num = '9001_0.2.0'",
        )

        for options, asked in (((), "add --replace"), (("--replace",), "add --yes")):
            refused = shell.run("store", "restore", str(file), *options)
            assert (refused.code, asked in refused.err) == (1, True)
        assert "install Twincal 0.2.0" in shell.run("agenda").err
        assert shell.run("store", "restore", str(file), "--replace", "--yes").code == 0

        assert answers(shell) == before
        assert shell.run("store", "verify").code == 0
        [kept] = shell.folder.glob("*-replaced-schema-9001_0.2.0.db")
        assert databases.value(f"sqlite:///{kept}", "SELECT revision FROM news") == "1"
        assert kept.stat().st_mode & 0o777 == 0o600

    def test_of_a_damaged_backup_is_refused_unless_it_is_allowed(self, shell: Shell) -> None:
        file, before = backup(shell), answers(shell)
        with closing(sqlite3.connect(file)) as database:
            database.executescript("DELETE FROM revision_entry WHERE revision = 1")

        refused = shell.run("store", "restore", str(file), "--replace")
        assert (refused.code, "is damaged, and nothing was changed: " in refused.err) == (1, True)
        assert answers(shell) == before

        allowed = shell.run("store", "restore", str(file), "--replace", "--allow", "damaged")
        assert allowed.code == 0, allowed.err
        assert shell.run("store", "verify").code == 1

    @databases.on_both
    def test_is_refused_while_a_daemon_works_with_the_store(self, shell: Shell) -> None:
        file = backup(shell)

        with serving(shell.folder, titled("Third"), database=shell.database):
            answer = shell.run("store", "restore", str(file), "--replace")

        assert (answer.code, "a server works with" in answer.err) == (1, True)

    @pytest.mark.parametrize("content", [None, b"", b"no database at all\n" * 100])
    def test_of_what_is_no_backup_changes_nothing(self, shell: Shell, content: bytes | None) -> None:
        file, before = shell.folder / "notes.db", answers(shell)
        if content is not None:
            file.write_bytes(content)

        answer = shell.run("store", "restore", str(file), "--replace")

        assert answer.code == 1
        assert "Traceback" not in answer.err
        assert answers(shell) == before


class TestAFileOf0Bytes:
    """What the store held is lost. A new one in its place would begin SEQUENCE anew."""

    @pytest.fixture
    def shell(self, tmp_path: Path) -> Shell:
        shell = Shell(tmp_path)
        shell.write(SMALL)
        assert shell.apply().code == 0
        assert shell.run("publish", str(tmp_path / "site")).code == 0
        backup(shell)
        (tmp_path / "t.db").write_bytes(b"")
        return shell

    @pytest.mark.parametrize(
        "words",
        [
            ("apply", "CONFIG"),
            ("plan", "CONFIG"),
            ("feed", "programme"),
            ("store", "backup", "SITE/b.db"),
        ],
        ids=" ".join,
    )
    def test_is_an_error_that_says_what_to_do(self, shell: Shell, words: tuple[str, ...]) -> None:
        places = {"CONFIG": str(shell.config), "SITE": str(shell.folder / "site")}

        answer = shell.run(*(places.get(word, word) for word in words))

        assert answer.code == 1
        for way in ("twincal store restore", "twincal store rebuild", "nothing was published yet, delete"):
            assert way in answer.err
        assert (shell.folder / "t.db").read_bytes() == b""

    def test_is_an_error_of_doctor(self, shell: Shell) -> None:
        answer = shell.run("doctor", str(shell.config))

        assert (answer.code, "has 0 bytes: what it held is lost" in answer.text) == (1, True)

    def test_is_put_back(self, shell: Shell) -> None:
        assert shell.run("store", "restore", str(shell.folder / "backup.db")).code == 0

        assert shell.apply().text.startswith("Nothing to do")

    def test_stays_if_the_backup_is_none(self, shell: Shell) -> None:
        (shell.folder / "notes.db").write_bytes(b"")

        answer = shell.run("store", "restore", str(shell.folder / "notes.db"))

        assert (answer.code, "notes.db holds no revision" in answer.err) == (1, True)
        assert (shell.folder / "t.db").read_bytes() == b""


FAULTS = [
    (rb"T110000\r\n", b"T110100\r\n", "lacks the line DTSTART;TZID=Europe/Sofia:20270318T110000"),
    (rb"T120000\r\n", b"T120100\r\n", "lacks the line DTEND;TZID=Europe/Sofia:20270318T120000"),
    (rb"UID:", b"UID:0", "lacks the line UID:"),
    (rb"SEQUENCE:\d", b"SEQUENCE:0", "lacks the line SEQUENCE:"),
    (rb"STATUS:CONFIRMED", b"STATUS:TENTATIVE", "lacks the line STATUS:CONFIRMED"),
    (rb"CREATED:2026", b"CREATED:2025", "lacks the line CREATED:2026"),
    (rb"LAST-MODIFIED:2026", b"LAST-MODIFIED:2025", "has not one time of its last change"),
    (rb"END:VEVENT\r\n", b"", "lacks the line END:VEVENT"),
    (rb"(?s)(BEGIN.*)", rb"\1\1", "is not one whole event"),
    (rb"SUMMARY:.*\r\n", b"", "is not one whole event"),
    (rb"\r\n [^\r]*", b"", "is not as it was written"),
]
"""A part of an entry, another one in its place, and the words of `verify`."""


class TestVerify:
    """On SQLite alone: what it reads is the same from both."""

    @pytest.fixture
    def database(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/t.db"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param("title: {en: Monthly, bg: Среща}", "title: {en: Monthly, bg: Разговор}", id="one language"),
            pytest.param(
                "title: Monthly\n    join: {url: https://meet.example.org/x}", "title: Monthly", id="private readers"
            ),
        ],
    )  # fmt: skip
    def test_a_change_that_some_readers_do_not_see_is_good(
        self, shell: Shell, before: str, after: str
    ) -> None:
        """The entries of the others are older than the last change of the meeting."""
        for number, words in enumerate((before, after)):
            shell.write(small(WITH_BULGARIAN, ("title: Monthly", words)))
            assert shell.apply(now=f"2026-11-25T0{number}:00:00Z").code == 0

        assert shell.run("store", "verify").text == "The store is good.\n"

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            pytest.param(statement, words, id=id)
            for id, statement, words in (
                ("offset", r"""UPDATE occurrence SET contents = REPLACE(contents, '"offset"\:120', '"offset"\:180')""",
                 "the hour of sofia is +60 minutes wrong"),
                ("days", "UPDATE occurrence SET all_day = TRUE WHERE key = '2026-12'", "no entry can be made of it"),
                ("pieces", "DELETE FROM piece", "its public entry in en is missing"),
                ("sequence", "UPDATE occurrence SET sequence = sequence + 1", "lacks the line SEQUENCE:1"),
                ("stamp", "UPDATE occurrence SET modified = created", "is newer than the last change"),
                ("time", "UPDATE occurrence SET starts = '2026-12-16 09:30:00.000000' WHERE key = '2026-12'",
                 "the history ends at 2026-12-16 10:00:00"),
                ("uid", "UPDATE occurrence SET key = '2099-01' WHERE key = '2026-12'", "the UID is"),
                ("entry", "DELETE FROM revision_entry WHERE revision = 1", "no revision in the history added it"),
                ("end", "UPDATE occurrence SET ends = '2026-12-16 11:30:00.000000' WHERE key = '2026-12'",
                 "lacks the line DTEND;TZID=Europe/Sofia:20261216T113000"),
                ("instant", "UPDATE occurrence SET begin_utc = '2026-12-16 07:30:00.000000' WHERE key = '2026-12'",
                 "the stored instants are not those of 2026-12-16 10:00:00 to 2026-12-16 11:00:00 in Europe/Sofia"),
                ("past instant", "UPDATE occurrence SET begin_utc = '2026-11-18 07:30:00.000000' WHERE key = '2026-11'",
                 "its stored instant is not 2026-11-18 10:00:00 in sofia"),
                ("zone", "DELETE FROM zone_block WHERE tzid = 'Europe/Sofia'",
                 "the rules of the time zone Europe/Sofia are missing"),
                ("series", "UPDATE programme SET series = '{}'", "monthly: the store has its meetings, and not the series"),
                ("a feed", "UPDATE programme SET feeds = '[]'", "the calendar cities/sofia is missing"),
                ("language of a feed", r"""UPDATE programme SET feeds = REPLACE(feeds, '"language"\:"en"', '"language"\:"bg"')""",
                 "the calendar cities/sofia has another address, clock or language"),
                ("cancellation", "UPDATE occurrence SET cancelled_at = modified WHERE key = '2026-12'",
                 "the time of its cancellation says something else"),
                ("feed", "UPDATE feed_mark SET digest = 'x'", "is not the one that was stored"),
                ("kind", "UPDATE revision_entry SET kind = 'cancel'", "exactly once, and first"),
            )
        ],
    )  # fmt: skip
    def test_finds_what_is_not_right(self, shell: Shell, statement: str, words: str) -> None:
        databases.execute(shell.url, statement)

        answer = shell.run("store", "verify")

        assert answer.code == 1
        assert words in answer.text
        assert "put back the last good backup" in answer.err

    @pytest.mark.parametrize("version", [kept_schemas.VERSIONS[0], kept_schemas.VERSIONS[-1]])
    @pytest.mark.parametrize(("part", "other", "words"), FAULTS, ids=[words for *_, words in FAULTS])
    def test_finds_a_fault_of_an_entry_in_each_language(
        self, database: str, version: str, part: bytes, other: bytes, words: str
    ) -> None:
        """In a store that this release wrote, and in one that it brought up to date."""
        kept_schemas.fill(version, database)
        with closing(open_store(database)) as store:
            store.migrate()
            with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as file:
                (uid,) = file.execute(
                    "SELECT uid FROM occurrence WHERE series = 'monthly' AND key = '2027-03'"
                ).fetchone()
                pieces = file.execute(
                    "SELECT body, language, reader FROM piece WHERE uid = ?", (uid,)
                ).fetchall()
                spoilt = [(re.sub(part, other, body, count=1), uid, *key) for body, *key in pieces]
                file.executemany(
                    "UPDATE piece SET body = ? WHERE uid = ? AND language = ? AND reader = ?", spoilt
                )
                file.commit()

            found = verify(store)

        assert len(spoilt) == 2 * len(kept_schemas.LANGUAGES)
        for _, _, language, reader in spoilt:
            entry = f"monthly/2027-03: its {reader} entry in {language} {words}"
            assert any(problem.startswith(entry) for problem in found), found

    def test_finds_a_sequence_that_fell(self, shell: Shell) -> None:
        shell.edit(("10:00", "11:00"))
        assert shell.apply("--allow", "large").code == 0
        databases.execute(shell.url, "UPDATE occurrence SET sequence = 0")

        assert "SEQUENCE is 0, and its changes made it at least 1" in shell.run("store", "verify").text

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            pytest.param(
                "DELETE FROM programme", "the facts about the programme are missing", id="programme"
            ),
            pytest.param(
                "UPDATE zone_block SET body = CAST(body AS TEXT)",
                "are a text, and must be bytes",
                id="zones",
            ),
        ],
    )
    @pytest.mark.parametrize(
        "words_of_command",
        [("store", "verify"), ("feed", "programme")],
        ids=" ".join,
    )
    def test_every_command_says_in_words_what_cannot_be_read(
        self, tmp_path: Path, statement: str, words: str, words_of_command: tuple[str, ...]
    ) -> None:
        shell = Shell(tmp_path, database=f"sqlite:///{tmp_path}/one.db")
        shell.write(SMALL)
        assert shell.apply().code == 0
        databases.execute(shell.url, statement)

        answer = shell.run(*words_of_command)

        assert (answer.code == 0) or words in answer.err

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            pytest.param(
                [f"    changes:\n      2026-12: {{move_to: 2026-12-{day} 10:00}}\n" for day in (17, 18, 17)],
                "an entry of the history is missing, from 2026-12-17 10:00:00 to 2026-12-18 10:00:00",
                id="moves",
            ),
            pytest.param(
                [
                    "    changes:\n      2026-12: {cancel: Snow}\n",
                    "",
                    "    changes:\n      2026-12: {cancel: Ice}\n",
                ],
                "an entry of the history is missing before the one that says cancel",
                id="cancellations",
            ),
        ],
    )
    def test_finds_entries_that_are_missing_in_the_middle(
        self, shell: Shell, changes: list[str], words: str
    ) -> None:
        for number, change in enumerate(changes):
            shell.write(titled("Third") + change)
            assert shell.apply(now=f"2026-11-25T0{number}:00:00Z").code == 0
        assert shell.run("store", "verify").code == 0
        databases.execute(
            shell.url,
            "DELETE FROM revision_entry WHERE revision IN (SELECT MAX(revision) - 1 FROM revision_entry)",
        )

        assert words in shell.run("store", "verify").text
