"""A migrated database and a store on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.store import Store, open_store
from support.reading_store import ReadingStore


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without revisions, made once; tests copy it and never write it."""
    file = tmp_path_factory.mktemp("migrated") / "twincal.db"
    store = open_store(f"sqlite:///{file}")
    store.migrate()
    store.close()
    return file


@pytest.fixture
def file(tmp_path: Path, migrated: Path) -> Path:
    """A migrated database for one test."""
    return Path(shutil.copy(migrated, tmp_path / "twincal.db"))


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    """A store on that database."""
    opened = ReadingStore(file)
    yield opened
    opened.close()
