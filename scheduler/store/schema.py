"""Finds the schema version of a database, and upgrades it to the schema of this release.

An empty database gets the tables as they are declared. Alembic migrates an older one with the migrations of
this package. A test checks that both ways make the same tables.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    select,
)

from scheduler.store.databases.engine import read_connection, write_transaction
from scheduler.store.errors import StoreError
from scheduler.store.tables import HEAD, metadata

FIRST = "0005"
"""The oldest schema that can be migrated. Earlier ones existed only during development."""

# The table in which Alembic stores the version. A database that Alembic did not create needs it as well.
_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def version_of(connection: Connection) -> str | None:
    """Returns the version of the schema, or None if there is no store yet."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


def is_older_schema(version: str | None) -> bool:
    """Returns whether an older release made a database of this version."""
    return version is not None and version < HEAD


def require_current_schema(version: str) -> None:
    """Raises StoreError unless `version` is that of this release."""
    _refuse_unknown(version)
    if version < HEAD:
        raise StoreError(
            f"the database is of an older release (schema {version}, not {HEAD}); "
            "run `twincal apply`, which brings it up to date"
        )


def _refuse_unknown(version: str) -> None:
    """Raises StoreError for a version that this release can neither read nor migrate."""
    if version > HEAD:
        raise StoreError(
            f"the database has the schema {version}, this release knows them up to {HEAD}; "
            "use the release that wrote it or a newer one, or restore a backup into an empty database"
        )
    if version < FIRST:
        raise StoreError(
            f"the database has the schema {version}, from before the first release; this release reads "
            f"schemas from {FIRST} on. Run `twincal apply` once with the last state of Twincal before 0.1.0"
        )


def upgrade(engine: Engine, version: str | None) -> None:
    """Brings a database of `version` to HEAD, completely or not at all.

    Raises StoreError if its schema is unknown, or if it belongs to another program.
    """
    if version is None:
        _refuse_foreign(engine)
    else:
        _refuse_unknown(version)
    if version != HEAD:
        with write_transaction(engine) as connection:
            # Check again: another program may have taken the write lock first.
            if version_of(connection) is None:
                _create(connection)
            else:
                _run_migrations(connection)


def _refuse_foreign(engine: Engine) -> None:
    """Raises StoreError if the database has tables, but none of Twincal's."""
    with read_connection(engine) as connection:
        if inspect(connection).get_table_names() and version_of(connection) is None:
            raise StoreError("this is another program's database; name one of Twincal's own, or a new one")


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    _VERSION.create(connection)
    connection.execute(insert(_VERSION), {"version_num": HEAD})


def _run_migrations(connection: Connection) -> None:
    # Imported only here: Alembic takes most of a second to load.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "scheduler.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
