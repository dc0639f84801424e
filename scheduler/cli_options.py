"""The arguments and options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[Path, typer.Argument(metavar="[CONFIG]", help="The directory with the YAML files.")]
Database = Annotated[
    str | None,
    typer.Option(help="SQLAlchemy URL of the store; else TWINCAL_DATABASE, else twincal.db in this folder."),
]
AllowLarge = Annotated[bool, typer.Option("--allow-large", help="Apply although very much would change.")]
AllowPast = Annotated[
    bool, typer.Option("--allow-past", help="Rewrite named meetings that have taken place.")
]
CONFIG = Path("config")
