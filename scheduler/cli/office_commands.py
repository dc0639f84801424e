"""The commands that count meetings and hand them on to an office: for Excel, a mail or a program."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from scheduler.cli.options import (
    PATH,
    DateOption,
    calendar_argument,
    days_options,
    example,
    into_option,
    require_days_in_order,
    separator_option,
    with_store,
)
from scheduler.cli.output import echo, progress, show_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.reports.tables.table import Table
    from scheduler.state.revision import Revision
    from scheduler.store import Store

QUESTIONS = "answers.csv"


@click.command(epilog=example("export sofia --format xlsx"))
@calendar_argument
@days_options
@click.option(
    "--format",
    "style",
    type=click.Choice(["csv", "xlsx", "json", "markdown", "ics"]),
    default="csv",
    show_default=True,
    help="xlsx writes an Excel file here; all else is printed. ics is for calendar programs.",
)
@separator_option
@with_store
def export(
    name: str,
    first: date | None,
    last: date | None,
    style: Literal["csv", "xlsx", "json", "markdown", "ics"],
    separator: str,
    store: Store,
) -> None:
    """Hand on meetings, past ones too, to Excel and others.

    It reads what was published. Private meetings are in it and marked; ways to join are not.
    """
    from scheduler.cli import environment
    from scheduler.commands.export import export as find_export
    from scheduler.commands.export import export_calendar
    from scheduler.reports.export import export_tables, file_name

    require_days_in_order(first, last)
    days = first or date.min, last or date.max
    if style == "ics":
        click.echo(export_calendar(store, name, *days), nl=False)
        return
    found = find_export(store, name, *days, environment.start_time())
    meetings, *others = export_tables(found)
    if style == "xlsx":
        _write_workbook(file_name(found), [meetings, *others], found.revision)
    else:
        show_tables(style, [meetings], separator)


@click.command(name="import", epilog=example("import old.ics --into my-programme --as answers.csv"))
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE…")
@into_option
@click.option(
    "--as", "answers", type=PATH, metavar="ANSWERS", help="Your answers, as the command asked for them."
)
@click.option("--since", type=DateOption(), help="Leave out what was before; else what is over for a year.")
@click.option("--with-links", is_flag=True, help="Keep links to join, as private ones.")
def import_files(
    files: tuple[Path, ...], folder: Path, answers: Path | None, since: date | None, with_links: bool
) -> None:
    """Take meetings over from calendars (.ics) and sheets (.csv, .xlsx) into new files of a programme.

    What only you know is asked in a file, answers.csv: fill it in, and name it with --as. Exit 1: there are
    questions, and nothing was written.
    """
    from scheduler.cli import environment
    from scheduler.commands.import_answers import Answers
    from scheduler.commands.import_files import ImportWish
    from scheduler.commands.import_files import import_files as run
    from scheduler.commands.refusals import Refused
    from scheduler.reports.arrivals import import_lines

    now = environment.start_time()
    if answers is None and Path(QUESTIONS).exists():
        raise Refused(f"{QUESTIONS} exists: nothing was read", f"use it with --as {QUESTIONS}, or delete it")
    asked = Answers(answers)
    first = since or now.date() - timedelta(days=366)
    with progress("Reading"):
        done = run(ImportWish(files=files, folder=folder, since=first, now=now, with_links=with_links), asked)
    for line in import_lines(done):
        echo(line)
    if done.doubts:
        file = answers or Path(QUESTIONS)
        file.write_text(asked.text(), encoding="utf-8-sig")  # or Excel shows other letters
        echo(
            f"Nothing is written yet. Fill in the answers in {file}, and run this again with --as {file}",
            err=True,
        )
        raise click.exceptions.Exit(1)
    if not done.written:
        raise Refused("nothing was written: no meeting of these files can be read, or is wanted")
    echo(f"Next: twincal check {folder}")


@click.command(epilog=example("report sofia --from 2026-01 --to 2026-12"))
@calendar_argument
@days_options
@click.option(
    "--by",
    type=click.Choice(["pair", "theme", "city", "quarter", "month"]),
    default="pair",
    show_default=True,
    help="What each row counts.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "csv", "xlsx", "json", "markdown"]),
    default="text",
    show_default=True,
    help="xlsx writes an Excel file here, with charts; all else is printed.",
)
@separator_option
@with_store
def report(
    name: str,
    first: date | None,
    last: date | None,
    by: Literal["pair", "theme", "city", "quarter", "month"],
    style: Literal["text", "csv", "xlsx", "json", "markdown"],
    separator: str,
    store: Store,
) -> None:
    """Count what took place: held, moved, cancelled, who had odd hours.

    It reads what was published, private meetings too. Without days, it counts this year up to today.
    """
    from scheduler.cli import environment
    from scheduler.commands.report import report as count
    from scheduler.reports.report import file_name, report_tables

    now = environment.start_time()
    last = last or max(now.date(), first or now.date())
    first = first or date(last.year, 1, 1)
    require_days_in_order(first, last)
    found = count(store, name, first, last, by, now)
    tables = report_tables(found)
    if style == "xlsx":
        _write_workbook(file_name(found), tables, found.revision)
    else:
        counts, *others = tables[:3]
        show_tables(style, [counts, *(table for table in others if table.rows)], separator)


def _write_workbook(name: str, tables: Sequence[Table], revision: Revision) -> None:
    """Writes an Excel file where the person is, dated as the record is, and says its name."""
    from scheduler.commands.new_file import write_new_file
    from scheduler.commands.refusals import Refused
    from scheduler.reports.tables.workbook import workbook

    with suppress(OSError, ValueError):  # there may be no standard output
        if stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode):
            raise Refused(f"this writes {name}.xlsx itself", "type it without `> …`")
    body = workbook(tables, created=revision.time)
    echo(write_new_file(Path(f"{name}.xlsx"), body))
