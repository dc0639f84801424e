"""`twincal init`: writes a small example configuration to a new folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Write a small, commented configuration that works as it is."""
    from scheduler.commands.init import init as write_example

    for path in write_example(directory):
        typer.echo(path)
    typer.echo(f"Next: twincal check {directory}")
