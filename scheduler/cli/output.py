"""What a command shows: words, in which nothing can steer the terminal, and that a slow one still works."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Literal

import click

from scheduler.reports.formats import printable

if TYPE_CHECKING:
    from scheduler.reports.tables.table import Table


def echo(words: object, *, err: bool = False, nl: bool = True) -> None:
    """Writes `words` to stdout, or to stderr if `err`, with a line break unless `nl` is False."""
    click.echo(printable(str(words)), err=err, nl=nl)


def warn(words: str) -> None:
    """Writes `words` to stderr."""
    echo(words, err=True)


def show_tables(
    style: Literal["text", "csv", "json", "markdown"], tables: Sequence[Table], separator: str
) -> None:
    """Writes tables to stdout; CSV and JSON have the rows of the first one alone."""
    from scheduler.reports.tables.text_forms import table_csv, table_json, tables_markdown, tables_text

    match style:
        case "text":
            echo(tables_text(tables), nl=False)
        case "markdown":
            echo(tables_markdown(tables), nl=False)
        case "json":
            echo(table_json(tables[0]), nl=False)
        case "csv":
            click.echo(table_csv(tables[0], separator), nl=False)


def require_agreement(question: str) -> None:
    """Asks the person; raises Refused unless they agree."""
    from scheduler.commands.refusals import Refused

    if not sys.stdin.isatty():
        raise Refused("nothing was changed", "to do this without a question, add --yes")
    try:
        agreed = click.confirm(f"\n{question}", err=True)
    except click.Abort:  # Ctrl+C
        echo("\ntwincal: nothing was changed", err=True)
        raise
    if not agreed:
        raise Refused("nothing was changed")


DELAY = 2.0
"""Seconds after which a command counts as slow."""


@contextmanager
def progress(words: str) -> Iterator[None]:
    """Shows `words` and the time that has passed, on stderr, while the block runs for longer than DELAY."""
    if not sys.stderr.isatty():
        yield
        return
    finished = Event()
    thread = Thread(target=_show, args=(words, finished), daemon=True, name="progress")
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def _show(words: str, finished: Event) -> None:
    """Shows a line on stderr that disappears at its end."""
    if finished.wait(DELAY):
        return
    # Most commands end before: they need not wait until this is imported.
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    # rich would put itself in the place of the standard streams, which belong to the whole process.
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        bar.add_task(words, total=None)
        finished.wait()
