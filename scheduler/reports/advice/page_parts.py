"""The parts of the pages that commands print: one file each, with its own style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem }
body { color: #1b1b1f; background: #fff }
h1 { font-size: 1.5rem; line-height: 1.25 }
h2 { font-size: 1.15rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0 }
th, td { border-bottom: 1px solid #d5d5dc }
svg { width: 100%; height: auto }
text { font: 13px system-ui, sans-serif; fill: currentColor }
.hour { font-size: 11px }
.office { fill: #1f7a4d }
.early, .late { fill: #c98a1b }
.night { fill: #4a4e69 }
.day-off { fill: #9a9aa5 }
.part { stroke: currentColor; stroke-width: 1; fill-opacity: .45 }
.letter { text-anchor: middle; font-weight: 700 }
.meeting { fill: none; stroke: currentColor; stroke-width: 2; stroke-dasharray: 5 3 }
@media (prefers-color-scheme: dark) {
body { color: #ececf1; background: #17171c }
th, td { border-color: #3b3b45 }
.night { fill: #8b8fb5 }
}
"""


def document(title: str, main: Element) -> str:
    """Returns a whole page in English that needs no other file."""
    html = Element("html", lang="en")
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    add_text(head, "title", title)
    add_text(head, "style", _STYLE)
    SubElement(html, "body").append(main)
    return f"<!doctype html>\n{tostring(html, encoding='unicode', method='html')}\n"


def add_text(parent: Element, tag: str, words: str, **attributes: str) -> Element:
    """Adds an element with `words` to `parent`, and returns it."""
    element = SubElement(parent, tag, attributes)
    element.text = words
    return element


def add_table(main: Element, headings: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    """Adds a table of texts with a row of headings."""
    table = SubElement(main, "table")
    row = SubElement(SubElement(table, "thead"), "tr")
    for heading in headings:
        add_text(row, "th", heading, scope="col")
    body = SubElement(table, "tbody")
    for cells in rows:
        row = SubElement(body, "tr")
        for cell in cells:
            add_text(row, "td", cell)
