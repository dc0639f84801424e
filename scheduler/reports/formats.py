"""The forms of all output: JSON, and what a terminal, a log or Markdown may show of the texts of others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any


def as_text(lines: Iterable[str]) -> str:
    """Returns lines as a text that ends in a line break; each is one line, whatever texts it holds."""
    return "".join(f"{one_line(line)}\n" for line in lines)


def one_line(text: str) -> str:
    """Returns `text` with a blank in place of each line break: a reason must not look like another line."""
    return _BREAK.sub(" ", text)


def json_document(value: Any) -> str:
    """Returns `value` as indented JSON that ends in a line break."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def instant(moment: datetime) -> str:
    """Returns `moment`, which has a time zone, in UTC: `2026-11-24T09:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_BREAK = re.compile(r"\s*\n\s*")
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but TAB and newline: they steer a terminal
    "\u2028\u2029"  # line breaks for some programs
    "\u202a-\u202e\u2066-\u2069"  # directional formatting: shows other words than it says
    # Marks and letters without ink: two names that look alike may differ.
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2064\u3164\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # notes between lines, tags
    "\ufeff\ud800-\udfff]"  # byte-order mark, halves of characters
)
_MARKUP = re.compile(r"[\\|<\[\]`*@#~$]|:(?=//)|(?i:(?<=\bwww)\.)|\b_|_\b")


def printable(text: str) -> str:
    r"""Returns `text` with `\u202e` in place of a character that steers a terminal or misleads a reader.

    In JSON this is the same text.
    """
    return _UNFIT.sub(lambda match: _escaped(ord(match[0])), text)


def _escaped(code: int) -> str:
    """Returns the escape of a character, as JSON has it: two halves beyond U+FFFF."""
    if code > 0xFFFF:
        high, low = divmod(code - 0x10000, 0x400)
        return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
    return f"\\u{code:04x}"


def markdown(text: str) -> str:
    """Returns `text` as one line of Markdown, in which it makes no link, image, HTML or cell of a table."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text))
