"""Every link of the site, in every language: no dead link, nothing from other sites, nothing private."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from scheduler.publication.site import build_site
from scheduler.store import open_store
from support.crawl import Crawled, crawl
from support.daemon import Daemon
from support.served import ask, sample

SECRETS = (b"meet.example.org", b"secret-passcode", b"Private Person", b"Private call", b"mailto:")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crawled, Daemon]]:
    """The sample with all that must not be shown, as a crawler sees it."""
    daemon = sample(tmp_path_factory.mktemp("crawled"))
    daemon.write((Path(__file__).parent / "secret.yaml").read_text(encoding="utf-8"), "secret.yaml")
    try:
        daemon.start()
        # What is published already is served first; the secrets follow when the files are applied.
        daemon.until(lambda: b"SUMMARY:Public words" in daemon.get("/feeds/programme.ics")[1])
        yield crawl(daemon.port, "/"), daemon
    finally:
        daemon.stop()


def test_no_link_is_dead_and_nothing_is_loaded_from_elsewhere(crawled: tuple[Crawled, Daemon]) -> None:
    result, _ = crawled

    assert result.problems == []
    assert len(result.bodies) > 100


def pages_of(daemon: Daemon) -> set[str]:
    """The address of every page of the store, and of every file of a meeting."""
    with closing(open_store(daemon.database)) as store:
        state = store.state()
        history = store.history_of_pages(state.window.first)
        site = build_site(state, history, datetime.fromisoformat(daemon.now))
    return {page.path for page in site.pages.listed() if page.status == 200}


def test_every_page_in_every_language_and_every_feed_can_be_found(crawled: tuple[Crawled, Daemon]) -> None:
    result, daemon = crawled
    pages = pages_of(daemon)
    assert {"/", "/bg/", "/ko/", "/nl/"} < pages

    unlinked = {
        path for path in pages - result.bodies.keys() if not path.endswith(("/serdica", "/404.html", ".ics"))
    }
    unlinked = {path for path in unlinked if "/embed/" not in path}
    assert unlinked == {"/sitemap.xml"}, (
        "only others link to an earlier id, the page for missing paths, an embedded list or a past meeting's file"
    )
    assert {
        "/feeds/cities/sofia.ics",
        "/feeds/programme.ko.ics",
        "/feeds/themes/sustainable-mobility.ics",
    } <= result.bodies.keys()


def test_nothing_private_stands_anywhere(crawled: tuple[Crawled, Daemon]) -> None:
    """Nor on pages to which only other sites link."""
    result, daemon = crawled
    unlinked = {path: ask(daemon.port, path).body for path in pages_of(daemon) - result.bodies.keys()}
    assert any(b"Public words" in body for body in result.bodies.values())

    for where, body in [*result.bodies.items(), *unlinked.items()]:
        flat = body.replace(b"\r\n ", b"")
        assert [secret for secret in SECRETS if secret in flat] == [], where
