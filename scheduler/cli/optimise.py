"""`twincal optimise`: prints better hours for all series of a year, and a patch that writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from scheduler.cli.options import config_option, text_or_json_option
from scheduler.cli.output import echo
from scheduler.cli.progress import search_progress
from scheduler.cli.whole_number import WholeNumber

COST_OF_MOVE = 15
"""The cost of a meeting that moves: as much as 15 minutes outside office hours."""


@click.command()
@click.option(
    "--year", type=WholeNumber(1970, 2100), metavar="YEAR", help="The year to plan; else the next one."
)
@click.option("--days", is_flag=True, help="Let weekdays change as well: the third Wednesday to a Tuesday.")
@click.option(
    "--seconds",
    type=WholeNumber(1, 3600),
    default=90,
    show_default=True,
    help="The longest search.",
)
@click.option(
    "--move-cost",
    type=WholeNumber(0, 1000),
    default=COST_OF_MOVE,
    show_default=True,
    metavar="BURDEN",
    help="What it costs to move one meeting.",
)
@click.option("--patch", type=click.Path(path_type=Path), metavar="FILE", help="Write the patch to FILE.")
@config_option
@text_or_json_option
def optimise(
    year: int | None,
    days: bool,
    seconds: int,
    move_cost: int,
    patch: Path | None,
    config: Path,
    style: Literal["text", "json"],
) -> None:
    """Find better hours for all series of a year together. Needs the extra `twincal[optimise]`."""
    from scheduler.advice.optimise.solve import Limits
    from scheduler.cli import environment
    from scheduler.commands.advice import optimise as search
    from scheduler.reports.advice.optimise_json import optimise_json
    from scheduler.reports.advice.optimise_text import optimise_text

    now = environment.start_time()
    limits = Limits(seconds=seconds, cost_of_move=move_cost)
    with environment.store_of(config, None) as store:
        state = environment.state_folder(config, store)
    wish = search.YearWish(year=year or now.year + 1, now=now, state=state, days=days, limits=limits)
    with search_progress("Finding better hours", seconds) as show:
        found = search.optimise(config, wish, show)
    written = search.write_patch(found)
    if patch is not None:
        search.save_patch(written, patch)
    text = optimise_json(found, written) if style == "json" else optimise_text(found, written, config, patch)
    echo(text, nl=False)
