"""The state of the daemon: `/healthz` and `/readyz` for probes, `/metrics` for Prometheus.

Anyone may read these. They show no text, id or key that the secretariat wrote, only the names of its files;
the log has the rest.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from msgspec import Struct

from scheduler.web.response import Response, text_response

Role = Literal["writer", "standby", "follower", "silent"]
ClosingReason = Literal["crowded", "unread"]
HEALTH_PATHS = frozenset(("/healthz", "/readyz", "/metrics"))


class WriterReport(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="report"):
    """The state of a writer: it sends a line whenever something changes.

    - `role`: "writer" if it has the lock of the store, "standby" if it waits for it, "follower" if it only
      writes static files; "silent", as `serve` says of a writer that reports nothing.
    - `attempt`: the fingerprint of the files that are being applied; empty while none are.
    - `last`: the last revision that it has seen in the store, by number and time.
    - `checked_at`: the time of the last attempt, in ISO 8601; `applied_at`: when the last one succeeded, in
      seconds since 1970; `applied`, `failed`: how many succeeded and failed.
    - `problems`: the places (`file:line:column`) that the last attempt reported; empty after a success.
    - `store_failed`: it failed because of the store, so a later one may succeed without an edit.
    - `waiting`: how many meetings only new holiday data would move; `notices`: how many notices the plan has.
    - `late_jobs`: how many timed jobs should have run and have not.
    - `publication_problem`: why the static files cannot be written; empty if all is well.
    - `mails`: how many mails to offices were not sent; `untold_since`: when the first change was made that
      they tell, in seconds since 1970.
    - `taken_back`: the edit that was taken back halfway since the last revision, in a sentence.
    - `refusal`: why it ends, and `advice` what to do; both empty for a writer that works.
    """

    role: Role = "follower"
    attempt: str = ""
    last: tuple[int, datetime] | None = None
    checked_at: str = ""
    applied_at: float = 0
    applied: int = 0
    failed: int = 0
    problems: tuple[str, ...] = ()
    store_failed: bool = False
    waiting: int = 0
    notices: int = 0
    late_jobs: int = 0
    publication_problem: str = ""
    mails: int = 0
    untold_since: float = 0
    taken_back: str = ""
    refusal: str = ""
    advice: str = ""


@dataclass(slots=True)
class Health:
    """The state of the daemon, which its parts update.

    - `writer`: the last report of the writer.
    - `revision`: the number of the revision that is served.
    - `revision_time`: when that revision was written, in seconds since 1970.
    - `shortened`: how many feeds cannot show all their months.
    - `largest_feed`: returns the bytes of the largest feed.
    - `is_ready`: whether the whole site is served.
    - `unanswered`: how many connections were closed without a whole answer: because there were too many, or
      because the client read nothing.
    - `site_problem`: why the last revision cannot be shown; `store_problem`: why the store
      cannot be used. Each is empty if all is well.
    """

    writer: WriterReport = field(default_factory=WriterReport)
    revision: int = 0
    revision_time: float = 0
    shortened: int = 0
    largest_feed: Callable[[], int] = int
    is_ready: bool = False
    unanswered: Counter[ClosingReason] = field(default_factory=Counter)
    site_problem: str = ""
    store_problem: str = ""

    def show_writer(self, report: WriterReport) -> None:
        """Takes in a report of the writer."""
        self.writer = report

    def report(self) -> dict[str, Any]:
        """Returns the state as JSON values."""
        return {
            "status": self._status(),
            "role": self.writer.role,
            "revision": self.revision,
            "checked": self.writer.checked_at,
            "problems": self.writer.problems,
            "waiting": self.writer.waiting,
            "notices": self.writer.notices,
            "mails": self.writer.mails,
            "store": self.store_problem or "ok",
            "site": self.site_problem or "ok",
            "publication": self.writer.publication_problem or "ok",
        }

    @property
    def is_good(self) -> bool:
        """Whether the site is served, and is what configuration and store say."""
        return self.is_ready and not (self.writer.problems or self.site_problem or self.store_problem)

    def _status(self) -> str:
        if not self.is_ready:
            return "starting"
        is_ok = self.is_good and self.writer.role != "silent"
        return "ok" if is_ok else "serving the last good state"


def health_response(path: str, health: Health, request_counts: Sequence[int]) -> Response | None:
    """Returns the response at `path`; None if `path` is not one of the three.

    `request_counts` are the requests by the first digit of their status.
    """
    match path:
        case "/healthz" | "/readyz":
            body = json.dumps(health.report(), ensure_ascii=False, separators=(",", ":"))
            is_good = health.is_good if path == "/readyz" else health.is_ready
            status = 200 if is_good else 503
            return text_response(status, body + "\n", content_type=b"application/json")
        case "/metrics":
            text = "".join(_metrics(health, request_counts))
            return text_response(200, text, content_type=b"text/plain; version=0.0.4")
        case _:
            return None


def _metrics(health: Health, counts: Sequence[int]) -> Iterator[str]:
    writer = health.writer
    can_publish, can_read = not writer.publication_problem, not health.store_problem
    yield from _gauge("twincal_ready", "Whether there is anything to serve.", int(health.is_ready))
    yield from _gauge(
        "twincal_writer", "Whether this daemon writes to the store.", int(writer.role == "writer")
    )
    yield from _gauge("twincal_revision", "The revision that is served.", health.revision)
    yield from _gauge("twincal_revision_seconds", "When that revision was written.", health.revision_time)
    yield from _gauge("twincal_feeds_shortened", "Feeds that cannot show all months.", health.shortened)
    yield from _gauge("twincal_largest_feed_bytes", "Bytes of the largest feed.", health.largest_feed())
    yield from _gauge("twincal_late_jobs", "Timed jobs that should have run.", writer.late_jobs)
    yield from _gauge("twincal_problems", "Errors of the last attempt to apply.", len(writer.problems))
    yield from _gauge("twincal_waiting", "Meetings that new holiday data would move.", writer.waiting)
    yield from _gauge("twincal_mails_waiting", "Mails to offices that were not sent.", writer.mails)
    yield from _gauge(
        "twincal_mails_oldest_seconds", "When the first change was made that they tell.", writer.untold_since
    )
    yield from _gauge("twincal_store", "0 while the store cannot be read.", int(can_read))
    yield from _gauge(
        "twincal_showing", "0 while the last revision cannot be shown.", int(not health.site_problem)
    )
    yield from _gauge("twincal_publishing", "0 while files cannot be written.", int(can_publish))
    yield from _gauge("twincal_last_apply_seconds", "When the configuration held last.", writer.applied_at)
    yield "# HELP twincal_applies_total Attempts to apply the configuration.\n"
    yield "# TYPE twincal_applies_total counter\n"
    yield f'twincal_applies_total{{outcome="applied"}} {writer.applied}\n'
    yield f'twincal_applies_total{{outcome="failed"}} {writer.failed}\n'
    yield "# HELP twincal_http_requests_total Requests answered, by class of status.\n"
    yield "# TYPE twincal_http_requests_total counter\n"
    for digit in range(2, 6):
        yield f'twincal_http_requests_total{{status="{digit}xx"}} {counts[digit]}\n'
    yield "# HELP twincal_connections_unanswered_total Connections closed without a whole answer.\n"
    yield "# TYPE twincal_connections_unanswered_total counter\n"
    for reason in get_args(ClosingReason):
        count = health.unanswered[reason]
        yield f'twincal_connections_unanswered_total{{reason="{reason}"}} {count}\n'


def _gauge(name: str, help_text: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {help_text}\n# TYPE {name} gauge\n{name} {value}\n"
