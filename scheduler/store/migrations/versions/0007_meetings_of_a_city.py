"""The meetings of a city are found without reading those of all other cities."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds an index."""
    op.create_index("ix_participant_city", "participant", ["city"])
