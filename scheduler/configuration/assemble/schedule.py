"""When a series recurs: its rule, or the rules of its schedule one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

from scheduler.configuration.assemble.clocks import choices_of_clock, read_clock
from scheduler.configuration.assemble.declared import Declared
from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.blocks.documents import EntryDocument, MeetingDocument
from scheduler.configuration.blocks.partial import PartialBlock
from scheduler.configuration.phrases.rules import Weeks
from scheduler.configuration.phrases.weekdays import NAMES
from scheduler.configuration.spelling import advice, listed, quoted
from scheduler.programme.problems import Path
from scheduler.programme.rules import Rule, Weekly
from scheduler.programme.series import Clock, ScheduleEntry
from scheduler.programme.spans import Bound, Month


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleScope:
    """The rules of one meeting, being read: the draft, the cities of its pair, what is declared."""

    draft: PartialBlock[MeetingDocument]
    members: tuple[str, ...]
    names: Declared
    findings: Findings

    def lacks(self, path: Path, key: str) -> bool:
        """Whether nobody wrote `key`, neither in the entry nor for the whole series."""
        inside = path[len(self.draft.path) :]
        return not self.draft.wrote(*inside, key) and not self.draft.means(key)


def first_day(bound: Bound) -> date:
    """The day from which a bound counts."""
    return bound.first if isinstance(bound, Month) else bound


def last_day(bound: Bound) -> date:
    """The last day that a bound lets in."""
    return bound.last if isinstance(bound, Month) else bound


def schedule(rhythm: ScheduleScope) -> tuple[ScheduleEntry, ...]:
    """The entries that are clear, in order; what is not clear is an error."""
    made: list[ScheduleEntry] = []
    anchor: date | None = None
    for entry, path in _entries(rhythm.draft):
        _check_missing(rhythm, entry, path)
        rule = _rule(rhythm, entry, path, anchor)
        anchor = rule.anchor if isinstance(rule, Weekly) else anchor
        clock = _clock(rhythm, entry, path)
        at = _at(rhythm, entry, path, clock)
        if rule is not None and clock is not None and at is not None and entry.begins is not None:
            made.append(
                ScheduleEntry(begins=entry.begins, rule=rule, at=at, clock=clock, duration=entry.duration)
            )
    _check_order(rhythm)
    return tuple(made)


def _entries(draft: PartialBlock[MeetingDocument]) -> list[tuple[EntryDocument, Path]]:
    """The entries of the schedule; the series itself where it has none."""
    meeting = draft.document
    if meeting.schedule is None and draft.wrote("schedule"):
        return []
    if meeting.schedule is None:
        whole = EntryDocument.model_construct(
            begins=meeting.begins, every=meeting.every, at=meeting.at, clock=meeting.clock
        )
        return [(whole, draft.path)]
    defaults = {"at": meeting.at, "clock": meeting.clock}
    return [
        (
            entry.model_copy(
                update={key: value for key, value in defaults.items() if getattr(entry, key) is None}
            ),
            (*draft.path, "schedule", index),
        )
        for index, entry in enumerate(meeting.schedule)
    ]


def _check_missing(rhythm: ScheduleScope, entry: EntryDocument, path: Path) -> None:
    if path == rhythm.draft.path and rhythm.lacks(path, "from"):
        rhythm.findings.error(
            (*path, "from"), "`from` is missing; write its first month, such as `from: 2027-01`"
        )
    if rhythm.lacks(path, "at"):
        rhythm.findings.error((*path, "at"), "`at` is missing; write the hour, such as `at: 10:00`")
    if rhythm.lacks(path, "duration"):
        rhythm.findings.error(
            (*path, "duration"), "`duration` is missing; write how long it takes, such as `duration: 60 min`"
        )
    if rhythm.lacks(path, "clock"):
        at = entry.at if isinstance(entry.at, time) else None
        begins = first_day(entry.begins) if entry.begins else None
        words = choices_of_clock(at, rhythm.members, rhythm.names, begins)
        rhythm.findings.error((*path, "clock"), words)


def _rule(rhythm: ScheduleScope, entry: EntryDocument, path: Path, anchor: date | None) -> Rule | None:
    weeks = entry.every
    if entry.starting is not None and weeks is not None and not isinstance(weeks, Weeks):
        rhythm.findings.error(
            (*path, "starting"), "`starting` is for `every 2 weeks`; a monthly rule needs none", at="key"
        )
    if not isinstance(weeks, Weeks):
        return weeks
    first = entry.starting or anchor
    if first is None and isinstance(entry.begins, Month) and weeks.interval > 1:
        rhythm.findings.error(
            (*path, "from"),
            f"every {weeks.interval} weeks needs a full date in `from`, to say which week is the first; "
            f"write for example `{entry.begins}-01`",
        )
        return None
    if entry.starting is not None or anchor is None:
        _check_weekday(rhythm, entry, weeks, path)
    first = first or (first_day(entry.begins) if entry.begins else None)
    return Weekly(weekday=weeks.weekday, interval=weeks.interval, anchor=first) if first else None


def _check_weekday(rhythm: ScheduleScope, entry: EntryDocument, weeks: Weeks, path: Path) -> None:
    """A date that says which week is the first, and falls behind the meeting of that week."""
    key, day = ("starting", entry.starting) if entry.starting else ("from", entry.begins)
    if isinstance(day, date) and weeks.interval > 1 and day.weekday() > weeks.weekday:
        name, before = NAMES[weeks.weekday], day - timedelta(days=day.weekday() - weeks.weekday)
        rhythm.findings.warning(
            (*path, key),
            f"{day} is a {NAMES[day.weekday()]}, and the {name} of its week is over; write the date of the "
            f"first {name}, `{before}` or `{before + timedelta(weeks=1)}`",
        )


def _clock(rhythm: ScheduleScope, entry: EntryDocument, path: Path) -> Clock | None:
    if entry.clock is None:
        return None
    inside = path[len(rhythm.draft.path) :]
    where = path if rhythm.draft.wrote(*inside, "clock") else rhythm.draft.path
    return read_clock(entry.clock, (*where, "clock"), rhythm.members, rhythm.names, rhythm.findings)


def _at(
    rhythm: ScheduleScope, entry: EntryDocument, path: Path, clock: Clock | None
) -> time | tuple[tuple[str, time], ...] | None:
    if not isinstance(entry.at, dict):
        return entry.at
    if clock is not None and clock.kind != "alternate":
        rhythm.findings.error(
            (*path, "at"), "an hour for each city needs `clock: alternate`; else write one hour"
        )
        return None
    hours = entry.at
    for city in hours:
        if rhythm.members and city not in rhythm.members:
            known = advice(city, rhythm.members, kind="cities of this pair")
            rhythm.findings.error(
                (*path, "at", city), f"{quoted(city)} is not in this pair; {known}", at="key"
            )
    absent = [city for city in rhythm.members if city not in hours]
    if absent and set(hours) <= set(rhythm.members):  # else it is the misspelt one
        rhythm.findings.error(
            (*path, "at"),
            f"the hour of {listed(absent)} is missing; each city of the pair has its turn",
            at="key",
        )
    return tuple((city, hours[city]) for city in rhythm.members if city in hours) or None


def _check_order(rhythm: ScheduleScope) -> None:
    bounds = [(entry.begins, path) for entry, path in _entries(rhythm.draft) if entry.begins is not None]
    for (earlier, _), (begins, path) in pairwise(bounds):
        if first_day(begins) <= first_day(earlier):
            rhythm.findings.error(
                (*path, "from"),
                f"the entry above begins in {earlier}; write the entries in the order of their `from`",
            )
    until = rhythm.draft.document.until
    if until is not None and bounds and last_day(until) < first_day(bounds[-1][0]):
        rhythm.findings.error(
            (*rhythm.draft.path, "until"), f"`until` is before `from` ({bounds[-1][0]}); mend one of the two"
        )
