"""The UID of an occurrence."""

from __future__ import annotations

from scheduler.timetable.occurrence import uid


def test_it_never_changes() -> None:
    assert uid("iurc-korea", "sofia-sejong-monthly", "2026-12") == "766e29f1-d3e4-554b-8555-1a6d64547a35"
