"""Mails to the offices of cities are kept, and the mark of all of them. There are none yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_0.1.0"
down_revision = "0007_0.1.0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Changes nothing that is stored."""
    op.create_table(
        "mail_mark",
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_mail_mark"),
    )
    op.create_table(
        "mail",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "city", "seen_digest", "trouble")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("since", "revision")),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("changed", "claimed")),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("tried", "ended", "seen")),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
    )
