"""SQL on a database beside the store, as another program would use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, create_engine, text

on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""Runs a test on both kinds of database, also by day: for what one of them does in its own way."""


@contextmanager
def _transaction(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def execute(url: str, *statements: str, **parameters: object) -> None:
    with _transaction(url) as connection:
        for statement in statements:
            connection.execute(text(statement), parameters)


def value(url: str, query: str) -> str:
    with _transaction(url) as connection:
        return str(connection.execute(text(query)).scalar_one())


def rows(url: str, table: str) -> str:
    with _transaction(url) as connection:
        return str([tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))])
