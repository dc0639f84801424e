"""A process that waits learns of a revision at once from PostgreSQL, and looks again after a while in any case."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.commands.apply import apply
from scheduler.commands.consent import Consent
from scheduler.store import open_store
from support import databases
from support.shell import Shell
from support.small_programme import SMALL
from support.waiting import PATIENCE

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LISTENERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()"
)


def test_postgresql_ends_the_wait(tmp_path: Path, postgres_database: str) -> None:
    shell = Shell(tmp_path, database=postgres_database)
    shell.write(SMALL)
    with closing(open_store(postgres_database)) as follower, closing(open_store(postgres_database)) as writer:
        waiting = threading.Thread(target=follower.wait_for_revision, args=(PATIENCE,))
        waiting.start()
        end = time.monotonic() + PATIENCE
        while databases.value(postgres_database, LISTENERS) == "0":
            assert time.monotonic() < end
        apply(shell.config, writer, NOW, Consent())
        waiting.join(PATIENCE / 2)

        assert not waiting.is_alive()


@pytest.mark.parametrize("is_broken", [False, True])
def test_the_wait_ends_also_without_a_revision_or_a_server(postgres_database: str, is_broken: bool) -> None:
    with closing(open_store(postgres_database)) as follower:
        follower.wait_for_revision(0.01)
        if is_broken:
            databases.execute(
                postgres_database,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'",
            )
        follower.wait_for_revision(0.01)
        follower.wait_for_revision(0.01)
