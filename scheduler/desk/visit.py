"""A request of somebody at the desk, with what it needs to be answered: the files, the store, and the key.

A key for one pair or group shows its meetings alone, and changes nothing else.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from scheduler.busy.busy_times import copy_alone
from scheduler.commands.apply import Applied
from scheduler.commands.lookup import read_state
from scheduler.commands.plan import Proposal, propose
from scheduler.commands.post_office import names_of_offices
from scheduler.commands.prepare import Consent, plan_directory
from scheduler.commands.refusals import Refused
from scheduler.configuration import read
from scheduler.configuration.edits.new_values import Data
from scheduler.desk.forms import Form, Zones
from scheduler.desk.messages import DeskAnswer, DeskRequest
from scheduler.desk.pages import page
from scheduler.desk.sight import DeskInputs, desk_names
from scheduler.plan.make_plan import Plan
from scheduler.programme.english_lists import and_more
from scheduler.publication.pages.views.rows import MeetingRow, RowMaker
from scheduler.reports.history import revision_lines
from scheduler.reports.local_times import at_host
from scheduler.reports.mail_text import told_words, words_after
from scheduler.reports.plans.plan_rows import names_by_zone
from scheduler.reports.rule_words import standing_words
from scheduler.state.feeds import Feed, feed_keys
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.state.stored import Stored, time_and_uid
from scheduler.store import Store
from scheduler.timetable.occurrence import Occurrence

ANOTHER_WRITES = "Another server writes at the moment. Open the desk there."
FOLDERS_DIFFER = (
    "Another server may take over with files of its own, and would take your changes back. Ask who runs the "
    "server: it must be told that the folder is shared."
)
MENU = (("", "Today"), ("history", "History"), ("report", "Report"))
MENU_OF_ALL = (
    ("cities", "Cities"),
    ("pairs", "Pairs"),
    ("webinars", "Webinars"),
    ("warnings", "Warnings"),
    ("handover", "Handover"),
)
"""The pages that every page leads to: address and words."""
LONGEST_NUMBER = 9
_PLACE = re.compile(r"([^/\\:]+):(\d+):\d+$")
OTHERS_WAIT = "Others have changes waiting."


class Done(Struct, frozen=True, kw_only=True):
    """What was just published, as revision `number`; 0 if only the files have a new text.

    `is_news`: a meeting has changed; `is_shown`: calendars show one of those that did. `mails`: when
    offices hear of it by mail.
    """

    number: int
    is_news: bool = False
    is_shown: bool = False
    is_undoable: bool = False
    mails: str = ""


class Visit(Struct, frozen=True, kw_only=True, dict=True):
    """One request for the desk of a programme.

    `command` are the words of the `apply` that a person may type instead. `obstacle` is why nothing can be
    changed here; empty if this is the server that writes the files. Somebody waits for the answer until
    `until` (time.monotonic). `broken` are the places of errors in the files, or why they are not applied.
    `taken_back` says which edits were taken back because they stopped halfway; it gets those that this
    request finds. `applied` gets what this request publishes.
    """

    directory: Path
    store: Store
    state_folder: Path
    command: tuple[str, ...]
    request: DeskRequest
    now: datetime
    obstacle: str = ""
    broken: Sequence[str] = ()
    until: float = math.inf
    taken_back: list[str] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)

    @property
    def errors_at(self) -> str:
        """Where the files are broken: "all.yaml, line 12 and 2 more errors"; empty if they can be read."""
        places = [f"{name}, line {line}" for each in self.broken for name, line in _PLACE.findall(each)]
        return f"{places[0]}{and_more(len(places) - 1, 'error')}" if places else ""

    def require_wanted(self) -> None:
        """Raises Refused if nobody waits for the answer any more."""
        if time.monotonic() > self.until:
            raise Refused("nobody waited for the answer any more; nothing was changed")

    @cached_property
    def state(self) -> State:
        """What is published. Raises Refused if nothing is."""
        return read_state(self.store)

    @property
    def is_for_all(self) -> bool:
        """Whether the key opens the whole programme."""
        return self.request.scope[0] == "programme"

    @property
    def own_alone(self) -> str:
        """What a key for one pair opens: "Your key opens Dublin–Seoul alone."."""
        feed = self.state.feed(self.request.scope)
        return f"Your key opens {feed.title.say('en') if feed is not None else 'one pair'} alone."

    def require_everything(self) -> None:
        """Raises Refused if the key opens one pair alone."""
        if not self.is_for_all:
            raise Refused(self.own_alone, "Ask the secretariat.")

    def field(self, name: str) -> str:
        """Returns a field of the address or the form, without blanks around it; empty if there is none."""
        return self.request.fields.get(name, "").strip()

    @property
    def consent(self) -> Consent:
        """What this person allows by the buttons that were pressed, under the label of the key.

        A key for one pair allows nothing that the safety limit refuses.
        """
        words = ("past", "large") if self.is_for_all else ("past",)
        allow = tuple(word for word in words if self.field(word))
        return Consent(allow=allow, by=self.request.label, command=self.command)

    @cached_property
    def proposal(self) -> Proposal:
        """The plan of the files as they are; nobody waits for a download of others' calendars.

        Raises Invalid or Refused if there is none.
        """
        return propose(self.directory, self.state_folder, self.state, self.now, self.consent, copy_alone)

    @cached_property
    def data(self) -> Data:
        """What the files hold; of those that are broken, what can be read."""
        return read(self.directory).tree.data

    def is_open(self, occurrence: Occurrence) -> bool:
        """Returns whether the key opens a meeting."""
        return self.request.scope in feed_keys(occurrence)

    def may_change(self, occurrence: Occurrence) -> bool:
        """Returns whether the key opens a meeting, and every city that takes part in it."""
        taking_part = map(self.state.ids.of_city, occurrence.cities())
        return self.is_for_all or (self.is_open(occurrence) and {*taking_part}.issubset(self.cities()))

    def meetings(self) -> Iterator[Stored]:
        """Yields the meetings that the key opens, in the order of time."""
        for stored in sorted(self.state.occurrences.values(), key=time_and_uid):
            if self.is_open(stored.occurrence):
                yield stored

    def calendars(self) -> tuple[Feed, ...]:
        """Returns the cities, pairs, groups and themes that the key opens."""
        feeds = [feed for feed in self.state.open_feeds if feed.kind != "programme"]
        return tuple(feed for feed in feeds if self.is_for_all or feed.key == self.request.scope)

    def calendar(self, name: str) -> Feed:
        """Returns the feed called `pairs/sofia-sejong`. Raises Refused if the key does not open it."""
        for feed in self.calendars():
            if feed.name == name:
                return feed
        raise Refused(f"there is no calendar {name}", "look for it on the first page of the desk")

    def meeting(self, name: str) -> Stored:
        """Returns the meeting called `SERIES/KEY`. Raises Refused if there is none that the key opens."""
        for stored in self.state.occurrences.values():
            if self.name_of(stored.occurrence) == name and self.is_open(stored.occurrence):
                return stored
        raise Refused(f"there is no meeting {name}", "look for it on the first page of the desk")

    @cached_property
    def latest(self) -> Mapping[str, Occurrence]:
        """The last meeting of each series, by its id."""
        stored = sorted(self.state.occurrences.values(), key=time_and_uid)
        return {self.state.ids.of_series(each.occurrence.series): each.occurrence for each in stored}

    def next_of(self, series: str) -> Occurrence | None:
        """Returns the next meeting of a series; None if none is to come."""
        coming = (each.occurrence for each in self.meetings() if not each.is_past(self.now))
        return next((each for each in coming if self.state.ids.of_series(each.series) == series), None)

    def last_of(self, series: str) -> Occurrence:
        """Returns the last meeting of a series. Raises Refused if the key does not open it."""
        occurrence = self.latest.get(series)
        if occurrence is None or not self.is_open(occurrence):
            raise Refused(f"there is no series {series}", "look for it on the first page of the desk")
        return occurrence

    def name_of(self, occurrence: Occurrence) -> str:
        """Returns `SERIES/KEY`."""
        return self.state.ids.of_meeting(occurrence.series, occurrence.key)

    def zones(self, occurrence: Occurrence) -> Zones:
        """Returns the zones of the clocks by which an hour of a meeting may be given."""
        cities = {self.state.ids.of_city(each.city): each.zone for each in occurrence.participants}
        return {"": occurrence.timing.zone, **cities}

    def may_use(self, form: Form) -> bool:
        """Returns whether the key opens a form."""
        return self.is_for_all or not (form.is_of_secretariat or form.about in ("city", "programme"))

    def require_own(self, plan: Plan) -> None:
        """Raises Refused if a plan changes, or brings in, anything that the key does not open."""
        if self.is_for_all:
            return
        known = [step.before.occurrence for step in plan.steps if step.before is not None]
        if not all(map(self.may_change, (*known, *(step.after for step in plan.steps)))):
            raise Refused(OTHERS_WAIT, f"{self.own_alone} Ask the secretariat to publish.")

    def undoable(self) -> int:
        """Returns the number of the revision that may be taken back; 0 if there is none for this key."""
        edits = self.store.edits()
        if not edits or edits[0].erased:
            return 0
        number = edits[0].revision
        is_theirs = self.is_for_all or self.store.revision(number).sources.by == self.request.label
        return number if is_theirs and self.is_own(number) else 0

    def undo_words(self) -> str:
        """Returns "Take back change 15 (19 meetings)" for what may be taken back; empty if nothing may."""
        number = self.undoable()
        count = len(self.store.revision(number).entries) if number else 0
        meetings = f" ({count} meetings)" if count > 1 else ""
        return f"Take back change {number}{meetings}" if number else ""

    def require_published(self) -> None:
        """Raises Refused if a key for one pair would publish what others have written and not published."""
        if self.is_for_all:
            return
        present = plan_directory(self.directory, self.state, self.now, self.consent)
        published = self.store.history(most=1)[0].sources.files
        if present.files != published and not present.plan.is_empty:
            raise Refused(OTHERS_WAIT, "Ask the secretariat to publish them first.")

    def is_own(self, number: int) -> bool:
        """Returns whether a revision changed only meetings that the key opens."""
        if self.is_for_all:
            return True
        if not 0 < number <= self.state.revision:
            return False
        entries = self.store.revision(number).entries
        stored = (self.state.occurrences.get(entry.uid) for entry in entries)
        return bool(entries) and all(each is not None and self.is_open(each.occurrence) for each in stored)

    def cities(self) -> list[str]:
        """Returns the ids of the cities that the key may write to; none stands for all."""
        if self.is_for_all:
            return []
        groups = self.state.profile.details.who_meets
        return [city for each in groups if each.identity == self.request.scope[1] for city in each.cities]

    @cached_property
    def inputs(self) -> DeskInputs:
        """What the pages of the desk are made of."""
        history = self.store.history_of_pages(self.state.window.first)
        return DeskInputs(state=self.state, history=history, now=self.now, shortened={})

    @cached_property
    def maker(self) -> RowMaker:
        """What makes the rows of meetings, for the secretariat, or for the pair of the key."""
        own = self.state.feed(self.request.scope)
        return RowMaker(self.inputs, own if own is not None else self.inputs.state.programme_feed)

    def row(self, stored: Stored) -> MeetingRow:
        """Returns the row of a meeting, as on the public pages."""
        return self.maker.row(self.inputs.as_known(stored))

    def rule_of(self, meeting: Occurrence) -> str:
        """Returns the rules of the series of a meeting as a sentence: the one in force, and those to come."""
        recorded = self.state.series.get(meeting.series)
        cities = names_by_zone(meeting)
        words = standing_words(recorded, self.now.date(), cities) if recorded is not None else ""
        return f"{words[:1].upper()}{words[1:]}."

    def told(self, revisions: Iterable[Revision]) -> list[tuple[Revision, str, list[str]]]:
        """Returns revisions with their time by the clock of the host, and a line for each change."""
        zone, mails = self.state.profile.zone, self.store.mails()
        names = names_of_offices(self.state)
        return [
            (
                each,
                at_host(each.time, zone),
                [*revision_lines(each, self.state), *filter(None, [told_words(each, mails, names)])],
            )
            for each in revisions
        ]

    def done(self) -> Done | None:
        """Returns what was just published, if the address says so."""
        number = self.field("done")
        if not number.isascii() or not number.isdigit() or len(number) > LONGEST_NUMBER:
            return None
        if not 0 < int(number) <= self.state.revision:
            return Done(number=0)
        entries = self.store.revision(int(number)).entries
        changed = [self.state.occurrences[entry.uid] for entry in entries]
        return Done(
            number=int(number),
            is_news=bool(changed),
            is_shown=any(map(self.state.shows, changed)),
            is_undoable=self.undoable() == int(number),
            mails=words_after(entries, self.state.profile.zone, self.now, self.store.mail_mark()),
        )

    def show(self, template: str, status: int = 200, **values: Any) -> DeskAnswer:
        """Returns a page of the desk, with the names that every page has."""
        names = {
            **desk_names(self.state, self.request.path, self.name_of),
            "label": self.request.label,
            "obstacle": self.obstacle,
            "is_for_all": self.is_for_all,
            "taken_back": self.taken_back,
            "errors_at": self.errors_at,
            "menu": [*MENU, *(MENU_OF_ALL if self.is_for_all else ())],
            "here": self.request.path,
            "done": self.done(),
        }
        return DeskAnswer(status=status, body=page(template, **names, **values))
