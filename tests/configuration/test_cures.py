"""Whatever a message says to write is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.configuration.assemble.dates.changes import wrong_key
from scheduler.configuration.phrases.dates import bound, day, days, moment, move
from scheduler.configuration.phrases.hours import duration, hour, office_hours
from scheduler.configuration.phrases.lengths import cancelled, length
from scheduler.configuration.phrases.rules import rule
from scheduler.configuration.phrases.weekdays import office_days
from scheduler.configuration.spelling import Misunderstood

Reader = Callable[[str], Any]
PARTS: dict[Reader, tuple[Reader, ...]] = {
    moment: (day, hour),
    move: (day, hour),
    days: (day,),
    office_hours: (hour,),
}
"""What a phrase is made of; a message may be about one part."""
LINES: dict[str, Reader] = {"ends": hour, "duration": duration}


def cures(message: str) -> list[str]:
    """Everything between backticks after the word `write`, or after a question."""
    parts = re.split(r"\b[Ww]rite\b|did you mean|the forms are|The forms are", message, maxsplit=1)
    return re.findall("`([^`]+)`", parts[1]) if len(parts) > 1 else []


def refused_cures(read: Reader, text: str) -> Iterator[str]:
    """What a message recommends although it is refused."""
    try:
        read(text)
    except Misunderstood as error:
        for cure in cures(str(error)):
            key, _, value = cure.partition(": ")
            readers = (LINES[key],) if key in LINES else (read, *PARTS.get(read, ()))
            if not re.fullmatch("[a-z]+:|clock: alternate", cure) and not any(
                _is_read(reader, value if key in LINES else cure) for reader in readers
            ):
                yield f"{text!r}: {cure!r}: {error}"


def _is_read(read: Reader, text: str) -> bool:
    try:
        read(text)
    except Misunderstood:
        return False
    return True


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (day, "13/13/2026", "dates are written"),
        (day, "00/00/2026", "dates are written"),
        (day, "31/02/2026", "dates are written"),
        (day, "2026/2/30", "dates are written"),
        (day, "31 February 2026", "dates are written"),
        (day, "16.12.0026", "dates are written"),
        (day, "12.16.2026", "write `2026-12-16`"),
        (day, "31/12/2026", "write `2026-12-31`"),
        (bound, "13/2026", "write `2026-12` or"),
        (bound, "9999", "write `2026-12` or"),
        (days, "2027-01-01-2026-12-24", "write `2026-12-24..2027-01-01`"),
        (days, "2026-13-24-2027-01-01", "for example `2026-12-24..2027-01-01`"),
        (days, "0000-12", "years are 1970"),
        (moment, "2026-10-06 23:00-00:30", "`duration: 90 min`"),
        (moment, "2026-10-06 25:00-26:00", "`25:00` is not an hour"),
        (moment, "25:00", "write `2026-12-16 11:00`"),
        (moment, "9:00", "write `2026-12-16 09:00`"),
        (moment, "6 October 2026 25:00", "for example `2026-12-16 11:00`"),
        (move, "2026-10-06 10:00-11:00", "write `2026-10-06 10:00`, and on a line of its own `duration: 60 min`"),
        (hour, "25:00 to 26:00", "hours are written"),
        (hour, "25:00 and 26:00", "hours are written"),
        (hour, "12", "write `12:00`"),
        (hour, "23", "write `23:00`"),
        (office_hours, "12:00-12:00", "write `09:00-18:00`"),
        (office_hours, "12-12", "write `09:00-18:00`"),
        (office_hours, "9-9", "write `09:00-21:00`"),
        (duration, "0:00", "durations are written"),
        (duration, "99999999", "durations are written"),
        (duration, "0000001", "write `1 h` or `1 min`"),
        (length, "999", "write `999 days`"),
        (length, "99999", "write `90 days` or `18 months`"),
        (rule, "fourth and last Friday", "write `second and fourth Friday` or `last Friday`"),
        (rule, "14th Friday", "write `first Friday`, `fourth Friday` or `last Friday`"),
        (rule, "fifth Wendesday", "write `last Wednesday` or `fourth Wednesday`"),
        (rule, "every 60 weeks", "the forms are"),
        (rule, "0th", "the forms are"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)  # fmt: skip
def test_no_impossible_date_hour_or_length_is_recommended(read: Reader, text: str, words: str) -> None:
    with pytest.raises(Misunderstood) as refused:
        read(text)

    assert words in str(refused.value)
    assert [*refused_cures(read, text)] == []


TWO = r"[0-9]{1,2}"
HOUR = rf"{TWO}[:. h]?{TWO}?( ?[ap]m| KST|:00Z)?"
HOURS = rf"{HOUR}( ?- ?| to | and ){HOUR}"
DATE = rf"(([0-9]{{3,4}}|20[0-9]{{2}})[-./]{TWO}([-./]{TWO})?|{TWO}[-./]{TWO}[-./](20[0-9]{{2}}|[0-9]{{4}})|{TWO}[./]20[0-9]{{2}})"
MONTH = rf"({TWO}(st|th)? )?(February|Dec|june) (20[0-9]{{2}}|[0-9]{{4}})"
DAYS = rf"({DATE}|{MONTH})"
ORDINAL = "(first|1st|second|third|fourth|4th|fifth|5th|sixth|14th|0th|last|frist)"
WEEKDAY = "(Monday|Tue|wensday|Fridays|Sunday)"
RULE = rf"(every )?({ORDINAL}( and {ORDINAL})? {WEEKDAY}|{WEEKDAY},? {ORDINAL}|{WEEKDAY} after {ORDINAL} {WEEKDAY}|{TWO} weeks?( on {WEEKDAY})?|(day )?{TWO}(th)?|{ORDINAL} working days?|{ORDINAL} {WEEKDAY} and {ORDINAL} {WEEKDAY})"

WRITTEN: dict[Reader, str] = {
    day: DAYS,
    bound: DAYS,
    days: rf"{DAYS}(( ?- ?|\.\.| to ){DAYS})?",
    moment: rf"({DAYS} )?({HOUR}|{HOURS})",
    move: rf"({DAYS} )?({HOUR}|{HOURS})",
    hour: rf"({HOUR}|{HOURS})",
    office_hours: rf"({HOUR}|{HOURS})",
    duration: rf"({HOUR}|[0-9]{{1,9}} ?(m|min|h|days)?|{TWO}[.,]{TWO} ?h)",
    length: r"[0-9]{1,7} ?(days?|weeks?|months?|years?|d)?",
    cancelled: r"(show|hid|[0-9]{1,5} ?days?)",
    rule: RULE,
    office_days: rf"{WEEKDAY}(( ?- ?|, ?){WEEKDAY}){{0,2}}",
}


@pytest.mark.parametrize("read", WRITTEN, ids=lambda read: read.__name__)
@given(data=st.data())
def test_what_is_recommended_is_understood(read: Reader, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(WRITTEN[read], fullmatch=True))

    assert [*refused_cures(read, text)] == []


@given(st.from_regex(rf"([0-9]{{4}}-?[wW]-?{TWO}|{DAYS}|20[0-9]{{2}}-{TWO}\.[0-9])", fullmatch=True))
def test_a_key_that_is_recommended_is_one(key: str) -> None:
    message = wrong_key(key, ())

    if message is not None and "such as" not in message:
        assert [cure for cure in cures(message) if wrong_key(cure, ()) is not None] == []
