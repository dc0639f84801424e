"""The next meetings as text."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.commands.agenda import Agenda
from scheduler.publication.feeds.city_hours import utc
from scheduler.reports.local_times import local_end, local_start, when
from scheduler.timetable.occurrence import Occurrence


def agenda_text(agenda: Agenda) -> str:
    """Returns the title of each meeting, and below it the local time of each city, from west to east.

    The city that was asked for is first.
    """
    if not agenda.occurrences:
        return "No meeting to come.\n"
    return "\n\n".join("\n".join(_lines(occurrence, agenda)) for occurrence in agenda.occurrences) + "\n"


def _lines(occurrence: Occurrence, agenda: Agenda) -> Iterator[str]:
    ids = agenda.ids
    status = "" if occurrence.status.value == "confirmed" else f" [{occurrence.status.value}]"
    yield f"{occurrence.content.title.say('en')}{status}  {ids.of_meeting(occurrence.series, occurrence.key)}"
    if occurrence.timing.all_day:
        yield f"  {when(occurrence, None)}"
        return
    in_order = sorted(occurrence.participants, key=lambda each: (each.city != agenda.city, each.offset))
    for participant in in_order:
        begin, end = local_start(occurrence, participant), local_end(occurrence, participant)
        last = f"{end:%H:%M}" if end.date() == begin.date() else f"{end:%a %-d %b %H:%M}"
        hours = f"{begin:%a %-d %b %Y %H:%M}–{last}"
        yield f"  {hours}  {participant.name.say('en')} ({utc(participant.offset)})"
