"""A mail may go by schedule, and a person notes that an office was told. There are no such ones yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_0.1.0"
down_revision = "0008_0.1.0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Notes that all mails that are kept tell changes."""
    for name in ("digest", "reminder"):
        op.add_column("mail_mark", sa.Column(name, sa.Date()))
    op.add_column("mail", sa.Column("kind", sa.String(20), nullable=False, server_default="changes"))
    with op.batch_alter_table("mail") as table:
        table.alter_column("kind", existing_type=sa.String(20), server_default=None)
    op.create_table(
        "told_note",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("city", "by")),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("city", name="pk_told_note"),
    )
