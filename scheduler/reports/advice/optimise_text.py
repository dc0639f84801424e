"""Better hours for a year as text: what they gain, what changes, and the patch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scheduler.advice.optimise.solve import Totals
from scheduler.commands.advice.optimise import Optimised, Patch, better_series
from scheduler.configuration.phrases.weekdays import NAMES
from scheduler.programme.programme import Programme
from scheduler.programme.rules import NthWeekday, Rule, Weekly
from scheduler.programme.series import Clock, ScheduleEntry


def optimise_text(found: Optimised, patch: Patch, config: Path, file: Path | None) -> str:
    """Returns the totals before and after, a line for each series that changes, and the patch.

    The patch is left out if it was written to `file`.
    """
    return "\n".join(_lines(found, patch, config, file)) + "\n"


def _lines(found: Optimised, patch: Patch, config: Path, file: Path | None) -> Iterator[str]:
    yield f"Hours from {found.period.first.first:%B %Y} to {found.period.last.first:%B %Y}"
    yield ""
    yield from _totals(found)
    yield _proof(found)
    if found.kept:
        yield f"These series stay as they are, because several rules date this time: {', '.join(found.kept)}."
    better = better_series(found)
    yield ""
    if not better:
        yield "Nothing changes: no other hours cost less."
        return
    for id, series in better.items():
        old, new = found.programme.series[id].schedule[-1], series.schedule[-1]
        yield f"  {id}: {_words(old, found.programme)} → {_words(new, found.programme)}"
    if patch.unwritten:
        yield ""
        names = ", ".join(patch.unwritten)
        yield f"The patch cannot change the text of these series; write their hours yourself: {names}"
    yield ""
    yield from _next(patch, config, file)


def _totals(found: Optimised) -> Iterator[str]:
    after = found.solution.totals
    if found.before is None:
        yield "Today some meetings clash. Afterwards none does."
        yield f"  burden of all cities  {after.burden}"
        yield f"  difference            {after.spread}"
    else:
        yield f"  burden of all cities  {found.before.burden} → {after.burden}"
        yield f"  difference            {found.before.spread} → {after.spread}"
    yield f"  meetings that move    {after.moved}"
    yield ""
    for name, before, now in _by_city(found):
        yield f"  {name:<21} {before} → {now}" if before is not None else f"  {name:<21} {now}"
    yield ""


def _by_city(found: Optimised) -> Iterator[tuple[str, int | None, int]]:
    after, before = found.solution.totals.burdens, found.before
    for city in found.programme.cities.values():
        if city.identity in after:
            old = None if before is None else _burden(before, city.identity)
            yield city.name.say("en"), old, after[city.identity]


def _burden(totals: Totals, identity: str) -> int:
    return totals.burdens.get(identity, 0)


def _proof(found: Optimised) -> str:
    cost, bound = found.cost, found.solution.bound
    time = f"found in {found.seconds:.0f} seconds"
    parts = f"burden + difference + {found.cost_of_move} for each meeting that moves"
    if cost <= bound:
        return f"The cost is {cost} ({parts}), {time}. It is proved that no other choice costs less."
    more = (cost - bound) / max(bound, 1)
    return (
        f"The cost is {cost} ({parts}), {time}. It is proved that no choice costs less than {bound}: "
        f"this one is at most {more:.1%} above the best. More --seconds may find a better one."
    )


def _words(entry: ScheduleEntry, programme: Programme) -> str:
    """Returns `Friday 08:00 (Lisbon)`, or the hour of each city in its turn."""
    day, at = _weekday(entry.rule), entry.hours
    if isinstance(at, tuple):
        hours = [f"{hour:%H:%M} ({programme.cities[city].name.say('en')})" for city, hour in at]
        return f"{day}{' and '.join(hours)} in turn"
    return f"{day}{at:%H:%M} ({_clock(entry.clock, programme)})"


def _clock(clock: Clock, programme: Programme) -> str:
    match clock.kind:
        case "city":
            return programme.cities[clock.name].name.say("en")
        case "alternate":
            return "each city in turn"
        case "host":
            return programme.host.name.say("en")
        case "utc":
            return "UTC"
        case "zone":
            return clock.name


def _weekday(rule: Rule) -> str:
    """Returns the weekday of a rule that has one, and a blank."""
    match rule:
        case NthWeekday(_, weekday) | Weekly((weekday,), _, _):
            return f"{NAMES[weekday]} "
    return ""


def _next(patch: Patch, config: Path, file: Path | None) -> Iterator[str]:
    if file is None:
        yield "Write the patch to a file with `--patch hours.patch`. This is the patch:"
        yield ""
        yield patch.text.rstrip("\n")
        return
    yield f"The patch is in {file}. To use it:"
    yield f"  patch -p1 -d {config} < {file}"
    yield f"  twincal plan {config}"
