"""Finds the hours that a text states, each with the place that stands behind or before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.timetable.clocks import ClockName, zone_name
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import abbreviation_at, at_offset, place_of, to_local

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
GERMAN = {"WEZ": "WET", "WESZ": "WEST", "MEZ": "CET", "MESZ": "CEST", "OEZ": "EET", "OESZ": "EEST"}
"""The German abbreviations, and the English ones with the same meaning."""
_TIMES_OF_REGIONS = {
    "Central European Summer Time": "Europe/Brussels",
    "Central European Time": "Europe/Brussels",
    "Eastern European Time": "Europe/Sofia",
    "Western European Time": "Europe/Lisbon",
    "Korea Standard Time": "Asia/Seoul",
    "Korean time": "Asia/Seoul",
    "Korea time": "Asia/Seoul",
    "Japan time": "Asia/Tokyo",
    "New Zealand time": "Pacific/Auckland",
    "UK time": "Europe/London",
    "한국 시간": "Asia/Seoul",
    "한국시간": "Asia/Seoul",
    "유럽 시간": "Europe/Brussels",
}
"""Times that are named after a region with one zone."""
_HALF_A_YEAR = timedelta(days=182)
_LATER_HALF = frozenset({"p", "오후", "午後", "下午"})
_HOUR = re.compile(
    r"(?:(?P<half>오전|오후|午前|午後|上午|下午)\s?)?"
    r"(?<![\d.:/-])(?P<hour>[01]?\d|2[0-3])"
    r"(?:(?P<mark>[:h.])(?P<minute>[0-5]\d)(?![:.]?\d)|(?P<bare>h)\b|(?![\d:.]\d|\d))"
    r"(?:\s?(?P<letter>[ap])\.?m\b\.?)?"
    r"(?:\s?(?P<unit>Uhr|uur|часа|ч\.))?",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:-|–|—|to|until)\s*")
_OPENING = re.compile(
    r"\s*(?P<comma>,)?\s*[(\[]?\s*(?:(?:in|at|heures? de|heures? d['’]|hora de|ora di)(?:\s|(?<=['’])))?"
)
_BEFORE_HOUR = re.compile(r"(?:\s*(?:local )?time)?[\s:,(]*$")
_ABBREVIATION = re.compile(r"(?<![\w'’])[A-Z]{3,4}(?![\w])")
_OFFSET = re.compile(r"(?:UTC|GMT)\s?([+−-])\s?(\d{1,2})(?::?(\d\d))?")
_DEADLINE = re.compile(
    r"\bby\s*$|\b(?:deadline|due|no later than|at the latest|rsvp|submit|closes?|closing"
    r"|spätestens|anmeldeschluss|einsendeschluss|frist|uiterlijk|date limite|au plus tard|fecha límite"
    r"|a más tardar|scadenza|entro|prazo|o mais tardar|срок|най-късно)\b|마감|締め?切|截止",
    re.IGNORECASE,
)
"""Words before an hour at which something else ends."""
_SENTENCE = re.compile(r"[.!?;\n。]\s")


class StatedPlace(Struct, frozen=True):
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


class StatedHours(Struct, frozen=True):
    """Hours in a text that belong together, such as a range, and the place behind or before them.

    `abbreviation` names the place if it stands behind the hours.
    """

    written: str
    at: tuple[time, ...]
    place: StatedPlace | None
    abbreviation: str


class _Named(Struct, frozen=True):
    """A place beside an hour: the end of its name, and whether a comma stands between them."""

    place: StatedPlace
    end: int
    abbreviation: str = ""
    has_comma: bool = False


def own_places(occurrence: Occurrence) -> list[StatedPlace]:
    """Returns the places of a meeting: its clock, then its cities by each of their names."""
    zone = occurrence.timing.zone
    return [_of_zone(zone, occurrence)] + [
        StatedPlace(name, participant.name, participant.zone)
        for participant in occurrence.participants
        for name in participant.name.words()
    ]


def stated_hours(words: str, occurrence: Occurrence, own: Sequence[StatedPlace]) -> Iterator[StatedHours]:
    """Yields the hours in `words` about a meeting with the places `own`, but no deadlines."""
    matches = [match for match in _HOUR.finditer(words) if _is_sure(match) or _may_be_hour(match)]
    free = 0  # the names of places before it belong to earlier hours
    while matches:
        run = [matches.pop(0)]
        while matches and _JOINT.fullmatch(words, run[-1].end(), matches[0].start()):
            run.append(matches.pop(0))
        begin, end = run[0].start(), run[-1].end()
        before = _place_before(words[free:begin], occurrence, own)
        behind = _place_behind(words, end, occurrence, own)
        if behind is not None and _belongs_to_next(behind, before, words):
            behind = None
        place = behind.place if behind is not None else before
        if place is None and not any(map(_is_sure, run)):
            continue
        end = free = behind.end if behind is not None else end
        if words[begin:end].count("(") > words[begin:end].count(")") and words[end : end + 1] == ")":
            end += 1
        if not _DEADLINE.search(_SENTENCE.split(words[:begin])[-1]):
            abbreviation = behind.abbreviation if behind is not None else ""
            yield StatedHours(words[begin:end].strip(), tuple(map(_time, run)), place, abbreviation)


def _is_sure(match: re.Match[str]) -> bool:
    """Returns whether a number is an hour without a place beside it."""
    has_minutes = match["minute"] is not None and match["mark"] != "."
    return bool(has_minutes or match["letter"] or match["unit"])


def _may_be_hour(match: re.Match[str]) -> bool:
    """Returns whether a number with a place beside it is an hour, as in "9.30 CEST" or "20h Wellington"."""
    return match["minute"] is not None or match["bare"] is not None


def _belongs_to_next(behind: _Named, before: StatedPlace | None, words: str) -> bool:
    """Returns whether the name behind an hour belongs to the next hour: "Sofia 12:00, Seoul 19:00"."""
    rest = words[behind.end :]
    is_followed = _HOUR.match(rest.lstrip(" \t:(")) is not None
    return is_followed and (before is not None or behind.has_comma)


def _time(match: re.Match[str]) -> time:
    hour, half = int(match["hour"]), (match["letter"] or match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half in _LATER_HALF else 0)
    return time(hour, int(match["minute"] or 0))


def _place_behind(
    words: str, begin: int, occurrence: Occurrence, own: Iterable[StatedPlace]
) -> _Named | None:
    opening = _OPENING.match(words, begin)
    assert opening is not None  # it may be empty
    start, has_comma = opening.end(), opening["comma"] is not None
    if offset := _OFFSET.match(words, start):
        return _Named(_of_offset(offset), offset.end(), has_comma=has_comma)
    if abbreviation := _ABBREVIATION.match(words, start):
        zone = zone_of(abbreviation[0], occurrence)
        if zone is not None:
            return _Named(_of_zone(zone, occurrence), abbreviation.end(), abbreviation[0], has_comma)
    for place in (*own, *_regions(occurrence)):
        if words.startswith(place.name, start):
            return _Named(place, start + len(place.name), has_comma=has_comma)
    return None


def _place_before(words: str, occurrence: Occurrence, own: Iterable[StatedPlace]) -> StatedPlace | None:
    closing = _BEFORE_HOUR.search(words)
    places = [*own, *_regions(occurrence)]
    for before in (words.rstrip(" \t:,("), words[: closing.start()] if closing is not None else words):
        for place in places:
            if before.endswith(place.name):
                return place
        if abbreviation := _ABBREVIATION.fullmatch(before, before.rfind(" ") + 1):
            zone = zone_of(abbreviation[0], occurrence)
            if zone is not None:
                return _of_zone(zone, occurrence)
        if offset := re.search(_OFFSET.pattern + "$", before):
            return _of_offset(offset)
    return None


def _regions(occurrence: Occurrence) -> Iterator[StatedPlace]:
    for name, zone in _TIMES_OF_REGIONS.items():
        yield StatedPlace(name, zone_name(zone, occurrence.participants), zone)


def _of_zone(zone: str, occurrence: Occurrence) -> StatedPlace:
    return StatedPlace(place_of(zone), zone_name(zone, occurrence.participants), zone)


def _of_offset(offset: re.Match[str]) -> StatedPlace:
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    east = minutes if offset[1] == "+" else -minutes
    return StatedPlace(offset[0], Text.plain(offset[0]), offset=east)


def abbreviations(words: str) -> Iterator[str]:
    """Yields the words that may be abbreviations of zones."""
    return (match[0] for match in _ABBREVIATION.finditer(words))


def zone_of(written: str, occurrence: Occurrence) -> str | None:
    """Returns the zone that uses an abbreviation, if only for half of the year: first one of the meeting."""
    abbreviation = GERMAN.get(written, written)
    begin = occurrence.timing.begin_utc
    zones = (occurrence.timing.zone, *(participant.zone for participant in occurrence.participants))
    for zone in zones:
        if abbreviation in (abbreviation_at(begin, zone), abbreviation_at(begin + _HALF_A_YEAR, zone)):
            return zone
    return _ZONES.get(abbreviation)
