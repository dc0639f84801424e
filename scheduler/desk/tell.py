"""The history at the desk, and the words that tell the cities of a change."""

from __future__ import annotations

from scheduler.commands.announce import News, announce, offices_in
from scheduler.commands.history import history
from scheduler.commands.post_office import note_as_told, send_again
from scheduler.commands.refusals import Refused
from scheduler.desk.messages import DeskAnswer, Download
from scheduler.desk.visit import LONGEST_NUMBER, Visit
from scheduler.programme.members import Office
from scheduler.reports.announce import announcement_in, announcement_text, private_words

MOST_REVISIONS = 30


def history_page(visit: Visit) -> DeskAnswer:
    """Returns the last changes, newest first."""
    scope = visit.state.feed(visit.request.scope)
    name = None if visit.is_for_all or scope is None else scope.name
    found = history(visit.store, name, most=MOST_REVISIONS)
    return visit.show(
        "history",
        revisions=visit.told(found.shown),
        undone={each.undoes: each.number for each in found.shown},
        undo=visit.undo_words(),
    )


def announcement_page(visit: Visit) -> DeskAnswer:
    """Returns the text for each city of what a revision changed, to copy or as the draft of a mail."""
    news = _news(visit)
    languages = visit.state.profile.languages
    code = visit.field("language") if visit.field("language") in languages else None
    told = announce(visit.store, visit.state, visit.now, news, code, names=visit.cities())
    names = {city.id: city.name.say("en") for city in visit.state.profile.details.cities}
    texts = [
        (each, names.get(each.id, each.city), announcement_text(each).partition("\n\n")[2])
        for each in told.texts
    ]
    private = tuple(private_words(told.private)) if visit.is_for_all else ()
    return visit.show(
        "announce",
        mails=texts,
        private=private,
        revision=visit.field("revision"),
        in_english=code == "en",
        has_english="en" in languages,
    )


def draft(visit: Visit) -> DeskAnswer:
    """Returns the mail to one city as a file that Outlook and Thunderbird open as a draft."""
    city = visit.field("city")
    if not visit.is_for_all and city not in visit.cities():
        raise Refused(visit.own_alone, "Ask the secretariat.")
    told = announce(visit.store, visit.state, visit.now, _news(visit), names=[city])
    if not told.texts:
        raise Refused(f"nothing changed for {city}", "choose another change")
    to = offices_in(visit.directory).get(city, Office())
    mail = announcement_in("eml", told.texts[0], to.addresses).encode()
    return DeskAnswer(download=Download(name=f"{city}.eml", type="message/rfc822", body=mail))


def mail(visit: Visit) -> DeskAnswer:
    """Has the mails that wait sent, or notes that a person told the offices: of one `city`, or of all."""
    visit.require_everything()
    visit.require_wanted()
    if visit.field("do") == "told":
        city, number = visit.field("city"), _number(visit)
        note_as_told(visit.store, [city] if city else [], number, visit.now, visit.request.label)
    else:
        send_again(visit.store, ())
    return DeskAnswer(status=303, location="./")


def _news(visit: Visit) -> News:
    number = _number(visit)
    if not visit.is_own(number):
        raise Refused("this change is of others, too", "Ask the secretariat for the words.")
    return News(revision=number)


def _number(visit: Visit) -> int:
    number = visit.field("revision")
    if not number.isascii() or not number.isdigit() or len(number) > LONGEST_NUMBER:
        raise Refused("no change is named", "choose one in the history")
    return int(number)
