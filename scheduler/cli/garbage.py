"""How often a run looks for garbage: values that only refer to each other."""

from __future__ import annotations

import atexit
import gc


def never_collect() -> None:
    """Leaves garbage to the end of the process, for runs that leave hardly any.

    They make hundreds of thousands of values that live to their end. To look for garbage among these would
    take a quarter of the time of `apply`, some of it at exit.
    """
    gc.disable()
    atexit.register(gc.freeze)


def collect_rarely() -> None:
    """Collects garbage now and then, for runs that leave much: they render pages, or plan again and again."""
    gc.set_threshold(100_000)
    gc.enable()


def keep_present_values() -> None:
    """Leaves the present values out of later searches for garbage, which would stop a server for long."""
    gc.freeze()
