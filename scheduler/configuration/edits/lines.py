"""Changes of a text line by line: lines that go, pieces of a line that are replaced, lines that are inserted.

Every other line keeps its bytes. A new line ends as its neighbour does, and a text whose last line does not
end keeps that, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from scheduler.configuration.source.files import Lines


class LineChanges:
    """The changes of a text that is not empty. Lines count from 1; line 0 is the one before the first."""

    def __init__(self, lines: Lines) -> None:
        ends = (*lines.starts(), len(lines.text))
        self._lines = [lines.text[start:end] for start, end in pairwise(ends) if start < end]
        self._removed: set[int] = set()
        self._pieces: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        self._inserted: dict[int, list[str]] = defaultdict(list)

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes lines out."""
        self._removed.update(numbers)

    def replace(self, number: int, start: int, end: int | None, piece: str) -> None:
        """Replaces the columns (from 0) of a line before `end`; None is its end."""
        end = len(self._lines[number - 1].rstrip("\r\n")) if end is None else end
        self._pieces[number].append((start, end, piece))

    def insert(self, after: int, lines: Iterable[str]) -> None:
        """Inserts lines after a line."""
        self._inserted[after].extend(lines)

    def text(self) -> str:
        """Returns the changed text."""
        pieces: list[str] = []
        usual_break = _break_of(self._lines[0]) or "\n"
        for number, line in enumerate(("", *self._lines)):
            own_break = _break_of(line) or usual_break
            if number not in self._removed:
                pieces.append(self._with_pieces(number, line))
            for inserted in self._inserted[number]:
                if pieces[-1] and not _break_of(pieces[-1]):
                    pieces[-1] += own_break
                pieces.append(inserted + own_break)
        text = "".join(pieces)
        return text if _break_of(self._lines[-1]) else text.rstrip("\r\n")

    def _with_pieces(self, number: int, line: str) -> str:
        text, last = "", 0
        for start, end, piece in sorted(self._pieces[number], key=lambda each: each[:2]):
            text, last = text + line[last:start] + piece, end
        return text + line[last:]


def _break_of(line: str) -> str:
    """Returns the line break with which a line ends; empty if it does not end."""
    return line[len(line.rstrip("\r\n")) :]
