"""The file in which a person answers what an import cannot know: a question on each row, and its answer."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from scheduler.commands.refusals import Refused

HEADINGS = ("about", "found", "how often", "answer")


class Answers:
    """The answers of a file, and what was asked meanwhile."""

    def __init__(self, file: Path | None) -> None:
        self._rows = _read(file) if file is not None else {}
        self._asked: Counter[tuple[str, str]] = Counter()
        self._proposed: dict[tuple[str, str], str] = {}

    def get(self, about: str, found: str, proposal: str = "") -> str:
        """Returns the answer to a question; empty if there is none, and then it is asked."""
        self._asked[about, found] += 1
        self._proposed.setdefault((about, found), proposal)
        return self._rows.get((about, found), "").strip()

    def text(self) -> str:
        """Returns the file with all that was asked, and the answers or proposals."""
        rows = [
            (about, found, number, self._rows.get((about, found), "") or self._proposed[about, found])
            for (about, found), number in self._asked.items()
        ]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([HEADINGS, *rows])
        return text.getvalue()


def _read(file: Path) -> dict[tuple[str, str], str]:
    try:
        rows = [*csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=",")]
    except (OSError, ValueError) as error:
        raise Refused(f"{file} cannot be read: {error}", "save it as CSV, in UTF-8, with commas") from error
    if not rows or tuple(rows[0]) != HEADINGS:
        raise Refused(
            f"{file} does not begin with the line `{','.join(HEADINGS)}`", "run the command without it"
        )
    return {(row[0], row[1]): row[3] for row in rows[1:] if len(row) == len(HEADINGS)}
