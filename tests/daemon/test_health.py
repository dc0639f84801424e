"""`/healthz` is public: it reports places and numbers, never what is private."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from support.shell import Shell
from support.small_programme import SMALL
from support.web import respond
from support.writers import one_attempt

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


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Three private series are published."""
    shell = Shell(tmp_path)
    shell.write(private("third Wednesday"))
    assert shell.apply().code == 0
    return shell


def healthz(shell: Shell, text: str) -> Any:
    """The health report after an edit, and one attempt to apply it."""
    shell.write(text)
    health = Health(writer=one_attempt(shell), is_ready=True)
    return json.loads(respond(SiteApp(health), "GET", "/healthz").body)


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
    shell: Shell, caplog: pytest.LogCaptureFixture, written: str, places: list[str]
) -> None:
    """Neither the key nor the folders above are reported; the log has both."""
    report = healthz(shell, private("third Wednesday") + written)

    assert report["problems"] == [f"config/all.yaml:{place}" for place in places]
    assert report["status"] == "serving the last good state"
    assert "meet.example.org" in caplog.text
    assert f"{shell.config}/all.yaml:{places[0]}: meetings.successor" in caplog.text


def test_a_refused_plan_is_reported_without_the_series_that_it_names(
    shell: Shell, caplog: pytest.LogCaptureFixture
) -> None:
    assert healthz(shell, private("third Thursday"))["problems"] == [
        "the files were not applied; the log says why"
    ]
    assert all(id in caplog.text for id in SECRET)


def test_notices_are_counted_and_not_quoted(shell: Shell, caplog: pytest.LogCaptureFixture) -> None:
    report = healthz(shell, private("third Wednesday") + LONG_OVER)

    assert (report["waiting"], report["notices"]) == (0, 1)
    assert "takeover" not in json.dumps(report)
    assert "note: takeover" in caplog.text
