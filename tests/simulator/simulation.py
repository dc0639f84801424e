"""All that happens to an installation. Each action ends with a look at what every node serves."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AbstractContextManager, closing
from datetime import timedelta
from itertools import count
from pathlib import Path

from scheduler.commands.apply import apply, rebuild
from scheduler.commands.prepare import Consent
from scheduler.commands.published_feeds import published_events
from scheduler.commands.refusals import Invalid
from scheduler.store import open_store
from simulator.actions import Action
from simulator.archive import FEEDS
from simulator.databases import Database
from simulator.drafts import COUNTRIES
from simulator.installation import Installation
from simulator.nodes import Killed, before_store_calls
from simulator.officers import EDITS, Numbers
from simulator.violation import Violation

CALLS_OF_AN_ATTEMPT = 120
"""More calls of the database than an attempt to apply makes."""
BEGIN_WRITING = ("BEGIN IMMEDIATE", "SELECT set_config('lock_timeout'")
"""How the first statement of a transaction that writes begins, on each database."""
WRONG_BY = tuple(timedelta(minutes=minutes) for minutes in (3, 50, 3000))
"""How wrong a clock may be: within the tolerance, beyond it, by days."""
CLOCKS_OF_SOFIA = ("Europe/Sofia", "Europe/Berlin", "Europe/Istanbul")
"""The zones whose rules Sofia may get."""


class Simulation:
    """Plays actions in a folder of its own. `story` tells what happened, a line for each action."""

    def __init__(self, folder: Path, database: Database, runner: asyncio.Runner) -> None:
        self._folder = folder
        self._played = Installation(folder, database, runner)
        self._backup: Path | None = None
        self.story: list[str] = []

    def running(self) -> AbstractContextManager[None]:
        return self._played.running()

    def play(self, action: Action) -> None:
        """Does one action, and checks what every node serves; raises Violation if a rule does not hold."""
        played = self._played
        self.story.append(f"{played.now:%Y-%m-%d %H:%M}  {action.name.replace('_', ' ')} {action.numbers}")
        if action.name in EDITS:
            played.office.edit(action.name, action.numbers, played.now)
        else:
            getattr(self, f"_{action.name}")(action.numbers)
        played.check_what_is_served()

    def _save_half(self, numbers: Numbers) -> None:
        self._played.office.save_half(numbers)

    def _apply_by_hand(self, _numbers: Numbers) -> None:
        self._played.apply_by_hand()

    # The daemon

    def _notice_edit(self, _numbers: Numbers) -> None:
        self._played.apply()

    def _notice_twice(self, _numbers: Numbers) -> None:
        played = self._played
        if played.apply() and played.writer().apply() and played.archive.look(played.clock()):
            raise Violation("applying the same text again has made a revision")

    def _race(self, _numbers: Numbers) -> None:
        """An officer applies between the plan of the daemon and its transaction."""
        played, turns = self._played, count()

        def interfere(statement: str) -> None:
            if statement.startswith(BEGIN_WRITING) and next(turns) == 0:
                played.apply_by_hand()

        writer = played.writer()
        with before_store_calls(interfere):
            writer.apply()
        played.archive.look(played.clock())

    def _kill_while_applying(self, numbers: Numbers) -> None:
        """The process ends at a call of the database; only what is in the database then is left."""
        played = self._played
        writer, is_whole = played.writer(), played.office.is_saved()
        last, calls = numbers[0] % CALLS_OF_AN_ATTEMPT, count()

        def kill(_statement: str) -> None:
            if next(calls) == last:
                played.database.note_death()
                raise Killed

        try:
            with before_store_calls(kill):
                writer.apply()
        except Killed:
            played.stop_writer()
            played.database.be_as_at_death()
        if played.archive.look(played.clock()) and is_whole:
            played.office.accept()

    def _hand_over(self, _numbers: Numbers) -> None:
        self._played.hand_over()
        self._played.apply()

    def _restart(self, _numbers: Numbers) -> None:
        self._played.stop_writer()

    # Time and data

    def _wait_hours(self, numbers: Numbers) -> None:
        """Some hours pass; the hourly job applies what no event of a file has told."""
        self._played.now += timedelta(hours=1 + numbers[0] % 30, minutes=numbers[1] % 60)
        self._played.apply()

    def _wait_weeks(self, numbers: Numbers) -> None:
        self._played.now += timedelta(weeks=1 + numbers[0] % 5)
        self._played.apply()

    def _put_clock_forward(self, numbers: Numbers) -> None:
        self._played.skew = WRONG_BY[numbers[0] % len(WRONG_BY)]

    def _put_clock_back(self, numbers: Numbers) -> None:
        self._played.skew = -WRONG_BY[numbers[0] % len(WRONG_BY)]

    def _learn_holiday(self, numbers: Numbers) -> None:
        """The library of holidays gets a new day; it waits until a person applies."""
        played = self._played
        country = [*COUNTRIES.values()][numbers[0] % len(COUNTRIES)]
        played.holidays.add(country, played.now.date() + timedelta(days=2 + numbers[1] % 100))
        played.known_days_off.append(played.holidays.days)

    def _install_zones(self, numbers: Numbers) -> None:
        """A government has decided; the daily job has the writer read the new data."""
        self._played.zones.change("Europe/Sofia", CLOCKS_OF_SOFIA[numbers[0] % len(CLOCKS_OF_SOFIA)])
        self._played.apply()

    # The store

    def _take_backup(self, _numbers: Numbers) -> None:
        """Copies the database, unless an older copy is there, which is worse to put back."""
        if self._backup is None:
            self._backup = Path(tempfile.mkdtemp(dir=self._folder)) / "backup"
            self._played.database.copy_to(self._backup)

    def _put_backup_back(self, _numbers: Numbers) -> None:
        """An old copy takes the place of the database while nodes serve: nobody shows it or writes to it."""
        if self._backup is None:
            return
        played = self._played
        played.settle()
        self._put_copy_in_place()
        for node in played.nodes():
            node.poll()
        for node in played.nodes():
            played.archive.check_current(node)
        if played.writer().apply() and not played.archive.is_of_present_revision():
            raise Violation("a store that was put back was written in silence")
        self._continue_copy()

    def _restore_backup(self, _numbers: Numbers) -> None:
        """An operator stops everything, and puts an old copy back."""
        if self._backup is None:
            return
        self._played.settle()
        self._played.stop()
        self._put_copy_in_place()
        self._continue_copy()

    def _continue_copy(self) -> None:
        """An operator applies the files to an old copy before anybody sees it."""
        played = self._played
        played.stop()
        try:
            with closing(open_store(played.url)) as store:
                clock = ("clock",) if played.is_clock_odd(store) else ()
                consent = Consent(allow=("large", "past", *clock))
                seen = published_events(self._published_feeds())
                apply(played.office.folder, store, played.now, consent, print, seen)
        except Invalid:  # the files cannot be applied to what the store was then
            self._make_store_anew()
        else:
            played.known_days_off = [played.holidays.days]
            self._has_other_past()

    def _put_copy_in_place(self) -> None:
        assert self._backup is not None, "there is a copy"
        self._played.database.put_back(self._backup)
        self._played.now += timedelta(minutes=1)  # it takes a while, so no two revisions have the same time
        self._backup = None
        self._played.known_days_off = self._played.holidays.all_states()  # it knows those of its time

    def _lose_database(self, _numbers: Numbers) -> None:
        self._played.settle()
        self._played.archive.check_current(self._played.writer())
        self._make_store_anew()

    def _make_store_anew(self) -> None:
        """An operator makes a store anew from the configuration and the published feeds."""
        played = self._played
        played.database.lose()
        if played.nodes() and (played.writer().apply() or not played.database.is_lost()):
            raise Violation("a lost database was made anew in silence")
        played.stop()
        with closing(open_store(played.url)) as store:
            rebuild(
                played.office.folder,
                self._published_feeds(),
                store,
                played.now,
                Consent(allow=("changed",), by="operator"),
            )
        played.known_days_off, self._backup = [played.holidays.days], None
        self._has_other_past()

    def _published_feeds(self) -> Path:
        folder = self._folder / "feeds"
        for path in FEEDS:
            file = folder / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._played.archive.last_body(path))
        return folder

    def _has_other_past(self) -> None:
        """Compares the first revision of another store with what was published, and lets all nodes find it."""
        self._played.archive.look(self._played.now, self._played.uids())
        self._played.settle()

    # The readers

    def _renew_private_address(self, numbers: Numbers) -> None:
        self._played.settle()
        calendars = self._played.private_calendars
        calendars[numbers[0] % len(calendars)].renew(self._played.now)
        self._played.settle()

    def _follow(self, numbers: Numbers) -> None:
        follower = self._played.followers[numbers[0] % len(self._played.followers)]
        follower.poll()
        self._played.archive.check_current(follower)

    def _restart_follower(self, numbers: Numbers) -> None:
        self._played.restart_follower(numbers[0] % len(self._played.followers))
        self._follow(numbers)

    def _poll(self, numbers: Numbers) -> None:
        """A calendar asks any of the nodes, as behind a load balancer."""
        nodes, subscribers = self._played.nodes(), self._played.subscribers
        subscribers[numbers[0] % len(subscribers)].poll(nodes[numbers[1] % len(nodes)].app)

    def _settle(self, _numbers: Numbers) -> None:
        self._played.settle()
