"""`twincal serve`: sets up the log, runs the daemon, and prints its addresses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.options import CONFIG, Config, Database, folder_named

if TYPE_CHECKING:
    from scheduler.publication.site import Site


def serve(
    config: Config = CONFIG,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8000,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--publish",
            metavar="FOLDER",
            help="Write each revision there as well, as static files.",
            parser=folder_named,
        ),
    ] = None,
    compress: Annotated[
        bool, typer.Option("--gzip/--no-gzip", help="Compress for clients that ask for it.")
    ] = True,
    database: Database = None,
) -> None:
    """Run the daemon: watch CONFIG, keep the window rolling, answer from the site."""
    import logging

    from scheduler.cli import environment
    from scheduler.daemon.run import Settings, run

    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO, stream=sys.stderr)
    for library in ("alembic", "apscheduler", "uvicorn", "watchfiles"):
        logging.getLogger(library).setLevel(logging.WARNING)
    with environment.store(database) as store:
        settings = Settings(
            directory=config,
            store=store,
            clock=environment.running_clock(),
            host=host,
            port=port,
            folder=folder,
            compress=compress,
        )
        served = run(settings, lambda site: _announce(host, port, site))
    if not served:
        typer.echo(
            "twincal: nothing was ever published from here, so there is nothing to serve: ended", err=True
        )
        raise typer.Exit(1)


def _announce(host: str, port: int, site: Site) -> None:
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    typer.echo(f"Twincal serves {base}")
    for path in sorted(site.feed_paths()):
        typer.echo(f"  {base}{path}")
    typer.echo("Stop it with Ctrl+C.")
    sys.stdout.flush()
