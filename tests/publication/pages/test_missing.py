"""The page for unknown addresses: it can be read at any address, and its links work from all of them."""

from __future__ import annotations

import pytest

from scheduler.publication.resource import Resource
from support import showcase
from support.html import Html, html
from support.samples import LANGUAGES, root

HEADINGS = {
    "en": "There is no page at this address",
    "bg": "На този адрес няма страница",
    "nl": "Op dit adres staat geen pagina",
    "ko": "이 주소에는 페이지가 없습니다",
}


def open_page(path: str, **parts: object) -> Html:
    resource = showcase.showcase(**parts).site().resources[path] if parts else shown(path)
    assert resource.status == 404
    return html(resource.body)


def shown(path: str) -> Resource:
    return showcase.shown().site().resources[path]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_the_page(code: str) -> None:
    page = open_page(f"{root(code)}404.html")

    assert page.root["lang"] == code
    assert HEADINGS[code] in page.text


def test_its_links_work_at_any_depth() -> None:
    page = open_page("/bg/404.html")
    loaded = [head["href"] for head in page.heads]

    assert all(link.startswith(("/", "#", "https://")) for link in (*page.links, *loaded))
    assert {"/", "/bg/", "/ko/", "/bg/cities", "/bg/privacy"} <= set(page.links)


def test_its_links_begin_with_the_path_of_the_public_address() -> None:
    page = open_page("/bg/404.html", address="https://example.org/twins/")

    assert {"/twins/bg/", "/twins/bg/cities"} <= set(page.links)


def test_search_engines_do_not_index_it() -> None:
    page = open_page("/404.html")

    assert page.metas["robots"] == "noindex"
    assert not [head for head in page.heads if head.get("rel") in ("canonical", "alternate")]
