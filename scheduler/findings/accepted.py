"""Which findings the secretariat accepts: those of which `accepted:` in the text names every fact."""

from __future__ import annotations

from scheduler.findings.bad_times import HolidayKept, OutsideOfficeHours
from scheduler.findings.finding import Finding
from scheduler.findings.personal_addresses import PersonalAddress
from scheduler.programme.programme import Programme


def is_accepted(finding: Finding, programme: Programme) -> bool:
    """Returns whether the text of its city or series accepts a finding."""
    accepted = programme.accepted.get((*finding.path[:2], finding.code))
    return accepted is not None and _facts(finding) <= {*accepted}


def _facts(finding: Finding) -> set[tuple[object, ...]]:
    """Returns what has to be accepted of a finding, in the order of the keys of the text."""
    match finding:
        case OutsideOfficeHours():
            return {(city, finding.begin.time()) for city in finding.cities}
        case HolidayKept():
            return {(city, finding.day) for city in finding.off}
        case PersonalAddress():
            return {(finding.address,)}
        case _:
            return set()
