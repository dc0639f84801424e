"""Makes texts of others fit for a terminal, a log or Markdown: they show what they say, and no more."""

from __future__ import annotations

import re

_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but TAB and newline: they steer a terminal
    "\u2028\u2029"  # line breaks for some programs
    "\u202a-\u202e\u2066-\u2069"  # directional formatting: shows other words than it says
    "\u061c\u200b\u200e\u200f\u2060"  # marks without ink: two names that look alike may differ
    "\ufeff\ud800-\udfff]"  # byte-order mark, halves of characters
)
_MARKUP = re.compile(r"[\\|<\[\]`*@#]|:(?=//)|(?i:(?<=\bwww)\.)|\b_|_\b")


def printable(text: str) -> str:
    r"""Returns `text` with `\u202e` in place of a character that steers a terminal or misleads a reader.

    In JSON this is the same text.
    """
    return text if text.isprintable() else _UNFIT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def markdown(text: str) -> str:
    """Returns `text` as one line of Markdown, in which it makes no link, image, HTML or cell of a table."""
    return _MARKUP.sub(r"\\\g<0>", text.replace("\n", " "))
