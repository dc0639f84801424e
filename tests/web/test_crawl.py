"""Every link of the site, in every language: no dead link, nothing from other sites, nothing private."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.crawl import Crawled, crawl
from support.daemon import Daemon
from support.served import sample

SECRETS = (b"meet.example.org", b"secret-passcode", b"Private Person", b"Private call", b"mailto:")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crawled, Daemon]]:
    """The sample with all that must not be shown, as a crawler sees it."""
    daemon = sample(tmp_path_factory.mktemp("crawled"))
    daemon.write((Path(__file__).parent / "secret.yaml").read_text(encoding="utf-8"), "secret.yaml")
    daemon.start("--publish", "site")
    # What is published already is written first; the secrets follow when the files are applied.
    daemon.until(lambda: b" files written" in daemon.log.read_bytes().partition(b"applied revision")[2])
    try:
        yield crawl(daemon.port, "/"), daemon
    finally:
        daemon.stop()


def test_no_link_is_dead_and_nothing_is_loaded_from_elsewhere(crawled: tuple[Crawled, Daemon]) -> None:
    result, _ = crawled

    assert result.problems == []
    assert len(result.bodies) > 100


def test_every_page_in_every_language_and_every_feed_can_be_found(crawled: tuple[Crawled, Daemon]) -> None:
    result, daemon = crawled
    site = daemon.folder / "site"
    names = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    pages = {"/" + re.sub(r"(^|/)index\.html$|\.html$", r"\1", name) for name in names if name[0] != "."}
    assert {"/", "/bg/", "/ko/", "/nl/"} < pages

    unlinked = {path for path in pages - result.bodies.keys() if not path.endswith(("/serdica", "/404"))}
    unlinked = {path for path in unlinked if "/embed/" not in path}
    assert unlinked == set(), (
        "only other sites link to an earlier id, the page for missing paths or an embedded list"
    )
    assert {
        "/feeds/cities/sofia.ics",
        "/feeds/programme.ko.ics",
        "/feeds/themes/sustainable-mobility.ics",
    } <= result.bodies.keys()


def test_nothing_private_stands_anywhere(crawled: tuple[Crawled, Daemon]) -> None:
    result, daemon = crawled
    files = {str(path): path.read_bytes() for path in (daemon.folder / "site").rglob("*") if path.is_file()}
    assert any(b"Public words" in body for body in files.values())

    for where, body in [*result.bodies.items(), *files.items()]:
        flat = body.replace(b"\r\n ", b"")
        assert [secret for secret in SECRETS if secret in flat] == [], where
