"""A series has the bounds of its rules, so that a note about its past is shown once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column; the bounds of earlier revisions are not known."""
    op.add_column("series", sa.Column("bounds", sa.String, nullable=False, server_default=""))
