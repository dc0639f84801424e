"""Which findings the secretariat accepts: those of which `accepted:` in the text names every fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scheduler.findings.bad_times import HolidayKept, OutsideOfficeHours
from scheduler.findings.finding import Finding
from scheduler.findings.personal_addresses import PersonalAddress
from scheduler.findings.same_titles import SameTitle
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


def is_accepted(finding: Finding, programme: Programme) -> bool:
    """Returns whether the text of its city or series accepts a finding."""
    accepted = programme.accepted.get((*finding.path[:2], finding.code))
    return accepted is not None and FACTS[finding.code][1](finding) <= {*accepted}
