"""Writes series that were read elsewhere as blocks of a programme, and tries them until the times are right.

A series may be said in several ways, the shortest first: by a rule, else by its dates. Each way is read and
dated as any other text. The first one whose times, titles and states are those of the source is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice, product
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from scheduler.arrivals.arrived import ArrivedSeries, Occasion
from scheduler.arrivals.rule_finder import rules_for
from scheduler.commands.refusals import Invalid
from scheduler.configuration import Reading, read_edited
from scheduler.configuration.edits.style import Style
from scheduler.configuration.source.files import File, FileDigest, Lines
from scheduler.configuration.source.nodes import Plain, parse_file
from scheduler.programme.details import Status
from scheduler.programme.programme import Programme
from scheduler.timetable.date_programme import date_programme
from scheduler.timetable.holidays import NO_HOLIDAYS
from scheduler.timetable.wall_times import nearest_instant

Said = dict[str, Plain]
Facts = frozenset[tuple[datetime, datetime, str, str]]
"""Start, end, state and title of each time."""
MOST_WAYS = 12
UNTITLED = "Meeting"
_OF_SERIES = ("title", "place", "description", "join", "status")
_STYLE = Style(step=2, before_item=2, quote='"')
_MINUTE = timedelta(minutes=1)


class Candidate(Struct, frozen=True, kw_only=True):
    """A series with its id and section, the `ways` to say it, the `facts` that it must have, and its notes.

    What comes after `last` is not compared: the source was followed no further. `if_dates` is a note for the
    last way.
    """

    id: str
    section: str
    ways: tuple[Said, ...]
    facts: Facts
    last: date
    notes: tuple[str, ...]
    if_dates: str


class Tried(Struct, frozen=True, kw_only=True):
    """The text of each new file, the series that it says by a rule or by dates, and those that none says."""

    texts: Mapping[str, str]
    by_rule: tuple[Candidate, ...]
    by_dates: tuple[Candidate, ...]
    lost: tuple[Candidate, ...]


def ways_of(head: Said, pieces: Sequence[ArrivedSeries], clock: str) -> tuple[Said, ...]:
    """Returns the ways to say a series; all of them begin with `head`."""
    pieces = [*map(_with_elapsed_lengths, pieces)]
    occasions = sorted((each for piece in pieces for each in piece.occasions), key=lambda each: each.planned)
    shared = _shared(pieces[-1])
    head = {**head, **_fields({"title": UNTITLED, **shared})}
    shown = [*{(each.starts, each.length): each for each in occasions if not each.is_hidden}.values()]
    return (
        *(_by_rule(head, shared, pieces, words, clock) for words in islice(_rules(pieces), MOST_WAYS)),
        _by_dates(head, shared, shown, clock, all_day=pieces[0].all_day),
    )


def facts_of(occasions: Iterable[Occasion], last: date, *, all_day: bool) -> Facts:
    """Returns the facts of the times that calendars show, through the day `last`."""
    shown = (each for each in occasions if not each.is_hidden and each.starts.date() <= last)
    least = timedelta(days=1) if all_day else timedelta()
    return frozenset(
        (
            each.starts,
            each.starts + max(each.length, least),
            Status.CANCELLED if "cancel" in each.words else each.words.get("status", Status.CONFIRMED),
            each.words.get("title", UNTITLED),
        )
        for each in shown
    )


def _with_elapsed_lengths(piece: ArrivedSeries) -> ArrivedSeries:
    """Returns a piece with the lengths that pass, which differ from those of clocks that change meanwhile."""
    if piece.all_day:
        return piece

    def elapsed(each: Occasion) -> Occasion:
        begin, end = (nearest_instant(wall, piece.zone) for wall in (each.starts, each.starts + each.length))
        return replace(each, length=end - begin)

    return replace(piece, occasions=tuple(map(elapsed, piece.occasions)))


def _shared(piece: ArrivedSeries) -> dict[str, str]:
    """Returns the words of a series: those of a single time, else what its times have, mostly so.

    A rule goes on with the words of most times; a list of dates has those that each of its dates has.
    """
    held = [each.words for each in piece.occasions if "cancel" not in each.words]
    found = held or [each.words for each in piece.occasions if not each.is_hidden]
    if len(piece.occasions) == 1:
        return {**found[0]}
    fewest = len(found) // 2 + 1 if piece.repeats else len(found)
    values = {name: [words[name] for words in found if name in words] for name in _OF_SERIES}
    return {
        name: Counter(texts).most_common(1)[0][0] for name, texts in values.items() if len(texts) >= fewest
    }


def _own(occasion: Occasion, shared: Mapping[str, str]) -> Said:
    return _fields({name: text for name, text in occasion.words.items() if shared.get(name) != text}, shared)


def _fields(words: Mapping[str, str], shared: Mapping[str, str] = {}) -> Said:
    """Returns words as the fields of a block; a meeting is confirmed if nothing else is said of it."""
    is_said = words.get("status") != Status.CONFIRMED or "status" in shared
    found: Said = {name: text for name, text in words.items() if name != "status" or is_said}
    return {**found, "join": {"url": words["join"]}} if "join" in words else found


def _rules(pieces: Sequence[ArrivedSeries]) -> Iterator[tuple[str, ...]]:
    """Yields a rule for each piece, as long as its planned hour is always the same."""
    if all(len({each.planned.time() for each in piece.occasions}) == 1 for piece in pieces):
        yield from product(
            *([*rules_for(sorted({each.planned.date() for each in piece.occasions}))] for piece in pieces)
        )


def _by_rule(
    head: Said, shared: Mapping[str, str], pieces: Sequence[ArrivedSeries], rules: Sequence[str], clock: str
) -> Said:
    entries: list[Plain] = []
    changes: Said = {}
    for piece, words in zip(pieces, rules, strict=True):
        length, first = _usual_length(piece.occasions), piece.occasions[0].planned
        entry: Said = {"every": words, **_hours(first, length, clock, all_day=piece.all_day)}
        entry["from"] = str(first.date())
        if entries and "weeks" in words:
            entry["starting"] = entry["from"]
        if not piece.endless:
            entry["until"] = str(piece.occasions[-1].planned.date())
        entries.append(entry)
        for each in piece.occasions:
            moved = each.starts != each.planned
            change: Said = {"move_to": _moment(each, all_day=piece.all_day)} if moved else {}
            change |= _own_length(each, length, all_day=piece.all_day) | _own(each, shared)
            if change:
                changes[str(each.planned.date())] = change
    said: Said = {**head, **entries[0]} if len(entries) == 1 else {**head, "schedule": entries}  # type: ignore[dict-item]
    return {**said, "changes": changes} if changes else said


def _by_dates(
    head: Said, shared: Mapping[str, str], occasions: Sequence[Occasion], clock: str, *, all_day: bool
) -> Said:
    length = _usual_length(occasions)
    moments: list[Plain] = [_moment(each, all_day=all_day) for each in occasions]
    hours = _hours(occasions[0].planned, length, clock, all_day=all_day)
    hours.pop("at", None)
    said: Said = {**head, **({"starts": moments[0]} if len(moments) == 1 else {"dates": moments}), **hours}
    keys = ["once", *(f"extra.{number}" for number in range(2, len(occasions) + 1))]
    changes: Said = {
        key: change
        for key, each in zip(keys, occasions, strict=True)
        if (change := _own_length(each, length, all_day=all_day) | _own(each, shared))
    }
    return {**said, "changes": changes} if changes else said


def _hours(starts: datetime, length: timedelta, clock: str, *, all_day: bool) -> Said:
    if all_day:
        return {"days": str(length.days or 1)}
    return {"at": f"{starts:%H:%M}", "clock": clock, "duration": f"{length // _MINUTE} min"}


def _own_length(occasion: Occasion, usual: timedelta, *, all_day: bool) -> Said:
    is_usual = occasion.length == usual or all_day or occasion.is_hidden
    return {} if is_usual else {"duration": f"{occasion.length // _MINUTE} min"}


def _usual_length(occasions: Iterable[Occasion]) -> timedelta:
    lengths = [each.length for each in occasions if not each.is_hidden]
    return max(lengths, key=lengths.count, default=timedelta(hours=1))


def _moment(occasion: Occasion, *, all_day: bool) -> str:
    return f"{occasion.starts:%Y-%m-%d}" if all_day else f"{occasion.starts:%Y-%m-%d %H:%M}"


def try_out(before: Reading, folder: Path, files: Mapping[str, Sequence[Candidate]]) -> Tried:
    """Returns the new files, and which series they say in which way.

    Raises Invalid if the files of `folder`, which were read `before`, have an error beside these.
    """
    ways, right = Counter[str](), set[str]()
    while True:
        used = {
            name: [each for each in candidates if ways[each.id] < len(each.ways)]
            for name, candidates in files.items()
        }
        texts = {name: _text(candidates, ways) for name, candidates in used.items() if candidates}
        untried = [each for candidates in used.values() for each in candidates if each.id not in right]
        new_right, wrong = _judged(before, folder, texts, untried)
        if not wrong:
            break
        ways.update(wrong)
        right |= new_right
    groups: tuple[list[Candidate], ...] = ([], [], [])
    for each in (each for candidates in files.values() for each in candidates):
        groups[max(0, ways[each.id] + 2 - len(each.ways))].append(each)
    by_rule, by_dates, lost = map(tuple, groups)
    return Tried(texts=texts, by_rule=by_rule, by_dates=by_dates, lost=lost)


def _judged(
    before: Reading, folder: Path, texts: Mapping[str, str], candidates: Sequence[Candidate]
) -> tuple[set[str], set[str]]:
    """Returns the ids of the series that are as in the source, and of those that are not.

    If a text is an error, only those with an error are judged.
    """
    new = [
        parse_file(File(display_name=name, digest=FileDigest(name, ""), lines=Lines(text)))
        for name, text in texts.items()
    ]
    reading = read_edited(before, folder, new)
    programme = reading.programme
    if programme is None:
        errors = (each for each in reading.problems if each.level == "error")
        named = {part for each in errors for part in each.field.split(".")[1:2]}
        wrong = named & {each.id for each in candidates}
        if not wrong:
            raise Invalid(reading.problems)
        return set(), wrong
    right = {each.id for each in candidates if _facts_in(programme, each) == each.facts}
    return right, {each.id for each in candidates} - right


def _facts_in(programme: Programme, candidate: Candidate) -> Facts:
    """Returns the facts that a programme gives for a series."""
    alone = replace(programme, series={candidate.id: programme.series[candidate.id]})
    (dated,) = date_programme(alone, NO_HOLIDAYS, candidate.last).series.values()
    meetings = [each.occurrence for each in dated.wanted]
    return frozenset(
        (each.timing.starts, each.timing.ends, each.status.value, each.content.title.say("en"))
        for each in meetings
        if each.timing.starts.date() <= candidate.last
        and not (each.cancelled and each.key in dated.cancelled_policies)  # one that is hidden
    )


def _text(candidates: Sequence[Candidate], ways: Mapping[str, int]) -> str:
    lines: list[str] = []
    for section in dict.fromkeys(each.section for each in candidates):
        lines.append(f"{section}:")
        for each in (candidate for candidate in candidates if candidate.section == section):
            is_last = ways[each.id] == len(each.ways) - 1
            notes = (*each.notes, each.if_dates) if is_last and each.if_dates else each.notes
            lines += [f"  # {note}" for note in notes]
            lines += _STYLE.block(2, {each.id: each.ways[ways[each.id]]})
    return "\n".join(lines) + "\n"
