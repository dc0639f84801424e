"""Stamps: newer with every change, higher with every revision."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import Stamp

AT = datetime(2026, 11, 24, 9, 30, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)

_DECADE = (AT.replace(year=2020, tzinfo=None), AT.replace(year=2030, tzinfo=None))
moments = st.datetimes(*_DECADE, timezones=st.just(UTC))


class TestFirst:
    def test_it_keeps_whole_seconds_of_utc(self):
        seoul = AT.replace(microsecond=999_999).astimezone(timezone(timedelta(hours=9)))

        assert Stamp.first(seoul, sequence=1) == Stamp(sequence=1, created=AT, modified=AT)
        with pytest.raises(ValueError, match="no time zone"):
            Stamp.first(AT.replace(tzinfo=None))


class TestChange:
    @pytest.mark.parametrize(
        ("later", "modified"),
        [
            pytest.param(timedelta(days=1), AT + timedelta(days=1), id="a day later"),
            pytest.param(timedelta(0), AT + SECOND, id="in the same second"),
            pytest.param(timedelta(seconds=1.5), AT + SECOND, id="parts of a second fall away"),
            pytest.param(timedelta(days=-1), AT + SECOND, id="on a clock that went back"),
        ],
    )
    def test_it_is_always_newer(self, later, modified):
        stamp = Stamp.first(AT)

        assert stamp.touched(AT + later).modified == modified
        assert stamp.revised(AT + later).modified == modified

    @given(st.lists(st.tuples(st.booleans(), moments)))
    def test_a_history_only_grows(self, changes):
        stamp, revisions = Stamp.first(AT), 0
        for is_revision, at in changes:
            newer = stamp.revised(at) if is_revision else stamp.touched(at)
            revisions += is_revision

            assert newer.modified >= stamp.modified + SECOND
            assert newer.sequence == revisions
            assert newer.created == AT
            stamp = newer


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"sequence": -1}, id="sequence below zero"),
        pytest.param({"sequence": 2**31}, id="sequence above what RFC 5545 holds"),
        pytest.param({"created": AT + SECOND}, id="modified before it was created"),
        pytest.param({"modified": AT.replace(microsecond=5)}, id="parts of a second"),
        pytest.param({"modified": AT.replace(tzinfo=None)}, id="no zone"),
        pytest.param({"modified": AT.astimezone(timezone(timedelta(hours=9)))}, id="not UTC"),
    ],
)
def test_a_wrong_stamp_cannot_be_built(wrong):
    with pytest.raises(ValueError, match=r"sequence|UTC|modified"):
        Stamp(**{"sequence": 0, "created": AT, "modified": AT, **wrong})
