"""The page for subscribers."""

from __future__ import annotations

from pathlib import Path

SUBSCRIBERS = Path(__file__).parents[2] / "docs/subscribers.md"


def test_android_has_a_way_that_is_faster_than_google() -> None:
    text = SUBSCRIBERS.read_text(encoding="utf-8")

    assert "**Android.**" in text
    assert "| ICSx5 on Android | 15 minutes" in text
