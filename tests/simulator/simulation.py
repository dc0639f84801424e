"""One installation that is played: its files, its clock, its nodes and its subscribers, and all that happens to them.

`play` does one action, and then checks what every node serves. It raises Violation if a rule does not hold.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from importlib import metadata
from itertools import count
from pathlib import Path

from scheduler.commands.apply import apply
from scheduler.commands.consent import Consent
from scheduler.commands.errors import Invalid, NeedsConsent
from scheduler.commands.rebuild import rebuild
from scheduler.commands.verify import verify
from scheduler.plan.computer_clock import clock_problem
from scheduler.store import open_store
from simulator.actions import Action
from simulator.archive import FEEDS, Archive
from simulator.drafts import COUNTRIES, FIRST_MONTH
from simulator.expectations import ExpectedMeeting, expected_meetings
from simulator.holiday_data import DaysOff, HolidayData
from simulator.laws import of_calendar, of_draft
from simulator.nodes import DatabaseFiles, Killed, Node, before_store_calls
from simulator.office import Office
from simulator.officers import EDITS, Numbers
from simulator.subscribers import Habit, Subscriber
from simulator.violation import Violation, require
from support.zone_data import ZoneData

BEGIN = datetime(2026, 9, 1, 8, tzinfo=UTC)
MONTHS = 36
"""Months from the first one for which meetings are expected: longer than any run plays."""
HABITS: tuple[Habit, ...] = ("replaces all", "keeps the newest")
CALLS_OF_AN_ATTEMPT = 120
"""More calls of the database than an attempt to apply makes."""
CLOCKS_OF_SOFIA = ("Europe/Sofia", "Europe/Berlin", "Europe/Istanbul")
"""The zones whose rules Sofia may get."""
_NOTHING: Numbers = (0, 0, 0)


class Simulation:
    """The installation in a folder of its own. `story` tells what happened, a line for each action."""

    def __init__(self, folder: Path, runner: asyncio.Runner) -> None:
        self._folder, self._runner = folder, runner
        self._database = folder / "t.db"
        self._url = f"sqlite:///{self._database}"
        self._at_death = DatabaseFiles(self._database, folder / "at-death")
        self._backup: DatabaseFiles | None = None
        self._now, self._skew = BEGIN, timedelta()
        self._zones, self._holidays = ZoneData(folder / "zones"), HolidayData()
        self._known_days_off: list[DaysOff] = [self._holidays.days]
        self._office, self._archive = Office(folder / "config"), Archive(self._url)
        self._subscribers = [Subscriber(path, habit) for path in FEEDS for habit in HABITS]
        self._writer: Node | None = None
        self._followers: list[Node] = []
        self.story: list[str] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Runs the installation from its first revision, and ends all its nodes."""
        with self._zones.in_use(), self._holidays.in_use():
            try:
                self._followers = [self._new_node(None), self._new_node(None)]
                self._settle(_NOTHING)
                yield
            finally:
                for node in self._nodes():
                    node.end()

    def play(self, action: Action) -> None:
        """Does one action, and checks what every node serves."""
        self.story.append(f"{self._now:%Y-%m-%d %H:%M}  {action.name.replace('_', ' ')} {action.numbers}")
        if action.name in EDITS:
            self._office.edit(action.name, action.numbers, self._now)
        else:
            getattr(self, f"_{action.name}")(action.numbers)
        self._check_what_is_served()

    # The officers

    def _save_half(self, numbers: Numbers) -> None:
        self._office.save_half(numbers)

    def _apply_by_hand(self, numbers: Numbers) -> None:
        """An officer saves all files and applies them, and allows what the safety limit asks about."""
        self._office.save()
        with closing(open_store(self._url)) as store:
            is_clock_odd = clock_problem(store.memory(), self._now) is not None
            try:
                apply(self._office.folder, store, self._now, Consent(clock=is_clock_odd))
            except NeedsConsent:
                apply(self._office.folder, store, self._now, Consent(clock=is_clock_odd, large=True))
            except Invalid as error:
                if self._office.is_accepted():
                    raise Violation(f"accepted text has become an error: {error.problems}") from error
                self._office.undo()
                self._apply_by_hand(numbers)
                return
        self._office.accept()
        self._known_days_off = [self._holidays.days]
        self._archive.look(self._now)

    # The daemon

    def _clock(self) -> datetime:
        return self._now + self._skew

    def _new_node(self, folder: Path | None) -> Node:
        return Node(self._url, self._clock, folder, self._runner)

    def _running_writer(self) -> Node:
        if self._writer is None:
            self._writer = self._new_node(self._office.folder)
            self._writer.poll()
        return self._writer

    def _nodes(self) -> list[Node]:
        return [*self._followers, *([self._writer] if self._writer is not None else [])]

    def _notice_edit(self, _numbers: Numbers) -> bool:
        """The writer applies what it finds; returns whether it could."""
        writer, is_whole = self._running_writer(), self._office.is_saved()
        writer.poll()
        is_applied = writer.apply()
        if is_applied and is_whole:
            self._office.accept()
        self._archive.look(self._clock())
        return is_applied

    def _notice_twice(self, numbers: Numbers) -> None:
        if not self._notice_edit(numbers):
            return
        self._running_writer().apply()
        if self._archive.look(self._clock()):
            raise Violation("applying the same text again has made a revision")

    def _race(self, numbers: Numbers) -> None:
        """An officer applies between the plan of the daemon and its transaction."""
        writer, turns = self._running_writer(), count()

        def interfere(statement: str) -> None:
            if statement.startswith("BEGIN IMMEDIATE") and next(turns) == 0:
                self._apply_by_hand(numbers)

        with before_store_calls(interfere):
            writer.apply()
        self._archive.look(self._clock())

    def _kill_while_applying(self, numbers: Numbers) -> None:
        """The process ends at a call of the database; only what is in the files then is left."""
        writer, is_whole = self._running_writer(), self._office.is_saved()
        last, calls = numbers[0] % CALLS_OF_AN_ATTEMPT, count()

        def kill(_statement: str) -> None:
            if next(calls) == last:
                self._at_death.save()
                raise Killed

        try:
            with before_store_calls(kill):
                writer.apply()
        except Killed:
            self._restart(numbers)
            self._at_death.put_back()  # closing a connection cleans up, and a killed process does not
        if self._archive.look(self._clock()) and is_whole:
            self._office.accept()

    def _restart(self, _numbers: Numbers) -> None:
        """The writer ends; it starts again when it has something to do."""
        if self._writer is not None:
            self._writer.end()
            self._writer = None

    # Time and data

    def _wait_hours(self, numbers: Numbers) -> None:
        """Some hours pass; the hourly job applies what no event of a file has told."""
        self._now += timedelta(hours=1 + numbers[0] % 30, minutes=numbers[1] % 60)
        self._notice_edit(numbers)

    def _wait_weeks(self, numbers: Numbers) -> None:
        self._now += timedelta(weeks=1 + numbers[0] % 5)
        self._notice_edit(numbers)

    def _put_clock_forward(self, numbers: Numbers) -> None:
        self._skew = timedelta(minutes=(3, 50, 3000)[numbers[0] % 3])

    def _put_clock_back(self, numbers: Numbers) -> None:
        self._skew = -timedelta(minutes=(3, 50, 3000)[numbers[0] % 3])

    def _learn_holiday(self, numbers: Numbers) -> None:
        """The library of holidays gets a new day; it waits until a person applies."""
        country = [*COUNTRIES.values()][numbers[0] % len(COUNTRIES)]
        self._holidays.add(country, self._now.date() + timedelta(days=2 + numbers[1] % 100))
        self._known_days_off.append(self._holidays.days)

    def _install_zones(self, numbers: Numbers) -> None:
        """A government has decided; the daily job has the writer read the new data."""
        self._zones.change("Europe/Sofia", CLOCKS_OF_SOFIA[numbers[0] % len(CLOCKS_OF_SOFIA)])
        self._notice_edit(numbers)

    # The store

    def _take_backup(self, _numbers: Numbers) -> None:
        """Copies the database, unless an older copy is there, which is worse to put back."""
        if self._backup is None:
            self._backup = DatabaseFiles(self._database, self._folder / "backup")
            self._backup.save()

    def _put_backup_back(self, numbers: Numbers) -> None:
        """An old copy takes the place of the database while nodes serve; they must not show it as it is."""
        if self._backup is None:
            return
        self._settle(numbers)
        self._backup.put_back()
        self._known_days_off = self._holidays.all_states()  # it knows those of its time
        for node in self._nodes():
            node.poll()
        self._check_what_is_served()
        if self._running_writer().apply():
            self._archive.look(self._now, self._uids())
            self._backup = None
            self._settle(numbers)
        else:  # the files cannot be applied to what the store was then
            self._make_store_anew(numbers)

    def _lose_database(self, numbers: Numbers) -> None:
        """The database is deleted while nodes serve."""
        self._settle(numbers)
        self._make_store_anew(numbers)

    def _make_store_anew(self, numbers: Numbers) -> None:
        """An operator makes a store anew from the configuration and the published feeds."""
        self._at_death.remove()
        if self._running_writer().apply() or self._database.exists():
            raise Violation("a lost database was made anew in silence")
        feeds = self._folder / "feeds"
        for path in FEEDS:
            file = feeds / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._archive.last_body(path))
        with closing(open_store(self._url)) as store:
            rebuild(self._office.folder, feeds, store, self._now, "operator")
        self._known_days_off, self._backup = [self._holidays.days], None
        self._archive.look(self._now, self._uids())
        self._settle(numbers)

    # The readers

    def _follow(self, numbers: Numbers) -> None:
        follower = self._followers[numbers[0] % len(self._followers)]
        follower.poll()
        self._archive.check_current(follower)

    def _restart_follower(self, numbers: Numbers) -> None:
        place = numbers[0] % len(self._followers)
        self._followers[place].end()
        self._followers[place] = self._new_node(None)
        self._follow((place, 0, 0))

    def _poll(self, numbers: Numbers) -> None:
        """A calendar asks any of the nodes, as behind a load balancer."""
        nodes = self._nodes()
        subscriber = self._subscribers[numbers[0] % len(self._subscribers)]
        subscriber.poll(nodes[numbers[1] % len(nodes)].app)

    def _settle(self, numbers: Numbers) -> None:
        """All faults end and everybody catches up; then every calendar shows what the officers wrote."""
        self._office.save()
        self._skew = timedelta()
        self._now += timedelta(hours=1)
        if not self._notice_edit(numbers):
            self._apply_by_hand(numbers)
        if not self._notice_edit(numbers):
            raise Violation("the daemon does not apply what an officer has applied")
        for node in self._nodes():
            node.poll()
            self._archive.check_current(node)
        with closing(open_store(self._url)) as store:
            require(verify(store, metadata.version("twincal")), "the store")
        for place, subscriber in enumerate(self._subscribers):
            subscriber.poll(self._nodes()[(numbers[0] + place) % len(self._nodes())].app)
            self._check_calendar(subscriber)

    # The checks

    def _check_what_is_served(self) -> None:
        for node in self._nodes():
            self._archive.check_served(node)

    def _check_calendar(self, subscriber: Subscriber) -> None:
        """Compares a calendar with the feed that it has just fetched, and with the draft."""
        path, expected = subscriber.path, defaultdict[str, list[ExpectedMeeting]](list)
        require(of_calendar(subscriber, self._archive.last_events(path)), path)
        for days_off in self._known_days_off:
            for form in self._expected(days_off):
                if form.cities & FEEDS[path]:
                    expected[form.uid].append(form)
        require(of_draft(subscriber.events, expected, self._archive.over, self._now), path)

    def _expected(self, days_off: DaysOff) -> Iterator[ExpectedMeeting]:
        return expected_meetings(self._office.draft, FIRST_MONTH, MONTHS, days_off, self._zones.in_utc)

    def _uids(self) -> set[str]:
        """Returns the UIDs of all meetings that the officers have written."""
        return {meeting.uid for meeting in self._expected(frozenset())}
