"""An edit is applied when whoever edits has put the pen down, never half of it."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.base import BaseTrigger

from scheduler.daemon import jobs, watch


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pauses, much shorter."""
    monkeypatch.setattr(watch, "QUIET", 0.02)
    monkeypatch.setattr(watch, "QUIET_BEFORE_LOSS", 0.05)
    monkeypatch.setattr(watch, "GONE_PAUSE", 0.02)
    monkeypatch.setattr(watch, "LOOK", 100)


def play(judge: Callable[[asyncio.Event], Callable[[], Awaitable[bool]]], touches: int = 1) -> list[str]:
    """What happens after an edit, until there is a pause: each judgement and the end."""
    story: list[str] = []

    async def run() -> None:
        touched, stop = asyncio.Event(), asyncio.Event()
        asked = judge(touched)

        async def takes_away() -> bool:
            loss = await asked()
            story.append("loss" if loss else "no loss")
            return loss

        for _ in range(touches):
            touched.set()
        async with asyncio.timeout(5):
            async for _ in watch.pauses(touched, stop, takes_away):
                story.append("pause")
                return

    asyncio.run(run())
    return story


def test_an_edit_that_takes_nothing_away_settles_after_one_look() -> None:
    async def no_loss() -> bool:
        return False

    assert play(lambda _: no_loss) == ["no loss", "pause"]


def test_many_touches_of_one_burst_are_one_edit() -> None:
    async def no_loss() -> bool:
        return False

    assert play(lambda _: no_loss, touches=3) == ["no loss", "pause"]


@pytest.mark.parametrize("first", [True, False], ids=["loss", "no loss"])
def test_an_edit_while_it_is_judged_begins_anew(first: bool) -> None:
    def judge(touched: asyncio.Event) -> Callable[[], Awaitable[bool]]:
        answers = iter([first, False])

        async def takes_away() -> bool:
            answer = next(answers)
            if answer is first and not touched.is_set() and not judged:
                judged.append(True)
                touched.set()
            return answer

        judged: list[bool] = []
        return takes_away

    assert play(judge) == ["loss" if first else "no loss", "no loss", "pause"]


def test_a_loss_waits_longer_and_then_settles() -> None:
    async def loss() -> bool:
        return True

    assert play(lambda _: loss) == ["loss", "pause"]


@dataclass
class Watched:
    """A directory that is listened to."""

    directory: Path
    touched: asyncio.Event

    async def tells(self, act: Callable[[], object]) -> None:
        """Waits until what is done has been told."""
        await asyncio.sleep(0.3)  # what was done before has been told by now
        self.touched.clear()
        act()
        async with asyncio.timeout(20):
            await self.touched.wait()

    async def tells_edits(self) -> None:
        """An edit is told, as soon as somebody listens."""
        await asyncio.sleep(0.3)
        self.touched.clear()
        async with asyncio.timeout(20):
            while not self.touched.is_set():
                (self.directory / "all.yaml").write_text(f"# {time.monotonic()}\n")
                await asyncio.sleep(0.3)


def listening(directory: Path, story: Callable[[Watched], Awaitable[None]]) -> None:
    """Plays what happens to `directory` while it is listened to."""

    async def run() -> None:
        stop, touched = asyncio.Event(), asyncio.Event()
        listener = asyncio.create_task(watch.watch(directory, stop, touched))
        try:
            await story(Watched(directory, touched))
        finally:
            stop.set()
            await listener

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
    def test_is_told_and_watched_from_then_on(
        self, tmp_path: Path, name: str, replace: Callable[[Path], None]
    ) -> None:
        directory = tmp_path / name

        async def story(watched: Watched) -> None:
            await watched.tells_edits()
            await watched.tells(lambda: replace(directory))
            await watched.tells_edits()

        listening(directory, story)

    def test_is_told_when_it_vanishes_and_when_it_comes_back(self, directory: Path) -> None:
        away = directory.with_name("away")

        async def story(watched: Watched) -> None:
            await watched.tells_edits()
            await watched.tells(lambda: directory.rename(away))
            await watched.tells(lambda: away.rename(directory))
            await watched.tells_edits()

        listening(directory, story)

    def test_is_told_when_it_comes_only_later(self, tmp_path: Path) -> None:
        directory = tmp_path / "later"

        async def story(watched: Watched) -> None:
            await watched.tells(directory.mkdir)
            await watched.tells_edits()

        listening(directory, story)


@pytest.mark.parametrize(
    ("job", "anew"),
    [pytest.param(jobs.look, False, id="window"), pytest.param(jobs.look_anew, True, id="data")],
)
def test_a_job_touches_and_only_the_daily_one_has_zones_read_from_disk_again(
    job: Callable[[asyncio.Event], Awaitable[None]], anew: bool
) -> None:
    """A zone that is known is the same object until it is forgotten."""
    known = ZoneInfo("Europe/Sofia")

    async def run() -> bool:
        touched = asyncio.Event()
        await job(touched)
        return touched.is_set()

    assert asyncio.run(run())
    assert (ZoneInfo("Europe/Sofia") is not known) is anew


@pytest.mark.parametrize("name", ["window", "data"])
def test_a_job_that_is_late_is_run_once_and_not_dropped(
    name: str,
) -> None:
    """As after the machine has slept for two hours, through several of its hours."""

    async def run() -> int:
        touched = Touches()
        planned = jobs.scheduler_for(touched, lambda: datetime(2026, 12, 1, tzinfo=UTC))
        planned.start(paused=True)
        now = datetime.now(UTC)
        for job in planned.get_jobs():
            if job.id == name:
                job.modify(next_run_time=now - timedelta(hours=2), trigger=EverySoOften(now))
            else:
                job.remove()
        planned.resume()
        try:
            async with asyncio.timeout(5):
                await touched.wait()
                await asyncio.sleep(0)
        finally:
            planned.shutdown(wait=False)
        return touched.count

    assert asyncio.run(run()) == 1


class Touches(asyncio.Event):
    """Counts how often it was touched."""

    count = 0

    def set(self) -> None:
        self.count += 1
        super().set()


class EverySoOften(BaseTrigger):  # type: ignore[misc]
    """Every half an hour until the last time before `now`, then an hour later."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:  # noqa: ARG002
        following = (previous or self._now) + timedelta(minutes=30)
        return following if following < self._now else self._now + timedelta(hours=1)


@pytest.mark.parametrize(
    ("job", "clock", "waits"),
    [
        pytest.param("window", "2026-11-30T23:59:59", timedelta(seconds=6), id="a-month-ends"),
        pytest.param("window", "2026-12-01T00:00:05", timedelta(hours=1), id="it-has-just-struck"),
        pytest.param("window", "2026-12-01T00:00:05.25", timedelta(hours=1, seconds=-0.25), id="and-is-over"),
        pytest.param("data", "2026-12-01T03:29:00", timedelta(minutes=1), id="the-data-of-the-day"),
    ],
)
def test_jobs_follow_the_clock_of_the_run_wherever_the_real_one_stands(
    job: str, clock: str, waits: timedelta
) -> None:
    """The real instant of a job is as far away as the run's clock is from its hour."""
    real = datetime(2031, 5, 4, 12, 34, 56, tzinfo=UTC)
    moment = datetime.fromisoformat(clock).replace(tzinfo=UTC)
    planned = {one.id: one for one in jobs.scheduler_for(asyncio.Event(), lambda: moment).get_jobs()}

    assert planned[job].trigger.get_next_fire_time(None, real) == real + waits


def test_a_job_whose_hour_was_found_by_a_clock_ahead_is_planned_anew() -> None:
    """Its waiting is over in thirty years; that of the others stays as it is."""

    async def run() -> tuple[datetime, datetime, datetime]:
        running = jobs.scheduler_for(asyncio.Event(), lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
        running.start()
        try:
            jobs.plan_anew(running, datetime.now(UTC))
            kept = running.get_job("data").next_run_time
            running.get_job("window").modify(next_run_time=datetime(2056, 11, 24, 10, tzinfo=UTC))
            jobs.plan_anew(running, datetime.now(UTC))
            return running.get_job("window").next_run_time, running.get_job("data").next_run_time, kept
        finally:
            running.shutdown(wait=False)

    window, data, kept = asyncio.run(run())

    assert window < datetime.now(UTC) + timedelta(hours=1, minutes=1)
    assert data == kept


def test_the_window_job_touches_when_the_clock_of_the_run_passes_a_month_start() -> None:
    async def run() -> bool:
        begun, mark = datetime(2026, 12, 1, 0, 0, 4, 900_000, tzinfo=UTC), time.monotonic()
        touched = asyncio.Event()
        running = jobs.scheduler_for(touched, lambda: begun + timedelta(seconds=time.monotonic() - mark))
        running.start()
        try:
            async with asyncio.timeout(5):
                await touched.wait()
        finally:
            running.shutdown(wait=False)
        return touched.is_set()

    assert asyncio.run(run())
