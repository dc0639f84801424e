"""The JSON Schema helps an editor: it knows the keys, and marks nothing that is right."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from scheduler.configuration.blocks.documents import SECTIONS
from scheduler.configuration.reading.json_schema import json_schema
from support.configuration_samples import BASE, read_by_editors, spoiled
from support.small_programme import edited

VALIDATOR = Draft202012Validator(json_schema())
ACCEPTED = """\
    accepted:
      outside-office-hours: {city: sofia, at: "08:30", reason: agreed by phone}
      holiday-kept:
        - {city: [sofia, sejong], day: 2026-03-03, reason: they meet all the same}
        - {city: sofia, day: [2026-05-06, 2026-09-22], reason: agreed in May}
"""


def test_it_marks_nothing_that_is_right() -> None:
    assert VALIDATOR.is_valid(read_by_editors(BASE))


def test_it_knows_that_minutes_are_expected() -> None:
    assert VALIDATOR.is_valid(
        read_by_editors(spoiled("title: Working call", "title: Working call\n    minutes: expected"))
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("holiday-kept:", "clash:"),
        (", reason: agreed by phone", ""),
        ("day: 2026-03-03", "date: 2026-03-03"),
        ("2026-09-22", "22 September"),
    ],
)
def test_it_knows_what_can_be_accepted(old: str, new: str) -> None:
    assert VALIDATOR.is_valid(read_by_editors(BASE + ACCEPTED))
    assert not VALIDATOR.is_valid(read_by_editors(BASE + edited(ACCEPTED, (old, new))))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('at: "10:00"', "at: 4 pm"),
        ("title: Working call", "titel: Working call"),
        ("on_holiday: next working day", "on_holiday: never"),
        ("title: Working call", "title: Working call\n    minutes: later"),
        ("duration: 1 h 30 min", "duration: 90"),
        ("country: BG", "country: Bulgaria"),
        ("  sejong:\n", "  Sejong:\n"),
        ("    country: NL\n", ""),
        ("from: 2026-01-08", "from: 8 January"),
    ],
)
def test_it_marks_unknown_and_missing_keys_and_values_that_cannot_be(old: str, new: str) -> None:
    assert not VALIDATOR.is_valid(read_by_editors(spoiled(old, new)))


def test_it_knows_the_sections_and_no_defaults() -> None:
    """What a program assumes is no advice to a writer."""
    schema = json_schema()

    Draft202012Validator.check_schema(schema)
    assert list(SECTIONS) == list(schema["properties"])
    assert "'default'" not in str(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
