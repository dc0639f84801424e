"""Finds the hours that a text states in a clear form: "10:00 in Sofia", "17h Seoul", "9:30 am (CET)".

A wrong guess would be a wrong warning. So nothing is said of other forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, timezone, tzinfo

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.timetable.clocks import ClockName, zone_name
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import abbreviation_at, find_zone, place_of

_CENTRAL_EUROPE = "Europe/Brussels"
"""CET and CEST are common in texts about meetings of other places, too."""
_HOUR = r"""(?:
    (?:[01]?\d|2[0-3]) [:h] [0-5]\d (?![:.]?\d) (?:\s?[ap]\.?m\b\.?)?  # 10:00, 9h30, 4:30 pm
    | (?:0?[7-9]|1\d|2[0-3]) h\b  # 17h; a smaller number is a length
    | (?:0?[1-9]|1[0-2]) \s?[ap]\.?m\b\.?  # 5 p.m.
)"""
_HOURS = re.compile(
    rf"""(?<![\w.:/+−–—-]) (?<![전후前後午]\s)  # no Korean or Chinese half of the day stands before it
    (?P<bare>\d\d? \s?(?:-|–|—|to)\s?)? {_HOUR} (?:\s?(?:-|–|—|to|until)\s? {_HOUR})?""",
    re.IGNORECASE | re.VERBOSE,
)
_PART = re.compile(r"(?P<hour>\d+)[:h]?(?P<minute>\d*)\s?(?P<half>[ap]?)", re.IGNORECASE)
_OFFSET = re.compile(r"(?:UTC|GMT)(?:\s?([+−-])\s?(1[0-4]|\d)(?::([0-5]\d))?)?")
_ABBREVIATION = re.compile(r"[A-Z]{3,4}")
_GOES_ON = re.compile(r"\w|/[A-Z]{3}|:?\s?\d\d?[:h]")
"""What follows a name that goes on, that is one of two ("CET/CEST") or the next hour's ("Seoul 18:00")."""
_DEADLINE = re.compile(
    r"\b(?:by|before|until|bis|до)\s*$|\b(?:deadline|due|no later than|at the latest|rsvp|submit|closes?"
    r"|closing|spätestens|anmeldeschluss|einsendeschluss|frist|uiterlijk|date limite|au plus tard"
    r"|fecha límite|a más tardar|scadenza|entro|prazo|o mais tardar|срок|най-късно)\b|마감|締め?切|截止",
    re.IGNORECASE,
)
"""Words before an hour at which something else ends."""
_SENTENCE_END = re.compile(r"[!?;\n。]\s|(?<!\d)\.\s")


class StatedPlace(Struct, frozen=True):
    """A place that a text names: its name in messages, its zone, and the abbreviation that stands for it."""

    shown_as: ClockName
    zone: tzinfo
    abbreviation: str = ""

    def local(self, moment: datetime) -> datetime:
        """Returns the wall time at an aware `moment`."""
        return moment.astimezone(self.zone).replace(tzinfo=None, fold=0)


class StatedHours(Struct, frozen=True, kw_only=True):
    """An hour in a text, or both of a range, in the first of `places`, or perhaps in another one of them.

    `is_first`: no hour before it may be by the same clock.
    """

    written: str
    at: Sequence[time]
    places: Sequence[StatedPlace]
    is_first: bool


_Named = tuple[str, Sequence[StatedPlace]]
"""A name, and the places that it may mean."""


def stated_hours(words: str, occurrence: Occurrence) -> Iterator[StatedHours]:
    """Yields the hours in `words` about a meeting, each with its place, but no deadlines."""
    earlier, is_begun = set[datetime](), False
    for match in _HOURS.finditer(words):
        before, behind = words[: match.start()], words[match.end() :]
        if _DEADLINE.search(_SENTENCE_END.split(before)[-1]):
            continue
        at, named = _times(match), [*_named_behind(behind, occurrence), *_named_before(before, occurrence)]
        if not at or not named:
            is_begun = True  # in any place
            continue
        name, places = named[0]
        begin = places[0].local(occurrence.timing.begin_utc)
        is_first = not is_begun and begin not in earlier
        yield StatedHours(written=match[0] + name, at=at, places=places, is_first=is_first)
        earlier.add(begin)


def _times(match: re.Match[str]) -> Sequence[time]:
    """Returns the hours; none for "9–10:30" and "4:30–6:00 pm", where one of them is not clear."""
    parts = [*_PART.finditer(match[0])]
    is_clear = not match["bare"] and len({part["half"] == "" for part in parts}) == 1
    return [_time(part) for part in parts if is_clear]


def _time(part: re.Match[str]) -> time:
    hour, half = int(part["hour"]), part["half"].lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(part["minute"] or 0))


def _named_behind(words: str, occurrence: Occurrence) -> Iterator[_Named]:
    """Yields the name that follows an hour, with all before it: " Sofia", " in Sofia", " (CET)"."""
    plain = words.lstrip(" \xa0")
    rest = plain.removeprefix("in ").removeprefix("(")
    for name, places in _names(rest, occurrence, is_alone=rest == plain):
        end = len(words) - len(rest) + len(name)
        if not _GOES_ON.match(words, end):
            is_closed = "(" in words[:end] and words.startswith(")", end)
            yield words[: end + is_closed], places


def _named_before(words: str, occurrence: Occurrence) -> Iterator[_Named]:
    """Yields the city before an hour, with a colon between: "Seoul: 18:00"."""
    before, colon, rest = words.rpartition(":")
    for name, places in _cities(occurrence):
        if colon and not rest.strip() and before.rstrip().endswith(name):
            yield "", places


def _names(words: str, occurrence: Occurrence, *, is_alone: bool) -> Iterator[_Named]:
    """Yields the names with which `words` begin."""
    if offset := _OFFSET.match(words):
        east = timedelta(hours=int(offset[2] or 0), minutes=int(offset[3] or 0))
        zone = timezone(east if offset[1] in (None, "+") else -east)
        yield offset[0], [StatedPlace(Text.plain(offset[0]), zone)]
    elif (word := _ABBREVIATION.match(words)) and (meant := [*_places_with(word[0], occurrence)]):
        yield word[0], meant
    for name, places in _cities(occurrence):
        if words.startswith(name):
            yield name, places if is_alone else places[:1]


def _places_with(abbreviation: str, occurrence: Occurrence) -> Iterator[StatedPlace]:
    """Yields the places of a meeting whose zone has an abbreviation, if only for half of the year."""
    january, july = (occurrence.timing.begin_utc.replace(month=month, day=1) for month in (1, 7))
    zones = (occurrence.timing.zone, *(each.zone for each in occurrence.participants), _CENTRAL_EUROPE)
    for zone in dict.fromkeys(zones):
        if abbreviation in (abbreviation_at(january, zone), abbreviation_at(july, zone)):
            yield StatedPlace(zone_name(zone, occurrence.participants), find_zone(zone), abbreviation)


def _cities(occurrence: Occurrence) -> Iterator[_Named]:
    """Yields the place of a meeting's clock, and its cities by each of their names.

    A city may be the one that speaks then, by the meeting's clock: "10:30 Seoul presents its plan".
    """
    participants, zone = occurrence.participants, occurrence.timing.zone
    clock = StatedPlace(zone_name(zone, participants), find_zone(zone))
    yield place_of(zone), [clock]
    for participant in participants:
        place = StatedPlace(participant.name, find_zone(participant.zone))
        yield from ((name, [place, clock]) for name in participant.name.words())
