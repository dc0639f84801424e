"""`twincal import`: calendars and sheets of others become new files of a programme.

1. A rule is written only if it gives the times of the source, as far as that repeats; else the dates are.
2. Nothing is guessed: whose a meeting is, and on which clock, is answered by a person, or is a doubt.
3. What is private stays outside: people, addresses, and ways to join, in whatever text they stand.
4. The files are tried together with those of the folder before they are written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from encodings.aliases import aliases
from itertools import count, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from scheduler.arrivals.arrived import (
    FLOATING,
    HORIZON,
    ZONES,
    ArrivedFile,
    ArrivedSeries,
    ImportNote,
    Occasion,
)
from scheduler.arrivals.calendar_reader import (
    MOST_BYTES,
    TOO_LARGE,
    CalendarReader,
    ImportRequest,
    UnreadableCalendar,
)
from scheduler.arrivals.rule_finder import as_planned
from scheduler.commands.import_answers import Answers
from scheduler.commands.import_blocks import UNTITLED, Candidate, facts_of, try_out, ways_of
from scheduler.commands.refusals import Invalid, Refused
from scheduler.configuration import Reading, read
from scheduler.configuration.assemble.context import slug
from scheduler.configuration.phrases.hour_phrases import LONGEST
from scheduler.configuration.vocabulary.privacy import join_links, leak
from scheduler.programme.programme import Programme

_PIECE = re.compile(r"_R\d{8}(T\d{6})?Z?(?=@|$)")
"""What Google and Outlook add to a UID for "this and following"."""
LEFT_OUT, WEBINAR = "-", "webinar"
SUFFIXES = (".ics", ".csv", ".xlsx")


class ImportWish(Struct, frozen=True, kw_only=True):
    """What somebody wants to import, and into which folder; `since` is the first day that is wanted."""

    files: tuple[Path, ...]
    folder: Path
    since: date
    now: datetime
    with_links: bool


class Imported(Struct, frozen=True, kw_only=True):
    """What an import wrote, and what a person should know (`notes`, by file). With doubts, nothing."""

    written: tuple[Path, ...]
    notes: tuple[tuple[str, ImportNote], ...]
    doubts: int
    counts: Mapping[str, int]


class Whole(Struct, frozen=True, kw_only=True):
    """A series with its pieces, of the pair, group or webinar `owner`, on the clock of `zone`.

    `rows` are the places where it stands.
    """

    owner: str
    zone: str
    pieces: tuple[ArrivedSeries, ...]
    rows: tuple[str, ...]

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
    before = read(wish.folder)
    if before.programme is None:
        raise Invalid(before.problems)
    answers.allowed = _allowed(before.programme)
    job = _Job(wish, answers, before.programme)
    found: dict[str, tuple[str, list[Whole]]] = {}
    for path, file in _read_all(wish, answers).items():
        target = f"{slug(path.stem) or 'imported'}.yaml"
        if (wish.folder / target).exists() or target in found:
            raise Refused(f"{wish.folder / target} exists", "rename the source; nothing was written")
        found[target] = path.name, job.wholes(path.name, file)
    if not job.has_doubts():
        candidates = {target: job.candidates(source, wholes) for target, (source, wholes) in found.items()}
        job.write(before, candidates)
    return job.result()


def _allowed(programme: Programme) -> dict[str, tuple[frozenset[str], str]]:
    """Returns the answers that each question may have, and words for them."""
    owners = (
        frozenset({*programme.groups, WEBINAR, LEFT_OUT}),
        f"the id of a pair or group, `{WEBINAR}`, or `{LEFT_OUT}` to leave it out",
    )
    return {
        **dict.fromkeys(("calendar", "title", "pair"), owners),
        "domain": (frozenset(programme.cities), "the id of a city, or nothing"),
        "zone": (
            frozenset({*programme.cities, *ZONES}),
            "the id of a city, `UTC`, or a zone such as `Europe/Berlin`",
        ),
        "minutes": (frozenset(map(str, range(1, 24 * 60 + 1))), "a number of minutes"),
        "days": (frozenset({"dmy", "mdy"}), "`dmy` if the day comes first, `mdy` if the month does"),
        "encoding": (frozenset({*aliases, *aliases.values()}), "one such as `cp1251`, `cp949` or `cp1252`"),
    }


def _read_all(wish: ImportWish, answers: Answers) -> dict[Path, ArrivedFile]:
    found = {}
    with CalendarReader() as reader:
        for path in wish.files:
            suffix = path.suffix.casefold()
            given = {
                about: answer for about in ("days", "encoding") if (answer := answers.given(about, path.name))
            }
            try:
                if suffix not in SUFFIXES:
                    raise UnreadableCalendar("calendars are .ics files, and sheets are .csv or .xlsx")
                if path.stat().st_size > MOST_BYTES:
                    raise UnreadableCalendar(TOO_LARGE)
                request = ImportRequest(path.read_bytes(), suffix, wish.since, wish.now, given)
                found[path] = reader.ask(request, ArrivedFile)
            except (OSError, UnreadableCalendar) as error:
                words = error.strerror if isinstance(error, OSError) else error
                raise Refused(f"{path}: {words}", "nothing was written") from error
    return found


class _Job:
    """One import: its doubts, its notes, and what it leaves out."""

    def __init__(self, wish: ImportWish, answers: Answers, programme: Programme) -> None:
        self._wish, self._answers, self._programme = wish, answers, programme
        self._notes: list[tuple[str, ImportNote]] = []
        self._counts: Counter[str] = Counter()
        self._ids = {*programme.series, *(each.id for each in programme.open_webinars)}
        self._written: list[Path] = []
        self._doubts: dict[tuple[str, str], list[str]] = defaultdict(list)

    def has_doubts(self) -> bool:
        """Returns whether a person has to say something before anything is written."""
        return bool(self._doubts)

    def result(self) -> Imported:
        """Returns what was written, with all that was noted."""
        for (file, words), (row, *more) in self._doubts.items():
            place = f"{row} and {len(more)} more" if more else row
            self._note(file, place, "no-answer", f"nobody has said {words}")
        wrong = [(self._answers.name, note) for note in self._answers.wrong.values()]
        return Imported(
            written=tuple(self._written),
            notes=(*self._notes, *wrong),
            doubts=len(self._doubts),
            counts=self._counts,
        )

    def wholes(self, name: str, file: ArrivedFile) -> list[Whole]:
        """Returns the series of a file whose owner and clock are known; the others are doubts."""
        self._notes += [(name, note) for note in file.notes]
        self._counts["private events left out"] += file.private
        for each in file.unanswered:
            if not self._answers.ask(each.about, name, each.proposal):
                self._doubt(name, each.row, each.words)
        found = (self._whole(name, file, series) for series in file.series)
        return self._together(name, self._joined(name, [each for each in found if each is not None]))

    def _whole(self, name: str, file: ArrivedFile, series: ArrivedSeries) -> Whole | None:
        """Returns a series with its owner and its clock; None if it is left out, or is a doubt."""
        wanted = [each for each in series.occasions if each.planned.date() >= self._wish.since]
        if not any(not each.is_hidden for each in wanted):
            self._counts["series left out because they were over"] += 1
            return None
        self._counts["series and single events"] += 1
        if not series.all_day and max(each.length for each in wanted) > LONGEST:
            self._note(name, series.row, "too-long", f"{series.title}: it takes more than a week; left out")
            return None
        owner = self._owner(name, file, series)
        if owner == LEFT_OUT:
            self._counts["series left out by an answer"] += 1
            return None
        zoned, doubt = self._zoned(name, file, owner, replace(series, occasions=tuple(wanted)))
        sized = self._with_length(name, zoned)
        if not owner:
            words = f"which pair “{series.party}” is" if series.party else f"who meets for “{series.title}”"
            self._doubt(name, series.row, words)
        if doubt:
            self._doubt(name, series.row, doubt)
        if sized is None:
            self._doubt(name, series.row, "how long a meeting without an end is")
        if not owner or doubt or sized is None:
            return None
        return Whole(owner=owner, zone=sized.zone, pieces=(self._public(name, sized),), rows=(series.row,))

    def _doubt(self, file: str, row: str, words: str) -> None:
        self._doubts[file, words].append(row)

    def _note(self, file: str, row: str, code: str, words: str) -> None:
        self._notes.append((file, ImportNote(row, code, words)))

    def _owner(self, name: str, file: ArrivedFile, series: ArrivedSeries) -> str:
        """Returns the id of the pair or group that meets, WEBINAR or LEFT_OUT; empty if nobody has said.

        What says it of fewer meetings counts first.
        """
        ask = self._answers.ask
        owner = self._answers.given("title", series.title)
        if not owner and series.party:
            owner = ask("pair", series.party, self._group_named_in(series.party))
        if not owner:
            domains = {ask("domain", each, self._city_named_in(each)) for each in series.people}
            owner = self._group_of(domains - {""})
        calendar = file.name or name
        owner = owner or ask("calendar", calendar, self._group_named_in(calendar))
        if not owner and not series.party:
            owner = ask("title", series.title, self._group_named_in(series.title))
        return owner

    def _group_of(self, cities: set[str]) -> str:
        return next((id for id, group in self._programme.groups.items() if {*group.cities} == cities), "")

    def _city_named_in(self, domain: str) -> str:
        return next((id for id in self._programme.cities if id in domain), "")

    def _group_named_in(self, words: str) -> str:
        """Returns the group of exactly the cities that are named; of one city, if it is in no other."""
        words = words.casefold()
        named = {
            city.id
            for city in self._programme.cities.values()
            if any(name.casefold() in words for name in (city.id, *dict(city.name.versions).values()))
        }
        of_one = [id for id, group in self._programme.groups.items() if named < {*group.cities}]
        return self._group_of(named) or (of_one[0] if len(named) == len(of_one) == 1 else "")

    def _zoned(
        self, name: str, file: ArrivedFile, owner: str, series: ArrivedSeries
    ) -> tuple[ArrivedSeries, str]:
        """Returns the series on a clock that is known, else what nobody has said."""
        if series.all_day or series.zone not in (FLOATING, "UTC"):
            return series, ""
        written = series.zone_written or series.zone or "no zone"
        answer = self._answers.ask("zone", f"{written} ({name})", self._likely_zone(written, file))
        city = self._programme.cities.get(answer)
        zone = city.zone if city is not None else answer
        if not zone:
            return series, self._clock_question(owner, series, written)
        if series.zone == FLOATING or zone == "UTC":
            return replace(series, zone=zone), ""
        # A rule keeps the hour that its first meeting has on that clock; single times are instants.
        first = _in_zone(series.first, zone) - series.first

        def moved(moment: datetime) -> datetime:
            return moment + first if series.repeats else _in_zone(moment, zone)

        occasions = (
            replace(each, planned=moved(each.planned), starts=moved(each.starts)) for each in series.occasions
        )
        return replace(series, zone=zone, occasions=tuple(occasions)), ""

    def _likely_zone(self, written: str, file: ArrivedFile) -> str:
        cities = self._programme.cities.values()
        named = (
            city.id
            for city in cities
            if written.casefold() in {text.casefold() for _, text in city.name.versions}
        )
        return next(named, file.zone if file.zone in ZONES else "")

    def _clock_question(self, owner: str, series: ArrivedSeries, written: str) -> str:
        if series.zone != "UTC":
            return f"on which clock “{written}” is"
        group = self._programme.groups.get(owner)
        city = self._programme.cities[
            group.cities[0] if group is not None else next(iter(self._programme.cities))
        ]
        summer, winter = (
            f"{_in_zone(series.first.replace(month=month, day=1), city.zone):%H:%M}" for month in (7, 1)
        )
        hours = summer if summer == winter else f"{summer} in July and {winter} in January"
        name = city.name.say("en")
        return f"what was saved in UTC is: {hours} in {name}. Does it follow {name}'s clock"

    def _with_length(self, name: str, series: ArrivedSeries) -> ArrivedSeries | None:
        if all(each.length or each.is_hidden for each in series.occasions):
            return series
        answer = self._answers.ask("minutes", f"no end ({name})")
        if not answer:
            return None
        length = timedelta(minutes=int(answer))
        return replace(
            series, occasions=tuple(replace(each, length=each.length or length) for each in series.occasions)
        )

    def _public(self, name: str, series: ArrivedSeries) -> ArrivedSeries:
        """Returns a series without what lets anybody in or names a person, but with its links if wanted."""
        occasions, left_out = [], Counter[str]()
        for each in series.occasions:
            words = {key: text for key, text in each.words.items() if not leak(text, (), frozenset())}
            left_out.update(each.words.keys() - words.keys())
            words.pop("link", None)
            links = join_links(" ".join(each.words.values()))
            found = {**words, "join": links[0]} if links and self._wish.with_links else words
            occasions.append(replace(each, words=found))
        if left_out:
            self._counts["texts left out that may let anybody in"] += left_out.total()
            names = ", ".join(sorted(left_out))
            told = f"{series.title or UNTITLED}: left out because it may let anybody in: {names}"
            self._note(name, series.row, "private-words", told)
        return replace(series, occasions=tuple(occasions))

    def _joined(self, name: str, wholes: list[Whole]) -> list[Whole]:
        """Joins the pieces of one series: their UIDs share a stem, or the same people meet on."""
        found: list[Whole] = []
        for whole in sorted(wholes, key=lambda each: each.first.occasions[0].planned):
            before = next((each for each in reversed(found) if _continues(each, whole)), None)
            if before is None:
                found.append(whole)
            else:
                pieces, rows = (*before.pieces, *whole.pieces), (*before.rows, *whole.rows)
                found[found.index(before)] = replace(before, pieces=pieces, rows=rows)
                words = f"{whole.first.title}: it goes on with {before.first.row}: one series"
                self._note(name, whole.first.row, "joined", words)
        return found

    def _together(self, name: str, wholes: list[Whole]) -> list[Whole]:
        """Makes one series of the single events that have the same title, owner and clock."""
        series: dict[object, list[Whole]] = defaultdict(list)
        at_hour: dict[object, list[Whole]] = defaultdict(list)
        for whole in wholes:
            first = whole.first
            if first.repeats:
                series[id(whole)].append(whole)
                continue
            key = (whole.owner, whole.zone, first.title, first.all_day and first.occasions[0].length)
            others = at_hour[key, first.occasions[0].starts]
            twin = next((each.first for each in others if each.occasions == whole.occasions), None)
            if twin is not None:
                words = f"{first.title}: it says the same as {twin.row}; it is read once"
                self._note(name, first.row, "same-twice", words)
                continue
            # A series has no hour twice; a webinar is no series.
            series[id(whole) if whole.owner == WEBINAR else (*key, len(others))].append(whole)
            others.append(whole)
        return [same[0] if len(same) == 1 else self._one(name, same) for same in series.values()]

    def _one(self, name: str, same: Sequence[Whole]) -> Whole:
        first = same[0].first
        words = f"{first.title or UNTITLED}: {len(same)} single events are one series"
        self._note(name, first.row, "together", words)
        occasions = sorted((each for whole in same for each in whole.occasions), key=lambda each: each.starts)
        days, hour = as_planned([each.planned.date() for each in occasions]), occasions[0].planned.time()
        planned = (
            replace(each, planned=datetime.combine(day, hour))
            for each, day in zip(occasions, days, strict=True)
        )
        rows = tuple(row for whole in same for row in whole.rows)
        return replace(same[0], pieces=(replace(first, occasions=tuple(planned)),), rows=rows)

    def candidates(self, name: str, wholes: Iterable[Whole]) -> list[Candidate]:
        """Returns the series of a file with the ways to say them."""
        notes: dict[str, list[str]] = defaultdict(list)
        for file, note in self._notes:
            if file == name:
                notes[note.row].append(f"{note.code}: {note.words}")
        return [each for whole in wholes for each in self._candidates(name, whole, notes)]

    def _candidates(self, name: str, whole: Whole, notes: Mapping[str, Sequence[str]]) -> Iterator[Candidate]:
        group = self._programme.groups.get(whole.owner)
        cities = group.cities if group is not None else (*self._programme.cities,)
        clock = next((id for id in cities if _is_clock(self._programme.cities[id].zone, whole)), whole.zone)
        if group is not None:
            yield self._candidate(name, whole, {group.kind.removesuffix("s"): group.id}, clock, notes)
            return
        for each in whole.occasions:
            if not each.is_hidden:
                single = replace(whole.first, occasions=(each,), endless=False)
                yield self._candidate(name, replace(whole, pieces=(single,)), {}, clock, notes)

    def _candidate(
        self,
        name: str,
        whole: Whole,
        head: dict[str, str],
        clock: str,
        notes: Mapping[str, Sequence[str]],
    ) -> Candidate:
        occasions = whole.occasions
        endless = any(piece.endless for piece in whole.pieces)
        horizon = (self._wish.now + HORIZON).date() - timedelta(days=7)
        last = horizon if endless else max(max(each.starts, each.planned).date() for each in occasions)
        more = f" and {len(whole.rows) - 1} more" if len(whole.rows) > 1 else ""
        end = max(each.planned for each in occasions if not each.is_hidden).date()
        return Candidate(
            id=self._id(whole, whole.owner if head else ""),
            section="meetings" if head else "webinars",
            ways=ways_of({**head}, whole.pieces, clock),
            facts=facts_of(occasions, last, all_day=whole.first.all_day),
            last=last,
            notes=(
                f"{name}, {whole.rows[0]}{more}",
                *(each for row in whole.rows for each in notes.get(row, ())),
            ),
            if_dates=f"dates-only: no rule here gives its times; its dates end on {end}" if endless else "",
        )

    def _id(self, whole: Whole, prefix: str) -> str:
        title, group = slug(whole.first.title), self._programme.groups.get(prefix)
        is_named = group is not None and all(city in title for city in group.cities)
        base = (title if is_named else slug(f"{prefix} {title}"))[:40].strip("-") or "imported"
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        id = next(each for each in names if each not in self._ids)
        self._ids.add(id)
        return id

    def write(self, before: Reading, candidates: Mapping[str, Sequence[Candidate]]) -> None:
        """Writes the files that say the series, and notes which were written by dates or not at all."""
        tried = try_out(before, self._wish.folder, candidates)
        for name, text in tried.texts.items():
            (self._wish.folder / name).write_text(text, encoding="utf-8")
            self._written.append(self._wish.folder / name)
        self._counts["written by a rule"] = len(tried.by_rule)
        self._counts["written by dates"] = len(tried.by_dates)
        for each in tried.by_dates:
            if each.if_dates:
                code, _, words = each.if_dates.partition(": ")
                self._note(each.notes[0], "", code, f"{each.id}: {words}")
        for each in tried.lost:
            self._note(each.notes[0], "", "left-out", f"{each.id}: its times cannot be written here")


def _continues(before: Whole, after: Whole) -> bool:
    """Returns whether a series goes on in another: "this and following" begins a new one."""
    one, other = before.pieces[-1], after.first
    is_same = (before.owner, before.zone, one.all_day) == (after.owner, after.zone, other.all_day)
    # A series has the same fields all along: what a time has not cannot be taken out of it.
    has_same = one.occasions[-1].words.keys() == other.occasions[0].words.keys()
    if not (one.repeats and other.repeats and is_same and has_same):
        return False
    gap = other.occasions[0].planned.date() - one.occasions[-1].planned.date()
    if _PIECE.sub("", one.uid) == _PIECE.sub("", other.uid):
        return gap > timedelta()
    intervals = (later.planned.date() - earlier.planned.date() for earlier, later in pairwise(one.occasions))
    is_next = timedelta() < gap <= max(intervals, default=timedelta())
    return is_next and bool(one.people) and one.people == other.people and one.title == other.title


def _is_clock(zone: str, whole: Whole) -> bool:
    """Returns whether a zone is that of a series; Windows has one name for Sofia, Kyiv and Helsinki."""
    written = whole.first.zone_written
    if zone == whole.zone or not written or written in ZONES:
        return zone == whole.zone
    starts = [each.starts for each in whole.occasions]
    return all(
        each.replace(tzinfo=ZoneInfo(zone)).utcoffset()
        == each.replace(tzinfo=ZoneInfo(whole.zone)).utcoffset()
        for each in starts
    )


def _in_zone(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
