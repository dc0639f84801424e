"""All kinds of findings that the program has."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import scheduler
from scheduler.findings.finding import Finding


def kinds() -> frozenset[type[Finding]]:
    """The classes without a subclass: the others are bases that say who hears of them."""
    for module in pkgutil.walk_packages(scheduler.__path__, "scheduler."):
        if module.name.startswith(("scheduler.findings", "scheduler.plan", "scheduler.commands")):
            importlib.import_module(module.name)
    return frozenset(kind for kind in _leaves(Finding) if kind.__module__.startswith("scheduler."))


def _leaves(kind: type[Finding]) -> Iterator[type[Finding]]:
    below = kind.__subclasses__()
    if not below:
        yield kind
    for each in below:
        yield from _leaves(each)
