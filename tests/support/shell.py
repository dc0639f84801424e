"""The command line as a person uses it: arguments in, exit code and words out, in this process."""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from scheduler import cli
from scheduler.state.state import State
from scheduler.store import open_store


class Terminal(io.StringIO):
    """A person at a terminal, who types these lines and sees them; `^C` is Ctrl+C, and the end Ctrl+D."""

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        line = super().readline(size)
        if line == "^C\n":
            raise KeyboardInterrupt
        sys.stderr.write(line)
        return line


@dataclass(frozen=True)
class Answer:
    """What a run printed, and its exit code."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


@dataclass(frozen=True)
class Shell:
    """A folder with a configuration, a store and a clock. The store is in the folder unless it has a URL."""

    folder: Path
    now: str = "2026-11-24T09:00:00Z"
    database: str | None = None

    @property
    def url(self) -> str:
        return self.database or f"sqlite:///{self.folder}/t.db"

    @property
    def config(self) -> Path:
        return self.folder / "config"

    def read(self) -> str:
        return (self.config / "all.yaml").read_text(encoding="utf-8")

    def write(self, text: str, name: str = "all.yaml") -> None:
        self.config.mkdir(exist_ok=True)
        (self.config / name).write_text(text, encoding="utf-8")

    def edit(self, *edits: tuple[str, str]) -> None:
        """Replaces pieces of the one file; each must be there."""
        text = self.read()
        for old, new in edits:
            assert old in text, old
            text = text.replace(old, new)
        self.write(text)

    def add(self, text: str) -> None:
        self.write(self.read() + text)

    def apply(self, *options: str, now: str | None = None) -> Answer:
        return self.run("apply", str(self.config), *options, now=now)

    def plan(self, *options: str, now: str | None = None) -> Answer:
        return self.run("plan", str(self.config), *options, now=now)

    def state(self) -> State:
        """What the store holds as published."""
        with closing(open_store(self.url)) as store:
            return store.state()

    def plan_json(self) -> dict[str, Any]:
        plan: dict[str, Any] = json.loads(self.plan("--format", "json").text)
        return plan

    def run(self, *words: str, now: str | None = None, typed: str | None = None) -> Answer:
        """Runs a command, at a terminal if `typed` is what the person there types."""
        environment = {
            "TWINCAL_NOW": now or self.now,
            "TWINCAL_DATABASE": self.url,
            "COLUMNS": "200",
        }
        raw = io.BytesIO()
        out, err = io.TextIOWrapper(raw, encoding="utf-8", write_through=True), io.StringIO()
        with (
            mock.patch.dict(os.environ, environment),
            mock.patch("sys.argv", ["twincal", *words]),
            mock.patch("sys.stdin", sys.stdin if typed is None else Terminal(typed)),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                cli.main()
            except SystemExit as end:
                return Answer(int(end.code or 0), raw.getvalue(), err.getvalue())
            finally:
                gc.enable()  # a command leaves it disabled, because its process ends
        raise AssertionError("the command line always ends with an exit code")
