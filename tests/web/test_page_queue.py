"""The order in which pages are rendered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from typing import Any

from scheduler.publication.resource import HTML, Resource
from scheduler.publication.site import Site
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.prepared.page_queue import PageQueue
from scheduler.web.prepared.site import PreparedPages


class Pages(Mapping[str, Resource]):
    """A page at every path. The one at "first" is rendered until `others_wait`; remembers their order."""

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self.others_wait = Event()

    def __getitem__(self, path: str) -> Resource:
        if path == "first":
            assert self.others_wait.wait(60)
        self.rendered.append(path)
        return Resource(status=200, type=HTML, parts=(b"",), modified=datetime(2026, 11, 24, tzinfo=UTC))

    def __contains__(self, path: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


Ask = Callable[[str, str], Awaitable[asyncio.Task[None]]]


def rendered(within: float, session: Callable[[Ask], Awaitable[None]]) -> str:
    """The names of the pages in the order in which they are rendered, while `session` asks for them."""

    async def run() -> str:
        queue, pages = PageQueue(within), Pages()
        prepared = PreparedPages(pages)
        tasks: list[asyncio.Task[None]] = []

        async def ask(path: str, client: str) -> asyncio.Task[None]:
            tasks.append(asyncio.create_task(queue.render(prepared, path, client)))
            await asyncio.sleep(0)
            return tasks[-1]

        await session(ask)
        pages.others_wait.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return "".join(path for path in pages.rendered if path != "first")

    return asyncio.run(run())


def test_pages_are_rendered_in_the_order_of_the_requests() -> None:
    async def session(ask: Ask) -> None:
        for path in ("first", "a", "b", "c"):
            await ask(path, path)

    assert rendered(60, session) == "abc"


def test_the_newest_request_is_first_if_all_have_waited_too_long() -> None:
    async def session(ask: Ask) -> None:
        for path in ("first", "a", "b", "c"):
            await ask(path, path)

    assert rendered(-1, session) == "cba"


def test_clients_that_ask_often_wait_for_one_new_client_each() -> None:
    async def session(ask: Ask) -> None:
        await (await ask("A", "often"))
        await ask("first", "other")
        for path in ("B", "C", "D"):
            await ask(path, "often")
        for path in ("e", "f", "g"):
            await ask(path, path)

    assert rendered(60, session) == "ABeCfDg"


def test_a_request_that_is_cancelled_leaves_the_queue() -> None:
    async def session(ask: Ask) -> None:
        await ask("first", "first")
        leaving = await ask("a", "a")
        await ask("b", "b")
        leaving.cancel()

    assert rendered(60, session) == "b"


def test_a_request_that_is_cancelled_while_its_page_is_rendered_makes_room_for_the_next() -> None:
    async def session(ask: Ask) -> None:
        leaving = await ask("first", "first")
        await ask("a", "a")
        leaving.cancel()

    assert rendered(60, session) == "a"


def test_a_page_is_not_rendered_for_a_client_that_has_left() -> None:
    pages = Pages()
    left = asyncio.Event()

    async def request(path: str, receive: Callable[[], Awaitable[Any]]) -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "http_version": "1.1", "method": "GET", "path": path, "client": None}
        await app({**scope, "headers": [(b"host", b"localhost")]}, receive, send)
        return sent

    async def stays() -> Any:
        await asyncio.Event().wait()

    async def leaves() -> dict[str, str]:
        await left.wait()
        return {"type": "http.disconnect"}

    async def run() -> tuple[list[Any], list[Any]]:
        first = asyncio.create_task(request("first", stays))
        second = asyncio.create_task(request("second", leaves))
        await asyncio.sleep(0.01)
        left.set()
        answers = await second
        pages.others_wait.set()
        return answers, await first

    app = SiteApp(Health(is_ready=True))
    shown: Any = pages
    app.show(Site(revision=1, files={}, pages=shown, shortened={}))
    answers, first_answers = asyncio.run(run())

    assert not answers
    assert first_answers[0]["status"] == 200
    assert pages.rendered == ["first"]


def test_pages_are_rendered_while_all_other_threads_are_at_work() -> None:
    """The daemon needs those threads to apply edits and to keep its lock, whatever clients ask for."""
    pages = Pages()

    async def run() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        working = asyncio.create_task(asyncio.to_thread(pages.others_wait.wait, 60))
        await asyncio.wait_for(PageQueue().render(PreparedPages(pages), "page", "client"), 60)
        pages.others_wait.set()
        assert await working

    asyncio.run(run())
