"""What changed, at the desk: the history, and the words in which the cities are told."""

from __future__ import annotations

from scheduler.commands.announce import News, announce, contacts_in
from scheduler.commands.errors import Refused
from scheduler.commands.history import history
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.visit import Visit
from scheduler.reports.announcements import announcement_in, announcement_text, private_words
from scheduler.reports.history import revision_lines

MOST_REVISIONS = 30


def history_page(visit: Visit) -> DeskAnswer:
    """Returns the last changes, newest first; `done` is the one that was just made."""
    scope = visit.state.feed(visit.request.scope)
    name = None if visit.is_for_all or scope is None else scope.name
    found = history(visit.store, name, most=MOST_REVISIONS)
    edits = visit.store.edits()
    return visit.show(
        "history",
        revisions=[(each, revision_lines(each, found.ids)) for each in found.shown],
        done=visit.field("done"),
        undoable=edits[0].revision if edits and not edits[0].erased else 0,
    )


def announcement_page(visit: Visit) -> DeskAnswer:
    """Returns the text for each city of what a revision changed, to copy or as the draft of a mail."""
    told = announce(visit.store, visit.now, _news(visit), names=_cities(visit))
    texts = [(each, announcement_text(each).partition("\n\n")[2]) for each in told.texts]
    private = tuple(private_words(told.private)) if visit.is_for_all else ()
    return visit.show("announce", texts=texts, private=private, revision=visit.field("revision"))


def draft(visit: Visit) -> DeskAnswer:
    """Returns the mail to one city as a file that Outlook and Thunderbird open as a draft."""
    city = visit.field("city")
    told = announce(visit.store, visit.now, _news(visit), names=[city])
    if not told.texts:
        raise Refused(f"nothing changed for {city}", "choose another change")
    to = contacts_in(visit.directory).get(city, ())
    body = announcement_in("eml", told.texts[0], to)
    return DeskAnswer(body=body, type="message/rfc822", filename=f"{city}.eml")


def _news(visit: Visit) -> News:
    number = visit.field("revision")
    if not number.isascii() or not number.isdigit():
        raise Refused("no change is named", "choose one in the history")
    return News(revision=int(number))


def _cities(visit: Visit) -> list[str]:
    """Returns the ids of the cities that the key may write to; none stands for all."""
    if visit.is_for_all:
        return []
    groups = (
        group for group in visit.state.profile.details.who_meets if group.identity == visit.request.scope[1]
    )
    return [city for group in groups for city in group.cities]
