"""Notices as text and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from scheduler.commands.notices import FoundNotices
from scheduler.findings.bad_times import SharedHoliday, joined_days_off
from scheduler.findings.finding import Finding
from scheduler.publication.languages.language import Language, language
from scheduler.publication.languages.notice_words import notice_text
from scheduler.reports.formats import as_text, json_document


def notices_text(found: FoundNotices, code: str) -> str:
    """Returns the notices below the day of each, in the language `code`."""
    return as_text(_lines(found, language(code, found.programme.phrases)))


def _lines(found: FoundNotices, spoken: Language) -> Iterator[str]:
    if not found.notices:
        yield "There is nothing to tell."
        return
    for day, notices in notices_by_day(found):
        yield f"{day:%Y-%m-%d}"
        for notice in notices:
            yield f"  {notice.code}: {notice_text(notice, spoken)}"


def notices_by_day(found: FoundNotices) -> Iterator[tuple[date, Sequence[Finding | SharedHoliday]]]:
    """Yields each day with its notices; days off of several cities are one."""
    told = sorted(joined_days_off(found.notices), key=lambda notice: notice.day)
    yield from ((day, [*own]) for day, own in groupby(told, key=lambda notice: notice.day))


def notices_json(found: FoundNotices) -> str:
    """Returns the notices, each in all languages of the programme."""
    programme = found.programme
    spoken = [language(code, programme.phrases) for code in programme.languages]

    def notice_object(notice: Finding) -> dict[str, Any]:
        return {
            "date": notice.day.isoformat(),
            "code": notice.code,
            "series": notice.series or None,
            "key": notice.key or None,
            "cities": notice.cities,
            "more": notice.more,
            "text": {each.code: notice_text(notice, each) for each in spoken},
        }

    return json_document({"notices": [notice_object(notice) for notice in found.notices]})
