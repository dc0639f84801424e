"""A feed says what it is and carries its pieces as they are."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from calendars import Event, Header, Stamp, calendar_parts, write_vevent, write_vtimezone

HEADER = Header(
    name="Sofia, all meetings",
    description="Meetings of Sofia; in English",
    source="https://calendar.example.org/feeds/cities/sofia.ics",
    url="https://calendar.example.org/cities/sofia",
    timezone="Europe/Sofia",
)
SOFIA = write_vtimezone("Europe/Sofia", date(2024, 11, 1), date(2029, 11, 1))


@pytest.mark.feed_rule(7)
def test_the_whole_feed():
    feed = b"".join(calendar_parts(HEADER, [b"<zones>"], [b"<first>", b"<second>"]))

    assert feed.decode() == (
        "BEGIN:VCALENDAR\r\n"
        "VERSION:2.0\r\n"
        "PRODID:-//Twincal//Twincal//EN\r\n"
        "CALSCALE:GREGORIAN\r\n"
        "NAME:Sofia\\, all meetings\r\n"
        "X-WR-CALNAME:Sofia\\, all meetings\r\n"
        "DESCRIPTION:Meetings of Sofia\\; in English\r\n"
        "X-WR-CALDESC:Meetings of Sofia\\; in English\r\n"
        "X-WR-TIMEZONE:Europe/Sofia\r\n"
        "URL:https://calendar.example.org/cities/sofia\r\n"
        "SOURCE;VALUE=URI:https://calendar.example.org/feeds/cities/sofia.ics\r\n"
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"
        "X-PUBLISHED-TTL:PT1H\r\n"
        "<zones><first><second>END:VCALENDAR\r\n"
    )


def test_only_a_name_is_needed():
    feed = b"".join(calendar_parts(Header(name="x", refresh=timedelta(hours=12)), [SOFIA], []))

    assert b"SOURCE" not in feed
    assert b"\nURL" not in feed
    assert b"DESCRIPTION" not in feed
    assert b"X-PUBLISHED-TTL:PT12H\r\n" in feed


def test_a_parser_reads_it():
    """A feed of real pieces is whole: one calendar, one zone, all meetings at their hour."""
    stamp = Stamp.first(datetime(2026, 11, 24, tzinfo=UTC))
    pieces = [
        write_vevent(
            Event(
                uid=f"meeting-{month}",
                start=datetime.fromisoformat(f"2027-{month:02}-17T10:00"),
                end=datetime.fromisoformat(f"2027-{month:02}-17T11:00"),
                tzid="Europe/Sofia",
                summary="Meeting",
            ),
            stamp,
        )
        for month in (1, 7)
    ]
    calendar = icalendar.Calendar.from_ical(b"".join(calendar_parts(HEADER, [SOFIA], pieces)))

    assert not calendar.errors
    assert [datetime(2027, 1, 17, 8, tzinfo=UTC), datetime(2027, 7, 17, 7, tzinfo=UTC)] == [
        event.start.astimezone(UTC) for event in calendar.events
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"name": "n" * 256}, "name", id="name too long for Outlook"),
        pytest.param({"name": "a\x00"}, "clean", id="control in the name"),
        pytest.param({"description": "a\r\n"}, "clean", id="control in the description"),
        pytest.param({"source": "http://example.org/a.ics"}, "https", id="source without encryption"),
        pytest.param({"source": "webcal://example.org/a.ics"}, "web address", id="source of another scheme"),
        pytest.param({"url": "https://пример.бг/"}, "must be written", id="address not in ASCII"),
        pytest.param({"timezone": "CET"}, "not the name", id="abbreviation for a zone"),
        pytest.param({"refresh": timedelta(0)}, "refresh", id="no interval"),
        pytest.param({"refresh": timedelta(seconds=1.5)}, "refresh", id="parts of a second"),
    ],
)
def test_a_header_that_clients_would_refuse_cannot_be_built(fields, message):
    with pytest.raises(ValueError, match=message):
        Header(**{"name": "Sofia", **fields})
