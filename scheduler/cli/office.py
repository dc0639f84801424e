"""The commands that hand meetings on to an office: as a file of Excel, CSV, Markdown or JSON."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from scheduler.cli.options import days_options, require_days_in_order, separator_option, with_store
from scheduler.cli.output import echo, show_tables

if TYPE_CHECKING:
    from scheduler.store import Store


@click.command()
@click.argument("name", default="programme", metavar="[NAME]", help="A city, pair, group or theme; else all.")
@days_options
@click.option(
    "--format",
    "style",
    type=click.Choice(["csv", "xlsx", "json", "markdown", "ics"]),
    default="csv",
    show_default=True,
    help="xlsx writes a file of Excel here; all else is printed. ics is for calendar programs.",
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
    from scheduler.commands.new_file import write_new_file
    from scheduler.reports.export import export_tables, file_name
    from scheduler.reports.tables.workbook import workbook

    require_days_in_order(first, last)
    days = first or date.min, last or date.max
    if style == "ics":
        click.echo(export_calendar(store, name, *days), nl=False)
        return
    found = find_export(store, name, *days, environment.start_time())
    meetings, *others = export_tables(found)
    if style == "xlsx":
        body = workbook([meetings, *others], created=found.revision.time)
        echo(write_new_file(Path(f"{file_name(found)}.xlsx"), body))
    else:
        show_tables(style, [meetings], separator)
