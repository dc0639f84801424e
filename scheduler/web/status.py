"""What the daemon tells of itself: `/healthz` and `/readyz` to probes, `/metrics` to Prometheus."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from scheduler.web.health import Health
from scheduler.web.reply import Reply, words


def told(path: str, health: Health, counts: Sequence[int]) -> Reply | None:
    """The answer at `path`; None where it is no address of these. `counts` are requests by status class."""
    match path:
        case "/healthz" | "/readyz":
            body = json.dumps(health.report(), ensure_ascii=False, separators=(",", ":"))
            return words(200 if health.is_ready else 503, body + "\n", kind=b"application/json")
        case "/metrics":
            return words(200, "".join(_metrics(health, counts)), kind=b"text/plain; version=0.0.4")
        case _:
            return None


def _metrics(health: Health, counts: Sequence[int]) -> Iterator[str]:
    yield from _gauge("twincal_ready", "Whether there is anything to serve.", int(health.is_ready))
    yield from _gauge("twincal_revision", "The revision that is served.", health.revision)
    yield from _gauge("twincal_problems", "Errors of the last attempt to apply.", len(health.problems))
    yield from _gauge("twincal_waiting", "Meetings that new holiday data would move.", health.waiting)
    yield from _gauge("twincal_store", "0 while the store cannot be read.", int(not health.unread))
    yield from _gauge("twincal_publishing", "0 while files cannot be written.", int(not health.unpublished))
    yield from _gauge("twincal_last_apply_seconds", "When the configuration held last.", health.applied_at)
    yield "# HELP twincal_applies_total Attempts to apply the configuration.\n"
    yield "# TYPE twincal_applies_total counter\n"
    yield f'twincal_applies_total{{outcome="applied"}} {health.applied}\n'
    yield f'twincal_applies_total{{outcome="failed"}} {health.failed}\n'
    yield "# HELP twincal_http_requests_total Requests answered, by class of status.\n"
    yield "# TYPE twincal_http_requests_total counter\n"
    for first in range(2, 6):
        yield f'twincal_http_requests_total{{status="{first}xx"}} {counts[first]}\n'


def _gauge(name: str, what: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {what}\n# TYPE {name} gauge\n{name} {value}\n"
