"""A version of a feed has the names that readers see, a piece its digest, and an edit is kept when it begins.

The names of before were never stored. They are empty until the next revision.
"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0007_0.1.0"
down_revision = "0006_0.1.0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Changes no byte of a piece."""
    added = {"feed_mark": ("name", "private_name"), "piece": ("digest",)}
    for name, columns in added.items():
        for column in columns:
            op.add_column(name, sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.create_table(
        "begun_edit",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("host", "folder", "id")),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("host", "folder", name="pk_begun_edit"),
    )
    with op.batch_alter_table("programme") as table:  # each revision names its release
        table.drop_column("release")
        table.drop_column("release_since")
    bind = op.get_bind()
    pieces = sa.table("piece", *map(sa.column, ("uid", "language", "reader", "body", "digest")))
    for uid, language, reader, body, _ in bind.execute(sa.select(pieces)).all():
        same = (pieces.c.uid == uid) & (pieces.c.language == language) & (pieces.c.reader == reader)
        bind.execute(sa.update(pieces).where(same).values(digest=hashlib.sha256(bytes(body)).hexdigest()))
    for name, columns in added.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.alter_column(column, existing_type=sa.String(), server_default=None)
