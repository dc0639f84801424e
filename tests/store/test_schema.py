"""A new database and one that was brought up to date have the same schema: the declared tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, make_url

from scheduler.store import tables
from scheduler.store.databases.engine import make_engine
from support import kept_schemas


@pytest.fixture(params=["made", *tables.OLDER])
def engine(request: pytest.FixtureRequest, empty_url: str) -> Iterator[Engine]:
    """A database that is new, or that every migration has changed."""
    if request.param != "made":
        kept_schemas.fill(request.param, empty_url)
    engine = make_engine(make_url(empty_url))
    older = []
    tables.bring_up_to_date(engine, lambda _, version: older.append(version))
    assert older == [version for version in tables.OLDER if version == request.param]
    yield engine
    engine.dispose()


def test_it_has_the_declared_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, tables.metadata) == []


def test_constraints_have_the_declared_names(engine: Engine) -> None:
    """A migration needs names to change constraints."""
    made = inspect(engine)

    for name, table in tables.metadata.tables.items():
        assert table.primary_key.name == made.get_pk_constraint(name)["name"]
        named = {str(constraint.name) for constraint in table.foreign_key_constraints}
        assert named == {key["name"] for key in made.get_foreign_keys(name)}


def test_alembic_and_this_release_agree_about_its_version(engine: Engine) -> None:
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == tables.HEAD
        assert tables.version_of(connection) == tables.HEAD


def test_this_release_reads_what_the_last_migration_makes() -> None:
    config = Config()
    config.set_main_option("script_location", "scheduler.store:migrations")
    scripts = ScriptDirectory.from_config(config)

    versions = [script.revision for script in scripts.walk_revisions()]
    assert scripts.get_current_head() == tables.HEAD
    assert versions == sorted(versions, reverse=True)
    nameless = [version for version in versions if "_" not in version]
    assert nameless == ["0005", "0004", "0003"], "name the first release that has the schema: 0006_0.2.0"
