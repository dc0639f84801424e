"""The handover: what waits, what was changed in a month, and who has a key or a private address.

The secretariat makes keys of pairs and private addresses of cities here, and ends them. Keys of the whole
programme are for the command line alone: so nobody shuts out the secretariat from a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from scheduler.commands.refusals import Refused
from scheduler.commands.token import create, create_desk_key, revoke
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.visit import Visit
from scheduler.desk.waiting import what_waits
from scheduler.programme.english_days import in_short
from scheduler.publication.feeds.wording import one_line
from scheduler.state.feeds import Feed, Token
from scheduler.timetable.wall_times import to_local

_MONTH = timedelta(days=31)


def handover_page(visit: Visit) -> DeskAnswer:
    """Returns what somebody must know who takes over, with the forms for keys and private addresses."""
    visit.require_everything()
    revisions, tokens = visit.store.history((visit.now - _MONTH).date()), visit.store.tokens()
    live = [each for each in tokens if each.is_live]
    live.sort(key=lambda each: (_ends_here(each), each.label.casefold()))
    ended = [each for each in tokens if each.digest == visit.field("ended") and not each.is_live]
    groups, cities = _offered(visit)
    return visit.show(
        "handover",
        waiting=[*what_waits(visit)],
        held=[(each, *_words(visit, each), _ends_here(each)) for each in live],
        ended=[(each, *_words(visit, each)) for each in ended],
        groups=groups,
        cities=cities,
        revisions=visit.told(revisions),
        undone={each.undoes: each.number for each in revisions},
    )


def make_key(visit: Visit) -> DeskAnswer:
    """Makes a key of a pair or group, or a private address of a city, and returns the page that shows it.

    Raises Refused for every other calendar, and if there is one with the label already.
    """
    visit.require_everything()
    visit.require_wanted()
    groups, cities = _offered(visit)
    feed = next((each for each in (*groups, *cities) if each.name == visit.field("name")), None)
    if feed is None:
        words = "the desk makes keys of pairs and groups, and private addresses of cities, alone"
        raise Refused(words, "Ask who runs the server for others.")
    label = one_line(visit.field("label"))
    same = (each for each in visit.store.tokens() if each.is_live and each.label == label)
    # The history tells keys apart by their labels; and a form that is sent twice makes one address.
    if any(each.opens == "desk" if feed in groups else each.feed_key == feed.key for each in same):
        advice = "If it was lost, end it first: look at the handover. For somebody else, write another label."
        raise Refused(f"there is one for “{label}” already", advice)
    make = create_desk_key if feed in groups else create
    issued = make(visit.store, feed.name, label, visit.now, visit.request.label)
    return replace(visit.show("made", feed=feed, issued=issued), is_secret=True)


def end_key(visit: Visit) -> DeskAnswer:
    """Ends the key or private address that a form names, and leads to the page that says so.

    Raises Refused for one of the whole programme.
    """
    visit.require_everything()
    digest = visit.field("digest")
    token = next((each for each in visit.store.tokens() if each.is_live and each.digest == digest), None)
    if token is None:
        raise Refused("this one has ended already", "Look at the handover again.")
    if not _ends_here(token):
        raise Refused("those of the whole programme are not ended here", "Ask who runs the server.")
    revoke(visit.store, digest, visit.now)
    return DeskAnswer(location=f"handover?ended={digest}")


def _offered(visit: Visit) -> tuple[Sequence[Feed], Sequence[Feed]]:
    """Returns the groups whose keys are made here, and the cities whose private addresses are, A–Z."""
    live = (each for each in visit.calendars() if each.state == "live")
    feeds = sorted(live, key=lambda each: each.title.say("en").casefold())
    return [each for each in feeds if each.is_of_group], [each for each in feeds if each.kind == "cities"]


def _ends_here(token: Token) -> bool:
    return token.kind != "programme"


def _words(visit: Visit, token: Token) -> tuple[str, str]:
    """Returns what a key or a private address opens, and the day on which it was made."""
    feed = visit.state.feed(token.feed_key)
    assert feed is not None, "a feed that was ever published stays in the store"
    what = feed.title.say("en") if _ends_here(token) else "the whole programme"
    made = in_short(to_local(token.created, visit.state.profile.zone).date())
    return f"{'Desk' if token.opens == 'desk' else 'Private calendar'} of {what}", made
