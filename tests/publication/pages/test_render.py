"""Rendering: what a page leaves behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from scheduler.publication.pages.render import PageContext
from support.programmes import change, changed, monthly, now, visit, webinar
from support.samples import sample
from support.world import published

NOW = now("2026-11-05 09:00")
MOVED = changed(monthly(begins="2026-09"), change("2026-12", "2026-12-17"))


@pytest.fixture
def collector_off() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("collector_off")
def test_a_page_is_forgotten_without_the_garbage_collector() -> None:
    pages = (
        published(sample(MOVED, webinar("talk", "2026-12-01 17:00"), visit("stay", "2026-12-15")), NOW)
        .site()
        .pages
    )

    assert all(page.body for page in pages.values())
    assert not [found for found in gc.get_objects() if isinstance(found, PageContext)]
