"""Settings of all tests, and a PostgreSQL server for those that need one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from scheduler.store import open_store
from scheduler.timetable.zone_source import use_newest_zone_data
from support import postgres

use_newest_zone_data()  # as every process of Twincal does

# How long an example takes depends on what else the machine does.
settings.register_profile("twincal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("twincal")

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server with a migrated database `migrated`, which tests copy and never write."""
    programs = postgres.installed_programs()
    if programs is None:
        if os.environ.get("TWINCAL_REQUIRE_POSTGRESQL") == "1":
            pytest.fail("PostgreSQL is required here and not installed")
        pytest.skip("PostgreSQL is not installed")
    with postgres.running(programs, postgres.FOR_TESTS) as server:
        _migrated(server.create("migrated"))
        yield server


def _migrated(url: str) -> str:
    store = open_store(url)
    store.migrate()
    store.close()
    return url


@pytest.fixture
def postgres_database(postgres_server: postgres.Server) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database without revisions, for one test."""
    name = f"test_{next(_numbers)}"
    yield postgres_server.create(name, template="migrated")
    postgres_server.drop(name)


@pytest.fixture
def empty_postgres_database(postgres_server: postgres.Server) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, for one test."""
    name = f"test_{next(_numbers)}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database for a new store: a file, and in the night PostgreSQL, too.

    `support.databases.on_both` is for a test in which the kinds differ.
    """
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/t.db"
    found: str = request.getfixturevalue("empty_postgres_database")
    return found


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes the URL of one more migrated database, of the kind that is asked for."""
    if request.param == "sqlite":
        return lambda: _migrated(f"sqlite:///{tmp_path}/{next(_numbers)}.db")
    server: postgres.Server = request.getfixturevalue("postgres_server")
    return lambda: server.create("of_an_example", template="migrated")
