"""SQL on a database beside the store, as another program would use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text


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
