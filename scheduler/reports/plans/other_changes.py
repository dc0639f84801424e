"""The changes of a plan besides those of meetings, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from scheduler.plan.plan import ChangedPart, Plan
from scheduler.reports.sentences import sentence

_MONTHS = "Calendars now show the months from {first:%B %Y} to {last:%B %Y}."
_HOUSEKEEPING: Mapping[ChangedPart, str] = {
    "programme": "Names or other facts about the programme, its cities, pairs or themes change.",
    "address": "The link of every coming meeting changes, so all their entries change.",
    "series": "A series, webinar or visit is new.",
    "names": "A series is known by a new id; its meetings keep their identity.",
    "grounds": "The text changes, and calendars show the same meetings.",
    "skips": "Pages show other meetings as skipped because of a holiday.",
    "clock": "The clock was ahead when the last revision was made. From now on the present clock counts.",
    "window": _MONTHS,
    "new window": "Calendars now show meetings from {first:%B %Y} on, and get new ones until {last:%B %Y}.",
}


def other_changes(plan: Plan) -> Iterator[str]:
    """Yields a sentence for each change that concerns no single meeting."""
    for change in plan.feed_changes:
        text = sentence(change)
        yield f"{text[:1].upper()}{text[1:]}."
    for part in plan.other_changes:
        if part != "feeds":  # the changes of feeds are in words already
            yield _HOUSEKEEPING[part].format(
                first=plan.window.first, last=plan.window.edge - timedelta(days=1)
            )
