"""Why a holiday policy cancelled a meeting is stored as days off, no longer in words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OFFICE_CLOSURES = ("closed", "no office day")
"""The English words for days off that are no public holiday; no holiday has such a name."""

_OCCURRENCE = sa.table("occurrence", sa.column("uid"), sa.column("status"), sa.column("contents"))
_PARTICIPANT = sa.table("participant", sa.column("uid"), sa.column("city"), sa.column("name"))

_Text = Sequence[tuple[str, str]]
"""Pairs of language and words, of which the first serves all other languages."""


def upgrade() -> None:
    """Replaces the words that follow from the days off of a meeting; leaves those of the secretariat."""
    connection = op.get_bind()
    cities: dict[str, dict[str, _Text]] = defaultdict(dict)
    for uid, city, name in connection.execute(sa.select(_PARTICIPANT)):
        cities[uid][city] = json.loads(name)["versions"]
    uid, status, contents = _OCCURRENCE.c
    for row in connection.execute(sa.select(uid, contents).where(status == "cancelled")).all():
        document = json.loads(row.contents)
        trace = document.get("trace") or {}
        days_off = _days_off(trace.get("obstacles", ()), cities[row.uid])
        if trace.get("policy") == "skip" and _says(document.get("reason"), days_off):
            document["reason"] = [_stored(why, city) for why, city in days_off]
            text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
            connection.execute(sa.update(_OCCURRENCE).where(uid == row.uid).values(contents=text))


def _days_off(
    obstacles: Iterable[Mapping[str, Any]], cities: Mapping[str, _Text]
) -> list[tuple[_Text, _Text]]:
    """Returns the reason and the name of the city of each obstacle."""
    return [
        (obstacle["why"]["versions"], cities[obstacle["city"]])
        for obstacle in obstacles
        if obstacle["city"] in cities
    ]


def _says(reason: Mapping[str, _Text] | None, days_off: Iterable[tuple[_Text, _Text]]) -> bool:
    """Returns whether `reason` has the words that the days off give in each of its languages."""
    return reason is not None and all(
        words == ", ".join(f"{_say(why, code)} ({_say(city, code)})" for why, city in days_off)
        for code, words in reason["versions"]
    )


def _stored(why: _Text, city: _Text) -> dict[str, Any]:
    english = _say(why, "en")
    return {
        "city": {"versions": city},
        "why": english if english in _OFFICE_CLOSURES else {"versions": why},
    }


def _say(text: _Text, code: str) -> str:
    return dict(text).get(code, text[0][1])
