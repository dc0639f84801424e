"""The history knows what changed besides meetings, and a series why a month has no meeting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two columns; the bounds of series, and the parts that earlier revisions changed, are not known."""
    op.add_column("series", sa.Column("bounds", sa.Text))
    op.add_column("revision", sa.Column("parts", sa.Text, nullable=False, server_default="[]"))
