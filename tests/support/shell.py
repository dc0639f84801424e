"""The command line as a person uses it: arguments in, exit code and words out, in this process."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from scheduler import cli


@dataclass(frozen=True)
class Answer:
    """What a run printed, and its exit code."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output in words."""
        return self.out.decode()


@dataclass(frozen=True)
class Shell:
    """A folder with a configuration and a store, and a clock."""

    folder: Path
    now: str = "2026-11-24T09:00:00Z"

    @property
    def config(self) -> Path:
        """The directory of the configuration."""
        return self.folder / "config"

    def write(self, text: str, name: str = "all.yaml") -> None:
        """An edit."""
        self.config.mkdir(exist_ok=True)
        (self.config / name).write_text(text, encoding="utf-8")

    def edit(self, *edits: tuple[str, str]) -> None:
        """Each text of the one file is replaced by another; it must be there."""
        written = (self.config / "all.yaml").read_text(encoding="utf-8")
        for old, new in edits:
            assert old in written
            written = written.replace(old, new)
        self.write(written)

    def run(self, *words: str, now: str | None = None) -> Answer:
        """One run of `twincal`."""
        environment = {
            "TWINCAL_NOW": now or self.now,
            "TWINCAL_DATABASE": f"sqlite:///{self.folder}/t.db",
            "COLUMNS": "200",
        }
        raw = io.BytesIO()
        out, err = io.TextIOWrapper(raw, encoding="utf-8", write_through=True), io.StringIO()
        with (
            mock.patch.dict(os.environ, environment),
            mock.patch("sys.argv", ["twincal", *words]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                cli.main()
            except SystemExit as end:
                return Answer(int(end.code or 0), raw.getvalue(), err.getvalue())
        raise AssertionError("the command line always ends with an exit code")
