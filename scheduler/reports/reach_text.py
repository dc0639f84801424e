"""How far a change has come, as text: the answer first, then what it is based on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from scheduler.commands.reach import ReachReport
from scheduler.publication.feeds.hours import utc
from scheduler.publication.reach import SILENT, FamilyFetches, FetchState, Reach, rounded
from scheduler.record.polls import Family
from scheduler.record.revision import StepKind

NAMES: dict[Family, str] = {
    "google": "Google",
    "outlook": "Outlook",
    "apple": "Apple",
    "thunderbird": "Thunderbird",
    "nextcloud": "Nextcloud",
    "other": "other programs",
}
_CHANGES = {
    StepKind.MOVE: "the new time",
    StepKind.CANCEL: "the cancellation",
    StepKind.REINSTATE: "that it takes place again",
}
_MOST = 3
_CAVEAT = (
    "A family has it as soon as one of its programs has: others that use it may fetch it later. "
    "Changes that only private addresses show are not followed."
)


def reach_text(report: ReachReport) -> str:
    """Returns every feed that somebody asks for; the others are named at the end."""
    asked = [item for item in report.reaches if item.families]
    parts = ["\n".join(_reach(item, report)) for item in asked]
    if asked:
        parts.append(_CAVEAT)
    asked_names = {item.version.feed.name for item in asked}
    names = dict.fromkeys(item.version.feed.name for item in report.reaches)
    unasked = [name for name in names if name not in asked_names]
    if unasked:
        parts.append(f"Nobody has asked yet for {', '.join(unasked)}.")
    return "\n\n".join(parts) + "\n"


def _reach(item: Reach, report: ReachReport) -> Iterator[str]:
    version = item.version
    yield f"{version.feed.title.say('en')} ({version.feed.name}), in {version.language}"
    yield f"  {answer(item)}"
    because = f": {_changes(item, report)}" if version.changes else ""
    yield f"  present since {_when(version.since, report)}{because}"
    for fetches in sorted(item.families, key=lambda fetches: _ORDER.index(fetches.state)):
        yield f"  {_LABELS[fetches.state]:<8} {NAMES[fetches.family]:<14} {_family(fetches, report)}"


_ORDER: tuple[FetchState, ...] = ("has", "waits", "silent")
_LABELS: dict[FetchState, str] = {"has": "has it", "waits": "not yet", "silent": "silent"}


def answer(item: Reach) -> str:
    """Returns `Sejong's Outlook has fetched the new time; Google has not yet.`"""
    has, waits = _names(item.in_state("has")), _names(item.in_state("waits"))
    owner = _possessive(item.version.feed.title.say("en")) if item.version.feed.kind == "cities" else ""
    if has and waits:
        return f"{owner}{_have(has)} fetched {_change(item)}; {_have(waits)} not yet."
    if has:
        return f"{owner}{_have(has)} fetched {_change(item)}."
    if waits:
        return f"{owner}{_have(waits)} not fetched {_change(item)} yet."
    return f"Nobody has asked for {SILENT.days} days."


def _names(families: Iterable[FamilyFetches]) -> list[str]:
    return [NAMES[fetches.family] for fetches in families]


def _have(names: Sequence[str]) -> str:
    """`Outlook has`, `Outlook, Google and other programs have`."""
    *others, last = names
    is_one = not others and last != NAMES["other"]
    return f"{', '.join(others)} and {last} have" if others else f"{last} {'has' if is_one else 'have'}"


def _possessive(name: str) -> str:
    return f"{name}' " if name.endswith("s") else f"{name}'s "


def _change(item: Reach) -> str:
    """Returns what the version changed, if that is one thing."""
    kinds = {entry.kind for entry in item.version.changes}
    return _CHANGES.get(kinds.pop(), "the present version") if len(kinds) == 1 else "the present version"


def _changes(item: Reach, report: ReachReport) -> str:
    """Returns `move sofia-sejong-monthly/2026-12`; of many meetings only the number."""
    kinds: dict[StepKind, list[str]] = {}
    for entry in item.version.changes:
        kinds.setdefault(entry.kind, []).append(report.ids.of_meeting(entry.series, entry.key))
    return "; ".join(
        f"{kind} {', '.join(names) if len(names) <= _MOST else f'{len(names)} meetings'}"
        for kind, names in kinds.items()
    )


def _family(fetches: FamilyFetches, report: ReachReport) -> str:
    usual = f", asks about every {usual_length(fetches.every)}" if fetches.every is not None else ""
    match fetches.state:
        case "has":
            assert fetches.fetched is not None, "a family that has the version has fetched it"
            return f"since {_when(fetches.fetched, report)}{usual}"
        case "waits":
            return f"asked last {_when(fetches.last, report)}{usual}{_due(fetches, report)}"
        case "silent":
            return f"nothing heard since {_when(fetches.last, report)}"


def _due(fetches: FamilyFetches, report: ReachReport) -> str:
    if fetches.due is None:
        return ""
    return f": due {_when(fetches.due, report)}" if fetches.due > report.now else ": overdue"


def _when(moment: datetime, report: ReachReport) -> str:
    """`Tue 24 Nov 2026 18:00 (UTC+9)`, on the host's clock."""
    local = moment.astimezone(report.zone)
    offset = local.utcoffset() or timedelta(0)
    return f"{local:%a %-d %b %Y %H:%M} ({utc(offset // timedelta(minutes=1))})"


def usual_length(span: timedelta) -> str:
    """Returns `25 min`, `9 h`, `3 days`."""
    length = rounded(span)
    for unit, name in ((timedelta(days=1), "days"), (timedelta(hours=1), "h")):
        if length % unit == timedelta(0) and (length >= 2 * unit or name == "h"):
            return f"{length // unit} {name}"
    return f"{length // timedelta(minutes=1)} min"
