"""The application, asked in memory: what it looks up, what it renders where, and whom it tells."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.publication.feeds.resources import CALENDAR, PLAIN
from scheduler.publication.resource import HTML, Resource
from scheduler.publication.site import Site
from scheduler.web.app import SiteApp
from scheduler.web.health import Health, WriterReport
from scheduler.web.private_access import PrivateAccess

MODIFIED = datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC)
BODY = b"BEGIN:VCALENDAR\r\n" * 50
FEED = Resource(status=200, type=CALENDAR, parts=(BODY,), modified=MODIFIED, filename="sofia.ics")
GONE = Resource(status=410, type=PLAIN, parts=(b"gone\n",), modified=MODIFIED)
PATH = "/feeds/cities/sofia.ics"
MISTAKEN = WriterReport(problems=("config/a.yaml:1:1",))


def ask(app: SiteApp, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request, answered in memory."""
    status, fields, pieces = asyncio.run(answered(app, path, method, **headers))
    return status, fields, b"".join(pieces)


async def stays() -> dict[str, Any]:
    """What a client sends that has sent its request, and waits."""
    await asyncio.Event().wait()
    return {}


async def answered(
    app: SiteApp, path: str, method: str = "GET", receive: Any = stays, **headers: str
) -> tuple[int, dict[str, str], list[bytes]]:
    """One request among others: its status, headers, and the pieces of its body."""
    sent: list[dict[str, Any]] = [{"status": 0, "headers": []}]

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asked = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "http_version": "1.1", "method": method, "path": path}
    await app({**scope, "headers": [(b"host", b"localhost"), *asked]}, receive, send)
    start = sent[min(1, len(sent) - 1)]
    fields = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], fields, [message["body"] for message in sent[2:]]


class Pages(dict[str, Resource]):
    """Pages whose body is their path; "/bad" fails, and "/slow" is rendered until the test lets it end."""

    site = SimpleNamespace(languages=("en",))

    def __init__(self, *paths: str) -> None:
        super().__init__((path, html(path)) for path in paths)
        self.rendered: list[str] = []
        self.threads: set[str] = set()
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def __contains__(self, path: object) -> bool:
        self.threads.add(threading.current_thread().name)
        return super().__contains__(path)

    def __getitem__(self, path: str) -> Resource:
        if path == "/bad":
            raise ZeroDivisionError(path)
        if path == "/slow":
            self.has_begun.set()
            assert self.may_end.wait(60)
        self.rendered.append(path)
        return super().__getitem__(path)


def html(path: str) -> Resource:
    """A page."""
    return Resource(status=200, type=HTML, parts=(path.encode(),), modified=MODIFIED)


def app_with(pages: Mapping[str, Resource], files: Mapping[str, Resource] | None = None) -> SiteApp:
    """An application that serves a feed, or these files, and these pages."""
    app = SiteApp(Health(revision=3, is_ready=True))
    shown: Any = pages
    app.show(Site(files=files or {PATH: FEED}, json_feeds={}, pages=shown))
    return app


@pytest.fixture
def app() -> SiteApp:
    """A site of one feed and one retired address."""
    return app_with(Pages(), {PATH: FEED, "/feeds/cities/gone.ics": GONE})


@pytest.mark.feed_rule(58)
@pytest.mark.parametrize("path", ["/cities/sofia", PATH, "/nothing"])
def test_before_the_first_site_every_path_is_still_to_come(path: str) -> None:
    status, fields, _ = ask(SiteApp(Health()), path)

    assert (status, fields["retry-after"]) == (503, "5")


class TestPages:
    """A page is rendered when it is asked for, in a thread of its own."""

    def test_no_page_is_looked_for_or_rendered_in_the_event_loop(self) -> None:
        pages = Pages("/page")

        assert ask(app_with(pages), "/page")[::2] == (200, b"/page")
        assert ask(app_with(pages), "/nothing", accept="text/html")[0] == 404
        assert pages.rendered == ["/page"]
        assert all(name.startswith("pages") for name in pages.threads)

    def test_nothing_but_a_page_asks_which_pages_there_are(self) -> None:
        """In a large programme it takes long to list them."""
        pages = Pages("/page")
        app = app_with(pages)

        for path in (PATH, "/healthz", "/readyz", "/metrics"):
            assert ask(app, path)[0] == 200
        assert pages.threads == set()

    def test_nothing_else_waits_while_one_is_rendered_and_none_is_rendered_for_who_has_left(self) -> None:
        pages = Pages("/slow", "/page", "/left")
        app = app_with(pages)

        async def leaves() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def run() -> None:
            slow = asyncio.create_task(answered(app, "/slow"))
            assert await asyncio.to_thread(pages.has_begun.wait, 60)
            try:
                assert (await answered(app, "/left", receive=leaves))[0] == 0
                waiting = asyncio.create_task(answered(app, "/page"))
                await asyncio.sleep(0)  # no answer below waits for anything
                assert (await answered(app, PATH))[0] == 200
                assert (await answered(app, "/healthz"))[0] == 200
            finally:
                pages.may_end.set()
            assert [(await each)[2] for each in (slow, waiting)] == [[b"/slow"], [b"/page"]]

        asyncio.run(run())
        assert pages.rendered == ["/slow", "/page"]

    def test_one_that_cannot_be_rendered_is_an_error_and_feeds_are_answered(self) -> None:
        app = app_with(Pages("/bad"))

        with pytest.raises(ZeroDivisionError):
            ask(app, "/bad")
        assert app.request_counts[5] == 1
        assert ask(app, PATH)[0] == 200


@pytest.mark.feed_rule(58)
@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"if_none_match": FEED.etag}, 304),
        ({"if_none_match": '"other"'}, 200),
        ({"if_none_match": FEED.gzip_etag}, 200),
        ({"if_none_match": FEED.gzip_etag, "accept_encoding": "gzip"}, 304),
        ({"if_modified_since": "Tue, 24 Nov 2026 09:00:00 GMT"}, 304),
        ({"if_modified_since": "Mon, 23 Nov 2026 09:00:00 GMT"}, 200),
    ],
    ids=str,
)
def test_conditions_are_compared_not_only_seen(app: SiteApp, condition: dict[str, str], status: int) -> None:
    got, fields, body = ask(app, PATH, **condition)

    assert (got, body) == (status, BODY if status == 200 else b"")
    assert "etag" in fields


def test_a_long_feed_is_sent_in_pieces_so_that_a_slow_reader_holds_no_copy_of_it() -> None:
    parts = tuple(b"%d" % number * 10_000 for number in range(20))
    app = app_with(Pages(), {PATH: replace(FEED, parts=parts)})

    _, fields, pieces = asyncio.run(answered(app, PATH))

    assert b"".join(pieces) == b"".join(parts)
    assert fields["content-length"] == str(len(b"".join(parts)))
    assert max(map(len, pieces)) < 100_000


def test_other_methods_get_405_with_the_allowed_ones(app: SiteApp) -> None:
    status, fields, _ = ask(app, PATH, "POST")

    assert (status, fields["allow"]) == (405, "GET, HEAD")


def test_health_reports_the_revision_and_the_problems() -> None:
    status, _, body = ask(SiteApp(Health(revision=3, writer=MISTAKEN, is_ready=True)), "/healthz")

    assert status == 200
    assert b'"revision":3' in body
    assert b"config/a.yaml:1:1" in body


@pytest.mark.parametrize(
    ("health", "status"),
    [
        pytest.param(Health(is_ready=True), 200, id="good"),
        pytest.param(Health(), 503, id="starting"),
        pytest.param(Health(is_ready=True, writer=MISTAKEN), 503, id="a mistake in the files"),
        pytest.param(Health(is_ready=True, store_problem="gone"), 503, id="no store"),
        pytest.param(Health(is_ready=True, site_problem="broken"), 503, id="not shown"),
        pytest.param(
            Health(is_ready=True, writer=WriterReport(waiting=3, notices=2)), 200, id="something to decide"
        ),
    ],
)
def test_readyz_is_unavailable_while_the_state_is_stale_and_says_why(health: Health, status: int) -> None:
    app = SiteApp(health)

    assert ask(app, "/readyz")[0] == status
    assert ask(app, "/readyz")[2] == ask(app, "/healthz")[2]
    assert sum(app.request_counts) == 0, "a probe does not count"


def test_without_compression_nothing_is_compressed() -> None:
    app = SiteApp(Health(is_ready=True), compress=False)
    pages: Any = Pages()
    app.show(Site(files={PATH: FEED}, json_feeds={}, pages=pages))

    status, fields, body = ask(app, PATH, accept_encoding="gzip")

    assert (status, body, fields["etag"]) == (200, BODY, FEED.etag)
    assert "content-encoding" not in fields


def test_what_is_missing_is_a_page_for_browsers_in_the_language_of_its_address_and_no_cache_keeps_it() -> (
    None
):
    app = app_with(Pages("/404.html", "/bg/404.html"))
    app.private_access = PrivateAccess()
    for path in ("/nothing", "/xx/nothing", "/bg", "/private/x/cities/sofia.ics", "/bg/nothing", "/bg/a/b/c"):
        status, fields, body = ask(app, path, accept="text/html,*/*;q=0.8")

        assert (status, body) == (404, b"/bg/404.html" if path.startswith("/bg/") else b"/404.html")
        assert fields["cache-control"] == "no-store"
        assert "default-src 'self'" in fields["content-security-policy"]
        assert not {"etag", "last-modified"} & fields.keys()
        assert ask(app, path)[::2] == (404, b"There is nothing at this address.\n")


@pytest.mark.parametrize(
    ("path", "accepted", "shown"),
    [
        ("/nothing", "bg-BG,bg;q=0.9,en;q=0.8", b"/bg/404.html"),
        ("/nothing", "de, bg;q=0.5", b"/bg/404.html"),
        ("/nothing", "de,fr", b"/404.html"),
        ("/ko/nothing", "bg", b"/ko/404.html"),
    ],
)
def test_a_page_for_a_missing_address_is_in_the_language_of_the_browser(
    path: str, accepted: str, shown: bytes
) -> None:
    app = app_with(Pages("/404.html", "/bg/404.html", "/ko/404.html"))

    assert ask(app, path, accept="text/html", accept_language=accepted)[2] == shown


def test_pages_about_reach_stay_when_the_site_is_replaced(app: SiteApp) -> None:
    app.show_reach_pages({"/reach": html("/reach")})
    pages: Any = Pages()
    app.show(Site(files={PATH: FEED}, json_feeds={}, pages=pages))

    assert ask(app, "/reach")[0] == 200
    assert ask(app, "/feeds/cities/gone.ics")[0] == 404


def test_the_observer_gets_every_feed_that_was_sent_or_known_and_nothing_else(app: SiteApp) -> None:
    requests: list[tuple[str, str, bytes]] = []
    app.observer = lambda *request: requests.append(request)

    ask(app, PATH, user_agent="curl")
    ask(app, PATH, accept_encoding="gzip", if_none_match=FEED.gzip_etag)
    ask(app, PATH, if_none_match="*")
    for path, method in (
        (PATH, "HEAD"),
        (PATH, "POST"),
        ("/feeds/cities/gone.ics", "GET"),
        ("/nothing", "GET"),
    ):
        ask(app, path, method)

    assert requests == [(PATH, FEED.etag, b"curl"), (PATH, FEED.etag, b"")]
