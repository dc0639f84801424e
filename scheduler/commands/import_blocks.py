"""Writes series that were read elsewhere as blocks of a programme, and tries them until the times are right.

A series may be said in several ways, the shortest first: by a rule, else by its dates. Each way is read and
dated as any other text. The first one whose times are those of the source is written.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from scheduler.arrivals.arrived import ArrivedSeries, Occasion
from scheduler.arrivals.rule_finder import rules_for
from scheduler.commands.refusals import Invalid
from scheduler.configuration import read
from scheduler.configuration.edits.style import Style
from scheduler.configuration.source.nodes import Plain
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS

Said = dict[str, Plain]
Instants = frozenset[tuple[datetime, datetime]]
MOST_WAYS = 12
_STYLE = Style(step=2, before_item=2, quote='"')


class Candidate(Struct, frozen=True, kw_only=True):
    """A series with its id and section, the `ways` to say it, the times that it must have, and its notes.

    What comes after `last` is not compared: the source was followed no further.
    """

    id: str
    section: str
    ways: tuple[Said, ...]
    times: Instants
    last: date
    notes: tuple[str, ...]


def ways_of(head: Said, pieces: Sequence[ArrivedSeries], clock: str) -> tuple[Said, ...]:
    """Returns the ways to say a series; `head` is what all of them have."""
    occasions = sorted((each for piece in pieces for each in piece.occasions), key=lambda each: each.planned)
    length, all_day = _usual_length(occasions), pieces[0].all_day
    return (
        *(_by_rule(head, pieces, words, clock) for words in islice(_rules(pieces), MOST_WAYS)),
        _by_dates(head, [each for each in occasions if each.starts is not None], length, clock, all_day),
    )


def _rules(pieces: Sequence[ArrivedSeries]) -> Iterator[tuple[str, ...]]:
    """Yields a rule for each piece, as long as its planned hour is always the same."""
    if all(len({each.planned.time() for each in piece.occasions}) == 1 for piece in pieces):
        yield from product(
            *([*rules_for(sorted({each.planned.date() for each in piece.occasions}))] for piece in pieces)
        )


def _by_rule(head: Said, pieces: Sequence[ArrivedSeries], rules: Sequence[str], clock: str) -> Said:
    entries: list[Plain] = []
    changes: dict[str, Plain] = {}
    for piece, words in zip(pieces, rules, strict=True):
        length, last = _usual_length(piece.occasions), piece.occasions[-1].planned.date()
        entry: Said = {"every": words, **_hours(piece.occasions[0].planned, length, clock, piece.all_day)}
        entry["from"] = str(piece.occasions[0].planned.date())
        if entries and "weeks" in words:
            entry["starting"] = entry["from"]
        if not piece.endless:
            entry["until"] = str(last)
        entries.append(entry)
        for each in piece.occasions:
            if change := _change(each, length, piece.all_day):
                changes[str(each.planned.date())] = change
    said: Said = {**head, **entries[0]} if len(entries) == 1 else {**head, "schedule": entries}  # type: ignore[dict-item]
    return {**said, "changes": changes} if changes else said


def _hours(starts: datetime, length: timedelta, clock: str, all_day: bool) -> Said:
    if all_day:
        return {"days": str(length.days or 1)}
    return {"at": f"{starts:%H:%M}", "clock": clock, "duration": f"{length // timedelta(minutes=1)} min"}


def _change(occasion: Occasion, length: timedelta, all_day: bool) -> Said:
    if occasion.starts is None:
        return {"cancel": occasion.reason or "true", **({"cancelled": "hide"} if occasion.is_hidden else {})}
    moved = occasion.starts != occasion.planned
    found: Said = {"move_to": _moment(occasion.starts, all_day)} if moved else {}
    return {
        **found,
        **_own_words(occasion, length, all_day),
        **({"reason": occasion.reason} if occasion.reason else {}),
    }


def _own_words(occasion: Occasion, length: timedelta, all_day: bool) -> Said:
    found: Said = {}
    if occasion.length != length and not all_day:
        found["duration"] = f"{occasion.length // timedelta(minutes=1)} min"
    return {**found, **{name: words for name in ("title", "place") if (words := getattr(occasion, name))}}


def _by_dates(
    head: Said, occasions: Sequence[Occasion], length: timedelta, clock: str, all_day: bool
) -> Said:
    moments: list[Plain] = [_moment(each.starts, all_day) for each in occasions if each.starts is not None]
    hours = {**_hours(occasions[0].planned, length, clock, all_day)}
    hours.pop("at", None)
    said: Said = (
        {**head, "starts": moments[0], **hours} if len(moments) == 1 else {**head, "dates": moments, **hours}
    )
    keys = ["once", *(f"extra.{number}" for number in range(2, len(occasions) + 1))]
    changes: dict[str, Plain] = {
        key: change
        for key, each in zip(keys, occasions, strict=True)
        if (change := _own_words(each, length, all_day))
    }
    return {**said, "changes": changes} if changes else said


def _usual_length(occasions: Iterable[Occasion]) -> timedelta:
    lengths = [each.length for each in occasions if each.starts is not None]
    return max(lengths, key=lengths.count, default=timedelta(hours=1))


def _moment(moment: datetime | None, all_day: bool) -> str:
    assert moment is not None
    return f"{moment:%Y-%m-%d}" if all_day else f"{moment:%Y-%m-%d %H:%M}"


def try_out(
    folder: Path, files: Mapping[str, Sequence[Candidate]]
) -> tuple[dict[str, str], dict[str, int], list[Candidate]]:
    """Returns the text of each new file, how many series are said in which way, and those that none says.

    Raises Invalid if the files of `folder` have an error, alone or beside these.
    """
    way = {each.id: 0 for candidates in files.values() for each in candidates}
    while True:
        used = {
            name: [each for each in candidates if way[each.id] < len(each.ways)]
            for name, candidates in files.items()
        }
        texts = {name: _text(candidates, way) for name, candidates in used.items() if candidates}
        wrong = _wrong(folder, texts, [each for candidates in used.values() for each in candidates])
        if not wrong:
            break
        for id in wrong:
            way[id] += 1
    found = [each for candidates in files.values() for each in candidates]
    by_rule = sum(way[each.id] < len(each.ways) - 1 for each in found)
    lost = [each for each in found if way[each.id] == len(each.ways)]
    return texts, {"written by a rule": by_rule, "written by dates": len(found) - by_rule - len(lost)}, lost


def _wrong(folder: Path, texts: Mapping[str, str], candidates: Sequence[Candidate]) -> set[str]:
    """Returns the ids of the series whose times are not those of the source."""
    with TemporaryDirectory() as trial:
        shutil.copytree(folder, trial, dirs_exist_ok=True)
        for name, text in texts.items():
            (Path(trial) / name).write_text(text, encoding="utf-8")
        reading = read(Path(trial))
    ids = {each.id for each in candidates}
    errors = [each for each in reading.problems if each.level == "error"]
    if errors:
        named = {part for each in errors for part in each.field.split(".")[1:2]} & ids
        if not named:
            raise Invalid(reading.problems)
        return named
    assert reading.programme is not None
    last = max((each.last for each in candidates), default=date.min)
    dated = date_programme(reading.programme, NO_HOLIDAYS, last)
    by_id = {each.series.id: each for each in dated.series.values()}
    return {each.id for each in candidates if _times(by_id[each.id].wanted, each.last) != each.times}


def _times(wanted: Iterable[object], last: date) -> Instants:
    meetings = [each.occurrence for each in wanted]  # type: ignore[attr-defined]
    timings = [each.timing for each in meetings if not each.cancelled]
    return frozenset((timing.starts, timing.ends) for timing in timings if timing.starts.date() <= last)


def _text(candidates: Sequence[Candidate], way: Mapping[str, int]) -> str:
    lines: list[str] = []
    for section in dict.fromkeys(each.section for each in candidates):
        lines.append(f"{section}:")
        for each in (candidate for candidate in candidates if candidate.section == section):
            lines += [f"  # {note}" for note in each.notes]
            lines += _STYLE.block(2, {each.id: each.ways[way[each.id]]})
    return "\n".join(lines) + "\n"
