"""Plan, history, announcement and pages say the same of each change, however an office edits; hours by zoneinfo."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis.stateful import rule

from scheduler.changes.change import facts, shared_facts
from scheduler.changes.fold import changes_since
from scheduler.programme.details import CONTENT_FIELDS, Details, Status
from scheduler.programme.texts import said
from scheduler.publication.pages.views.change_views import change_view
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.pages.views.rows import RowMaker
from scheduler.reports.differences import NAMES, entry_words
from scheduler.state.revision import RevisionEntry, Snapshot, StepKind
from scheduler.state.stored import Stored
from scheduler.timetable.occurrence import Occurrence
from support.secretariat import Secretariat, which

SAID = {
    "new": "added|joined|takes place after all",
    "cancelled": "^cancelled",
    "reinstated": "^takes place after all",
    "confirmed": "now confirmed",
    "tentative": "now to be confirmed",
    "moved": "moved from",
    "zones": "local times",
    "end": r"\w+ → \w+|end changed",
    "place": "place",
    "cities": "joined|left",
    "title": "title",
}
"""What history says of each fact."""
EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "12"))
DETAILS = ("description", "themes", "registration", "links", "languages", "speakers", "join", "kind", "busy")


class Telling(Secretariat):
    """An office that edits at random; each revision is told in every way."""

    @rule(which=which)
    def makes_private(self, which: int) -> None:
        self.changes(which, details=Details(visibility="private"))

    def law(self) -> None:
        state, history = self.world.state, self.world.history
        if self.plan.is_empty:
            return
        planned = {entry.uid: entry for entry in self.plan.entries}
        assert {entry.uid: entry for entry in history[0].entries} == planned
        for entry in planned.values():
            _has_the_hours_of_zoneinfo(entry.after, state.occurrences[entry.uid].occurrence)
            _says_all_facts(entry, entry_words(entry, state.ids))
        told = {each.uid: each for each in changes_since(state, history, state.revision, {state.revision})}
        pages = PageInputs(state=state, history=history, now=self.now, shortened={})
        for uid, entry in planned.items():
            old, new = self.before.state.occurrences.get(uid), state.occurrences[uid]
            if self._was_and_is_public(old, new):
                for city in _cities(old, new):
                    expected = tuple(_facts(old, new, city, state.profile.languages))
                    assert facts(entry, city) == expected
                    assert (facts(told[uid], city) if uid in told else ()) == expected
                    if uid in pages.public and pages.told(uid)[-1][0] is history[0]:  # it is no slip
                        assert _on_page(pages, uid, city) == expected

    def _was_and_is_public(self, old: Stored | None, new: Stored) -> bool:
        """Whether everybody could know it all the time: not over, and never private."""
        entries = (each for revision in self.world.history for each in revision.entries)
        if any(each.after.private for each in entries if each.uid == new.occurrence.uid):
            return False
        is_new_by_window = old is None and self.plan_adds_by_window(new.occurrence.uid)
        over = [each for each in (old, new) if each is not None and each.is_past(self.now)]
        return not over and not is_new_by_window

    def plan_adds_by_window(self, uid: str) -> bool:
        """Whether the plan adds the meeting only because the calendars reach its month."""
        return any(step.after.uid == uid and step.cause == "window" for step in self.plan.steps)


def _says_all_facts(entry: RevisionEntry, words: str) -> None:
    """History and `why` say each fact; a detail by the names of its fields, and times by their hours."""
    for fact in shared_facts(entry):
        said = SAID.get(fact)
        assert said is None or re.search(said, words), (fact, words)
    for field in entry.fields if "details" in shared_facts(entry) else ():
        is_explained = field == "reason" and entry.kind is not StepKind.CHANGE
        assert is_explained or field == "visibility" or NAMES[field] in words, (field, words)


def _on_page(pages: PageInputs, uid: str, city: str) -> tuple[str, ...]:
    """What the page and the Atom feed of a city tell of a meeting that the last revision changed."""
    feed = pages.state.feed(("cities", city))
    assert feed is not None
    told = (each for each in pages.news.get(feed.key, ()) if each[0] is pages.history[0])
    news = {entry.uid: (revision, entry) for revision, entry in told}
    return change_view(RowMaker(pages, feed), *news[uid]).facts if uid in news else ()


def _cities(old: Stored | None, new: Stored) -> tuple[str, ...]:
    known = old.occurrence.cities() if old is not None else ()
    return tuple(dict.fromkeys((*known, *new.occurrence.cities())))


def _has_the_hours_of_zoneinfo(snapshot: Snapshot, meeting: Occurrence) -> None:
    assert snapshot.begin == meeting.timing.begin_utc
    for participant in meeting.participants:
        if not meeting.cancelled:  # a cancelled meeting keeps the zone that its city had
            assert snapshot.local_begin(participant.city) == _local(meeting, participant.zone)


def _local(meeting: Occurrence, zone: str) -> datetime:
    return meeting.timing.begin_utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _facts(known: Stored | None, present: Stored, city: str, languages: Sequence[str]) -> Iterator[str]:
    """What changes for a city, from the two meetings themselves."""
    old, new = known.told if known is not None else None, present.told
    if not (present.shown or (known is not None and known.shown)):
        return
    was = old.participant(city) if old is not None else None
    takes_part = new.participant(city)
    if old is None or was is None:
        if takes_part is not None and not new.cancelled:
            yield "new"
        return
    if takes_part is None:
        if not old.cancelled:
            yield "left"
        return
    if new.cancelled != old.cancelled:
        yield "cancelled" if new.cancelled else "reinstated"
    elif old.status is not new.status:
        yield "confirmed" if new.status is Status.CONFIRMED else "tentative"
    if not new.cancelled:
        yield from _of_times(old, new, city)
    changed = {
        name
        for name in CONTENT_FIELDS
        for code in languages
        if said(getattr(old.content, name), code) != said(getattr(new.content, name), code)
    }
    if "place" in changed:
        yield "place"
    if {*old.cities()} != {*new.cities()} and not new.cancelled:
        yield "cities"
    if "title" in changed:
        yield "title"
    shows_reason = any(each.cancelled or each.rescheduled for each in (old, new))
    is_explained = new.cancelled != old.cancelled or (not new.cancelled and _times_differ(old, new, city))
    has_other_reason = shows_reason and not is_explained and _why(old) != _why(new)
    if changed.intersection(DETAILS) or has_other_reason:
        yield "details"


def _times_differ(old: Occurrence, new: Occurrence, city: str) -> bool:
    return bool({"moved", "zones"}.intersection(_of_times(old, new, city)))


def _why(meeting: Occurrence) -> object:
    """The reason without the names of cities."""
    reason = meeting.content.reason
    return tuple(each.why for each in reason) if isinstance(reason, tuple) else reason


def _of_times(old: Occurrence, new: Occurrence, city: str) -> Iterator[str]:
    was, now = old.participant(city), new.participant(city)
    assert was is not None
    assert now is not None
    is_same_start = old.timing.start.is_same(new.timing.start)
    has_other_days = old.timing.all_day != new.timing.all_day or (new.timing.all_day and not is_same_start)
    if has_other_days or was.local(old.timing.begin_utc) != now.local(new.timing.begin_utc):
        yield "zones" if is_same_start else "moved"
    if old.timing.length != new.timing.length:
        yield "end"


Telling.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=15, suppress_health_check=[*HealthCheck]
)
TestSameFacts = Telling.TestCase
