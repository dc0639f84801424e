"""The page for what is not there: read at any address, it leads back from all of them."""

from __future__ import annotations

import pytest

from scheduler.publication.resource import Resource
from support import showcase
from support.html import Html, html
from support.samples import LANGUAGES

SAID = {
    "en": "There is no page at this address",
    "bg": "На този адрес няма страница",
    "nl": "Op dit adres staat geen pagina",
    "ko": "이 주소에는 페이지가 없습니다",
}


def page(path: str, **parts: object) -> Html:
    resource = showcase.showcase(**parts).site().resources[path] if parts else shown(path)
    assert resource.status == 404
    return html(resource.body)


def shown(path: str) -> Resource:
    return showcase.shown().site().resources[path]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_one(code: str) -> None:
    found = page(f"/{code}/404.html")

    assert found.root["lang"] == code
    assert SAID[code] in found.text


def test_the_first_language_stands_at_the_root() -> None:
    assert SAID["en"] in page("/404.html").text


def test_its_links_lead_to_the_same_from_any_depth() -> None:
    found = page("/bg/404.html")
    loaded = [head["href"] for head in found.heads]

    assert all(link.startswith(("/", "#", "https://")) for link in (*found.links, *loaded))
    assert {"/", "/bg/", "/ko/", "/bg/programme", "/bg/privacy"} <= set(found.links)


def test_they_begin_below_the_path_that_the_public_address_has() -> None:
    found = page("/bg/404.html", address="https://example.org/twins/")

    assert {"/twins/bg/", "/twins/bg/programme"} <= set(found.links)


def test_no_search_engine_is_to_find_it() -> None:
    found = page("/404.html")

    assert found.metas["robots"] == "noindex"
    assert not [head for head in found.heads if head.get("rel") in ("canonical", "alternate")]
