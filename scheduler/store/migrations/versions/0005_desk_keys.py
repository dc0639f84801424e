"""Tokens say what they open: before, each opened a private feed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column, without a default for the tokens to come."""
    op.add_column("token", sa.Column("opens", sa.String(), nullable=False, server_default="feed"))
    with op.batch_alter_table("token") as table:
        table.alter_column("opens", existing_type=sa.String(), server_default=None)
