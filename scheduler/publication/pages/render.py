"""Renders a page in one language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from jinja2.runtime import Context, Macro

from scheduler.publication.pages.page_locale import clean_text, without_tags
from scheduler.publication.pages.paths import PageLocation
from scheduler.publication.pages.site_info import SiteInfo
from scheduler.publication.pages.template_context import template_context


def render(template: str, view: object, location: PageLocation, site: SiteInfo, **names: Any) -> bytes:
    """Returns the page at `location`; only this template knows `names`."""
    context = {**template_context(location, site), **names}
    return filled(environment().get_template(template), view=view, **context).encode()


def filled(template: Template, **names: Any) -> str:
    """Returns what a template makes of these names."""
    contexts: list[PageContext] = []
    text = template.render(contexts=contexts, **names)
    while contexts:
        contexts.pop().vars.clear()
    return text


class PageContext(Context):
    """The names of a template. A page calls some hundred functions, none of which takes the context.

    To find that out for each call, as Jinja does, takes longer than the call itself.

    The macros of a template and its context refer to each other. So each context, also of the templates that
    a page imports, is listed in `contexts`, and loses its macros when the page is rendered. Otherwise the
    view would stay in memory until the garbage collector comes, which would take longer than to forget it.
    """

    def __init__(self, environment: Environment, parent: dict[str, Any], *args: Any, **names: Any) -> None:
        super().__init__(environment, parent, *args, **names)
        parent["contexts"].append(self)

    def call(
        self,
        function: Callable[..., Any],
        *args: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Calls a macro, or a function without a look at how it wants to be called."""
        if type(function) is Macro:
            return function(self.eval_ctx, *args, **kwargs)
        return function(*args, **kwargs)


@cache
def environment() -> Environment:
    """Returns the Jinja environment, which cleans and escapes all output and fails on unknown names."""
    made = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        finalize=clean_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.context_class = PageContext
    made.filters["without_tags"] = without_tags
    return made


def _source(name: str) -> str | None:
    file = resources.files("scheduler.publication.pages") / "templates" / name
    return file.read_text(encoding="utf-8") if file.is_file() else None
