"""The hours in which nobody should have to meet."""

from __future__ import annotations

from datetime import time

EVENING, MORNING = time(22), time(7)
"""Cities that are far apart do meet at seven or in the evening."""


def is_at_night(begins: time, ends: time) -> bool:
    """Returns whether a meeting between these local times begins or ends at night."""
    return begins_at_night(begins) or not MORNING < ends <= EVENING


def begins_at_night(begins: time) -> bool:
    """Returns whether a meeting that begins at this local time begins at night."""
    return not MORNING <= begins < EVENING
