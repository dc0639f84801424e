"""The file in which a person answers what an import cannot know: a question on each row, and its answer."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from scheduler.arrivals.arrived import ImportNote
from scheduler.commands.refusals import Refused
from scheduler.configuration.assemble.context import slug

HEADINGS = ("about", "found", "how often", "what to write", "answer")
_READ = ("about", "found", "answer")


class Answers:
    """The answers of a file, and what was asked meanwhile.

    `allowed` are the answers that each question may have, and words for them. `wrong` are notes about others.
    """

    def __init__(self, file: Path | None) -> None:
        self.name = file.name if file is not None else ""
        self._separator = ","
        self._rows: dict[tuple[str, str], tuple[int, str]] = {}
        self._asked: Counter[tuple[str, str]] = Counter()
        self._proposals: dict[tuple[str, str], str] = {}
        self.allowed: Mapping[str, tuple[Collection[str], str]] = {}
        self.wrong: dict[tuple[str, str], ImportNote] = {}
        if file is not None:
            self._read(file)

    def given(self, about: str, found: str) -> str:
        """Returns the answer to a question, empty if there is none; it is not asked."""
        number, answer = self._rows.get((about, found), (0, ""))
        allowed, words = self.allowed[about]
        given = next((each for each in (answer, slug(answer)) if each in allowed), "")
        if answer and not given:
            note = ImportNote("", "wrong-answer", f"{answer!r} is no answer to `{about}`; write {words}")
            self.wrong[about, found] = ImportNote(f"row {number}", note.code, note.words)
        return given

    def ask(self, about: str, found: str, proposal: str = "") -> str:
        """Returns the answer to a question; empty if there is none, and then it is asked."""
        self._asked[about, found] += 1
        self._proposals.setdefault((about, found), proposal)
        return self.given(about, found)

    def text(self) -> str:
        """Returns the file with its rows and all that was asked, with a proposal where nobody answered."""
        answers = {question: answer for question, (_, answer) in self._rows.items()}
        rows = [
            (
                *question,
                self._asked[question],
                self.allowed[question[0]][1] if question[0] in self.allowed else "",
                answers.get(question) or self._proposals.get(question, ""),
            )
            for question in dict.fromkeys((*answers, *self._asked))
        ]
        text = io.StringIO()
        csv.writer(text, delimiter=self._separator, lineterminator="\n").writerows([HEADINGS, *rows])
        return text.getvalue()

    def _read(self, file: Path) -> None:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise Refused(f"{file} cannot be read: {error}", "save it as “CSV UTF-8”") from error
        # Excel writes semicolons where people write 1,5 for one and a half.
        self._separator = next((mark for mark in ";\t" if text.startswith(f"about{mark}")), ",")
        reader = csv.DictReader(io.StringIO(text), delimiter=self._separator, restval="")
        if not {*_READ} <= {*(reader.fieldnames or ())}:
            raise Refused(
                f"{file} does not begin with the columns `{','.join(HEADINGS)}`", "put this line back on top"
            )
        for number, row in enumerate(reader, 2):
            about, found, answer = (row[each] for each in _READ)
            self._rows[about, found] = number, answer.strip()
