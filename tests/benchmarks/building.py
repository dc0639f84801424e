"""P1 and P1b: from YAML to stored pieces and feeds, beside the programs that write one file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import programmes
from benchmarks.figures import MB, TIMES, Cost, Row, Target, absent, each, ratios, spread
from benchmarks.peers import Peers
from benchmarks.processes import MeasurementError, alternate, run, twincal, write
from benchmarks.sizes import Size


@dataclass(frozen=True, slots=True)
class Apply:
    """A cold apply into a new database."""

    folder: Path
    pieces: int

    def __call__(self) -> Cost:
        """Runs one round, and checks that the database has all pieces."""
        for path in self.folder.glob("twincal.db*"):
            path.unlink()
        cost = twincal(self.folder, "apply", "config")
        stored = sqlite3.connect(self.folder / "twincal.db")
        (pieces,) = stored.execute("select count(*) from piece").fetchone()
        stored.close()
        if pieces != self.pieces:
            raise MeasurementError(f"{pieces} pieces in place of {self.pieces}")
        return cost


@dataclass(frozen=True, slots=True)
class ApplyAndFeed:
    """A cold apply, then the feed of the programme in a second process."""

    apply: Apply

    def __call__(self) -> Cost:
        """Runs one round, and checks that there is a feed."""
        folder = self.apply.folder
        cost = self.apply() + twincal(folder, "feed", "programme")
        if events(folder / "output") == 0:
            raise MeasurementError("a feed without meetings")
        return cost


@dataclass(frozen=True, slots=True)
class OneFile:
    """A peer that writes `events` VEVENTs to one file, which is `result` or what it prints."""

    words: tuple[str, ...]
    folder: Path
    events: int
    result: str = "output"

    def __call__(self) -> Cost:
        """Runs one round, and checks that the file has all events."""
        cost = run(self.words, self.folder)
        if events(self.folder / self.result) != self.events:
            raise MeasurementError(f"{self.words[0]} wrote another number of events than {self.events}")
        return cost


def events(file: Path) -> int:
    """Returns how many VEVENTs a file has."""
    return file.read_bytes().count(b"BEGIN:VEVENT")


APPLY, BOTH = "`apply`", "`apply` and `feed`"
"""The works of Twincal. `apply` stores the pieces, and makes every feed for its version."""


def _ours(folder: Path, files: Mapping[str, str], pieces: int) -> dict[str, Callable[[], Cost]]:
    write(folder / "config", files)
    apply = Apply(folder, pieces)
    return {APPLY: apply, BOTH: ApplyAndFeed(apply)}


def _yaml2ics(command: str, folder: Path, text: str, count: int) -> OneFile:
    write(folder, {"all.yaml": text})
    return OneFile((command, "all.yaml"), folder, count)


def _yaml2ical(command: str, folder: Path, count: int) -> OneFile:
    write(folder / "meetings", programmes.yaml2ical_series(count))
    words = (command, "--yamldir", "meetings", "--output", "all.ics", "--force")
    return OneFile(words, folder, count, "all.ics")


def one_offs(folder: Path, peers: Peers, size: Size) -> Iterator[Row]:
    """Measures P1: one-off meetings."""
    count, series = size.one_offs, size.yaml2ical
    works = _ours(folder / "ours", programmes.one_offs(count), count)
    if peers.yaml2ics:
        text = programmes.yaml2ics_one_offs(count)
        works["yaml2ics"] = _yaml2ics(peers.yaml2ics, folder / "yaml2ics", text, count)
    if peers.yaml2ical:
        works["yaml2ical"] = _yaml2ical(peers.yaml2ical, folder / "yaml2ical", series)
    costs = dict(zip(works, alternate(size.rounds, *works.values()), strict=True))
    work = f"{count:,} one-off meetings in YAML → pieces and feeds, with the database"
    yield from _alone("P1", work, costs[APPLY], count)
    yield from _beside("P1", work, "yaml2ics", costs, "yaml2ics", (count, count), Target("≥", 6))
    label = f"yaml2ical, which writes {series:,} monthly series"
    yield from _beside("P1", work, label, costs, "yaml2ical", (count, series), None)


def series(folder: Path, peers: Peers, size: Size) -> Iterator[Row]:
    """Measures P1b: monthly series over five years."""
    months, expanded = programmes.SERIES_LENGTH, size.expanded
    count = size.series * months
    works = _ours(folder / "ours", programmes.long_programme(size.series), count)
    if peers.yaml2ics:
        text = programmes.yaml2ics_one_offs(expanded)
        works["yaml2ics"] = _yaml2ics(peers.yaml2ics, folder / "expanded", text, expanded)
        text = programmes.yaml2ics_rules(size.series)
        works["rules"] = _yaml2ics(peers.yaml2ics, folder / "rules", text, size.series)
    costs = dict(zip(works, alternate(size.rounds, *works.values()), strict=True))
    work = f"{size.series:,} monthly series over {months} months"
    yield from _alone("P1b", work, costs[APPLY], count)
    label = f"yaml2ics, which gets {expanded:,} dates written out"
    yield from _beside("P1b", work, label, costs, "yaml2ics", (count, expanded), Target("≥", 10))
    label = "yaml2ics, which copies RRULEs and works out no date"
    yield from _beside("P1b", work, label, costs, "rules", (count, count), None)


def _alone(id: str, work: str, costs: tuple[Cost, ...], count: int) -> Iterator[Row]:
    cpu = spread(each(costs, "cpu", 1000 / count))
    yield Row(id=id, work=work, measure="CPU for each meeting", values=cpu, unit="ms")
    peak = spread(each(costs, "peak", 1 / MB))
    yield Row(id=id, work=work, measure="peak memory", values=peak, unit="MB")


def _beside(
    id: str,
    work: str,
    label: str,
    costs: Mapping[str, tuple[Cost, ...]],
    peer: str,
    counts: tuple[int, int],
    target: Target | None,
) -> Iterator[Row]:
    """Yields how many times as fast as a peer Twincal is; `counts` are the meetings of each."""
    if peer not in costs:
        yield absent(id, work, label.partition(",")[0])
        return
    for ours in (APPLY, BOTH):
        for resource, name in TIMES:
            theirs = each(costs[peer], resource, 1 / counts[1])
            yield Row(
                id=id,
                work=work,
                measure=f"{name} of {ours}: times as fast as {label}",
                values=ratios(theirs, each(costs[ours], resource, 1 / counts[0])),
                target=target if (ours, resource) == (APPLY, "cpu") else None,
            )
    memory = ratios(each(costs[APPLY], "peak"), each(costs[peer], "peak"))
    yield Row(id=id, work=work, measure=f"peak memory, as a multiple of {label}", values=memory)
