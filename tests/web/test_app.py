"""The application, asked in memory: validators, encodings, methods (RFC 9110 sections 8, 12, 13)."""

from __future__ import annotations

import asyncio
import gzip
import threading
import tracemalloc
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from scheduler.publication.feeds.resources import CALENDAR, PLAIN
from scheduler.publication.resource import HTML, PageVersion, Resource
from scheduler.publication.site import Site
from scheduler.web import app as app_module
from scheduler.web.app import SiteApp
from scheduler.web.clients import client_family
from scheduler.web.health import Health
from scheduler.web.prepared.pages import PageCache
from scheduler.web.prepared.resources import prepare
from scheduler.web.private_access import PrivateAccess

MODIFIED = datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC)
BODY = b"BEGIN:VCALENDAR\r\n" * 50
FEED = Resource(status=200, type=CALENDAR, parts=(BODY,), modified=MODIFIED, filename="sofia.ics")
GONE = Resource(status=410, type=PLAIN, parts=(b"gone\n",), modified=MODIFIED)
PATH = "/feeds/cities/sofia.ics"


Answer = tuple[int, dict[str, str], bytes]


def ask(app: SiteApp, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request, answered in memory."""
    return asyncio.run(answered(app, path, method, **headers))


async def answered(app: SiteApp, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request among others."""
    sent: list[dict[str, Any]] = []

    async def receive() -> None:
        await asyncio.Event().wait()  # no body comes, and the client stays

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [
            (b"host", b"localhost"),
            *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    await app(scope, receive, send)
    fields = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], fields, b"".join(message.get("body", b"") for message in sent[1:])


class Pages(Mapping[str, Resource]):
    """Pages whose body is their path; remembers which were read, and in which threads pages were looked for."""

    def __init__(self, count: int) -> None:
        self.paths = [f"/page-{number}" for number in range(count)]
        self.read: list[str] = []
        self.threads: set[str] = set()

    def __getitem__(self, path: str) -> Resource:
        self.read.append(path)
        self.threads.add(threading.current_thread().name)
        return Resource(status=200, type=HTML, parts=(path.encode(),), modified=MODIFIED)

    def version(self, path: str) -> PageVersion:
        """The version of a page."""
        return PageVersion(path, MODIFIED)

    def __contains__(self, path: object) -> bool:
        self.threads.add(threading.current_thread().name)
        return path in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


class BrokenPages(Pages):
    """Pages whose templates fail."""

    def __getitem__(self, path: str) -> Resource:
        raise ZeroDivisionError(path)


class SlowPages(Pages):
    """Pages that are rendered until the test lets them end."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.started, self.may_end = threading.Event(), threading.Event()

    def __getitem__(self, path: str) -> Resource:
        self.started.set()
        assert self.may_end.wait(60)
        return super().__getitem__(path)


class FixedPages(dict[str, Resource]):
    """Pages that are rendered already."""

    def version(self, path: str) -> PageVersion:
        """The version of a page."""
        return PageVersion(self[path].etag, self[path].modified)


def site(files: Mapping[str, Resource] | None = None, pages: Mapping[str, Resource] | None = None) -> Site:
    """A site of one feed, or of these files, and of these pages."""
    shown: Any = FixedPages() if pages is None else pages
    return Site(revision=4, files=files or {PATH: FEED}, pages=shown, shortened={})


@pytest.fixture
def app() -> SiteApp:
    """A site of one feed and one retired address."""
    app = SiteApp(Health(revision=3, is_ready=True))
    app.show(site(files={PATH: FEED, "/feeds/cities/gone.ics": GONE}))
    return app


def test_before_the_first_site_every_path_is_still_to_come() -> None:
    status, fields, _ = ask(SiteApp(Health()), "/cities/sofia")

    assert (status, fields["retry-after"]) == (503, "5")


class TestPages:
    """A page is rendered by the first request for it."""

    def test_a_page_is_read_once_and_only_if_it_is_asked_for(self) -> None:
        pages = Pages(count=3)
        app = SiteApp(Health())
        app.show(site(pages=pages))

        answers = [ask(app, path)[2] for path in ("/page-1", PATH, "/page-1", "/page-2")]

        assert answers == [b"/page-1", BODY, b"/page-1", b"/page-2"]
        assert pages.read == ["/page-1", "/page-2"]

    def test_the_pages_that_were_asked_for_first_are_forgotten_if_there_are_too_many(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(app_module, "PageCache", partial(PageCache, most=20_000))
        pages = Pages(count=10)
        app = SiteApp(Health())
        app.show(site(pages=pages))
        first, *others = pages

        for path in others:
            for asked in (first, path):
                assert ask(app, asked)[0] == 200
        assert pages.read == [first, *others]

        for path in others:
            assert ask(app, path)[0] == 200
        assert len(pages.read) > len(pages)

    def test_over_http_it_is_rendered_outside_the_loop(self) -> None:
        pages = Pages(count=1)
        app = SiteApp(Health())
        app.show(site(pages=pages))

        assert ask(app, "/page-0")[2] == b"/page-0"
        assert pages.threads
        assert threading.main_thread().name not in pages.threads

    def test_nothing_else_waits_while_a_page_is_rendered(self) -> None:
        pages = SlowPages(count=2)
        app = SiteApp(Health(is_ready=True))
        app.show(site(pages=pages))

        async def run() -> None:
            rendering = asyncio.create_task(answered(app, "/page-0"))
            assert await asyncio.to_thread(pages.started.wait, 60)
            try:
                assert (await answered(app, PATH))[0] == 200
                assert (await answered(app, "/healthz"))[0] == 200
                assert (await answered(app, "/nothing"))[0] == 404
            finally:
                pages.may_end.set()
                await rendering

        asyncio.run(run())

    def test_nothing_but_a_page_asks_which_pages_there_are(self) -> None:
        """In a large programme it takes long to list them."""
        pages = Pages(count=1)
        app = SiteApp(Health(is_ready=True))
        app.private_access = PrivateAccess()
        app.show(site(pages=pages))

        answers = [
            ask(app, path)[0] for path in (PATH, "/healthz", "/readyz", "/metrics", "/private/x/y.ics")
        ]

        assert answers == [200, 200, 200, 200, 404]
        assert pages.threads == set()
        assert ask(app, "/page-0")[2] == b"/page-0"
        assert pages.threads
        assert threading.main_thread().name not in pages.threads

    def test_one_that_cannot_be_rendered_is_an_error_and_feeds_are_answered(self) -> None:
        app = SiteApp(Health())
        app.show(site(pages=BrokenPages(count=1)))

        with pytest.raises(ZeroDivisionError):
            ask(app, "/page-0")
        assert app.request_counts[5] == 1
        assert ask(app, PATH)[0] == 200


@pytest.mark.feed_rule(58)
def test_a_bare_get_is_a_calendar(app: SiteApp) -> None:
    status, fields, body = ask(app, PATH)

    assert (status, body) == (200, BODY)
    assert fields["content-type"] == "text/calendar; charset=utf-8"
    assert fields["content-disposition"] == 'inline; filename="sofia.ics"'
    assert fields["content-length"] == str(len(BODY))
    assert fields["last-modified"] == "Tue, 24 Nov 2026 09:00:00 GMT"
    assert fields["vary"] == "accept-encoding"
    assert "set-cookie" not in fields


def test_head_has_the_headers_of_get_and_no_body(app: SiteApp) -> None:
    _, fields, _ = ask(app, PATH)

    assert ask(app, PATH, "HEAD") == (200, fields, b"")


@pytest.mark.parametrize(
    ("accept", "packed"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("identity", False), ("", False)],
)
def test_gzip_only_where_it_is_allowed(app: SiteApp, accept: str, packed: bool) -> None:
    _, fields, body = ask(app, PATH, accept_encoding=accept)

    assert (fields.get("content-encoding") == "gzip") is packed
    assert (gzip.decompress(body) if packed else body) == BODY
    assert (fields["etag"] == FEED.gzip_etag) is packed


@pytest.mark.feed_rule(58)
@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"if_none_match": FEED.etag}, 304),
        ({"if_none_match": f'"other", W/{FEED.etag}'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_none_match": '"other"'}, 200),
        ({"if_none_match": FEED.gzip_etag}, 200),
        ({"if_none_match": FEED.gzip_etag, "accept_encoding": "gzip"}, 304),
        ({"if_none_match": '"other"', "if_modified_since": "Tue, 24 Nov 2026 09:00:00 GMT"}, 200),
        ({"if_modified_since": "Tue, 24 Nov 2026 09:00:00 GMT"}, 304),
        ({"if_modified_since": "Wed, 25 Nov 2026 09:00:00 GMT"}, 304),
        ({"if_modified_since": "Mon, 23 Nov 2026 09:00:00 GMT"}, 200),
        ({"if_modified_since": "yesterday"}, 200),
    ],
    ids=str,
)
def test_conditions_are_compared_not_only_seen(app: SiteApp, condition: dict[str, str], status: int) -> None:
    got, fields, body = ask(app, PATH, **condition)

    assert got == status
    assert body == (BODY if status == 200 and "accept_encoding" not in condition else body)
    assert "etag" in fields
    assert (body == b"") is (status == 304)


class TestLongHeaders:
    """A header that is longer than any client needs is ignored, and so costs nothing."""

    @pytest.mark.feed_rule(62)
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            pytest.param("if-none-match", f"{', ' * 2400}{FEED.etag}", id="tag"),
            pytest.param("if-modified-since", f"Tue, 24 Nov 2026 09:00:00 GMT{' ' * 4800}", id="date"),
            pytest.param("accept-encoding", f"gzip{' ' * 4800}", id="encoding"),
        ],
    )
    def test_one_of_more_than_four_kibibytes_is_ignored(self, app: SiteApp, name: str, value: str) -> None:
        few = value.replace(" " * 4800, " " * 3900).replace(", " * 2400, ", " * 1900)
        bare, long, short = (
            app.respond("GET", PATH, headers)
            for headers in ([], [(name.encode(), value.encode())], [(name.encode(), few.encode())])
        )

        assert long == bare
        assert short != bare, "one that is shorter is read"

    def test_many_lines_of_one_name_are_one_header(self, app: SiteApp) -> None:
        lines = [(b"if-none-match", b'"other"')] * 700 + [(b"if-none-match", FEED.etag.encode())]

        assert app.respond("GET", PATH, lines).status == 200
        assert app.respond("GET", PATH, lines[-101:]).status == 304, "a hundred others are not too many"

    def test_a_client_with_a_long_name_is_known_by_its_beginning(self, app: SiteApp) -> None:
        agents: list[bytes] = []
        app.observer = lambda _address, _etag, agent: agents.append(agent)

        app.respond("GET", PATH, [(b"user-agent", b"Google-Calendar-Importer" + b"x" * 100_000)])

        assert agents[0].startswith(b"Google-Calendar-Importer")
        assert len(agents[0]) < 5000

    def test_cached_headers_take_little_memory(self, app: SiteApp) -> None:
        """Five thousand conditions, encodings and clients, each another one and as long as may be."""

        def observe(_address: str, _etag: str, agent: bytes) -> None:
            client_family(agent)

        app.observer = observe
        tracemalloc.start()
        try:
            for number in range(5000):
                value = b"%05d" % number + b"x" * 4000
                app.respond("GET", PATH, [(b"if-none-match", value), (b"accept-encoding", value)])
                app.respond("GET", PATH, [(b"if-modified-since", value), (b"user-agent", value)])
            used, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

        assert used < 8_000_000


def test_other_methods_get_405_with_the_allowed_ones(app: SiteApp) -> None:
    status, fields, _ = ask(app, PATH, "POST")

    assert (status, fields["allow"]) == (405, "GET, HEAD")


@pytest.mark.feed_rule(58)
def test_retired_is_410_and_unknown_404(app: SiteApp) -> None:
    assert ask(app, "/feeds/cities/gone.ics")[0] == 410
    assert ask(app, "/feeds/cities/gone.ics", if_none_match="*")[0] == 410
    assert ask(app, "/feeds/cities/atlantis.ics")[0] == 404


@pytest.mark.feed_rule(58)
def test_before_the_first_site_feeds_are_not_empty_but_unavailable() -> None:
    status, fields, _ = ask(SiteApp(Health()), PATH)

    assert (status, fields["retry-after"]) == (503, "5")


def test_health_reports_the_revision_and_the_problems() -> None:
    app = SiteApp(Health(revision=3, problems=["config/a.yaml:1:1"], is_ready=True))

    status, _, body = ask(app, "/healthz")

    assert status == 200
    assert b'"revision":3' in body
    assert b"config/a.yaml:1:1" in body
    assert ask(SiteApp(Health()), "/healthz")[0] == 503


@pytest.mark.parametrize(
    ("health", "status"),
    [
        pytest.param(Health(is_ready=True), 200, id="good"),
        pytest.param(Health(), 503, id="starting"),
        pytest.param(Health(is_ready=True, problems=["config/a.yaml:1:1"]), 503, id="a mistake in the files"),
        pytest.param(Health(is_ready=True, store_problem="gone"), 503, id="no store"),
        pytest.param(Health(is_ready=True, site_problem="broken"), 503, id="not shown"),
        pytest.param(Health(is_ready=True, waiting=3, notices=2), 200, id="something to decide"),
    ],
)
def test_readyz_is_unavailable_while_the_state_is_stale_and_says_why(health: Health, status: int) -> None:
    app = SiteApp(health)

    assert ask(app, "/readyz")[0] == status
    assert ask(app, "/readyz")[2] == ask(app, "/healthz")[2]


def test_one_resource_at_several_paths_is_prepared_once() -> None:
    prepared = prepare({PATH: FEED, "/other": GONE, "/alias": FEED})

    assert prepared["/alias"] is prepared[PATH] is not prepared["/other"]


def test_without_compression_nothing_is_compressed() -> None:
    app = SiteApp(Health(is_ready=True), compress=False)
    app.show(site())

    status, fields, body = ask(app, PATH, accept_encoding="gzip")

    assert (status, body, fields["etag"]) == (200, BODY, FEED.etag)
    assert "content-encoding" not in fields


def test_a_missing_path_is_a_page_for_browsers_and_a_short_text_for_programs(app: SiteApp) -> None:
    page = Resource(
        status=404, type="text/html; charset=utf-8", parts=(b"<!doctype html>",), modified=MODIFIED
    )
    app.show(site(pages=FixedPages({"/404.html": page})))

    for path in ("/nothing", "/feeds/nothing.ics"):
        assert ask(app, path, accept="text/html,*/*;q=0.8")[::2] == (404, b"<!doctype html>")
        assert ask(app, path)[::2] == (404, b"There is nothing at this address.\n")


def test_a_missing_page_is_in_the_language_that_its_address_begins_with(app: SiteApp) -> None:
    pages = FixedPages(
        (
            path,
            Resource(status=404, type="text/html; charset=utf-8", parts=(path.encode(),), modified=MODIFIED),
        )
        for path in ("/404.html", "/bg/404.html")
    )
    app.show(site(pages=pages))
    app.private_access = lambda _: None
    bodies = {
        path: ask(app, path, accept="text/html")[2].decode()
        for path in (
            "/bg/nothing",
            "/bg/a/b/c",
            "/bg",
            "/nothing",
            "/xx/nothing",
            "/private/x/cities/sofia.ics",
        )
    }

    assert bodies == dict.fromkeys(bodies, "/404.html") | dict.fromkeys(
        ("/bg/nothing", "/bg/a/b/c"), "/bg/404.html"
    )


def test_no_cache_keeps_a_404_and_an_unknown_private_address_gets_the_same_one(
    app: SiteApp,
) -> None:
    page = Resource(
        status=404, type="text/html; charset=utf-8", parts=(b"<!doctype html>",), modified=MODIFIED
    )
    app.show(site(pages=FixedPages({"/404.html": page})))
    app.private_access = lambda _: None

    private, unknown = (
        ask(app, path, accept="text/html") for path in ("/private/x/cities/sofia.ics", "/nothing")
    )

    assert unknown == private
    assert unknown[1]["cache-control"] == "no-store"
    assert "default-src 'self'" in unknown[1]["content-security-policy"]
    assert not {"etag", "last-modified"} & unknown[1].keys()


def test_pages_about_reach_stay_when_the_site_is_replaced(app: SiteApp) -> None:
    app.show_reach_pages({"/reach": replace(GONE, status=200)})
    app.show(site())

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
