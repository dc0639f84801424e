"""One installation with all that belongs to it: files, clock, nodes, subscribers; and what must hold when it settles."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scheduler.commands.apply import apply
from scheduler.commands.prepare import Consent
from scheduler.commands.refusals import Invalid, NeedsConsent
from scheduler.commands.verify import verify
from scheduler.plan.computer_clock import clock_problem
from scheduler.store import Store, open_store
from simulator.archive import FEEDS, Archive
from simulator.databases import Database
from simulator.drafts import FIRST_MONTH
from simulator.expectations import ExpectedMeeting, expected_meetings
from simulator.holiday_data import DaysOff, HolidayData
from simulator.laws import of_calendar, of_draft
from simulator.nodes import Node
from simulator.office import Office
from simulator.private_calendar import PrivateCalendar, private_words
from simulator.subscribers import Habit, Subscriber
from simulator.violation import Violation, require
from support.zone_data import ZoneData

BEGIN = datetime(2026, 9, 1, 8, tzinfo=UTC)
MONTHS = 36
"""Months from the first one for which meetings are expected: longer than any run plays."""
FOLLOWERS = 2
HABITS: tuple[Habit, ...] = ("replaces all", "keeps the newest")


class Installation:
    """The installation in a folder of its own, at `now`. The clock of its nodes is wrong by `skew`."""

    def __init__(self, folder: Path, database: Database, runner: asyncio.Runner) -> None:
        self.database, self.url = database, database.url
        self.now, self.skew = BEGIN, timedelta()
        self.zones, self.holidays = ZoneData(folder / "zones"), HolidayData()
        self.known_days_off: list[DaysOff] = [self.holidays.days]
        self.office, self.archive = Office(folder / "config"), Archive(self.url)
        self.subscribers = [Subscriber(path, habit) for path in FEEDS for habit in HABITS]
        self.private_calendars = [PrivateCalendar(self.url, city) for city in ("sofia", "lisbon")]
        self.followers: list[Node] = []
        self._writer: Node | None = None
        self._standby: Node | None = None
        self._runner = runner

    @contextmanager
    def running(self) -> Iterator[None]:
        with self.zones.in_use(), self.holidays.in_use():
            try:
                self.settle()
                yield
            finally:
                self.stop()

    # Its nodes

    def clock(self) -> datetime:
        return self.now + self.skew

    def nodes(self) -> list[Node]:
        return [*self.followers, *filter(None, (self._writer, self._standby))]

    def writer(self) -> Node:
        """Returns the node that writes, which is started if it does not run."""
        if self._writer is None:
            self._writer = self._new_node(self.office.folder)
            self._writer.poll()
        return self._writer

    def stop_writer(self) -> None:
        if self._writer is not None:
            self._writer.end()
            self._writer = None

    def hand_over(self) -> None:
        """The node that stands by becomes the writer, and the one that wrote stands by."""
        writer = self.writer()
        self._writer = self._standby or self._new_node(self.office.folder)
        self._writer.poll()
        self._standby = writer

    def restart_follower(self, place: int) -> None:
        self.followers[place].end()
        self.followers[place] = self._new_node(None)

    def stop(self) -> None:
        for node in self.followers:
            node.end()
        self.followers = []
        if self._standby is not None:
            self._standby.end()
            self._standby = None
        self.stop_writer()

    def _new_node(self, folder: Path | None) -> Node:
        return Node(self.url, self.clock, folder, self._runner)

    # Its writers

    def apply(self) -> bool:
        """The daemon applies the files that it finds; returns whether it could."""
        writer, is_whole = self.writer(), self.office.is_saved()
        writer.poll()
        is_applied = writer.apply()
        if is_applied and is_whole:
            self.office.accept()
        self.archive.look(self.clock())
        return is_applied

    def apply_by_hand(self) -> None:
        """An officer saves all files and applies them, and allows what the safety limit asks about."""
        self.office.save()
        with closing(open_store(self.url)) as store:
            clock = ("clock",) if self.is_clock_odd(store) else ()
            try:
                apply(self.office.folder, store, self.now, Consent(allow=clock), print)
            except NeedsConsent:
                apply(self.office.folder, store, self.now, Consent(allow=(*clock, "large")), print)
            except Invalid as error:
                if self.office.is_accepted():
                    raise Violation(f"accepted text has become an error: {error.problems}") from error
                self.office.undo()
                self.apply_by_hand()
                return
        self.office.accept()
        if self.archive.look(
            self.now
        ):  # an apply with nothing to do writes nothing, so the store learns no holiday
            self.known_days_off = [self.holidays.days]

    def is_clock_odd(self, store: Store) -> bool:
        """Returns whether the last revision was made by a clock that was ahead."""
        return clock_problem(store.state(), self.now) is not None

    # What must hold

    def settle(self) -> None:
        """All faults end and everybody catches up; then every calendar shows what the officers wrote."""
        self.office.save()
        self.skew = timedelta()
        self.now += timedelta(hours=1)
        while len(self.followers) < FOLLOWERS:
            self.followers.append(self._new_node(None))
        if not self.apply():
            self.apply_by_hand()
        if not self.apply():
            raise Violation("the daemon does not apply what an officer has applied")
        for calendar in self.private_calendars:
            calendar.after_a_fault(self.now)
        for node in self.nodes():
            node.poll()
            self.archive.check_current(node)
        self._check_what_is_private()
        with closing(open_store(self.url)) as store:
            require(verify(store), "the store")
        for place, subscriber in enumerate(self.subscribers):
            subscriber.poll(self.nodes()[place % len(self.nodes())].app)
            self._check_calendar(subscriber)

    def check_what_is_served(self) -> None:
        for node in self.nodes():
            self.archive.check_served(node)

    def _check_calendar(self, subscriber: Subscriber) -> None:
        path, expected = subscriber.path, defaultdict[str, list[ExpectedMeeting]](list)
        require(of_calendar(subscriber, self.archive.last_events(path)), path)
        for days_off in self.known_days_off:
            for form in self._expected(days_off):
                if form.cities & FEEDS[path]:
                    expected[form.uid].append(form)
        require(of_draft(subscriber.events, expected, self.archive.over, self.now), path)

    def _check_what_is_private(self) -> None:
        """Checks that only private calendars say how to join, and nothing names a withdrawn speaker."""
        webinars = self.office.draft.webinars
        expected = [meeting for meeting in self._expected(frozenset()) if meeting.id in webinars]
        for node in self.nodes():
            for calendar in self.private_calendars:
                problems = calendar.problems(node, webinars.values(), expected, self.now)
                require(problems, f"the private calendar of {calendar.city}")
        for path in FEEDS:
            require(private_words(self.archive.last_body(path), webinars.values()), path)

    def uids(self) -> set[str]:
        return {meeting.uid for meeting in self._expected(frozenset())}

    def _expected(self, days_off: DaysOff) -> Iterator[ExpectedMeeting]:
        return expected_meetings(self.office.draft, FIRST_MONTH, MONTHS, days_off, self.zones.in_utc)
