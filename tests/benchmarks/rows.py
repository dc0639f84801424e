"""Rows of the result, worked out from the lives of programmes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from benchmarks.figures import MB, Row, Target, each, exponent, ratios, spread
from benchmarks.lifecycle import Life, Publishing, Serving

Lives = Sequence[Life]
"""The rounds at one number of cities."""
BASE_MEMORY = 110 * MB
"""Of P6: the program and its libraries without any feed."""


def moved_in_daemon(lives: Lives) -> Iterator[Row]:
    """Yields the first half of P3: one moved meeting in `serve`."""
    work = f"one meeting moved, N = {lives[0].cities:,}, in `serve`"
    share = spread(cpu / life.apply.cpu for life, serving in _served(lives) for cpu in serving.edits)
    measure = "CPU from saving until the feeds are served, as a share of the cold apply"
    yield Row(id="P3", work=work, measure=measure, values=share, target=Target("≤", 0.10), unit="")
    rest = spread(cpu / life.apply.cpu for life, serving in _served(lives) for cpu in serving.finished)
    measure = "CPU from saving until the daemon rests, as a share of the cold apply"
    yield Row(id="P3", work=work, measure=measure, values=rest, unit="")
    cpu = spread(cpu for _, serving in _served(lives) for cpu in serving.edits)
    yield Row(id="P3", work=work, measure="CPU from saving until the feeds are served", values=cpu, unit="s")


def moved_on_disk(lives: Lives) -> Iterator[Row]:
    """Yields the second half of P3: one moved meeting with all its files."""
    done = _published(lives)
    work = f"one meeting moved, N = {lives[0].cities:,}, in `serve --publish`"
    share = spread(cpu / one.cold.cpu for one in done for cpu in one.edits)
    measure = "CPU from saving until feeds and files are right, as a share of a cold publish"
    yield Row(id="P3", work=work, measure=measure, values=share, unit="")
    work = f"one meeting moved, N = {lives[0].cities:,}, `publish` in a new process"
    share = ratios(each((one.moved for one in done), "cpu"), each((one.cold for one in done), "cpu"))
    measure = "CPU, as a share of a cold publish"
    yield Row(id="P3", work=work, measure=measure, values=share, target=Target("≤", 0.3), unit="")


def printed(lives: Lives) -> Iterator[Row]:
    """Yields the second half of P5: one feed of a large programme."""
    work = f"`twincal feed` of one city, N = {lives[0].cities:,}"
    cpu, target = spread(life.feed.cpu for life in lives), Target("≤", 0.5)
    yield Row(id="P5", work=work, measure="CPU", values=cpu, target=target, unit="s")


def resident(lives: Lives) -> Iterator[Row]:
    """Yields P6: memory of `serve`."""
    work = f"`serve`, N = {lives[0].cities:,}, all feeds fetched once"
    budget = [BASE_MEMORY + 2 * serving.feeds for _, serving in _served(lives)]
    memory = [serving.resident for _, serving in _served(lives)]
    share, limit = ratios(memory, budget), Target("≤", 1)
    measure = "memory, as a share of 110 MB plus twice the bytes of its feeds"
    yield Row(id="P6", work=work, measure=measure, values=share, target=limit, unit="")
    yield Row(id="P6", work=work, measure="memory", values=spread(size / MB for size in memory), unit="MB")
    feeds = spread(serving.feeds / MB for _, serving in _served(lives))
    yield Row(id="P6", work=work, measure="bytes of its feeds", values=feeds, unit="MB")


def planned(lives: Lives) -> Iterator[Row]:
    """Yields P7: a plan with nothing to do."""
    share = ratios([life.plan.cpu for life in lives], [life.apply.cpu for life in lives])
    work = f"`plan` with nothing to do, N = {lives[0].cities:,}, cold process"
    measure = "CPU, as a share of the cold apply"
    yield Row(id="P7", work=work, measure=measure, values=share, target=Target("≤", 0.7), unit="")
    served = _served(lives)
    if served:
        share = ratios([serving.nothing for _, serving in served], [life.apply.cpu for life, _ in served])
        work = f"a file saved with nothing to do, N = {lives[0].cities:,}, in `serve`"
        yield Row(id="P7", work=work, measure=measure, values=share, target=Target("≤", 0.1), unit="")


def started(lives: Lives) -> Iterator[Row]:
    """Yields P8: the start of a daemon."""
    work = f"start of `serve` on a stored programme, N = {lives[0].cities:,}"
    parts: tuple[tuple[str, Callable[[Serving], float], Target | None], ...] = (
        ("CPU until the first feed answers", lambda serving: serving.first, Target("≤", 2)),
        ("CPU until every feed has answered", lambda serving: serving.all_feeds, Target("≤", 2)),
        ("CPU until the files are checked and the daemon rests", lambda serving: serving.ready, None),
    )
    for measure, part, target in parts:
        values = spread(part(serving) for _, serving in _served(lives))
        yield Row(id="P8", work=work, measure=measure, values=values, unit="s", target=target)


def published(lives: Lives) -> Iterator[Row]:
    """Yields P9: files for each page and feed."""
    done = _published(lives)
    work = f"`publish`, N = {lives[0].cities:,}, {done[0].files:,} files"
    cold = spread(one.cold.cpu / one.files * 1000 for one in done)
    measure, target = "CPU for each file", Target("≤", 1.2)
    yield Row(id="P9", work=work, measure=measure, values=cold, unit="ms", target=target)
    yield Row(
        id="P9",
        work=work,
        measure=f"CPU after one meeting was moved ({done[0].rewritten:,} files written)",
        values=spread(one.moved.cpu for one in done),
        unit="s",
    )
    peak = spread(one.cold.peak / MB for one in done)
    yield Row(id="P9", work=work, measure="peak memory", values=peak, unit="MB")


Figure = Callable[[Life], Iterable[float]]
"""The values of one round; none if it was not measured."""


def _of_publishing(value: Callable[[Publishing], float]) -> Figure:
    return lambda life: [] if life.publishing is None else [value(life.publishing)]


def _of_serving(values: Callable[[Serving], Iterable[float]]) -> Figure:
    return lambda life: [] if life.serving is None else values(life.serving)


FIGURES: tuple[tuple[str, str, Figure], ...] = (
    ("cold apply, CPU", "s", lambda life: [life.apply.cpu]),
    ("cold apply, peak memory", "MB", lambda life: [life.apply.peak / MB]),
    ("plan with nothing to do, CPU", "s", lambda life: [life.plan.cpu]),
    ("feed of one city, CPU", "s", lambda life: [life.feed.cpu]),
    ("cold publish, CPU", "s", _of_publishing(lambda it: it.cold.cpu)),
    ("cold publish, peak memory", "MB", _of_publishing(lambda it: it.cold.peak / MB)),
    ("publish after one move, CPU", "s", _of_publishing(lambda it: it.moved.cpu)),
    ("serve until the first feed, CPU", "s", _of_serving(lambda it: [it.first])),
    ("serve until every feed, CPU", "s", _of_serving(lambda it: [it.all_feeds])),
    ("one move in serve, CPU", "s", _of_serving(lambda it: it.edits)),
    ("serve, memory", "MB", _of_serving(lambda it: [it.resident / MB])),
)
"""The figures that are compared while N grows: name, unit, and values of a round."""


def growth(lives: Mapping[int, Lives]) -> Iterator[Row]:
    """Yields the exponents of the growth from the fewest to the most cities, with the medians at each."""
    for name, unit, figure in FIGURES:
        medians = {
            count: spread(values).median
            for count, rounds in sorted(lives.items())
            if (values := [value for life in rounds for value in figure(life)])
        }
        if len(medians) > 1:
            shown = ", ".join(f"{count:,}: {value:.3g} {unit}" for count, value in medians.items())
            k = spread([exponent([*medians], [*medians.values()])])
            yield Row(id="growth", work=name, measure=shown, values=k, unit="")


def _served(lives: Iterable[Life]) -> list[tuple[Life, Serving]]:
    return [(life, life.serving) for life in lives if life.serving is not None]


def _published(lives: Iterable[Life]) -> list[Publishing]:
    return [life.publishing for life in lives if life.publishing is not None]
