"""`twincal publish`: writes the site as static files and prints how many changed."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.garbage import collect_rarely
from scheduler.cli.options import FolderName, database_option
from scheduler.cli.output import echo
from scheduler.cli.progress import progress


@click.command()
@click.argument("folder", type=FolderName(), metavar="FOLDER", help="Where the static files go.")
@database_option
def publish(folder: Path, database: str | None) -> None:
    """Write the site as static files: only what changed, each file whole.

    Private feeds are never among them: only `serve` answers those.
    """
    from scheduler.cli import environment
    from scheduler.commands.publish import publish as publish_files

    collect_rarely()
    with environment.store(database) as store, progress("Writing the site"):
        result = publish_files(store, folder, environment.start_time())
    echo(f"{len(result.written)} written, {len(result.removed)} removed, {result.unchanged} unchanged")
    for path in result.edited:
        echo(f"{path} is no longer published; it was left because somebody has changed it")
