"""Explains why a text is no rule of recurrence, and which form would be right."""

from __future__ import annotations

import re
from collections.abc import Callable

from scheduler.configuration.phrases.months import NAMES as MONTHS
from scheduler.configuration.phrases.weekdays import NAMES, PATTERN, weekday
from scheduler.configuration.spelling import closest, quoted

FORMS = (
    "`third Wednesday`, `second and fourth Tuesday`, `Thursday after the second Tuesday`, `day 15`, "
    "`last day`, `first working day`, `last working day`, `every week on Monday`, "
    "`every 2 weeks on Thursday`, `every week on Monday and Thursday`, `odd weeks on Thursday`, "
    "`even weeks on Thursday`, `third Wednesday every 2 months`, `third Wednesday quarterly`, "
    "`third Wednesday twice a year`, `third Wednesday yearly`, "
    "`third Wednesday in March and October`, `third Wednesday except July and August`"
)
_WORDS = (
    *(name.casefold() for name in NAMES),
    *["first", "second", "third", "fourth", "fifth", "sixth", "last"],
    *["working", "after", "every", "weeks", "week", "even", "except", "months", "quarterly"],
    *(name.casefold() for name in MONTHS),
)


Hint = tuple[str, ...]
"""A sentence with `{}` for each rule that it recommends, and these rules."""


def explanation(text: str, words: str, is_rule: Callable[[str], bool]) -> str:
    """Returns why `text` is no rule and what to write; `words` are the text in small letters.

    The message leaves a hint out if `is_rule` refuses a rule in it.
    """
    correction = " ".join(_corrected(word) for word in words.split())
    fifth = re.search(rf"\b(?:fifth|5th) ({PATTERN})$", correction.casefold())
    if fifth:
        return _fifth(_name(fifth[1]))
    hint = _hint(words) or (("did you mean {}?", correction) if correction.casefold() != words else ())
    if hint and all(map(is_rule, hint[1:])):
        sentence = hint[0].format(*(f"`{rule}`" for rule in hint[1:]))
        return f"{quoted(text)} is not a rule that Twincal knows; {sentence} The forms are {FORMS}"
    return f"{quoted(text)} is not a rule that Twincal knows; the forms are {FORMS}"


def _hint(words: str) -> Hint:
    for pattern, explain in _KNOWN_MISTAKES:
        match = re.fullmatch(pattern, words)
        if match:
            return explain(match)
    return ()


def _fifth(day: str) -> str:
    return f"not every month has a fifth {day}; write `last {day}` or `fourth {day}`"


def ambiguous(text: str, words: str) -> str:
    """Returns the message for `every third Wednesday`: one in each month, or every three weeks?"""
    _, ordinal, day = words.split()
    number = {"second": 2, "2nd": 2, "third": 3, "3rd": 3}.get(ordinal, 4)
    return (
        f"{quoted(text)} can be read in two ways; write `{ordinal} {_name(day)}` for the one of each month, "
        f"or `every {number} weeks on {_name(day)}`"
    )


def _corrected(word: str) -> str:
    suggestion = word if len(word) < 4 or word in _WORDS else closest(word, _WORDS) or word
    return suggestion.title() if suggestion.title() in (*NAMES, *MONTHS) else suggestion


def _name(word: str) -> str:
    return NAMES[weekday(word)]


def _higher(match: re.Match[str]) -> Hint:
    day = _name(match[1])
    return (
        "no month has so many weeks; write {}, {} or {}.",
        *(f"{ordinal} {day}" for ordinal in ("first", "fourth", "last")),
    )


def _every_week(match: re.Match[str]) -> Hint:
    day = _name(match[1])
    sentence = "is it every week? Then write {}; for one of each month, {}."
    return sentence, f"every week on {day}", f"third {day}"


def _fortnight(match: re.Match[str]) -> Hint:
    return "write {}.", f"every 2 weeks on {_name(match[1]) if match[1] else 'Thursday'}"


def _weekday_missing(match: re.Match[str]) -> Hint:
    return "the weekday is missing; write {}.", f"every {match[1] or 'week'} on Monday"


def _number(match: re.Match[str]) -> Hint:
    number = int(match[1])
    if number <= 28:
        return "write {}.", f"day {number}"
    return f"not every month has a day {number}: write {{}}.", "last day"


def _same_weekday(match: re.Match[str]) -> Hint:
    return "write {}.", f"{match[1]} and {match[3]} {_name(match[2])}"


def _three(match: re.Match[str]) -> Hint:
    day = _name(match[1])
    sentence = "two days a month at most, as in {}; or {}."
    return sentence, f"second and fourth {day}", f"every week on {day}"


def _two_a_week(match: re.Match[str]) -> Hint:
    days = sorted({weekday(match[1]), weekday(match[2])})
    return "is it every week? Then write {}.", f"every week on {' and '.join(NAMES[day] for day in days)}"


def _with_exceptions(match: re.Match[str]) -> Hint:
    rule, months = (" ".join(_corrected(word) for word in part.split()) for part in match.groups())
    if months.casefold() != " ".join(match[2].split()):
        return "did you mean {}?", f"{rule} except {months}"
    return (
        "write {}, and leave days out with `pause: 2026-12-20..2027-01-10`; months are left out as in {}.",
        rule,
        f"{rule} except July and August",
    )


def _always(*hint: str) -> Callable[[re.Match[str]], Hint]:
    return lambda _: hint


_ORD = r"(?:first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last)"
_FORTNIGHT = r"every (?:other|second|2nd) week|bi-?weekly|fortnightly|every fortnight"
_KNOWN_MISTAKES: tuple[tuple[str, Callable[[re.Match[str]], Hint]], ...] = (
    (
        rf"(?:every |in )?(?:uneven|unpair|impair|odd[- ]numbered) weeks? on ({PATTERN})",
        lambda match: ("write {}.", f"odd weeks on {_name(match[1])}"),
    ),
    (
        rf"(?:twice|two times|2 times|2x) (?:a|per|each|every) month(?: on ({PATTERN})s?)?",
        lambda match: ("write {}.", f"second and fourth {_name(match[1]) if match[1] else 'Thursday'}"),
    ),
    (rf"(?:every )?(?:sixth|[06-9]th|[0-9][0-9]th) ({PATTERN})", _higher),
    (rf"(?:every |weekly(?: on)? |each )?({PATTERN})s?", _every_week),
    (rf"(?:{_FORTNIGHT})(?: on ({PATTERN}))?", _fortnight),
    (rf"every other ({PATTERN})", _fortnight),
    (r"(?:every )?(week|[0-9]+ weeks?)|weekly()", _weekday_missing),
    (
        r"every month|month|monthly|once a month",
        _always(
            "on which day of the month? Write {}, {} or {}.", "third Wednesday", "day 15", "last working day"
        ),
    ),
    (r"(?:every month on )?(?:day )?([0-9]{1,2})(?:st|nd|rd|th)?(?: day)?", _number),
    (rf"({PATTERN}),? ({_ORD})", lambda match: ("write {}.", f"{match[2]} {_name(match[1])}")),
    (r"(first|last) working days", lambda match: ("write {}.", f"{match[1]} working day")),
    (r"first day|1st day", _always("write {}, or {}.", "day 1", "first working day")),
    (
        r"(?:second|third|fourth|fifth|[0-9]\w\w|penultimate|next) working day",
        _always("only the first and the last working day can be named."),
    ),
    (rf"{_ORD}(?:,? (?:and )?{_ORD}){{2,4}} ({PATTERN})", _three),
    (rf"({_ORD}) ({PATTERN}) and ({_ORD}) (?:the )?(\2)", _same_weekday),
    (rf"(?:every |each |weekly(?: on)? )?({PATTERN})s? and ({PATTERN})s?", _two_a_week),
    (
        rf".*\b(?:{PATTERN}) and .*(?:{PATTERN})",
        _always("a month has one weekday; make a second series for the other."),
    ),
    (
        r"(?:daily|every day|(?:every|each) (?:weekday|workday|working day))",
        _always("write {}.", "every week on Monday to Friday"),
    ),
    (r"(.+?),? (?:except|but not|without|not in)\b(.*)", _with_exceptions),
    (
        rf".*(?:quarter|annual|year|bi-?monthly|(?:{_ORD}|other|[2-9]|1[0-2]) months?\b).*",
        _always(
            "write the day, and its months in one of these ways: {}, or {}.",
            "third Wednesday every 3 months",
            "third Wednesday in March and October",
        ),
    ),
)
