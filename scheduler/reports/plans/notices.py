"""The notices of a plan in words. The same notice for many meetings of a series becomes one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.plan.notices import (
    Finding,
    HeldBack,
    MissedMeeting,
    NeverPlanned,
    NewRhythm,
    NoDayLeft,
    Notice,
    PolicyDayPast,
    RuleDayPast,
    UsedUpKey,
)

MOST_SINGLE_NOTICES = 3
"""The most meetings of one series that get a line each for the same notice."""


def notice_lines(notices: Iterable[Notice]) -> Iterator[str]:
    """Yields `SERIES/KEY: TEXT` for each notice; one line for more than three that differ only in `KEY`."""
    keys: dict[tuple[str, Finding], list[str]] = {}
    for notice in notices:
        keys.setdefault((notice.series, notice.finding), []).append(notice.key)
    for (series, finding), same in keys.items():
        text = notice_text(finding)
        if len(same) > MOST_SINGLE_NOTICES:
            yield f"{series}/{same[0]} to {same[-1]}: {text} ({len(same)} meetings)"
        else:
            yield from (f"{series}/{key}: {text}" if key else f"{series}: {text}" for key in same)


def notice_text(finding: Finding) -> str:
    """Returns what a notice says, without the meeting that it is about."""
    match finding:
        case HeldBack():
            result = "stays as published" if finding.is_published else "not published"
            return f"{result}: {finding.error}"
        case NoDayLeft():
            return f"not published: its holiday policy puts it into the past, and {finding.error}"
        case MissedMeeting():
            return "its date is past and it was never published; it is left out"
        case NeverPlanned():
            return (
                "it was over when it was first published, and the series no longer has it; if it never took "
                "place, `twincal apply` with --allow-past takes it out of calendars"
            )
        case PolicyDayPast():
            return (
                f"its holiday policy says {finding.day:%-d %B %Y}, which is past; "
                f"it stays on {finding.planned:%-d %B %Y}"
            )
        case RuleDayPast():
            return f"its rule now says {finding.day:%-d %B %Y}, which is past; it stays where it was"
        case UsedUpKey():
            verb = "was cancelled for" if finding.was_cancelled else "took place on"
            return f"it {verb} {finding.day:%-d %B %Y}; there is no second one"
        case NewRhythm():
            old, new = ("weekly", "monthly") if finding.was_weekly else ("monthly", "weekly")
            return (
                f"a {old} meeting cannot become a {new} one and stay the same: "
                f"{finding.cancelled} are cancelled, {finding.added} are new"
            )
        case _:
            return finding.question
