"""Waits for what another process or thread does, never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds: many times what a free machine needs, for tests run on machines that others share."""


def wait_until(holds: Callable[[], bool], explain: Callable[[], str] = str) -> None:
    """Asks until the condition holds, at most for PATIENCE; `explain` returns what went wrong."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, explain()
        time.sleep(0.05)
