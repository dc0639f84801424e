"""`twincal export`: all recorded meetings of a feed, past ones too, for a spreadsheet or another program."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from scheduler.commands.agenda import Agenda, meetings_on
from scheduler.commands.errors import Refused
from scheduler.commands.lookup import find_feed, read_state
from scheduler.commands.report import ReportRow, counted, report_rows
from scheduler.publication.feeds.download import write_download
from scheduler.publication.feeds.resources import plain_language
from scheduler.state.revision import Revision
from scheduler.state.stored import Stored
from scheduler.store import Store


class Export(Struct, frozen=True, kw_only=True):
    """The meetings of a feed from the day `first` to `last`, and the `revision` by which they stand so.

    Private ones are among them, and those that are hidden because they were cancelled. `months` counts them,
    with those that a day off removed in advance.
    """

    agenda: Agenda
    first: date
    last: date
    months: tuple[ReportRow, ...]
    revision: Revision


def export(store: Store, name: str, first: date, last: date, now: datetime) -> Export:
    """Returns the recorded meetings of a feed on these days, those of a city by its own days.

    Raises Refused if nothing was ever applied, or nothing has that name.
    """
    state = read_state(store)
    feed = find_feed(state.feeds, name)
    agenda = Agenda(
        meetings=tuple(meetings_on(state, feed, first, last)),
        feed=feed,
        now=now,
        profile=state.profile,
        ids=state.ids,
    )
    meetings = [
        each
        for each in counted(agenda.meetings, feed, state, now)
        if isinstance(each.meeting, Stored) or first <= each.day <= last
    ]
    return Export(
        agenda=agenda,
        first=first,
        last=last,
        months=tuple(report_rows(meetings, "month", state)),
        revision=store.revision(state.revision),
    )


def export_calendar(store: Store, name: str, first: date, last: date) -> bytes:
    """Returns the meetings that calendars show, or have shown, as one calendar file without ways to join.

    Raises Refused as `export` does, and if there is none.
    """
    state = read_state(store)
    feed = find_feed(state.feeds, name)
    shown = [stored for stored in meetings_on(state, feed, first, last) if stored.shown]
    if not shown:
        raise Refused(f"{feed.title.say('en')} has no meeting on these days, and a calendar file needs one")
    return write_download(state, feed, shown, plain_language(state, feed))
