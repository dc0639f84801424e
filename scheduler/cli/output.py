"""Writes words of a command to the terminal; nothing in them can steer it."""

from __future__ import annotations

import click

from scheduler.reports.formats import printable


def echo(words: object, *, err: bool = False, nl: bool = True) -> None:
    """Writes `words` to stdout, or to stderr if `err`, with a line break unless `nl` is False."""
    click.echo(printable(str(words)), err=err, nl=nl)
