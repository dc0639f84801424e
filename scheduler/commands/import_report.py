"""What an import found, for the person who asked for it. No text in it lets anybody in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from scheduler.arrivals.arrived import OMITTED, ImportNote
from scheduler.configuration.vocabulary.privacy import leak


class Imported(Struct, frozen=True, kw_only=True):
    """What an import wrote, and what a person should know (`notes`, by file). With doubts, nothing."""

    written: tuple[Path, ...]
    notes: tuple[tuple[str, ImportNote], ...]
    doubts: int
    counts: Mapping[str, int]


class ImportReport:
    """What an import finds while it goes on; `counts` are by the words for them."""

    def __init__(self) -> None:
        self._notes: list[tuple[str, ImportNote]] = []
        self._doubts: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self.counts: Counter[str] = Counter()

    def note(self, file: str, row: str, code: str, words: str) -> None:
        """Notes what a person should know of a place in a file."""
        is_private = leak(words, (), frozenset()) is not None
        shown = "its words are not shown: they have an address or may let anybody in" if is_private else words
        self._notes.append((file, ImportNote(row, code, shown)))

    def doubt(self, file: str, row: str, code: str, words: str) -> None:
        """Notes what a person has to say before anything is written, and where it is needed."""
        self._doubts[file, code, words].append(row)

    @property
    def has_doubts(self) -> bool:
        """Whether a person has to say something before anything is written."""
        return bool(self._doubts)

    def comments(self, file: str) -> Mapping[str, Sequence[str]]:
        """Returns the notes of a file as comments, by its rows."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, note in self._notes:
            if name == file:
                found[note.row].append(f"{note.code}: {note.words}")
        return found

    def result(self, written: Sequence[Path]) -> Imported:
        """Returns all that was found, and the files that were written."""
        self._notes.sort(key=lambda each: (each[0], [*map(_in_order, re.split(r"(\d+)", each[1].row))]))
        self.counts["left out with a reason"] = sum(note.code == OMITTED for _, note in self._notes)
        for (file, code, words), (row, *more) in self._doubts.items():
            self.note(file, f"{row} and {len(more)} more" if more else row, code, words)
        return Imported(
            written=tuple(written), notes=tuple(self._notes), doubts=len(self._doubts), counts=self.counts
        )


def _in_order(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdecimal() else (0, part)
