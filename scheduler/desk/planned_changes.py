"""The changes of a plan as the desk tells them: each once, in the words in which pages will tell it.

1. What readers see is told as on the pages of changes: with the old and the new time, by both clocks, and
   many meetings of a series as one. The plan adds old and new values, and reasons.
2. Private meetings, and those that no calendar shows, have a line of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from msgspec import Struct

from scheduler.desk.hours_pictures import HoursPicture, Taken, pictures
from scheduler.desk.sight import DeskInputs
from scheduler.plan.steps import Step
from scheduler.programme.alike import MOST_SINGLE, together
from scheduler.programme.english_lists import joined, number_of
from scheduler.programme.texts import ANY_LANGUAGE
from scheduler.publication.next_revision import Draft
from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.views.change_views import ChangeList, ChangeView
from scheduler.publication.pages.views.rows import RowMaker
from scheduler.reports.differences import differences, entry_words, is_counted, planned_differences
from scheduler.reports.local_times import when
from scheduler.reports.plans.plan_rows import reasons, title_of
from scheduler.state.revision import Cause, Revision, RevisionEntry, Sources, StepKind
from scheduler.timetable.occurrence import Occurrence

MOST_CHANGES = 50
"""The most changes that a plan tells one by one."""
_NOBODY = Sources(files=(), tzdata="", holidays="", release="", by="")


class PlannedChange(Struct, frozen=True, kw_only=True):
    """One change for readers, with the values and reasons that only the plan knows."""

    view: ChangeView
    remarks: tuple[str, ...]


class PlannedChanges(Struct, frozen=True, kw_only=True):
    """All changes of a plan: those that pages will tell, and lines about `others`.

    `pictures` are those of meetings with another time.
    """

    told: Sequence[PlannedChange]
    others: Sequence[str]
    pictures: Sequence[HoursPicture]


def planned_changes(draft: Draft, now: datetime, taken: Taken) -> PlannedChanges:
    """Returns the changes of a draft; `taken` gives the times of others on the day of a meeting."""
    plan, inputs = draft.plan, _inputs(draft, now)
    maker = RowMaker(inputs, inputs.state.programme_feed)
    views = ChangeList(maker).changes_in(ANY_LANGUAGE, MOST_CHANGES)
    pairs = {step.after.uid: (step, entry) for step, entry in zip(plan.steps, plan.entries, strict=True)}
    hidden = [pair for uid, pair in pairs.items() if not _is_told(inputs, uid, *pair)]
    listed = [pair for pair in hidden if not is_counted(planned_differences(*pair, plan.profile))]
    by_address = {meeting_address(uid): pair for uid, pair in pairs.items()}
    return PlannedChanges(
        told=[PlannedChange(view=view, remarks=tuple(_remarks(view, by_address, draft))) for view in views],
        others=[*_lines(listed, draft)],
        pictures=pictures(maker, _timed(maker, plan.steps), taken),
    )


def _inputs(draft: Draft, now: datetime) -> DeskInputs:
    """Returns the source of pages after the plan: of the history, its changes alone are news."""
    plan = draft.plan
    history = (
        Revision(
            number=number,
            time=draft.after.time,
            digest="",
            causes=(),
            sources=_NOBODY,
            parts=(),
            entries=entries,
        )
        for number, entries in ((plan.base + 1, plan.entries), (plan.base, ()))
    )
    return DeskInputs(state=draft.after, history=tuple(history), now=now, shortened={})


def _is_told(inputs: DeskInputs, uid: str, step: Step, entry: RevisionEntry) -> bool:
    has_facts = step.kind is not StepKind.CHANGE or bool(differences(entry))
    return has_facts and uid in inputs.public and step.cause is not Cause.WINDOW and bool(inputs.told(uid))


def _timed(maker: RowMaker, steps: Iterable[Step]) -> Iterator[Occurrence]:
    """Yields the meetings that get another time of day, and that readers see."""
    timed = (step.after for step in steps if step.has_new_time and not step.after.timing.all_day)
    yield from (each for each in timed if each.uid in maker.inputs.public)


def _remarks(
    view: ChangeView, by_address: Mapping[str, tuple[Step, RevisionEntry]], draft: Draft
) -> Iterator[str]:
    """Yields the values that change in one meeting, and the reasons."""
    if view.number == 1 and view.page.address in by_address:
        step, entry = by_address[view.page.address]
        found = planned_differences(step, entry, draft.plan.profile)
        yield from chain((each.words for each in found if each.values), reasons(step))


def _lines(others: Sequence[tuple[Step, RevisionEntry]], draft: Draft) -> Iterator[str]:
    """Yields a line for each meeting that no public page tells, or one for many of a series."""
    for _, alike in together(others, lambda pair: (pair[0].after.series, pair[0].kind)):
        first = alike[0][0].after
        if len(alike) > MOST_SINGLE:
            count = f"{number_of(len(alike), 'meeting')} to {alike[0][0].kind.value}"
            yield f"{title_of(first)}: {count}, the first {when(first, None)}"
            continue
        for step, entry in alike:
            names = [each.name for each in planned_differences(step, entry, draft.plan.profile)]
            words = entry_words(entry, draft.after.ids) if differences(entry) else joined(names)
            yield f"{title_of(step.after)}, {when(step.after, None)}: {words}"
