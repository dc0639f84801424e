"""Edits of a programme that `serve` follows: a file is saved, and a feed changes."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import programmes
from benchmarks.case import Setting
from benchmarks.figures import Aim, Row, peak
from benchmarks.processes import Server, serving, twincal, write
from benchmarks.programmes import FEED, Edit

SOON = Aim(
    "an edit of 100 cities takes at most 0.6 s of CPU, from saving until the feeds are right", "≤", 0.6
)


def editing(setting: Setting) -> Iterator[Row]:
    """Measures each kind of edit at each number of cities."""
    for count in setting.size.followed:
        folder = setting.folder / str(count)
        files = programmes.programme(count)
        write(folder / "config", files)
        twincal(folder, "apply", "config")
        costs: dict[str, list[tuple[float, float]]] = {}
        with serving(folder) as server:
            server.wait_for(FEED)
            server.settle()
            for number in range(setting.size.rounds):
                for edit in programmes.edits(files, number):
                    (folder / "config" / edit.file).write_text(edit.text, encoding="utf-8")
                    costs.setdefault(edit.name, []).append(_followed(server, edit))
            held = peak([server.cost])
        work = f"`serve` after {sum(map(len, costs.values()))} edits, N = {count:,}"
        yield Row(work=work, measure="memory of its processes, at rest", values=held, unit="MB")
        for name, values in costs.items():
            feeds, rest = zip(*values, strict=True)
            work, aim = f"{name}, N = {count:,}", SOON if count == 100 else None
            measure = "CPU from saving until the feeds are right"
            yield Row(work=work, measure=measure, values=feeds, unit="s", aim=aim)
            yield Row(work=work, measure="CPU from saving until `serve` rests", values=rest, unit="s")


def _followed(server: Server, edit: Edit) -> tuple[float, float]:
    """Returns the CPU until the feed shows an edit that was just saved, and until `serve` rests."""
    before = server.cost.cpu
    server.wait_for(FEED, edit.sign)
    feeds = server.cost.cpu - before
    server.settle()
    return feeds, server.cost.cpu - before
