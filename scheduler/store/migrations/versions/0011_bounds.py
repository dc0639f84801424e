"""A series has the bounds of its rules and its pauses, which explain why a month has no meeting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column; the bounds of earlier revisions are not known."""
    op.add_column("series", sa.Column("bounds", sa.Text))
