"""`twincal init`: a small, commented configuration to start from."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from scheduler.commands.errors import Refused


def init(directory: Path) -> tuple[Path, ...]:
    """Writes a configuration, returns its files; raises Refused if `directory` is not empty or writable."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refused(f"{directory} is not empty", "name a new folder; nothing was written")
    try:
        return tuple(_write(directory))
    except OSError as error:
        raise Refused(f"{error.filename or directory}: {error.strerror}") from error


def _write(directory: Path) -> Iterator[Path]:
    template = resources.files("scheduler.commands") / "template"
    directory.mkdir(parents=True, exist_ok=True)
    for source in sorted(template.iterdir(), key=lambda file: file.name):
        if source.name.endswith(".yaml"):
            path = directory / source.name
            path.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
            yield path
