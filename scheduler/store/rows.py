"""Converts values to rows of the tables and back, without loss."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from sys import intern
from typing import Any

import msgspec
from msgspec.structs import astuple
from sqlalchemy import Connection, Dialect, LargeBinary, Row, Select, String, type_coerce
from sqlalchemy.types import NullType, TypeEngine

from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.state.feeds import Feed
from scheduler.state.profile import ProfileDetails, ProgrammeProfile
from scheduler.state.state import State
from scheduler.state.stored import Stored
from scheduler.state.window import Window
from scheduler.store.contents import contents_of, fields_of
from scheduler.store.types import json_decoder
from scheduler.store.write_rows import RowValues
from scheduler.timetable.holidays import Holiday, Holidays, PlaceYear
from scheduler.timetable.occurrence import Occurrence, Participant, Start, Timing


def read_rows(connection: Connection, query: Select[Any]) -> Iterator[RowValues]:
    """Yields the rows of `query`. They are read in parts, because all at once take much memory.

    Values are converted column by column. Equal ones are converted once, and are one value in memory.
    """
    columns = query.selected_columns
    unconverted = query.with_only_columns(*(type_coerce(column, NullType()) for column in columns))
    converter = cache(partial(_from_driver, connection.dialect))
    converters = [converter(column.type) for column in columns]
    for part in connection.execute(unconverted).partitions(1_000):
        values = zip(converters, zip(*part, strict=True), strict=True)
        yield from zip(
            *(map(convert, column) if convert else column for convert, column in values), strict=True
        )


def _from_driver(dialect: Dialect, type: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """Returns the function that makes a value of `type` from that of the driver; None if they are the same.

    A text may not be NULL.
    """
    if isinstance(type, String):
        return intern
    convert = type.dialect_impl(dialect).result_processor(dialect, None)
    return convert if convert is None or isinstance(type, LargeBinary) else cache(convert)


def programme_row(state: State) -> RowValues:
    """Returns the one row of the table `programme`."""
    *facts, phrases, details = astuple(state.profile)
    window = state.window
    return (
        *facts,
        window.month.first,
        window.first,
        window.edge,
        details,
        state.skips,
        phrases,
        state.files,
        state.release,
        state.release_since,
        state.modified,
        state.modified_in_private,
    )


def programme_of(row: Row[Any] | None) -> Mapping[str, Any]:
    """Returns the fields of State in the row of the table `programme`. Raises ValueError without a row."""
    if row is None:
        raise ValueError("the facts about the programme are missing")
    columns = dict(row._mapping)
    window = Window(
        month=Month.of(columns.pop("window_month")),
        first=columns.pop("window_first"),
        edge=columns.pop("window_edge"),
    )
    details: ProfileDetails = columns.pop("profile")
    profile = ProgrammeProfile(
        **{name: columns.pop(name) for name in ProgrammeProfile.__struct_fields__ if name in columns},
        details=details,
    )
    return {"window": window, "profile": profile, **columns}


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
        stored.moved_from,
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

    def __init__(self) -> None:
        self._fields = cache(fields_of)
        self._participants = _participants_reader()

    def occurrences(self, rows: Iterable[RowValues], participants: Iterable[RowValues]) -> Iterator[Stored]:
        """Yields the occurrences of `rows`; `participants` are those of each uid, as JSON."""
        by_uid = {uid: self._participants(text) for uid, text in participants}
        return (self._stored(row, by_uid.get(row[0], ())) for row in rows)

    def _stored(self, row: RowValues, participants: tuple[Participant, ...]) -> Stored:
        # fmt: off
        (
            uid, series, key, origin, status, visibility, zone, starts, ends, all_day, planned, begin, end,
            sequence, created, modified, shown, cancelled_at, contents, moved_from,
        ) = row
        # fmt: on
        return Stored.stamped(
            Occurrence(
                uid=uid,
                series=series,
                key=key,
                origin=origin,
                status=status,
                timing=Timing(
                    zone=zone, starts=starts, ends=ends, all_day=all_day, begin_utc=begin, end_utc=end
                ),
                planned=planned,
                participants=participants,
                **self._fields(contents, visibility),
            ),
            sequence=sequence,
            created=created,
            modified=modified,
            shown=shown,
            cancelled_at=cancelled_at,
            moved_from=None if moved_from is None else _start_in(moved_from),
        )


_start_in = cache(json_decoder(Start))
_participant_rows = msgspec.json.Decoder(list[tuple[int, str, str, str, str, int]])


def _participants_reader() -> Callable[[str], tuple[Participant, ...]]:
    """Returns the function that makes the participants of an occurrence from JSON: a list of their rows."""
    name_of = cache(json_decoder(Text))

    @cache
    def participant(city: str, name: str, country: str, zone: str, offset: int) -> Participant:
        return Participant(city=city, name=name_of(name), country=country, zone=zone, offset=offset)

    @cache
    def participants(text: str) -> tuple[Participant, ...]:
        rows = sorted(_participant_rows.decode(text))
        return tuple([participant(*values) for _, *values in rows])

    return participants
