"""Hours and zone abbreviations in the texts of a meeting that contradict its time.

People write "9:30 CET" in summer, "4:00 (KST)" for 16:00, or an hour in Wellington from before its clocks
changed. The first hour in a place that the text names must be the beginning of the meeting, or up to half an
hour before. Other hours must be within the meeting, in the place that is named, or else in one of its places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache

from msgspec.structs import replace

from scheduler.findings.finding import Shared
from scheduler.findings.search import FindingSearch
from scheduler.findings.stated_hours import (
    GERMAN,
    StatedHours,
    StatedPlace,
    abbreviations,
    own_places,
    stated_hours,
    zone_of,
)
from scheduler.programme.details import CONTENT_FIELDS, Content
from scheduler.programme.texts import Text
from scheduler.timetable.clocks import ClockName, zone_name
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import abbreviation_at

_BEFORE = timedelta(minutes=30)
"""How long before a meeting people may be asked to come."""
_WORDS = frozenset({"WEST", "EST", "PST", "MST"})
"""Abbreviations that are words of some language, too: they count only behind an hour."""
_LIKE_HOUR = re.compile(r"\d\s?[:HhAaPp]|\d\.\d\d|[A-Z]{3}|\d\s?(?:[Uu]|ч)")
"""What every text with an hour or an abbreviation has. Most texts lack it, and are not read again."""


class TextContradiction(Shared, frozen=True, kw_only=True):
    """A piece of a text contradicts the time of the meeting, as `written`, and what is `right` in `place`."""

    written: str
    right: str
    place: ClockName


class WrongHour(TextContradiction, frozen=True, kw_only=True):
    """A text has another hour; `right` is the one at which the meeting begins."""

    english = 'the text says "{written}", but the meeting begins at {right} in {place}, {when}'
    phrase = "The text of “{title}” says “{written}”, but on {day} it begins at {right} in {place}."


class WrongAbbreviation(TextContradiction, frozen=True, kw_only=True):
    """A text has another abbreviation of a zone, such as CET in summer."""

    english = 'the text says "{written}", but clocks in {place} show {right}, {when}'
    phrase = "The text of “{title}” says “{written}”, but on {day} the clocks of {place} show {right}."


def wrong_hours(search: FindingSearch) -> Iterator[TextContradiction]:
    """Yields a finding for each piece of the texts of a coming meeting that contradicts its time."""
    for occurrence in search.taking_place:
        for found in contradictions(occurrence):
            yield replace(found, **search.meeting(occurrence))


def contradictions(occurrence: Occurrence) -> tuple[TextContradiction, ...]:
    """Returns what the texts of a meeting say wrongly, each once; a reason may name an hour that was."""
    return tuple(
        dict.fromkeys(
            each
            for text in _texts_with_hours(occurrence.content)
            for words in text.words()
            for each in _in_text(words, occurrence)
        )
    )


def _texts_with_hours(content: Content) -> list[Text]:
    values = (getattr(content, name) for name in CONTENT_FIELDS if name != "reason")
    texts = (value for value in values if isinstance(value, Text))
    return [text for text in texts if any(map(_may_name_hour, text.words()))]


@lru_cache(maxsize=8192)  # the meetings of a series have the same texts
def _may_name_hour(words: str) -> bool:
    return _LIKE_HOUR.search(words) is not None


def _in_text(words: str, occurrence: Occurrence) -> Iterator[TextContradiction]:
    own, begun = own_places(occurrence), set[str]()
    for hours in stated_hours(words, occurrence, own):
        if hours.abbreviation in _WORDS:
            yield from _wrong_abbreviation(hours.abbreviation, occurrence)
        places = [hours.place] if hours.place else own
        is_first = hours.place is not None and hours.place.name not in begun
        if not occurrence.timing.all_day and not _are_right(hours, places, occurrence, is_first):
            begin = places[0].local(occurrence.timing.begin_utc)
            yield WrongHour(written=hours.written, right=f"{begin:%H:%M}", place=places[0].shown_as)
        begun.update(place.name for place in places)
    for abbreviation in abbreviations(words):
        if abbreviation not in _WORDS:
            yield from _wrong_abbreviation(abbreviation, occurrence)


def _are_right(
    hours: StatedHours, places: Sequence[StatedPlace], occurrence: Occurrence, is_first: bool
) -> bool:
    begin, end = occurrence.timing.begin_utc, occurrence.timing.end_utc
    return all(_is_between(at, places, begin, end) for at in hours.at) and (
        not is_first or _is_between(hours.at[0], places, begin, begin)
    )


def _is_between(at: time, places: Iterable[StatedPlace], begin: datetime, end: datetime) -> bool:
    """Returns whether clocks in one of the places show `at` from half an hour before `begin` to `end`."""
    for place in places:
        first, last = place.local(begin) - _BEFORE, place.local(end)
        if any(first <= datetime.combine(moment.date(), at) <= last for moment in (first, last)):
            return True
    return False


def _wrong_abbreviation(written: str, occurrence: Occurrence) -> Iterator[TextContradiction]:
    """Yields the contradiction if clocks show another abbreviation on the day of the meeting."""
    zone = zone_of(written, occurrence)
    if zone is None or written in ("UTC", "GMT"):
        return
    right = abbreviation_at(occurrence.timing.begin_utc, zone)
    if right != GERMAN.get(written, written):
        if written in GERMAN:
            right = next((german for german, english in GERMAN.items() if english == right), right)
        place = zone_name(zone, occurrence.participants)
        yield WrongAbbreviation(written=written, right=right, place=place)
