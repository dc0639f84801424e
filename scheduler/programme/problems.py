"""What is wrong with what the secretariat wrote, in words, with the path of the field it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Path = tuple[str | int, ...]
"""Keys and list indices from the top: ("meetings", "sofia-sejong", "changes", "2026-12", "move_to")."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. An error stops everything; a warning is told and stops nothing.

    `at` says which part of the field the finding points to: its value, or its key.
    """

    path: Path
    message: str
    level: Literal["error", "warning"] = "error"
    at: Literal["value", "key"] = "value"
