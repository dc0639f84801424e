"""The commands about good hours: `times`, `fairness` and `notices`."""

from __future__ import annotations

import re
from calendar import month_name
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

import click

from scheduler.cli.options import (
    DateOption,
    DurationOption,
    MonthOption,
    WholeNumber,
    config_option,
    database_option,
    example,
    require_language,
    text_or_json_option,
)
from scheduler.cli.output import echo

WEEKS = 4
"""How far a search goes that names no days."""
YEAR = timedelta(days=365)
"""How far a search for a series goes that names no days."""
MONTHS = 12
"""How far ahead `notices` looks."""


@click.command(epilog=example("times sofia sejong --month 2027-01"))
@click.argument("cities", nargs=-1, required=True, metavar="CITY...", help="The ids of the cities.")
@click.option("--month", type=MonthOption(), metavar="MONTH", help="A month, such as 2027-01.")
@click.option("--from", "first", type=DateOption(), metavar="DAY", help="The first day, such as 2027-01-11.")
@click.option("--to", "last", type=DateOption(), metavar="DAY", help="The last day.")
@click.option(
    "--duration",
    type=DurationOption(),
    default="60 min",
    show_default=True,
    metavar="LENGTH",
    help='How long the meeting is: "90 min".',
)
@click.option(
    "--every", metavar="RULE", help='A rule, such as "third Wednesday": the best hour for a year of meetings.'
)
@click.option("--rotate", is_flag=True, help="With --every: an hour for each city, which take turns.")
@click.option(
    "--without",
    multiple=True,
    metavar="ID",
    help="A series whose meetings may be at the same time, by its id; more than once for several.",
)
@click.option(
    "--limit", type=WholeNumber(1, 366), default=31, show_default=True, metavar="NUMBER", help="Best times."
)
@config_option
@text_or_json_option
def times(
    cities: tuple[str, ...],
    month: date | None,
    first: date | None,
    last: date | None,
    duration: timedelta,
    every: str | None,
    rotate: bool,
    without: tuple[str, ...],
    limit: int,
    config: Path,
    style: Literal["text", "json"],
) -> None:
    """Find the best times for a meeting of these cities."""
    from scheduler.cli import environment
    from scheduler.commands import times as searches
    from scheduler.reports.best_hours import hours_json, hours_text, rotation_json, rotation_text
    from scheduler.reports.times import times_json, times_text

    if rotate and every is None:
        raise click.UsageError('--rotate is for a series: name its rule, such as --every "third Wednesday"')
    if months := [
        city for city in cities if re.fullmatch("[0-9]{4}-[0-9]{2}", city) or city.capitalize() in month_name
    ]:
        raise click.UsageError(f"{months[0]} is no city; type the month as --month 2027-01")
    usual = timedelta(weeks=WEEKS) if every is None else YEAR
    begin, end = _days(month, first, last, environment.start_time(), usual)
    with environment.store_of(config, None) as store:
        state_folder = environment.state_folder(config, store)
    wish = searches.Wish(
        now=environment.start_time(),
        state_folder=state_folder,
        cities=cities,
        first=begin,
        last=end,
        duration=duration,
        without=without,
    )
    found: searches.FoundTimes | searches.FoundRotation | searches.FoundHours
    if every is None:
        found = meeting = searches.times(config, wish, limit)
        text = times_json(meeting) if style == "json" else times_text(meeting)
    elif rotate:
        found = rotation = searches.rotation(config, wish, every)
        text = rotation_json(rotation) if style == "json" else rotation_text(rotation)
    else:
        found = hours = searches.hours(config, wish, every)
        text = hours_json(hours) if style == "json" else hours_text(hours)
    for problem in found.programme.problems:
        echo(str(problem), err=True)
    echo(text, nl=False)


def _days(
    month: date | None, first: date | None, last: date | None, now: datetime, usual: timedelta
) -> tuple[date, date]:
    """Returns the first and the last day of the search; the `usual` time from tomorrow if none is given."""
    if month is not None:
        if first is not None or last is not None:
            raise click.UsageError("--month is a whole month: leave --from and --to out")
        return month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    begin = first or (min(last, now.date()) if last is not None else now.date() + timedelta(days=1))
    end = last or begin + usual - timedelta(days=1)
    if end < begin:
        raise click.UsageError(f"the search would end on {end}, before it begins on {begin}")
    return begin, end


@click.command(epilog=example("fairness --year 2026"))
@click.option(
    "--year", type=WholeNumber(1970, 2100), metavar="YEAR", help="The year, such as 2027; else this year."
)
@config_option
@text_or_json_option
def fairness(year: int | None, config: Path, style: Literal["text", "json"]) -> None:
    """Show who meets outside office hours, and how much."""
    from scheduler.cli import environment
    from scheduler.commands.fairness import fairness as weigh
    from scheduler.reports.fairness import fairness_json, fairness_text

    found = weigh(config, year or environment.start_time().year)
    echo(fairness_json(found) if style == "json" else fairness_text(found), nl=False)


@click.command(epilog=example("notices --for sofia"))
@click.option("--for", "city", metavar="CITY", help="Only what concerns the city with this id.")
@click.option(
    "--ahead",
    type=WholeNumber(1, 60),
    default=MONTHS,
    show_default=True,
    metavar="MONTHS",
    help="How many months ahead.",
)
@click.option(
    "--language", "code", metavar="CODE", help="A language, such as bg; else the programme's first."
)
@config_option
@database_option
@text_or_json_option
def notices(
    city: str | None,
    ahead: int,
    code: str | None,
    config: Path,
    database: str | None,
    style: Literal["text", "json"],
) -> None:
    """List what to tell the cities in time.

    It lists moved hours, holidays, clashes and wrong texts.
    """
    from scheduler.cli import environment
    from scheduler.commands.notices import notices as find_notices
    from scheduler.reports.notices import notices_json, notices_text

    with environment.store_of(config, database) as store:
        state, state_folder = store.state(), environment.state_folder(config, store)
    found = find_notices(config, state_folder, state, environment.start_time(), ahead, city)
    own = found.programme.languages
    require_language(code, own)
    echo(notices_text(found, code or own[0]) if style == "text" else notices_json(found), nl=False)
