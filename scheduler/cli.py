"""The command line: arguments in, words and exit codes out. Everything else is imported when it is needed."""

from __future__ import annotations

import gc
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from scheduler.cli_asking import asking_app
from scheduler.cli_options import CONFIG, AllowClock, AllowLarge, AllowPast, Config, Database, folder_named
from scheduler.cli_token import token_app

if TYPE_CHECKING:
    from scheduler.publication.site import Site

app = typer.Typer(
    name="twincal",
    help="Keeps twinned cities on time: a programme in YAML becomes the right calendar feed for every city.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
)
app.add_typer(asking_app)
app.add_typer(token_app)


class Format(StrEnum):
    """How a plan is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


UNSWEPT = (
    "What was withdrawn may still stand in the database file, because another program is reading it; "
    "the next run removes it."
)


@app.command()
def init(directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Write a small, commented configuration that works as it is."""
    from scheduler.commands.init import init as write

    for path in write(directory):
        typer.echo(path)
    typer.echo(f"Next: twincal check {directory}")


@app.command()
def check(config: Config = CONFIG, database: Database = None) -> None:
    """Read and check everything; errors first, then warnings. Changes nothing."""
    from scheduler import bootstrap
    from scheduler.commands.check import check as look

    with bootstrap.store(database) as store:
        memory = store.memory()
    warnings = look(config, bootstrap.start_time(), memory)
    for warning in warnings:
        typer.echo(warning)
    count = f"{len(warnings)} warning{'s' if len(warnings) != 1 else ''}" if warnings else "no warnings"
    typer.echo(f"{config}: good, {count}")


@app.command()
def plan(
    config: Config = CONFIG,
    style: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TEXT,
    allow_past: AllowPast = False,
    allow_clock: AllowClock = False,
    database: Database = None,
) -> None:
    """Show what subscribers of each city would see change, in local times. Changes nothing.

    Exit 0: nothing to do, or nothing that a person must decide: the window moves on, time-zone data are
    renewed, the store remembers other words for the same dates. 2: changes. 1: errors.
    """
    from scheduler import bootstrap
    from scheduler.commands.consent import Consent
    from scheduler.commands.plan import plan as propose
    from scheduler.commands.plan_json import plan_json
    from scheduler.commands.plan_markdown import plan_markdown
    from scheduler.commands.plan_text import plan_text

    consent = Consent(past=allow_past, clock=allow_clock)
    with bootstrap.store(database) as store:
        proposal = propose(config, store, bootstrap.start_time(), consent)
    tell = {Format.TEXT: plan_text, Format.JSON: plan_json, Format.MARKDOWN: plan_markdown}[style]
    typer.echo(tell(proposal), nl=False)
    raise typer.Exit(0 if proposal.plan.only_moves_on else 2)


@app.command()
def apply(
    config: Config = CONFIG,
    allow_large: AllowLarge = False,
    allow_past: AllowPast = False,
    allow_clock: AllowClock = False,
    only: Annotated[
        str | None, typer.Option("--plan", metavar="DIGEST", help="Apply only the plan with this digest.")
    ] = None,
    database: Database = None,
) -> None:
    """Plan, then carry it out in one transaction."""
    from scheduler import bootstrap
    from scheduler.commands.apply import Consent
    from scheduler.commands.apply import apply as carry_out
    from scheduler.commands.impact import summary
    from scheduler.plan.notices import gathered

    consent = Consent(large=allow_large, past=allow_past, clock=allow_clock, digest=only)
    with bootstrap.store(database) as store:
        done = carry_out(config, store, bootstrap.start_time(), consent)
    if done.number is None:
        typer.echo("Nothing to do: subscribers already see this.")
    else:
        typer.echo(f"Applied revision {done.number}: {summary(done.plan)}.")
    if done.unswept:
        typer.echo(UNSWEPT)
    for notice in gathered(done.plan.notices):
        typer.echo(f"Note: {notice}")


@app.command()
def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the static files go.", parser=folder_named)
    ],
    database: Database = None,
) -> None:
    """Write the site as static files: only what changed, each file whole.

    Private feeds are never among them: only `serve` answers those.
    """
    from scheduler import bootstrap
    from scheduler.commands.publish import publish as write

    with bootstrap.store(database) as store:
        done = write(store, folder)
    typer.echo(f"{len(done.written)} written, {len(done.removed)} removed, {done.same} unchanged")
    for path in done.left:
        typer.echo(f"{path} is no longer published; it was left because somebody has changed it")


@app.command()
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
    packed: Annotated[
        bool, typer.Option("--gzip/--no-gzip", help="Compress for clients that ask for it.")
    ] = True,
    database: Database = None,
) -> None:
    """Run the daemon: watch CONFIG, keep the window rolling, answer from the site."""
    import logging

    from scheduler import bootstrap
    from scheduler.daemon.loop import Settings, run

    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO, stream=sys.stderr)
    for library in ("alembic", "apscheduler", "uvicorn", "watchfiles"):
        logging.getLogger(library).setLevel(logging.WARNING)
    with bootstrap.store(database) as store:
        settings = Settings(
            directory=config,
            store=store,
            clock=bootstrap.running_clock(),
            host=host,
            port=port,
            folder=folder,
            packed=packed,
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
    for path in sorted(site.addresses()):
        typer.echo(f"  {base}{path}")
    typer.echo("Stop it with Ctrl+C.")
    sys.stdout.flush()


@app.command()
def schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    import json

    from scheduler.configuration import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def main() -> None:
    """Run the command line; every error becomes words on stderr and exit 1."""
    # A run makes hundreds of thousands of values that live to its end: looking through them for rubbish
    # every few hundred took a third of the time of an `apply`.
    gc.set_threshold(100_000)
    out = sys.stdout
    try:
        status = app(standalone_mode=False)
        out.flush()
    except BrokenPipeError:
        _hang_up()
    except SystemExit:
        if sys.stdout is not out:  # typer has seen that nobody reads any more
            _hang_up()
        raise
    except Exception as error:  # the one place where errors end: what is not ours is raised again
        sys.exit(_explain(error))
    sys.exit(status if isinstance(status, int) else 0)


def _hang_up() -> NoReturn:
    """Ends quietly: who reads our output (`| head`) has read enough."""
    # Python would else say at its end that what is left could not be written.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(0)


def _explain(error: Exception) -> int:
    if isinstance(error, typer.TyperException):
        shown = getattr(error, "show", None)  # usage errors know their usage line
        if callable(shown):
            shown()
        else:
            typer.echo(error.format_message(), err=True)
        return 1
    if isinstance(error, typer.Exit):
        return error.exit_code
    from scheduler.commands.errors import Invalid, Refused
    from scheduler.store import StoreError

    if isinstance(error, Invalid):
        for problem in sorted(error.problems, key=lambda problem: problem.level == "warning"):
            typer.echo(problem, err=True)
    if isinstance(error, Refused | StoreError):
        typer.echo(f"twincal: {error}", err=True)
        advice = getattr(error, "advice", "")
        if advice:
            typer.echo(f"         {advice}", err=True)
        return 1
    raise error


if __name__ == "__main__":
    main()
