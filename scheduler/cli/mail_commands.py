"""`twincal mail`: the mails by which offices of cities hear of changes, which `serve` sends."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli.options import by_option, config_argument, with_store
from scheduler.cli.output import echo

if TYPE_CHECKING:
    from scheduler.store import Store

cities_argument = click.argument("cities", nargs=-1, metavar="[CITY]…")


@click.group()
def mail() -> None:
    """Mails that tell offices of changes.

    `serve` sends them, if it has a relay (TWINCAL_SMTP) and the files have `programme: mail:`.
    """


@mail.command()
@config_argument
def check(config: Path) -> None:
    """Send one mail to your own address (`reply_to`), to see whether the relay takes it."""
    from scheduler.cli import environment
    from scheduler.commands.post_office import NOT_ON, post_office, send_test
    from scheduler.commands.refusals import Refused
    from scheduler.commands.relay import read_relay
    from scheduler.configuration import read

    programme, relay = read(config).programme, read_relay(os.environ)
    post = post_office(relay, programme) if programme is not None else None
    if post is None:
        raise Refused("no mail can be sent: there is no relay, or no sender", NOT_ON)
    if trouble := send_test(post, environment.start_time()).trouble(post.sender.reply_to):
        raise Refused(trouble.rstrip("."))
    echo(f"The relay took a mail to {post.sender.reply_to}. Look whether it arrives.")


@mail.command()
@with_store
def due(store: Store) -> None:
    """Show which offices are not told yet, when they hear, and what is in the way."""
    from scheduler.cli import environment
    from scheduler.commands.post_office import mails_due
    from scheduler.reports.mail_text import due_text

    now = environment.start_time()
    echo(due_text(mails_due(store, now), now), nl=False)


@mail.command()
@with_store
def sent(store: Store) -> None:
    """List the last mails that were sent, with what they told, and whether they were seen."""
    from scheduler.commands.lookup import read_state
    from scheduler.commands.post_office import names_of_offices
    from scheduler.reports.mail_text import sent_text

    state = read_state(store)
    echo(sent_text(store.mails(), names_of_offices(state), state.profile.zone), nl=False)


@mail.command()
@cities_argument
@with_store
def send(cities: tuple[str, ...], store: Store) -> None:
    """Have the mails that wait sent, whatever their age, with words that tell what holds now."""
    from scheduler.commands.post_office import send_again
    from scheduler.reports.mail_text import offices

    sent = send_again(store, cities)
    echo(f"{offices({each.city for each in sent})} will get a mail within a minute, while `serve` runs.")


@mail.command()
@cities_argument
@by_option
@with_store
def told(cities: tuple[str, ...], by: str | None, store: Store) -> None:
    """Note that you have told offices yourself, by telephone for example: no mail tells them again.

    Without a city, it is all whose mail was not sent.
    """
    from scheduler.cli import environment
    from scheduler.commands.lookup import read_state
    from scheduler.commands.post_office import note_as_told
    from scheduler.programme.english_lists import joined

    now, by = environment.start_time(), environment.person(by)
    names = note_as_told(store, cities, read_state(store).revision, now, by)
    echo(f"Noted: you have told {joined(names)} all that changed until now.")


@mail.command()
@with_store
def hold(store: Store) -> None:
    """Send nothing until `twincal mail release`."""
    store.hold_mails(held=True)
    echo("No mail is sent until: twincal mail release")


@mail.command()
@with_store
def release(store: Store) -> None:
    """Send mails again. Changes made meanwhile go out; those older than a day wait for you."""
    store.hold_mails(held=False)
    echo("Mails are sent again, while `serve` runs. Those that wait: twincal mail due")
