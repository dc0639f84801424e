"""The bounds of a series are days: they were texts such as "2026-08 to None"."""

from __future__ import annotations

import calendar
import json

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Writes the days of each rule in the place of its text."""
    series = sa.table("series", sa.column("identity", sa.String), sa.column("bounds", sa.Text))
    connection = op.get_bind()
    for identity, text in connection.execute(sa.select(series).where(series.c.bounds.is_not(None))).all():
        bounds = json.loads(text)
        bounds["rules"] = [_days(rule) for rule in bounds["rules"]]
        has_identity = series.c.identity == identity
        connection.execute(sa.update(series).where(has_identity).values(bounds=json.dumps(bounds)))


def _days(rule: str) -> dict[str, str | None]:
    first, last = rule.split(" to ")
    return {"first": _first_day(first), "last": None if last == "None" else _last_day(last)}


def _first_day(bound: str) -> str:
    return f"{bound}-01" if _is_month(bound) else bound


def _last_day(bound: str) -> str:
    if not _is_month(bound):
        return bound
    year, month = map(int, bound.split("-"))
    return f"{bound}-{calendar.monthrange(year, month)[1]:02d}"


def _is_month(bound: str) -> bool:
    return bound.count("-") == 1
