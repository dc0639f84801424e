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
    return FRAME + HOUR * len(occurrence.participants) + said * 5 // 4


def _words(occurrence: Occurrence) -> Iterator[Text | None]:
    """Each text as often as a piece says it: a title also labels a conference, a theme is a category."""
    yield from (
        occurrence.content.title,
        occurrence.content.title,
        occurrence.content.description,
        occurrence.content.place,
    )
    yield from (occurrence.content.kind, occurrence.content.reason, occurrence.clock_name)
    yield from (participant.name for participant in occurrence.participants)
    for theme in occurrence.content.themes:
        yield from (theme.name, theme.name)
    yield from (link.label for link in occurrence.content.links)
    for speaker in occurrence.content.speakers:
        yield from (Text.plain(speaker.name), speaker.role)
    if occurrence.content.languages is not None:
        yield from map(
            Text.plain, (*occurrence.content.languages.spoken, *occurrence.content.languages.interpretation)
        )


def _addresses(occurrence: Occurrence) -> Iterator[str]:
    """Each address as often as a piece says it: a public way in also as a place and as a conference."""
    if occurrence.content.registration is not None:
        yield occurrence.content.registration
    yield from (link.url for link in occurrence.content.links)
    if occurrence.content.join is not None and occurrence.content.join.public:
        yield from (occurrence.content.join.url, occurrence.content.join.url, occurrence.content.join.url)
        yield occurrence.content.join.passcode or ""


def _longest(text: Text | None) -> int:
    return max(map(_escaped, text.words())) + len(", ") if text is not None else 0


def _escaped(words: str) -> int:
    return len(words.encode()) + sum(map(words.count, '\\;,\n^"'))


def _address(url: str) -> int:
    """Bytes of an address in ASCII, and of the line that it stands on."""
    return 3 * len(url.encode()) if not url.isascii() else len(url) + url.count(",") + url.count(";") + 20
