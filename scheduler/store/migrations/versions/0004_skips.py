"""Which meetings were skipped before they were published, so that pages can say why there is none."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column; the next revision fills it."""
    with op.batch_alter_table("programme") as programme:
        programme.add_column(sa.Column("skips", sa.Text(), nullable=False, server_default="[]"))
