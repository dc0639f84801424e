"""The header of a feed: its name, its description and its address."""

from __future__ import annotations

from calendars import LONGEST_NAME, Header
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import one_line, web_address
from scheduler.publication.languages.language import Language, language
from scheduler.state.feeds import Feed, FeedKind
from scheduler.state.revision import Reader
from scheduler.state.state import State


def feed_header(state: State, feed: Feed, code: str, reader: Reader) -> Header:
    """Returns the header of `feed` in the language `code`.

    The description is the one written when the feed last changed: a new release that words it differently
    changes no byte.
    """
    profile = state.profile
    version, phrases = state.version(feed, code), language(code, profile.phrases)
    described = version.description if version else describe(feed.kind, feed.title, profile.name, phrases)
    programme, title = one_line(profile.name.say(code)), one_line(feed.title.say(code))
    address = web_address(profile.address)
    # The address of a private feed is a secret: not even the feed itself contains it.
    source = f"{address}/feeds/{feed.name}.{code}.ics" if address and reader == "public" else None
    name = programme if feed.kind == "programme" else f"{programme}: {title}"
    return Header(
        name=_name(name, phrases, reader),
        description=described,
        source=source if source and source.startswith("https:") else None,
        url=address,
        timezone=feed.zone if feed.kind == "cities" else None,
    )


def meeting_header(state: State, code: str) -> Header:
    """Returns the header of a file with one meeting: it has the name of the programme, and no address."""
    programme = one_line(state.profile.name.say(code))
    return Header(name=_name(programme, language(code, state.profile.phrases), "public"))


def _name(name: str, phrases: Language, reader: Reader) -> str:
    """Returns `name`, cut to the length that clients accept and, for private readers, marked as private."""
    if reader == "public":
        return name[:LONGEST_NAME].strip()
    room = LONGEST_NAME - len(phrases.say("{name} (private)", name=""))
    return phrases.say("{name} (private)", name=name[:room].strip())


def describe(kind: FeedKind, title: Text, programme: Text, phrases: Language) -> str:
    """Returns the description of a feed in the language of `phrases`, in the words of this release."""
    name, programme_name = one_line(title.say(phrases.code)), one_line(programme.say(phrases.code))
    match kind:
        case "programme":
            return phrases.say("Everything in {programme}", programme=programme_name)
        case "cities":
            phrase = "Calendar of {city} in {programme}: every meeting it takes part in"
            return phrases.say(phrase, city=name, programme=programme_name)
        case "pairs" | "groups":
            return phrases.say("Meetings of {pair}", pair=name)
        case "themes":
            return phrases.say("{programme}: {theme}", programme=programme_name, theme=name)
