"""A page in every language as bytes. The same page gives the same bytes, so it is written once per change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined

from scheduler.publication.pages.page import Page, PageFrame
from scheduler.publication.pages.paths import PageLocation, places
from scheduler.publication.pages.words import fit, vocabulary


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as it was written inside a frame: its bytes at each of its places."""

    page: Page
    frame: PageFrame
    bodies: Mapping[PageLocation, bytes]


def written(page: Page, frame: PageFrame, before: RenderedPage | None) -> RenderedPage:
    """`page` at all its places; what was written `before` is used again where nothing of it has changed."""
    if before is not None and (before.page, before.frame) == (page, frame):
        return before
    anywhere = frame.root if page.status == 404 else None
    where = places(page.address, frame.languages, anywhere)
    return RenderedPage(page, frame, {place: _render(page, place, frame) for place in where})


def _render(page: Page, place: PageLocation, frame: PageFrame) -> bytes:
    template = environment().get_template(page.template)
    return template.render(view=page.view, **vocabulary(place, frame)).encode()


@cache
def environment() -> Environment:
    """Templates that clean and escape everything and refuse what they do not know."""
    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        finalize=fit,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _source(name: str) -> str | None:
    file = resources.files("scheduler.publication.pages") / "templates" / name
    return file.read_text(encoding="utf-8") if file.is_file() else None
