"""Hours and zone abbreviations in the texts of a meeting that contradict its time.

People write "9:30 CET" in summer, "4:00 (KST)" for 16:00, or an hour in Wellington from before its clocks
changed. The first hour in a place that the text names must be the beginning of the meeting, or up to half an
hour before. Other hours must be within the meeting, in the place that is named, or else in one of its places.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

from msgspec import Struct

from scheduler.programme.details import Content, Details
from scheduler.programme.problems import Problem
from scheduler.programme.series import Change, Extra, Series
from scheduler.programme.texts import Text
from scheduler.timetable.clocks.meeting_clock import ClockName, in_english, zone_name
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.timetable import Wanted
from scheduler.timetable.wall_times import abbreviation_at
from scheduler.timetable.warnings.stated_hours import (
    GERMAN,
    StatedHours,
    StatedPlace,
    abbreviations,
    own_places,
    stated_hours,
    zone_of,
)
from scheduler.timetable.warnings.wording import on_days, path_of, warning

_BEFORE = timedelta(minutes=30)
"""How long before a meeting people may be asked to come."""
_WORDS = frozenset({"WEST", "EST", "PST", "MST"})
"""Abbreviations that are words of some language, too: they count only behind an hour."""
_LIKE_HOUR = re.compile(r"\d\s?[:HhAaPp]|\d\.\d\d|[A-Z]{3}|\d\s?(?:[Uu]|ч)")
"""What every text with an hour or an abbreviation has. Most texts lack it, and are not read again."""


class TextContradiction(Struct, frozen=True, kw_only=True):
    """A piece of a text that contradicts the time of the meeting, as `written`, and what is `right`.

    `right` is an abbreviation, or the hour at which the meeting begins in `place`.
    """

    kind: Literal["zone-abbreviation", "hour"]
    written: str
    right: str
    place: ClockName


def contradicted_texts(series: Series, meetings: Iterable[Wanted]) -> Iterator[Problem]:
    """Yields a warning for each piece of the texts of `series` that contradicts the time of `meetings`."""
    parts: tuple[Change | Extra, ...] = (*series.changes, *series.extras)
    written = (series.details, *(part.details for part in parts))
    if not any(map(_texts_with_hours, written)):
        return
    days: dict[TextContradiction, list[date]] = defaultdict(list)
    for meeting in meetings:
        for contradiction in contradictions(meeting.occurrence):
            days[contradiction].append(meeting.occurrence.timing.starts.date())
    for contradiction, wrong in days.items():
        yield warning(path_of(series), f"{_words(contradiction)}, {on_days(wrong)}")


def _words(found: TextContradiction) -> str:
    place = in_english(found.place)
    if found.kind == "hour":
        return f'the text says "{found.written}", but the meeting begins at {found.right} in {place}'
    return f'the text says "{found.written}", but clocks in {place} show {found.right}'


def contradictions(occurrence: Occurrence) -> tuple[TextContradiction, ...]:
    """Returns what the title, description, kind and place of a meeting say wrongly, each once."""
    return tuple(
        dict.fromkeys(
            each
            for text in _texts_with_hours(occurrence.content)
            for words in text.words()
            for each in _in_text(words, occurrence)
        )
    )


def _texts_with_hours(content: Content | Details) -> list[Text]:
    """Returns the texts that may name an hour."""
    texts = content.title, content.kind, content.description, content.place
    return [text for text in texts if text is not None and any(map(_may_name_hour, text.words()))]


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
            yield TextContradiction(
                kind="hour", written=hours.written, right=f"{begin:%H:%M}", place=places[0].shown_as
            )
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
        yield TextContradiction(kind="zone-abbreviation", written=written, right=right, place=place)
