"""The clients that have fetched a change: as text, a summary first, then the details; and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from scheduler.commands.reach import ReachReport
from scheduler.programme.english_days import in_short
from scheduler.publication.fetched_versions import NAMES, SILENT, FamilyFetches, FetchState, Reach, rounded
from scheduler.reports.formats import as_text, instant, json_document
from scheduler.state.revision import StepKind
from scheduler.timetable.wall_times import utc

_CHANGES = {
    StepKind.MOVE: "the new time",
    StepKind.CANCEL: "the cancellation",
    StepKind.REINSTATE: "that it takes place again",
}
_MOST = 3
_CAVEAT = (
    "A kind of app has it as soon as one app of that kind has; others may fetch it later. "
    "Changes that only private addresses show are not followed."
)


def reach_text(report: ReachReport) -> str:
    """Returns a paragraph for each feed that clients ask for, and the names of all others at the end."""
    asked_reaches = [reach for reach in report.reaches if reach.families]
    parts = [[*_reach(reach, report)] for reach in asked_reaches]
    if asked_reaches:
        parts.append([_CAVEAT])
    asked_names = {reach.version.feed.name for reach in asked_reaches}
    names = dict.fromkeys(reach.version.feed.name for reach in report.reaches)
    unasked = [name for name in names if name not in asked_names]
    if unasked:
        parts.append([f"No calendar app has fetched these yet: {', '.join(unasked)}."])
    return "\n".join(map(as_text, parts))


def _reach(reach: Reach, report: ReachReport) -> Iterator[str]:
    version = reach.version
    yield f"{version.feed.title.say('en')} ({version.feed.name}), in {version.language}"
    yield f"  {answer(reach)}"
    because = f": {_changes(reach, report)}" if version.changes else ""
    yield f"  present since {_when(version.since, report)}{because}"
    for fetches in sorted(reach.families, key=lambda fetches: _ORDER.index(fetches.state)):
        yield f"  {_LABELS[fetches.state]:<8} {NAMES[fetches.family]:<14} {_family(fetches, report)}"


_ORDER: tuple[FetchState, ...] = ("has", "waits", "silent")
_LABELS: dict[FetchState, str] = {"has": "has it", "waits": "not yet", "silent": "silent"}


def answer(reach: Reach) -> str:
    """Returns `Sejong's Outlook has fetched the new time; Google has not yet.`"""
    having, waiting = _names(reach.in_state("has")), _names(reach.in_state("waits"))
    owner = _possessive(reach.version.feed.title.say("en")) if reach.version.feed.kind == "cities" else ""
    if having and waiting:
        return f"{owner}{_have(having)} fetched {_change(reach)}; {_have(waiting)} not yet."
    if having:
        return f"{owner}{_have(having)} fetched {_change(reach)}."
    if waiting:
        return f"{owner}{_have(waiting)} not fetched {_change(reach)} yet."
    return f"No calendar app has checked for updates for {SILENT.days} days."


def _names(families: Iterable[FamilyFetches]) -> list[str]:
    return [NAMES[fetches.family] for fetches in families]


def _have(names: Sequence[str]) -> str:
    """Returns `Outlook has`, or `Outlook, Google and other apps have`."""
    *others, last = names
    is_one = not others and last != NAMES["other"]
    return f"{', '.join(others)} and {last} have" if others else f"{last} {'has' if is_one else 'have'}"


def _possessive(name: str) -> str:
    return f"{name}' " if name.endswith("s") else f"{name}'s "


def _change(reach: Reach) -> str:
    """Returns the change of the version in words, if all its changes are of one kind."""
    kinds = {entry.kind for entry in reach.version.changes}
    return _CHANGES.get(kinds.pop(), "the present version") if len(kinds) == 1 else "the present version"


def _changes(reach: Reach, report: ReachReport) -> str:
    """Returns `move sofia-sejong-monthly/2026-12`; only the number if there are many meetings."""
    kinds: dict[StepKind, list[str]] = {}
    for entry in reach.version.changes:
        kinds.setdefault(entry.kind, []).append(report.ids.of_meeting(entry.series, entry.key))
    return "; ".join(
        f"{kind} {', '.join(names) if len(names) <= _MOST else f'{len(names)} meetings'}"
        for kind, names in kinds.items()
    )


def _family(fetches: FamilyFetches, report: ReachReport) -> str:
    usual = f", checks about every {usual_length(fetches.every)}" if fetches.every is not None else ""
    match fetches.state:
        case "has":
            assert fetches.fetched is not None, "a family that has the version has fetched it"
            return f"since {_when(fetches.fetched, report)}{usual}"
        case "waits":
            return f"checked last {_when(fetches.last, report)}{usual}{_due(fetches, report)}"
        case "silent":
            return f"nothing heard since {_when(fetches.last, report)}"


def _due(fetches: FamilyFetches, report: ReachReport) -> str:
    if fetches.due is None:
        return ""
    return f": due {_when(fetches.due, report)}" if fetches.due > report.now else ": overdue"


def _when(moment: datetime, report: ReachReport) -> str:
    """Returns `Tue 24 Nov 2026 18:00 (UTC+9)`, on the host's clock."""
    local = moment.astimezone(report.zone)
    offset = local.utcoffset() or timedelta(0)
    return f"{in_short(local)} {local:%H:%M} ({utc(offset // timedelta(minutes=1))})"


def usual_length(span: timedelta) -> str:
    """Returns `25 min`, `9 h`, `3 days`."""
    length = rounded(span)
    for unit, name in ((timedelta(days=1), "days"), (timedelta(hours=1), "h")):
        if length % unit == timedelta(0) and (length >= 2 * unit or name == "h"):
            return f"{length // unit} {name}"
    return f"{length // timedelta(minutes=1)} min"


def reach_json(report: ReachReport) -> str:
    """Returns a list with one object for each feed and language, in the order of the feeds.

    Instants are in UTC, lengths in seconds.
    """
    return json_document([_reach_object(reach, report) for reach in report.reaches])


def _reach_object(reach: Reach, report: ReachReport) -> dict[str, Any]:
    version = reach.version
    return {
        "feed": version.feed.name,
        "language": version.language,
        "title": dict(version.feed.title.versions),
        "version": version.digest,
        "since": instant(version.since),
        "changes": [
            {"kind": entry.kind.value, "meeting": report.ids.of_meeting(entry.series, entry.key)}
            for entry in version.changes
        ],
        "clients": [_family_object(family) for family in reach.families],
    }


def _family_object(fetches: FamilyFetches) -> dict[str, Any]:
    return {
        "family": fetches.family,
        "state": fetches.state,
        "fetched": instant(fetches.fetched) if fetches.fetched is not None else None,
        "last_asked": instant(fetches.last),
        "usual_gap_seconds": round(fetches.every.total_seconds()) if fetches.every is not None else None,
    }
