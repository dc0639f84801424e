"""Sentences of findings in English, for the secretariat. Each ends without a full stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from string import Formatter
from typing import Any

from scheduler.findings.finding import Finding, fields_in
from scheduler.programme.english_days import in_words
from scheduler.programme.english_lists import first_five, number_of
from scheduler.programme.texts import Text
from scheduler.reports.advice_words import with_advice
from scheduler.timetable.clocks import ZoneCity, in_english

MOST_SINGLE_LINES = 3
"""The most meetings of one series that get a line each for the same finding."""


def sentence(finding: Finding) -> str:
    """Returns what a finding says, without its advice, and with the number of others like it."""
    values = {name: getattr(finding, name) for name in fields_in(finding.english)}
    text = _ENGLISH.vformat(finding.english, (), values)
    return f"{text} (and {finding.more} more like it)" if finding.more and "when" not in values else text


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yields `SERIES/KEY: SENTENCE` for each finding, with its advice; without a series, the sentence alone.

    More than three that differ in `KEY` share a line.
    """
    keys: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        text = with_advice(sentence(finding), finding.advice)
        keys.setdefault((finding.series, text), []).append(finding.key)
    for (series, text), same in keys.items():
        if len(same) > MOST_SINGLE_LINES:
            yield f"{series}/{same[0]} to {same[-1]}: {text} ({len(same)} meetings)"
        else:
            names = (f"{series}/{key}" if key else series for key in same)
            yield from (f"{name}: {text}" if name else text for name in names)


class _English(Formatter):
    """Fills in the fields of a finding: days in words, names in English.

    `{count:meeting}` is a number with its noun, and `{count:is|are}` the word for one or for several. Of many
    names `{names:series}` has the first, with the noun; `{names:,}` has all, and `{names:#}` counts them.
    """

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            count = len(value) if isinstance(value, tuple) else value
            return format_spec.split("|")[count != 1]
        match value:
            case int() if format_spec:
                return number_of(value, format_spec)
            case date():
                return value.strftime(format_spec) if format_spec else in_words(value)
            case tuple() if format_spec == "#":
                return str(len(value))
            case tuple() if format_spec == ",":
                return ", ".join(value)
            case tuple():
                return first_five(value, format_spec)
            case Text() | ZoneCity():
                return in_english(value)
        return str(value)


_ENGLISH = _English()
