"""An announcement as plain text, and its lines at the width of mails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import east_asian_width

from scheduler.publication.announcements.announcement import Announcement, Paragraph

WIDTH = 72
"""Columns of a line of a mail. A word that is longer, such as an address, has a line of its own."""
_SIGNS = "\u3041-\u30ff\u3400-\u9fff"
"""Kana and Chinese signs: a line may end after each of them, but not before what is in `_CLOSING`."""
_CLOSING = "、。，．：；！？）」』】〉》…・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
# A number stays with the next word: an hour with its city.
_PIECE = re.compile(rf" *(?:[\d:–]+ )?(?:[^ {_SIGNS}]*[{_SIGNS}][{_CLOSING}]*|[^ {_SIGNS}]+)")


def plain_text(told: Announcement) -> str:
    """Returns the text without its subject, each sentence on a line."""
    parts = ["\n".join(_paragraph(each)) for each in told.paragraphs]
    if told.to_do:
        parts.append("\n".join((told.to_do_heading, *told.to_do)))
    if told.page is not None:
        parts.append(told.page.text)
    first = (told.greeting, *((told.warning,) if told.warning else ()))
    last = (told.seen.text,) if told.seen is not None else ()
    return "\n\n".join((*first, *parts, f"{told.closing}\n{told.sender}", *last)) + "\n"


def _paragraph(told: Paragraph) -> Iterator[str]:
    yield told.heading
    for line in told.lines:
        yield f"  {line.text}"
        yield from (f"    {words}" for words in line.others)
    yield from (note.text for note in told.notes)


def wrapped(text: str) -> str:
    """Returns `text` in lines of at most `WIDTH` columns."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line))


def _parts(line: str) -> Iterator[str]:
    """Yields a line in parts; those after the first stand further to the right if it does."""
    indent = len(line) - len(line.lstrip(" "))
    part = ""
    for piece in _PIECE.findall(line):
        if part.strip() and _columns(part + piece) > WIDTH:
            yield part
            part = " " * (indent and indent + 4) + piece.lstrip(" ")
        else:
            part += piece
    yield part


def _columns(words: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)
