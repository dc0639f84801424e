"""Shows people at a terminal that a slow command still works. Programs that read the output see nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

DELAY = 2.0
"""Seconds after which a command counts as slow."""


@contextmanager
def progress(words: str) -> Iterator[None]:
    """Shows `words` and the time that has passed, on stderr, while the block runs for longer than DELAY."""
    if not sys.stderr.isatty():
        yield
        return
    finished = Event()
    thread = Thread(target=_show, args=(words, finished), daemon=True, name="progress")
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


@contextmanager
def search_progress(words: str, seconds: float) -> Iterator[Callable[[int, int], None]]:
    """Shows how much of a search of at most `seconds` has passed; yields a function that shows its result.

    It takes the cost of the best choice so far, and the least that is possible.
    """
    if not sys.stderr.isatty():
        yield lambda _cost, _bound: None
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

    best = TextColumn("{task.fields[best]}")
    with _bar(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), best) as bar:
        task = bar.add_task(words, total=seconds, best="")
        finished = Event()

        def advance() -> None:
            while not finished.wait(0.5):
                bar.advance(task, 0.5)

        thread = Thread(target=advance, daemon=True, name="progress")
        thread.start()
        try:
            yield lambda cost, bound: bar.update(task, best=f"cost {cost}, at least {bound}")
        finally:
            finished.set()
            thread.join()


def _show(words: str, finished: Event) -> None:
    if finished.wait(DELAY):
        return
    # Most commands end before: they need not wait until this is imported.
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    with _bar(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()) as bar:
        bar.add_task(words, total=None)
        finished.wait()


def _bar(*columns: ProgressColumn) -> Progress:
    """Returns a line on stderr that disappears at its end."""
    from rich.console import Console
    from rich.progress import Progress

    # rich would put itself in the place of the standard streams, which belong to the whole process.
    return Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
