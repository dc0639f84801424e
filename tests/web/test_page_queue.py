"""The order in which pages are rendered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from scheduler.web.connections.pace import Pace
from scheduler.web.prepared.page_queue import PageQueue
from scheduler.web.prepared.site import PreparedPages
from support.web import Pages

Ask = Callable[[str, Pace], Awaitable[asyncio.Task[None]]]


def rendered(session: Callable[[Ask], Awaitable[None]]) -> str:
    """The names of the pages in the order in which they are rendered, while `session` asks for them."""

    async def run() -> str:
        pages = Pages()
        prepared = PreparedPages(pages)
        queue = PageQueue(lambda _path: prepared)
        tasks: list[asyncio.Task[None]] = []

        async def ask(path: str, pace: Pace) -> asyncio.Task[None]:
            tasks.append(asyncio.create_task(queue.render(path, pace)))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            return tasks[-1]

        await session(ask)
        pages.others_wait.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return "".join(path for path in pages.rendered if path != "first")

    return asyncio.run(run())


@pytest.mark.parametrize("pace", Pace)
def test_the_newest_request_is_served_first(pace: Pace) -> None:
    async def session(ask: Ask) -> None:
        for path in ("first", "a", "b", "c"):
            await ask(path, pace)

    assert rendered(session) == "cba"


def test_clients_that_ask_often_and_others_are_served_in_turn() -> None:
    async def session(ask: Ask) -> None:
        await ask("first", Pace.OFTEN)
        for path in ("A", "B", "C"):
            await ask(path, Pace.OFTEN)
        for path in ("e", "f"):
            await ask(path, Pace.SELDOM)

    assert rendered(session) == "fCeBA"


def test_a_page_that_several_clients_want_is_rendered_once() -> None:
    async def session(ask: Ask) -> None:
        for path in ("first", "a", "a", "b", "a"):
            await ask(path, Pace.SELDOM)

    assert rendered(session) == "ab"


def test_an_error_belongs_to_its_request() -> None:
    async def run() -> tuple[BaseException | None, BaseException | None]:
        pages = Pages()
        prepared = PreparedPages(pages)
        queue = PageQueue(lambda _path: prepared)
        tasks = [asyncio.create_task(queue.render(path, Pace.SELDOM)) for path in ("a", "bad")]
        await asyncio.wait(tasks)
        return tasks[0].exception(), tasks[1].exception()

    good, bad = asyncio.run(run())

    assert good is None
    assert isinstance(bad, ZeroDivisionError)


def test_a_request_that_is_cancelled_leaves_the_queue() -> None:
    async def session(ask: Ask) -> None:
        await ask("first", Pace.SELDOM)
        leaving = await ask("a", Pace.SELDOM)
        await ask("b", Pace.SELDOM)
        leaving.cancel()

    assert rendered(session) == "b"


def test_a_request_that_is_cancelled_while_its_page_is_rendered_makes_room_for_the_next() -> None:
    async def session(ask: Ask) -> None:
        leaving = await ask("first", Pace.SELDOM)
        await ask("a", Pace.SELDOM)
        leaving.cancel()

    assert rendered(session) == "a"


def test_pages_are_rendered_while_all_other_threads_are_at_work() -> None:
    """The daemon needs those threads to apply edits and to keep its lock, whatever clients ask for."""
    pages = Pages()
    prepared = PreparedPages(pages)

    async def run() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        working = asyncio.create_task(asyncio.to_thread(pages.others_wait.wait, 60))
        await asyncio.wait_for(PageQueue(lambda _path: prepared).render("page", Pace.SELDOM), 60)
        pages.others_wait.set()
        assert await working

    asyncio.run(run())
