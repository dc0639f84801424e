"""`twincal init`: a small, commented configuration to start from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from scheduler.commands.errors import Refused


def init(directory: Path) -> tuple[Path, ...]:
    """Writes a configuration, returns its files; raises Refused if `directory` is not empty or writable."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refused(f"{directory} is not empty", "name a new folder; nothing was written")
    try:
        return tuple(_write(directory))
    except OSError as error:
        for source in _sources():  # the folder was empty, and the next try needs it so
            with suppress(OSError):
                (directory / source.name).unlink(missing_ok=True)
        raise Refused(f"{error.filename or directory}: {error.strerror}") from error


def _write(directory: Path) -> Iterator[Path]:
    directory.mkdir(parents=True, exist_ok=True)
    for source in _sources():
        path = directory / source.name
        path.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        yield path


def _sources() -> list[Traversable]:
    """Returns the files of the example."""
    files = (resources.files("scheduler.commands") / "template").iterdir()
    return sorted((file for file in files if file.name.endswith(".yaml")), key=lambda file: file.name)
