"""`twincal export`: all recorded meetings of a feed, past ones too, for a spreadsheet or another program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from scheduler.commands.agenda import Agenda
from scheduler.commands.lookup import find_feed, read_state
from scheduler.commands.refusals import Refused
from scheduler.commands.report import ReportRow, counted, recorded_on, report_rows
from scheduler.configuration.vocabulary.privacy import leak
from scheduler.programme.details import Join
from scheduler.publication.feeds.meetings_file import write_download
from scheduler.publication.feeds.resources import plain_language
from scheduler.state.revision import Revision
from scheduler.state.stored import Stored
from scheduler.store import Store

PRIVATE = "private"
"""What an export has in place of a text with a way to join."""


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
    """Returns the recorded meetings of a feed that begin on these days, those of a city by its own days.

    Raises Refused if nothing was ever applied, or nothing has that name.
    """
    state = read_state(store)
    feed = find_feed(state.feeds, name)
    meetings = [*counted(store, state, feed, first, last, now)]
    return Export(
        agenda=Agenda(
            meetings=tuple(each.meeting for each in meetings if isinstance(each.meeting, Stored)),
            feed=feed,
            now=now,
            profile=state.profile,
            ids=state.ids,
        ),
        first=first,
        last=last,
        months=tuple(report_rows(meetings, "month", state)),
        revision=store.revision(state.revision),
    )


def export_calendar(store: Store, name: str, first: date, last: date) -> bytes:
    """Returns the meetings that calendars show, or have shown, as one file without private ways to join.

    Raises Refused as `export` does, and if there is none.
    """
    state = read_state(store)
    feed = find_feed(state.feeds, name)
    shown = [without_ways_to_join(stored) for stored in recorded_on(state, feed, first, last) if stored.shown]
    if not shown:
        raise Refused(f"{feed.title.say('en')} has no meeting on these days, and a calendar file needs one")
    return write_download(state, feed, shown, plain_language(state, feed))


def without_ways_to_join(stored: Stored) -> Stored:
    """Returns a meeting in which each text that would open a private one is PRIVATE, in any field."""
    content = stored.occurrence.content
    if not content.is_private:
        return stored
    joins = [replace(content.join, public=False)] if content.join is not None else []
    closed = _closed(replace(content, join=None), joins)
    closed = replace(closed, links=tuple(link for link in closed.links if link.url != PRIVATE))
    return replace(stored, occurrence=replace(stored.occurrence, content=closed))


def _closed(value: Any, joins: Sequence[Join]) -> Any:
    if isinstance(value, Struct):
        return replace(value, **{name: _closed(each, joins) for name, each in asdict(value).items()})
    if isinstance(value, tuple):
        return tuple(_closed(each, joins) for each in value)
    return PRIVATE if type(value) is str and leak(value, joins, frozenset()) else value
