"""What the daemon can say of itself: what it publishes, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Health:
    """The state that `/healthz` reports.

    `problems` are the places of what is wrong, from the last attempt to apply the configuration, empty when
    it went well; `waiting` counts meetings that only new holiday data would move, `notices` what is left as
    it is. `applied` and `failed` count attempts, `applied_at` is when the last went well, in seconds since
    1970; `unpublished` says that the files cannot be written, `unshown` that the last revision cannot be
    shown, `unread` that the store cannot be read or is not the one that is served. Anyone may read this: of
    what the secretariat wrote nothing is in it but the names of its files, neither words nor ids nor keys.
    The log has them.
    """

    revision: int = 0
    checked: str = ""
    problems: list[str] = field(default_factory=list)
    waiting: int = 0
    notices: int = 0
    is_ready: bool = False
    applied: int = 0
    failed: int = 0
    applied_at: float = 0
    unpublished: str = ""
    unshown: str = ""
    unread: str = ""

    def report(self) -> dict[str, Any]:
        """The state as JSON values."""
        return {
            "status": self._status(),
            "revision": self.revision,
            "checked": self.checked,
            "problems": self.problems,
            "waiting": self.waiting,
            "notices": self.notices,
            "store": self.unread or "ok",
            "site": self.unshown or "ok",
            "publication": self.unpublished or "ok",
        }

    def _status(self) -> str:
        if not self.is_ready:
            return "starting"
        return "serving the last good state" if self.problems or self.unshown or self.unread else "ok"
