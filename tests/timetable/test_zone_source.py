"""A process reads the machine's zone files or the package tzdata, whichever is newer, and names the release."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tzdata

from support.zone_data import machine_files

PROGRAM = """
from datetime import datetime
from zoneinfo import ZoneInfo
from scheduler.configuration.vocabulary.zones import zones
from scheduler.timetable.zone_source import tzdata_version, use_newest_zone_data, zone_folder
ZoneInfo("America/Edmonton")
use_newest_zone_data()
hours = datetime(2026, 12, 16, 9, tzinfo=ZoneInfo("America/Edmonton")).utcoffset().total_seconds() / 3600
print(tzdata_version(), zone_folder(), hours, "America/Calgary" in zones())
"""
OF_PACKAGE = f"{tzdata.IANA_VERSION} None -6.0 False"


def choice(path: str) -> str:
    """Release and folder that a process uses, its hours from UTC in Edmonton, and whether it knows Calgary."""
    environment = os.environ | {"PYTHONTZPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("release", "file"),
    [
        pytest.param("# version 2026a\n", "tzdata.zi", id="older"),
        pytest.param("2026a\n", "+VERSION", id="older-by-the-other-file"),
        pytest.param(f"# version {tzdata.IANA_VERSION}\n", "tzdata.zi", id="equal"),
        pytest.param(None, "", id="no-file-says"),
        pytest.param("# version \xe9\xff\n", "tzdata.zi", id="not-UTF-8"),
    ],
)
def test_the_package_is_used_unless_the_files_of_the_machine_are_newer(
    tmp_path: Path, release: str | None, file: str
) -> None:
    folder = machine_files(tmp_path / "zones", release, file)

    assert choice(str(folder)) == OF_PACKAGE


@pytest.mark.parametrize(
    ("release", "file"),
    [
        pytest.param("# version 2098c\n# redo posix_only\n", "tzdata.zi", id="tzdata.zi"),
        pytest.param("2098c\n", "+VERSION", id="+VERSION"),
    ],
)
def test_newer_files_of_the_machine_are_used(tmp_path: Path, release: str, file: str) -> None:
    folder = machine_files(tmp_path / "zones", release, file)

    assert choice(f"{tmp_path}/none:{folder}") == f"2098c {folder} 9.0 True"


def test_without_files_of_the_machine_the_package_is_used(tmp_path: Path) -> None:
    assert choice("") == choice(str(tmp_path / "none")) == OF_PACKAGE


def test_a_newer_folder_gets_from_the_package_what_it_lacks(tmp_path: Path) -> None:
    folder = machine_files(tmp_path / "zones", "2098c\n", "+VERSION")
    (folder / "zone.tab").unlink()
    (folder / "Asia/Seoul").unlink()

    assert choice(str(folder)) == f"2098c {folder} 9.0 False"
