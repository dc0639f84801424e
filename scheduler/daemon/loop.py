"""The loop: keeper, watcher, jobs and server side by side, from start to SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import uvicorn

from scheduler.commands.errors import Refused
from scheduler.daemon.health import Health
from scheduler.daemon.http import SiteApp
from scheduler.daemon.jobs import scheduler_for
from scheduler.daemon.keeper import Keeper
from scheduler.daemon.watch import listen, pauses
from scheduler.publication.site import Site, build_site
from scheduler.store import Store, StoreError

log = logging.getLogger("twincal")
FOLLOW = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one daemon serves, where, and by which clock (UTC)."""

    directory: Path
    store: Store
    clock: Callable[[], datetime]
    host: str
    port: int


class _Server(uvicorn.Server):
    """Leaves signals to the loop, so that SIGTERM ends with code after it, and exit 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(settings: Settings, announce: Callable[[Site], None]) -> bool:
    """Serves until SIGTERM or SIGINT, and tells `announce` the first site; False where there was none.

    Raises Refused where the address cannot be listened on.
    """
    listening = _listen(settings)
    health = Health()
    app = SiteApp(health)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=20,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        door = _Door(app=app, server=_Server(config), listening=listening)
        return runner.run(_serve(settings, health, door, announce))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """What requests come in by."""

    app: SiteApp
    server: _Server
    listening: socket.socket


def _listen(settings: Settings) -> socket.socket:
    try:
        return socket.create_server(
            (settings.host, settings.port), family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        )
    except OSError as error:
        raise Refused(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}",
            "end what listens there, or choose another with --port",
        ) from error


async def _serve(settings: Settings, health: Health, door: _Door, announce: Callable[[Site], None]) -> bool:
    app, server = door.app, door.server
    keeper = Keeper(settings.directory, settings.store, settings.clock, health)
    await keeper.keep()
    site = await _show(settings.store, app, health)
    if site is None:
        door.listening.close()
        return False
    announce(site)
    stop = asyncio.Event()
    _stop_on_signals(stop, server)
    touched = asyncio.Event()
    jobs = scheduler_for(touched, settings.clock)
    jobs.start()
    tasks = [
        asyncio.create_task(_lasting(lambda: listen(settings.directory, stop, touched), stop)),
        asyncio.create_task(_lasting(lambda: _keep(keeper, touched, stop), stop)),
        asyncio.create_task(_lasting(lambda: _follow(settings.store, app, health, stop), stop)),
    ]
    try:
        await server.serve(sockets=[door.listening])
    finally:
        stop.set()
        jobs.shutdown(wait=False)
        await _finish(tasks)
    return True


def _stop_on_signals(stop: asyncio.Event, server: _Server) -> None:
    def end() -> None:
        stop.set()
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)


async def _finish(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _lasting(task: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Runs `task` for as long as the daemon lives: an error of ours is logged and does not end it."""
    while not stop.is_set():
        try:
            await task()
        except Exception:  # the edge: whatever it is, what is published goes on being served
            log.exception("beginning again after an error")
            await asyncio.sleep(FOLLOW)


async def _keep(keeper: Keeper, touched: asyncio.Event, stop: asyncio.Event) -> None:
    async for _ in pauses(touched, stop, keeper.takes_away):
        if not await keeper.keep_as_judged():
            log.info("waiting for the next edit, or the next look at the clock")


async def _follow(store: Store, app: SiteApp, health: Health, stop: asyncio.Event) -> None:
    """Shows each new revision, whoever wrote it."""
    while not stop.is_set():
        await asyncio.sleep(FOLLOW)
        try:
            if await asyncio.to_thread(store.revision_number) != health.revision:
                await _show(store, app, health)
        except StoreError as error:
            log.error("the store cannot be read, serving what is known: %s", error)


async def _show(store: Store, app: SiteApp, health: Health) -> Site | None:
    site = await asyncio.to_thread(_site, store)
    if site is not None:
        app.show(site)
        health.revision = site.revision
        health.is_ready = True
    return site


def _site(store: Store) -> Site | None:
    published = store.published()
    return build_site(published) if published is not None else None
