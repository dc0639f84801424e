"""The wheel is all that an installation needs, and anybody who builds it gets the same bytes."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from support import kept_schemas
from support.daemon import Daemon
from support.waiting import PATIENCE

ROOT = Path(__file__).parent.parent
BUILDERS = (SdistBuilder, WheelBuilder)


def build(source: Path, target: Path) -> list[Path]:
    """The sdist and the wheel of the project in `source`, as `make dist` makes them."""
    return [Path(next(iter(kind(str(source)).build(directory=str(target))))) for kind in BUILDERS]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build(ROOT, tmp_path_factory.mktemp("dist"))


def test_the_wheel_holds_both_packages_and_what_they_need_only(built: list[Path]) -> None:
    names = zipfile.ZipFile(built[1]).namelist()

    release = built[1].name.removesuffix("-py3-none-any.whl")
    assert {name.split("/")[0] for name in names} == {"scheduler", "calendars", f"{release}.dist-info"}
    assert {Path(name).suffix for name in names if not name.startswith("twincal")} <= {
        ".py", ".po", ".yaml", ".typed", ".html", ".css", ".js", ".svg", ".png", ".atom", ".xml",
    }  # fmt: skip


def test_the_sdist_builds_the_same_files_at_another_time_and_place(
    built: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tarfile.open(built[0]) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.iterdir())
    (source / "PKG-INFO").unlink()  # which a checkout does not have
    for file in source.rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    monkeypatch.chdir(tmp_path)

    again = build(source, tmp_path / "again")

    assert [file.name for file in again] == [file.name for file in built]
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in built]


class Installed(Daemon):
    """The wheel in an environment of its own, where only the libraries come from that of the tests."""

    def __init__(self, wheel: Path, folder: Path) -> None:
        super().__init__(folder, now="2026-12-01T09:00:00Z")
        home = folder / "environment"
        venv.create(home)
        pip = [sys.executable, "-m", "pip", "--python", str(home / "bin/python"), "install", "--quiet"]
        subprocess.run([*pip, "--no-deps", "--no-index", "--no-compile", wheel], check=True)
        self.command = (str(home / "bin/twincal"),)
        packages = next(home.glob("lib/python*/site-packages"))
        # Python reads no .pth file in a folder that a .pth file names, so not the one of the checkout.
        (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")

    def environment(self) -> dict[str, str]:
        inherited = super().environment().items()
        return {name: value for name, value in inherited if not name.startswith("PYTHON")}

    def run(self, *words: str) -> str:
        """Returns what the installed program prints. It must succeed."""
        done = subprocess.run(
            [*self.command, *words],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


INIT = 'init config --name Pairs --host Office --city "Sofia, BG" --city "Sejong, KR"'


def test_it_runs_without_the_checkout(built: list[Path], tmp_path: Path) -> None:
    twincal = Installed(built[1], tmp_path)
    for command in (INIT, "check config", "apply config"):
        twincal.run(*shlex.split(command))
    twincal.start("--publish", "site")
    try:
        page = twincal.get("/cities/sofia")[1].decode()
        assert "Sejong" in page
        for kind in ("css", "js", "svg"):
            found = re.search(rf"/assets/[^\"]+\.{kind}", page)
            assert found is not None, kind
            assert twincal.get(found[0])[0] == 200
        assert b"BEGIN:VEVENT" in twincal.feed()
    finally:
        assert twincal.stop() == 0
    twincal.run("move", "sofia-sejong-monthly/2027-02", "11:00", "--yes", "--config", "config")
    assert "Sejong" in twincal.run("announce", "--config", "config")
    twincal.run("undo", "--yes", "--config", "config")
    twincal.run("publish", "site")
    twincal.run("store", "backup", "backup.db")
    assert "good" in twincal.run("store", "verify", "--database", "sqlite:///backup.db")
    kept_schemas.fill("0003", f"sqlite:///{tmp_path}/old.db")
    twincal.run("store", "restore", "old.db", "--replace", "--yes")
