"""An edit has the texts of its files as one value: before, three columns held them between zero bytes."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0006_0.1.0"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Moves the texts into one column. `undo` takes back the same edits as before."""
    bind = op.get_bind()
    if "texts" in (column["name"] for column in sa.inspect(bind).get_columns("edit")):
        return  # 0005 made it itself for a while
    table = sa.table("edit", *map(sa.column, ("revision", "file", "before", "after", "erased", "texts")))
    rows = bind.execute(
        sa.select(table.c.revision, table.c.file, table.c.before, table.c.after).where(table.c.erased == "")
    ).all()
    with op.batch_alter_table("edit") as edit:
        edit.add_column(sa.Column("texts", sa.Text(), nullable=False, server_default="[]"))
        for name in ("file", "before", "after"):
            edit.drop_column(name)
    for number, names, *sides in rows:
        before, after = (bytes(side).decode().split("\0") for side in sides)
        keys = ("name", "before", "after")
        texts = [
            dict(zip(keys, each, strict=True)) for each in zip(names.split("\n"), before, after, strict=True)
        ]
        value = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
        bind.execute(sa.update(table).where(table.c.revision == number).values(texts=value))
    with op.batch_alter_table("edit") as edit:
        edit.alter_column("texts", existing_type=sa.Text(), server_default=None)
