"""The words for days off come from the catalogues."""

from __future__ import annotations

import pytest

from scheduler.programme.texts import Text
from scheduler.publication.languages.day_off_reasons import day_off_reasons

REASONS = day_off_reasons()
SAMPLE_LANGUAGES = {"en", "bg", "ko", "nl"}


@pytest.mark.parametrize(
    ("reason", "stored"),
    [
        pytest.param(
            REASONS.closed,
            [("en", "closed"), ("bg", "затворено"), ("ko", "휴무"), ("nl", "gesloten")],
            id="closed",
        ),
        pytest.param(
            REASONS.no_office_day,
            [
                ("en", "no office day"),
                ("bg", "неработен ден"),
                ("ko", "근무일 아님"),
                ("nl", "geen kantoordag"),
            ],
            id="no office day",
        ),
    ],
)
def test_they_are_what_stores_hold_in_the_same_order(reason: Text, stored: list[tuple[str, str]]) -> None:
    assert [version for version in reason.versions if version[0] in SAMPLE_LANGUAGES] == stored


def test_english_serves_readers_of_other_languages() -> None:
    assert REASONS.closed.say("ga") == "closed"
