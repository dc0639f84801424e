"""Makes the tables with the migrations of this package, and refuses those of another schema."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from scheduler.store.databases.engine import read_connection, write_transaction
from scheduler.store.errors import StoreError
from scheduler.store.tables import HEAD


def version_of(connection: Connection) -> str | None:
    """Returns the version of the schema, or None if there is no store yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def require_current_schema(version: str, name: str) -> None:
    """Raises StoreError unless the `version` of the database `name` is that of this release."""
    if version != HEAD:
        raise StoreError(
            f"the database {name} has the schema {version}, and this release reads {HEAD} alone. If a newer "
            "release wrote it, use that release. If not, move the database away, and make it anew from the "
            "published calendars: `twincal store rebuild FOLDER FEEDS`"
        )


def create_tables(engine: Engine) -> None:
    """Creates every table in a database that has none, all or nothing.

    Raises StoreError if the database belongs to another program.
    """
    with read_connection(engine) as connection:
        if inspect(connection).get_table_names() and version_of(connection) is None:
            raise StoreError("this is another program's database; name one of Twincal's own, or a new one")
    # Imported only here: Alembic takes a sixth of a second to load.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "scheduler.store:migrations")
    with write_transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")  # it does nothing if another program was first
