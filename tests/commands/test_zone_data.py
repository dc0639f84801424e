"""Commands take the names of zones and their clocks from one release of zone data, the newest, and name it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tzdata

from scheduler.store import open_store
from support.small_programme import small
from support.zone_data import machine_files

CALGARY = small(
    ("  sofia:\n    name: Sofia\n    country: BG\n", "  calgary:\n    name: Calgary\n    country: CA\n"),
    ("timezone: Europe/Sofia", "timezone: America/Edmonton"),
    ("  sofia-sejong:\n    cities:\n      - sofia\n", "  calgary-sejong:\n    cities:\n      - calgary\n"),
    ("pair: sofia-sejong", "pair: calgary-sejong"),
    ('at: "10:00"\n    clock: sofia', 'at: "09:00"\n    clock: calgary'),
)
"""A meeting on each third Wednesday, at 09:00 in Calgary, which has no winter time any more."""


class Machine:
    """A folder with a programme, and the zone files of a machine; None for those of this one."""

    def __init__(self, folder: Path, zones: str | None) -> None:
        self.folder, self.zones = folder, zones
        self.url = f"sqlite:///{folder}/t.db"
        self.write(CALGARY)

    def write(self, text: str) -> None:
        (self.folder / "config").mkdir(parents=True, exist_ok=True)
        (self.folder / "config/all.yaml").write_text(text, encoding="utf-8")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One run of `twincal` in a process of its own."""
        environment = {
            **os.environ,
            "TWINCAL_NOW": "2026-11-24T09:00:00Z",
            "TWINCAL_DATABASE": self.url,
            **({} if self.zones is None else {"PYTHONTZPATH": self.zones}),
        }
        command = [sys.executable, "-m", "scheduler.cli", *words]
        return subprocess.run(command, env=environment, cwd=self.folder, capture_output=True, text=True)

    def state(self) -> tuple[str, datetime]:
        """The release of the last revision, and when the meeting of December begins."""
        assert self.run("apply", "config").returncode == 0
        with closing(open_store(self.url)) as store:
            (december,) = (
                each for each in store.state().occurrences.values() if each.occurrence.key == "2026-12"
            )
            return store.history()[0].sources.tzdata, december.occurrence.timing.begin_utc


@pytest.fixture
def machine(tmp_path: Path) -> Callable[[str | None], Machine]:
    """Makes a machine whose zone files name this release; its Edmonton has the clocks of Tokyo."""

    def made(release: str | None) -> Machine:
        zones = machine_files(tmp_path / "zones", release and f"# version {release}\n")
        return Machine(tmp_path / "machine", str(zones))

    return made


@pytest.mark.parametrize("release", [pytest.param("2026a", id="older"), pytest.param(None, id="unknown")])
def test_the_package_is_published_where_the_machine_is_not_newer(
    machine: Callable[[str | None], Machine], release: str | None
) -> None:
    behind = machine(release)

    assert behind.state() == (tzdata.IANA_VERSION, datetime(2026, 12, 16, 15, tzinfo=UTC))
    assert (
        f"time-zone data {tzdata.IANA_VERSION} of the package tzdata\n"
        in behind.run("doctor", "config").stdout
    )
    assert f"made from tzdata {tzdata.IANA_VERSION}, " in behind.run("history", "--digests").stdout


def test_newer_zone_files_of_the_machine_are_published(machine: Callable[[str | None], Machine]) -> None:
    ahead = machine("2098c")

    assert ahead.state() == ("2098c", datetime(2026, 12, 16, 0, tzinfo=UTC))
    assert f"time-zone data 2098c in {ahead.zones}\n" in ahead.run("doctor", "config").stdout
    assert "made from tzdata 2098c, " in ahead.run("history", "--digests").stdout


@pytest.mark.parametrize(
    ("release", "code"), [pytest.param("2026a", 1, id="older"), pytest.param("2098c", 0, id="newer")]
)
def test_names_of_zones_come_from_the_data_of_the_clocks(
    machine: Callable[[str | None], Machine], release: str, code: int
) -> None:
    """Only the files of the machine have a zone America/Calgary."""
    named = machine(release)
    named.write(CALGARY.replace("America/Edmonton", "America/Calgary"))

    assert named.run("check", "config").returncode == code
