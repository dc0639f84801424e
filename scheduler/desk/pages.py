"""Renders the pages of the desk. They need no script; their style is one file."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from scheduler.desk.messages import DeskAnswer
from scheduler.reports.tables.table import Cell, words

_QUOTED = re.compile("`([^`]*)`")
STYLE = (resources.files("scheduler.desk") / "desk.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("scheduler.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["said"] = _said
    environment.filters["cell"] = _cell
    return environment


def _said(words: str) -> str:
    """Returns a message as a sentence; what a terminal has between backquotes is quoted."""
    return _quoted(f"{words[:1].upper()}{words[1:]}")


def _cell(cell: Cell) -> str:
    """Returns a cell of a table as a person reads it."""
    return _quoted(words(cell))


def _quoted(text: str) -> str:
    return _QUOTED.sub(r"“\1”", text)


def page(template: str, **values: Any) -> str:
    """Returns the page that a template of `desk/templates` makes of these values."""
    return _environment().get_template(f"{template}.html").render(**values) + "\n"


def key_page(trouble: str = "", status: int = 200) -> DeskAnswer:
    """Returns the page on which a key is typed; `trouble` says why the last one did not open the desk."""
    return DeskAnswer(status=status, body=page("key", trouble=trouble))


def trouble_page(status: int, title: str, advice: str = "") -> DeskAnswer:
    """Returns a page that says what is in the way, and what to do."""
    return DeskAnswer(status=status, body=page("trouble", title=title, advice=advice))
