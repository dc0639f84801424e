"""Notices about meetings that a plan does not change. The same notice for many meetings becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.plan.steps import Step
from scheduler.programme.keys import extra_id, is_weekly
from scheduler.record.revision import StepKind

MOST_SINGLE_NOTICES = 3
LONG_AGO = timedelta(days=30)
"""A new meeting that has been over for longer looks like a wrong year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that the plan does not change, or not in the expected way.

    `key` is one key, a span of keys, or empty if it is about the whole series.
    """

    series: str
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.series}/{self.key}" if self.key else self.series
        return f"{where}: {self.message}"


def grouped(notices: Iterable[Notice]) -> Iterator[Notice]:
    """Yields the notices; if more than three meetings of a series have the same one, it becomes one."""
    by_message: dict[tuple[str, str], list[str]] = {}
    for notice in notices:
        by_message.setdefault((notice.series, notice.message), []).append(notice.key)
    for (series, message), keys in by_message.items():
        if len(keys) > MOST_SINGLE_NOTICES:
            span = f"{keys[0]} to {keys[-1]}"
            yield Notice(series=series, key=span, message=f"{message} ({len(keys)} meetings)")
        else:
            yield from (Notice(series=series, key=key, message=message) for key in keys)


def changed_rhythms(steps: Iterable[Step]) -> Iterator[Notice]:
    """Yields a notice for each series that turned from weekly to monthly or back: its keys change."""
    ended: dict[str, list[Step]] = {}
    begun: dict[str, list[Step]] = {}
    for step in steps:
        by_series = {StepKind.CANCEL: ended, StepKind.ADD: begun}.get(step.kind)
        if by_series is not None and step.after.recurs:
            by_series.setdefault(step.after.series, []).append(step)
    for series in ended.keys() & begun.keys():
        was_weekly = is_weekly(ended[series][0].after.key)
        if was_weekly != is_weekly(begun[series][0].after.key):
            old, new = ("weekly", "monthly") if was_weekly else ("monthly", "weekly")
            message = (
                f"a {old} meeting cannot become a {new} one and stay the same: "
                f"{len(ended[series])} are cancelled, {len(begun[series])} are new"
            )
            yield Notice(series=series, key="", message=message)


def already_over(steps: Iterable[Step], series_ids: Mapping[str, str], now: datetime) -> Iterator[Notice]:
    """Yields a notice for each new series or extra meeting that was over long ago, as with a wrong year.

    There is none at the first apply, when no series is known yet: it enters the whole past.
    """
    latest: dict[tuple[str, str], Step] = {}
    for step in steps:
        after = step.after
        is_extra = extra_id(after.key) is not None
        if series_ids and step.kind is StepKind.ADD and (is_extra or after.series not in series_ids):
            place = (after.series, after.key if after.series in series_ids else "")
            latest[place] = max(latest.get(place, step), step, key=lambda added: added.after.timing.end_utc)
    for (series, key), last in latest.items():
        if last.after.timing.end_utc <= now - LONG_AGO:
            message = f"it is new and already over ({last.after.timing.starts:%-d %B %Y}): is the year right?"
            yield Notice(series=series, key=key, message=message)
