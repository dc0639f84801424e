"""A page in one language as bytes. The same view gives the same bytes, so each is written once per change."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined

from scheduler.publication.pages.page import Frame, Page
from scheduler.publication.pages.paths import Place
from scheduler.publication.pages.words import vocabulary

REMEMBERED = 16384
"""Pages that are not written again while they stay the same: a programme of eighty cities has 5000."""


@lru_cache(maxsize=REMEMBERED)
def render(page: Page, place: Place, frame: Frame) -> bytes:
    """The HTML of `page` at `place`."""
    template = environment().get_template(page.template)
    return template.render(view=page.view, **vocabulary(place, frame)).encode()


@cache
def environment() -> Environment:
    """Templates that escape everything and refuse what they do not know."""
    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _source(name: str) -> str | None:
    file = resources.files("scheduler.publication.pages") / "templates" / name
    return file.read_text(encoding="utf-8") if file.is_file() else None
