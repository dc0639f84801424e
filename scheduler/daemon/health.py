"""What the daemon can say of itself: what it publishes, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Health:
    """The state that `/healthz` reports.

    `problems` are the places of what is wrong, from the last attempt to apply the configuration, empty when
    it went well; `waiting` names meetings that only new holiday data would move, `notices` those that are
    held back. Anyone may read this: no words of the secretariat are in it, the log has them.
    """

    revision: int = 0
    checked: str = ""
    problems: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    is_ready: bool = False

    def report(self) -> dict[str, Any]:
        """The state as JSON values."""
        return {
            "status": "ok" if not self.problems else "serving the last good state",
            "revision": self.revision,
            "checked": self.checked,
            "problems": self.problems,
            "waiting": self.waiting,
            "notices": self.notices,
        }
