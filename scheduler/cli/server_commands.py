"""The commands for a server: `serve` and `publish`, private addresses, `reach` and `doctor`."""

from __future__ import annotations

import gc
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from scheduler.cli.options import (
    FolderName,
    WholeNumber,
    apply_command,
    by_option,
    config_argument,
    database_option,
    example,
    store_folder_option,
    text_or_json_option,
    with_store,
)
from scheduler.cli.output import echo, progress

if TYPE_CHECKING:
    from scheduler.publication.site import Site
    from scheduler.store import Store

MOST_ADDRESSES = 40
"""The most addresses of calendars that `serve` prints."""
WRITER = (sys.executable, "-P", "-m", "scheduler.cli.run_writer")
"""The command that starts the writer of `serve`."""
SIGNS = {"good": "   good  ", "warning": "! warning", "error": "× error  "}
token_argument = click.argument(
    "name", metavar="NAME", help="Its name in `twincal token list`, or the private address."
)


def collect_rarely() -> None:
    """Collects garbage now and then, for runs that leave much: they render pages, or plan again and again."""
    gc.set_threshold(100_000)
    gc.enable()


@click.command(epilog=example("serve config --port 8000"))
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
    "--shared-folder",
    is_flag=True,
    envvar="TWINCAL_SHARED_FOLDER",
    show_envvar=True,
    help="On PostgreSQL: no other `serve` writes from another folder, so the desk may write to this one.",
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
    config: Path | None,
    host: str,
    port: int,
    folder: Path | None,
    follow: bool,
    shared_folder: bool,
    compress: bool,
    log_level: str,
    log_format: Literal["text", "json"],
    database: str | None,
) -> None:
    """Watch the files, apply changes, and answer requests."""
    from scheduler.cli import environment
    from scheduler.cli.log import set_up_log
    from scheduler.commands.relay import read_relay
    from scheduler.commands.site_folder import refuse_folder_around
    from scheduler.daemon.run import Settings, run
    from scheduler.daemon.writer_messages import WriterSettings

    collect_rarely()
    set_up_log(log_level, log_format)
    read_relay(os.environ)
    directory = None if follow else config
    folder_of_store = directory or environment.folder_beside_store(config)
    with (environment.store if follow else environment.store_of)(folder_of_store, database) as store:
        if directory is not None:
            environment.announce_new(store)
        if folder is not None:
            refuse_folder_around(folder, store.file, directory)
        clock = environment.running_clock()
        writer = WriterSettings(
            directory=directory,
            database=store.url,
            folder=folder,
            state_folder=environment.state_folder(folder_of_store, store),
            shared_folder=shared_folder,
            ahead=clock() - datetime.now(UTC),
            apply_command=apply_command(folder_of_store, (), database),
            log_level=log_level,
            log_format=log_format,
        )
        settings = Settings(
            store=store,
            clock=clock,
            host=host,
            port=port,
            writer=None if directory is folder is None else writer,
            writer_command=WRITER,
            compress=compress,
        )
        served = run(settings, lambda site: _started(host, port, site))
    if not served:
        echo("twincal: nothing was ever published from here, so there is nothing to serve: ended", err=True)
        raise click.exceptions.Exit(1)


def _started(host: str, port: int, site: Site) -> None:
    """Prints the addresses of the site."""
    gc.freeze()  # searches for garbage among the present values would stop a server for long
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    echo(f"Twincal serves {base}")
    paths = sorted(site.feed_paths(), key=lambda path: (path.count("/"), path))  # that of the programme first
    for path in paths[:MOST_ADDRESSES]:
        echo(f"  {base}{path}")
    if len(paths) > MOST_ADDRESSES:
        echo(f"  … and {len(paths) - MOST_ADDRESSES} more calendars: the pages list them")
    echo("Stop it with Ctrl+C.")
    sys.stdout.flush()


@click.command(epilog=example("publish public"))
@click.argument("folder", type=FolderName(), metavar="FOLDER", help="Where the static files go.")
@with_store
def publish(folder: Path, store: Store) -> None:
    """Write the site as static files.

    It writes only what changed, each file whole. Private feeds are never among them: only `serve` answers
    those.
    """
    from scheduler.cli import environment
    from scheduler.commands.publish import publish as publish_files

    collect_rarely()
    with progress("Writing the site"):
        result = publish_files(store, folder, environment.start_time())
    echo(f"{len(result.written)} written, {len(result.removed)} removed, {result.unchanged} unchanged")
    for path in result.edited:
        echo(f"{path} is no longer published; it was left because somebody has changed it")


@click.group()
def token() -> None:
    """Make and end private addresses and desk keys.

    Private calendars show how to join. The commands call a private address a token.
    """


@token.command(epilog=example("token create --for sofia --label office"))
@click.option("--for", "feed", metavar="CALENDAR", help="A city, pair, group, theme; or programme.")
@click.option(
    "--desk", is_flag=True, help="A key of the desk in place of an address; without --for, of everything."
)
@click.option(
    "--label", required=True, metavar="TEXT", help="Who gets it. The history has the label of a desk key."
)
@by_option
@with_store
def create(feed: str | None, desk: bool, label: str, by: str | None, store: Store) -> None:
    """Make a private address for a calendar, or a key of the desk, and show it once.

    Twincal keeps no copy of it.
    """
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token import issued_text

    now, person = environment.start_time(), environment.person(by)
    if desk:
        echo(issued_text(tokens.create_desk_key(store, feed, label, now, person)), nl=False)
    elif feed is None:
        raise click.UsageError("Missing option '--for': the calendar that the address opens.")
    else:
        echo(issued_text(tokens.create(store, feed, label, now, person)), nl=False)


@token.command("list")
@with_store
def list_all(store: Store) -> None:
    """List all private addresses that were made: name, calendar, times and label, never the address."""
    from scheduler.commands import token as tokens
    from scheduler.reports.token import list_text

    echo(list_text(tokens.list_tokens(store)), nl=False)


@token.command(epilog=example("token revoke office"))
@token_argument
@with_store
def revoke(name: str, store: Store) -> None:
    """End a private address or a key: within seconds, it opens nothing."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token import revoked_text

    revoked = tokens.revoke(store, name, environment.start_time())
    echo(revoked_text(revoked, tokens.made_with(store, revoked.token)), nl=False)


@token.command(epilog=example("token rotate office"))
@token_argument
@by_option
@with_store
def rotate(name: str, by: str | None, store: Store) -> None:
    """Replace a private address or a key by a new one with the same label; the old one ends."""
    from scheduler.cli import environment
    from scheduler.commands import token as tokens
    from scheduler.reports.token import rotated_text

    issued = tokens.rotate(store, name, environment.start_time(), environment.person(by))
    echo(rotated_text(issued), nl=False)


@click.command(epilog=example("reach sofia"))
@click.argument("name", required=False, metavar="[NAME]", help="A city, pair, group or theme; else all.")
@click.option("--calls", is_flag=True, help="Whom to telephone: who may not know of a change within 14 days.")
@text_or_json_option
@store_folder_option
@database_option
def reach(
    name: str | None, calls: bool, style: Literal["text", "json"], config: Path | None, database: str | None
) -> None:
    """Tell whose calendars have fetched the last change.

    `serve` counts the requests.
    """
    from scheduler.cli import environment
    from scheduler.commands.announce import offices_in
    from scheduler.commands.call_list import call_list
    from scheduler.commands.lookup import read_state
    from scheduler.commands.reach import reach_report
    from scheduler.reports.calls import calls_json, calls_text
    from scheduler.reports.reach import reach_json, reach_text

    if calls and name is not None:
        raise click.UsageError("--calls is about all cities; leave the name out")
    now = environment.start_time()
    with environment.store(config, database) as store:
        if calls:
            state, offices = read_state(store), offices_in(environment.folder_beside_store(config))
            found = call_list(store, state, store.history_of_pages(state.window.first), now)
            echo(calls_json(found) if style == "json" else calls_text(found, offices), nl=False)
            return
        report = reach_report(store, name, now)
    echo(reach_json(report) if style == "json" else reach_text(report), nl=False)


@click.command()
@config_argument
@database_option
def doctor(config: Path, database: str | None) -> None:
    """Check the installation. Changes nothing.

    It looks at data, configuration, store, clock and disk.
    """
    from scheduler.cli import environment
    from scheduler.commands.doctor import examine
    from scheduler.reports.advice_words import in_terminal

    with environment.store_of(config, database) as store:
        state_folder = environment.state_folder(config, store)
        diagnoses = examine(config, state_folder, store, environment.start_time())
    for diagnosis in diagnoses:
        echo(f"{SIGNS[diagnosis.level]}  {diagnosis.words}")
        if diagnosis.advice:
            echo(f"           {in_terminal(diagnosis.advice)}")
    if any(diagnosis.level == "error" for diagnosis in diagnoses):
        raise click.exceptions.Exit(1)
