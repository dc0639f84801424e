"""`twincal publish`: writes the site as static files and prints how many changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.options import Database, folder_named


def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the static files go.", parser=folder_named)
    ],
    database: Database = None,
) -> None:
    """Write the site as static files: only what changed, each file whole.

    Private feeds are never among them: only `serve` answers those.
    """
    from scheduler.cli import environment
    from scheduler.commands.publish import publish as publish_files

    with environment.store(database) as store:
        result = publish_files(store, folder)
    typer.echo(f"{len(result.written)} written, {len(result.removed)} removed, {result.unchanged} unchanged")
    for path in result.edited:
        typer.echo(f"{path} is no longer published; it was left because somebody has changed it")
