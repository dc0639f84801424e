"""Renders a page in every language. The same page has the same bytes, so it is rendered once per change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from scheduler.publication.pages.page import Page, SiteInfo
from scheduler.publication.pages.page_locale import clean_text
from scheduler.publication.pages.paths import PageLocation, page_locations
from scheduler.publication.pages.template_context import template_context


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page with its bytes at each location, and the site information that they show."""

    page: Page
    site: SiteInfo
    bodies: Mapping[PageLocation, bytes]


def render_page(page: Page, site: SiteInfo, previous: RenderedPage | None) -> RenderedPage:
    """Renders `page` at all its locations; returns `previous` if nothing has changed since."""
    if previous is not None and (previous.page, previous.site) == (page, site):
        return previous
    base_path = site.base_path if page.status == 404 else None
    locations = page_locations(page.address, site.languages, base_path)
    bodies = {location: render(page.template, page.view, location, site) for location in locations}
    return RenderedPage(page, site, bodies)


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
