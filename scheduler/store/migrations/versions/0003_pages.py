"""What pages say of a programme, who may read private feeds, and who has fetched which version."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column and two tables; the next revision fills the column."""
    with op.batch_alter_table("programme") as programme:
        programme.add_column(sa.Column("profile", sa.Text(), nullable=False, server_default="{}"))
    op.create_table(
        "token",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_token")),
    )
    op.create_table(
        "poll",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("first", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("feed", "language", "family", "digest", name=op.f("pk_poll")),
    )
