"""The arguments and options that several commands share."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from scheduler.busy.busy_times import Fetch


class FolderName(click.ParamType[Path]):
    """A folder, which may be new."""

    name = "folder"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Returns the folder. An empty name, like that of an unset variable, is an error."""
        if not value.strip():
            self.fail("the name of the folder is empty; `.` is the folder where you are", param, ctx)
        if "@" in value:
            self.fail(f"{value} is a mail address; name a folder for the files", param, ctx)
        return Path(value)


class DateOption(click.ParamType[date]):
    """A day, as in 2026-11-24."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Returns the day."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not a date; write year, month and day, such as 2026-11-24", param, ctx)


class BoundOption(click.ParamType[date]):
    """A day, as in 2026-11-24, or the first or last one of a month, as in 2026-11."""

    name = "day"

    def __init__(self, edge: Literal["first", "last"]) -> None:
        self._edge = edge

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Returns the day."""
        from scheduler.configuration.phrases.date_phrases import bound
        from scheduler.configuration.spelling import ParseError
        from scheduler.programme.spans import first_day, last_day

        if re.search(r"\.[a-z]{3,4}$", value):
            self.fail(
                f"{value} is a file, and no day; leave it out, and choose the file by --format", param, ctx
            )
        try:
            return (first_day if self._edge == "first" else last_day)(bound(value))
        except ParseError as error:
            self.fail(str(error), param, ctx)


class MonthOption(click.ParamType[date]):
    """The first day of a month, as in 2027-01."""

    name = "month"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Returns the first day of the month."""
        try:
            return date.fromisoformat(f"{value}-01")
        except ValueError:
            self.fail(f"{value} is not a month; write year and month, such as 2027-01", param, ctx)


class DurationOption(click.ParamType[timedelta]):
    """The length of a meeting, as in the files (`1 h 30 min`), or its minutes."""

    name = "duration"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Returns the duration, which is a day at most."""
        from scheduler.configuration.phrases.hour_phrases import duration
        from scheduler.configuration.spelling import ParseError

        try:
            length = duration(f"{value} min" if re.fullmatch("[0-9]+", value) else value)
        except ParseError as error:
            self.fail(str(error), param, ctx)
        if length > timedelta(days=1):
            self.fail("a meeting takes 24 h at most here", param, ctx)
        return length


class WholeNumber(click.IntRange):
    """A whole number between bounds; messages call it so."""

    name = "whole number"


def example(words: str) -> str:
    """Returns what the help of a command ends with, and the refusal of its words: one that can be typed."""
    return f"\b\nFor example:\n  twincal {words}"


PATH = click.Path(path_type=Path)
CONFIG_VARIABLE = "TWINCAL_CONFIG"

CONFIG_HELP = (
    "The folder with the YAML files; else TWINCAL_CONFIG, the folder where you are, or the one below it."
)


def _found_folder() -> Path:
    """Returns the folder that the command is about and nobody has named."""
    from scheduler.commands.programme_folder import find_programme

    context = click.get_current_context()
    others = " …" if any(each.required for each in context.command.params) else ""
    return find_programme(Path(), f"{context.command_path}{others} --config FOLDER")


def folder_words(words: Iterable[str]) -> str:
    """Returns the advice to name the folder of a programme that is one of `words` by `--config`."""
    from scheduler.commands.programme_folder import is_programme

    folder = next((word for word in words if word and is_programme(Path(word))), None)
    return f"{folder} is the folder of a programme; give it as --config {folder}" if folder else ""


_option = partial(click.option, "--config", type=PATH, envvar=CONFIG_VARIABLE)
config_option = _option(default=_found_folder, metavar="CONFIG", help=CONFIG_HELP)
into_option = click.option(
    "--into",
    "--config",
    "folder",
    type=PATH,
    envvar=CONFIG_VARIABLE,
    default=_found_folder,
    metavar="CONFIG",
    help=f"Where the new files go. {CONFIG_HELP}",
)
store_folder_option = _option(metavar="CONFIG", help=CONFIG_HELP)
"""`--config` of a command that may read no files: None where nobody names it."""
unread_option = click.option("--config", hidden=True, expose_value=False)
"""`--config` of a command that reads no programme."""


def config_argument(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the folder, as `config`, with or without `--config`; None for `serve --follow`."""

    @click.argument("named", type=PATH, required=False, metavar="[CONFIG]", help=CONFIG_HELP)
    @_option(hidden=True)
    @wraps(function)
    def command(named: Path | None, config: Path | None, **given: Any) -> None:
        source = click.get_current_context().get_parameter_source("config")
        if named is not None and source is ParameterSource.COMMANDLINE and named != config:
            raise click.UsageError(f"{named} and --config {config} are two folders; give one of them")
        _require_folder(named)
        folder = named or config or (None if given.get("follow") else _found_folder())
        function(config=folder, **given)

    return command


_NO_FOLDER = (("port", "[0-9]+"), ("plan", "[0-9a-f]{16}"))
"""Options whose values people type in place of the folder."""


def _require_folder(named: Path | None) -> None:
    """Refuses the value of an option of this command, if there is no folder of that name."""
    own = {name for param in click.get_current_context().command.params for name in param.opts}
    for option, pattern in _NO_FOLDER:
        if f"--{option}" in own and re.fullmatch(pattern, str(named)) and not Path(str(named)).exists():
            raise click.UsageError(f"there is no folder {named}; type --{option} {named}")


database_option = click.option(
    "--database",
    metavar="URL",
    help="SQLAlchemy URL of Twincal's record; else TWINCAL_DATABASE, else twincal.db beside the folder.",
)


separator_option = click.option(
    "--separator",
    type=click.Choice([",", ";"]),
    default=",",
    show_default=True,
    help="What stands between the cells of CSV. Excel expects ; where people write 1,5 for one and a half.",
)


calendar_argument = click.argument(
    "name", default="programme", metavar="[NAME]", help="A city, pair, group or theme; else all."
)


def days_options(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options `--from` and `--to`, as `first` and `last`, which may be None."""
    begin = click.option(
        "--from",
        "first",
        type=BoundOption("first"),
        metavar="DAY",
        help="From this day on: 2026-12-14; or month: 2026-12.",
    )
    end = click.option("--to", "last", type=BoundOption("last"), metavar="DAY", help="To this day or month.")
    return begin(end(function))


def require_days_in_order(first: date | None, last: date | None) -> None:
    """Refuses a last day that is before the first one."""
    if first is not None and last is not None and last < first:
        raise click.UsageError(f"--to {last} is before --from {first}")


def with_store(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command that reads no files the opened store, as `store`, and the options that name it."""

    @store_folder_option
    @database_option
    @wraps(function)
    def command(config: Path | None, database: str | None, **given: Any) -> None:
        from scheduler.cli import environment

        with environment.store(config, database) as store:
            function(store=store, **given)

    return command


text_or_json_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
by_option = click.option(
    "--by", metavar="NAME", help="Who does it, for the history. By default the user of the system."
)


def allow_option(**permissions: str) -> Callable[[Any], Any]:
    """Returns the option `--allow`, which takes these words; it says what each of them allows."""
    words = "; ".join(f"{word}: {meaning}" for word, meaning in permissions.items())
    return click.option(
        "--allow",
        multiple=True,
        type=click.Choice([*permissions]),
        metavar="WORD",
        help=f"Go ahead although Twincal refuses. The refusal says which word. {words}.",
    )


allow_plan_option = allow_option(
    large="a plan that is large or looks like a mistake",
    past="change meetings that have already taken place",
    clock="the clock is right, though the last revision is far from it",
)


def _fetch(_context: click.Context, _option: click.Parameter, is_forbidden: bool) -> Fetch:
    from scheduler.busy.busy_times import copy_alone, download_now

    return copy_alone if is_forbidden else download_now


downloads_option = click.option(
    "--no-downloads",
    "download",
    is_flag=True,
    callback=_fetch,
    help="Download no calendar of `busy:`; the last copy of it must do.",
)


def require_language(code: str | None, own: Iterable[str]) -> None:
    """Refuses a language that is none of the programme's `own` and has no phrases."""
    from scheduler.publication.languages.catalogues import codes

    languages = sorted({*own, *codes()})
    if code is not None and code not in languages:
        raise click.BadParameter(f"{code} is none of {', '.join(languages)}", param_hint="--language")


def apply_command(config: Path, allow: Iterable[str], database: str | None) -> tuple[str, ...]:
    """Returns the words of the `apply` that gives these permissions, without what may be a password."""
    named = ("--database", database) if database is not None and "@" not in database else ()
    given = (word for permission in allow for word in ("--allow", permission))
    return ("apply", str(config), *given, *named)


def typed_command() -> tuple[str, ...]:
    """Returns the words of the running command, without what may be a password."""
    words = "\0".join(sys.argv[1:])
    return tuple(re.sub("\0--database[=\0][^\0]*@[^\0]*", "", words).split("\0"))
