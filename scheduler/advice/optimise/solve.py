"""Chooses an option for each decision with CP-SAT: the least burden, spread and change, and no clash.

The cost has three parts: the burden of all cities, the difference between the city that carries most and the
one that carries least, and a cost for each meeting that moves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from scheduler.advice.optimise.options import Decision, FixedMeetings, Option, clash

WORKERS = 2
"""Threads of the solver."""


class Limits(Struct, frozen=True, kw_only=True):
    """The longest search in `seconds`, and the cost of each meeting that moves, as a burden."""

    seconds: float
    cost_of_move: int


class Totals(Struct, frozen=True, kw_only=True):
    """The parts of the sum of a choice, and the burden of each city by its identity."""

    burdens: Mapping[str, int]
    moved: int

    @property
    def burden(self) -> int:
        """The burden of all cities together."""
        return sum(self.burdens.values())

    @property
    def spread(self) -> int:
        """The difference between the city that carries most and the one that carries least."""
        return max(self.burdens.values()) - min(self.burdens.values()) if self.burdens else 0

    def cost(self, cost_of_move: int) -> int:
        """Returns the sum that is to be least."""
        return self.burden + self.spread + cost_of_move * self.moved


class Solution(Struct, frozen=True, kw_only=True):
    """The option that was chosen for each decision. No choice costs less than `bound`: that is proved."""

    chosen: tuple[Option, ...]
    totals: Totals
    bound: int


def totals(chosen: Sequence[Option], fixed: FixedMeetings) -> Totals:
    """Returns the totals of these options together with the fixed meetings."""
    burdens = dict(fixed.burdens)
    for option in chosen:
        for city, burden in option.burdens.items():
            burdens[city] = burdens.get(city, 0) + burden
    return Totals(burdens=burdens, moved=sum(option.moved for option in chosen))


def solve(
    decisions: Sequence[Decision],
    fixed: FixedMeetings,
    limits: Limits,
    on_improvement: Callable[[int, int], None],
) -> Solution | None:
    """Returns the best choice that is found in time; None if every choice has a clash, or none is found.

    Calls `on_improvement` with the cost and the bound of each better choice. Needs the extra `optimise`.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    variables = [[model.new_bool_var("") for _ in decision.options] for decision in decisions]
    for decision, own in zip(decisions, variables, strict=True):
        model.add_exactly_one(own)
        for number, variable in enumerate(own):
            model.add_hint(variable, number == decision.present)
    for together in _at_same_time(decisions, variables):
        model.add_at_most_one(together)
    model.minimize(_cost(model, decisions, variables, fixed, limits.cost_of_move))

    class Improvements(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            on_improvement(round(self.objective_value), round(self.best_objective_bound))

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limits.seconds
    solver.parameters.num_workers = WORKERS
    if solver.solve(model, Improvements()) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found = [[*map(solver.value, own)].index(1) for own in variables]
    chosen = improved(decisions, found, fixed, limits.cost_of_move)
    bound = math.ceil(solver.best_objective_bound - 0.5)
    return Solution(chosen=chosen, totals=totals(chosen, fixed), bound=bound)


def _cost(
    model: Any,
    decisions: Sequence[Decision],
    variables: Sequence[Sequence[Any]],
    fixed: FixedMeetings,
    cost_of_move: int,
) -> Any:
    """Returns the sum of the three parts as an expression of the model."""
    choices = [
        (option, variable)
        for decision, own in zip(decisions, variables, strict=True)
        for option, variable in zip(decision.options, own, strict=True)
    ]
    cities = {*fixed.burdens, *(city for option, _ in choices for city in option.burdens)}
    most = sum(fixed.burdens.values()) + sum(sum(option.burdens.values()) for option, _ in choices)
    largest, least = model.new_int_var(0, most, ""), model.new_int_var(0, most, "")
    burden = 0
    for city in sorted(cities):
        of_city = fixed.burdens.get(city, 0) + sum(
            option.burdens[city] * variable for option, variable in choices if option.burdens.get(city)
        )
        model.add(largest >= of_city)
        model.add(least <= of_city)
        burden += of_city
    moves = sum(cost_of_move * option.moved * variable for option, variable in choices if option.moved)
    return burden + largest - least + moves


def improved(
    decisions: Sequence[Decision], found: Sequence[int], fixed: FixedMeetings, cost_of_move: int
) -> tuple[Option, ...]:
    """Returns the options with the numbers `found`, after every single change that costs less.

    The solver may end before it has tried them all.
    """
    chosen = [decision.options[number] for decision, number in zip(decisions, found, strict=True)]
    cost = totals(chosen, fixed).cost(cost_of_move)
    goes_on = True
    while goes_on:
        goes_on = False
        for number, decision in enumerate(decisions):
            others = [*chosen[:number], *chosen[number + 1 :]]
            for option in decision.options:
                with_option = totals([*others, option], fixed).cost(cost_of_move)
                if with_option < cost and not any(clash(option.busy, other.busy) for other in others):
                    chosen[number], cost, goes_on = option, with_option, True
    return tuple(chosen)


def _at_same_time(decisions: Sequence[Decision], variables: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    """Yields the options of several decisions that keep an attendee busy at one moment.

    Every two options that clash are together in one of these lists.
    """
    edges: dict[str, list[tuple[datetime, bool, int, int]]] = {}
    for number, decision in enumerate(decisions):
        for which, option in enumerate(decision.options):
            for attendee, spans in option.busy.items():
                for span in spans:
                    edges.setdefault(attendee, []).append((span.begin, True, number, which))
                    edges.setdefault(attendee, []).append((span.end, False, number, which))
    for of_attendee in edges.values():
        going_on: set[tuple[int, int]] = set()
        has_grown = False
        for _, begins, number, which in sorted(of_attendee):  # an end comes before a beginning
            if begins:
                going_on.add((number, which))
                has_grown = True
                continue
            if has_grown and len({decision for decision, _ in going_on}) > 1:
                yield [variables[decision][option] for decision, option in sorted(going_on)]
            has_grown = False
            going_on.discard((number, which))
