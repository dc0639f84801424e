"""Migrations make the declared tables."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from scheduler.store import tables


def test_migrated_from_nothing_equals_the_declared_schema(url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def test_constraints_have_the_declared_names(url: str) -> None:
    """A migration needs names to change constraints."""
    engine = create_engine(url)
    made = inspect(engine)

    for name, table in tables.metadata.tables.items():
        assert table.primary_key.name == made.get_pk_constraint(name)["name"]
        named = {str(constraint.name) for constraint in table.foreign_key_constraints}
        assert named == {key["name"] for key in made.get_foreign_keys(name)}
    engine.dispose()


def test_this_release_reads_what_the_last_migration_makes() -> None:
    config = Config()
    config.set_main_option("script_location", "scheduler.store:migrations")
    scripts = ScriptDirectory.from_config(config)

    versions = [script.revision for script in scripts.walk_revisions()]
    assert scripts.get_current_head() == tables.HEAD
    assert versions == sorted(versions, reverse=True)
