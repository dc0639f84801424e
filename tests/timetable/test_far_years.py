"""Holidays of far years make no noise: the library warns about some of them."""

from __future__ import annotations

import warnings

from scheduler.timetable.holidays import look_up


def test_a_year_that_the_library_warns_about_is_looked_up_in_silence() -> None:
    with warnings.catch_warnings(record=True) as caught:
        look_up([("IN", None)], [2072])

    assert [str(warning.message) for warning in caught] == []
