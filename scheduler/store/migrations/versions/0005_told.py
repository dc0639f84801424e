"""Which of status and place a revision changed, so that the history of a meeting can tell it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two columns; of revisions made before nothing is known."""
    with op.batch_alter_table("revision_entry") as entry:
        entry.add_column(sa.Column("status", sa.String(length=20), nullable=True))
        entry.add_column(sa.Column("changed", sa.Text(), nullable=False, server_default="[]"))
