"""An Event that no calendar can show is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from calendars import Conference, Event

TEN = datetime.fromisoformat("2026-12-16T10:00")
GOOD = {
    "uid": "6fa459ea-ee8a-5ca4-894e-db77e160355e",
    "start": TEN,
    "end": TEN + timedelta(hours=1),
    "tzid": "Europe/Sofia",
    "summary": "Sofia–Sejong monthly meeting",
}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="a meeting in a zone"),
        pytest.param({"tzid": "UTC"}, id="a meeting in UTC"),
        pytest.param({"tzid": "America/Argentina/Buenos_Aires"}, id="a zone name of three parts"),
        pytest.param({"start": date(2027, 5, 10), "end": date(2027, 5, 13), "tzid": None}, id="three days"),
        pytest.param({"status": "CANCELLED"}, id="cancelled"),
        pytest.param({"summary": "One", "description": "One\nTwo\tthree"}, id="line break and tab"),
        pytest.param({"url": "https://example.org/a%20b"}, id="address"),
    ],
)  # fmt: skip
def test_what_a_calendar_can_show_is_accepted(fields):
    assert Event(**{**GOOD, **fields})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"uid": ""}, "uid", id="no uid"),
        pytest.param({"uid": "a b"}, "uid", id="blank in the uid"),
        pytest.param({"uid": "u" * 255}, "uid", id="uid too long"),
        pytest.param({"end": TEN}, "not after", id="no length"),
        pytest.param({"end": date(2026, 12, 17)}, "both", id="hour and date mixed"),
        pytest.param({"tzid": None}, "needs a time zone", id="floating"),
        pytest.param({"tzid": "CET"}, "not the name", id="abbreviation for a zone"),
        pytest.param({"tzid": "Europe/Sofia:x"}, "not the name", id="zone name that breaks the line"),
        pytest.param({"start": TEN.replace(tzinfo=UTC)}, "wall time", id="aware start"),
        pytest.param({"start": TEN.replace(microsecond=1)}, "wall time", id="parts of a second"),
        pytest.param({"start": date(2026, 1, 1), "end": date(2026, 1, 2)}, "no time zone", id="date in a zone"),
        pytest.param({"start": date(2026, 1, 1), "end": date(2026, 1, 1), "tzid": None}, "not after", id="no day"),
        pytest.param({"status": "CANCELED"}, "status", id="cancelled with one l"),
        pytest.param({"summary": " \t"}, "summary is empty", id="blank summary"),
        pytest.param({"summary": "a\u202eb"}, "clean", id="overridden direction"),
        pytest.param({"description": "a\r\nb"}, "clean", id="carriage return"),
        pytest.param({"location": "cafe\u0301"}, "clean", id="not NFC"),
        pytest.param({"description": ""}, "description is empty", id="empty description"),
        pytest.param({"categories": ("good", "")}, "category is empty", id="empty category"),
        pytest.param({"url": "example.org"}, "not a web address", id="address without scheme"),
        pytest.param({"url": "https://пример.бг/"}, "must be written", id="address not in ASCII"),
    ],
)  # fmt: skip
def test_what_a_calendar_cannot_show_is_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        Event(**{**GOOD, **fields})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"uri": "javascript:x"}, "not a web address", id="not a web address"),
        pytest.param({"label": ""}, "label is empty", id="no label"),
    ],
)
def test_a_room_that_a_calendar_cannot_show_is_refused(fields, message):
    with pytest.raises(ValueError, match=message):
        Conference(**{"uri": "https://meet.example.org/abc", "label": "Join", **fields})
