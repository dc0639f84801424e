"""What the hours of a series rest on, so that an hour just written is told from one accepted before."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; nothing is known of what was applied before."""
    with op.batch_alter_table("series") as series:
        series.add_column(sa.Column("grounds", sa.Text(), nullable=False, server_default="[]"))
