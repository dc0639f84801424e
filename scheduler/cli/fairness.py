"""`twincal fairness`: prints who carries the burden of the meetings of a year."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from scheduler.cli.options import config_option, text_or_json_option
from scheduler.cli.output import echo
from scheduler.cli.whole_number import WholeNumber


@click.command()
@click.option(
    "--year", type=WholeNumber(1970, 2100), metavar="YEAR", help="The year, such as 2027; else this year."
)
@config_option
@text_or_json_option
def fairness(year: int | None, config: Path, style: Literal["text", "json"]) -> None:
    """Show which cities meet outside their office hours, and how much."""
    from scheduler.cli import environment
    from scheduler.commands.advice.fairness import fairness as weigh
    from scheduler.reports.advice.fairness import fairness_json, fairness_text

    found = weigh(config, year or environment.start_time().year)
    echo(fairness_json(found) if style == "json" else fairness_text(found), nl=False)
