"""`twincal announce`: prints or writes a text for each city that a change touches."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.options import DateOption, FolderName, WholeNumber, config_option, database_option, example
from scheduler.cli.output import echo

if TYPE_CHECKING:
    from scheduler.reports.announce import AnnouncementFormat


class _DaysOption(click.ParamType[timedelta]):
    """A number of days, as in 14d."""

    name = "days"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Returns the length of time."""
        days = re.fullmatch(r"([0-9]{1,3}) ?(d|days?)?", value.strip())
        if days is None or not 1 <= int(days[1]) <= 366:
            self.fail(f"{value} is not a number of days from 1 to 366, such as 14d", param, ctx)
        return timedelta(days=int(days[1]))


class _SinceOption(DateOption):
    """A revision, as in 41, or a day, as in 2026-11-24."""

    name = "revision or day"

    def convert(  # type: ignore[override]
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | date:
        """Returns the number of the revision, or the day."""
        return int(value) if re.fullmatch("[0-9]{1,7}", value) else super().convert(value, param, ctx)


@click.command(epilog=example("announce sofia sejong --to letters"))
@click.argument(
    "cities", nargs=-1, metavar="[CITY]…", help="Whom to write to; else every city that it touches."
)
@click.option("--revision", type=WholeNumber(min=1), metavar="NUMBER", help="One revision; else the last.")
@click.option(
    "--since",
    type=_SinceOption(),
    metavar="NUMBER|DATE",
    help="All changes after a revision, such as 41, or since a day: 2026-11-24.",
)
@click.option(
    "--coming", type=_DaysOption(), metavar="DAYS", help="No changes, but the meetings of these days: 14d."
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "html", "eml"]),
    default="text",
    show_default=True,
    help="How to write it. A file .eml opens as a draft in Outlook and Thunderbird.",
)
@click.option("--to", "folder", type=FolderName(), metavar="FOLDER", help="Write a file for each city here.")
@click.option("--language", "code", metavar="CODE", help="A language, such as en; else that of each city.")
@config_option
@database_option
def announce(
    cities: tuple[str, ...],
    revision: int | None,
    since: int | date | None,
    coming: timedelta | None,
    style: AnnouncementFormat,
    folder: Path | None,
    code: str | None,
    config: Path,
    database: str | None,
) -> None:
    """Write to each city what changed, in its language."""
    from scheduler.cli import environment
    from scheduler.commands.announce import News, offices_in
    from scheduler.commands.announce import announce as find_announcements
    from scheduler.commands.drafts import write_drafts
    from scheduler.commands.lookup import read_state
    from scheduler.publication.languages.catalogues import codes
    from scheduler.reports.announce import ENDINGS, announcement_file, announcement_in, private_words

    if sum(each is not None for each in (revision, since, coming)) > 1:
        raise click.UsageError("--revision, --since and --coming cannot be used together; choose one")
    if style == "eml" and folder is None:
        raise click.UsageError("a file .eml needs a folder: add --to, such as --to mails")
    news = News(revision=revision, since=since, ahead=coming)
    with environment.store_of(config, database) as store:
        found = find_announcements(store, read_state(store), environment.start_time(), news, code, cities)
    if folder is not None and not cities and str(folder) in [each.id for each in found.texts]:
        raise click.UsageError(f"--to names a folder; for one city, type `twincal announce {folder}`")
    languages = codes()
    if code is not None and code not in languages:
        raise click.BadParameter(f"{code} is none of {', '.join(languages)}", param_hint="--language")
    offices = offices_in(config) if style == "eml" else {}
    to = {id: office.addresses for id, office in offices.items()}
    texts = [(each, announcement_in(style, each, to.get(each.id, ()))) for each in found.texts]
    for words in private_words(found.private):
        echo(words, err=True)
    if unknown := [each.city for each in found.texts if style == "eml" and not to.get(each.id)]:
        echo(f"No address below `contacts:` of {', '.join(unknown)}: write it into the draft.", err=True)
    if not texts and not found.private:
        echo("There is nothing to tell.")
    if folder is None:
        printed = "\n".join(f"{each.city}\n{'-' * len(each.city)}\n{text}" for each, text in texts)
        echo(printed.replace("\N{NO-BREAK SPACE}", " "), nl=False)
        return
    files = {f"{each.id}.{ENDINGS[style]}": announcement_file(text, style) for each, text in texts}
    if changed := write_drafts(folder, files):
        echo(f"{folder}: somebody changed {', '.join(changed)}, so this stays", err=True)
    if files:
        echo(f"{folder}: {', '.join(files)}")
