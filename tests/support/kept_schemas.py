"""A store of each schema, kept in `tests/store/schemas`: as SQL, with its text, its history and its feeds.

`PYTHONPATH=tests:. python -m support.kept_schemas` adds that of this release, unless it is there: a programme in five
languages in which everything happens that the history knows. SQL, text and feeds are written once, by the release that
has the schema. The histories are written each time, in the words of today.
"""

from __future__ import annotations

import hashlib
import shlex
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import DateTime, MetaData, create_engine, insert, select

from scheduler.commands.history import history
from scheduler.publication.feeds.feed_bytes import write_feed
from scheduler.reports.history import history_text
from scheduler.state.feeds import Poll
from scheduler.state.mails import Mail, ToldNote
from scheduler.store import Store, open_store
from scheduler.store.tables import HEAD
from support.shell import Shell
from support.small_programme import (
    DUBLIN_JOINS,
    DUBLIN_LEAVES,
    WITH_DUBLIN,
    Edit,
    edited,
    small,
    webinar,
)

FOLDER = Path(__file__).parents[1] / "store/schemas"
VERSIONS = sorted(file.stem for file in FOLDER.glob("*.sql"))
_WALL_TIMES = frozenset({"starts", "ends", "planned", "old_start", "new_start"})
"""The columns without a zone, in any schema: SQLite does not tell them from the others."""


def fill(version: str, url: str) -> None:
    """Makes the store of a schema in an empty database."""
    with closing(sqlite3.connect(":memory:")) as kept:
        kept.executescript((FOLDER / f"{version}.sql").read_text(encoding="utf-8"))
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
                kept.backup(file)
            return
        source, target = create_engine("sqlite://", creator=lambda: kept), create_engine(url)
        tables = MetaData()
        tables.reflect(source)
        for column in (column for table in tables.sorted_tables for column in table.columns):
            column.type = column.type.as_generic()
            column.autoincrement = False
            if isinstance(column.type, DateTime):
                column.type = DateTime(timezone=column.name not in _WALL_TIMES)
        with source.connect() as reading, target.begin() as writing:
            tables.create_all(writing)
            for table in tables.sorted_tables:
                rows = [dict(row) for row in reading.execute(select(table)).mappings()]
                if rows:
                    writing.execute(insert(table), rows)
        target.dispose()
        source.dispose()


def history_of(store: Store) -> str:
    """What `twincal history` prints."""
    return history_text(history(store))


def feeds_of(store: Store) -> str:
    """A line for each feed, for its readers in each language, with a digest of its bytes."""
    state = store.state()
    return "".join(
        f"{hashlib.sha256(write_feed(state, feed, language, reader).body).hexdigest()}  "
        f"{reader} {feed.kind}/{feed.id}.{language}\n"
        for feed in state.feeds
        if feed.state != "gone"
        for language in state.profile.languages
        for reader in ("public", "private")
    )


_CLAIMED = datetime(2026, 11, 26, tzinfo=UTC)
SECRETS = {"feed": "address-of-the-office", "desk": "key-of-the-desk"}
"""The secrets of the private feed of Sofia and of the desk. They replace those that the command made."""
MAILS = tuple(
    Mail(id=city, city=city, since=1, revision=3, changed=_CLAIMED, claimed=_CLAIMED, words=b"To be sent")
    for city in ("sejong", "sofia")
)
"""The mails that wait, since schema 0008."""
NOTE = ToldNote(city="sofia", revision=2, at=_CLAIMED, by="officer")
"""What a person told, since schema 0009."""
LANGUAGES = ("en", "bg", "ko", "fr", "ja")
_IN_FIVE_LANGUAGES = ("    - en\n", "".join(f"    - {code}\n" for code in LANGUAGES))
_TITLES = "{en: Monthly, bg: Среща, ko: 월례 회의, fr: Réunion, ja: 定例会議}"
_PASSCODE = "    join:\n      url: https://rooms.example.org/monthly\n      passcode: tram-4711\n"
_BEGINNING = (
    small(
        _IN_FIVE_LANGUAGES,
        WITH_DUBLIN,
        ("title: Monthly", f"title: {_TITLES}"),
        ("from: 2026-06", "from: 2026-10\n    until: 2027-06"),
    )
    + _PASSCODE
)
_TALKS = (
    webinar("talk", "2027-03-09 09:00", "status: tentative")
    + webinar("trams", "2027-02-09 10:00", "status: tentative").removeprefix("webinars:\n")
    + webinar("inner", "2027-02-11 10:00", "visibility: private").removeprefix("webinars:\n")
    + webinar("roofs", "2027-04-09 10:00").removeprefix("webinars:\n")
)
_VISIT = """\
  visit:
    pair: sofia-sejong
    title: Visit
    starts: 2027-05-10
    days: 3
    clock: sejong
"""
_STEPS: tuple[str | Edit, ...] = (
    "move monthly/2027-03 '2027-03-18 11:00' --reason 'The room is taken'",
    "cancel monthly/2027-04 --reason 'A strike'",
    "reinstate monthly/2027-04",
    "confirm talk",
    DUBLIN_JOINS,
    DUBLIN_LEAVES,
    ("passcode: tram-4711", "passcode: bus-1147"),
    ("starts: 2027-05-10", "starts: 2027-05-11"),
    (
        "starts: 2027-04-09 10:00\n",
        "starts: 2027-04-09 10:00\n    status: cancelled\n    reason: a mistake\n    cancelled: hide\n",
    ),
    ("    every: third Wednesday\n", "    every: third Thursday\n"),
    "cancel monthly/2027-02",
    ("09:00\n", "09:00\n    visibility: private\n"),
    ("09:00\n    visibility: private\n", "09:00\n"),
    "retitle monthly/2027-05 'The last one'",
    "undo",
    "retitle monthly/2027-05 'The last but one'",
    "move monthly/2027-06 '2027-06-18 12:00'",
    "token create --for sofia --label office",
    *(("token create --desk --label Officer",) if HEAD >= "0005" else ()),
)
"""Commands, and edits by hand which `apply` publishes, an hour apart. `undo` can take the last two edits back."""


def edits_to_undo(text: str) -> tuple[Edit, ...]:
    """What `undo` does to the kept text, one edit after another."""
    moved = "      2027-06:\n        move_to: 2027-06-18 12:00\n"
    retitled = text.partition("      2027-05:\n")[2].partition("      2027-06:")[0]
    return (moved, ""), (f"      2027-05:\n{retitled}", "")


def _play(shell: Shell) -> None:
    """Plays the programme from its first day on."""
    shell.write(_BEGINNING + _VISIT + _TALKS)
    assert shell.apply("--by", "officer").code == 0
    for hour, step in enumerate(_STEPS, 1):
        now = f"2026-11-25T{hour:02}:00:00Z"
        if isinstance(step, str):
            of_edits = (
                ()
                if step.startswith("token")
                else ("--yes", "--by", "officer", "--config", str(shell.config))
            )
            answer = shell.run(*shlex.split(step), *of_edits, now=now)
        else:
            shell.write(edited(shell.read(), step))
            answer = shell.apply("--allow", "large", "--by", "officer", now=now)
        assert answer.code == 0, (step, answer.err)


def _add(folder: Path) -> None:
    """Keeps a store of the present schema."""
    shell = Shell(folder)
    _play(shell)
    with closing(open_store(shell.url)) as store:
        when = _CLAIMED
        fetched = {"feed": "cities/sofia", "language": "en", "family": "apple", "digest": "0" * 24}
        store.add_polls([Poll(**fetched, first=when, last=when, count=3)], when)
        store.begin_mail(1)
        store.claim_mails(MAILS, 3)
        store.note_told([NOTE])
        (FOLDER / f"{HEAD}-feeds.txt").write_text(feeds_of(store), encoding="utf-8")
    (FOLDER / f"{HEAD}.yaml").write_text(shell.read(), encoding="utf-8")
    with closing(sqlite3.connect(folder / "t.db")) as connection:
        for label, opens in (("office", "feed"), ("Officer", "desk")):
            digest = hashlib.sha256(SECRETS[opens].encode()).hexdigest()
            connection.execute("UPDATE token SET digest = ? WHERE label = ?", (digest, label))
        connection.commit()
        lines = "\n".join((*connection.iterdump(), ""))
    (FOLDER / f"{HEAD}.sql").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        if HEAD not in VERSIONS:
            _add(Path(scratch))
        for version in {*VERSIONS, HEAD}:
            url = f"sqlite:///{scratch}/{version}.db"
            fill(version, url)
            with closing(open_store(url)) as opened:
                opened.migrate()
                (FOLDER / f"{version}-history.txt").write_text(history_of(opened), encoding="utf-8")
