"""Tokens say what they open: before, each opened a private feed. An edit has the texts of all its files.

The edits before cannot be taken back any more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns, without a default for the tokens to come, and forgets the edits."""
    op.add_column("token", sa.Column("opens", sa.String(), nullable=False, server_default="feed"))
    with op.batch_alter_table("token") as table:
        table.alter_column("opens", existing_type=sa.String(), server_default=None)
    op.execute("DELETE FROM edit")
    with op.batch_alter_table("edit") as table:
        for name in ("file", "before", "after"):
            table.drop_column(name)
        table.add_column(sa.Column("texts", sa.Text(), nullable=False))
