"""The mails to offices, as text for a terminal and in sentences for the desk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from scheduler.changes.change import is_soon
from scheduler.commands.post_office import QUIET, URGENT, MailsDue
from scheduler.programme.english_lists import joined, number_of
from scheduler.reports.formats import as_text
from scheduler.reports.local_times import at_host
from scheduler.state.feeds import Feed
from scheduler.state.mails import Mail, MailKind, MailMark
from scheduler.state.revision import Cause, Revision, RevisionEntry
from scheduler.timetable.wall_times import to_local

MOST_SENT = 50
_KINDS: Mapping[MailKind, str] = {
    "changes": "a change",
    "digest": "the coming month",
    "reminder": "a reminder",
}
HELD = "Mail is held, by a person or because the record was put back: nothing is sent."


def due_text(due: MailsDue, now: datetime) -> str:
    """Returns what the offices were not told, when they hear of it, and what is in the way."""
    return as_text(_due(due, now))


def _due(due: MailsDue, now: datetime) -> Iterator[str]:
    if due.mark.held:
        yield f"{HELD} To go on: twincal mail release"
    for feed, mail in due.untold:
        yield f"{feed.title.say('en')}: {why_untold(mail, now, due.zone)}"
    if any(not mail.goes_alone(now) for _, mail in due.untold):
        yield "To send them: twincal mail send [CITY]…. If you have told them: twincal mail told [CITY]…"
    if due.at is not None and due.coming and not due.mark.held:
        at = (
            "within a minute" if due.at <= now else f"at {at_host(due.at, due.zone)}, if nothing else changes"
        )
        yield f"{offices(due.coming)} will get a mail {at}: {joined(due.coming)}."
    elif not due.untold:
        yield "All offices have been told."


def why_untold(mail: Mail, now: datetime, zone: str) -> str:
    """Returns since when an office was not told, and what is in the way."""
    words: str = "goes within minutes" if mail.goes_alone(now) else mail.state
    if mail.state == "waits" and not mail.goes_alone(now):
        words = "older than a day, so it waits for you"
    return f"{_KINDS[mail.kind]} of {at_host(mail.changed, zone)}: {words}. {mail.trouble}".rstrip()


def words_after(entries: Iterable[RevisionEntry], zone: str, now: datetime, mark: MailMark | None) -> str:
    """Returns when offices get a mail about changes of now; empty if none will, or mail is not on."""
    public = [each for each in entries if not each.after.private and each.cause is not Cause.WINDOW]
    cities = {city for each in public for city in each.cities}
    if mark is None or mark.held or not cities:
        return ""
    pause = URGENT if any(is_soon(each, now) for each in public) else QUIET
    return f"{offices(cities)} will get a mail at about {to_local(now + pause, zone):%H:%M}."


def told_words(revision: Revision, mails: Iterable[Mail], names: Mapping[str, str]) -> str:
    """Returns which offices were told of a revision, and which of them said that they have read it."""
    cities = {city for entry in revision.entries for city in entry.cities}
    own = [each for each in mails if each.since < revision.number <= each.revision and each.city in cities]
    by_mail = [f"{names[each.city]}{' (seen)' if each.seen else ''}" for each in own if each.state == "sent"]
    otherwise = [names[each.city] for each in own if each.state == "told" and not each.trouble]
    told = (("by mail", sorted(by_mail)), ("otherwise", sorted(otherwise)))
    return " ".join(f"Told {how}: {', '.join(cities)}." for how, cities in told if cities)


def sent_text(mails: Sequence[Mail], names: Mapping[str, str], zone: str) -> str:
    """Returns a line for each mail that was sent, the newest first."""
    sent = sorted((each for each in mails if each.state == "sent"), key=lambda each: str(each.ended))[::-1]
    return as_text(
        f"{at_host(each.ended or each.claimed, zone)}  {names[each.city]}: {_what(each)}"
        f"{f', seen {at_host(each.seen, zone)}' if each.seen else ''}"
        for each in sent[:MOST_SENT]
    )


def _what(mail: Mail) -> str:
    return f"changes {mail.since + 1} to {mail.revision}" if mail.kind == "changes" else _KINDS[mail.kind]


def untold_words(untold: Iterable[Feed]) -> str:
    """Returns `2 offices not yet told: Sofia, Dublin`."""
    names = list(dict.fromkeys(each.title.say("en") for each in untold))
    return f"{offices(names)} not yet told: {', '.join(names)}"


def offices(names: Collection[str]) -> str:
    """Returns `2 offices`."""
    return number_of(len(names), "office")
