"""Reads rules of recurrence: `third Wednesday`, `every 2 weeks on Thursday`, `day 15 except August`.

1. A rule has its months: some by name, or every second, third, …; the rest of the text is the day.
2. A day that only some months have is refused, and so is a text that can be read in two ways.
3. The message for an unknown rule recommends what was probably meant, if that is a rule, and lists the forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product, starmap

from msgspec import Struct

from scheduler.configuration.phrases.calendar_names import (
    MONTHS,
    MONTHS_PATTERN,
    WEEKDAY_PATTERN,
    WEEKDAYS,
    months,
    office_days,
    weekday,
)
from scheduler.configuration.spelling import ParseError, closest, quoted
from scheduler.programme.rules import (
    EVERY_MONTH,
    ORDINALS,
    LastDay,
    MonthDay,
    Monthly,
    NthWeekday,
    NumberedWeeks,
    WeekdayAfter,
    WorkingDay,
)


class WeeksPhrase(Struct, frozen=True):
    """`every 2 weeks on Thursday`; another field says which week is the first. 0 is Monday."""

    interval: int
    weekdays: tuple[int, ...]


PlainRule = Monthly | NumberedWeeks | WeeksPhrase
"""A rule without its months."""


class RulePhrase(Struct, frozen=True):
    """A rule, and its months: those `named`, or every `interval` of them; another field says the first."""

    rule: PlainRule
    named: tuple[int, ...] = EVERY_MONTH
    interval: int = 1


def rule(text: str) -> RulePhrase:
    """Returns the rule of `text`; raises ParseError with the reason, often with all forms."""
    words = _without_filling(text.casefold()).rstrip(".")
    found = _known_rule(text, words)
    if found is None:
        raise ParseError(_unknown(text, words))
    return found


def _known_rule(text: str, words: str) -> RulePhrase | None:
    """Returns the rule of `text`, whose `words` are in small letters; None if it has no form of a rule."""
    day, named, interval = _split_months(words)
    if "month" not in text.casefold() and (match := _AMBIGUOUS.fullmatch(day)):
        ordinal, name = match[1], _name(match[2])
        raise ParseError(
            f"{quoted(text)} can be read in two ways; write `{ordinal} {name}` for the one of each month, or "
            f"`every {_ORDINALS[ordinal]} weeks on {name}`"
        )
    day = _without_filling(day)
    for pattern, build in _FORMS:
        if match := pattern.fullmatch(day):
            found = build(match)
            return RulePhrase(found, named, interval) if interval == 1 or isinstance(found, Monthly) else None
    return None


def _without_filling(words: str) -> str:
    return " ".join(_FILLING.sub(" ", " ".join(words.split())).split())


def _is_rule(text: str) -> bool:
    try:
        return _known_rule(text, _without_filling(text.casefold())) is not None
    except ParseError:
        return False


_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
}  # fmt: skip
_ORDINAL = "|".join(_ORDINALS)
_NUMBERS = {"two": 2, "three": 3, "four": 4}
_AMBIGUOUS = re.compile(rf"every (second|2nd|third|3rd|fourth|4th) ({WEEKDAY_PATTERN})")
_FILLING = re.compile(
    r"\bthe\b|\s+(?:of|in|each|every)\s+(?:(?:the|each|every)\s+)?month$|\s+(?:each|every) month$"
)

# Months

_INTERVALS = {
    word: number
    for number, words in {
        2: "two, other, second, 2nd",
        3: "three, third, 3rd",
        4: "four, fourth, 4th",
        6: "six, sixth, 6th",
        12: "twelve",
    }.items()
    for word in words.split(", ")
}
_PERIODS = {
    word: number
    for number, words in {
        3: "quarter, quarterly",
        6: "half year, half-year, twice a year, half-yearly",
        12: "year, yearly, annually, once a year",
    }.items()
    for word in words.split(", ")
}
_NUMBER, _PERIOD = "|".join(_INTERVALS), "|".join(_PERIODS)
_INTERVAL = rf"(?:(?:of |in )?(?:every|each) )?(?:([0-9]{{1,9}}|{_NUMBER}) months?|({_PERIOD}))"
_EXCEPT = re.compile(rf"(.+?),? (?:except|but not|without|not|excluding)(?: in| for)? ({MONTHS_PATTERN})")
_IN = re.compile(rf"(.+?),? (?:only )?(?:in|of) (?:every )?({MONTHS_PATTERN})")
_RULE_FIRST = re.compile(rf"(?P<rule>.+?),? {_INTERVAL}")
_INTERVAL_FIRST = re.compile(rf"{_INTERVAL},? (?:on|in) (?:the )?(?P<rule>.+)")


def _split_months(words: str) -> tuple[str, tuple[int, ...], int]:
    """Returns the rule of `words` without its months, these, and the interval of months.

    Raises ParseError if no month is left.
    """
    if match := _EXCEPT.fullmatch(words):
        left_out = months(match[2])
        named = tuple(number for number in EVERY_MONTH if number not in left_out)
        if not named:
            raise ParseError(f"{quoted(words)} leaves no month")
        return match[1], named, 1
    if match := _IN.fullmatch(words):
        return match[1], months(match[2]), 1
    match = _RULE_FIRST.fullmatch(words) or _INTERVAL_FIRST.fullmatch(words)
    if match is None:
        return words, EVERY_MONTH, 1
    number, word = (
        group for index, group in enumerate(match.groups(), 1) if index != match.re.groupindex["rule"]
    )
    interval = _PERIODS[word] if word else _INTERVALS.get(number) or int(number)
    if not interval or 12 % interval:
        raise ParseError(
            f"{quoted(words)} would have other months in each year; write `every 2 months`, or 3, 4, 6 "
            "or 12, or name the months: `third Wednesday in March and October`"
        )
    return match["rule"], EVERY_MONTH, interval


def months_from(first: int, interval: int) -> tuple[int, ...]:
    """Returns every `interval`-th month of a year, of which `first` is one, in order."""
    return tuple(number for number in EVERY_MONTH if (number - first) % interval == 0)


# Days


def _nth_and_nth(match: re.Match[str]) -> Monthly:
    first, second = sorted((_ORDINALS[match[1]], _ORDINALS[match[2]]), key=ORDINALS.index)
    day = _name(match[3])
    if first == second:
        raise ParseError(f"{quoted(match[0])} names one day twice; write `{match[1]} {day}`")
    if (first, second) == (4, -1):
        cure = f"write `second and fourth {day}` or `last {day}`"
        raise ParseError(f"the fourth is also the last in most months; {cure}")
    return NthWeekday((first, second), weekday(match[3]))


def _day(match: re.Match[str]) -> Monthly:
    number = int(match[1])
    if not 1 <= number <= 28:
        which = "not every month" if 29 <= number <= 31 else "no month"
        raise ParseError(f"{which} has a day {number}; write a day from 1 to 28, or `last day`")
    return MonthDay(number)


def _weekly(match: re.Match[str]) -> WeeksPhrase:
    number = match[1] or "1"
    interval = _NUMBERS.get(number) or int(number)
    if not 1 <= interval <= 52:
        raise ParseError(f"every {interval} weeks cannot be meant; write a number from 1 to 52")
    return WeeksPhrase(interval, _weekdays(match[2]))


def _numbered(match: re.Match[str]) -> NumberedWeeks:
    return NumberedWeeks(_weekdays(match["days"]), match["number"] == "odd")


def _weekdays(words: str) -> tuple[int, ...]:
    """Returns weekdays in the order in which they are named."""
    items = re.split(r",? and | ?[,&] ?", words)
    return tuple(dict.fromkeys(day for item in items for day in sorted(office_days(item))))


_DAY = rf"(?:{WEEKDAY_PATTERN})"
_DAYS = rf"{_DAY}(?:(?:, and | ?[,&] ?| and | ?[-–] ?| to ){_DAY})*"
_WEEKS = r"(?:iso |calendar )?weeks?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], PlainRule]], ...] = tuple(
    (re.compile(rf"(?:every )?{pattern}"), build)
    for pattern, build in (
        (rf"({_ORDINAL}) ({_DAY})", lambda match: NthWeekday((_ORDINALS[match[1]],), weekday(match[2]))),
        (rf"({_ORDINAL})(?: and |, ?| ?& ?)({_ORDINAL}) ({_DAY})", _nth_and_nth),
        (
            rf"({_DAY}) after ({_ORDINAL}) ({_DAY})",
            lambda match: WeekdayAfter(weekday(match[1]), _ORDINALS[match[2]], weekday(match[3])),
        ),
        (r"day ([0-9]{1,9})", _day),
        (r"last day", lambda _: LastDay()),
        (r"(first|1st|last) working day", lambda match: WorkingDay(-1 if match[1] == "last" else 1)),
        (rf"week on ()({_DAYS})", _weekly),
        (rf"([0-9]{{1,9}}|two|three|four) weeks? on ({_DAYS})", _weekly),
        (rf"(?:in )?(?P<number>odd|even) {_WEEKS} on (?P<days>{_DAYS})", _numbered),
        (rf"(?P<days>{_DAYS}) (?:in|of) (?P<number>odd|even) {_WEEKS}", _numbered),
    )
)

# What is no rule

FORMS = (
    "`third Wednesday`, `second and fourth Tuesday`, `Thursday after the second Tuesday`, `day 15`, "
    "`last day`, `first working day`, `last working day`, `every week on Monday`, "
    "`every 2 weeks on Thursday`, `every week on Monday and Thursday`, `odd weeks on Thursday`, "
    "`even weeks on Thursday`, `third Wednesday every 2 months`, `third Wednesday quarterly`, "
    "`third Wednesday twice a year`, `third Wednesday yearly`, "
    "`third Wednesday in March and October`, `third Wednesday except July and August`"
)
_KNOWN_WORDS = (
    *(name.casefold() for name in (*WEEKDAYS, *MONTHS)),
    *["first", "second", "third", "fourth", "fifth", "sixth", "last"],
    *["uneven", "working", "after", "every", "weeks", "week", "even", "except", "months", "quarterly"],
)
_FORTNIGHT = r"every (?:other|second|2nd) week|bi-?weekly|fortnightly|every fortnight"
_A_DAY = rf"(?P<day>{WEEKDAY_PATTERN})"
_WHICH = rf"(?P<which>{_ORDINAL})"
_KNOWN_MISTAKES = {
    rf"(?:every |in )?(?:uneven|odd[- ]numbered) weeks? on {_A_DAY}": "write `odd weeks on {day}`.",
    rf"(?:twice|two times|2 times|2x) (?:a|per|each|every) month(?: on {_A_DAY}s?)?": (
        "write `second and fourth {day}`."
    ),
    rf"(?:every |weekly(?: on)? |each )?{_A_DAY}s?": (
        "is it every week? Then write `every week on {day}`; for one of each month, `third {day}`."
    ),
    rf"(?:every other|(?:{_FORTNIGHT})(?: on)?) {_A_DAY}|{_FORTNIGHT}": "write `every 2 weeks on {day}`.",
    r"(?:every )?(?P<weeks>[0-9]+ weeks?)|(?:every )?week|weekly": (
        "the weekday is missing; write `every {weeks} on Monday`."
    ),
    r"every month|month|monthly|once a month": (
        "on which day of the month? Write `third Wednesday`, `day 15` or `last working day`."
    ),
    r"(?:every month on )?(?:day )?(?P<number>[0-9]{1,2})(?:st|nd|rd|th)?(?: day)?": "write `day {number}`.",
    rf"{_A_DAY},? {_WHICH}": "write `{which} {day}`.",
    rf"(?:every |each |weekly(?: on)? )?{_A_DAY}s? and (?P<second>{WEEKDAY_PATTERN})s?": (
        "is it every week? Then write `every week on {day} and {second}`."
    ),
    r"(?P<rule>.+?),? (?:except|but not|without|not in)\b.*": (
        "write `{rule}`, and leave days out with `pause: 2026-12-20..2027-01-10`; months are left out as in "
        "`{rule} except July and August`."
    ),
    rf".*(?:quarter|annual|year|bi-?monthly|(?:{_ORDINAL}|other|[2-9]|1[0-2]) months?\b).*": (
        "write the day, and its months in one of these ways: `third Wednesday every 3 months`, or "
        "`third Wednesday in March and October`."
    ),
}
"""Patterns of what people write, with hints; a hint is given if the rules in it, in backticks, are rules."""
_HOUR = re.compile(r",? (?:at )?[0-9]{1,2}[:.h][0-9]{2}$")
_MONTHLY = re.compile(r"^(?:monthly|once a month|(?:every|each) month)[,:]?|[, ]+monthly$|\bon\b")
_ENGLISH = {
    "monday": "montag lundi lunes lunedì maandag segunda-feira понеделник 월요일",
    "tuesday": "dienstag mardi martes martedì dinsdag terça-feira вторник 화요일",
    "wednesday": "mittwoch mercredi miércoles mercoledì woensdag quarta-feira сряда 수요일",
    "thursday": "donnerstag jeudi jueves giovedì donderdag quinta-feira четвъртък 목요일",
    "friday": "freitag vendredi viernes venerdì vrijdag sexta-feira петък 금요일",
    "first": "1. 1er erster ersten premier primer primero primo eerste primeira първи първия 첫째",
    "second": "2. 2e zweiter zweiten deuxième segundo secondo tweede segunda втори втория 둘째",
    "third": "3. 3e dritter dritten troisième tercer tercero terzo derde terceira трети третия 셋째",
    "fourth": "4. 4e vierter vierten quatrième cuarto quarto vierde quarta четвърти четвъртия 넷째",
    "last": "letzter letzten dernier último ultimo laatste última последен последния 마지막",
    "every": "jeder jeden chaque tous cada todos ogni elke всеки",
    "": "le les el los il de der am im des du del van mois monat monatlich mes mese maand месеца на 매월",
}
"""Words of a rule, and what the partners write for them in their languages."""
_FROM_ABROAD = {word: english for english, words in _ENGLISH.items() for word in words.split()}


def _in_english(words: str) -> str:
    """Returns `words` in English if they name a weekday in another language; else as they are."""
    found = [_FROM_ABROAD.get(word, _FROM_ABROAD.get(word.removesuffix("s"), word)) for word in words.split()]
    is_foreign = any(re.fullmatch(WEEKDAY_PATTERN, word) for word in found if word not in words.split())
    return " ".join(filter(None, found)) if is_foreign else words


def _unknown(text: str, words: str) -> str:
    """Returns why `text` is no rule and what to write; `words` are the text in small letters."""
    english = _in_english(words)
    if fifth := re.search(rf"\b(?:fifth|5th) ({WEEKDAY_PATTERN})$", _with_correct_words(english).casefold()):
        day = _name(fifth[1])
        return f"not every month has a fifth {day}; write `last {day}` or `fourth {day}`"
    no_rule = f"{quoted(text)} is not a rule that Twincal knows"
    no_rule += "; rules are written in English" if english != words else ""
    hint = ""
    timeless = _without_filling(_HOUR.sub("", english))
    readings = (english, timeless, _without_filling(_MONTHLY.sub(" ", timeless)))
    meant = next(filter(_is_rule, map(_with_correct_words, readings)), words)
    if meant.casefold() != words:
        hint = f"did you mean `{meant}`?"
    elif found := next(filter(None, starmap(_hint, product(readings, _KNOWN_MISTAKES))), None):
        rules = [words for words in re.findall("`([^`]+)`", found) if ":" not in words]
        hint = found if all(map(_is_rule, rules)) else ""
    return f"{no_rule}; {hint} The forms are {FORMS}" if hint else f"{no_rule}; the forms are {FORMS}"


def _hint(words: str, pattern: str) -> str | None:
    match = re.fullmatch(pattern, words)
    if match is None:
        return None
    written = {"day": "Thursday", "weeks": "week"}
    written |= {key: word for key, word in match.groupdict().items() if word}
    written |= {key: _name(written[key]) for key in ("day", "second") if key in written}
    return _KNOWN_MISTAKES[pattern].format(**written)


def _with_correct_words(words: str) -> str:
    return " ".join(map(_corrected, words.split()))


def _corrected(word: str) -> str:
    suggestion = word if len(word) < 4 or word in _KNOWN_WORDS else closest(word, _KNOWN_WORDS) or word
    return suggestion.title() if suggestion.title() in (*WEEKDAYS, *MONTHS) else suggestion


def _name(word: str) -> str:
    return WEEKDAYS[weekday(word)]
