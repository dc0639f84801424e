"""Remembers what was published: revisions, each one transaction, in SQLite or PostgreSQL.

`open_store` is the door. Importing this package loads SQLAlchemy; Alembic is loaded only to migrate.
"""

from scheduler.store.errors import Raced, StoreError
from scheduler.store.store import Store, open_store

__all__ = ["Raced", "Store", "StoreError", "open_store"]
