"""The officers' desk: the draft that they edit, and the files that they save."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from simulator.drafts import FIRST_DRAFT
from simulator.officers import EDITS, Numbers


class Office:
    """The folder of the configuration, the present draft, and the last one that was applied."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.draft = self._accepted = FIRST_DRAFT
        folder.mkdir()
        self.save()

    def edit(self, name: str, numbers: Numbers, now: datetime) -> None:
        self.draft = EDITS[name](self.draft, numbers, now)
        self.save()

    def save(self) -> None:
        for name, text in self.draft.files():
            (self.folder / name).write_text(text, encoding="utf-8")

    def save_half(self, numbers: Numbers) -> None:
        """Saves the beginning of a file, as an editor that is not finished; the next save writes the rest."""
        files = sorted(self.folder.iterdir())
        file = files[numbers[0] % len(files)]
        text = file.read_bytes()
        file.write_bytes(text[: len(text) * (numbers[1] % 10) // 10])

    def is_saved(self) -> bool:
        files = self.draft.files()
        return all((self.folder / name).read_text(encoding="utf-8") == text for name, text in files)

    def is_accepted(self) -> bool:
        return self.draft == self._accepted

    def accept(self) -> None:
        self._accepted = self.draft

    def undo(self) -> None:
        """Goes back to the last draft that was applied, because Twincal refuses the present one."""
        self.draft = self._accepted
        self.save()
