"""How far a change has come, in words: the answer first, then what it rests on."""

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
_NEWS = {
    StepKind.MOVE: "the new time",
    StepKind.CANCEL: "the cancellation",
    StepKind.REINSTATE: "that it takes place again",
}
_MOST = 3
_CAVEAT = (
    "A family has it as soon as one of its programs has: others that use it may fetch it later. "
    "Changes that only private addresses show are not followed."
)


def reach_text(spread: ReachReport) -> str:
    """Every feed that anybody asks for; the others are named at the end."""
    asked = [item for item in spread.reaches if item.families]
    parts = ["\n".join(_reach(item, spread)) for item in asked]
    if asked:
        parts.append(_CAVEAT)
    heard = {item.version.feed.name for item in asked}
    quiet = dict.fromkeys(item.version.feed.name for item in spread.reaches)
    silent = [name for name in quiet if name not in heard]
    if silent:
        parts.append(f"Nobody has asked yet for {', '.join(silent)}.")
    return "\n\n".join(parts) + "\n"


def _reach(item: Reach, spread: ReachReport) -> Iterator[str]:
    version = item.version
    yield f"{version.feed.title.say('en')} ({version.feed.name}), in {version.language}"
    yield f"  {answer(item)}"
    because = f": {_changes(item, spread)}" if version.changes else ""
    yield f"  present since {_when(version.since, spread)}{because}"
    for heard in sorted(item.families, key=lambda heard: _ORDER.index(heard.state)):
        yield f"  {_LABELS[heard.state]:<8} {NAMES[heard.family]:<14} {_told(heard, spread)}"


_ORDER: tuple[FetchState, ...] = ("has", "waits", "silent")
_LABELS: dict[FetchState, str] = {"has": "has it", "waits": "not yet", "silent": "silent"}


def answer(item: Reach) -> str:
    """`Sejong's Outlook has fetched the new time; Google has not yet.`"""
    has, waits = _named(item.in_state("has")), _named(item.in_state("waits"))
    owner = _possessive(item.version.feed.title.say("en")) if item.version.feed.kind == "cities" else ""
    if has and waits:
        return f"{owner}{_are(has)} fetched {_news(item)}; {_are(waits)} not yet."
    if has:
        return f"{owner}{_are(has)} fetched {_news(item)}."
    if waits:
        return f"{owner}{_are(waits)} not fetched {_news(item)} yet."
    return f"Nobody has asked for {SILENT.days} days."


def _named(heard: Iterable[FamilyFetches]) -> list[str]:
    return [NAMES[item.family] for item in heard]


def _are(names: Sequence[str]) -> str:
    """`Outlook has`, `Outlook, Google and other programs have`."""
    *others, last = names
    is_one = not others and last != NAMES["other"]
    return f"{', '.join(others)} and {last} have" if others else f"{last} {'has' if is_one else 'have'}"


def _possessive(name: str) -> str:
    return f"{name}' " if name.endswith("s") else f"{name}'s "


def _news(item: Reach) -> str:
    """What the version brought, where that is one thing."""
    kinds = {entry.kind for entry in item.version.changes}
    return _NEWS.get(kinds.pop(), "the present version") if len(kinds) == 1 else "the present version"


def _changes(item: Reach, spread: ReachReport) -> str:
    """`move sofia-sejong-monthly/2026-12`; of many only how many."""
    kinds: dict[StepKind, list[str]] = {}
    for entry in item.version.changes:
        kinds.setdefault(entry.kind, []).append(spread.ids.of_meeting(entry.series, entry.key))
    return "; ".join(
        f"{kind} {', '.join(names) if len(names) <= _MOST else f'{len(names)} meetings'}"
        for kind, names in kinds.items()
    )


def _told(heard: FamilyFetches, spread: ReachReport) -> str:
    usual = f", asks about every {usual_length(heard.every)}" if heard.every is not None else ""
    match heard.state:
        case "has":
            assert heard.fetched is not None, "who has it has fetched it"
            return f"since {_when(heard.fetched, spread)}{usual}"
        case "waits":
            return f"asked last {_when(heard.last, spread)}{usual}{_due(heard, spread)}"
        case "silent":
            return f"nothing heard since {_when(heard.last, spread)}"


def _due(heard: FamilyFetches, spread: ReachReport) -> str:
    if heard.due is None:
        return ""
    return f": due {_when(heard.due, spread)}" if heard.due > spread.now else ": overdue"


def _when(moment: datetime, spread: ReachReport) -> str:
    """`Tue 24 Nov 2026 18:00 (UTC+9)`, on the host's clock."""
    local = moment.astimezone(spread.zone)
    offset = local.utcoffset() or timedelta(0)
    return f"{local:%a %-d %b %Y %H:%M} ({utc(offset // timedelta(minutes=1))})"


def usual_length(span: timedelta) -> str:
    """Returns `25 min`, `9 h`, `3 days`."""
    said = rounded(span)
    for unit, name in ((timedelta(days=1), "days"), (timedelta(hours=1), "h")):
        if said % unit == timedelta(0) and (said >= 2 * unit or name == "h"):
            return f"{said // unit} {name}"
    return f"{said // timedelta(minutes=1)} min"
