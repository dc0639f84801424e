"""Renders the pages of the desk, with the templates, the words and the style of the public pages.

They need no script; one filters long lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader

from scheduler.desk.messages import DeskAnswer
from scheduler.publication.pages.render import environment, filled
from scheduler.reports.tables.table import Cell, words

_QUOTED = re.compile("`([^`]*)`")


@cache
def _environment() -> Environment:
    """Returns the environment of the public pages with the templates of the desk.

    Its `base.html` is the frame of the desk, so a public template is a page of the desk, too.
    """
    public = environment()
    assert public.loader is not None
    made = public.overlay(loader=ChoiceLoader([PackageLoader("scheduler.desk"), public.loader]))
    made.filters = {**public.filters, "said": _said, "cell": _cell}
    return made


def _said(words: str) -> str:
    """Returns a message as a sentence; what a terminal has between backquotes is quoted."""
    return _quoted(f"{words[:1].upper()}{words[1:]}")


def _cell(cell: Cell) -> str:
    """Returns a cell of a table as a person reads it."""
    return _quoted(words(cell))


def _quoted(text: str) -> str:
    return _QUOTED.sub(r"“\1”", text)


def page(template: str, **names: Any) -> str:
    """Returns the page that a template of `desk/templates` makes of these names."""
    return filled(_environment().get_template(f"{template}.html"), **names) + "\n"


def key_page(trouble: str = "", status: int = 200, fields: Mapping[str, str] | None = None) -> DeskAnswer:
    """Returns the page on which a key is typed; it carries `fields`.

    `trouble` says why the last key did not open the desk.
    """
    return DeskAnswer(status=status, body=page("key", trouble=trouble, fields=fields or {}))


def trouble_page(status: int, title: str, advice: str = "") -> DeskAnswer:
    """Returns a page that says what is in the way, and what to do."""
    return DeskAnswer(status=status, body=page("trouble", title=title, advice=advice))
