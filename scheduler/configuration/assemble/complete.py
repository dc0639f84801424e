"""A programme without what leans on parts that are missing from it, so that the rest can be dated."""

from __future__ import annotations

from dataclasses import replace

from scheduler.programme.details import Details
from scheduler.programme.programme import Programme
from scheduler.programme.series import Clock, Series


def sound(programme: Programme) -> Programme:
    """`programme` without pairs, groups and series that refer to something that is not in it."""
    pairs = {
        pair.id: pair
        for pair in programme.pairs.values()
        if set(pair.cities) <= set(programme.cities) and set(pair.themes) <= set(programme.themes)
    }
    groups = {
        group.id: group for group in programme.groups.values() if set(group.cities) <= set(programme.cities)
    }
    rest = replace(programme, pairs=pairs, groups=groups)
    return replace(rest, series={name: one for name, one in rest.series.items() if _stands(one, rest)})


def _stands(series: Series, programme: Programme) -> bool:
    return (
        _somebody(series, programme)
        and all(_ticks(clock, programme) for clock in _clocks(series))
        and all(set(said.themes or ()) <= set(programme.themes) for said in _details(series))
    )


def _somebody(series: Series, programme: Programme) -> bool:
    if series.audience is None:
        return series.pair in programme.pairs
    known = (programme.cities, programme.pairs, programme.groups)
    return all(any(name in section for section in known) for name in series.audience.names)


def _ticks(clock: Clock, programme: Programme) -> bool:
    return clock.kind != "city" or clock.name in programme.cities


def _clocks(series: Series) -> list[Clock]:
    dated = [extra.fixed for extra in series.extras] + ([series.once] if series.once else [])
    changed = [change.clock for change in series.changes if change.clock is not None]
    return [*(entry.clock for entry in series.schedule), *(one.clock for one in dated), *changed]


def _details(series: Series) -> list[Details]:
    return [
        series.details,
        *(change.details for change in series.changes),
        *(extra.details for extra in series.extras),
    ]
