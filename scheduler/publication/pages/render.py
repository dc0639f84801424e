"""Renders a page at one location."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from scheduler.publication.pages.page import SiteInfo
from scheduler.publication.pages.page_locale import clean_text
from scheduler.publication.pages.paths import PageLocation
from scheduler.publication.pages.template_context import template_context


def render(template: str, view: object, location: PageLocation, site: SiteInfo, **names: Any) -> bytes:
    """Renders a template at one location; `names` are known to this template only."""
    context = {**template_context(location, site), **names}
    return environment().get_template(template).render(view=view, **context).encode()


@cache
def environment() -> Environment:
    """Returns the Jinja environment, which cleans and escapes all output and fails on unknown names."""
    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        finalize=clean_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _source(name: str) -> str | None:
    file = resources.files("scheduler.publication.pages") / "templates" / name
    return file.read_text(encoding="utf-8") if file.is_file() else None
