"""Pages that are rendered before anybody asks for them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.pace import Pace
from scheduler.web.pages_in_advance import PagesInAdvance
from scheduler.web.prepared.pages import NotRenderedError, PageCache, PreparedPages
from support.web import Pages, app_with, site_of

PATHS = ("/a", "/b", "/c")


def beside_advance(app: SiteApp, client: Callable[[], Awaitable[None]]) -> None:
    """Runs `client` while pages of `app` are rendered in advance."""

    async def run() -> None:
        stop = asyncio.Event()
        advance = asyncio.create_task(PagesInAdvance(app, pause=0).run(stop))
        async with asyncio.timeout(30):
            await client()
        stop.set()
        await advance

    asyncio.run(run())


async def until(is_done: Callable[[], bool]) -> None:
    """Returns when `is_done`."""
    while not is_done():
        await asyncio.sleep(0)


def is_ready(app: SiteApp, path: str) -> bool:
    """Whether a request for a page is answered at once."""
    try:
        return app.respond("GET", path, ()).status == 200
    except NotRenderedError:
        return False


def test_the_pages_of_each_site_are_ready_before_anybody_asks() -> None:
    app = app_with(Pages(listed=PATHS))
    later = Pages(listed=PATHS)

    async def client() -> None:
        await until(lambda: is_ready(app, "/c"))
        assert all(is_ready(app, path) for path in PATHS)

        app.show(site_of(later))
        assert not is_ready(app, "/c")
        await until(lambda: is_ready(app, "/c"))
        assert later.rendered == ["a", "b", "c"]

    beside_advance(app, client)


def test_a_page_that_cannot_be_rendered_does_not_end_it() -> None:
    app = app_with(Pages(listed=("/bad", "/b")))

    async def client() -> None:
        await until(lambda: is_ready(app, "/b"))

    beside_advance(app, client)


def test_a_request_waits_for_one_of_these_pages_and_not_for_all() -> None:
    pages = Pages(listed=("/first", *PATHS))
    app = app_with(pages)

    async def client() -> None:
        await until(pages.has_begun.is_set)
        asked = asyncio.create_task(app.page_queue.render("/asked", Pace.NEW))
        await asyncio.sleep(0)
        pages.first_may_end.set()
        await asked
        await until(lambda: is_ready(app, "/c"))

    beside_advance(app, client)

    assert pages.rendered.index("asked") <= 2


def test_the_pages_of_a_site_that_is_replaced_are_left_out() -> None:
    replaced, later = Pages(listed=("/first", *PATHS)), Pages(listed=("/c",))
    app = app_with(replaced)

    async def client() -> None:
        await until(replaced.has_begun.is_set)
        app.show(site_of(later))
        replaced.first_may_end.set()
        await until(lambda: is_ready(app, "/c"))

    beside_advance(app, client)

    assert (replaced.rendered, later.rendered) == (["first"], ["c"])


def test_without_a_site_it_waits_for_one() -> None:
    app = SiteApp(Health(is_ready=True))

    async def client() -> None:
        for _ in range(3):  # it looks, and finds none
            await asyncio.sleep(0)
        app.show(site_of(Pages(listed=PATHS)))
        await until(lambda: is_ready(app, "/c"))

    beside_advance(app, client)


def test_only_the_first_pages_that_are_not_rendered_yet_are_named() -> None:
    cache = PageCache()
    pages = PreparedPages(Pages(listed=PATHS), cache)
    rendered = pages.render("/b")
    assert rendered is not None
    cache.put("/b", rendered)

    assert pages.not_rendered(3) == ["/a", "/c"]
    assert pages.not_rendered(2) == ["/a"]
