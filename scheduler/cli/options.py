"""The arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[Path, typer.Argument(metavar="[CONFIG]", help="The directory with the YAML files.")]
Database = Annotated[
    str | None,
    typer.Option(help="SQLAlchemy URL of the store; else TWINCAL_DATABASE, else twincal.db in this folder."),
]
AllowLarge = Annotated[bool, typer.Option("--allow-large", help="Apply although the safety limit stops it.")]
AllowPast = Annotated[
    bool, typer.Option("--allow-past", help="Rewrite named meetings that have taken place.")
]
AllowClock = Annotated[
    bool, typer.Option("--allow-clock", help="The clock is right, though the last revision is far from it.")
]
CONFIG = Path("config")


def folder_named(name: str) -> Path:
    """Returns the folder called `name`. Raises BadParameter if it is empty, like an unset variable."""
    if not name.strip():
        raise typer.BadParameter("the name of the folder is empty; `.` would be the working directory")
    return Path(name)
