"""`twincal serve`: sets up the log, runs the daemon, and prints its addresses."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from scheduler.cli.garbage import collect_rarely, keep_present_values
from scheduler.cli.options import FolderName, apply_command, config_argument, database_option
from scheduler.cli.output import echo
from scheduler.cli.whole_number import WholeNumber

if TYPE_CHECKING:
    from scheduler.publication.site import Site

MOST_ADDRESSES = 40
"""The most addresses of calendars that it prints."""


@click.command()
@config_argument
@click.option(
    "--host",
    envvar="TWINCAL_HOST",
    show_envvar=True,
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen on.",
)
@click.option(
    "--port",
    type=WholeNumber(1, 65535),
    envvar="TWINCAL_PORT",
    show_envvar=True,
    default=8000,
    show_default=True,
    metavar="NUMBER",
    help="The port to listen on.",
)
@click.option(
    "--publish",
    "folder",
    type=FolderName(),
    envvar="TWINCAL_PUBLISH",
    show_envvar=True,
    metavar="FOLDER",
    help="Write each revision there as well, as static files.",
)
@click.option(
    "--follow",
    is_flag=True,
    help="Show what another `twincal serve` writes to the store. Needs no CONFIG, and writes nothing there.",
)
@click.option(
    "--gzip/--no-gzip",
    "compress",
    default=True,
    show_default=True,
    help="Compress for clients that ask for it.",
)
@click.option(
    "--log-level",
    type=click.Choice(["DEBUG", "INFO", "WARNING", "ERROR"], case_sensitive=False),
    envvar="TWINCAL_LOG_LEVEL",
    show_envvar=True,
    default="INFO",
    show_default=True,
    help="The least important messages to log.",
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    envvar="TWINCAL_LOG_FORMAT",
    show_envvar=True,
    default="text",
    show_default=True,
    help="Lines for people, or JSON for programs that collect logs.",
)
@database_option
def serve(
    config: Path,
    host: str,
    port: int,
    folder: Path | None,
    follow: bool,
    compress: bool,
    log_level: str,
    log_format: Literal["text", "json"],
    database: str | None,
) -> None:
    """Run the daemon: watch CONFIG, keep the window rolling, answer from the site."""
    from scheduler.cli import environment
    from scheduler.cli.log import set_up_log
    from scheduler.commands.private_files import refuse_folder_around
    from scheduler.daemon.run import Settings, run
    from scheduler.daemon.writer_messages import WriterSettings

    collect_rarely()
    set_up_log(log_level, log_format)
    with environment.store(database) if follow else environment.store_of(config, database) as store:
        if not follow:
            environment.announce_new(store)
        directory = None if follow else config
        if folder is not None:
            refuse_folder_around(folder, store.file, directory)
        clock = environment.running_clock()
        writer = WriterSettings(
            directory=directory,
            database=store.url,
            folder=folder,
            state_folder=environment.state_folder(config, store),
            ahead=clock() - datetime.now(UTC),
            apply_command=apply_command(config, {}, database),
            log_level=log_level,
            log_format=log_format,
        )
        settings = Settings(
            store=store,
            clock=clock,
            host=host,
            port=port,
            writer=None if directory is folder is None else writer,
            writer_command=(sys.executable, "-P", "-m", "scheduler.cli.writer"),
            compress=compress,
        )
        served = run(settings, lambda site: _started(host, port, site))
    if not served:
        echo("twincal: nothing was ever published from here, so there is nothing to serve: ended", err=True)
        raise click.exceptions.Exit(1)


def _started(host: str, port: int, site: Site) -> None:
    keep_present_values()
    _announce(host, port, site)


def _announce(host: str, port: int, site: Site) -> None:
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    echo(f"Twincal serves {base}")
    paths = sorted(site.feed_paths(), key=lambda path: (path.count("/"), path))  # that of the programme first
    for path in paths[:MOST_ADDRESSES]:
        echo(f"  {base}{path}")
    if len(paths) > MOST_ADDRESSES:
        echo(f"  … and {len(paths) - MOST_ADDRESSES} more calendars: the pages list them")
    echo("Stop it with Ctrl+C.")
    sys.stdout.flush()
