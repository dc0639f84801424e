"""What to say to a rule that is not understood: why, and which form would be right."""

from __future__ import annotations

import re
from collections.abc import Callable

from scheduler.configuration.phrases.weekdays import NAMES, PATTERN, weekday
from scheduler.configuration.spelling import closest, quoted

FORMS = (
    "`third Wednesday`, `second and fourth Tuesday`, `Thursday after the second Tuesday`, `day 15`, `last day`, "
    "`first working day`, `last working day`, `every week on Monday`, `every 2 weeks on Thursday`"
)
_WORDS = (*(name.casefold() for name in NAMES), "first", "second", "third", "fourth", "last", "working", "after",
          "every", "weeks", "week")  # fmt: skip


def explanation(text: str, words: str) -> str:
    """Why `text` (in `words`, small letters without filling) is no rule, and what to write."""
    for pattern, explain in _KNOWN_SLIPS:
        match = re.fullmatch(pattern, words)
        if match:
            return explain(match)
    mended = " ".join(_mended(word) for word in words.split())
    if mended.casefold() != words and re.search(PATTERN, mended.casefold()):
        return f"the rule {quoted(text)} is not understood; did you mean `{mended}`? The forms are {FORMS}"
    return f"the rule {quoted(text)} is not understood; the forms are {FORMS}"


def ambiguous(words: str) -> str:
    """What to say to `every third Wednesday`: in a month, or every three weeks?"""
    _, ordinal, day = words.split()
    number = {"second": 2, "2nd": 2, "third": 3, "3rd": 3}.get(ordinal, 4)
    return (
        f"{quoted(words)} can be read in two ways; write `{ordinal} {_name(day)}` for the one of each month, "
        f"or `every {number} weeks on {_name(day)}`"
    )


def _mended(word: str) -> str:
    meant = word if len(word) < 4 or word in _WORDS else closest(word, _WORDS) or word
    return meant.title() if meant.title() in NAMES else meant


def _name(word: str) -> str:
    return NAMES[weekday(word)]


def _fifth(match: re.Match[str]) -> str:
    return (
        f"not every month has a fifth {_name(match[1])}; write `last {_name(match[1])}` "
        f"or `fourth {_name(match[1])}`"
    )


def _higher(match: re.Match[str]) -> str:
    return (
        f"no month has so many weeks; write `first`, `second`, `third`, `fourth` or `last {_name(match[1])}`"
    )


def _every_week(match: re.Match[str]) -> str:
    return f"is it every week? Then write `every week on {_name(match[1])}`; in a month, `third {_name(match[1])}`"


def _fortnight(match: re.Match[str]) -> str:
    return f"write `every 2 weeks on {_name(match[1]) if match[1] else 'Thursday'}`"


def _weekday_missing(match: re.Match[str]) -> str:
    return f"the weekday is missing; write `every {match[1] or 'week'} on Monday`".replace(
        "every every", "every"
    )


def _monthly(match: re.Match[str]) -> str:
    return "on which day of the month? Write `third Wednesday`, `day 15` or `last working day`"


def _number(match: re.Match[str]) -> str:
    number = int(match[1])
    return (
        f"write `day {number}`" if number <= 28 else f"not every month has a day {number}; write `last day`"
    )


def _first_day(match: re.Match[str]) -> str:
    return "write `day 1`, or `first working day`"


def _working(match: re.Match[str]) -> str:
    return "of the working days only the first and the last can be named: `first working day`, `last working day`"


def _seldom(match: re.Match[str]) -> str:
    return f"{quoted(match[0])} is no rhythm that is known here; the forms are {FORMS}"


def _three(match: re.Match[str]) -> str:
    return f"two days a month at most, as in `second and fourth {_name(match[1])}`; or `every week on {_name(match[1])}`"


def _two_weekdays(match: re.Match[str]) -> str:
    return "one weekday for a series; make a second series for the other"


_ORD = r"(?:first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last)"
_KNOWN_SLIPS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (rf"(?:every )?(?:fifth|5th) ({PATTERN})", _fifth),
    (rf"(?:every )?(?:\w+ and )(?:fifth|5th) ({PATTERN})", _fifth),
    (rf"(?:\w+) after (?:fifth|5th) ({PATTERN})", _fifth),
    (rf"(?:every )?(?:sixth|[06-9]th|[0-9][0-9]th) ({PATTERN})", _higher),
    (rf"(?:every |weekly(?: on)? |each )?({PATTERN})s?", _every_week),
    (
        rf"(?:every (?:other|second|2nd) week|biweekly|bi-weekly|fortnightly|every fortnight)(?: on ({PATTERN}))?",
        _fortnight,
    ),
    (rf"every other ({PATTERN})", _fortnight),
    (r"(?:every )?(week|[0-9]+ weeks?)|weekly()", _weekday_missing),
    (r"every month|month|monthly|once a month", _monthly),
    (r"(?:day )?([0-9]{1,2})(?:st|nd|rd|th)?(?: day)?", _number),
    (r"first day|1st day", _first_day),
    (r"(?:second|third|fourth|fifth|[0-9]\w\w|penultimate|next) working day", _working),
    (rf"{_ORD}(?:,? (?:and )?{_ORD}){{2,4}} ({PATTERN})", _three),
    (rf".*\b(?:{PATTERN}) and .*(?:{PATTERN})", _two_weekdays),
    (
        r"(?:every )?(?:day|daily|year|yearly|annually|quarter|quarterly|[0-9]+ months?|other month).*",
        _seldom,
    ),
)
