"""Which schema a database has, and how it comes to the one of this release.

An empty database is given the tables as they are declared. An older one is migrated by Alembic, with the
migrations that lie in this package; a test holds that both come out alike.
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

from scheduler.store.engine import log_ahead, reading, writing
from scheduler.store.errors import StoreError
from scheduler.store.tables import HEAD, metadata

# The table in which Alembic notes the version; a database that it did not make needs it as well.
_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def version_of(connection: Connection) -> str | None:
    """The version of the schema; None where no store was ever made."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))


def refuse_other(version: str) -> None:
    """StoreError for every version but this release's."""
    refuse_newer(version)
    if version < HEAD:
        raise StoreError(
            f"the database is of an older release (schema {version}, not {HEAD}); "
            "run `twincal apply`, which brings it up to date"
        )


def refuse_newer(version: str) -> None:
    """StoreError for a version that this release does not know."""
    if version > HEAD:
        raise StoreError(
            f"the database has the schema {version}, this release knows them up to {HEAD}; "
            "use the release that wrote it or a newer one"
        )


def upgrade(engine: Engine, version: str | None) -> None:
    """Brings a database of `version` to HEAD, whole or not at all; StoreError for one newer or another's."""
    refuse_newer(version or "")
    if version is None:
        _refuse_foreign(engine)
    log_ahead(engine)
    if version != HEAD:
        with writing(engine) as connection:
            # Asked again: another program may have been quicker to take the write lock.
            if version_of(connection) is None:
                _make(connection)
            else:
                _run_migrations(connection)


def _refuse_foreign(engine: Engine) -> None:
    """StoreError where there are tables, but none that Twincal made."""
    with reading(engine) as connection:
        if inspect(connection).get_table_names() and version_of(connection) is None:
            raise StoreError("this is another program's database; name one of Twincal's own, or a new one")


def _make(connection: Connection) -> None:
    metadata.create_all(connection)
    _VERSION.create(connection)
    connection.execute(insert(_VERSION), {"version_num": HEAD})


def _run_migrations(connection: Connection) -> None:
    # Imported only here: Alembic takes the better part of a second.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "scheduler.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
