"""The commands of every day that edit no file: from `init` to `apply`, and what is published and why."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from scheduler.cli.options import (
    PATH,
    DateOption,
    WholeNumber,
    allow_plan_option,
    apply_command,
    by_option,
    calendar_argument,
    config_argument,
    database_option,
    days_options,
    downloads_option,
    example,
    require_days_in_order,
    require_language,
    separator_option,
    text_or_json_option,
    typed_command,
    with_store,
)
from scheduler.cli.output import echo, progress, require_agreement, show_tables, warn

if TYPE_CHECKING:
    from scheduler.busy.busy_times import Fetch
    from scheduler.commands.prepare import Consent
    from scheduler.store import Store

MOST = 10
"""How many meetings `agenda` shows if no days are named."""
ERASURE_PENDING = (
    "What was withdrawn may still stand in the database file, because another program is reading it; "
    "the next run removes it."
)
NO_ADDRESS = (
    "Note: `programme:` has no `address:`. So the meetings in calendars have no link to their page, and your "
    "pages have no buttons to subscribe without JavaScript. If you have a web address for them, write for "
    "example `address: https://calendar.example.org`."
)


@click.command(epilog=example("init my-programme"))
@click.argument("directory", type=PATH, required=False, metavar="DIR", help="A new or empty folder.")
@click.option("--config", type=PATH, hidden=True)
@click.option("--name", metavar="TEXT", help="What your programme is called.")
@click.option("--id", metavar="ID", help="Its id, which is for ever; else made from the name.")
@click.option("--host", metavar="TEXT", help="The office that runs it.")
@click.option("--timezone", metavar="ZONE", help="Where that office is; else that of the first city.")
@click.option(
    "--city",
    "cities",
    multiple=True,
    metavar="CITY",
    help='Who meets, twice: "Sofia, BG"; with a time zone: "Natal, BR, America/Fortaleza"; with an id: '
    '"sejong=세종, KR".',
)
@click.option("--every", metavar="RULE", help="When: else third Wednesday.")
@click.option("--at", metavar="HOUR", help="At which hour: else 10:00.")
@click.option("--clock", metavar="CITY", help="Whose hour that is: a city, or host; else the first city.")
@click.option("--example", is_flag=True, help="Write an example to look at; it cannot be published.")
def init(directory: Path | None, config: Path | None, example: bool, **given: Any) -> None:
    """Write your own programme: two cities and when they meet. Asks what no option says."""
    from scheduler.cli import environment
    from scheduler.cli.questions import ask_programme
    from scheduler.commands.init import EXAMPLE, require_new
    from scheduler.commands.init import init as write_programme

    if example and any(given.values()):
        raise click.UsageError("--example takes no other option: it has names of its own")
    folder = directory or config
    if folder is None or None not in (directory, config):
        raise click.UsageError("name one folder, which is new or empty: twincal init my-programme")
    require_new(folder)
    try:
        programme = EXAMPLE if example else ask_programme(given, environment.start_time())
    except click.Abort:  # Ctrl+C
        echo("\ntwincal: nothing was written", err=True)
        raise
    paths = write_programme(folder, programme, environment.start_time())
    for path in paths:
        echo(path)
    if not example:
        echo(
            f"Calendars will know your meetings by the id {programme.id}, for ever. If you want another one, "
            f"change it in {paths[0]} before the first `twincal apply`."
        )
    echo(f"Next: twincal check {folder}")


@click.command()
@config_argument
@click.option("--public", is_flag=True, help="Refuse private fields: for files in a public repository.")
@downloads_option
@database_option
def check(config: Path, public: bool, download: Fetch, database: str | None) -> None:
    """Read and check everything; errors first, then warnings. Changes nothing."""
    from scheduler.cli import environment
    from scheduler.commands.check import check as check_configuration
    from scheduler.commands.check import refuse_private
    from scheduler.programme.english_lists import number_of
    from scheduler.reports.errors import problem_lines
    from scheduler.reports.warnings import accepted_line, located

    if public:
        refuse_private(config)
    with environment.store_of(config, database) as store:
        state, state_folder = store.state(), environment.state_folder(config, store)
        _warn_of_stopped_edits(config, store)
    with progress("Checking the programme"):
        checked = check_configuration(config, state_folder, environment.start_time(), state, download)
    warnings = located(checked.warnings)
    for line in problem_lines(warnings):
        echo(line)
    if not checked.has_address:
        echo(NO_ADDRESS, err=True)
    count = number_of(len(warnings), "warning") if warnings else "no warnings"
    echo("; ".join([f"{config}: good, {count}", *accepted_line(checked.warnings)]))


def _warn_of_stopped_edits(config: Path, store: Store) -> None:
    from scheduler.commands.edit_lock import about, stopped_edits

    for edit in stopped_edits(config, store):
        warn(f"{about(edit, store)} is not finished. `twincal apply` or `twincal serve` takes it back.")


@click.command()
@config_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--details", is_flag=True, help="One line for each meeting, also where many change alike.")
@allow_plan_option
@downloads_option
@database_option
def plan(
    config: Path,
    style: Literal["text", "json", "markdown"],
    details: bool,
    download: Fetch,
    allow: tuple[str, ...],
    database: str | None,
) -> None:
    """Show what each city would see change. Changes nothing.

    Exit 0: nothing to decide. 2: there are changes. 1: errors. Months that come into the calendars, new
    time-zone data and other words for the same dates count as 0.
    """
    from scheduler.cli import environment
    from scheduler.commands.plan import propose
    from scheduler.commands.prepare import Consent
    from scheduler.programme.advice import Command
    from scheduler.programme.alike import MOST_SINGLE
    from scheduler.reports.advice_words import command_line
    from scheduler.reports.plans.plan_json import plan_json
    from scheduler.reports.plans.plan_markdown import plan_markdown
    from scheduler.reports.plans.plan_text import plan_text

    # The report says itself whether the plan needs `large`.
    words = apply_command(config, [word for word in allow if word != "large"], database)
    consent, command = Consent(allow=allow, command=words), command_line(Command(words))
    with environment.store_of(config, database) as store:
        state_folder = environment.state_folder(config, store)
        if store.is_new():
            echo(f"Twincal has no record yet at {store.name}: nothing was published from here.", err=True)
        _warn_of_stopped_edits(config, store)
        with progress("Comparing the programme with what is published"):
            proposal = propose(
                config, state_folder, store.state(), environment.start_time(), consent, download
            )
        mark = store.mail_mark()
    most_lines = len(proposal.plan.steps) if details else MOST_SINGLE
    match style:
        case "text":
            report = plan_text(proposal, command, most_lines, mark)
        case "markdown":
            report = plan_markdown(proposal, command, most_lines, mark)
        case "json":
            report = plan_json(proposal)
    echo(report, nl=False)
    raise click.exceptions.Exit(0 if proposal.plan.only_moves_on else 2)


@click.command()
@config_argument
@allow_plan_option
@click.option("--plan", "digest", metavar="CODE", help="Apply only the plan with this code.")
@click.option(
    "--published",
    type=PATH,
    metavar="FEEDS",
    help="After an older backup was restored: continue the entries in this folder of published calendars.",
)
@click.option("--yes", is_flag=True, help="Apply it without a question.")
@by_option
@database_option
def apply(
    config: Path,
    yes: bool,
    allow: tuple[str, ...],
    digest: str | None,
    published: Path | None,
    by: str | None,
    database: str | None,
) -> None:
    """Publish what the plan shows, all or nothing. Ask first if there is something to decide."""
    from msgspec.structs import replace

    from scheduler.cli import environment
    from scheduler.commands.apply import apply as apply_configuration
    from scheduler.commands.prepare import Consent
    from scheduler.commands.published_feeds import published_events
    from scheduler.publication.feeds.seen_events import NO_SEEN_EVENTS
    from scheduler.reports.plans.summary import cities_to_tell, summary
    from scheduler.reports.sentences import finding_lines

    now = environment.start_time()
    consent = Consent(allow=allow, digest=digest, by=environment.person(by), command=typed_command())
    with environment.store_of(config, database) as store:
        environment.announce_new(store)
        if sys.stdin.isatty() and not yes and digest is None and published is None:
            consent = replace(consent, digest=_agreed_digest(config, store, now, consent))
        with progress("Applying the programme"):
            seen = published_events(published) if published is not None else NO_SEEN_EVENTS
            applied = apply_configuration(config, store, now, consent, warn, seen)
        mark = store.mail_mark()
    if applied.number is None:
        echo("Nothing to do: subscribers already see this.")
    else:
        echo(f"Applied revision {applied.number}: {summary(applied.plan)}.")
    if applied.erasure_pending:
        echo(ERASURE_PENDING)
    for line in finding_lines(applied.plan.notes):
        echo(f"Note: {line}")
    if applied.number is not None and (to_tell := cities_to_tell(applied.plan, now, mark)):
        echo(to_tell)


def _agreed_digest(config: Path, store: Store, now: datetime, consent: Consent) -> str | None:
    """Returns the digest of the plan if it has something to decide, which the person has agreed to."""
    from scheduler.cli import environment
    from scheduler.commands.plan import propose
    from scheduler.reports.plans.plan_text import plan_text
    from scheduler.reports.plans.summary import decisions

    with progress("Comparing the programme with what is published"):
        proposal = propose(config, environment.state_folder(config, store), store.state(), now, consent)
    if proposal.plan.refusals or not decisions(proposal):
        return None
    echo(plan_text(proposal, ""), nl=False)
    require_agreement("Apply this?")
    return proposal.plan.digest


@click.command(epilog=example("agenda sofia --from 2026-12 --to 2027-02"))
@calendar_argument
@days_options
@click.option("--past", is_flag=True, help="Those that have taken place, instead of those to come.")
@click.option("--language", "code", metavar="CODE", help="A language, such as bg; else English.")
@click.option(
    "--limit",
    type=WholeNumber(min=1),
    metavar="NUMBER",
    help=f"How many meetings to show.  [default: {MOST}; all with --from or --to]",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "csv", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print it; all but text is a table, with the columns of `twincal export`.",
)
@separator_option
@with_store
def agenda(
    name: str,
    first: date | None,
    last: date | None,
    past: bool,
    code: str | None,
    limit: int | None,
    style: Literal["text", "csv", "json", "markdown"],
    separator: str,
    store: Store,
) -> None:
    """Show coming or past meetings, in the hours of each city."""
    from scheduler.cli import environment
    from scheduler.commands.agenda import AgendaDays
    from scheduler.commands.agenda import agenda as find_agenda
    from scheduler.reports.agenda import agenda_text
    from scheduler.reports.meetings import meetings_table

    require_days_in_order(first, last)
    if code is not None and style != "text":
        raise click.UsageError("a table is in English; leave out --language, or --format")
    has_days = first is not None or last is not None
    which: Literal["coming", "past", "all"] = "past" if past else "all" if has_days else "coming"
    days = AgendaDays(
        which=which,
        first=first or date.min,
        last=last or date.max,
        limit=limit or (None if has_days else MOST),
    )
    meetings = find_agenda(store, name, environment.start_time(), days)
    require_language(code, meetings.profile.languages)
    if style == "text":
        echo(agenda_text(meetings, code), nl=False)
    else:
        show_tables(style, [meetings_table(meetings)], separator)


@click.command(epilog=example("why sofia-sejong-monthly/2026-12"))
@click.argument("meeting", metavar="MEETING", help="e.g. sofia-sejong-monthly/2026-12")
@with_store
def why(meeting: str, store: Store) -> None:
    """Tell how a meeting came to its date.

    It shows the planned day, days off, the change, and the revisions.
    """
    from scheduler.cli import environment
    from scheduler.commands.why import why as explain_meeting
    from scheduler.reports.why import why_text

    explanation = explain_meeting(store, meeting, environment.start_time())
    echo(why_text(explanation), nl=False)


@click.command(epilog=example("history sofia-sejong-monthly --since 2026-01-01"))
@click.argument("name", required=False, metavar="[NAME]", help="A series, city, pair or group; else all.")
@click.option(
    "--since",
    type=DateOption(),
    metavar="DATE",
    help="Show revisions from this day on: 2026-11-24.",
)
@click.option("--limit", type=WholeNumber(min=1), metavar="NUMBER", help="Show at most so many.")
@text_or_json_option
@click.option("--digests", is_flag=True, help="Show the codes of plans, the files and the data.")
@with_store
def history(
    name: str | None,
    since: date | None,
    limit: int | None,
    style: Literal["text", "json"],
    digests: bool,
    store: Store,
) -> None:
    """List what was applied: each revision and what it changed, newest first."""
    from scheduler.commands.history import history as find_history
    from scheduler.reports.history import (
        history_json,
        history_json_with_digests,
        history_text,
        history_with_digests,
    )

    found = find_history(store, name, since or date.min, limit)
    if style == "json":
        echo(history_json_with_digests(found) if digests else history_json(found), nl=False)
    elif not found.shown:
        echo("No revision since then.")
    else:
        echo(history_with_digests(found) if digests else history_text(found), nl=False)
