"""`/healthz` is public: it reports places and numbers, never what is private."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.daemon.applier import Applier
from scheduler.store import Store, open_store
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from support.shell import Shell
from support.small_programme import SMALL

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEXT = SMALL[: SMALL.index("  monthly:")]
SERIES = """\
  {id}:
    pair: sofia-sejong
    title: Talks
    visibility: private
    every: {every}
    at: "10:00"
    clock: sofia
    duration: 60 min
    from: 2026-06
"""
SECRET = ("merger", "budget", "successor")
LONG_OVER = """\
  takeover:
    pair: sofia-sejong
    title: Talks
    visibility: private
    starts: 2024-03-05 10:00
    clock: sofia
    duration: 60 min
"""


def private(every: str) -> str:
    """Three series that nobody outside may know of."""
    return TEXT + "".join(SERIES.format(id=id, every=every) for id in SECRET)


@dataclass
class DaemonParts:
    """A folder, its store and its applier, and its health over HTTP."""

    shell: Shell
    store: Store
    health: Health = field(default_factory=lambda: Health(is_ready=True))

    def apply(self, text: str) -> bool:
        """An edit, and one attempt to apply it."""
        self.shell.write(text)
        return asyncio.run(
            Applier(self.shell.config, self.shell.folder, self.store, lambda: NOW, self.health).apply()
        )

    def healthz(self) -> Any:
        """The health report."""
        return json.loads(SiteApp(self.health).respond("GET", "/healthz", ()).body)


@pytest.fixture
def daemon(tmp_path: Path, database: str) -> Iterator[DaemonParts]:
    """Three private series are published."""
    store = open_store(database)
    daemon = DaemonParts(Shell(tmp_path, database=database), store)
    assert daemon.apply(private("third Wednesday"))
    yield daemon
    store.close()


def test_a_daemon_that_stands_by_has_no_problems_of_its_own() -> None:
    health = Health(role="writer", problems=["p/all.yaml:3:1"], waiting=2, notices=1, is_ready=True)

    health.stand_by()

    assert (health.role, health.problems, health.is_good) == ("standby", [], True)


@pytest.mark.parametrize(
    ("written", "places"),
    [
        pytest.param(
            "    join:\n      https://meet.example.org/abc: 7-tram-1\n",
            ["51:5", "52:7"],
            id="a way in as a key",
        ),
        pytest.param("    meet.example.org-7-tram-1: yes\n", ["51:5"], id="a passcode as a key"),
    ],
)
def test_a_mistake_is_reported_by_its_place_alone(
    daemon: DaemonParts, caplog: pytest.LogCaptureFixture, written: str, places: list[str]
) -> None:
    """Neither the key nor the folders above are reported; the log has both."""
    assert not daemon.apply(private("third Wednesday") + written)

    report = daemon.healthz()
    assert report["problems"] == [f"config/all.yaml:{place}" for place in places]
    assert report["status"] == "serving the last good state"
    assert "meet.example.org" in caplog.text
    assert f"{daemon.shell.config}/all.yaml:{places[0]}: meetings.successor" in caplog.text


def test_a_refused_plan_is_reported_without_the_series_that_it_names(
    daemon: DaemonParts, caplog: pytest.LogCaptureFixture
) -> None:
    assert not daemon.apply(private("third Thursday"))

    assert daemon.healthz()["problems"] == ["the files were not applied; the log says why"]
    assert all(id in caplog.text for id in SECRET)


def test_notices_are_counted_and_not_quoted(daemon: DaemonParts, caplog: pytest.LogCaptureFixture) -> None:
    assert daemon.apply(private("third Wednesday") + LONG_OVER)

    report = daemon.healthz()
    assert (report["waiting"], report["notices"]) == (0, 1)
    assert "takeover" not in json.dumps(report)
    assert "note: takeover" in caplog.text
