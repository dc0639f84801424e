"""One change as a plan tells it to one city: the verb, the times and the words that every form prints.

A city that joins or leaves a meeting is told of that alone: when it moved is the others' affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.plan.steps import Step
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.revision import Cause, StepKind
from scheduler.reports.city_changes import CityChange
from scheduler.reports.differences import differences

CALL = "feeds may not show this in time: call"
DATA = {Cause.HOLIDAYS: "new holiday data", Cause.ZONES: "new time-zone data", Cause.WINDOW: "window"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """What a city is told of one `item`.

    `before` and `after` are when it took and will take place, None where the city had or has no part in it.
    `words` say what else differs and why; `data` which data are the cause, empty for the text.
    """

    item: CityChange
    before: str | None
    after: str | None
    words: tuple[str, ...]
    data: str

    @property
    def verb(self) -> str:
        """What happens, in one word."""
        return self.item.verb

    @property
    def title(self) -> str:
        """The meeting in English."""
        return self.item.step.after.content.title.say("en")

    @property
    def meeting(self) -> str:
        """The title with the key."""
        return f"{self.title} ({self.item.step.after.key})"

    @property
    def time(self) -> str:
        """The one time to name where only one is named: the last that the city knows."""
        return self.after or self.before or ""


def change_line(item: CityChange, profile: ProgrammeProfile) -> ChangeLine:
    """`item` in words; `profile` knows the languages of the programme."""
    return ChangeLine(
        item=item,
        before=None if item.joins else item.before,
        after=None if item.leaves else item.after,
        words=tuple(_words(item, profile)),
        data=DATA.get(item.step.cause, ""),
    )


def _words(item: CityChange, profile: ProgrammeProfile) -> Iterator[str]:
    step = item.step
    if item.leaves:
        yield f"no longer in this city's calendar; {_without_it(item)}"
        return
    if item.is_record:
        yield "has taken place already"
    if step.after.cancelled and item.verb != StepKind.CANCEL:
        yield "cancelled"
    if not item.joins:
        yield from differences(step, profile)
        yield from _why(step)


def _without_it(item: CityChange) -> str:
    """What becomes of a meeting that a city leaves."""
    if item.step.after.cancelled:
        return "it is cancelled"
    return "it took place" if item.over else "it still takes place"


def _why(step: Step) -> Iterator[str]:
    """Why it moves or is cancelled: days off that the holiday policy keeps clear of, the text's reason."""
    if step.kind is StepKind.MOVE:
        yield from _days_off(step)
    if step.after.content.reason is not None and step.kind in (StepKind.MOVE, StepKind.CANCEL):
        yield step.after.content.reason.say("en")


def _days_off(step: Step) -> Iterator[str]:
    """The days off that were in nobody's way before, where the holiday policy chose the new date."""
    after = step.after
    chosen = after.trace.policy_day
    if chosen != after.timing.starts.date() or chosen == after.planned.date():
        return
    before = step.before.occurrence.trace.obstacles if step.before else ()
    known = {(off.city, off.day) for off in before}
    names = {participant.city: participant.name.say("en") for participant in after.participants}
    for off in after.trace.obstacles:
        if (off.city, off.day) not in known:
            city = names.get(off.city, off.city)
            yield f"day off in {city}: {off.why.say('en')} on {off.day:%a %-d %b %Y}"
