"""A report as tables: the counts, what was not as planned, odd hours, months, how it was counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from operator import attrgetter

from scheduler.commands.report import By, CountedMeeting, Report, ReportRow
from scheduler.programme.details import Status
from scheduler.programme.english_days import in_words
from scheduler.publication.languages.day_off_reasons import reason_in_english
from scheduler.reports.local_times import clock_time
from scheduler.reports.meetings import reason_of
from scheduler.reports.tables.table import Cell, Chart, Column, Table
from scheduler.state.stored import SkippedMeeting, Stored
from scheduler.timetable.occurrence import Start

_HEADINGS = {
    "planned": "Planned",
    "held": "Held",
    "not_held": "Not held",
    "cancelled": "Cancelled",
    "skipped": "Skipped",
    "coming": "Coming",
    "moved": "Moved",
    "moved_by_holiday": "Moved by a day off",
    "planned_minutes": "Time (min)",
    "present": "People",
    "with_minutes": "With minutes",
    "without_minutes": "Minutes missing",
}
"""The columns of numbers, in their order."""
_SUBJECTS: dict[By, str] = {
    "pair": "Pair or group",
    "theme": "Theme",
    "city": "City",
    "quarter": "Quarter",
    "month": "Month",
}
_NO_SUBJECT = {"pair": "Webinars and others", "theme": "No theme"}


def report_tables(report: Report) -> tuple[Table, ...]:
    """Returns the counts, which programs get alone, and the tables that explain them."""
    return (
        _counts(report),
        _exceptions(report),
        _odd_hours(report),
        months_table("Months", report.months),
        _how_counted(report),
    )


def file_name(report: Report) -> str:
    """Returns a name without an ending: `report-sofia-by-quarter-from-2027-01-01-to-2027-03-31`."""
    return f"report-{report.feed.id}-by-{report.by}-from-{report.first}-to-{report.last}"


def _counts(report: Report) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (row.id, _name(row, report.by), *_numbers(row)) for row in report.rows
    )
    columns = Column("id", "Id"), Column("name", _SUBJECTS[report.by])
    return Table(title="Report", columns=(*columns, *_columns()), rows=rows, notes=tuple(_notes(report)))


def _columns() -> Iterator[Column]:
    return (Column(key, heading) for key, heading in _HEADINGS.items())


def _numbers(row: ReportRow) -> tuple[int | None, ...]:
    """Returns the counts; nobody knows of people where no number is written."""
    tally = row.tally
    return tuple(
        None if key == "present" and not tally.present_known else getattr(tally, key) for key in _HEADINGS
    )


def _name(row: ReportRow, by: By) -> str:
    if row.name is not None:
        return row.name.say("en")
    return row.id or _NO_SUBJECT[by]


def _notes(report: Report) -> Iterator[str]:
    total = report.total
    parts = ", ".join(
        f"{getattr(total, key)} {heading.lower()}"
        for key, heading in _HEADINGS.items()
        if key in ("held", "not_held", "cancelled", "skipped", "coming") and getattr(total, key)
    )
    days = f"From {in_words(report.first)} to {in_words(report.last)}"
    yield f"{days}: {total.planned} planned{f' ({parts})' if parts else ''}. Each meeting counts once here."
    if report.by in ("city", "theme"):
        yield f"In the rows, a meeting counts for each {report.by} that it has: they add up to more."
    yield from _doubts(report)


def _doubts(report: Report) -> Iterator[str]:
    """Yields what a person should know before the numbers are sent to anybody."""
    begins = report.begins.time.date()
    if report.first < begins:
        yield (
            f"The record begins on {in_words(begins)}. Of meetings before that day it knows only what your "
            "files say."
        )
    if report.total.held and not report.profile.details.minutes_expected:
        yield "No minutes can be missing: no series says `minutes: expected`."
    if report.total.coming:
        yield "Meetings that are not over yet are “coming”, and not held."
    unconfirmed = sum(
        each.fate == "held"
        and isinstance(each.meeting, Stored)
        and each.meeting.occurrence.status is Status.TENTATIVE
        for each in report.meetings
    )
    if unconfirmed:
        yield f"Of those held, {unconfirmed} had not been confirmed: write “held: no” where one fell through."
    if report.total.present_known:
        yield f"The number of people is written for {report.total.present_known} of {report.total.held} held."


def _exceptions(report: Report) -> Table:
    """Returns a row for each meeting that was cancelled, skipped, not held or moved, with the reason.

    A report is sent to others, so it does not say which private meeting it was, or why.
    """
    columns = (
        ("day", "Day"),
        ("meeting", "Meeting"),
        ("title", "Title"),
        ("what", "What"),
        ("reason", "Reason"),
    )
    rows = (_exception(each, report) for each in sorted(report.meetings, key=attrgetter("day")))
    return Table(
        title="Not as planned",
        columns=tuple(Column(*column) for column in columns),
        rows=tuple(row for row in rows if row is not None),
    )


def _exception(counted: CountedMeeting, report: Report) -> tuple[Cell, ...] | None:
    meeting = counted.meeting
    if isinstance(meeting, SkippedMeeting):
        name, title = report.ids.of_meeting(meeting.series, meeting.key), meeting.title
        what, reason = "skipped", reason_in_english(meeting.reason) if meeting.reason else None
    else:
        occurrence = meeting.occurrence
        name, title = report.ids.of_meeting(occurrence.series, occurrence.key), occurrence.content.title
        what = ", ".join(_changes(meeting, counted))
        reason = reason_of(occurrence)
    if not what:
        return None
    if counted.is_private:
        return counted.day, None, "private meeting", what, None
    return counted.day, name, title.say("en"), what, reason


def _changes(meeting: Stored, counted: CountedMeeting) -> Iterator[str]:
    if counted.fate in ("cancelled", "not held"):
        yield counted.fate
    if counted.tally.moved or counted.tally.moved_by_holiday:
        before = meeting.as_planned
        yield f"moved from {clock_time(Start(before.planned, before.timing.zone, before.planned_days))}"


def _odd_hours(report: Report) -> Table:
    columns = (
        *(("id", "Id"), ("city", "City"), ("meetings", "Meetings")),
        *(("outside_minutes", "Minutes outside office hours"), ("inconvenience", "Inconvenience")),
    )
    rows = tuple(
        (share.city.id, share.city.name.say("en"), len(share.meetings), share.outside_minutes, share.burden)
        for share in report.burdens
    )
    return Table(
        title="Odd hours",
        columns=tuple(Column(*column) for column in columns),
        rows=rows,
        charts=(Chart(title="Minutes outside office hours", labels="city", values=("outside_minutes",)),),
    )


def months_table(title: str, months: Iterable[ReportRow]) -> Table:
    """Returns the counts of each month, with a chart."""
    return Table(
        title=title,
        columns=(Column("month", "Month"), *_columns()),
        rows=tuple((row.id, *_numbers(row)) for row in months),
        charts=(
            Chart(title="Held and cancelled", layout="stacked", labels="month", values=("held", "cancelled")),
        ),
    )


def meanings(now: datetime) -> tuple[tuple[str, str], ...]:
    """Returns what the headings of the counts mean."""
    return (
        ("Planned", "all meetings: held, not held, cancelled, skipped and coming"),
        ("Held", f"over on {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC, not cancelled or “not held”"),
        ("Not held", "over, and your files say “held: no”"),
        ("Skipped", "left out before it was published, because of a day off"),
        ("Moved", "at another time than its series plans; without a series, than calendars showed first"),
        ("Moved by a day off", "on the day that “on_holiday” chose; these are not among “Moved”"),
        ("Time (min)", "of the meetings held, as planned; whole days have no minutes"),
        ("People", "of the meetings held, where your files say “present”"),
        ("With minutes", "held, with a link to the minutes; “missing” where your files expect them"),
    )


def _how_counted(report: Report) -> Table:
    private = sum(each.is_private for each in report.meetings)
    own = "by the clock of the city" if report.feed.kind == "cities" else "by the clock of each meeting"
    rows = (
        ("Programme", report.profile.name.say("en")),
        ("Meetings of", report.feed.title.say("en")),
        ("Days", f"{report.first} to {report.last}, {own}; where a meeting takes place now"),
        *meanings(report.now),
        (
            "Odd hours",
            "of the meetings held, for the cities that your files still have: the first hour outside office "
            "hours counts 1 a minute, night 5",
        ),
        ("Private", f"{private} of {len(report.meetings)} meetings"),
        ("Record", f"revision {report.revision.number} of {report.revision.time:%Y-%m-%d %H:%M} UTC"),
        ("Time-zone data", report.revision.sources.tzdata),
    )
    return Table(title="How counted", columns=(Column("what", "What"), Column("how", "How")), rows=rows)
