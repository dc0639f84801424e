"""Mails to offices: each begins where its office was told until, and keeps its words until it is sent."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from scheduler.commands.backup import back_up, restore
from scheduler.state.mails import KEPT, Mail, MailMark, told_until
from scheduler.store import Store, StoreError, open_file, open_store
from scheduler.store.databases.writer_lock import NUMBER
from support import databases
from support import store_values as values
from support.growing_store import GrowingStore

EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "12"))
NOW = values.NOW
DAY = timedelta(days=1)
CITIES = ("sofia", "sejong")


def mail(id: str = "one", **parts: Any) -> Mail:
    """A mail to Sofia about the first three revisions."""
    fields = {"city": "sofia", "since": 0, "revision": 3, "changed": NOW, "claimed": NOW, "words": b"Moved"}
    return Mail(id=id, **fields | parts)


ONE = mail()
TWO = mail("two", since=3, revision=5, claimed=NOW + DAY, seen_digest="digest")


@pytest.fixture
def on(store: Store) -> Store:
    """A store in which mail is on, and no office was told anything."""
    store.begin_mail(0)
    return store


class Offices(RuleBasedStateMachine):
    """The revisions of each city that are told: by whose mail, or by none because they do not concern it."""

    store: Store
    url: str

    @initialize()
    def begin(self) -> None:
        databases.execute(self.url, "DELETE FROM mail", "DELETE FROM mail_mark")
        self.now, self.claimed = NOW, 0
        self.last = self.base = values.number(self.store)
        self.mark = self.base
        self.told: dict[str, dict[int, str]] = {city: {} for city in CITIES}
        self.mails: dict[str, Mail] = {}
        self.store.begin_mail(self.base)

    def pass_over(self) -> None:
        """What the mark has passed is told, also to those without a mail."""
        for told in self.told.values():
            for number in range(self.base + 1, self.mark + 1):
                told.setdefault(number, "")

    def forget(self, mail: Mail) -> None:
        del self.mails[mail.id]
        told = self.told[mail.city]
        for number in [number for number, id in told.items() if id == mail.id]:
            del told[number]
        self.pass_over()

    def attempt(self, allowed: bool, write: Any, *arguments: Any) -> bool:
        """Writes, which is refused exactly if it is not allowed."""
        if allowed:
            write(*arguments)
        else:
            with pytest.raises(StoreError, match="nothing was written"):
                write(*arguments)
        return allowed

    def one(self, data: st.DataObject) -> Mail:
        return self.mails[data.draw(st.sampled_from(sorted(self.mails)))]

    def revision(self, data: st.DataObject, first: int) -> int:
        """One from `first` on. Numbers go on from one example to the next, and what is drawn does not."""
        return first + data.draw(st.integers(0, self.last - first))

    @rule(withdraws=st.booleans())
    def publish(self, withdraws: bool) -> None:
        self.last += 1
        self.store.write(values.revision(self.last, withdraws=withdraws))
        if withdraws:
            self.mails = {id: replace(each, words=b"") for id, each in self.mails.items()}

    @rule(days=st.sampled_from([1, 800]))
    def wait(self, days: int) -> None:
        self.now += days * DAY

    @precondition(lambda self: self.last > self.base)
    @rule(data=st.data(), cities=st.sets(st.sampled_from(CITIES)), late=st.sampled_from([0, 0, 0, -1, 1]))
    def claim(self, data: st.DataObject, cities: set[str], late: int) -> None:
        claimed, allowed = [], True
        for city in sorted(cities):
            end = max((self.base, *self.told[city]))
            since = min(max(end + late, self.base), self.last - 1)
            revision = self.revision(data, since + 1)
            self.claimed += 1
            id = f"{self.claimed:03}"
            claimed.append(
                mail(id, city=city, since=since, revision=revision, changed=self.now, claimed=self.now)
            )
            allowed = allowed and since == end
        mark = self.revision(data, self.base) if data.draw(st.booleans()) else None
        if self.attempt(allowed, self.store.claim_mails, claimed, mark):
            self.mails |= {each.id: each for each in claimed}
            for each in claimed:
                self.told[each.city] |= dict.fromkeys(range(each.since + 1, each.revision + 1), each.id)
            self.mark = max(self.mark, mark or 0)
            self.pass_over()

    @precondition(lambda self: self.mails)
    @rule(data=st.data())
    def reword(self, data: st.DataObject) -> None:
        old = self.one(data)
        told, revision = self.told[old.city], self.revision(data, old.since + 1)
        free = all(told.get(number, "") in ("", old.id) for number in range(old.since + 1, revision + 1))
        if old.state == "waits" and revision >= old.revision and free:
            self.change(old, replace(old, revision=revision, claimed=self.now, words=b"Made anew"))
            told |= dict.fromkeys(range(old.since + 1, revision + 1), old.id)

    @precondition(lambda self: self.mails)
    @rule(data=st.data(), stale=st.booleans())
    def release(self, data: st.DataObject, stale: bool) -> None:
        old = self.one(data)
        self.change(old, old.set_free(), stale)

    @precondition(lambda self: self.mails)
    @rule(data=st.data(), state=st.sampled_from(["sent", "refused", "told"]))
    def end(self, data: st.DataObject, state: Any) -> None:
        old = self.one(data)
        self.change(old, old.ended_as(state, self.now))
        for each in [*self.mails.values()]:
            if each.ended and each.ended < self.now - KEPT and each.revision <= self.mark:
                self.forget(each)

    def change(self, old: Mail, new: Mail, stale: bool = False) -> None:
        """A change, perhaps by somebody who read the mail before its words changed."""
        read = replace(old, words=b"Read before") if stale else old
        assert self.store.change_mail(read, new) is (old.is_open and not stale)
        if old.is_open and not stale:
            self.mails[old.id] = new

    @invariant()
    def law(self) -> None:
        mark, mails = self.store.mail_mark(), self.store.mails()
        assert mark == MailMark(revision=self.mark)
        assert sorted(mails, key=lambda each: each.id) == sorted(
            self.mails.values(), key=lambda each: each.id
        )
        for city, told in self.told.items():
            assert sorted(told) == [*range(self.base + 1, told_until(mark, mails, city) + 1)]
            own = sorted((each for each in mails if each.city == city), key=lambda each: each.since)
            assert all(one.revision <= other.since for one, other in pairwise(own))
            for each in own:
                assert {id for number, id in told.items() if each.since < number <= each.revision} == {
                    each.id
                }


def test_no_revision_is_told_twice_or_left_out(store: Store, url: str) -> None:
    machine = type("Offices", (Offices,), {"store": store, "url": url})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=20, suppress_health_check=[*HealthCheck]
        ),
    )


def test_where_there_is_no_store_there_are_no_mails(tmp_path: Path) -> None:
    none = open_store(f"sqlite:///{tmp_path}/none.db")

    assert (none.mail_mark(), none.mails()) == (None, ())


def test_nothing_is_claimed_before_mail_is_on_and_it_begins_once(store: Store) -> None:
    store.hold_mails(held=True)
    with pytest.raises(StoreError, match="mail was never switched on"):
        store.claim_mails([ONE], 3)
    assert (store.mail_mark(), store.mails()) == (None, ())

    store.begin_mail(3)
    store.begin_mail(5)

    assert store.mail_mark() == MailMark(revision=3)


def test_what_is_claimed_is_read_back_in_the_order_of_its_time(on: Store) -> None:
    same = [mail(id, city=id, claimed=TWO.claimed) for id in ("b", "B", "a")]

    on.claim_mails([ONE, *same, TWO], 5)

    assert on.mails() == (ONE, same[1], same[2], same[0], TWO)
    assert on.mail_mark() == MailMark(revision=5)


def test_of_several_mails_all_are_claimed_or_none_and_the_mark_stays(on: Store) -> None:
    with pytest.raises(StoreError, match="the mail to sofia does not go on where the last one ended"):
        on.claim_mails([ONE, replace(TWO, since=2)], 5)

    assert (on.mail_mark(), on.mails()) == (MailMark(revision=0), ())


def test_a_mail_tells_how_it_went_until_it_is_sent(on: Store) -> None:
    on.claim_mails([ONE], 3)

    tried = replace(ONE, tried=NOW, trouble="the server did not answer")
    assert on.change_mail(ONE, tried)
    assert on.mails() == (tried,)

    sent = tried.ended_as("sent", NOW + DAY, "the second address was refused")
    assert on.change_mail(tried, sent)
    assert on.mails() == (sent,)
    assert (sent.words, sent.state, sent.ended) == (b"", "sent", NOW + DAY)

    for late in (tried.set_free(), replace(tried, trouble="late"), tried.ended_as("told", NOW)):
        assert not on.change_mail(tried, late)
        assert not on.change_mail(sent, late), "what was sent is over"
    assert on.mails() == (sent,)


def test_one_that_waits_is_set_free_and_all_are_held(on: Store) -> None:
    on.claim_mails([ONE, TWO], 5)

    assert on.change_mail(TWO, TWO.set_free())
    on.hold_mails(held=True)

    assert on.mails() == (ONE, replace(TWO, released=True, words=b""))
    assert on.mail_mark() == MailMark(revision=5, held=True)
    on.hold_mails(held=False)
    assert on.mail_mark() == MailMark(revision=5)


def test_a_mail_is_seen_once_and_one_without_a_link_never(on: Store) -> None:
    on.claim_mails([ONE, TWO], 5)

    for digest in ("digest", "unknown", ""):
        on.see_mail(digest, NOW + DAY)
    on.see_mail("digest", NOW + 2 * DAY)

    assert on.mails() == (ONE, replace(TWO, seen=NOW + DAY))


def test_what_is_withdrawn_is_not_sent(on: Store) -> None:
    on.claim_mails([ONE], 3)
    on.write(values.revision(1, withdraws=True))

    assert on.mails()[0].words == b""
    assert not on.change_mail(ONE, replace(ONE, tried=NOW))
    assert on.change_mail(ONE, ONE.ended_as("sent", NOW)), "it was on its way already"


def test_who_has_seen_a_mail_stays_when_its_end_is_noted_later(on: Store) -> None:
    on.claim_mails([ONE, TWO], 5)
    on.see_mail("digest", NOW)

    on.change_mail(TWO, TWO.ended_as("sent", NOW + DAY))

    assert [each.seen for each in on.mails()] == [None, NOW]


def test_a_mail_that_was_refused_two_years_ago_can_still_be_noted_as_told(on: Store) -> None:
    refused, now = ONE.ended_as("refused", NOW), NOW + KEPT + DAY
    on.claim_mails([ONE], 5)
    on.change_mail(ONE, refused)

    assert on.change_mail(refused, refused.ended_as("told", now))
    assert [each.ended for each in on.mails()] == [now]


def test_a_revision_that_withdraws_nothing_leaves_the_words(on: Store) -> None:
    on.claim_mails([ONE], 3)

    on.write(values.revision(1))

    assert on.mails() == (ONE,)


def test_words_leave_the_file_with_what_is_withdrawn(file_store: Store, file: Path) -> None:
    file_store.begin_mail(0)
    file_store.claim_mails([replace(ONE, words=b"Ingrid Example speaks")], 3)

    file_store.write(values.revision(1, withdraws=True))

    assert not any(b"Ingrid" in path.read_bytes() for path in file.parent.iterdir())


@pytest.mark.parametrize(("mark", "kept"), [(3, ()), (2, ("one",))])
def test_a_mail_that_ended_two_years_ago_goes_unless_it_says_how_much_was_told(
    on: Store, mark: int, kept: tuple[str, ...]
) -> None:
    other = mail("other", city="sejong")
    on.claim_mails([ONE, other], mark)
    on.change_mail(ONE, ONE.ended_as("sent", NOW))

    on.change_mail(other, other.ended_as("refused", NOW + KEPT))
    assert [each.id for each in on.mails()] == ["one", "other"]
    refused = other.ended_as("refused", NOW + KEPT)
    on.change_mail(refused, refused.ended_as("told", NOW + KEPT + DAY))

    assert tuple(each.id for each in on.mails() if each.id != "other") == kept


def test_a_backup_and_a_store_that_is_put_back_hold_their_mails(
    on: Store, empty_url: str, tmp_path: Path
) -> None:
    on.write(values.revision(1))
    on.claim_mails([ONE], 3)

    back_up(on, tmp_path / "backup.db")

    with closing(open_file(tmp_path / "backup.db")) as backup, closing(open_store(empty_url)) as restored:
        restore(restored, tmp_path / "backup.db", replace=False, may_lose=False, allow_damaged=True)
        for store in (backup, restored):
            assert (store.mail_mark(), store.mails()) == (MailMark(revision=3, held=True), (ONE,))
    assert on.mail_mark() == MailMark(revision=3)


def lose_lock(store: Store, url: str) -> None:
    """Takes the lock from the daemon that has it, as when it was stopped for a while."""
    if store.file is not None:
        store.file.with_name(f"{store.file.name}-serve").unlink()
    else:
        databases.execute(
            url, f"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = {NUMBER}"
        )  # fmt: skip


def test_a_daemon_whose_lock_is_gone_changes_no_mail(on: Store, url: str, tmp_path: Path) -> None:
    on.claim_mails([ONE], 3)
    with closing(GrowingStore(url)) as late:
        assert late.writer_lock(tmp_path).take()
        late.claim_mails([], None)
        lose_lock(late, url)
        lock = on.writer_lock(tmp_path)
        assert lock.take()

        when: datetime = NOW + DAY
        for write in (
            lambda: late.begin_mail(9),
            lambda: late.claim_mails([TWO], 5),
            lambda: late.change_mail(ONE, ONE.ended_as("sent", when)),
            lambda: late.hold_mails(held=True),
            lambda: late.see_mail("", when),
        ):
            with pytest.raises(StoreError, match="another daemon writes to the store now"):
                write()
        on.claim_mails([TWO], 5)

        assert late.mails() == (ONE, TWO)
        lock.release()
