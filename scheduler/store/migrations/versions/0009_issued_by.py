"""A token has the name of the person who issued it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column; nobody knows who issued earlier tokens."""
    op.add_column("token", sa.Column("issued_by", sa.String, nullable=False, server_default=""))
