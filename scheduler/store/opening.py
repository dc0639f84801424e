"""Opens the store that a path or a URL names."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url

from scheduler.store.databases.engine import make_engine
from scheduler.store.databases.sqlite import is_in_memory
from scheduler.store.errors import StoreError, readable_url_errors
from scheduler.store.store import Store


def open_file(path: Path) -> Store:
    """Returns the store in the SQLite database `path`."""
    return Store(make_engine(URL.create("sqlite", database=str(path))), str(path))


def open_store(url: str) -> Store:
    """Returns the store at a SQLAlchemy `url`.

    Raises StoreError if the URL is wrong, its driver is missing, or it names a database in memory.
    """
    with readable_url_errors(_without_secrets(url)):
        address = make_url(url)
        engine = make_engine(address)
    if is_in_memory(address):
        raise StoreError(
            f"{_without_secrets(url)} is kept in memory, and gone when the command ends; write sqlite:///twincal.db"
        )
    return Store(engine, address.set(query={}).render_as_string(hide_password=True))


def _without_secrets(url: str) -> str:
    """Returns the part of an unparsed URL that messages may show; the query may hold a password too."""
    address, _, query = url.partition("?")
    if "://" not in address and ":" in url:  # any part of it may be a password
        return "this text"
    if "@" in query:  # the question mark may be part of the password
        return address.partition("://")[0]
    return address.rpartition("@")[2]
