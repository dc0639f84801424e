"""Migrations make the declared tables."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Table, create_engine, inspect, text

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


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=lambda table: table.name)
def test_the_primary_key_comes_first(table: Table) -> None:
    """Rows are written by position, and compared by their first values."""
    keys = [*table.primary_key.columns]

    assert [*table.columns][: len(keys)] == keys


def test_a_new_database_is_made_as_the_migrations_make_one(url: str, empty_url: str) -> None:
    by_migrations = create_engine(empty_url)
    config = Config()
    config.set_main_option("script_location", "scheduler.store:migrations")
    with by_migrations.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    by_declaration = create_engine(url)

    assert described(by_declaration) == described(by_migrations)
    by_migrations.dispose()
    by_declaration.dispose()


def described(engine: Engine) -> dict[str, object]:
    """Returns every table with its columns and keys, and the version."""
    made = inspect(engine)
    tables_made: dict[str, object] = {
        name: (
            [repr(sorted(column.items(), key=str)) for column in made.get_columns(name)],
            made.get_pk_constraint(name),
            sorted(map(repr, made.get_foreign_keys(name))),
            sorted(map(repr, made.get_unique_constraints(name))),
            sorted(map(repr, made.get_indexes(name))),
        )
        for name in made.get_table_names()
    }
    with engine.connect() as connection:
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return tables_made | {"version": version}
