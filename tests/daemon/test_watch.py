"""Each edit below a directory is reported, whatever takes its name."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from scheduler.daemon import watch


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pauses, much shorter."""
    monkeypatch.setattr(watch, "GONE_INTERVAL", 0.02)
    monkeypatch.setattr(watch, "COMPARE_INTERVAL", 100)


STEP = 0.3
"""Seconds: longer than a burst of changes is collected before it is reported."""


@dataclass
class Watched:
    """A directory that is watched."""

    directory: Path
    changed: asyncio.Event

    async def reports(self, act: Callable[[], object]) -> None:
        """Waits until the watch reports what `act` does."""
        await self._until_quiet()
        act()
        async with asyncio.timeout(20):
            await self.changed.wait()

    async def reports_edits(self) -> None:
        """Waits until the watch reports an edit; edits again while nobody watches yet."""
        await self._until_quiet()
        async with asyncio.timeout(20):
            while not await self._is_reported():
                (self.directory / "all.yaml").write_text(f"# {time.monotonic()}\n")

    async def _until_quiet(self) -> None:
        """Waits until everything before is reported."""
        self.changed.clear()
        async with asyncio.timeout(20):
            while await self._is_reported():
                self.changed.clear()

    async def _is_reported(self) -> bool:
        try:
            await asyncio.wait_for(self.changed.wait(), STEP)
        except TimeoutError:
            return False
        return True


def watching(directory: Path, story: Callable[[Watched], Awaitable[None]]) -> None:
    """Plays what happens to `directory` while it is watched."""

    async def run() -> None:
        changed = asyncio.Event()
        watcher = asyncio.create_task(watch.watch(directory, changed))
        try:
            await story(Watched(directory, changed))
        finally:
            watcher.cancel()
            await asyncio.wait((watcher,))

    asyncio.run(run())


def moved_and_copied(directory: Path) -> None:
    old = directory.rename(directory.with_name("old"))
    shutil.copytree(old, directory)


def removed_and_made_anew(directory: Path) -> None:
    """The new one often gets the number of the old one."""
    shutil.rmtree(directory)
    directory.mkdir()


def link_swapped(directory: Path) -> None:
    """As deployments do: nothing happens in either directory."""
    link = directory if directory.is_symlink() else directory.parent
    new = link.with_name("second")
    shutil.copytree(link.resolve(), new)
    next_link = link.with_name("next")
    next_link.symlink_to(new)
    next_link.replace(link)


class TestAnotherDirectoryInItsPlace:
    """The watch follows the name."""

    @pytest.fixture
    def directory(self, tmp_path: Path) -> Path:
        """`config`, of which `linked` and `release/config` are other names."""
        real = tmp_path / "first" / "config"
        real.mkdir(parents=True)
        (tmp_path / "release").symlink_to(tmp_path / "first")
        (tmp_path / "linked").symlink_to(real)
        return real

    @pytest.mark.parametrize(
        ("name", "replace"),
        [
            pytest.param("first/config", moved_and_copied, id="moved away and copied anew"),
            pytest.param("first/config", removed_and_made_anew, id="removed and made anew"),
            pytest.param("linked", link_swapped, id="a link swapped"),
            pytest.param("release/config", link_swapped, id="a link above swapped"),
        ],
    )
    @pytest.mark.usefixtures("directory")
    def test_is_reported_and_watched_from_then_on(
        self, tmp_path: Path, name: str, replace: Callable[[Path], None]
    ) -> None:
        directory = tmp_path / name

        async def story(watched: Watched) -> None:
            await watched.reports_edits()
            await watched.reports(lambda: replace(directory))
            await watched.reports_edits()

        watching(directory, story)

    def test_is_reported_when_it_vanishes_and_when_it_comes_back(self, directory: Path) -> None:
        away = directory.with_name("away")

        async def story(watched: Watched) -> None:
            await watched.reports_edits()
            await watched.reports(lambda: directory.rename(away))
            await watched.reports(lambda: away.rename(directory))
            await watched.reports_edits()

        watching(directory, story)

    def test_is_reported_when_it_comes_only_later(self, tmp_path: Path) -> None:
        directory = tmp_path / "later"

        async def story(watched: Watched) -> None:
            await watched.reports(directory.mkdir)
            await watched.reports_edits()

        watching(directory, story)


def test_an_edit_beside_a_name_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/r\xe9union.txt"

    def edit_beside_it() -> None:
        Path(os.fsdecode(name)).touch()
        (tmp_path / "all.yaml").write_text("# edited\n")

    async def story(watched: Watched) -> None:
        await watched.reports_edits()
        await watched.reports(edit_beside_it)
        await watched.reports_edits()

    watching(tmp_path, story)


class TestFingerprint:
    def test_is_the_same_as_long_as_nobody_writes(self, tmp_path: Path) -> None:
        (tmp_path / "all.yaml").write_text("a")

        assert watch.fingerprint(tmp_path) == watch.fingerprint(tmp_path)

    @pytest.mark.parametrize("act", ["written", "added below", "removed", "a link swapped"])
    def test_is_another_after_an_edit(self, tmp_path: Path, act: str) -> None:
        real, folder = tmp_path / "real", tmp_path / "link"
        real.mkdir()
        (real / "all.yaml").write_text("a")
        folder.symlink_to(real)
        before = watch.fingerprint(folder)

        match act:
            case "written":
                (real / "all.yaml").write_text("ab")
            case "added below":
                (real / "below").mkdir()
                (real / "below/more.yaml").touch()
            case "removed":
                (real / "all.yaml").unlink()
            case _:
                link_swapped(folder)

        assert watch.fingerprint(folder) != before
