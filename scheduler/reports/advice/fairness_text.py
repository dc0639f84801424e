"""Who carries the burden of a year, as text: by city, by series, and by meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.advice.city_days import HourKind
from scheduler.advice.fairness import CityShare, Fairness, SeriesShare, WeighedMeeting
from scheduler.advice.rotation import Rotation
from scheduler.commands.advice.fairness import YearFairness
from scheduler.reports.advice.times_words import kinds_words, name_of, shares_words

NO_MEETINGS = "No meeting with an hour takes place in this year."
CITY_HEADINGS = ("City", "Meetings", "Outside office hours", "Burden")
SERIES_HEADINGS = ("Series", "Now", "Difference", "In turn", "Difference in turn")
MEETING_HEADINGS = ("Date", "Meeting", "Outside office hours", "Burden")


def fairness_text(found: YearFairness) -> str:
    """Returns the shares as tables, and each meeting that is outside the office hours of a city."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: YearFairness) -> Iterator[str]:
    yield title(found)
    yield ""
    if not found.fairness.meetings:
        yield NO_MEETINGS
        return
    yield summary(found.fairness)
    for headings, rows in (
        (CITY_HEADINGS, city_rows(found.fairness)),
        (("Series", "Burden of each city", "Difference"), _series_lines(found)),
        (MEETING_HEADINGS, meeting_rows(found)),
    ):
        if rows:
            yield ""
            yield from _table([headings, *rows])


def title(found: YearFairness) -> str:
    """Returns the heading of a year."""
    return f"Meetings outside office hours in {found.year}"


def summary(fairness: Fairness) -> str:
    """Returns the total burden and the difference between the cities, in a sentence."""
    count = len(fairness.meetings)
    return (
        f"{count} meeting{'s' if count != 1 else ''} with hours, burden {fairness.burden} in all. "
        f"The city that carries most and the one that carries least differ by {fairness.spread}."
    )


def city_rows(fairness: Fairness) -> list[tuple[str, ...]]:
    """Returns a row for each city, the largest burden first."""
    return [_city_row(share) for share in fairness.cities]


def _city_row(share: CityShare) -> tuple[str, ...]:
    return name_of(share.city), f"{len(share.meetings)}", f"{share.outside_minutes} min", f"{share.burden}"


def series_rows(found: YearFairness) -> list[tuple[str, ...]]:
    """Returns a row for each series in which a city carries something, the largest difference first."""
    return [(*_now(share, found), *_in_turn(share)) for share in _burdened(found)]


def _series_lines(found: YearFairness) -> list[tuple[str, ...]]:
    """Returns the same in lines that are short enough for a terminal."""
    lines: list[tuple[str, ...]] = []
    for share in _burdened(found):
        lines.append(_now(share, found))
        if share.rotation is not None:
            burdens = shares_words(share.rotation.burdens, share.cities)
            lines.append(("", f"in turn: {burdens}", f"{share.rotation.spread}"))
            lines.append(("", f"  at {_hours(share.rotation)}", ""))
    return lines


def _burdened(found: YearFairness) -> list[SeriesShare]:
    shares = [share for share in found.fairness.series if any(share.burdens)]
    return sorted(shares, key=lambda share: (-share.spread, share.series))


def _now(share: SeriesShare, found: YearFairness) -> tuple[str, ...]:
    return found.ids[share.series], shares_words(share.burdens, share.cities), f"{share.spread}"


def _in_turn(share: SeriesShare) -> tuple[str, ...]:
    rotation = share.rotation
    if rotation is None:
        return "", ""
    return f"{shares_words(rotation.burdens, share.cities)} at {_hours(rotation)}", f"{rotation.spread}"


def _hours(rotation: Rotation) -> str:
    return ", ".join(f"{hour.at:%H:%M} in {name_of(hour.clock)}" for hour in rotation.hours)


def meeting_rows(found: YearFairness) -> list[tuple[str, ...]]:
    """Returns a row for each meeting that is outside the office hours of a city, by date."""
    return [_meeting_row(meeting, found) for meeting in found.fairness.meetings if meeting.burden]


def _meeting_row(meeting: WeighedMeeting, found: YearFairness) -> tuple[str, ...]:
    occurrence = meeting.occurrence
    names = {participant.city: participant.name.say("en") for participant in occurrence.participants}
    outside = (
        f"{names[city]} {kinds_words(side.minutes)}" for city, side in meeting.sides.items() if side.minutes
    )
    key = f"{found.ids[occurrence.series]}/{occurrence.key}"
    return f"{occurrence.timing.starts:%Y-%m-%d}", key, "; ".join(outside), f"{meeting.burden}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yields the rows with columns of one width."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def minutes_by_kind(share: CityShare) -> dict[HourKind, int]:
    """Returns the minutes of each kind that the meetings of a city take."""
    minutes: dict[HourKind, int] = {}
    for meeting in share.meetings:
        for kind, count in meeting.sides[share.city.identity].minutes.items():
            minutes[kind] = minutes.get(kind, 0) + count
    return minutes
