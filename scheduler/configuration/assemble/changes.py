"""What is different about single occurrences: each entry under `changes:`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from scheduler.configuration.assemble.change_keys import wrong_key
from scheduler.configuration.assemble.clocks import read_clock
from scheduler.configuration.assemble.declared import Declared
from scheduler.configuration.assemble.details import details
from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.assemble.fixed import later
from scheduler.configuration.blocks.documents import (
    ChangeDocument,
    FixedDocument,
    MeetingDocument,
    SeriesDocument,
)
from scheduler.configuration.blocks.partial import PartialBlock
from scheduler.configuration.phrases.rules import Weeks
from scheduler.configuration.spelling import listed, quoted
from scheduler.programme.keys import extra_id
from scheduler.programme.problems import Path
from scheduler.programme.series import Change, Clock, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesScope:
    """Where changes are read: the draft of the series, its cities, what is declared."""

    draft: PartialBlock[SeriesDocument]
    members: tuple[str, ...]
    names: Declared
    findings: Findings


def changes(place: SeriesScope) -> tuple[Change, ...]:
    """The changes that are clear; what is not is an error."""
    return tuple(_made(place))


def _made(place: SeriesScope) -> Iterator[Change]:
    written = place.draft.data.get("changes")
    extras = place.draft.data.get("extra")
    for key, data in written.items() if isinstance(written, dict) else ():
        path = (*place.draft.path, "changes", key)
        wrong = wrong_key(key, extras if isinstance(extras, dict) else ())
        if wrong is not None:
            place.findings.error(path, wrong, at="key")
        document = (place.draft.document.changes or {}).get(key)
        if not data:
            place.findings.error(
                path, "nothing is changed here; write `move_to:`, `cancel:` or what is different", at="key"
            )
        elif document is not None:
            yield _change(place, key, document, data, path)


def _change(
    place: SeriesScope, key: str, document: ChangeDocument, data: dict[str, Any], path: Path
) -> Change:
    _check_cancel(document, data, path, place.findings)
    _check_policy(place, document, path)
    _check_length(place, key, document, data, path)
    _check_without(place, document, path)
    return Change(
        key=key,
        move_to=document.move_to,
        cancel=bool(document.cancel),
        on_holiday=document.on_holiday,
        clock=_clock(place, document, path),
        without=tuple(document.without),
        details=details(document, path, place.names, place.findings),
    )


def _check_cancel(document: ChangeDocument, data: dict[str, Any], path: Path, findings: Findings) -> None:
    if document.cancel is None:
        return
    if document.move_to is not None:
        key = later(data, "cancel", "move_to")
        findings.error(
            (*path, key), "a meeting is either cancelled or moved; keep `cancel` or `move_to`", at="key"
        )
    if not isinstance(document.cancel, bool) and document.reason is not None:
        key = later(data, "cancel", "reason")
        findings.error((*path, key), "`cancel:` gives the reason already; write it once", at="key")


def _check_policy(place: SeriesScope, document: ChangeDocument, path: Path) -> None:
    if document.on_holiday is None:
        return
    series = place.draft.document
    if not isinstance(series, MeetingDocument):
        place.findings.error(
            (*path, "on_holiday"), "a webinar stays on its day; a holiday there is only a warning", at="key"
        )
    else:
        check_policy(document.on_holiday, series, (*path, "on_holiday"), place.findings)


def check_policy(policy: Policy, series: MeetingDocument, path: Path, findings: Findings) -> None:
    """Add an error where a weekly meeting would move onto the next one."""
    rules = [series.every, *(entry.every for entry in series.schedule or ())]
    if policy is Policy.NEXT_WEEK and any(isinstance(rule, Weeks) and rule.interval == 1 for rule in rules):
        findings.error(
            path,
            "a meeting of every week cannot move to the next week, where there is one already; "
            "write `skip`, `next working day` or `previous working day`",
        )


def _check_length(
    place: SeriesScope, key: str, document: ChangeDocument, data: dict[str, Any], path: Path
) -> None:
    """A meeting of whole days needs a duration where it is given an hour, and has no use for one else."""
    fixed = _fixed(place.draft.document, key)
    if fixed is None or fixed.days is None:
        return
    gives_hour = isinstance(document.move_to, datetime | time)
    if gives_hour and "duration" not in data:
        place.findings.error(
            (*path, "duration"),
            "`move_to` gives an hour to a meeting of whole days; write how long it takes: `duration: 60 min`",
        )
    elif not gives_hour and document.duration is not None:
        place.findings.error(
            (*path, "duration"),
            "this meeting takes whole days and has no duration; to give it an hour, write it in `move_to`, "
            "such as `move_to: 2026-12-16 10:00`",
            at="key",
        )


def _fixed(series: SeriesDocument, key: str) -> FixedDocument | None:
    """The dated meeting that `key` names; None where it belongs to a rule."""
    extra = extra_id(key)
    if extra is not None:
        return (series.extra or {}).get(extra)
    return series if series.starts is not None else None


def _check_without(place: SeriesScope, document: ChangeDocument, path: Path) -> None:
    for index, city in enumerate(document.without):
        if city not in place.members and place.members:
            place.findings.error(
                (*path, "without", index),
                f"{quoted(city)} does not take part in this meeting; its cities are {listed(place.members)}",
            )
    if place.members and set(document.without) >= set(place.members):
        place.findings.error((*path, "without"), "no city is left; write `cancel:` with the reason instead")


def _clock(place: SeriesScope, document: ChangeDocument, path: Path) -> Clock | None:
    if document.clock is None:
        return None
    members = place.members if isinstance(place.draft.document, MeetingDocument) else ()
    return read_one_clock(document.clock, (*path, "clock"), members, place.names, place.findings)


def read_one_clock(
    name: str, path: Path, members: tuple[str, ...], names: Declared, findings: Findings
) -> Clock | None:
    """The clock of a meeting that happens once: `alternate` is none."""
    clock = read_clock(name, path, members, names, findings, words=("host", "UTC"))
    if clock is not None and clock.kind == "alternate":
        findings.error(path, "`alternate` is for what recurs; name the city whose wall time this one keeps")
        return None
    return clock
