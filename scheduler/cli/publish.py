"""`twincal publish`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.options import Database, folder_named

if TYPE_CHECKING:
    pass


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
    from scheduler.commands.publish import publish as write

    with environment.store(database) as store:
        done = write(store, folder)
    typer.echo(f"{len(done.written)} written, {len(done.removed)} removed, {done.same} unchanged")
    for path in done.left:
        typer.echo(f"{path} is no longer published; it was left because somebody has changed it")
