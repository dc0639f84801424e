"""The order in which pages are rendered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from scheduler.web.pace import Pace
from scheduler.web.page_queue import PageQueue
from scheduler.web.prepared.pages import PageCache, PreparedPages
from support.web import Pages

Ask = Callable[[str, Pace], Awaitable[asyncio.Task[None]]]


def rendered(asking: Callable[[Ask], Awaitable[None]]) -> str:
    """The names of the pages in the order in which they are rendered, while `asking` asks for them."""

    async def run() -> str:
        pages = Pages()
        cache = PageCache()
        prepared = PreparedPages(pages, cache)
        queue = PageQueue(lambda _path: prepared, cache)
        tasks: list[asyncio.Task[None]] = []

        async def ask(path: str, pace: Pace) -> asyncio.Task[None]:
            tasks.append(asyncio.create_task(queue.render(path, pace)))
            await asyncio.sleep(0)  # the request stands in line
            await asyncio.sleep(0)  # the queue begins with it
            return tasks[-1]

        await asking(ask)
        pages.first_may_end.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return "".join(path for path in pages.rendered if path != "first")

    return asyncio.run(run())


@pytest.mark.parametrize("pace", Pace)
def test_the_newest_and_the_oldest_are_rendered_in_turn(pace: Pace) -> None:
    """So no client waits for ever, however many come after it."""

    async def asking(ask: Ask) -> None:
        for path in ("first", "a", "b", "c", "d"):
            await ask(path, pace)

    assert rendered(asking) == "adbc"


def test_one_page_of_each_pace_is_rendered_in_turn() -> None:
    async def asking(ask: Ask) -> None:
        await ask("first", Pace.OFTEN)
        for path in "ABCDE":
            await ask(path, Pace.OFTEN)
        for path, pace in zip("nsfp", Pace, strict=False):
            await ask(path, pace)
        await ask("t", Pace.SELDOM)

    order = rendered(asking)

    assert set("nfp") < set(order[:5])
    assert len(set("st") & set(order[:5])) == len(set("ABCDE") & set(order[:5])) == 1
    assert len(set("st") & set(order[5:7])) == 1


def test_all_that_want_a_page_go_on_when_it_is_ready() -> None:
    async def asking(ask: Ask) -> None:
        tasks = [await ask(path, Pace.NEW) for path in ("first", "a", "b", "c", "d", "b")]
        for task in (tasks[1], tasks[3], tasks[4]):
            task.cancel()
        await ask("b", Pace.OFTEN)

    assert rendered(asking) == "b"


def test_an_error_belongs_to_its_request() -> None:
    async def run() -> tuple[BaseException | None, ...]:
        pages = Pages()
        cache = PageCache()
        prepared = PreparedPages(pages, cache)
        queue = PageQueue(lambda _path: prepared, cache)
        tasks = [asyncio.create_task(queue.render(path, Pace.SELDOM)) for path in ("a", "bad", "stop")]
        await asyncio.wait(tasks)
        return tuple(task.exception() for task in tasks)

    good, bad, stop = asyncio.run(run())

    assert good is None
    assert isinstance(bad, ZeroDivisionError)
    assert "StopIteration" in str(stop)  # no task can raise the error itself


def test_a_request_that_is_cancelled_leaves_the_queue() -> None:
    async def asking(ask: Ask) -> None:
        await ask("first", Pace.SELDOM)
        leaving = await ask("a", Pace.SELDOM)
        await ask("b", Pace.SELDOM)
        leaving.cancel()

    assert rendered(asking) == "b"


def test_a_request_that_is_cancelled_while_its_page_is_rendered_makes_room_for_the_next() -> None:
    async def asking(ask: Ask) -> None:
        leaving = await ask("first", Pace.SELDOM)
        await ask("a", Pace.SELDOM)
        leaving.cancel()

    assert rendered(asking) == "a"


def test_pages_are_rendered_while_all_other_threads_are_at_work() -> None:
    """The daemon needs those threads to apply edits and to keep its lock, whatever clients ask for."""
    cache = PageCache()
    prepared = PreparedPages(Pages(), cache)
    may_end = Event()

    async def run() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        working = asyncio.create_task(asyncio.to_thread(may_end.wait, 60))
        await asyncio.wait_for(PageQueue(lambda _path: prepared, cache).render("page", Pace.SELDOM), 60)
        may_end.set()
        assert await working

    asyncio.run(run())
