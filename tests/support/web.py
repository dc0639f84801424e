"""The HTTP server in the process of a test, and pages of which one takes its time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event, current_thread

from scheduler.publication.resource import HTML, PageVersion, Resource
from scheduler.publication.site import Site
from scheduler.web.app import RequestHeaders, SiteApp
from scheduler.web.health import Health
from scheduler.web.limits import LONGEST_ITERATION
from scheduler.web.pace import Pace
from scheduler.web.prepared.pages import NotRenderedError
from scheduler.web.response import Response
from scheduler.web.server import Server, listen

FOR_UVICORN = b"GET http://h/readyz HTTP/1.1\r\nHost: h\r\n\r\n"
"""A request whose target names the host, so that the connection leaves it to uvicorn."""
MODIFIED = datetime(2026, 11, 24, tzinfo=UTC)
Client = Callable[[tuple[str, int]], Awaitable[None]]


def served(
    client: Client,
    most: int = 1_000,
    idle: float = 0.2,
    app: SiteApp | None = None,
    longest_iteration: float = LONGEST_ITERATION,
) -> None:
    """Runs `client` beside a server of `app` that closes a connection which is idle for `idle` seconds."""

    async def run() -> None:
        listening = listen("127.0.0.1", 0)
        server = Server(app or SiteApp(Health(is_ready=True)), most, longest_iteration)
        server.config.timeout_keep_alive = idle  # type: ignore[assignment]  # any seconds will do
        serving = asyncio.create_task(server.serve_on(listening))
        try:
            async with asyncio.timeout(30):
                await client(listening.getsockname())
        finally:
            server.should_exit = True
            await serving

    with asyncio.Runner(loop_factory=Server(SiteApp(Health())).loop_factory) as runner:
        runner.run(run())


def respond(app: SiteApp, method: str, path: str, headers: RequestHeaders) -> Response:
    """The response to one request, after its page is rendered if there is one. Also beside an event loop."""

    async def run() -> Response:
        while True:
            try:
                return app.respond(method, path, headers)
            except NotRenderedError as page:
                await app.page_queue.render(page.path, Pace.NEW)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


class Pages(Mapping[str, Resource]):
    """A page at every path. The one at "first" is rendered until `first_may_end` is set, and "bad" and "stop" fail.

    Pages of one edition are the same. None is listed.
    """

    def __init__(self, edition: str | None = None, modified: datetime = MODIFIED) -> None:
        self._edition = edition or str(id(self))
        self._modified = modified
        self.rendered: list[str] = []
        self.threads: set[str] = set()
        self.has_begun = Event()
        self.first_may_end = Event()

    def __getitem__(self, path: str) -> Resource:
        name = path.strip("/")
        if name == "first":
            self.has_begun.set()
            assert self.first_may_end.wait(60)
        if name == "bad":
            raise ZeroDivisionError
        if name == "stop":
            raise StopIteration
        self.rendered.append(name)
        self.threads.add(current_thread().name)
        return Resource(status=200, type=HTML, parts=(name.encode(),), modified=self._modified)

    def version(self, path: str) -> PageVersion:
        """The version of a page."""
        return PageVersion(path + self._edition, self._modified)

    def __contains__(self, path: object) -> bool:
        return path not in ("/nothing", "/nothing/")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def site_of(pages: Pages) -> Site:
    """A site that has these pages alone."""
    return Site(revision=1, files={}, pages=pages, shortened={})


def app_with(pages: Pages) -> SiteApp:
    """An application that serves these pages."""
    app = SiteApp(Health(is_ready=True))
    app.show(site_of(pages))
    return app
