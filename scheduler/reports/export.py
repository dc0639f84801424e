"""An export as tables: the meetings, a summary by month with its chart, and how they were counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date

from scheduler.commands.export import Export
from scheduler.programme.spans import Month
from scheduler.reports.differences import STATUS_WORDS
from scheduler.reports.local_times import local_start
from scheduler.reports.meetings import meetings_table, status_of
from scheduler.reports.tables.table import Chart, Column, Table
from scheduler.state.stored import Stored

_STATUSES = {word: word.capitalize() for word in ("held", "not held", *STATUS_WORDS.values())}
"""The headings of the statuses, in the order of their columns."""


def export_tables(export: Export) -> tuple[Table, Table, Table]:
    """Returns the sheets *Meetings*, *Summary* and *How counted*."""
    return meetings_table(export.agenda), _summary(export), _how_counted(export)


def file_name(export: Export) -> str:
    """Returns a name without an ending: `meetings-sofia-from-2027-01-01-to-2027-03-31`."""
    parts = ("meetings", export.agenda.feed.id, *_days(export))
    return "-".join(part.replace(" ", "-") for part in parts)


def _days(export: Export) -> Iterator[str]:
    if export.first > date.min:
        yield f"from {export.first}"
    if export.last < date.max:
        yield f"to {export.last}"


def _summary(export: Export) -> Table:
    """Returns a row for each month from the first meeting to the last one, also if it has none."""
    agenda = export.agenda
    counts = Counter(
        (_month(stored, agenda.city), status_of(stored, agenda.now)) for stored in agenda.meetings
    )
    numbers = {
        month: [counts[month, status] for status in _STATUSES]
        for month in _span([month for month, _ in counts])
    }
    keys = [status.replace(" ", "_") for status in _STATUSES]
    return Table(
        title="Summary",
        columns=(
            Column("month", "Month"),
            *(Column(key, heading) for key, heading in zip(keys, _STATUSES.values(), strict=True)),
            Column("meetings", "Meetings"),
        ),
        rows=tuple((f"{month}", *each, sum(each)) for month, each in numbers.items()),
        charts=(Chart(title="Meetings by month", kind="stacked", labels="month", values=tuple(keys)),),
    )


def _span(months: Sequence[Month]) -> Iterator[Month]:
    if months:
        first = min(months)
        yield from (first.plus(number) for number in range(max(months).since(first) + 1))


def _month(stored: Stored, city: str | None) -> Month:
    occurrence = stored.occurrence
    own = occurrence.participant(city) if city is not None else None
    return Month.of(local_start(occurrence, own).date())


def _how_counted(export: Export) -> Table:
    agenda, revision = export.agenda, export.revision
    days = " ".join(_days(export)) or "all that were ever published"
    private = sum(stored.occurrence.content.is_private for stored in agenda.meetings)
    of_all = f"{private} of {len(agenda.meetings)}"
    own = f"those of {agenda.feed.title.say('en')}" if agenda.city is not None else "those of the clock"
    rows = (
        ("Programme", agenda.profile.name.say("en")),
        ("Meetings of", agenda.feed.title.say("en")),
        ("Days", f"{days}; days and months are {own}"),
        ("Held", f"over on {agenda.now.astimezone(UTC):%Y-%m-%d} (UTC), and not cancelled"),
        ("Not held", "over, and your files say “held: no”"),
        ("Clock", "the time zone that the meeting keeps; start, end and planned start are by it"),
        ("Planned start", "where a meeting that moved was planned by its rule or text"),
        (
            "Private",
            f"{of_all} meetings: look before you pass the file on. It has no way to join a meeting",
        ),
        ("Hidden", "cancelled meetings that the programme does not show any more"),
        ("Record", f"revision {revision.number} of {revision.time:%Y-%m-%d %H:%M} UTC"),
        ("Time-zone data", revision.sources.tzdata),
    )
    return Table(title="How counted", columns=(Column("what", "What"), Column("how", "How")), rows=rows)
