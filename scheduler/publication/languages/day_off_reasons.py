"""The words for days off. The record holds none, so that a better word in a catalogue changes no plan."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.programme.details import DayOffReason, OfficeClosure, Reason
from scheduler.programme.texts import Text
from scheduler.publication.languages.catalogues import codes
from scheduler.publication.languages.language import language

_PHRASES = {OfficeClosure.CLOSED: "closed", OfficeClosure.NO_OFFICE_DAY: "no office day"}


def day_off_text(reason: DayOffReason) -> Text:
    """Returns the name of the holiday, or the phrase of every catalogue, English first."""
    if isinstance(reason, OfficeClosure):
        return Text.of({code: language(code).say(_PHRASES[reason]) for code in codes()})
    return reason


def reason_text(reason: Reason, languages: Iterable[str]) -> Text:
    """Returns the words of the secretariat, or those for days off in `languages`: `closed (Sejong)`."""
    if isinstance(reason, Text):
        return reason
    days_off = [(day_off_text(day_off.why), day_off.city) for day_off in reason]
    return Text.of(
        {
            code: ", ".join(f"{why.say(code)} ({city.say(code)})" for why, city in days_off)
            for code in languages
        }
    )
