"""Schema 0003, as the first release made it: that of old stores, which migrations bring up to date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations


def make_first_schema(connection: sa.Connection) -> None:
    """Creates every table, and the one of Alembic with the version."""
    context = MigrationContext.configure(connection)
    op = Operations(context)
    _history(op)
    _programme(op)
    _feeds(op)
    _occurrences(op)
    _output(op)
    _holidays(op)
    _readers(op)
    op.create_table(
        "alembic_version",
        sa.Column("version_num", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
    )
    op.execute("INSERT INTO alembic_version VALUES ('0003')")


def _history(op: Operations) -> None:
    op.create_table(
        "revision",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("causes", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_revision")),
    )
    op.create_table(
        "revision_entry",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("cause", sa.String(20), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("old_start", sa.DateTime()),
        sa.Column("new_start", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision"], ["revision.number"], name=op.f("fk_revision_entry_revision_revision")
        ),
        sa.PrimaryKeyConstraint("revision", "position", name=op.f("pk_revision_entry")),
    )
    op.create_table(
        "edit",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("after", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("erased", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.number"], name=op.f("fk_edit_revision_revision")),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_edit")),
    )


def _programme(op: Operations) -> None:
    op.create_table(
        "programme",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_in_private", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("release_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("feeds", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("skips", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision"], ["revision.number"], name=op.f("fk_programme_revision_revision")
        ),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_programme")),
    )


def _feeds(op: Operations) -> None:
    op.create_table(
        "feed_mark",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "language", name=op.f("pk_feed_mark")),
    )


def _occurrences(op: Operations) -> None:
    op.create_table(
        "occurrence",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("planned", sa.DateTime(), nullable=False),
        sa.Column("begin_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True)),
        sa.Column("contents", sa.Text(), nullable=False),
        sa.Column("moved_from", sa.Text()),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("series", "key", name=op.f("uq_occurrence_series_key")),
    )


def _output(op: Operations) -> None:
    op.create_table(
        "piece",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["uid"], ["occurrence.uid"], name=op.f("fk_piece_uid_occurrence")),
        sa.PrimaryKeyConstraint("uid", "language", "reader", name=op.f("pk_piece")),
    )
    op.create_table(
        "zone_block",
        sa.Column("tzid", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tzid", name=op.f("pk_zone_block")),
    )


def _holidays(op: Operations) -> None:
    op.create_table(
        "holiday",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("subdivision", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("country", "subdivision", "year", name=op.f("pk_holiday")),
    )


def _readers(op: Operations) -> None:
    op.create_table(
        "token",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True)),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_token")),
    )
    op.create_table(
        "poll",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("first", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "language", "family", "digest", name=op.f("pk_poll")),
    )
