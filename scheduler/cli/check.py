"""`twincal check`: checks the configuration; prints the warnings, or fails with the errors."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli.options import config_argument, database_option
from scheduler.cli.output import echo
from scheduler.cli.progress import progress

NO_ADDRESS = (
    "Note: `programme:` has no `address:`. So the meetings in calendars have no link to their page, and your "
    "pages have no buttons to subscribe without JavaScript. If you have a web address for them, write for "
    "example `address: https://calendar.example.org`."
)


@click.command()
@config_argument
@database_option
def check(config: Path, database: str | None) -> None:
    """Read and check everything; errors first, then warnings. Changes nothing."""
    from scheduler.cli import environment
    from scheduler.commands.check import check as check_configuration
    from scheduler.reports.errors import problem_lines
    from scheduler.reports.warnings import located

    with environment.store_of(config, database) as store:
        state, state_folder = store.state(), environment.state_folder(config, store)
    with progress("Checking the programme"):
        checked = check_configuration(config, state_folder, environment.start_time(), state)
    warnings = located(checked.warnings)
    for line in problem_lines(warnings):
        echo(line)
    if not checked.has_address:
        echo(NO_ADDRESS, err=True)
    count = f"{len(warnings)} warning{'s' if len(warnings) != 1 else ''}" if warnings else "no warnings"
    echo(f"{config}: good, {count}")
