"""Who carries the burden of a year, by city, by series and by meeting: as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.commands.fairness import YearFairness
from scheduler.good_times.burden_shares import CityShare, Fairness, SeriesShare, WeighedMeeting
from scheduler.programme.english_lists import number_of
from scheduler.reports.formats import as_text, instant, json_document
from scheduler.reports.tables.text_forms import aligned
from scheduler.reports.times import burdens_by_city
from scheduler.reports.times_words import kinds_words, name_of, shares_words

_CITY_HEADINGS = ("City", "Meetings", "Outside office hours", "Inconvenience")
_SERIES_HEADINGS = ("Series", "Inconvenience for each city", "Difference")
_MEETING_HEADINGS = ("Date", "Meeting", "Outside office hours", "Inconvenience")


def fairness_text(found: YearFairness) -> str:
    """Returns the shares as tables, and each meeting that is outside the office hours of a city."""
    return as_text(_lines(found))


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
            yield from aligned([headings, *rows])


def _summary(fairness: Fairness) -> str:
    """Returns the total burden and the difference between the cities, in a sentence."""
    count = number_of(len(fairness.meetings), "meeting")
    return (
        f"{count} with hours, inconvenience {fairness.burden} in all. "
        f"Largest difference between two cities: {fairness.spread}."
    )


def _city_row(share: CityShare) -> tuple[str, ...]:
    return name_of(share.city), f"{len(share.meetings)}", f"{share.outside_minutes} min", f"{share.burden}"


def _series_rows(found: YearFairness) -> list[tuple[str, ...]]:
    """Returns rows for each series in which a city carries something, the largest difference first."""
    shares = [share for share in found.fairness.series if any(share.burdens)]
    rows: list[tuple[str, ...]] = []
    for share in sorted(shares, key=lambda share: (-share.spread, share.series)):
        rows.append((found.ids[share.series], shares_words(share.burdens, share.cities), f"{share.spread}"))
        if share.hour is not None:
            burdens = shares_words(share.hour.burdens, share.cities)
            spread = max(share.hour.burdens) - min(share.hour.burdens)
            rows.append(
                ("", f"at {share.hour.at:%H:%M} in {name_of(share.hour.clock)}: {burdens}", f"{spread}")
            )
        if share.rotation is not None:
            in_turn = shares_words(share.rotation.burdens, share.cities)
            hours = ", ".join(f"{hour.at:%H:%M} in {name_of(hour.clock)}" for hour in share.rotation.hours)
            rows.append(("", f"in turn: {in_turn}", f"{share.rotation.spread}"))
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


def fairness_json(found: YearFairness) -> str:
    """Returns the shares of cities and series, and all meetings with the burden of each city."""
    fairness = found.fairness
    ids = {share.city.identity: share.city.id for share in fairness.cities}
    return json_document(
        {
            "year": found.year,
            "burden": fairness.burden,
            "spread": fairness.spread,
            "cities": [
                {
                    "city": share.city.id,
                    "meetings": len(share.meetings),
                    "outside_minutes": share.outside_minutes,
                    "burden": share.burden,
                }
                for share in fairness.cities
            ],
            "series": [_series_object(share, found) for share in fairness.series],
            "meetings": [_meeting_object(meeting, found, ids) for meeting in fairness.meetings],
        }
    )


def _series_object(share: SeriesShare, found: YearFairness) -> dict[str, Any]:
    hour, rotation = share.hour, share.rotation
    return {
        "series": found.ids[share.series],
        "burdens": burdens_by_city(share.burdens, share.cities),
        "spread": share.spread,
        "hour": hour
        and {
            "at": f"{hour.at:%H:%M}",
            "clock": hour.clock.id,
            "burdens": burdens_by_city(hour.burdens, share.cities),
        },
        "rotation": rotation
        and {
            "at": {hour.clock.id: f"{hour.at:%H:%M}" for hour in rotation.hours},
            "burdens": burdens_by_city(rotation.burdens, share.cities),
            "spread": rotation.spread,
        },
    }


def _meeting_object(meeting: WeighedMeeting, found: YearFairness, ids: dict[str, str]) -> dict[str, Any]:
    occurrence = meeting.occurrence
    return {
        "series": found.ids[occurrence.series],
        "key": occurrence.key,
        "begin": instant(occurrence.timing.begin_utc),
        "end": instant(occurrence.timing.end_utc),
        "burden": meeting.burden,
        "sides": [
            {"city": ids[city], "outside_minutes": side.outside_minutes, "burden": side.burden}
            for city, side in meeting.sides.items()
        ],
    }
