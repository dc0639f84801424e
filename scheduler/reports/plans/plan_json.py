"""A plan as JSON, for programs: every step with instants in UTC and local times with their zone.

Series and cities are named by their present ids; `identity` is the first id of a series, if that is another.
`cities` of a step has the change for each city. A city may `join` or `leave` a meeting that only changes or
moves for the others. `values` has the old and the new value of each field in `changed`, as short as in
text; both are null if they are private. Each finding has its code; `calendars` and `fuse` hold the messages
of `feed_changes` and `refusals` alone. The code of a warning is null if it is about the text, not a finding.
"""

from __future__ import annotations

from typing import Any

from scheduler.changes.change import is_soon, verb
from scheduler.commands.plan import Proposal
from scheduler.configuration import Located
from scheduler.findings.finding import Finding
from scheduler.plan.steps import Step
from scheduler.programme.details import Reason
from scheduler.publication.languages.day_off_reasons import reason_text
from scheduler.publication.languages.language import language
from scheduler.reports.advice_words import with_advice
from scheduler.reports.differences import planned_differences
from scheduler.reports.formats import instant, json_document
from scheduler.reports.sentences import sentence
from scheduler.reports.warnings import located_by_series
from scheduler.state.profile import PresentIds, ProgrammeProfile
from scheduler.state.revision import RevisionEntry
from scheduler.timetable.occurrence import Occurrence


def plan_json(proposal: Proposal) -> str:
    """Returns the whole plan as one JSON object."""
    plan = proposal.plan
    return json_document(
        {
            "digest": plan.digest,
            "base": plan.base,
            "empty": proposal.is_empty,
            "window": {
                "month": str(plan.window.month),
                "first": plan.window.first.isoformat(),
                "edge": plan.window.edge.isoformat(),
            },
            "housekeeping": list(plan.other_changes),
            "calendars": list(map(sentence, plan.feed_changes)),
            "feed_changes": list(map(_finding, plan.feed_changes)),
            "zones": list(proposal.zones),
            "steps": [_step(*pair, proposal) for pair in zip(plan.steps, plan.entries, strict=True)],
            "notices": list(map(_finding, plan.notes)),
            "fuse": list(map(sentence, plan.refusals)),
            "refusals": list(map(_finding, plan.refusals)),
            "warnings": [_warning(warning) for warning in located_by_series(proposal.warnings)],
        }
    )


def _step(step: Step, entry: RevisionEntry, proposal: Proposal) -> dict[str, Any]:
    found = planned_differences(step, entry, proposal.plan.profile)
    return {
        "kind": step.kind.value,
        "cause": step.cause.value,
        "uid": step.after.uid,
        **_series(step.after.series, proposal.ids),
        "key": step.after.key,
        "before": _occurrence(step.before.occurrence, proposal) if step.before else None,
        "after": _occurrence(step.after, proposal),
        "cities": {proposal.ids.of_city(city): verb(entry, city) for city in entry.cities},
        "changed": [difference.field for difference in found if difference.field],
        "values": [
            {"field": difference.field, "part": value.part, "old": value.old, "new": value.new}
            for difference in found
            for value in difference.values
        ],
        "shown": step.shown,
        "call": is_soon(entry, proposal.now),
    }


def _reason(reason: Reason, profile: ProgrammeProfile) -> dict[str, str]:
    languages = (language(code, profile.phrases) for code in profile.languages)
    return dict(reason_text(reason, languages).versions)


def _series(identity: str, ids: PresentIds) -> dict[str, str]:
    present = ids.of_series(identity)
    return {"series": present} if present == identity else {"series": present, "identity": identity}


def _occurrence(occurrence: Occurrence, proposal: Proposal) -> dict[str, Any]:
    timing, reason = occurrence.timing, occurrence.content.reason
    return {
        "title": dict(occurrence.content.title.versions),
        "status": occurrence.status.value,
        "visibility": occurrence.content.visibility,
        "zone": timing.zone,
        "starts": timing.starts.isoformat(),
        "ends": timing.ends.isoformat(),
        "all_day": timing.all_day,
        "begin": instant(timing.begin_utc),
        "end": instant(timing.end_utc),
        "reason": _reason(reason, proposal.plan.profile) if reason else None,
        "cities": [
            {
                "city": proposal.ids.of_city(participant.city),
                "zone": participant.zone,
                "offset_minutes": participant.offset,
            }
            for participant in occurrence.participants
        ],
    }


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code,
        "series": finding.series,
        "key": finding.key,
        "message": with_advice(sentence(finding), finding.advice),
    }


def _warning(warning: Located) -> dict[str, Any]:
    return {
        "file": warning.file,
        "line": warning.line,
        "column": warning.column,
        "field": warning.field,
        "code": warning.code,
        "message": with_advice(warning.message, warning.advice),
    }
