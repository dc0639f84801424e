"""How large a piece can become, without writing it: a bound, so that only what is near a limit is written.

Everything that `wording` says of a meeting counts, in whichever language is longest.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.programme.texts import Text
from scheduler.timetable.occurrence import Occurrence

FRAME = 1_500
"""Bytes of the properties without words, and of the words that Twincal itself adds in any language."""
HOUR = 80
"""Bytes of a city's hour besides its name, or of the name of its country."""


def weight(occurrence: Occurrence) -> int:
    """At least as many bytes as the public piece of `occurrence` takes in any language."""
    said = sum(map(_longest, _words(occurrence))) + sum(map(_address, _addresses(occurrence)))
    # A line is folded before its 75th byte, and never within what a reader sees as one character.
    return FRAME + HOUR * len(occurrence.seats) + said * 5 // 4


def _words(occurrence: Occurrence) -> Iterator[Text | None]:
    """Each text as often as a piece says it: a title also labels a conference, a theme is a category."""
    yield from (occurrence.title, occurrence.title, occurrence.description, occurrence.place)
    yield from (occurrence.kind, occurrence.reason, occurrence.clock_name)
    yield from (seat.name for seat in occurrence.seats)
    for theme in occurrence.themes:
        yield from (theme.name, theme.name)
    yield from (link.label for link in occurrence.links)
    for speaker in occurrence.speakers:
        yield from (Text.plain(speaker.name), speaker.role)
    if occurrence.languages is not None:
        yield from map(Text.plain, (*occurrence.languages.spoken, *occurrence.languages.interpretation))


def _addresses(occurrence: Occurrence) -> Iterator[str]:
    """Each address as often as a piece says it: a public way in also as a place and as a conference."""
    if occurrence.registration is not None:
        yield occurrence.registration
    yield from (link.url for link in occurrence.links)
    if occurrence.join is not None and occurrence.join.public:
        yield from (occurrence.join.url, occurrence.join.url, occurrence.join.url)
        yield occurrence.join.passcode or ""


def _longest(text: Text | None) -> int:
    return max(map(_escaped, text.words())) + len(", ") if text is not None else 0


def _escaped(words: str) -> int:
    return len(words.encode()) + sum(map(words.count, '\\;,\n^"'))


def _address(url: str) -> int:
    """Bytes of an address in ASCII, and of the line that it stands on."""
    return 3 * len(url.encode()) if not url.isascii() else len(url) + url.count(",") + url.count(";") + 20
