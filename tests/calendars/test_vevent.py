"""A meeting is written in bytes that every client reads alike."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import (
    Conference,
    Event,
    Header,
    Stamp,
    calendar_parts,
    clean,
    with_summary,
    write_vevent,
    write_vtimezone,
)

AT = datetime(2026, 11, 24, 9, 30, 15, tzinfo=UTC)
PLAIN = {
    "uid": "6fa459ea-ee8a-5ca4-894e-db77e160355e",
    "start": datetime.fromisoformat("2026-12-16T10:00"),
    "end": datetime.fromisoformat("2026-12-16T11:00"),
    "tzid": "Europe/Sofia",
    "summary": "Meeting",
}
SOFIA = write_vtimezone("Europe/Sofia", date(2024, 11, 1), date(2029, 11, 1))

# Letters of the programmes' languages, emoji sequences, marks, and what iCalendar escapes.
alphabet = st.one_of(
    st.characters(),
    st.sampled_from(["\\", ";", ",", "\n", "\\n", "\\N", "^", '"', ":", " ", "\t", "\r\n"]),
    st.sampled_from(["София", "세종", "👩‍👩‍👧‍👦", "🇧🇬🇰🇷", "👍🏽", "é\u0323", "ᄒᅠᇂ", "क्षि", "❤️"]),
)
texts = st.lists(alphabet, max_size=120).map("".join).map(clean)
words = texts.filter(str.strip)


def written(**fields):
    return write_vevent(Event(**{**PLAIN, **fields}), Stamp.first(AT))


def read_back(piece):
    feed = b"".join(calendar_parts(Header(name="Test"), [SOFIA], [piece]))
    return icalendar.Calendar.from_ical(feed).walk("VEVENT")[0]


def test_a_meeting_that_says_everything():
    event = Event(
        uid="6fa459ea-ee8a-5ca4-894e-db77e160355e",
        start=datetime.fromisoformat("2026-12-16T10:00"),
        end=datetime.fromisoformat("2026-12-16T11:30"),
        tzid="Europe/Sofia",
        summary="София–Седжон; месечна среща",
        description="10:00 София (UTC+2) · 17:00 Седжон (UTC+9)\nПът: C:\\Нова, стая 2",
        location="Онлайн",
        categories=("Мобилност", "a,b"),
        conference=Conference(uri="https://meet.example.org/abc", label='Стая: "1"'),
        url="https://example.org/bg/cities/sofia",
        status="CANCELLED",
        transparent=True,
    )
    stamp = Stamp.first(AT - timedelta(days=2)).revised(AT)

    assert write_vevent(event, stamp).decode() == (
        "BEGIN:VEVENT\r\n"
        "UID:6fa459ea-ee8a-5ca4-894e-db77e160355e\r\n"
        "DTSTAMP:20261124T093015Z\r\n"
        "CREATED:20261122T093015Z\r\n"
        "LAST-MODIFIED:20261124T093015Z\r\n"
        "SEQUENCE:1\r\n"
        "DTSTART;TZID=Europe/Sofia:20261216T100000\r\n"
        "DTEND;TZID=Europe/Sofia:20261216T113000\r\n"
        "SUMMARY:София–Седжон\\; месечна среща\r\n"
        "DESCRIPTION:10:00 София (UTC+2) · 17:00 Седжон (UTC+9)\\nПът\r\n"
        " : C:\\\\Нова\\, стая 2\r\n"
        "LOCATION:Онлайн\r\n"
        "URL:https://example.org/bg/cities/sofia\r\n"
        "CATEGORIES:Мобилност,a\\,b\r\n"
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=\"Стая: ^'1^'\":https://meet.exa\r\n"
        " mple.org/abc\r\n"
        "STATUS:CANCELLED\r\n"
        "TRANSP:TRANSPARENT\r\n"
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"
        "END:VEVENT\r\n"
    )


@pytest.mark.parametrize(
    "summary", ["Trams", "Трамваи и автобуси, " * 9 + "велосипеди"], ids=["short", "folded"]
)
def test_another_summary_changes_no_other_line(summary: str) -> None:
    described = {"description": "x" * 62 + "SUMMARY:no\nSUMMARY:nor this"}

    assert with_summary(written(summary=summary, **described), "One, two") == written(
        summary="One, two", **described
    )


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        pytest.param({}, (b"DTSTART;TZID=Europe/Sofia:20261216T100000", b"DTEND;TZID=Europe/Sofia:20261216T110000"), id="zone"),
        pytest.param({"tzid": "UTC"}, (b"DTSTART:20261216T100000Z", b"DTEND:20261216T110000Z"), id="UTC"),
        pytest.param(
            {"start": date(2027, 5, 10), "end": date(2027, 5, 13), "tzid": None},
            (b"DTSTART;VALUE=DATE:20270510", b"DTEND;VALUE=DATE:20270513"),
            id="days",
        ),
        pytest.param({}, (b"STATUS:CONFIRMED", b"TRANSP:OPAQUE", b"SEQUENCE:0"), id="what is always said"),
    ],
)  # fmt: skip
def test_forms_of_time_and_state(fields, lines):
    assert set(lines) <= set(written(**fields).split(b"\r\n"))


@pytest.mark.feed_rule(4)
@pytest.mark.parametrize(
    ("label", "quoted"),
    [
        pytest.param("Room; 1, 2: x", b'"Room; 1, 2: x"', id="what parameters may hold when quoted"),
        pytest.param('a "b"', b"\"a ^'b^'\"", id="quotes"),
        pytest.param("a\nb^nc", b'"a^nb^^nc"', id="line break and caret"),
        pytest.param("C:\\", b'"C:\\"', id="backslash at the end"),
    ],
)
def test_a_label_is_quoted(label, quoted):
    """Parameters have an encoding of their own, RFC 6868."""
    conference = Conference(uri="https://example.org/a", label=label)

    assert b"LABEL=" + quoted + b":https://" in written(conference=conference).replace(b"\r\n ", b"")


def test_a_field_that_is_not_given_is_left_out():
    names = re.findall(rb"^([A-Z-]+)", written(), re.MULTILINE)

    assert not {b"DESCRIPTION", b"LOCATION", b"URL", b"CATEGORIES", b"CONFERENCE"} & set(names)
    assert b"X-MICROSOFT-CDO-BUSYSTATUS" not in names


@pytest.mark.feed_rule(4)
@given(summary=words, description=words, location=words, category=words, label=words)
def test_every_text_comes_back(summary, description, location, category, label):
    conference = Conference(uri="https://meet.example.org/abc", label=label)
    event = read_back(
        written(
            summary=summary,
            description=description,
            location=location,
            categories=(category, "second"),
            conference=conference,
        )
    )

    assert (summary, description, location) == (event["SUMMARY"], event["DESCRIPTION"], event["LOCATION"])
    assert [category, "second"] == [str(name) for name in event["CATEGORIES"].cats]
    assert event["CONFERENCE"] == "https://meet.example.org/abc"
    # icalendar reads a backslash in a parameter as an escape, which RFC 5545 does not know there.
    assert "\\" in label or event["CONFERENCE"].params["LABEL"] == label


@pytest.mark.feed_rule(1)
@given(words)
def test_every_line_stands_alone(text):
    lines = written(summary=text, description=clean(text * 3)).split(b"\r\n")

    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        assert line.strip()
        assert "Cc" not in {unicodedata.category(c) for c in line.decode() if c != "\t"}


@pytest.mark.feed_rule(2)
@pytest.mark.parametrize(
    "cluster",
    [
        pytest.param("👩‍👩‍👧‍👦", id="family joined by ZWJ"),
        pytest.param("👍🏽", id="skin tone"),
        pytest.param("❤️", id="variation selector"),
        pytest.param("🇧🇬", id="flag of two letters"),
        pytest.param("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", id="flag of tags"),
        pytest.param("x\u0330\u0302", id="marks"),
        pytest.param("ᄒᅠᇂ", id="conjoining jamo"),
        pytest.param("क्षि", id="conjunct"),
        pytest.param("세", id="syllable"),
    ],
)
def test_no_visible_character_is_cut(cluster):
    """A visible character stays whole at every position of the cut."""
    for padding in range(80):
        first, *continued = folded_summary("x" * padding + cluster * 12)
        within = len(first) - len("SUMMARY:") - padding
        for line in continued:
            assert within < 0 or within % len(cluster) == 0
            within += len(line) - 1


def folded_summary(text):
    """The physical lines of SUMMARY, each with the blank that continues it."""
    property_ = re.search(rb"^SUMMARY:.*?(?=\r\n[A-Z])", written(summary=text), re.MULTILINE | re.DOTALL)
    return [line.decode() for line in property_.group().split(b"\r\n")]


@pytest.mark.feed_rule(2)
def test_a_character_longer_than_a_line_is_cut_between_code_points():
    assert all(len(line.encode()) <= 75 for line in folded_summary("x" + "\u0330" * 60))
