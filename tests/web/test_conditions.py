"""Headers that a client may send in any form: each HTTP date is read, and no header raises an error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.web.response import accepts_gzip, entity_tags, http_date

# Two-digit years are read as 1969 to 2068.
instants = st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)).map(
    lambda written: written.replace(microsecond=0, tzinfo=UTC)
)


@given(instants)
def test_the_three_forms_of_an_http_date_name_the_same_instant(instant: datetime) -> None:
    forms = (
        format_datetime(instant, usegmt=True),
        f"{instant:%A, %d-%b-%y %H:%M:%S} GMT",
        f"{instant:%a %b} {instant.day:2} {instant:%H:%M:%S %Y}",
    )

    assert {http_date(form.encode()) for form in forms} == {instant}


def test_another_zone_counts_and_a_missing_one_makes_no_date() -> None:
    assert http_date(b"Tue, 10 Nov 2026 09:00:00 +0900") == datetime(2026, 11, 10, tzinfo=UTC)
    assert http_date(b"Tue, 10 Nov 2026 09:00:00") is None


@pytest.mark.parametrize(
    "value", [b"Tue, 10 Nov %d 09:00:00 GMT" % 10**20, b"Tue, 31 Feb 2031 09:00:00 GMT", b"yesterday", b""]
)
def test_nonsense_is_no_date(value: bytes) -> None:
    assert http_date(value) is None


pieces = st.sampled_from(
    [
        b"Tue",
        b",",
        b" ",
        b"10",
        b"Nov",
        b"09:00:00",
        b"GMT",
        b"-",
        b"+0900",
        b"q=",
        b"gzip",
        b"*",
        b'"',
        b"\xff",
    ]
)


@given(st.lists(pieces | st.binary(max_size=4), max_size=12).map(b"".join))
def test_no_header_raises_an_error(value: bytes) -> None:
    date = http_date(value)
    entity_tags(value)
    accepts_gzip(value)

    assert date is None or date.utcoffset() is not None
    assert date is None or abs(date.utcoffset() or timedelta()) < timedelta(days=1)
