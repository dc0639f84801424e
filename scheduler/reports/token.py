"""The tokens of private feeds and of the desk, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from scheduler.commands.token import IssuedKey, IssuedToken, ListedToken
from scheduler.reports.formats import as_text
from scheduler.reports.tables.text_forms import aligned

HEADINGS = ("NAME", "CALENDAR", "CREATED (UTC)", "ENDED (UTC)", "BY", "LABEL")


def issued_text(issued: IssuedToken | IssuedKey) -> str:
    """Returns the private address or the key on the first line, then notes for its holder."""
    return as_text(_issued_key(issued) if isinstance(issued, IssuedKey) else _issued(issued))


def _issued_key(issued: IssuedKey) -> Iterator[str]:
    what = "the whole programme" if issued.feed == "programme" else issued.feed
    yield issued.key
    yield ""
    yield f"A key of the desk, where {what} can be changed, for: {issued.token.label}"
    yield f"Open {issued.address} and type it in."
    if not issued.address.startswith("https:"):
        yield "The desk opens by https, or on the server itself: http://localhost and http://127.0.0.1."
    yield "It is shown only once. Anyone who has it can change meetings: pass it on like a password. The"
    yield "history names the label beside each change."
    yield f"It works within seconds. To end it: twincal token revoke {issued.token.name}"


def _issued(issued: IssuedToken) -> Iterator[str]:
    yield issued.address
    yield ""
    yield f"Private calendar {issued.feed} for: {issued.token.label}"
    yield f"The same as a page, to join from a telephone: {issued.page}"
    if issued.address.startswith("/"):
        yield "The programme has no public address yet: put that of your server before both paths."
    elif not issued.address.startswith("https:"):
        yield "Others on the network can read them: serve them by https, and say so in programme.address."
    yield "These addresses are shown only once. Anyone who has one can read join links, passcodes and private"
    yield "meetings: pass them on like passwords, to one office, and never put them on a page or into a file"
    yield "that others read."
    if len(issued.languages) > 1:
        codes = " or .".join(issued.languages)
        yield f"Other languages: write .{codes} before .ics, or at the end of the address of the page"
    name = issued.token.name
    yield f"They work within seconds. To end them: twincal token revoke {name}"


def revoked_text(revoked: ListedToken, made: Sequence[ListedToken]) -> str:
    """Returns the effect of a revocation, and its limits: what was `made` with the key still works."""
    name, label = revoked.token.name, revoked.token.label
    still = f"Made by {label}, and still open:\n{list_text(made)}" if made else ""
    return (
        f"Ended {name}, {revoked.feed} for: {label}\n"
        "It stops working within seconds. Calendars may go on showing what they fetched\n"
        f"before: where a way to join must be closed, change it.\n{still}"
    )


def rotated_text(issued: IssuedToken | IssuedKey) -> str:
    """Returns `issued_text`, with a line about the old ones."""
    old = "The old key stops" if isinstance(issued, IssuedKey) else "The old addresses stop"
    return f"{issued_text(issued)}{old} working within seconds.\n"


def list_text(tokens: Sequence[ListedToken]) -> str:
    """Returns a line for each token, oldest first, without secrets."""
    if not tokens:
        return 'No private address yet: twincal token create --for cities/CITY --label "WHO GETS IT"\n'
    return as_text(aligned([HEADINGS, *map(_row, tokens)]))


def _row(listed: ListedToken) -> tuple[str, ...]:
    token = listed.token
    return (
        token.name,
        listed.feed if token.opens == "feed" else f"desk {listed.feed}",
        _time(token.created),
        _time(token.revoked),
        token.issued_by or "-",
        token.label,
    )


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"
