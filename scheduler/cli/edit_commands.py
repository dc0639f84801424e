"""`twincal move`, `cancel`, `add` and the other edits: change the file, show the plan, ask, apply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli.options import (
    BoundOption,
    allow_plan_option,
    apply_command,
    by_option,
    config_option,
    database_option,
    example,
    require_days_in_order,
    typed_command,
)
from scheduler.cli.output import echo, progress, require_agreement, warn

if TYPE_CHECKING:
    from scheduler.commands.edit import EditedConfiguration
    from scheduler.configuration.edits.new_values import Edit, Values
    from scheduler.store import Store


def _edit_options(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of `_make`, which all edits share."""
    for option in (
        database_option,
        config_option,
        by_option,
        allow_plan_option,
        click.option(
            "--file-only", is_flag=True, help="Write the file alone: no plan, no question, no apply."
        ),
        click.option("--yes", is_flag=True, help="Apply it without a question."),
    ):
        function = option(function)
    return function


_OPTIONS = ("config", "yes", "file_only", "allow", "by", "database")
"""The options of `_make`; all others of a command are values of a new block or rule."""


def _values(given: dict[str, Any]) -> Values:
    """Takes the values of a new block or rule out of the options."""
    from scheduler.configuration.edits.new_values import in_order, way_to_join

    taken = {name: given.pop(name) for name in {*given}.difference(_OPTIONS)}
    is_public, url = taken.pop("join_public", False), taken.get("join")
    if is_public and not url:
        raise click.UsageError("--join-public is about the link of --join")
    values = {name: [*value] if isinstance(value, tuple) else value for name, value in taken.items()}
    return in_order({**values, "join": way_to_join(url, is_public=is_public) if url else None})


def _one_or_list(value: str | tuple[str, ...]) -> str | list[Any]:
    if isinstance(value, tuple):
        return value[0] if len(value) == 1 else list(value)
    return value


def _make(
    edit: Edit | None,
    *,
    config: Path,
    yes: bool,
    file_only: bool,
    allow: tuple[str, ...],
    by: str | None,
    database: str | None,
) -> EditedConfiguration:
    """Makes the edit in the files, shows its plan, and applies it if the person wants it.

    None takes back the last edit. Returns the configuration with the edit.
    """
    from scheduler.cli import environment
    from scheduler.commands import edit as edits
    from scheduler.commands.apply import require_consent
    from scheduler.commands.edit_lock import take_back_stopped
    from scheduler.commands.plan import proposal_of_edit
    from scheduler.commands.prepare import Consent, refuse_example
    from scheduler.reports.mail_text import words_after
    from scheduler.reports.plans.plan_text import plan_text
    from scheduler.reports.plans.summary import shown_later, summary

    allow = (*allow, "past", "clock") if file_only else allow
    consent = Consent(allow=allow, by=environment.person(by), command=typed_command())
    now = environment.start_time()
    with environment.store_of(config, database) as store:
        take_back_stopped(config, store, warn)
        if edit is None:
            edited = _without_the_last(config, store)
        else:
            edited = edits.edit_configuration(config, edit, now)
        if not file_only:
            environment.announce_new(store)
        with progress("Comparing the programme with what is published"):
            planned = edits.plan_edit(edited, store.state(), now, consent)
        if file_only:
            edits.write_edit(edited, store, now, consent.by, warn)
            echo(f"Wrote {edited.names}. To read the plan: twincal plan {config}")
            return edited
        state_folder = environment.state_folder(config, store)
        proposal = proposal_of_edit(planned, edited.reading, config, state_folder)
        echo(plan_text(proposal, ""), nl=False)
        if words := shown_later(edited, planned):
            echo(words)
        require_consent(planned.plan, consent, config)
        refuse_example(planned)
        if not yes:
            require_agreement(f"Write {edited.names} and apply this?")
        with progress("Applying the programme"):
            applied = edits.publish_edit(edited, planned, store, environment.start_time(), consent, warn)
        to_tell = words_after(applied.plan.entries, applied.plan.profile.zone, now, store.mail_mark())
    echo(f"\nWrote {edited.names}.")
    if applied.number is not None:
        echo(f"Applied revision {applied.number}: {summary(applied.plan)}.")
        if to_tell:
            echo(to_tell)
    return edited


def _meeting_argument(function: Callable[..., None]) -> Callable[..., None]:
    words = "e.g. sofia-sejong-monthly/2026-12"
    return click.argument("meeting", metavar="MEETING", help=words)(function)


PAPERS = ("minutes", "recording", "slides", "agenda")
"""The keys of `PHRASES` in scheduler/programme/papers.py, which would take time to import."""
_reason_option = click.option(
    "--reason", default="", metavar="TEXT", help="Why: everybody who has the meeting reads it."
)


def _named(meeting: str) -> dict[str, str]:
    """Returns the series and the key of a meeting."""
    series, _, key = meeting.partition("/")
    return {"series": series, "key": key}


@click.command(epilog=example('move sofia-sejong-monthly/2026-12 "2026-12-17 11:00" --reason "no room"'))
@_meeting_argument
@click.argument("when", metavar="WHEN", help='"2026-12-17 11:00", a date alone or an hour alone')
@_reason_option
@_edit_options
def move(meeting: str, when: str, reason: str, **options: Any) -> None:
    """Move a meeting: change the file, show the plan, ask, apply."""
    from scheduler.configuration.edits.new_values import MoveMeeting

    _make(MoveMeeting(**_named(meeting), to=when, reason=reason), **options)


@click.command(epilog=example('cancel sofia-sejong-monthly/2026-12 --reason "City elections"'))
@_meeting_argument
@_reason_option
@_edit_options
def cancel(meeting: str, reason: str, **options: Any) -> None:
    """Cancel a meeting; calendars show it as cancelled."""
    from scheduler.configuration.edits.new_values import CancelMeeting

    _make(CancelMeeting(**_named(meeting), reason=reason), **options)


@click.command(epilog=example("reinstate sofia-sejong-monthly/2026-12"))
@_meeting_argument
@_edit_options
def reinstate(meeting: str, **options: Any) -> None:
    """Take back that a meeting is cancelled."""
    from scheduler.configuration.edits.new_values import ReinstateMeeting

    _make(ReinstateMeeting(**_named(meeting)), **options)


@click.command(epilog=example('retitle sofia-sejong-monthly/2026-12 "Trams and buses" --language en'))
@_meeting_argument
@click.argument("title", metavar="TITLE")
@click.option(
    "--language", default="", metavar="CODE", help="Its language; else the first one of the programme."
)
@_edit_options
def retitle(meeting: str, title: str, language: str, **options: Any) -> None:
    """Give a meeting, or a whole series, another title."""
    from scheduler.configuration.edits.new_values import SetField

    path = ("title", language) if language else ("title",)
    _make(SetField(id=meeting, path=path, value=title), **options)


@click.command(epilog=example("confirm sofia-sejong-monthly/2026-12"))
@_meeting_argument
@_edit_options
def confirm(meeting: str, **options: Any) -> None:
    """Confirm a meeting that was to be confirmed."""
    from scheduler.configuration.edits.new_values import ConfirmMeeting

    _make(ConfirmMeeting(**_named(meeting)), **options)


@click.command(epilog=example("attach sofia-sejong-monthly/2026-11 minutes https://example.org/minutes.pdf"))
@_meeting_argument
@click.argument("label", type=click.Choice(PAPERS), metavar="|".join(PAPERS))
@click.argument("url", metavar="URL")
@_edit_options
def attach(meeting: str, label: str, url: str, **options: Any) -> None:
    """Add a link to a meeting, also to a past one, or replace it."""
    from scheduler.configuration.edits.new_values import AttachLink

    _make(AttachLink(**_named(meeting), label=label, url=url), **options)


_title_option = click.option("--title", metavar="TEXT", help="What it is called.")
_needed_title_option = click.option("--title", metavar="TEXT", required=True, help="What it is called.")
_duration_option = click.option("--duration", metavar="LENGTH", help='How long: "60 min".')
_clock_option = click.option("--clock", metavar="NAME", help="Whose hour it is: a city, host or a time zone.")
_place_option = click.option("--place", metavar="TEXT", help="A room or an address; without it, online.")
_theme_option = click.option(
    "--theme", "themes", multiple=True, metavar="ID", help="What it is about; more than once for several."
)


def _join_options(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of the way to join."""
    public = click.option("--join-public", is_flag=True, help="Everybody sees the link of --join.")
    link = click.option("--join", metavar="URL", help="The link to join; only private calendars show it.")
    return link(public(function))


@click.command(epilog=example('extra sofia-sejong-monthly/tram-workshop "2027-02-09 10:00"'))
@click.argument("meeting", metavar="SERIES/ID", help="e.g. sofia-sejong-monthly/tram-workshop; the id is new")
@click.argument("starts", metavar="WHEN", help='e.g. "2027-02-09 10:00"')
@_title_option
@_duration_option
@_clock_option
@_place_option
@_theme_option
@_join_options
@_edit_options
def extra(meeting: str, **options: Any) -> None:
    """Add one more meeting to a series."""
    from scheduler.configuration.edits.new_values import AddExtra

    series, _, id = meeting.partition("/")
    if not id:
        raise click.UsageError(f"the new meeting needs an id: {series}/tram-workshop")
    _make(AddExtra(series=series, id=id, values=_values(options)), **options)


@click.group()
def add() -> None:
    """Add a city, a pair, a group, a theme, a meeting or a webinar."""


@add.command(epilog=example("add city rotterdam --name Rotterdam --country NL"))
@click.argument("id", metavar="ID", help="A short name, which is new and stays: rotterdam.")
@click.option("--name", required=True, metavar="TEXT", help="What it is called.")
@click.option("--country", required=True, metavar="CODE", help="Two letters of ISO 3166: NL.")
@click.option(
    "--timezone", metavar="ZONE", help="Europe/Amsterdam; not needed where the country has one time zone."
)
@_edit_options
def city(id: str, **options: Any) -> None:
    """Add a city."""
    from scheduler.configuration.edits.new_values import AddBlock

    _make(AddBlock(section="cities", id=id, values=_values(options)), **options)


_cities_argument = click.argument(
    "cities", nargs=-1, required=True, metavar="CITY…", help="The cities that meet."
)


@add.command(epilog=example("add pair sofia-sejong sofia sejong"))
@click.argument("id", metavar="ID", help="A short name, which is new and stays: sofia-sejong.")
@_cities_argument
@_edit_options
def pair(id: str, **options: Any) -> None:
    """Add a pair of two or three cities."""
    from scheduler.cli import environment
    from scheduler.commands.new_titles import first_meeting
    from scheduler.configuration.edits.new_values import AddBlock
    from scheduler.programme.advice import command
    from scheduler.reports.advice_words import command_line

    edited = _make(AddBlock(section="pairs", id=id, values=_values(options)), **options)
    assert edited.reading.programme is not None  # an edit that makes errors is refused
    meeting = first_meeting(edited.reading.programme, id, environment.start_time())
    _, *folder = apply_command(options["config"], (), options["database"])
    echo(f"Next, for example: {command_line(command(*meeting, '--config', *folder))}")


@add.command(epilog=example('add theme trams --name "Trams and buses"'))
@click.argument("id", metavar="ID", help="A short name, which is new and stays: trams.")
@click.option("--name", required=True, metavar="TEXT", help="What it is called.")
@_edit_options
def theme(id: str, **options: Any) -> None:
    """Add a theme."""
    from scheduler.configuration.edits.new_values import AddBlock

    _make(AddBlock(section="themes", id=id, values=_values(options)), **options)


@add.command(epilog=example("add group mobility-cluster sofia sejong dublin"))
@click.argument("id", metavar="ID", help="A short name, which is new and stays: mobility-cluster.")
@_cities_argument
@click.option("--name", metavar="TEXT", help="What it is called; without it, like its cities.")
@_edit_options
def group(id: str, **options: Any) -> None:
    """Add a group of any number of cities."""
    from scheduler.configuration.edits.new_values import AddBlock

    _make(AddBlock(section="groups", id=id, values=_values(options)), **options)


@add.command(
    epilog=example(
        'add meeting sofia-sejong-monthly --pair sofia-sejong --title "Monthly meeting" '
        '--every "third Wednesday" --at 10:00 --clock sofia --duration "60 min" --from 2027-01'
    )
)
@click.argument("id", metavar="ID", help="A short name, which is new and stays: sofia-sejong-monthly.")
@click.option(
    "--pair",
    metavar="ID",
    help="Which cities meet; a new pair is written, too, if its ID names its cities.",
)
@click.option("--group", metavar="ID", help="… or which group.")
@_needed_title_option
@click.option("--every", metavar="RULE", help='When: "third Wednesday".')
@click.option("--at", metavar="HOUR", help="At which hour: 10:00.")
@click.option("--starts", metavar="WHEN", help='Without --every: "2027-02-09 10:00", or a date with --days.')
@click.option("--days", metavar="NUMBER", help="For how many days, if it is all day.")
@_clock_option
@_duration_option
@click.option("--from", metavar="MONTH", help="The first month, or day, of --every: 2027-01.")
@click.option("--until", metavar="MONTH", help="The last one.")
@click.option(
    "--on-holiday", metavar="WORDS", help='What happens on holidays: "next working day", skip, keep.'
)
@_place_option
@_theme_option
@_join_options
@_edit_options
def meeting(id: str, **options: Any) -> None:
    """Add a meeting of a pair or group: a series with --every, or a single date with --starts."""
    from scheduler.configuration.edits.new_values import AddBlock

    _make(AddBlock(section="meetings", id=id, values=_values(options)), **options)


@add.command(
    epilog=example('add webinar green-roofs "2027-03-09 09:00" --title "Green roofs" --duration "90 min"')
)
@click.argument("id", metavar="ID", help="A short name, which is new and stays: green-roofs.")
@click.argument("starts", metavar="WHEN", help='e.g. "2027-03-09 09:00", or open')
@_needed_title_option
@_duration_option
@_clock_option
@click.option(
    "--audience", multiple=True, metavar="ID", help="For whom; more than once for several. Without it, all."
)
@click.option("--registration", metavar="URL", help="The page where people register.")
@click.option("--tentative", "status", flag_value="tentative", help="It is to be confirmed.")
@_theme_option
@_join_options
@_edit_options
def webinar(id: str, **options: Any) -> None:
    """Add a webinar."""
    from scheduler.configuration.edits.new_values import AddBlock

    _make(AddBlock(section="webinars", id=id, values=_values(options)), **options)


@click.command("set", epilog=example('set sofia-sejong-monthly/2026-12 place "City Hall, room 5"'))
@click.argument("name", metavar="ID[/KEY]", help="A city, pair, group, theme, series, meeting, or programme")
@click.argument("field", metavar="FIELD", help="As in the files: place, title.ko, join.url, office_hours")
@click.argument("values", nargs=-1, metavar="[VALUE]…", help="Its value; several make a list.")
@click.option("--remove", is_flag=True, help="Take the field out.")
@_edit_options
def set_field(name: str, field: str, values: tuple[str, ...], remove: bool, **options: Any) -> None:
    """Set a field of anything, or take it out.

    FIELD is a key as the files have it. A dot leads to a key within it, such as a language. Without a
    language, a text that is written in several changes in the first one of the programme.
    """
    from scheduler.configuration.edits.new_values import SetField

    if remove == bool(values):
        raise click.UsageError("write the new value behind the field, or --remove")
    if not all(map(str.strip, values)):
        raise click.UsageError("the value is empty; to take the field out, type --remove in its place")
    path = tuple(field.split("."))
    _make(SetField(id=name, path=path, value=_one_or_list(values) if values else None), **options)


@click.command(epilog=example('rule sofia-sejong-monthly --from 2027-01 --every "second Tuesday" --at 10:00'))
@click.argument("series", metavar="SERIES", help="e.g. sofia-sejong-monthly")
@click.option("--from", required=True, metavar="MONTH", help="The first month, or day: 2027-01.")
@click.option("--every", metavar="RULE", help='When: "second Tuesday".')
@click.option("--at", metavar="HOUR", help="At which hour: 10:00.")
@_clock_option
@_duration_option
@_edit_options
def rule(series: str, **options: Any) -> None:
    """Give a series another day or hour from a month on.

    What you leave out stays as it is. The meetings before keep their day and hour.
    """
    from scheduler.configuration.edits.new_values import AddRule

    values = _values(options)
    if not {*values} - {"from"}:
        raise click.UsageError("say what changes, with --every, --at, --clock or --duration")
    _make(AddRule(series=series, values=values), **options)


@click.command(
    "break", epilog=example('break sofia-sejong-monthly --from 2027-07 --to 2027-08 --reason "Summer"')
)
@click.argument("series", metavar="SERIES", help="e.g. sofia-sejong-monthly")
@click.option(
    "--from",
    "first",
    type=BoundOption("first"),
    required=True,
    metavar="DAY",
    help="The first day: 2027-07-05; or month: 2027-07.",
)
@click.option(
    "--to", "last", type=BoundOption("last"), required=True, metavar="DAY", help="The last day or month."
)
@_reason_option
@_edit_options
def break_(series: str, first: date, last: date, reason: str, **options: Any) -> None:
    """Leave the meetings of some weeks out.

    With a reason, each is cancelled, and people read why. Without one, the series pauses: a meeting that
    calendars never showed does not appear in them.
    """
    from scheduler.configuration.edits.new_values import AddBreak

    require_days_in_order(first, last)
    _make(AddBreak(series=series, days=f"{first}..{last}", reason=reason), **options)


_SECTIONS = {
    "city": "cities",
    "pair": "pairs",
    "group": "groups",
    "theme": "themes",
    "series": "meetings",
    "webinar": "webinars",
}


@click.command(epilog=example("remove series sofia-sejong-monthly"))
@click.argument("kind", metavar="|".join(_SECTIONS))
@click.argument("id", default="", metavar="ID", help="e.g. sofia-sejong")
@_edit_options
def remove(kind: str, id: str, **options: Any) -> None:
    """Remove a city, a pair, a group, a theme, a series or a webinar.

    With a pair or group go its meetings, and with a city its pairs. What calendars show of them is cancelled;
    what is past stays.
    """
    from scheduler.configuration.edits.new_values import RemoveBlock

    if kind not in _SECTIONS or not id:
        words = f"write what goes ({', '.join(_SECTIONS)}) and its id, such as city rotterdam"
        one = f". For one meeting, type `twincal cancel {kind}`." if "/" in kind else ""
        raise click.UsageError(f"{words}{one}")
    _make(RemoveBlock(section=_SECTIONS[kind], id=id), **options)


@click.command(epilog=example("rename sofia-sejong sofia-sejong-city"))
@click.argument("id", metavar="ID", help="Of a city, pair, group, theme, series or webinar")
@click.argument("new", metavar="NEW", help="Its new id")
@_edit_options
def rename(id: str, new: str, **options: Any) -> None:
    """Give anything another id, wherever the files name it.

    The old one is kept as `formerly`: calendars keep their entries, and old addresses work.
    """
    from scheduler.configuration.edits.new_values import RenameBlock

    _make(RenameBlock(id=id, to=new), **options)


@click.command()
@_edit_options
def undo(**options: Any) -> None:
    """Take back the last edit by command: show the plan, ask, apply.

    The files get the texts that they had, and the calendars follow: a meeting that was moved goes back, and
    one that was added disappears from them. Twincal keeps the texts of the last three edits, until the files
    are changed by hand or something is withdrawn. There is no redo: make the edit again.
    """
    _make(None, **options)


def _without_the_last(config: Path, store: Store) -> EditedConfiguration:
    """Returns the configuration without the last edit, and says which one that is."""
    from scheduler.commands.undo import undo_configuration

    edited = undo_configuration(config, store)
    echo(f"To take back: revision {store.edits()[0].revision}.")
    return edited
