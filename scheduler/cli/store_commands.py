"""`twincal store backup|restore|verify|rebuild`: the operator's commands for the whole store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.options import (
    PATH,
    allow_option,
    by_option,
    config_option,
    database_option,
    example,
    with_store,
)
from scheduler.cli.output import echo, progress

if TYPE_CHECKING:
    from scheduler.store import Store

file_argument = click.argument("file", type=PATH, metavar="FILE")


@click.group()
def store() -> None:
    """Back up, restore and check the whole store."""


@store.command(epilog=example("store backup backup.db"))
@file_argument
@with_store
def backup(file: Path, store: Store) -> None:
    """Copy the store to a new FILE, while others may use it. The file is a SQLite database."""
    from scheduler.commands.backup import back_up

    with progress("Copying the store"):
        revision = back_up(store, file)
    echo(f"Revision {revision} is in {file}. Protect it like the database: it holds links and passcodes.")


@store.command(epilog=example("store restore backup.db"))
@file_argument
@click.option("--replace", is_flag=True, help="Replace the revisions that the store holds.")
@click.option("--yes", is_flag=True, help="Lose revisions that FILE lacks, without a question.")
@allow_option(damaged="a FILE in which `store verify` finds problems")
@with_store
def restore(file: Path, replace: bool, yes: bool, allow: tuple[str, ...], store: Store) -> None:
    """Make the store what it was when FILE was backed up. Stop `twincal serve` first."""
    from scheduler.cli import environment
    from scheduler.commands.backup import Restored
    from scheduler.commands.backup import restore as restore_store
    from scheduler.commands.refusals import LosesRevisions

    def attempt(may_lose: bool) -> Restored:
        with progress("Copying the store"):
            return restore_store(
                store, file, replace=replace, may_lose=may_lose, allow_damaged="damaged" in allow
            )

    environment.announce_new(store)
    try:
        restored = attempt(yes)
    except LosesRevisions as error:
        question = f"twincal: {error}. A copy of what the store holds is kept. Replace it?"
        if not (sys.stdin.isatty() and click.confirm(question, err=True)):
            raise
        restored = attempt(True)
    echo(f"The store holds revision {restored.revision} again.")
    if restored.kept is not None:
        echo(f"What it held before is in {restored.kept}. Protect it like the database.")
    echo("Next: `twincal plan` shows what your files change, `twincal token list` which tokens work.")
    echo("Apply your files with `--published FEEDS`, so that calendars accept the changes since the backup.")


@store.command()
@with_store
def verify(store: Store) -> None:
    """Check the store against its own rules. It only reads."""
    from scheduler.commands.verify import verify as verify_store
    from scheduler.programme.english_lists import number_of

    with progress("Checking the store"):
        problems = verify_store(store)
    for problem in problems:
        echo(problem)
    if problems:
        echo(f"{number_of(len(problems), 'problem')}: put back the last good backup", err=True)
        raise click.exceptions.Exit(1)
    echo("The store is good.")


@store.command(epilog=example("store rebuild public"))
@click.argument("feeds", type=PATH, metavar="FEEDS")
@allow_option(changed="CONFIG and FEEDS differ about coming meetings, and no city is told")
@by_option
@config_option
@database_option
def rebuild(feeds: Path, allow: tuple[str, ...], by: str | None, config: Path, database: str | None) -> None:
    """Make a lost store anew from CONFIG, and from the folder FEEDS with the last published feeds."""
    from scheduler.cli import environment
    from scheduler.commands.apply import rebuild as rebuild_store
    from scheduler.commands.prepare import Consent
    from scheduler.reports.plans.summary import summary

    with environment.store_of(config, database) as opened, progress("Making the store"):
        consent = Consent(allow=allow, by=environment.person(by))
        applied = rebuild_store(config, feeds, opened, environment.start_time(), consent)
    echo(f"Applied revision {applied.number}: {summary(applied.plan)}.")
    echo("The history and all private addresses are lost: make new ones with `twincal token create`.")
