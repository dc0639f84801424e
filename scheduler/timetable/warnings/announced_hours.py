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
from scheduler.timetable.wall_times import abbreviation_at, at_offset, place_of, to_local
from scheduler.timetable.warnings.wording import on_days, path_of, warning

_BEFORE = timedelta(minutes=30)
"""How long before a meeting people may be asked to come."""
_ZONES = {
    "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon",
    "CET": "Europe/Brussels", "CEST": "Europe/Brussels",
    "EET": "Europe/Sofia", "EEST": "Europe/Sofia",
    "BST": "Europe/London",
    "EST": "America/New_York", "EDT": "America/New_York",
    "CDT": "America/Chicago",
    "MST": "America/Denver", "MDT": "America/Denver",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "KST": "Asia/Seoul", "JST": "Asia/Tokyo", "HKT": "Asia/Hong_Kong",
    "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
    "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
    "GMT": "Etc/UTC", "UTC": "Etc/UTC",
}  # fmt: skip
"""The zone in which people use an abbreviation. CST and IST have several zones."""
_WORDS = frozenset({"WEST", "EST", "PST", "MST"})
"""Abbreviations that are words of some language, too: they count only behind an hour."""
_HALF_A_YEAR = timedelta(days=182)
_LATER_HALF = frozenset({"p", "오후", "午後", "下午"})
_HOUR = re.compile(
    r"(?:(?P<half>오전|오후|午前|午後|上午|下午)\s?)?"
    r"(?<![\d.:/-])(?P<hour>[01]?\d|2[0-3])(?:[:h](?P<minute>[0-5]\d))?(?![\d:.]\d|\d)"
    r"(?:\s?(?P<letter>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:-|–|—|to|until)\s*")
_OPENING = re.compile(r"\s*[(\[,]?\s*(?:(?:in|at)\s)?")
_ABBREVIATION = re.compile(r"(?<![\w'’])[A-Z]{3,4}(?![\w])")
_LIKE_HOUR = re.compile(r"\d\s?[:HhAaPp]|[A-Z]{3}")
"""What every text with an hour or an abbreviation has. Most texts lack it, and are not read again."""
_OFFSET = re.compile(r"(?:UTC|GMT)\s?([+−-])\s?(\d{1,2})(?::?(\d\d))?")


class TextContradiction(Struct, frozen=True, kw_only=True):
    """A piece of a text that contradicts the time of the meeting, as `written`, and what is `right`.

    `right` is an abbreviation, or the hour at which the meeting begins in `place`.
    """

    kind: Literal["zone-abbreviation", "hour"]
    written: str
    right: str
    place: ClockName


class _Place(Struct, frozen=True):
    """A place that a text may name, with its zone, or its minutes east of UTC.

    `name` stands in the text, `shown_as` in messages about it.
    """

    name: str
    shown_as: ClockName
    zone: str = ""
    offset: int = 0

    def local(self, moment: datetime) -> datetime:
        """Returns the wall time at an aware `moment`."""
        return to_local(moment, self.zone) if self.zone else at_offset(moment, self.offset)


class _Hours(Struct, frozen=True):
    """Hours in a text that belong together, such as a range, and the place behind or before them."""

    written: str
    at: tuple[time, ...]
    place: _Place | None
    abbreviation: str


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
    own, begun = _own_places(occurrence), set[str]()
    for hours in _hours(words, occurrence, own):
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
    for match in _ABBREVIATION.finditer(words):
        if match[0] not in _WORDS:
            yield from _wrong_abbreviation(match[0], occurrence)


def _own_places(occurrence: Occurrence) -> list[_Place]:
    """Returns the places of a meeting: its clock, then its cities by each of their names."""
    zone = occurrence.timing.zone
    return [_of_zone(zone, occurrence)] + [
        _Place(name, participant.name, participant.zone)
        for participant in occurrence.participants
        for name in participant.name.words()
    ]


def _of_zone(zone: str, occurrence: Occurrence) -> _Place:
    return _Place(place_of(zone), zone_name(zone, occurrence.participants), zone)


def _hours(words: str, occurrence: Occurrence, own: Sequence[_Place]) -> Iterator[_Hours]:
    matches = [match for match in _HOUR.finditer(words) if match["minute"] or match["letter"]]
    while matches:
        run = [matches.pop(0)]
        while matches and _JOINT.fullmatch(words, run[-1].end(), matches[0].start()):
            run.append(matches.pop(0))
        begin, end = run[0].start(), run[-1].end()
        place, abbreviation, end = _place_behind(words, end, occurrence, own)
        if place is None:
            place = _place_before(words[:begin], own)
        if words[begin:end].count("(") > words[begin:end].count(")") and words[end : end + 1] == ")":
            end += 1
        at = tuple(map(_time, run))
        yield _Hours(words[begin:end].strip(), at, place, abbreviation)


def _time(match: re.Match[str]) -> time:
    hour, half = int(match["hour"]), (match["letter"] or match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half in _LATER_HALF else 0)
    return time(hour, int(match["minute"] or 0))


def _place_behind(
    words: str, begin: int, occurrence: Occurrence, own: Sequence[_Place]
) -> tuple[_Place | None, str, int]:
    """Returns the place behind an hour, the abbreviation that names it, and where that ends."""
    opening = _OPENING.match(words, begin)
    assert opening is not None  # it may be empty
    start = opening.end()
    if offset := _OFFSET.match(words, start):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        place = _Place(offset[0], Text.plain(offset[0]), offset=minutes if offset[1] == "+" else -minutes)
        return place, "", offset.end()
    if abbreviation := _ABBREVIATION.match(words, start):
        zone = _zone_of(abbreviation[0], occurrence)
        if zone is not None:
            return _of_zone(zone, occurrence), abbreviation[0], abbreviation.end()
    for place in own:
        if words.startswith(place.name, start):
            return place, "", start + len(place.name)
    return None, "", begin


def _place_before(words: str, own: Iterable[_Place]) -> _Place | None:
    before = words.rstrip(" \t:,(")
    return next((place for place in own if before.endswith(place.name)), None)


def _are_right(hours: _Hours, places: Sequence[_Place], occurrence: Occurrence, is_first: bool) -> bool:
    begin, end = occurrence.timing.begin_utc, occurrence.timing.end_utc
    return all(_is_between(at, places, begin, end) for at in hours.at) and (
        not is_first or _is_between(hours.at[0], places, begin, begin)
    )


def _is_between(at: time, places: Iterable[_Place], begin: datetime, end: datetime) -> bool:
    """Returns whether clocks in one of the places show `at` from half an hour before `begin` to `end`."""
    for place in places:
        first, last = place.local(begin) - _BEFORE, place.local(end)
        if any(first <= datetime.combine(moment.date(), at) <= last for moment in (first, last)):
            return True
    return False


def _wrong_abbreviation(written: str, occurrence: Occurrence) -> Iterator[TextContradiction]:
    """Yields the contradiction if clocks show another abbreviation on the day of the meeting."""
    zone = _zone_of(written, occurrence)
    if zone is None or written in ("UTC", "GMT"):
        return
    right = abbreviation_at(occurrence.timing.begin_utc, zone)
    if right != written:
        place = zone_name(zone, occurrence.participants)
        yield TextContradiction(kind="zone-abbreviation", written=written, right=right, place=place)


def _zone_of(abbreviation: str, occurrence: Occurrence) -> str | None:
    """Returns the zone that uses an abbreviation, if only for half of the year: first one of the meeting."""
    begin = occurrence.timing.begin_utc
    zones = (occurrence.timing.zone, *(participant.zone for participant in occurrence.participants))
    for zone in zones:
        if abbreviation in (abbreviation_at(begin, zone), abbreviation_at(begin + _HALF_A_YEAR, zone)):
            return zone
    return _ZONES.get(abbreviation)
