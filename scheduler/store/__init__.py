"""Stores the record in a database of SQLite or PostgreSQL; each revision is one transaction.

Must not know why something changes. Start at `open_store`. Importing this package loads SQLAlchemy;
Alembic is loaded only to migrate.
"""

from scheduler.store.databases.read_only import may_write
from scheduler.store.databases.writer_lock import WriterLock
from scheduler.store.errors import LostRace, StoreError
from scheduler.store.opening import open_file, open_store
from scheduler.store.store import Store

__all__ = ["LostRace", "Store", "StoreError", "WriterLock", "may_write", "open_file", "open_store"]
