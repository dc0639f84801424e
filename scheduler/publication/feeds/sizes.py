"""An upper bound for the size of a piece, without writing it: only feeds near the limit need to be written.

It counts every text that `wording` uses, each in the language in which it is longest. The words that Twincal
adds are those of its catalogues: much longer ones in the secretariat's own phrases may exceed the bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter

from scheduler.programme.details import Content, Reason
from scheduler.programme.texts import Text
from scheduler.publication.languages.catalogues import codes
from scheduler.publication.languages.day_off_reasons import day_off_text, reason_text
from scheduler.publication.languages.language import Language, language
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence

FIXED_PART = 1_500
"""Bytes of the properties without texts, and of the words that Twincal adds in any language."""
HOUR_OF_A_CITY = 80
"""Bytes of the hour of a city without the name of the city, or of the name of its country."""


def largest_size(occurrence: Occurrence) -> int:
    """Returns an upper bound, in bytes, for the public piece of `occurrence` in any language."""
    names = [participant.name for participant in occurrence.participants]
    return _size_with(occurrence.content, (occurrence.clock_name, *names))


_compared = attrgetter(
    "occurrence.content", "occurrence.participants", "occurrence.clock_name", "occurrence.pairs"
)


def alike(meetings: Iterable[Stored]) -> Iterator[Sequence[Stored]]:
    """Yields `meetings` in groups, each of consecutive ones with the same bound and in the same feeds.

    The meetings of a series are mostly alike until some clock changes. So a bound is found once for many.
    """
    return (tuple(group) for _, group in groupby(meetings, _compared))


@lru_cache(maxsize=8192)  # most meetings of a series have the same texts
def _size_with(content: Content, names: tuple[Text | None, ...]) -> int:
    """Returns the bound for meetings with this content; `names` are those of the clock and of the cities."""
    texts = sum(map(_text_size, (*_texts(content), *names))) + sum(map(_address_size, _addresses(content)))
    # A line is folded before its 75th byte, and never within a character as a reader sees it.
    return FIXED_PART + HOUR_OF_A_CITY * (len(names) - 1) + texts * 5 // 4


def _texts(content: Content) -> Iterator[Text | None]:
    """Yields each text as often as a piece contains it: a title is also the label of a conference."""
    yield from (content.title, content.title, content.description, content.place, content.kind)
    yield from _texts_of_reason(content.reason)
    for theme in content.themes:
        yield from (theme.name, theme.name)
    yield from (link.label for link in content.links)
    for speaker in content.speakers:
        yield from (Text.plain(speaker.name), speaker.role)
    if content.languages is not None:
        yield from map(Text.plain, (*content.languages.spoken, *content.languages.interpretation))


def _texts_of_reason(reason: Reason | None) -> Iterator[Text | None]:
    """Yields the texts of a reason, which are at least as long as its words in any language."""
    if not isinstance(reason, tuple):
        yield None if reason is None else reason_text(reason, _languages())
        return
    for day_off in reason:
        yield from (day_off_text(day_off.why, _languages()), Text.plain(" ("), day_off.city, Text.plain(")"))


@cache
def _languages() -> tuple[Language, ...]:
    return tuple(map(language, codes()))


def _addresses(content: Content) -> Iterator[str]:
    """Yields each address as often as a piece contains it: a public join link is also a conference."""
    join = content.join
    if content.registration is not None:
        yield content.registration
    yield from (link.url for link in content.links)
    if join is not None and join.public:
        yield from (join.url, join.url, join.url, join.passcode or "")


def _text_size(text: Text | None) -> int:
    return max(map(_escaped_size, text.words())) + len(", ") if text is not None else 0


def _escaped_size(words: str) -> int:
    return len(words.encode()) + sum(map(words.count, '\\;,\n^"'))


def _address_size(url: str) -> int:
    """Returns the size of an address in ASCII, with the line that it is on."""
    return 3 * len(url.encode()) if not url.isascii() else len(url) + url.count(",") + url.count(";") + 20
