"""The first schema, where migrations begin; a new store is made from `scheduler/store/tables.py`."""

revision = "0003"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Changes nothing."""
