"""Who carries the burden of a year, as text: by city, by series, and by meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.advice.fairness import CityShare, Fairness, WeighedMeeting
from scheduler.commands.advice.fairness import YearFairness
from scheduler.reports.advice.times_words import kinds_words, name_of, shares_words

_CITY_HEADINGS = ("City", "Meetings", "Outside office hours", "Burden")
_SERIES_HEADINGS = ("Series", "Burden of each city", "Difference")
_MEETING_HEADINGS = ("Date", "Meeting", "Outside office hours", "Burden")


def fairness_text(found: YearFairness) -> str:
    """Returns the shares as tables, and each meeting that is outside the office hours of a city."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: YearFairness) -> Iterator[str]:
    yield f"Meetings outside office hours in {found.year}"
    yield ""
    if not found.fairness.meetings:
        yield "No meeting with an hour takes place in this year."
        return
    yield _summary(found.fairness)
    for headings, rows in (
        (_CITY_HEADINGS, [_city_row(share) for share in found.fairness.cities]),
        (_SERIES_HEADINGS, _series_rows(found)),
        (_MEETING_HEADINGS, [_meeting_row(each, found) for each in found.fairness.meetings if each.burden]),
    ):
        if rows:
            yield ""
            yield from _table([headings, *rows])


def _summary(fairness: Fairness) -> str:
    """Returns the total burden and the difference between the cities, in a sentence."""
    count = len(fairness.meetings)
    return (
        f"{count} meeting{'s' if count != 1 else ''} with hours, burden {fairness.burden} in all. "
        f"The city that carries most and the one that carries least differ by {fairness.spread}."
    )


def _city_row(share: CityShare) -> tuple[str, ...]:
    return name_of(share.city), f"{len(share.meetings)}", f"{share.outside_minutes} min", f"{share.burden}"


def _series_rows(found: YearFairness) -> list[tuple[str, ...]]:
    """Returns rows for each series in which a city carries something, the largest difference first."""
    shares = [share for share in found.fairness.series if any(share.burdens)]
    rows: list[tuple[str, ...]] = []
    for share in sorted(shares, key=lambda share: (-share.spread, share.series)):
        rows.append((found.ids[share.series], shares_words(share.burdens, share.cities), f"{share.spread}"))
        if share.rotation is not None:
            burdens = shares_words(share.rotation.burdens, share.cities)
            hours = ", ".join(f"{hour.at:%H:%M} in {name_of(hour.clock)}" for hour in share.rotation.hours)
            rows.append(("", f"in turn: {burdens}", f"{share.rotation.spread}"))
            rows.append(("", f"  at {hours}", ""))
    return rows


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
