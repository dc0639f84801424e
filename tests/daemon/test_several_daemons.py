"""One daemon writes to a store. On PostgreSQL others stand by or follow, and take over when it is gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import ProgrammingError

from scheduler.store import StoreError, open_store
from scheduler.store.databases import postgresql
from scheduler.store.databases.writer_lock import NUMBER
from scheduler.store.state_rows import write_revision
from support import databases
from support import store_values as values
from support.daemon import Daemon, serving
from support.postgres import Server
from support.served import ROOT
from support.small_programme import SMALL, titled, webinar
from support.waiting import PATIENCE

ROLE = ROOT / "deploy/follower.sql"


def role(daemon: Daemon) -> str:
    """What the daemon says of itself."""
    found: str = json.loads(daemon.get("/healthz")[1])["role"]
    return found


@pytest.fixture
def daemons(tmp_path: Path, postgres_database: str) -> Iterator[tuple[Daemon, Daemon]]:
    """A writer and a standby of one folder on PostgreSQL."""
    with ExitStack() as started:
        writer = started.enter_context(serving(tmp_path, SMALL, database=postgres_database))
        standby = Daemon(tmp_path, database=postgres_database)
        standby.log = tmp_path / "standby.log"
        started.callback(standby.stop)
        standby.start()
        standby.until(lambda: standby.get("/readyz")[0] == 200)
        yield writer, standby


class TestSqlite:
    def test_the_lock_outlives_its_file(self, tmp_path: Path) -> None:
        """Somebody may remove all files beside a database that he wants to put back."""
        with serving(tmp_path, SMALL) as daemon:
            lock = tmp_path / "t.db-serve"
            lock.unlink()
            daemon.until(lock.exists)

            with closing(open_store(f"sqlite:///{tmp_path}/t.db")) as another:
                assert not another.writer_lock(tmp_path / "config").take()


class TestPostgresql:
    def test_the_standby_takes_over_from_a_writer_that_was_killed(
        self, daemons: tuple[Daemon, Daemon]
    ) -> None:
        writer, standby = daemons
        assert [*map(role, daemons)] == ["writer", "standby"]

        os.kill(writer.pid, signal.SIGKILL)
        standby.until(lambda: role(standby) == "writer")

        standby.write(webinar("after-the-kill", "2027-01-12 09:00"), "added.yaml")
        standby.until(lambda: b"After the kill" in standby.feed())

    def test_a_stopped_writer_is_replaced_and_writes_nothing_when_it_goes_on(
        self, daemons: tuple[Daemon, Daemon]
    ) -> None:
        writer, standby = daemons

        assert writer.writer is not None
        os.kill(writer.writer, signal.SIGSTOP)
        standby.until(lambda: role(standby) == "writer")
        os.kill(writer.writer, signal.SIGCONT)

        writer.until(lambda: role(writer) == "standby")
        writer.write(webinar("after-the-stop", "2027-01-12 09:00"), "added.yaml")
        writer.until(lambda: b"After the stop" in writer.feed() and b"After the stop" in standby.feed())
        assert b"applied revision 2" in standby.log.read_bytes()
        assert b"applied revision 2" not in writer.log.read_bytes()

    def test_a_writer_that_is_cut_off_says_so_until_it_writes_again(
        self, tmp_path: Path, postgres_server: Server, postgres_database: str
    ) -> None:
        name, others = make_url(postgres_database).database, postgres_server.url("postgres")
        with serving(tmp_path, SMALL, database=postgres_database) as writer:
            assert b"twincal_writer 1\n" in writer.get("/metrics")[1]

            databases.execute(
                others,
                f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
            )
            writer.until(lambda: b"twincal_writer 0\n" in writer.get("/metrics")[1])
            writer.write(webinar("after-a-while", "2027-01-12 09:00"), "added.yaml")

            databases.execute(others, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            writer.until(lambda: b"After a while" in writer.feed())
            assert b"twincal_writer 1\n" in writer.get("/metrics")[1]

    def test_a_transaction_that_a_stopped_daemon_left_open_is_ended_by_the_server(
        self, tmp_path: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun, goes_on = threading.Event(), threading.Event()
        monkeypatch.setattr(postgresql, "LONGEST_PAUSE", 1)

        def stopped(*arguments: Any) -> None:
            begun.set()
            assert goes_on.wait(PATIENCE)
            write_revision(*arguments)

        with (
            closing(open_store(postgres_database)) as late,
            closing(open_store(postgres_database)) as other,
            ThreadPoolExecutor() as pool,
        ):
            assert late.writer_lock(tmp_path).take()
            lock = other.writer_lock(tmp_path)
            monkeypatch.setattr("scheduler.store.store.write_revision", stopped)
            writing = pool.submit(late.write, values.revision(1, values.stored()))
            assert begun.wait(PATIENCE)
            databases.execute(
                postgres_database,
                f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE objid = {NUMBER}",
            )

            assert lock.take()
            monkeypatch.setattr("scheduler.store.store.write_revision", write_revision)
            other.write(values.revision(1))
            goes_on.set()

            with pytest.raises(StoreError):
                writing.result()
            assert late.state().occurrences == {}
            lock.release()

    def test_a_daemon_whose_lock_is_gone_cannot_write(self, tmp_path: Path, postgres_database: str) -> None:
        """Its connection has ended, and another daemon may have the lock."""
        with closing(open_store(postgres_database)) as late, closing(open_store(postgres_database)) as other:
            assert late.writer_lock(tmp_path).take()
            lock = other.writer_lock(tmp_path)
            assert not lock.take()
            databases.execute(
                postgres_database,
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'",
            )
            assert lock.take()

            with pytest.raises(
                StoreError, match="another daemon writes to the store now; nothing was written"
            ):
                late.write(values.revision(1, values.stored()))
            other.write(values.revision(1))

            assert late.state().occurrences == {}
            lock.release()


class TestFollower:
    @pytest.fixture
    def follower(self, tmp_path: Path, database: str) -> Iterator[Daemon]:
        """A follower in an empty folder, before anything is published."""
        folder = tmp_path / "follower"
        folder.mkdir()
        follower = Daemon(folder, database=database)
        follower.start_process("--follow")
        yield follower
        follower.stop()

    def test_shows_what_the_writer_writes_and_needs_no_configuration(
        self, tmp_path: Path, database: str, follower: Daemon
    ) -> None:
        follower.until(lambda: follower.get("/readyz")[0] == 503)

        with serving(tmp_path, titled("First"), database=database) as writer:
            follower.until(lambda: b"SUMMARY:First" in follower.feed())
            assert [role(writer), role(follower)] == ["writer", "follower"]

            writer.write(titled("Second"))
            writer.until(lambda: b"SUMMARY:Second" in writer.feed())
            follower.until(lambda: b"SUMMARY:Second" in follower.feed())

            for path in ("/feeds/cities/sofia.ics", "/cities/sofia", "/"):
                assert follower.ask(path)[1]["ETag"] == writer.ask(path)[1]["ETag"]
                assert follower.get(path) == writer.get(path)

    @pytest.fixture
    def reading(self, postgres_server: Server, empty_postgres_database: str) -> Iterator[str]:
        """An empty database, as the role of followers: the compose file makes it before there are tables."""
        words = [postgres_server.programs / "psql", empty_postgres_database, "--file", ROLE]
        subprocess.run(words, env={**os.environ, "FOLLOWER_PASSWORD": "it's"}, check=True)
        yield empty_postgres_database.replace("postgres@", "twincal_follower@")
        databases.execute(
            empty_postgres_database, "DROP OWNED BY twincal_follower", "DROP ROLE twincal_follower"
        )

    def test_works_with_a_role_that_may_only_read(
        self, tmp_path: Path, empty_postgres_database: str, reading: str
    ) -> None:
        folder = tmp_path / "follower"
        folder.mkdir()
        with serving(tmp_path, SMALL, database=empty_postgres_database) as writer:
            follower = Daemon(folder, database=reading)
            follower.start("--follow")
            try:
                assert follower.feed() == writer.feed()
                follower.until(lambda: follower.get("/reach")[0] == 200)
            finally:
                follower.stop()
        for table in ("occurrence", "poll", "token"):
            with pytest.raises(ProgrammingError, match=f"permission denied for table {table}"):
                databases.execute(reading, f"DELETE FROM {table}")
