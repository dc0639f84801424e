"""Converts the index of a character to its line and column, as an editor counts them.

YAML breaks lines at more characters than editors do (U+2028), so the parser's own count is not used.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_BREAK = re.compile("\r\n|\r|\n")


class Lines:
    """The lines of one text; their starts are found on first use."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] = []

    def position(self, index: int) -> tuple[int, int]:
        """Returns line and column, both from 1, of the character at `index`, or of the end of the text."""
        starts = self.starts()
        line = bisect_right(starts, index)
        return line, index - starts[line - 1] + 1

    def index(self, line: int, column: int) -> int:
        """Returns the index of the character at `line` and `column`, both from 1."""
        return self.starts()[line - 1] + column - 1

    def starts(self) -> list[int]:
        """Returns the index at which each line starts."""
        if not self._starts:
            self._starts = [0, *(match.end() for match in _BREAK.finditer(self.text))]
        return self._starts

    def line(self, number: int) -> str:
        """Returns the text of line `number` (from 1) without its end; empty if there is no such line."""
        starts = self.starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")
