"""Entries of the history hold what readers knew before and after; revisions name the one that they undo.

Schema 0003 had the start before and after, the status after, and the names of what changed. Who took part,
what was shown and what was private follow from the present state, backwards. Instants were not recorded.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OLD_COLUMNS = ("zone", "old_start", "new_start", "status", "changed", "all_day")
_BESIDE_DETAILS = ("status", "clock", "shown", "hidden")


def upgrade() -> None:
    """Writes the entries anew, and gives two stored values the names that the code has for them."""
    op.add_column("revision", sa.Column("undoes", sa.Integer()))
    for name in ("before", "after", "details"):
        op.add_column("revision_entry", sa.Column(name, sa.Text()))
    bind = op.get_bind()
    _rename_parts(bind)
    knowns = _meetings(bind)
    _fill_entries(bind, knowns)
    with op.batch_alter_table("revision_entry") as table:
        for name in _OLD_COLUMNS:
            table.drop_column(name)
        table.alter_column("after", existing_type=sa.Text(), nullable=False)
        table.alter_column("details", existing_type=sa.Text(), nullable=False)


def _rename_parts(bind: sa.Connection) -> None:
    """Calls the part of a revision with other rules, but the same meetings, `rules`: it was `grounds`."""
    table = sa.table("revision", sa.column("number"), sa.column("parts"))
    for number, parts in bind.execute(sa.select(table.c.number, table.c.parts)).all():
        if '"grounds"' in parts:
            new = parts.replace('"grounds"', '"rules"')
            bind.execute(sa.update(table).where(table.c.number == number).values(parts=new))


def _meetings(bind: sa.Connection) -> dict[str, dict[str, Any]]:
    """Returns the cities, `shown` and `private` of each meeting; stores its origin under its present name."""
    table = sa.table("occurrence", sa.column("uid"), sa.column("shown", sa.Boolean()), sa.column("contents"))
    found = {}
    for uid, shown, contents in bind.execute(sa.select(table.c.uid, table.c.shown, table.c.contents)).all():
        document = json.loads(contents)
        cities = [participant["city"] for participant in document["participants"]]
        is_private = document["content"].get("visibility") == "private"
        found[uid] = {"cities": cities, "shown": bool(shown), "private": is_private}
        if "trace" in document:
            new = {("date_origin" if name == "trace" else name): value for name, value in document.items()}
            bind.execute(sa.update(table).where(table.c.uid == uid).values(contents=_json(new)))
    return found


def _fill_entries(bind: sa.Connection, meetings: dict[str, dict[str, Any]]) -> None:
    table = sa.table(
        "revision_entry",
        *(sa.column(name) for name in ("revision", "position", "uid", "kind", "zone", "status", "changed")),
        *(sa.column(name, sa.DateTime()) for name in ("old_start", "new_start")),
        sa.column("all_day", sa.Boolean()),
        *(sa.column(name) for name in ("before", "after", "details")),
    )
    by_uid: dict[str, list[Any]] = defaultdict(list)
    in_order = sa.select(table).order_by(table.c.revision, table.c.position)
    for row in bind.execute(in_order).all():
        by_uid[row.uid].append(row)
    update = (
        sa.update(table)
        .where(table.c.revision == sa.bindparam("number"), table.c.position == sa.bindparam("place"))
        .values(before=sa.bindparam("b"), after=sa.bindparam("a"), details=sa.bindparam("d"))
    )
    rows = [row for uid, entries in by_uid.items() for row in _rows(entries, meetings.get(uid, _NOTHING))]
    if rows:
        bind.execute(update, rows)


_NOTHING: dict[str, Any] = {"cities": [], "shown": True, "private": False}


def _rows(entries: list[Any], present: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields the new values of the entries of one meeting, the newest entry first."""
    known = present
    for index in range(len(entries) - 1, -1, -1):
        entry, changed = entries[index], json.loads(entries[index].changed)
        earlier = entries[index - 1] if index else entry
        after = _snapshot((entry.new_start, entry.zone, entry.all_day), entry.status, known)
        known = _before(known, changed)
        before = None
        if entry.old_start is not None:
            start = (entry.old_start, earlier.zone, earlier.all_day)
            before = _snapshot(start, earlier.status, known)
        details = [
            name
            for name in changed
            if name not in _BESIDE_DETAILS and not name.startswith(("joined:", "left:"))
        ]
        yield {
            "number": entry.revision,
            "place": entry.position,
            "b": _json(before) if before is not None else None,
            "a": _json(after),
            "d": _json(details),
        }


def _before(known: dict[str, Any], changed: list[str]) -> dict[str, Any]:
    """Returns the cities, `shown` and `private` before a change, from those after it."""
    joined = {name.removeprefix("joined:") for name in changed if name.startswith("joined:")}
    left = [name.removeprefix("left:") for name in changed if name.startswith("left:")]
    return {
        "cities": [city for city in known["cities"] if city not in joined] + left,
        "shown": known["shown"] is not ("shown" in changed or "hidden" in changed),
        "private": known["private"] is not ("visibility" in changed),
    }


def _snapshot(start: tuple[Any, str, bool], status: str, known: dict[str, Any]) -> dict[str, Any]:
    wall, zone, all_day = start
    return {
        "start": {"wall": wall.isoformat(), "zone": zone, "all_day": bool(all_day)},
        "status": status,
        "cities": [[city, None] for city in known["cities"]],
        "shown": known["shown"],
        "private": known["private"],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
