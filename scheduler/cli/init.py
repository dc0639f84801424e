"""`twincal init`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    pass


def init(directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Write a small, commented configuration that works as it is."""
    from scheduler.commands.init import init as write

    for path in write(directory):
        typer.echo(path)
    typer.echo(f"Next: twincal check {directory}")
