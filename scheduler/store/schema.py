"""Which schema a database has, and how it comes to the one of this release.

Alembic runs the migrations that lie in this package, without a file of settings. It is loaded only when
there is something to do.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from scheduler.store.engine import log_ahead, writing
from scheduler.store.failures import StoreError
from scheduler.store.tables import HEAD


def version_of(connection: Connection) -> str | None:
    """The version of the schema; None where no store was ever made."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


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
    """Brings a database of `version` to HEAD, whole or not at all; StoreError for a newer one."""
    refuse_newer(version or "")
    log_ahead(engine)
    if version != HEAD:
        with writing(engine) as connection:
            _run_migrations(connection)


def _run_migrations(connection: Connection) -> None:
    # Imported only here: Alembic takes the better part of a second.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "scheduler.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
