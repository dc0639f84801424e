"""Every zone is written as zoneinfo knows it; the reader here shares no code with the writer."""

import re
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr

from calendars import write_vtimezone

SPANS = [
    (date(2019, 10, 1), date(2024, 10, 1)),
    (date(2024, 11, 1), date(2029, 11, 1)),
    (date(2026, 12, 1), date(2031, 12, 1)),
]
ZONES = sorted(name for name in available_timezones() if re.match(r"[A-Z]\w+/(?!.*GMT|.*UTC|.*UCT)", name))
SECOND = timedelta(seconds=1)


def offset_read(text):
    sign = -1 if text[0] == "-" else 1
    hours, minutes, seconds = int(text[1:3]), int(text[3:5]), int(text[5:7] or 0)
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def onsets_read(block, until):
    """What a client makes of the block: (UTC moment, offset before, offset after), in order."""
    onsets = []
    for part in re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)\r\n(.*?)END:", block.decode(), re.DOTALL):
        lines = [line.split(":", 1) for line in part.splitlines()]
        values = dict(lines)
        start = datetime.fromisoformat(values["DTSTART"])
        before, after = offset_read(values["TZOFFSETFROM"]), offset_read(values["TZOFFSETTO"])
        local = {start, *(datetime.fromisoformat(value) for name, value in lines if name == "RDATE")}
        if "RRULE" in values:
            local |= set(rrulestr(values["RRULE"], dtstart=start).between(start, until, inc=True))
        onsets += [(moment - before, before, after) for moment in local]
    return sorted(onsets)


@cache
def true_changes(name):
    """The moments at which the offset of zoneinfo changes, 2019 to 2032; none are two within four days."""
    zone, day, changes = ZoneInfo(name), datetime(2019, 1, 1, tzinfo=UTC), []
    offset = day.astimezone(zone).utcoffset()
    while day.year < 2033:
        following = day + timedelta(days=4)
        if (now := following.astimezone(zone).utcoffset()) != offset:
            low, high = 0, 4 * 86400
            while high - low > 1:
                middle = (low + high) // 2
                same = (day + middle * SECOND).astimezone(zone).utcoffset() == offset
                low, high = (middle, high) if same else (low, middle)
            changes.append((day + high * SECOND).replace(tzinfo=None))
        day, offset = following, now
    return changes


def difference(name, first, last):
    """The first moment of the span at which the block and zoneinfo differ, or what else is wrong with the block."""
    begin, end = datetime.combine(first, datetime.min.time()), datetime.combine(last, datetime.min.time())
    zone = ZoneInfo(name)
    onsets = onsets_read(write_vtimezone(name, first, last), end + timedelta(days=400))
    moments = [moment for moment, _, _ in onsets]
    if moments[0] >= begin:
        return f"{name}: first onset {moments[0]} is inside the span"
    edges = [m for m in (*true_changes(name), *moments) if begin <= m <= end]
    edges = sorted({begin, end, *edges})
    middles = [a + (b - a) / 2 for a, b in pairwise(edges)]
    for moment in (*edges, *(edge - SECOND for edge in edges), *middles):
        read = onsets[bisect_right(moments, moment) - 1][2]
        if read != moment.replace(tzinfo=UTC).astimezone(zone).utcoffset():
            return f"{name}: {moment} is read as {read}"
    for (_, _, after), (moment, before, _) in pairwise(onsets):
        if moment >= begin and before != after:
            return f"{name}: at {moment} the clock is changed from {before}, but stood at {after}"
    return None


@pytest.mark.feed_rule(18)
@pytest.mark.parametrize(("first", "last"), SPANS, ids=str)
def test_every_zone_is_written_right(first, last):
    """At, just before and between all changes of the span, the offset is that of zoneinfo."""
    differences = [problem for name in ZONES if (problem := difference(name, first, last))]

    assert len(ZONES) > 400
    assert differences == []


def test_new_rules_begin_before_the_span():
    """Santiago's rules hold since April 2023; a span that begins in February needs an onset before."""
    assert difference("America/Santiago", date(2023, 2, 1), date(2028, 1, 1)) is None


@pytest.mark.feed_rule(19)
def test_rules_hold_in_the_span_alone():
    """Cairo's clocks go back after the last Thursday of October: in November in 2024 and 2030 alone."""
    span = date(2024, 12, 1), date(2029, 12, 31)

    rules = re.findall(r"RRULE:(\S+)", write_vtimezone("Africa/Cairo", *span).decode())

    assert rules == ["FREQ=YEARLY;BYMONTH=4;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1FR"]
    assert difference("Africa/Cairo", *span) is None


def test_two_changes_in_one_week_are_seen():
    """In 2000 the island of Noronha had summer time for seven days."""
    block = write_vtimezone("America/Noronha", date(2000, 6, 1), date(2000, 12, 31))

    onsets = set(re.findall(r":(2000\w+)", block.decode()))

    assert onsets == {"20000227T000000", "20001008T000000", "20001015T000000"}


def parts(block):
    return re.findall(r"BEGIN:(STANDARD|DAYLIGHT)", block.decode())


class TestForm:
    def test_a_zone_that_keeps_its_rules(self):
        assert write_vtimezone("Europe/Sofia", *SPANS[1]).decode() == (
            "BEGIN:VTIMEZONE\r\n"
            "TZID:Europe/Sofia\r\n"
            "BEGIN:DAYLIGHT\r\n"
            "DTSTART:19970330T030000\r\n"
            "TZOFFSETFROM:+0200\r\n"
            "TZOFFSETTO:+0300\r\n"
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
            "TZNAME:EEST\r\n"
            "END:DAYLIGHT\r\n"
            "BEGIN:STANDARD\r\n"
            "DTSTART:19971026T040000\r\n"
            "TZOFFSETFROM:+0300\r\n"
            "TZOFFSETTO:+0200\r\n"
            "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
            "TZNAME:EET\r\n"
            "END:STANDARD\r\n"
            "END:VTIMEZONE\r\n"
        )

    def test_a_zone_that_does_not_change(self):
        assert write_vtimezone("Asia/Kolkata", *SPANS[1]).decode() == (
            "BEGIN:VTIMEZONE\r\n"
            "TZID:Asia/Kolkata\r\n"
            "BEGIN:STANDARD\r\n"
            "DTSTART:19700101T000000\r\n"
            "TZOFFSETFROM:+0530\r\n"
            "TZOFFSETTO:+0530\r\n"
            "TZNAME:IST\r\n"
            "END:STANDARD\r\n"
            "END:VTIMEZONE\r\n"
        )

    @pytest.mark.feed_rule(19)
    def test_a_zone_that_breaks_its_rules(self):
        """Golden bytes: because of the year without summer time Santiago's changes are written one by one."""
        assert write_vtimezone("America/Santiago", date(2022, 2, 1), date(2023, 6, 1)).decode() == (
            "BEGIN:VTIMEZONE\r\n"
            "TZID:America/Santiago\r\n"
            "BEGIN:DAYLIGHT\r\n"
            "DTSTART:20210905T000000\r\n"
            "TZOFFSETFROM:-0400\r\n"
            "TZOFFSETTO:-0300\r\n"
            "RDATE:20210905T000000\r\n"
            "RDATE:20220911T000000\r\n"
            "RDATE:20230903T000000\r\n"
            "TZNAME:-03\r\n"
            "END:DAYLIGHT\r\n"
            "BEGIN:STANDARD\r\n"
            "DTSTART:20220403T000000\r\n"
            "TZOFFSETFROM:-0300\r\n"
            "TZOFFSETTO:-0400\r\n"
            "RDATE:20220403T000000\r\n"
            "RDATE:20230402T000000\r\n"
            "TZNAME:-04\r\n"
            "END:STANDARD\r\n"
            "END:VTIMEZONE\r\n"
        )

    @pytest.mark.parametrize(
        ("name", "rules"),
        [
            pytest.param("America/New_York", ["3;BYDAY=2SU", "11;BYDAY=1SU"], id="counted Sundays"),
            pytest.param(
                "America/Santiago",
                ["4;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU", "9;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU"],
                id="hour 24 of a Saturday",
            ),
            pytest.param("America/Nuuk", ["3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA", "10;BYDAY=-1SU"], id="the hour before a Sunday"),
            pytest.param("America/Scoresbysund", ["3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA", "10;BYDAY=-1SU"], id="rules since October 2024"),
            pytest.param("Asia/Jerusalem", ["3;BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR", "10;BYDAY=-1SU"], id="hour 26 of a Thursday"),
        ],
    )  # fmt: skip
    def test_rules_name_one_month(self, name, rules):
        """Rules take the form that Outlook reads, if there is one, or list the days."""
        block = write_vtimezone(name, *SPANS[1]).decode()

        assert re.findall(r"RRULE:FREQ=YEARLY;BYMONTH=(\S+)", block) == rules

    @pytest.mark.feed_rule(19)
    def test_dublin_saves_in_summer(self):
        """Irish summer is DAYLIGHT, although the database calls winter time the exception."""
        block = write_vtimezone("Europe/Dublin", *SPANS[1]).decode()

        assert re.findall(r"BEGIN:(DAYLIGHT|STANDARD)[^\x00]*?TZNAME:(\w+)", block) == [
            ("DAYLIGHT", "IST"),
            ("STANDARD", "GMT"),
        ]

    @pytest.mark.feed_rule(19)
    def test_most_zones_need_one_of_each(self):
        """Exchange reads one STANDARD and one DAYLIGHT: few zones need more."""
        needing_more = [n for n in ZONES if len(set(p := parts(write_vtimezone(n, *SPANS[2])))) < len(p)]

        assert len(needing_more) < 5

    @pytest.mark.feed_rule(20)
    @pytest.mark.parametrize("name", ["Europe/Sofia", "America/New_York", "Pacific/Auckland", "Asia/Seoul"])
    def test_bytes_stay_while_the_span_rolls(self, name):
        blocks = {
            write_vtimezone(name, date(2024 + n // 12, n % 12 + 1, 1), date(2030, 1, 1)) for n in range(40)
        }

        assert len(blocks) == 1


@pytest.mark.parametrize(
    ("name", "first", "last", "message"),
    [
        pytest.param("UTC", *SPANS[0], "written with Z", id="UTC"),
        pytest.param("Europe/Rotterdam", *SPANS[0], "no time zone", id="unknown city"),
        pytest.param("../etc/passwd", *SPANS[0], "no time zone", id="path"),
        pytest.param("Europe/Sofia", *reversed(SPANS[0]), "before it begins", id="span upside down"),
    ],
)
def test_a_wrong_zone_or_span_is_refused(name, first, last, message):
    with pytest.raises(ValueError, match=message):
        write_vtimezone(name, first, last)
