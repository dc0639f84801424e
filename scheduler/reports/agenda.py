"""Meetings as text, in English or in the language of the cities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from scheduler.commands.agenda import Agenda
from scheduler.programme.details import Status
from scheduler.programme.english_days import in_short
from scheduler.publication.languages.language import Language, language
from scheduler.reports.differences import STATUS_WORDS
from scheduler.reports.formats import as_text
from scheduler.reports.local_times import from_west_to_east
from scheduler.state.profile import PresentIds
from scheduler.timetable.local_clocks import clock_of
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import utc

_PHRASES = {Status.TENTATIVE: "To be confirmed: {title}", Status.CANCELLED: "CANCELLED: {title}"}


def agenda_text(agenda: Agenda, code: str | None) -> str:
    """Returns the title of each meeting, and below it the local time of each city, from west to east.

    The city or the pair that was asked for is first. Words and dates are those of the language `code`, or
    short English.
    """
    spoken = language(code, agenda.profile.phrases) if code else None
    if not agenda.meetings:
        return "No meeting.\n"
    own = agenda.own_cities
    return "\n".join(as_text(_lines(each.occurrence, agenda.ids, own, spoken)) for each in agenda.meetings)


def _lines(
    occurrence: Occurrence, ids: PresentIds, own: Sequence[str], spoken: Language | None
) -> Iterator[str]:
    yield f"{_title(occurrence, spoken)}  {ids.of_meeting(occurrence.series, occurrence.key)}"
    timing, code = occurrence.timing, spoken.code if spoken else "en"
    if timing.all_day:
        first, last = timing.starts.date(), (timing.ends - timedelta(days=1)).date()
        to = "–" if spoken else "to"
        yield f"  {_day(first, spoken)}" + (f" {to} {_day(last, spoken)}" if last != first else "")
        return
    for participant in from_west_to_east(occurrence, own):
        clock = clock_of(occurrence, [participant])
        begin, end = clock.starts, clock.ends
        next_day = f"{spoken.day(end)} " if spoken else f"{end:%a} {end.day} {end:%b} "
        last_hour = f"{next_day if end.date() != begin.date() else ''}{end:%H:%M}"
        hours = f"{_day(begin, spoken)} {begin:%H:%M}–{last_hour}"
        yield f"  {hours}  {participant.name.say(code)} ({utc(participant.offset)})"


def _title(occurrence: Occurrence, spoken: Language | None) -> str:
    title, phrase = occurrence.content.title, _PHRASES.get(occurrence.status)
    if spoken is None:
        return title.say("en") + (f" [{STATUS_WORDS[occurrence.status]}]" if phrase else "")
    words = title.say(spoken.code)
    return spoken.say(phrase, title=words) if phrase else words


def _day(day: date, spoken: Language | None) -> str:
    return spoken.full_day(day) if spoken else in_short(day)
