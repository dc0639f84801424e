"""Converts values to rows of the tables and back, without loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, groupby, starmap
from operator import itemgetter
from sys import intern
from typing import TYPE_CHECKING, Any

from msgspec.structs import astuple

from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.record.feeds import Feed
from scheduler.record.profile import ProfileDetails, ProgrammeProfile
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.record.window import Window
from scheduler.store.contents import contents_of, fields_of
from scheduler.store.types import json_decoder
from scheduler.store.write_rows import RowValues
from scheduler.timetable.holidays import Holiday, Holidays, PlaceYear
from scheduler.timetable.occurrence import Occurrence, Participant, Timing

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select


def read_rows(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """Yields the rows of `query`. They are read in parts, because all at once take much memory."""
    return chain.from_iterable(connection.execute(query).partitions(1_000))


def programme_row(profile: ProgrammeProfile, window: Window, skips: tuple[SkippedMeeting, ...]) -> RowValues:
    """Returns the one row of the table `programme`."""
    *facts, details = astuple(profile)
    return (*facts, window.month.first, window.first, window.edge, details, skips)


def programme_of(row: Row[Any]) -> tuple[ProgrammeProfile, Window, tuple[SkippedMeeting, ...]]:
    """Returns the profile, the window and the skipped meetings from the row of the table `programme`.

    The row may lack the details of the profile and the skipped meetings, which only pages show.
    """
    columns = dict(row._mapping)
    window = Window(
        month=Month.of(columns.pop("window_month")),
        first=columns.pop("window_first"),
        edge=columns.pop("window_edge"),
    )
    skips: tuple[SkippedMeeting, ...] = columns.pop("skips", ())
    details: ProfileDetails = columns.pop("profile", ProfileDetails())
    return ProgrammeProfile(**columns, details=details), window, skips


def holiday_row(place_year: PlaceYear, days: tuple[Holiday, ...]) -> RowValues:
    """Returns the row of a place in a year, also of one without holidays."""
    country, subdivision, year = place_year
    return country, subdivision or "", year, days


def feed_row(position: int, feed: Feed) -> RowValues:
    """Returns the row of a feed."""
    kind, identity, *others = astuple(feed)
    return (kind, identity, position, *others)


def holidays_of(rows: Iterable[Row[Any]]) -> Holidays:
    """Returns the holidays from rows of the table `holiday`."""
    return Holidays({(row.country, row.subdivision or None, row.year): row.days for row in rows})


def occurrence_row(stored: Stored) -> RowValues:
    """Returns the row of an occurrence, without its participants."""
    occurrence, timing, stamp = stored.occurrence, stored.occurrence.timing, stored.stamp
    return (
        occurrence.uid,
        occurrence.series,
        occurrence.key,
        occurrence.origin,
        occurrence.status,
        occurrence.content.visibility,
        timing.zone,
        timing.starts,
        timing.ends,
        timing.all_day,
        occurrence.planned,
        timing.begin_utc,
        timing.end_utc,
        stamp.sequence,
        stamp.created,
        stamp.modified,
        stored.shown,
        stored.cancelled_at,
        contents_of(occurrence),
    )


def participant_rows(occurrence: Occurrence) -> list[RowValues]:
    """Returns a row for each participant, in their order."""
    return [
        (occurrence.uid, position, *astuple(participant))
        for position, participant in enumerate(occurrence.participants)
    ]


class OccurrenceReader:
    """Makes occurrences from rows, which have all columns in the order of their tables, JSON not yet decoded.

    Meetings have most of their values in common. Equal values are decoded once, and are one value in memory.
    """

    def __init__(self, participant_rows: Iterable[Sequence[Any]]) -> None:
        """Takes the rows of all participants in order of uid and position."""
        self._participants = participants_of(participant_rows)
        self._fields = cache(fields_of)

    def stored(self, row: Sequence[Any]) -> Stored:
        """Returns the occurrence of `row`."""
        # fmt: off
        (
            uid, series, key, origin, status, visibility, zone, starts, ends, all_day, planned, begin, end,
            sequence, created, modified, shown, cancelled_at, contents,
        ) = row
        # fmt: on
        return Stored.stamped(
            Occurrence(
                uid=intern(uid),
                series=intern(series),
                key=intern(key),
                origin=intern(origin),  # type: ignore[arg-type]  # the table holds nothing else
                status=status,
                timing=Timing(
                    zone=intern(zone), starts=starts, ends=ends, all_day=all_day, begin_utc=begin, end_utc=end
                ),
                planned=starts if planned == starts else planned,
                participants=self._participants.get(uid, ()),
                **self._fields(contents, visibility),
            ),
            sequence=sequence,
            created=created,
            modified=modified,
            shown=shown,
            cancelled_at=cancelled_at,
        )


def participants_of(rows: Iterable[Sequence[Any]]) -> dict[str, tuple[Participant, ...]]:
    """Returns the participants by uid, from rows in order of uid and position."""
    name_of = cache(json_decoder(Text))

    @cache
    def participant(city: str, name: str, country: str, zone: str, offset: int) -> Participant:
        return Participant(
            city=intern(city), name=name_of(name), country=intern(country), zone=intern(zone), offset=offset
        )

    @cache
    def participants(*values: Sequence[Any]) -> tuple[Participant, ...]:
        return tuple(starmap(participant, values))

    by_uid = groupby(rows, itemgetter(0))
    return {uid: participants(*(tuple(row[2:]) for row in group)) for uid, group in by_uid}
