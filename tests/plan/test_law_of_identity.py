"""The law of identity holds whatever a secretariat writes, and however long it waits.

A secretariat edits its programme at random: it moves, cancels and renames, lets cities come and go, corrects
zones, learns of holidays, and lets time pass. After each edit these hold:

1. A meeting is known by its series and its key alone, and stands exactly once in each feed it belongs in.
2. What was published is never removed.
3. SEQUENCE never falls, and grows by one exactly when instant, zone, place or status changed.
4. DTSTAMP = LAST-MODIFIED never falls, and grows exactly when another byte of the VEVENT changed.
5. A meeting that has taken place is the same bytes for ever.
6. Applying the same text again does nothing, and no byte of the site differs.
7. A store built anew from the text alone has the same identities, and the same times for what is to come.
8. A meeting is the same bytes in every feed of a language.
9. Waiting, holidays and zone data never make an error of what was accepted.
10. A cancelled meeting stays at its last time, and is shown as the programme says; one that left the text
    while it was hidden stays hidden.
11. The site that follows an edit is the same as one that is made anew.

`LAW_EXAMPLES=500 pytest tests/plan/test_law_of_identity.py` looks longer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from scheduler.state.stored import Stored
from support.secretariat import Secretariat
from support.stored_world import StoredWorld
from support.world import World, published

EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "12"))
STEPS = 15


class Law(Secretariat):
    def law(self) -> None:
        self.each_meeting_is_known_by_series_and_key()
        self.nothing_published_disappears()
        self.sequence_grows_with_time_place_and_status()
        self.stamps_grow_with_the_bytes()
        self.the_past_stays()
        self.each_feed_holds_each_meeting_once_and_alike()
        self.cancelled_meetings_stay_and_are_shown_as_said()
        self.a_second_apply_does_nothing()
        self.a_store_built_anew_agrees()

    def each_meeting_is_known_by_series_and_key(self) -> None:
        places = {(item.occurrence.series, item.occurrence.key) for item in self.stored()}
        assert len(places) == len(self.world.state.occurrences)
        for uid, item in self.before.state.occurrences.items():
            after = self.world.state.occurrences[uid].occurrence
            assert (after.series, after.key) == (item.occurrence.series, item.occurrence.key)

    def nothing_published_disappears(self) -> None:
        assert self.before.state.occurrences.keys() <= self.world.state.occurrences.keys()

    def sequence_grows_with_time_place_and_status(self) -> None:
        default = self.programme.languages[0]
        for old, new in self.survivors():
            grown = booking(old, default) != booking(new, default)
            assert new.stamp.sequence == old.stamp.sequence + grown

    def stamps_grow_with_the_bytes(self) -> None:
        for old, new in self.pieces_before_and_after():
            if content(old) == content(new):
                assert new == old
            else:
                assert stamp(new) > stamp(old)
        for piece in self.pieces().values():
            assert line(piece, "DTSTAMP") == line(piece, "LAST-MODIFIED")

    def the_past_stays(self) -> None:
        pieces = self.pieces()
        for uid, item in self.before.state.occurrences.items():
            if item.is_past(self.now):
                assert self.world.state.occurrences[uid].occurrence == item.occurrence
                for key, body in self.before.state.pieces.items():
                    if key[0] == uid and key[1] in self.programme.languages:
                        assert pieces[key] == body

    def each_feed_holds_each_meeting_once_and_alike(self) -> None:
        pieces = {(uid, language): body for (uid, language, _), body in self.pieces().items()}
        for language in self.programme.languages:
            for path, body in self.world.bodies().items():
                if not path.endswith(f".{language}.ics") or body.startswith(b"This calendar"):
                    continue
                shown = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", body, re.DOTALL)
                uids = [line(piece, "UID") for piece in shown]
                assert uids == sorted(set(uids), key=uids.index)
                assert shown == [pieces[uid, language] for uid in uids]
                assert set(uids) == self.expected(path)

    def expected(self, path: str) -> set[str]:
        """Returns the UIDs that belong in a feed, by the documented rules of feeds."""
        assert self.world.state.window is not None
        edge = datetime.combine(self.world.state.window.first, time())
        kind, _, name = path.removeprefix("/feeds/").rpartition("/")
        name = name.split(".")[0]
        return {
            item.occurrence.uid
            for item in self.stored()
            if item.shown
            and item.occurrence.timing.ends > edge
            and (
                kind == ""
                or (kind == "cities" and name in item.occurrence.cities())
                or (kind == "pairs" and name in item.occurrence.pairs)
            )
        }

    def cancelled_meetings_stay_and_are_shown_as_said(self) -> None:
        for old, new in self.survivors():
            if new.occurrence.cancelled:
                assert new.occurrence.timing.same_wall(old.occurrence.timing)
        left_hidden = self.left_the_text_hidden()
        for item in self.stored():
            if item.occurrence.uid in left_hidden:
                assert not item.shown
                continue
            match self.programme.cancelled.mode:
                case "show":
                    assert item.shown
                case "hide":
                    assert item.shown is not item.occurrence.cancelled
                case "days":
                    since = item.cancelled_at or self.now
                    over = self.now >= since + timedelta(days=self.programme.cancelled.days)
                    assert item.shown is not (item.occurrence.cancelled and over)

    def left_the_text_hidden(self) -> set[str]:
        """Returns the UIDs of the meetings that were hidden before the last plan, and are not in its text."""
        assert self.world.timetable is not None
        uids = {uid for uid, old in self.before.state.occurrences.items() if not old.shown}
        for series in self.world.timetable.series.values():
            uids.difference_update(meeting.occurrence.uid for meeting in series.wanted)
            uids.difference_update(meeting.uid for meeting in series.blocked)
        return uids

    def a_second_apply_does_nothing(self) -> None:
        assert self.world.plan(self.programme, self.now, self.holidays).is_empty

    def a_store_built_anew_agrees(self) -> None:
        """Future meetings are the same. Past ones, and those held back with a notice, may differ."""
        anew = published(self.programme, self.now, self.holidays)
        held = self.held()
        for uid, item in anew.state.occurrences.items():
            known = self.world.state.occurrences.get(uid)
            name = (item.occurrence.series, item.occurrence.key)
            if name in held or item.is_past(self.now) or (known and known.is_past(self.now)):
                continue
            assert known is not None
            assert known.occurrence.status is item.occurrence.status
            if not item.occurrence.cancelled:
                assert known.occurrence.is_same_for_readers(item.occurrence)
        self.what_only_the_old_store_has_is_off_or_over_or_far(anew, held)

    def held(self) -> set[tuple[str, str]]:
        """Returns series and key of each stored meeting that a notice is about."""
        stored = {(item.occurrence.series, item.occurrence.key) for item in self.stored()}
        return stored & {(notice.series, notice.key) for notice in self.plan.notes}

    def what_only_the_old_store_has_is_off_or_over_or_far(
        self, anew: World, held: set[tuple[str, str]]
    ) -> None:
        assert self.world.state.window is not None
        for uid in self.world.state.occurrences.keys() - anew.state.occurrences.keys():
            item = self.world.state.occurrences[uid]
            far = item.occurrence.timing.starts.date() >= self.world.state.window.edge
            name = (item.occurrence.series, item.occurrence.key)
            assert item.occurrence.cancelled or item.is_past(self.now) or far or name in held


def booking(stored: Stored, language: str) -> tuple[object, ...]:
    """Returns what makes SEQUENCE grow (rule 4)."""
    occurrence, timing = stored.occurrence, stored.occurrence.timing
    place = occurrence.content.place.say(language) if occurrence.content.place else None
    return timing.begin_utc, timing.end_utc, timing.zone, place, occurrence.status


def line(piece: bytes, name: str) -> str:
    match = re.search(rf"^{name}[:;](.*?)\r\n".encode(), piece, re.MULTILINE)
    assert match is not None
    return match[1].decode()


def stamp(piece: bytes) -> str:
    return line(piece, "DTSTAMP")


def content(piece: bytes) -> bytes:
    """Returns a VEVENT without the lines that say when it was written."""
    return re.sub(rb"^(DTSTAMP|LAST-MODIFIED):.*?\r\n", b"", piece, flags=re.MULTILINE)


SETTINGS = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    suppress_health_check=[*HealthCheck],
)
Law.TestCase.settings = SETTINGS
TestLawOfIdentity = Law.TestCase
pytest.mark.feed_rule(6, 24, 25)(TestLawOfIdentity)


@pytest.mark.parametrize(
    "new_database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)], indirect=True
)
def test_the_law_holds_for_what_a_database_holds(new_database: Callable[[], str]) -> None:
    class StoredLaw(Law):
        def new_world(self) -> World:
            self.stored_world = StoredWorld(new_database())
            return self.stored_world

        def teardown(self) -> None:
            self.stored_world.store.close()

    run_state_machine_as_test(StoredLaw, settings=settings(SETTINGS, max_examples=max(3, EXAMPLES // 5)))
