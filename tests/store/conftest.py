"""A migrated database and a store on it: on SQLite, and on PostgreSQL where it is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.store import Store, open_store
from support.growing_store import GrowingStore


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database with a log and no revision, made once; tests copy it and never write it."""
    file = tmp_path_factory.mktemp("migrated") / "twincal.db"
    store = open_store(f"sqlite:///{file}")
    store.migrate()
    store.close()
    return file


@pytest.fixture
def file(tmp_path: Path, migrated: Path) -> Path:
    """A migrated SQLite database for one test."""
    return Path(shutil.copy(migrated, tmp_path / "twincal.db"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database for one test, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('file')}"
    found: str = request.getfixturevalue("postgres_database")
    return found


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> str:
    """The URL of an empty database of the same kind."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path}/empty.db"
    found: str = request.getfixturevalue("empty_postgres_database")
    return found


@pytest.fixture
def file_store(file: Path) -> Iterator[Store]:
    """A store on SQLite, for a test that looks at its file."""
    opened = GrowingStore(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A store on that database."""
    opened = GrowingStore(url)
    yield opened
    opened.close()
