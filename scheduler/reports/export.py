"""An export as tables: the meetings, a summary by month with its chart, and how they were counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.commands.export import Export
from scheduler.reports.meetings import meetings_table
from scheduler.reports.report import meanings, months_table
from scheduler.reports.tables.table import Column, Table


def export_tables(export: Export) -> tuple[Table, Table, Table]:
    """Returns the sheets *Meetings*, *Summary* and *How counted*."""
    return meetings_table(export.agenda), months_table("Summary", export.months), _how_counted(export)


def file_name(export: Export) -> str:
    """Returns a name without an ending: `meetings-sofia-from-2027-01-01-to-2027-03-31`."""
    parts = ("meetings", export.agenda.feed.id, *_days(export))
    return "-".join(part.replace(" ", "-") for part in parts)


def _days(export: Export) -> Iterator[str]:
    if export.first > date.min:
        yield f"from {export.first}"
    if export.last < date.max:
        yield f"to {export.last}"


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
        *meanings(agenda.now),
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
