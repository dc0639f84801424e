"""Which findings the secretariat accepts: those of which `accepted:` in the text names every fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from typing import Any

from scheduler.findings.bad_times import HolidayKept, OutsideOfficeHours
from scheduler.findings.finding import Finding
from scheduler.findings.personal_addresses import PersonalAddress
from scheduler.findings.same_titles import SameTitle
from scheduler.programme.alike import together
from scheduler.programme.programme import Programme

FACTS: Mapping[str, tuple[tuple[str, ...], Callable[[Any], set[tuple[object, ...]]]]] = {
    OutsideOfficeHours.code: (
        ("city", "at"),
        lambda finding: {(city, finding.begin.time()) for city in finding.cities},
    ),
    HolidayKept.code: (("city", "day"), lambda finding: {(city, finding.day) for city in finding.off}),
    PersonalAddress.code: (("address",), lambda finding: {(finding.address,)}),
    SameTitle.code: (("title",), lambda finding: {(finding.words,)}),
}
"""What has to be accepted of a finding, by its code: keys in the text, and the values of such a finding."""


def facts_of(finding: Finding) -> set[tuple[object, ...]]:
    """Returns what has to be accepted of a finding; nothing if it cannot be."""
    return FACTS[finding.code][1](finding) if finding.code in FACTS else set()


def is_accepted(finding: Finding, programme: Programme) -> bool:
    """Returns whether the text of its city or series accepts a finding."""
    accepted = programme.accepted.get((*finding.path[:2], finding.code))
    return accepted is not None and facts_of(finding) <= {*accepted}


def entries_for(findings: Sequence[Finding]) -> list[Mapping[str, Sequence[str]]]:
    """Returns what entries of the text name to accept these findings of one code: values by key.

    The cities of one hour or day share an entry, and so do all hours or days of the same cities.
    """
    facts = sorted({tuple(map(_written, fact)) for each in findings for fact in facts_of(each)})
    by_last = together(facts, lambda fact: fact[-1])
    cities = {last: tuple(fact[:-1] for fact in alike) for last, alike in by_last}
    return [
        dict(zip(FACTS[findings[0].code][0], (*zip(*firsts, strict=True), lasts), strict=True))
        for firsts, lasts in together(cities, cities.__getitem__)
    ]


def _written(fact: object) -> str:
    return f"{fact:%H:%M}" if isinstance(fact, time) else str(fact)
