"""Changes of a text line by line: lines that go, pieces of a line that are replaced, lines that are inserted.

Every other line keeps its bytes. A new line ends as its neighbour does, and a text whose last line does not
end keeps that, too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

_BREAK = re.compile("\r\n|\r|\n")
_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class LineChanges:
    """The changes of one text; lines count from 1, as in Lines. Line 0 is the one before the first."""

    def __init__(self, text: str) -> None:
        self._lines = _LINE.findall(text)
        self._removed: set[int] = set()
        self._replaced: dict[int, str] = {}
        self._inserted: dict[int, list[str]] = defaultdict(list)
        first = _BREAK.search(text)
        self._break = first[0] if first else "\n"

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes lines out."""
        self._removed.update(numbers)

    def replace(self, number: int, start: int, piece: str) -> None:
        """Replaces a line from column `start` (from 0) to its end."""
        line = self._lines[number - 1]
        self._replaced[number] = line[:start] + piece + line[len(line.rstrip("\r\n")) :]

    def insert(self, after: int, lines: Iterable[str]) -> None:
        """Inserts lines after a line."""
        self._inserted[after].extend(lines)

    def text(self) -> str:
        """Returns the changed text."""
        pieces: list[str] = []
        ends_with_break = not self._lines or self._lines[-1][-1] in "\r\n"
        for number in range(len(self._lines) + 1):
            own_break = self._break
            if number:
                line = self._lines[number - 1]
                found = _BREAK.search(line)
                own_break = found[0] if found else self._break
                if number not in self._removed:
                    pieces.append(self._replaced.get(number, line))
            for inserted in self._inserted[number]:
                if pieces and pieces[-1][-1] not in "\r\n":
                    pieces[-1] += own_break
                pieces.append(inserted + own_break)
        if pieces and not ends_with_break:
            pieces[-1] = pieces[-1].rstrip("\r\n")
        return "".join(pieces)
