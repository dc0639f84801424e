"""P4: a cold apply beside SQLAlchemy that inserts the same rows and icalendar that writes the same pieces."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import programmes
from benchmarks.figures import MB, TIMES, Cost, Row, Target, each, ratios, spread
from benchmarks.processes import alternate, run, twincal, write
from benchmarks.sizes import Size

BARE = Path(__file__).with_name("bare_storing.py")


def storing(folder: Path, size: Size) -> Iterator[Row]:
    """Measures P4."""
    write(folder / "config", programmes.programme(size.storing))

    def ours() -> Cost:
        for path in folder.glob("*.db*"):
            path.unlink()
        return twincal(folder, "apply", "config")

    def bare() -> Cost:
        """Returns the cost of the inserts and of the writing, without that of reading what to write."""
        (folder / "bare.db").unlink(missing_ok=True)
        words = [sys.executable, "-P", str(BARE), "twincal.db", "bare.db"]
        run(words, folder)
        said = json.loads((folder / "output").read_text())
        shares.append(said["insert"]["cpu"] / (said["insert"]["cpu"] + said["pieces"]["cpu"]))
        return Cost(**said["insert"]) + Cost(**said["pieces"])

    shares: list[float] = []
    apply, other = alternate(size.rounds, ours, bare)
    stored = sqlite3.connect(folder / "twincal.db")
    (count,) = stored.execute("select count(*) from occurrence").fetchone()
    stored.close()
    work = f"cold apply of {count:,} occurrences"
    label = "bare inserts with SQLAlchemy and bare writing with icalendar"
    for resource, name in TIMES:
        target = Target("≤", 4) if resource == "cpu" else None
        values = ratios(each(apply, resource), each(other, resource))
        yield Row(
            id="P4", work=work, measure=f"{name}, as a multiple of {label}", values=values, target=target
        )
    yield Row(
        id="P4",
        work=work,
        measure="share of the inserts in the CPU of the bare work",
        values=spread(shares),
        unit="",
    )
    yield Row(id="P4", work=work, measure="CPU", values=spread(each(apply, "cpu")), unit="s")
    peak = spread(each(apply, "peak", 1 / MB))
    yield Row(id="P4", work=work, measure="peak memory", values=peak, unit="MB")
