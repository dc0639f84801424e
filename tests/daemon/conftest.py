"""Short pauses for writers in this process."""

from __future__ import annotations

import pytest

from support.writers import shorten_pauses


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten_pauses(monkeypatch)
