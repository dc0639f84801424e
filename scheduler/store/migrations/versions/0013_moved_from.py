"""A meeting has the start that was published before the present one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from itertools import groupby
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ENTRY = sa.table(
    "revision_entry",
    sa.column("revision"),
    sa.column("position"),
    sa.column("uid", sa.String),
    sa.column("kind", sa.String),
    sa.column("zone", sa.String),
    sa.column("new_start", sa.DateTime),
    sa.column("changed", sa.String),
    sa.column("all_day", sa.Boolean),
)
OCCURRENCE = sa.table("occurrence", sa.column("uid", sa.String), sa.column("moved_from", sa.Text))


def upgrade() -> None:
    """Adds a column, filled from the history; another clock that shows the same start is no move there."""
    op.add_column("occurrence", sa.Column("moved_from", sa.Text))
    connection = op.get_bind()
    moved = []
    entries = connection.execute(sa.select(ENTRY).order_by(ENTRY.c.uid, ENTRY.c.revision)).all()
    for uid, history in groupby(entries, attrgetter("uid")):
        starts = [*_starts([*history])]
        if len(starts) > 1:
            moved.append({"its_uid": uid, "moved_from": json.dumps(starts[-2])})
    if moved:
        has_uid = OCCURRENCE.c.uid == sa.bindparam("its_uid")
        connection.execute(
            sa.update(OCCURRENCE).where(has_uid).values(moved_from=sa.bindparam("moved_from")), moved
        )


def _starts(history: list[Any]) -> Iterator[dict[str, Any]]:
    """Yields each other start of a meeting; corrects entries that called another clock a move."""
    before = None
    for entry in history:
        if before is None or _start(before) != _start(entry):
            wall = entry.new_start.isoformat()
            yield {"wall": wall, "zone": entry.zone, "all_day": entry.all_day}
        elif entry.kind == "move" and entry.zone != before.zone:
            _call_change(entry)
        before = entry


def _start(entry: Any) -> object:
    wall = entry.new_start
    return wall if entry.all_day else wall.replace(tzinfo=ZoneInfo(entry.zone)).astimezone(UTC)


def _call_change(entry: Any) -> None:
    is_it = sa.and_(ENTRY.c.revision == entry.revision, ENTRY.c.position == entry.position)
    changed = json.dumps(["clock", *json.loads(entry.changed)], separators=(",", ":"))
    op.execute(sa.update(ENTRY).where(is_it).values(kind="change", changed=changed))
