"""The programme has phrases of its own in languages that Twincal does not write."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column; no programme has such phrases yet."""
    op.add_column("programme", sa.Column("phrases", sa.Text, nullable=False, server_default="[]"))
