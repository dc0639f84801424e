"""The history knows which meetings took whole days, so that nobody reads an hour that they never had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ENTRY = sa.table("revision_entry", sa.column("uid"), sa.column("new_start"), sa.column("all_day", sa.Boolean))
OCCURRENCE = sa.table("occurrence", sa.column("uid"), sa.column("all_day", sa.Boolean))


def upgrade() -> None:
    """Adds a column. It is true for what began at midnight, if the meeting takes whole days today."""
    column = sa.Column("all_day", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("revision_entry", column)
    whole_days = sa.select(OCCURRENCE.c.uid).where(OCCURRENCE.c.all_day)
    at_midnight = sa.cast(ENTRY.c.new_start, sa.String).like("%00:00:00%")
    op.execute(sa.update(ENTRY).where(at_midnight, ENTRY.c.uid.in_(whole_days)).values(all_day=True))
