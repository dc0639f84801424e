"""The loop: keeper, follower, watcher, jobs and server side by side, from start to SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.daemon.follow import Follower
from scheduler.daemon.jobs import scheduler_for, wind
from scheduler.daemon.keep import Keeper
from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.static_files import AGAIN, StaticFiles
from scheduler.daemon.supervise import supervise
from scheduler.daemon.watch import pauses, watch
from scheduler.publication.site import Site
from scheduler.store import Store, StoreError
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private import SHUT_WITHIN, PrivateAccess, attend
from scheduler.web.server import Server, listen

log = logging.getLogger("twincal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one daemon serves, where, and by which clock (UTC).

    `folder` is where static files of the site are written as well; without `packed` nothing is compressed.
    """

    directory: Path
    store: Store
    clock: Callable[[], datetime]
    host: str
    port: int
    folder: Path | None = None
    packed: bool = True


def run(settings: Settings, announce: Callable[[Site], None]) -> bool:
    """Serves until SIGTERM or SIGINT, and tells `announce` the first site; False where there was none.

    Raises Refused where the address cannot be listened on.
    """
    listening = listen(settings.host, settings.port)
    health = Health()
    app = SiteApp(health, packed=settings.packed)
    server = Server(app)
    with asyncio.Runner(loop_factory=server.loop_factory) as runner:
        door = _Door(app=app, server=server, listening=listening)
        return runner.run(_serve(settings, health, door, announce))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """What requests come in by."""

    app: SiteApp
    server: Server
    listening: socket.socket


async def _serve(settings: Settings, health: Health, door: _Door, announce: Callable[[Site], None]) -> bool:
    stop, touched = asyncio.Event(), asyncio.Event()
    _stop_on_signals(stop, door.server)
    outlet = StaticFiles(settings.folder, health)
    register = PollRegister(settings.store, settings.clock, door.app.show_beside)
    door.app.observe = register.observe
    follower = Follower(settings.store, door.app, health, outlet, register)
    keeper = Keeper(settings.directory, settings.store, settings.clock, health)
    doors = PrivateAccess(packed=settings.packed)
    serving = asyncio.create_task(door.server.serve(sockets=[door.listening]))
    attending = asyncio.create_task(
        supervise(lambda: attend(doors, settings.store, door.app, stop), stop, longest=SHUT_WITHIN)
    )
    # From the start, or what is edited after the first attempt has read it would wait for the next hour.
    listening = asyncio.create_task(supervise(lambda: watch(settings.directory, stop, touched), stop))
    site = None
    try:
        site = await _first(follower, keeper)
    finally:
        if site is None:
            door.server.should_exit = True
            await serving
    if site is None:
        return False
    announce(site)
    jobs = scheduler_for(touched, settings.clock)
    jobs.start()
    tasks = [
        attending,
        listening,
        asyncio.create_task(supervise(lambda: _keep(keeper, touched, stop), stop)),
        asyncio.create_task(supervise(lambda: follower.follow(stop), stop)),
        asyncio.create_task(supervise(lambda: outlet.run(stop), stop)),
        asyncio.create_task(supervise(lambda: register.keep(stop), stop)),
        asyncio.create_task(supervise(lambda: wind(jobs, stop), stop)),
    ]
    try:
        await serving
    finally:
        stop.set()
        jobs.shutdown(wait=False)
        await _finish(tasks)
        await register.flush()
    return True


async def _first(follower: Follower, keeper: Keeper) -> Site | None:
    """What is stored is shown at once, and the configuration applied while it is being read.

    None where nothing is published. An error is raised only where nothing could be shown: where anything is,
    it goes on being served.
    """
    try:
        await follower.catch_up()
    except StoreError:
        pass  # the keeper meets it again, and says so
    except Exception:  # what the configuration asks for may be shown all the same
        log.exception("what is stored cannot be shown")
    await keeper.keep()
    return await follower.catch_up()


def _stop_on_signals(stop: asyncio.Event, server: Server) -> None:
    def end() -> None:
        stop.set()
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)


async def _finish(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _keep(keeper: Keeper, touched: asyncio.Event, stop: asyncio.Event) -> None:
    async for _ in pauses(touched, stop, keeper.takes_away):
        if await keeper.keep_as_judged():
            continue
        if keeper.store_failed:
            asyncio.get_running_loop().call_later(AGAIN, touched.set)
            log.info("trying again in %d s", AGAIN)
        else:
            log.info("waiting for the next edit, or the next look at the clock")
