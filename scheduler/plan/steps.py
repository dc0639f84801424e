"""The steps of a plan: one for each occurrence that changes for subscribers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.details import CONTENT_FIELDS, WITHDRAWN_FIELDS, CityDayOff, Content, Join
from scheduler.programme.texts import said
from scheduler.state.revision import PRIVATE_JOIN, Cause, RevisionEntry, Snapshot, StepKind
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence, Timing


class Step(Struct, frozen=True, kw_only=True):
    """One occurrence that changes; `before` is None for a new one."""

    kind: StepKind
    cause: Cause
    before: Stored | None
    after: Occurrence
    shown: bool = True

    def revises(self, language: str) -> bool:
        """Returns whether SEQUENCE grows: start, end, zone, status or place (in `language`) differ."""
        if self.before is None:
            return self.after.cancelled
        old, new = self.before.occurrence, self.after
        return _booking(old, language) != _booking(new, language)

    def entry(self, languages: Sequence[str]) -> RevisionEntry:
        """Returns the entry of the history, with the details that readers of these languages see change."""
        old = self.before.occurrence if self.before is not None else None
        seen = [name for name in CONTENT_FIELDS if name != "reason" or self._tells_reason]
        details = _other_details(old.content, self.after.content, seen, languages) if old else ()
        return RevisionEntry(
            uid=self.after.uid,
            series=self.after.series,
            key=self.after.key,
            kind=self.kind,
            cause=self.cause,
            before=Snapshot.of(old, shown=self.before.shown) if old and self.before else None,
            after=Snapshot.of(self.after, shown=self.shown),
            details=tuple(details),
        )

    @property
    def _tells_reason(self) -> bool:
        """Whether readers see a reason: that of a cancellation or a move."""
        if self.before is None or self.kind is StepKind.MOVE:
            return True
        known = self.before.told, replace(self.before, occurrence=self.after).told
        return any(each.cancelled or each.rescheduled for each in known)

    @property
    def has_new_time(self) -> bool:
        """Whether the meeting takes place, and is new there, moved, or has other cities or local times."""
        if self.before is None or self.before.occurrence.cancelled:
            return not self.after.cancelled
        old, new = self.before.occurrence, self.after
        is_moved = _dates(old.timing) != _dates(new.timing) or old.offsets() != new.offsets()
        return is_moved and not new.cancelled

    @property
    def keeps_its_start(self) -> bool:
        """Whether the meeting began at the same moment before."""
        return (
            self.before is not None and self.before.occurrence.timing.begin_utc == self.after.timing.begin_utc
        )

    @property
    def withdraws(self) -> bool:
        """Whether it removes a person or a web address that was stored."""
        if self.before is None:
            return False
        return not _people_and_addresses(self.before.occurrence) <= _people_and_addresses(self.after)


def _other_details(
    old: Content, new: Content, fields: Iterable[str], languages: Sequence[str]
) -> Iterator[str]:
    """Yields `place`, or `title.pt` for a field whose words change in some of the languages alone."""
    for name in fields:
        before, after = (_without_names(getattr(each, name)) for each in (old, new))
        codes = [code for code in languages if said(before, code) != said(after, code)]
        if len(codes) < len(languages):
            yield from (f"{name}.{code}" for code in codes)
        else:
            yield PRIVATE_JOIN if name == "join" and _is_private(old.join, new.join) else name


def _without_names(value: object) -> object:
    """Returns days off, as a reason, without the names of cities: another name is no other reason."""
    if isinstance(value, tuple):
        return tuple(each.why if isinstance(each, CityDayOff) else each for each in value)
    return value


def _is_private(old: Join | None, new: Join | None) -> bool:
    """Returns whether no public page shows that there is another way to join."""
    return old is not None and new is not None and not (old.public or new.public)


def _people_and_addresses(occurrence: Occurrence) -> set[object]:
    values = (getattr(occurrence.content, name) for name in WITHDRAWN_FIELDS)
    single = chain.from_iterable(value if isinstance(value, tuple) else (value,) for value in values)
    return {None, *((each.url, each.passcode) if isinstance(each, Join) else each for each in single)}


def _booking(occurrence: Occurrence, language: str) -> tuple[object, ...]:
    timing, place = occurrence.timing, occurrence.content.place
    zone = None if timing.all_day else timing.zone
    return _dates(timing), zone, place.say(language) if place else None, occurrence.status


def _dates(timing: Timing) -> tuple[object, ...]:
    """Returns when it begins and ends, whatever clock shows it: whole days are the same in every zone."""
    return (timing.starts, timing.ends) if timing.all_day else (timing.begin_utc, timing.end_utc)


def by_series(steps: Iterable[Step]) -> dict[str, list[Step]]:
    """Returns `steps` by the identity of their series."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.after.series, []).append(step)
    return found


def cancelled_days(steps: Iterable[Step], now: datetime) -> dict[str, list[date]]:
    """Returns the days of the coming meetings that `steps` cancel, by series."""
    days: dict[str, list[date]] = {}
    for step in steps:
        if step.kind is StepKind.CANCEL and step.before is not None and not step.before.is_past(now):
            days.setdefault(step.after.series, []).append(step.before.occurrence.timing.starts.date())
    return days


def kind_of(before: Occurrence, after: Occurrence) -> StepKind:
    """Returns the kind of step that turns `before` into `after`."""
    if before.cancelled != after.cancelled:
        return StepKind.CANCEL if after.cancelled else StepKind.REINSTATE
    return StepKind.MOVE if _dates(before.timing) != _dates(after.timing) else StepKind.CHANGE


def cause_of(before: Occurrence, after: Occurrence) -> Cause:
    """Returns ZONES if only new time-zone data explain the difference, else CONFIGURATION."""
    if not before.timing.same_wall(after.timing) or len(before.participants) != len(after.participants):
        return Cause.CONFIGURATION
    participants = tuple(
        replace(old, offset=new.offset)
        for old, new in zip(before.participants, after.participants, strict=True)
    )
    with_new_zones = replace(before, timing=after.timing, participants=participants)
    return Cause.ZONES if with_new_zones.is_same_for_readers(after) else Cause.CONFIGURATION
