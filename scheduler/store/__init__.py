"""Stores the state in a database of SQLite or PostgreSQL; each revision is one transaction.

Must not know why something changes. Start at `open_store`. Importing this package loads SQLAlchemy;
Alembic is loaded only to migrate.
"""

from scheduler.store.database_errors import LostRace, StoreError
from scheduler.store.databases.sqlite import may_write
from scheduler.store.databases.writer_lock import FileLock
from scheduler.store.store import Store, open_file, open_store

__all__ = ["FileLock", "LostRace", "Store", "StoreError", "may_write", "open_file", "open_store"]
