"""Makes whole series of what a file has in pieces, and finds the ways to say them.

1. The pieces of a series that somebody changed from a day on are one series.
2. Single events with one title, owner and clock are one series, which ends with the last of them.
3. The same time, said twice in the same words, is one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count, pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from scheduler.arrivals.arrived import ZONES, ArrivedSeries, Occasion
from scheduler.arrivals.rule_finder import as_planned
from scheduler.commands.import_blocks import UNTITLED, Candidate, facts_of, ways_of
from scheduler.commands.import_decisions import WEBINAR, Owned
from scheduler.commands.import_report import ImportReport
from scheduler.configuration.assemble.context import slug
from scheduler.programme.programme import Programme

_PIECE = re.compile(r"_R\d{8}(T\d{6})?Z?(?=@|$)")
"""What Google and Outlook add to a UID for "this and following"."""


class Whole(Struct, frozen=True, kw_only=True):
    """A series of `owner` with its pieces, in order, and the places where it stands (`rows`)."""

    owner: str
    pieces: tuple[ArrivedSeries, ...]
    rows: tuple[str, ...]

    @property
    def first(self) -> ArrivedSeries:
        """Its first piece."""
        return self.pieces[0]

    @property
    def is_endless(self) -> bool:
        """Whether it goes on after the last time that is known."""
        return any(piece.endless for piece in self.pieces)

    @property
    def occasions(self) -> list[Occasion]:
        """All its times, in order."""
        return sorted(
            (each for piece in self.pieces for each in piece.occasions), key=lambda each: each.planned
        )


def whole_series(name: str, found: Iterable[Owned], report: ImportReport) -> list[Whole]:
    """Returns the series of a file, each in one piece; the report hears what was put together."""
    wholes = [Whole(owner=each.owner, pieces=(each.series,), rows=(each.series.row,)) for each in found]
    wholes.sort(key=lambda each: each.first.occasions[0].planned)
    repeated = _joined(name, [each for each in wholes if each.first.repeats], report)
    return [*repeated, *_together(name, [each for each in wholes if not each.first.repeats], report)]


def _joined(name: str, wholes: list[Whole], report: ImportReport) -> list[Whole]:
    found: list[Whole] = []
    for whole in wholes:
        before = next((each for each in reversed(found) if _continues(each, whole)), None)
        if before is None:
            found.append(whole)
            continue
        pieces, rows = (*before.pieces, *whole.pieces), (*before.rows, *whole.rows)
        found[found.index(before)] = replace(before, pieces=pieces, rows=rows)
        words = f"{whole.first.title}: it goes on with {before.first.row}: one series"
        report.note(name, whole.first.row, "joined", words)
    return found


def _continues(before: Whole, after: Whole) -> bool:
    """Returns whether their UIDs share a stem, or the same people meet on, an interval later at most."""
    one, other = before.pieces[-1], after.first
    is_same = (before.owner, one.zone, one.all_day) == (after.owner, other.zone, other.all_day)
    # A series has the same fields all along: what a time has not cannot be taken out of it.
    if not (is_same and _fields_of(one) == _fields_of(other)):
        return False
    gap = other.occasions[0].planned.date() - one.occasions[-1].planned.date()
    if _PIECE.sub("", one.uid) == _PIECE.sub("", other.uid):
        return gap > timedelta()
    intervals = (later.planned.date() - earlier.planned.date() for earlier, later in pairwise(one.occasions))
    is_next = timedelta() < gap <= max(intervals, default=timedelta())
    return is_next and bool(one.people) and {*one.people} == {*other.people} and one.title == other.title


def _fields_of(series: ArrivedSeries) -> set[str]:
    return {*next((each.words for each in series.occasions if "cancel" not in each.words), ())}


def _together(name: str, wholes: list[Whole], report: ImportReport) -> list[Whole]:
    series: dict[object, list[Whole]] = defaultdict(list)
    at_hour: dict[object, list[Whole]] = defaultdict(list)
    for whole in wholes:
        first = whole.first
        key = (whole.owner, first.zone, first.title, first.all_day and first.occasions[0].length)
        others = at_hour[key, first.occasions[0].starts]
        twin = next((each.first for each in others if each.occasions == whole.occasions), None)
        if twin is not None:
            words = f"{first.title}: it says the same as {twin.row}; it is read once"
            report.note(name, first.row, "same-twice", words)
            continue
        # A series has no hour twice; a webinar is no series.
        series[id(whole) if whole.owner == WEBINAR else (*key, len(others))].append(whole)
        others.append(whole)
    return [same[0] if len(same) == 1 else _as_one(name, same, report) for same in series.values()]


def _as_one(name: str, same: Sequence[Whole], report: ImportReport) -> Whole:
    first = same[0].first
    report.note(
        name, first.row, "together", f"{first.title or UNTITLED}: {len(same)} single events are one series"
    )
    occasions = sorted((each for whole in same for each in whole.occasions), key=lambda each: each.starts)
    days, hour = as_planned([each.planned.date() for each in occasions]), occasions[0].planned.time()
    planned = (
        replace(each, planned=datetime.combine(day, hour)) for each, day in zip(occasions, days, strict=True)
    )
    rows = tuple(row for whole in same for row in whole.rows)
    return replace(same[0], pieces=(replace(first, occasions=tuple(planned)),), rows=rows)


class Candidates:
    """Makes candidates of series; each gets an id that is new in the programme and among them.

    A series without an end is compared through `horizon`.
    """

    def __init__(self, programme: Programme, horizon: date, report: ImportReport) -> None:
        self._programme, self._horizon, self._report = programme, horizon, report
        self._ids = {*programme.series, *(each.id for each in programme.open_webinars)}

    def of_file(self, name: str, wholes: Iterable[Whole]) -> list[Candidate]:
        """Returns the series of a file with the ways to say them; a webinar is one for each time."""
        singles = [each for whole in wholes for each in self._singles(name, whole)]
        comments = self._report.comments(name)
        return [self._candidate(name, each, comments) for each in singles]

    def _singles(self, name: str, whole: Whole) -> Iterator[Whole]:
        if whole.owner != WEBINAR:
            yield whole
            return
        if whole.is_endless:
            words = f"{whole.first.title}: a webinar has no rule; its dates until {_end(whole)} are written"
            self._report.note(name, whole.first.row, "dates-only", words)
        for each in whole.occasions:
            if not each.is_hidden:
                yield replace(whole, pieces=(replace(whole.first, occasions=(each,), endless=False),))

    def _candidate(self, name: str, whole: Whole, comments: Mapping[str, Sequence[str]]) -> Candidate:
        group, cities = self._programme.groups.get(whole.owner), self._programme.cities
        head = {group.kind.removesuffix("s"): group.id} if group is not None else {}
        own = (
            id for id in (group.cities if group is not None else cities) if _is_clock(cities[id].zone, whole)
        )
        occasions = whole.occasions
        last = max(max(each.starts, each.planned).date() for each in occasions)
        last = self._horizon if whole.is_endless else last
        more = f" and {len(whole.rows) - 1} more" if len(whole.rows) > 1 else ""
        notes = (note for row in whole.rows for note in comments.get(row, ()))
        words = f"dates-only: no rule here gives its times; its dates end on {_end(whole)}"
        return Candidate(
            id=self._id(whole, whole.owner if head else ""),
            section="meetings" if head else "webinars",
            ways=ways_of({**head}, whole.pieces, next(own, whole.first.zone)),
            facts=facts_of(occasions, last, all_day=whole.first.all_day),
            last=last,
            notes=(f"{name}, {whole.rows[0]}{more}", *notes),
            if_dates=words if whole.is_endless else "",
        )

    def _id(self, whole: Whole, prefix: str) -> str:
        title, group = slug(whole.first.title), self._programme.groups.get(prefix)
        is_named = group is not None and all(city in title for city in group.cities)
        base = (title if is_named else slug(f"{prefix} {title}"))[:40].strip("-") or "imported"
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        id = next(each for each in names if each not in self._ids)
        self._ids.add(id)
        return id


def _end(whole: Whole) -> date:
    return max(each.planned for each in whole.occasions if not each.is_hidden).date()


def _is_clock(zone: str, whole: Whole) -> bool:
    """Returns whether a zone is that of a series; Windows has one name for Sofia, Kyiv and Helsinki."""
    first = whole.first
    if zone == first.zone or not first.zone_written or first.zone_written in ZONES:
        return zone == first.zone
    zones = ZoneInfo(zone), ZoneInfo(first.zone)
    starts = (each.starts for each in whole.occasions)
    return all(len({each.replace(tzinfo=one).utcoffset() for one in zones}) == 1 for each in starts)
