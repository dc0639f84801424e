"""Notices: what a plan leaves as it is. The same notice for many meetings of a series becomes one."""

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
"""A new meeting that is over for longer than this looks like a wrong year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that the plan leaves as it is or does in another way than expected.

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
    keys: dict[tuple[str, str], list[str]] = {}
    for notice in notices:
        keys.setdefault((notice.series, notice.message), []).append(notice.key)
    for (series, message), of_message in keys.items():
        if len(of_message) > FEW:
            span = f"{of_message[0]} to {of_message[-1]}"
            yield Notice(series=series, key=span, message=f"{message} ({len(of_message)} meetings)")
        else:
            yield from (Notice(series=series, key=key, message=message) for key in of_message)


def under_present_ids(notices: Iterable[Notice], ids: PresentIds) -> Iterator[Notice]:
    """Returns the notices with the present id of each series."""
    return (replace(notice, series=ids.of_series(notice.series)) for notice in notices)


def changed_rhythms(steps: Iterable[Step]) -> Iterator[Notice]:
    """Yields a notice for each series that turned from weekly to monthly or back: its keys change."""
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


def already_over(steps: Iterable[Step], series_ids: Mapping[str, str], now: datetime) -> Iterator[Notice]:
    """Yields a notice for each new series or extra meeting that was over long ago, as with a wrong year.

    There is none at the first apply, when no series is known yet: it enters the whole past.
    """
    added: dict[tuple[str, str], Step] = {}
    for step in steps:
        after = step.after
        is_extra = extra_id(after.key) is not None
        if series_ids and step.kind is StepKind.ADD and (is_extra or after.series not in series_ids):
            place = (after.series, after.key if after.series in series_ids else "")
            added[place] = max(added.get(place, step), step, key=lambda either: either.after.timing.end_utc)
    for (series, key), last in added.items():
        if last.after.timing.end_utc <= now - LONG_AGO:
            message = f"it is new and already over ({last.after.timing.starts:%-d %B %Y}): is the year right?"
            yield Notice(series=series, key=key, message=message)
