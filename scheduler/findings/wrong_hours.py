"""Hours and zone abbreviations in the texts of a meeting that contradict its time.

People write "9:30 CET" in summer, "4:00 (KST)" for 16:00, or an hour in Wellington from before its clocks
changed. The first hour in a place that the text names must be the beginning of the meeting, or up to half an
hour before. Other hours must be within the meeting.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from scheduler.findings.finding import Shared
from scheduler.findings.search import FindingSearch
from scheduler.findings.stated_hours import StatedHours, StatedPlace, stated_hours
from scheduler.programme.details import CONTENT_FIELDS
from scheduler.programme.texts import Text
from scheduler.timetable.clocks import ClockName
from scheduler.timetable.occurrence import Occurrence

_BEFORE = timedelta(minutes=30)
"""How long before a meeting people may be asked to come."""


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
    values = (getattr(occurrence.content, name) for name in CONTENT_FIELDS if name != "reason")
    versions = (words for value in values if isinstance(value, Text) for words in value.words())
    return tuple(dict.fromkeys(each for words in versions for each in _in_text(words, occurrence)))


def _in_text(words: str, occurrence: Occurrence) -> Iterator[TextContradiction]:
    begin = occurrence.timing.begin_utc
    for hours in stated_hours(words, occurrence):
        place = hours.places[0]
        if not occurrence.timing.all_day and not _are_right(hours, occurrence):
            right = f"{place.local(begin):%H:%M}"
            yield WrongHour(written=hours.written, right=right, place=place.shown_as)
        shown = [begin.astimezone(each.zone).tzname() or "" for each in hours.places]
        if place.abbreviation and place.abbreviation not in shown:
            yield WrongAbbreviation(written=place.abbreviation, right=shown[0], place=place.shown_as)


def _are_right(hours: StatedHours, occurrence: Occurrence) -> bool:
    begin, end = occurrence.timing.begin_utc, occurrence.timing.end_utc
    place = hours.places[0]
    others = [each for each in hours.places if each.local(begin) != place.local(begin)]
    if any(all(_is_between(at, each, begin, end) for at in hours.at) for each in others):
        return True
    starts_right = not hours.is_first or _is_between(hours.at[0], place, begin, begin)
    return starts_right and all(_is_between(at, place, begin, end) for at in hours.at)


def _is_between(at: time, place: StatedPlace, begin: datetime, end: datetime) -> bool:
    """Returns whether clocks in `place` show `at` from half an hour before `begin` to `end`."""
    first, last = place.local(begin) - _BEFORE, place.local(end)
    return any(first <= datetime.combine(moment.date(), at) <= last for moment in (first, last))
