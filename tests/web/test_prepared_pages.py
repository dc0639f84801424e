"""Pages that stay rendered: over edits that do not change them, and as many as fit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.prepared.pages import PageCache, PreparedPages, RenderedPage
from scheduler.web.response import Response
from support.web import MODIFIED, Pages, app_with, respond, site_of


def header(response: Response, name: bytes) -> bytes:
    """A header of a response."""
    return dict(response.headers)[name]


def test_a_page_is_not_rendered_again_for_a_later_site_that_has_the_same() -> None:
    first, same, other = Pages("1"), Pages("1"), Pages("2")
    app = app_with(first)
    bodies = [respond(app, "GET", "/a", ()).body]
    for pages in (same, other):
        app.show(site_of(pages))
        bodies += [respond(app, "GET", path, ()).body for path in ("/a", "/b", "/a")]

    assert bodies == [b"a", *[b"a", b"b", b"a"] * 2]
    assert (first.rendered, same.rendered, other.rendered) == (["a"], ["b"], ["a", "b"])


@pytest.mark.parametrize("encoding", [b"", b"gzip"])
def test_a_page_that_is_not_rendered_again_has_the_date_of_the_later_site(encoding: bytes) -> None:
    """Another node may have served another page between the two: its readers need this one."""
    later = MODIFIED + timedelta(hours=2)
    fields = [(b"accept-encoding", encoding)]
    app = app_with(Pages("1"))
    before = respond(app, "GET", "/a", fields)
    app.show(site_of(Pages("1", later)))

    after = respond(app, "GET", "/a", fields)
    since = [*fields, (b"if-modified-since", header(before, b"last-modified"))]

    assert header(after, b"last-modified") == b"Tue, 24 Nov 2026 02:00:00 GMT"
    assert header(respond(app, "HEAD", "/a", fields), b"last-modified") == header(after, b"last-modified")
    assert (after.body, header(after, b"etag")) == (before.body, header(before, b"etag"))
    assert respond(app, "GET", "/a", since).status == 200
    assert respond(app, "GET", "/a", [*fields, (b"if-none-match", header(after, b"etag"))]).status == 304


def test_without_compression_no_page_is_compressed() -> None:
    app = SiteApp(Health(is_ready=True), compress=False)
    app.show(site_of(Pages()))

    response = respond(app, "GET", "/a", [(b"accept-encoding", b"gzip")])

    assert response.body == b"a"
    assert b"content-encoding" not in dict(response.headers)


class TestPageCache:
    @pytest.fixture
    def rendered(self) -> RenderedPage:
        rendered = PreparedPages(Pages(), PageCache()).render("/a")
        assert rendered is not None
        return rendered

    def test_keeps_as_many_pages_as_fit_however_often_they_are_put(self, rendered: RenderedPage) -> None:
        cache = PageCache(3 * rendered.page.size)
        for _ in range(10):
            for path in "abc":
                cache.put(path, rendered)

        assert [path for path in "abc" if cache.peek(path)] == ["a", "b", "c"]

    def test_drops_the_page_that_was_put_or_asked_for_longest_ago(self, rendered: RenderedPage) -> None:
        cache = PageCache(3 * rendered.page.size)
        for path in "abca":
            cache.put(path, rendered)
        assert cache.get("b") is rendered
        cache.put("d", rendered)

        assert [path for path in "abcd" if cache.peek(path)] == ["a", "b", "d"]

    def test_keeps_one_page_however_large_it_is(self, rendered: RenderedPage) -> None:
        cache = PageCache(0)
        cache.put("a", rendered)

        assert cache.get("a") is rendered
