"""`twincal import`: calendars of others become new files of a programme.

1. A rule is written only if it gives the times of the source, as far as that repeats; else the dates are.
2. Nothing is guessed: whose a meeting is, and on which clock, is answered by a person, or is a doubt.
3. What is private stays outside: people, addresses, and ways to join, in whatever text they stand.
4. The files are tried together with those of the folder before they are written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct
from msgspec.structs import replace

from scheduler.arrivals.arrived import FLOATING, HORIZON, ArrivedFile, ArrivedSeries, ImportNote, Occasion
from scheduler.arrivals.calendar_reader import MOST_BYTES, CalendarReader, SeriesRequest, UnreadableCalendar
from scheduler.arrivals.rule_finder import as_planned
from scheduler.commands.import_answers import Answers
from scheduler.commands.import_blocks import Candidate, Said, try_out, ways_of
from scheduler.commands.refusals import Invalid, Refused
from scheduler.configuration import read
from scheduler.configuration.assemble.context import slug
from scheduler.configuration.vocabulary.privacy import join_links, leak
from scheduler.programme.programme import Programme

_PIECE = re.compile(r"_R\d{8}(T\d{6})?Z?(?=@|$)")
"""What Google and Outlook add to a UID for "this and following"."""
LEFT_OUT, WEBINAR = "-", "webinar"


class ImportWish(Struct, frozen=True, kw_only=True):
    """What somebody wants to import, and into which folder; `since` is the first day that is wanted."""

    files: tuple[Path, ...]
    folder: Path
    since: date
    now: datetime
    with_links: bool


class Imported(Struct, frozen=True, kw_only=True):
    """What an import wrote, and what a person should know; with a doubt, it wrote nothing."""

    written: tuple[Path, ...]
    remarks: tuple[tuple[str, ImportNote], ...]
    doubts: int
    counts: Mapping[str, int]


class Whole(Struct, frozen=True, kw_only=True):
    """A series with its pieces, of the pair, group or webinar `owner`, on the clock of `zone`."""

    owner: str
    zone: str
    pieces: tuple[ArrivedSeries, ...]

    @property
    def first(self) -> ArrivedSeries:
        """Its first piece."""
        return self.pieces[0]

    @property
    def occasions(self) -> list[Occasion]:
        """All its times, in order."""
        return sorted(
            (each for piece in self.pieces for each in piece.occasions), key=lambda each: each.planned
        )


def import_files(wish: ImportWish, answers: Answers) -> Imported:
    """Reads the files of `wish` and writes one file for each into its folder, as far as `answers` decide.

    Raises Refused if a file cannot be read or would be overwritten, and Invalid if the folder is wrong.
    """
    reading = read(wish.folder)
    if reading.programme is None:
        raise Invalid(reading.problems)
    arrived = _read_all(wish)
    job = _Job(wish, answers, reading.programme)
    found: dict[str, tuple[str, list[Whole]]] = {}
    for path, file in arrived.items():
        target = f"{slug(path.stem) or 'imported'}.yaml"
        if (wish.folder / target).exists() or target in found:
            raise Refused(f"{wish.folder / target} exists", "rename the source; nothing was written")
        found[target] = path.name, job.wholes(path.name, file)
    if job.doubts:
        return job.result(())
    candidates = {target: job.candidates(source, wholes) for target, (source, wholes) in found.items()}
    texts, ways, lost = try_out(wish.folder, candidates)
    job.note_lost(lost)
    for name, text in texts.items():
        (wish.folder / name).write_text(text, encoding="utf-8")
    return job.result(tuple(wish.folder / name for name in texts), ways)


def _read_all(wish: ImportWish) -> dict[Path, ArrivedFile]:
    found = {}
    with CalendarReader() as reader:
        for path in wish.files:
            try:
                if path.stat().st_size > MOST_BYTES:
                    raise UnreadableCalendar(f"it has more than {MOST_BYTES // 1_000_000} MB")
                found[path] = reader.ask(SeriesRequest(path.read_bytes(), wish.now), ArrivedFile)
            except (OSError, UnreadableCalendar) as error:
                raise Refused(f"{path}: {error}", "nothing was written") from error
    return found


class _Job:
    """One import: its doubts, its remarks, and what it leaves out."""

    def __init__(self, wish: ImportWish, answers: Answers, programme: Programme) -> None:
        self._wish, self._answers, self._programme = wish, answers, programme
        self._remarks: list[tuple[str, ImportNote]] = []
        self._counts: Counter[str] = Counter()
        self._ids = {*programme.series, *(each.id for each in programme.open_webinars)}
        self.doubts = 0

    def result(self, written: tuple[Path, ...], ways: Mapping[str, int] | None = None) -> Imported:
        """Returns what was written, with all that was noted."""
        counts = {**self._counts, **(ways or {})}
        return Imported(written=written, remarks=tuple(self._remarks), doubts=self.doubts, counts=counts)

    def wholes(self, name: str, file: ArrivedFile) -> list[Whole]:
        """Returns the series of a file whose owner and clock are known; the others are doubts."""
        self._remarks += [(name, remark) for remark in file.remarks]
        self._counts["private events left out"] += file.private
        found: list[Whole] = []
        for series in file.series:
            wanted = [each for each in series.occasions if each.planned.date() >= self._wish.since]
            if not wanted:
                self._counts["series left out because they were over"] += 1
                continue
            self._counts["series and single events"] += 1
            owner = self._owner(name, file, series)
            if owner == LEFT_OUT:
                self._counts["series left out by an answer"] += 1
                continue
            zoned = self._zoned(name, replace(series, occasions=tuple(wanted)))
            sized = self._with_length(name, zoned) if zoned is not None else None
            if owner and sized is not None:
                found.append(Whole(owner=owner, zone=sized.zone, pieces=(sized,)))
                continue
            self.doubts += 1
            missing = (
                "whose it is" if not owner else "on which clock it is" if zoned is None else "how long it is"
            )
            self._remark(name, series, "no-answer", f"nobody has said {missing}")
        return self._together(name, self._joined(name, found))

    def _owner(self, name: str, file: ArrivedFile, series: ArrivedSeries) -> str:
        """Returns the id of the pair or group that meets, WEBINAR or LEFT_OUT; empty if nobody has said."""
        answer = self._answers.get("calendar", file.name or name)
        domains = [self._answers.get("domain", domain) for domain in series.people]
        answer = answer or self._group_of({each for each in domains if each})
        if not answer:
            answer = self._answers.get("title", series.title, self._group_named_in(series.title))
        if answer and answer not in {*self._programme.groups, WEBINAR, LEFT_OUT}:
            words = (
                f"`{answer}` is no pair and no group; write the id of one, `webinar`, or `-` to leave it out"
            )
            self._remark(name, series, "wrong-answer", words)
            return ""
        return answer

    def _group_of(self, cities: set[str]) -> str:
        return next((id for id, group in self._programme.groups.items() if {*group.cities} == cities), "")

    def _group_named_in(self, title: str) -> str:
        """Returns the group of exactly the cities that a title names."""
        words = title.casefold()
        return self._group_of(
            {city.id for city in self._programme.cities.values() if city.name.say("en").casefold() in words}
        )

    def _zoned(self, name: str, series: ArrivedSeries) -> ArrivedSeries | None:
        """Returns the series on a clock that is known; None if a person has to say which one."""
        if series.all_day or (series.zone not in (FLOATING, "UTC")):
            return series
        found = series.zone_written or "no zone"
        answer = self._answers.get("zone", f"{found} ({name})")
        city = self._programme.cities.get(answer)
        zone = city.zone if city is not None else answer
        if zone not in available_timezones():
            return None
        if series.zone == FLOATING or zone == "UTC":
            return replace(series, zone=zone)
        # A rule keeps the hour that its first meeting has on that clock; single times are instants.
        first = _in_zone(series.occasions[0].planned, zone) - series.occasions[0].planned

        def moved(moment: datetime | None) -> datetime | None:
            return moment and (moment + first if series.repeats else _in_zone(moment, zone))

        occasions = (
            replace(each, planned=moved(each.planned), starts=moved(each.starts)) for each in series.occasions
        )
        return replace(series, zone=zone, occasions=tuple(occasions))

    def _with_length(self, name: str, series: ArrivedSeries) -> ArrivedSeries | None:
        if all(each.length or each.starts is None for each in series.occasions):
            return series
        answer = self._answers.get("minutes", f"no end ({name})")
        if not answer.isdecimal():
            return None
        length = timedelta(minutes=int(answer))
        return replace(
            series, occasions=tuple(replace(each, length=each.length or length) for each in series.occasions)
        )

    def _joined(self, name: str, wholes: list[Whole]) -> list[Whole]:
        """Joins the pieces of one series: their UIDs share a stem, or the same people meet on."""
        found: list[Whole] = []
        for whole in sorted(wholes, key=lambda each: each.first.occasions[0].planned):
            before = next((each for each in reversed(found) if _continues(each, whole)), None)
            if before is None:
                found.append(whole)
            else:
                found[found.index(before)] = replace(before, pieces=(*before.pieces, *whole.pieces))
                self._remark(name, whole.first, "joined", f"it goes on with {before.first.row}: one series")
        return found

    def _together(self, name: str, wholes: list[Whole]) -> list[Whole]:
        """Makes one series of the single events that have the same title, owner and clock."""
        singles: dict[object, list[Whole]] = defaultdict(list)
        for whole in wholes:
            first = whole.first
            key = (whole.owner, whole.zone, first.title, first.all_day) if not first.repeats else id(whole)
            singles[key].append(whole)
        return [self._one(name, same) for same in singles.values()]

    def _one(self, name: str, same: Sequence[Whole]) -> Whole:
        first, *others = same
        if not others or first.owner == WEBINAR:
            return first
        occasions = sorted(
            (each for whole in same for each in whole.occasions), key=lambda each: each.planned
        )
        self._remark(
            name, first.first, "together", f"{len(same)} single events with this title are one series"
        )
        days, hour = as_planned([each.planned.date() for each in occasions]), occasions[0].planned.time()
        planned = (
            replace(each, planned=datetime.combine(day, hour))
            for each, day in zip(occasions, days, strict=True)
        )
        words = {whole.first.description for whole in same}
        piece = replace(
            first.first, occasions=tuple(planned), description=words.pop() if len(words) == 1 else ""
        )
        return replace(first, pieces=(piece,))

    def candidates(self, name: str, wholes: Iterable[Whole]) -> list[Candidate]:
        """Returns the series of a file with the ways to say them."""
        return [each for whole in wholes for each in self._candidates(name, whole)]

    def _candidates(self, name: str, whole: Whole) -> Iterator[Candidate]:
        group = self._programme.groups.get(whole.owner)
        cities = group.cities if group is not None else (*self._programme.cities,)
        own = (city for city in cities if self._programme.cities[city].zone == whole.zone)
        clock = next(own, whole.zone)
        head = self._head(name, whole)
        if group is not None:
            yield self._candidate(
                name, whole, {group.kind.removesuffix("s"): group.id, **head}, clock, "meetings"
            )
            return
        for each in whole.occasions:
            single = replace(whole, pieces=(replace(whole.first, occasions=(each,), endless=False),))
            if each.starts is not None:
                yield self._candidate(name, single, head, clock, "webinars")

    def _candidate(self, name: str, whole: Whole, head: Said, clock: str, section: str) -> Candidate:
        times = [
            (each.starts, each.starts + each.length) for each in whole.occasions if each.starts is not None
        ]
        days = timedelta(days=1) if whole.first.all_day else timedelta()
        horizon = (self._wish.now + HORIZON).date() - timedelta(days=7)
        last = (
            horizon
            if any(piece.endless for piece in whole.pieces)
            else max(begin.date() for begin, _ in times)
        )
        rows = {piece.row for piece in whole.pieces}
        remarks = (remark for file, remark in self._remarks if file == name and remark.row in rows)
        return Candidate(
            id=self._id(whole, "" if section == "webinars" else whole.owner),
            section=section,
            ways=ways_of(head, whole.pieces, clock),
            times=frozenset((begin, max(end, begin + days)) for begin, end in times if begin.date() <= last),
            last=last,
            notes=(f"{name}, {', '.join(sorted(rows))}", *(f"{each.code}: {each.words}" for each in remarks)),
        )

    def _id(self, whole: Whole, prefix: str) -> str:
        title, group = slug(whole.first.title), self._programme.groups.get(prefix)
        is_named = group is not None and all(city in title for city in group.cities)
        base = (title if is_named else slug(f"{prefix} {title}"))[:40].strip("-") or "imported"
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        id = next(each for each in names if each not in self._ids)
        self._ids.add(id)
        return id

    def _head(self, name: str, whole: Whole) -> Said:
        """Returns the words of a series, without what lets anybody in or names a person."""
        first, found = whole.first, {}
        for key, words in (
            ("title", first.title),
            ("place", first.place),
            ("description", first.description),
        ):
            if words and leak(words, (), frozenset()):
                self._counts["texts left out that may let anybody in"] += 1
                self._remark(name, first, "private-words", f"its {key} is left out: it may let anybody in")
            elif words:
                found[key] = words
        found.setdefault("title", "Meeting")
        links = join_links(f"{first.place} {first.url} {first.description}")
        head: Said = {**found, **({"status": "tentative"} if first.status == "tentative" else {})}
        return {**head, "join": {"url": links[0]}} if links and self._wish.with_links else head

    def note_lost(self, lost: Iterable[Candidate]) -> None:
        """Notes the series whose times no text gives."""
        for each in lost:
            words = "its times cannot be written here, so it is left out"
            self._remarks.append((each.notes[0], ImportNote("", "left-out", words)))

    def _remark(self, file: str, series: ArrivedSeries, code: str, words: str) -> None:
        self._remarks.append(
            (file, ImportNote(series.row, code, f"{series.title}: {words}" if series.title else words))
        )


def _continues(before: Whole, after: Whole) -> bool:
    """Returns whether a series goes on in another: "this and following" begins a new one."""
    one, other = before.pieces[-1], after.first
    if not (one.repeats and other.repeats) or (before.owner, before.zone, one.all_day) != (
        after.owner,
        after.zone,
        other.all_day,
    ):
        return False
    gap = other.occasions[0].planned.date() - one.occasions[-1].planned.date()
    if _PIECE.sub("", one.uid) == _PIECE.sub("", other.uid):
        return gap > timedelta()
    intervals = (later.planned.date() - earlier.planned.date() for earlier, later in pairwise(one.occasions))
    is_next = timedelta() < gap <= max(intervals, default=timedelta())
    return is_next and bool(one.people) and one.people == other.people and one.title == other.title


def _in_zone(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
