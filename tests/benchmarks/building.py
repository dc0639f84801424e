"""From YAML to stored pieces and the versions of all feeds, beside yaml2ics, which writes one file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks import programmes
from benchmarks.case import Setting
from benchmarks.figures import Aim, Cost, Row, absent, cpu, peak, ratios
from benchmarks.processes import MeasurementError, alternate, run, twincal, write

ONE_OFFS = 5_000
FASTER = Aim("a cold `apply` is at least 4 times as fast as yaml2ics", "≥", 4)


def building(setting: Setting) -> Iterator[Row]:
    """Measures one-off meetings, and series over five years; times are compared for each meeting."""
    folder, command, series = setting.folder, setting.peers.get("yaml2ics"), setting.size.series
    meetings = series * programmes.SERIES_LENGTH
    write(folder / "one-offs/config", programmes.one_offs(ONE_OFFS))
    write(folder / "series/config", programmes.long_programme(series))
    works = [partial(_apply, folder / "one-offs", ONE_OFFS), partial(_apply, folder / "series", meetings)]
    if command is not None:
        write(folder / "dates", {"all.yaml": programmes.yaml2ics_one_offs(ONE_OFFS)})
        write(folder / "rules", {"all.yaml": programmes.yaml2ics_rules(series)})
        works.append(partial(_one_file, folder / "dates", command, ONE_OFFS))
        works.append(partial(_one_file, folder / "rules", command, series))
    one_offs, long, *theirs = alternate(setting.size.rounds, *works)
    work = f"cold `apply` of {ONE_OFFS:,} one-off meetings in YAML"
    yield from _alone(work, one_offs, ONE_OFFS)
    if theirs:
        yield from _beside(work, "yaml2ics", one_offs, theirs[0], 1, FASTER)
    work = f"cold `apply` of {meetings:,} meetings: {series:,} monthly series in YAML over five years"
    yield from _alone(work, long, meetings)
    if theirs:
        label = f"yaml2ics, which gets {ONE_OFFS:,} dates written out"
        yield from _beside(work, label, long, theirs[0], meetings / ONE_OFFS)
        yield from _beside(work, "yaml2ics, which copies RRULEs and works out no date", long, theirs[1], 1)
    else:
        yield absent(work, "yaml2ics")


def _alone(work: str, costs: Sequence[Cost], meetings: int) -> Iterator[Row]:
    each = [seconds / meetings * 1000 for seconds in cpu(costs)]
    yield Row(work=work, measure="CPU for each meeting", values=each, unit="ms")
    yield Row(work=work, measure="peak memory", values=peak(costs), unit="MB")


def _beside(
    work: str, label: str, ours: Sequence[Cost], theirs: Sequence[Cost], more: float, aim: Aim | None = None
) -> Iterator[Row]:
    """Yields the rows of a comparison; `more` is how many times as many meetings we have."""
    times = [ratio * more for ratio in ratios(cpu(theirs), cpu(ours))]
    yield Row(work=work, measure=f"CPU: times as fast as {label}", values=times, aim=aim)
    memory = ratios(peak(ours), peak(theirs))
    yield Row(work=work, measure=f"peak memory, as a multiple of {label}", values=memory)


def _apply(folder: Path, pieces: int) -> Cost:
    """Applies a programme to a new database, and checks that it has all pieces."""
    (folder / "twincal.db").unlink(missing_ok=True)
    cost = twincal(folder, "apply", "config")
    database = sqlite3.connect(folder / "twincal.db")
    (stored,) = database.execute("select count(*) from piece where reader = 'public'").fetchone()
    database.close()
    if stored != pieces:
        raise MeasurementError(f"{stored} pieces in place of {pieces}")
    return cost


def _one_file(folder: Path, command: str, events: int) -> Cost:
    """Runs yaml2ics, and checks that what it prints has all events."""
    cost = run(folder, [command, "all.yaml"])
    if (folder / "output").read_bytes().count(b"BEGIN:VEVENT") != events:
        raise MeasurementError(f"yaml2ics wrote another number of events than {events}")
    return cost
