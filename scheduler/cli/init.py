"""`twincal init`: writes a small example configuration to a new folder."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.options import PATH
from scheduler.cli.output import echo


@click.command()
@click.argument("directory", type=PATH, metavar="DIR", help="A new or empty folder.")
def init(directory: Path) -> None:
    """Write a small, commented configuration that works as it is."""
    from scheduler.commands.init import init as write_example

    for path in write_example(directory):
        echo(path)
    echo(f"Next: twincal check {directory}")
