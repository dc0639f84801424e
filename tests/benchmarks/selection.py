"""Which measurements a run makes, and what each round must do for them. Pure."""

from __future__ import annotations

import argparse

from benchmarks.sizes import LARGE, Size

IDS = ("P1", "P1b", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "growth")


def chosen(text: str) -> frozenset[str]:
    """Returns the measurements that a list with commas names."""
    ids = frozenset(text.split(","))
    if not ids <= {*IDS}:
        raise argparse.ArgumentTypeError(f"right would be some of {','.join(IDS)}")
    return ids


def parts_of(cities: int, round: int, wanted: frozenset[str], size: Size) -> frozenset[str] | None:
    """Returns what one round does at `cities` cities; None if nothing needs it."""
    first, usual = size.growth[0], size.growth[1]
    here: frozenset[str] = wanted & {"growth"}
    if cities == first:
        here |= wanted & {"P9"}
    if cities == usual:
        here |= wanted & {"P3", "P6", "P7", "P8"}
    if not here or (cities == LARGE and round):
        return None
    # Half a million files take too long to write at LARGE.
    publishing = {first: size.rounds, usual: size.publishing}.get(cities, 0)
    publishes = here & {"P3", "P9", "growth"} and round < publishing
    serves = here & {"P3", "P6", "P7", "P8", "growth"}
    return frozenset((["publish"] if publishes else []) + (["serve"] if serves else []))
