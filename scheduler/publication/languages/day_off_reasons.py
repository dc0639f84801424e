"""The reasons for days off that are no public holiday, in every language that has a catalogue."""

from __future__ import annotations

from functools import cache

from scheduler.programme.texts import Text
from scheduler.publication.languages.catalogues import codes
from scheduler.publication.languages.language import language
from scheduler.timetable.workdays import DayOffReasons


@cache
def day_off_reasons() -> DayOffReasons:
    """Returns the reasons from the catalogues, English first."""
    return DayOffReasons(
        closed=_in_every_language("closed"), no_office_day=_in_every_language("no office day")
    )


def _in_every_language(phrase: str) -> Text:
    return Text.of({code: language(code).say(phrase) for code in codes()})
