"""What a plan leaves as it is, grouped so that the same finding for every month is told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.plan.steps import Step
from scheduler.programme.keys import extra_id, is_weekly
from scheduler.record.identities import PresentIds
from scheduler.record.revision import StepKind

FEW = 3
LONG_AGO = timedelta(days=30)
"""What was over only lately may well be put on record late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the plan leaves as it is, or cannot do as one might think, for the person who runs it.

    `key` is one key, a span of keys, or empty where it is about the series as a whole.
    """

    series: str
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.series}/{self.key}" if self.key else self.series
        return f"{where}: {self.message}"


def grouped(notices: Iterable[Notice]) -> Iterator[Notice]:
    """The notices, those that say the same of more than three meetings of a series as one."""
    keys: dict[tuple[str, str], list[str]] = {}
    for notice in notices:
        keys.setdefault((notice.series, notice.message), []).append(notice.key)
    for (series, message), some in keys.items():
        if len(some) > FEW:
            span = f"{some[0]} to {some[-1]}"
            yield Notice(series=series, key=span, message=f"{message} ({len(some)} meetings)")
        else:
            yield from (Notice(series=series, key=key, message=message) for key in some)


def under_present_ids(notices: Iterable[Notice], ids: PresentIds) -> Iterator[Notice]:
    """The notices, each series under the id that it has in the text."""
    return (replace(notice, series=ids.of_series(notice.series)) for notice in notices)


def changed_rhythms(steps: Iterable[Step]) -> Iterator[Notice]:
    """A notice for each series that turned from weekly to monthly or back: its keys cannot carry over."""
    ended: dict[str, list[Step]] = {}
    begun: dict[str, list[Step]] = {}
    for step in steps:
        where = {StepKind.CANCEL: ended, StepKind.ADD: begun}.get(step.kind)
        if where is not None and step.after.recurs:
            where.setdefault(step.after.series, []).append(step)
    for series in ended.keys() & begun.keys():
        old, new = is_weekly(ended[series][0].after.key), is_weekly(begun[series][0].after.key)
        if old != new:
            forms = ("weekly", "monthly") if old else ("monthly", "weekly")
            yield Notice(
                series=series,
                key="",
                message=(
                    f"a {forms[0]} meeting cannot become a {forms[1]} one and stay the same: "
                    f"{len(ended[series])} are cancelled, {len(begun[series])} are new"
                ),
            )


def already_over(steps: Iterable[Step], names: Mapping[str, str], now: datetime) -> Iterator[Notice]:
    """A notice for each series or extra meeting that is new and was over long ago, as with a wrong year.

    None at the first apply, when the `names` of no series are known yet: it puts the whole past on record.
    """
    added: dict[tuple[str, str], Step] = {}
    for step in steps:
        after = step.after
        is_extra = extra_id(after.key) is not None
        if names and step.kind is StepKind.ADD and (is_extra or after.series not in names):
            place = (after.series, after.key if after.series in names else "")
            added[place] = max(added.get(place, step), step, key=lambda one: one.after.timing.end)
    for (series, key), last in added.items():
        if last.after.timing.end <= now - LONG_AGO:
            message = f"it is new and already over ({last.after.timing.starts:%-d %B %Y}): is the year right?"
            yield Notice(series=series, key=key, message=message)
