"""A plan in short, as the desk says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from scheduler.plan.plan import Plan
from scheduler.programme.english_lists import joined
from scheduler.reports.plans.summary import summary
from scheduler.state.revision import StepKind

_VERBS: Mapping[StepKind, tuple[str, str]] = {
    StepKind.ADD: ("is new", "are new"),
    StepKind.CHANGE: ("changes", "change"),
    StepKind.MOVE: ("moves", "move"),
    StepKind.CANCEL: ("is cancelled", "are cancelled"),
    StepKind.REINSTATE: ("takes place again", "take place again"),
}


def counts(plan: Plan) -> str:
    """Returns "1 meeting moves and 2 meetings are cancelled", or what a plan without meetings is for."""
    count = Counter(step.kind for step in plan.steps)
    found = [
        f"1 meeting {one}" if count[kind] == 1 else f"{count[kind]} meetings {many}"
        for kind, (one, many) in _VERBS.items()
        if count[kind]
    ]
    return joined(found) if found else summary(plan)
