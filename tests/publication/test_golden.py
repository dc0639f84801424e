"""Golden feeds: small calendars as subscribers get them, kept to be read and compared byte for byte.

After a change that is meant, write them anew, and read every difference before it is committed:
`TWINCAL_REWRITE_GOLDEN=1 pytest tests/publication/test_golden.py`.
"""

from __future__ import annotations

import os
from datetime import UTC, date
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events

from scheduler.timetable.zone_source import tzdata_version
from support.golden import FOLDER, GOLDEN, written
from support.programmes import now

REWRITE = os.environ.get("TWINCAL_REWRITE_GOLDEN") == "1"
MOROCCO = "zone-of-casablanca.en"
TZDATA = "2026f"
"""The data by which that file was written. By older ones, Morocco changes its clocks after September 2026."""


@pytest.mark.feed_rule(5)
@pytest.mark.parametrize("name", GOLDEN)
def test_the_feed_is_what_the_file_says(name: str) -> None:
    _need_its_data(name)
    body = written(GOLDEN[name])
    if REWRITE:
        _file(name).write_bytes(body)

    assert body == _file(name).read_bytes()


def _need_its_data(name: str) -> None:
    if name == MOROCCO and tzdata_version() != TZDATA:
        pytest.skip(f"Morocco's clock changes are those of {TZDATA}; other data know others")


def test_every_file_belongs_to_a_feed() -> None:
    assert {path.stem for path in FOLDER.glob("*.ics")} == set(GOLDEN)


def _file(name: str) -> Path:
    return FOLDER / f"{name}.ics"


INSTANTS = {
    "monthly-across-a-clock-change.en": [
        "2026-09-16 07:00",
        "2026-10-21 07:00",
        "2026-11-18 08:00",
        "2026-12-16 08:00",
    ],
    "kick-off-of-six-cities.en": ["2021-09-30 08:00"],
    "moved-cancelled-tentative.en": [
        "2026-09-16 07:00",
        "2026-10-22 08:00",
        "2026-11-18 08:00",
        "2026-12-16 08:00",
    ],
    "alternating-clocks.en": [
        "2026-09-24 08:00",  # 09:00 in Dublin is 17:00 in Seoul: in summer both clocks agree
        "2026-10-22 08:00",
        "2026-11-26 09:00",  # Dublin's turn
        "2026-12-24 08:00",  # Seoul's
    ],
    "no-meetings.nl": [],
    "private-reader.en": [
        "2026-09-16 07:00",
        "2026-10-21 07:00",
        "2026-11-10 08:00",
        "2026-11-18 08:00",
        "2026-12-16 08:00",
    ],
    "zone-of-dublin.en": [
        "2026-09-16 09:00",
        "2026-10-21 09:00",
        "2026-11-18 10:00",
        "2026-12-16 10:00",
        "2027-01-20 10:00",
        "2027-02-17 10:00",
        "2027-03-17 10:00",
        "2027-04-21 09:00",
        "2027-05-19 09:00",
    ],
    "zone-of-santiago.en": [
        "2026-09-16 13:00",
        "2026-10-21 13:00",
        "2026-11-18 13:00",
        "2026-12-16 13:00",
        "2027-01-20 13:00",
        "2027-02-17 13:00",
        "2027-03-17 13:00",
        "2027-04-21 14:00",
        "2027-05-19 14:00",
    ],
    "zone-of-casablanca.en": [
        "2026-09-16 09:00",
        "2026-10-21 10:00",  # Morocco has put its clocks back for good, on 20 September
        "2026-11-18 10:00",
        "2026-12-16 10:00",
        "2027-01-20 10:00",
        "2027-02-17 10:00",
        "2027-03-17 10:00",
        "2027-04-21 10:00",
        "2027-05-19 10:00",
    ],
}


class TestOtherReaders:
    """Libraries that know nothing of Twincal find the instants that the programme means."""

    @pytest.mark.feed_rule(18)
    @pytest.mark.parametrize(("name", "expected"), INSTANTS.items())
    def test_recurring_ical_events_finds_the_instants(self, name: str, expected: list[str]) -> None:
        _need_its_data(name)
        calendar = icalendar.Calendar.from_ical(_file(name).read_bytes())
        events = recurring_ical_events.of(calendar).between(date(2021, 1, 1), date(2028, 1, 1))

        assert sorted(event.start.astimezone(UTC) for event in events) == [
            now(instant) for instant in expected
        ]
        assert {(event.end - event.start).total_seconds() for event in events} <= {3600, 5400}

    @pytest.mark.feed_rule(18)
    @pytest.mark.parametrize(("name", "expected"), INSTANTS.items())
    def test_so_do_clients_that_trust_the_vtimezone_of_the_feed(self, name: str, expected: list[str]) -> None:
        calendar = icalendar.Calendar.from_ical(_file(name).read_bytes())
        zones = {zone["TZID"]: zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}
        instants = []
        for event in calendar.walk("VEVENT"):
            start = event["DTSTART"]
            instants.append(start.dt.replace(tzinfo=zones[start.params["TZID"]]).astimezone(UTC))

        assert instants == [now(instant) for instant in expected]
