"""The offices to call: as text for a terminal, in sentences for the desk, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scheduler.commands.call_list import WITHIN, Call, CallList, Known
from scheduler.programme.english_lists import joined, number_of
from scheduler.programme.members import Office
from scheduler.publication.fetched_versions import NAMES
from scheduler.reports.formats import as_text, instant, json_document
from scheduler.reports.local_times import at_host
from scheduler.state.mails import Mail, ToldNote

_NOBODY = Office()


def calls_text(found: CallList, by_city: Mapping[str, Office]) -> str:
    """Returns the list: of each office its number, the changes, and the mails that it got."""
    parts = [[calls_heading(found)]]
    for call in found.calls:
        office = by_city.get(call.city.id, _NOBODY)
        numbers = ", ".join(office.telephones) or "no `telephone:` in your files"
        parts.append([f"{call.city.title.say('en')}: {numbers}", *_told(call, found, office)])
    if found.calls:
        parts.append(["When you have told an office: twincal mail told CITY"])
    if found.known:
        parts.append([known_words(found)])
    return "\n".join(map(as_text, parts))


def calls_heading(found: CallList) -> str:
    """Returns how many offices may not know what changed."""
    if not found.calls:
        return f"Nobody needs a call about meetings of the next {WITHIN.days} days."
    count = number_of(len(found.calls), "office")
    return f"{count} may not know what changed for meetings of the next {WITHIN.days} days."


def _told(call: Call, found: CallList, office: Office) -> Iterator[str]:
    for heading, lines in what_changed(call):
        yield f"  {heading}"
        yield from (f"    {words}" for words in lines)
    yield from (f"  {words}" for words in told_words(call, found, office))


def what_changed(call: Call) -> Iterator[tuple[str, Sequence[str]]]:
    """Yields each thing that the office may not know, and the lines about it; addresses are for no ear."""
    for private, paragraphs in (("", call.told), ("Private: ", call.private)):
        for each in paragraphs:
            lines = (*each.lines, *each.notes)
            yield f"{private}{each.heading}", [line.words for line in lines if line.words]


def told_words(call: Call, found: CallList, office: Office) -> Iterator[str]:
    """Yields which mails the office got, and which apps still have to fetch the change."""
    if call.told:
        yield from (_mail(mail, found) for mail in call.mails)
        if call.is_untold:
            yield (
                "No mail has told it yet."
                if office.addresses
                else "No mail: there is no address in the files."
            )
        waiting = [each for each in call.fetches if each.state == "waits"]
        if waiting:
            names = joined([NAMES[each.family] for each in waiting])
            last = max(each.last for each in waiting)
            yield f"Not in {names} yet, asked last {at_host(last, found.zone)}."
        else:
            yield "No calendar app asks for its calendar."
    if call.private:
        yield "No mail tells what is private."


def _mail(mail: Mail, found: CallList) -> str:
    at = at_host(mail.ended or mail.tried or mail.claimed, found.zone)
    match mail.state:
        case "sent":
            return f"Told by mail {at}, not seen."
        case "refused":
            return f"A mail was refused {at}. {mail.trouble}"
        case "told":
            return f"No mail needed since {at}."
        case "waits":
            return f"A mail waits. {mail.trouble}".rstrip()


def known_words(found: CallList) -> str:
    """Returns `No call needed: Dublin (seen Tue 1 Dec 10:12), Seoul (in Outlook since …).`"""
    names = [f"{city.title.say('en')} ({_by(known, found.zone)})" for city, known in found.known]
    return f"No call needed: {', '.join(names)}." if names else ""


def _by(known: Known, zone: str) -> str:
    by = known.by
    if isinstance(by, Mail):
        return f"seen {at_host(by.seen or by.claimed, zone)}"
    if isinstance(by, ToldNote):
        return f"told by {by.by}, {at_host(by.at, zone)}"
    assert by is not None, "an office that knows nothing has news"
    return f"in {NAMES[by.family]} since {at_host(by.first, zone)}"


def calls_json(found: CallList) -> str:
    """Returns the calls and who needs none, without telephone numbers and addresses."""
    return json_document(
        {
            "revision": found.revision,
            "calls": [_call(call) for call in found.calls],
            "known": [
                {"city": city.id, "revision": known.revision, "by": _by(known, found.zone)}
                for city, known in found.known
            ],
        }
    )


def _call(call: Call) -> dict[str, Any]:
    return {
        "city": call.city.id,
        "nearest": instant(call.nearest),
        "changes": [{"what": heading, "lines": lines} for heading, lines in what_changed(call)],
        "mails": [
            {"state": mail.state, "at": instant(mail.ended) if mail.ended else None, "trouble": mail.trouble}
            for mail in call.mails
        ],
        "untold": call.is_untold,
        "programs": [{"family": each.family, "state": each.state} for each in call.fetches],
    }
