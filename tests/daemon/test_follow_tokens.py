"""Private feeds follow the store: tokens open when they are made, and close when they are revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import pytest
from msgspec.structs import replace

from scheduler.daemon.follow_store import TokenFollower
from scheduler.state.feeds import Token, digest_of
from scheduler.state.state import State
from scheduler.store import StoreError
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from support.tokens import JANUARY, OTHER, REVOKED, SECRET, SOFIA, published_with_link

PATH = f"/private/{SECRET}/cities/sofia.en.ics"


class FakeStore:
    """Stands for a store: what is published, and the tokens, as a test sets them."""

    def __init__(self, published: State, *tokens: Token) -> None:
        self.everything, self.known = published, tokens
        self.reads, self.is_other = 0, False

    def last_revision(self) -> tuple[int, datetime] | None:
        return (self.everything.revision, self.everything.time) if self.everything.revision else None

    def has_revision(self, number: int, _: datetime) -> bool:
        """Whether the state goes on from that revision: `is_other` is another store in its place."""
        return not self.is_other and number <= self.everything.revision

    def tokens(self) -> tuple[Token, ...]:
        return self.known

    def state(self) -> State:
        self.reads += 1
        return self.everything


@pytest.fixture(scope="module")
def published() -> State:
    """The six cities with a join link."""
    return published_with_link()


@pytest.fixture
def store(published: State) -> FakeStore:
    """A store with a live and a revoked token for Sofia."""
    return FakeStore(published, SOFIA, REVOKED)


@pytest.fixture
def access() -> PrivateAccess:
    """What the tokens open."""
    return PrivateAccess()


@pytest.fixture
def follower(store: FakeStore, access: PrivateAccess) -> TokenFollower:
    """Has looked at the store once."""
    follower = TokenFollower(cast(Any, store), access, SiteApp(Health()))
    follower.refresh()
    return follower


def test_reads_the_store_again_only_when_something_changed(follower: TokenFollower, store: FakeStore) -> None:
    follower.refresh()
    assert store.reads == 1

    store.everything = replace(store.everything, revision=store.everything.revision + 1)
    follower.refresh()
    assert store.reads == 2


def test_a_token_works_after_it_is_made_and_no_more_after_it_is_revoked(
    follower: TokenFollower, access: PrivateAccess, store: FakeStore
) -> None:
    other = replace(SOFIA, digest=digest_of(OTHER))
    store.known = (SOFIA, other)
    follower.refresh()
    assert access(f"/private/{OTHER}/cities/sofia.ics") is not None

    store.known = (replace(SOFIA, revoked=JANUARY), other)
    follower.refresh()
    assert access(PATH) is None
    assert access(f"/private/{OTHER}/cities/sofia.ics") is not None


def test_a_revoked_token_is_closed_although_the_published_state_cannot_be_read(
    follower: TokenFollower, access: PrivateAccess, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(SOFIA, digest=digest_of(OTHER))
    store.known = (replace(SOFIA, revoked=JANUARY), other)
    monkeypatch.setattr(store, "state", lambda: _fail())

    with pytest.raises(StoreError):
        follower.refresh()

    assert access(PATH) is None


@pytest.mark.parametrize("fault", ["the database is gone", "an older copy is in its place"])
def test_open_feeds_stay_as_they_are_if_the_store_is_lost_or_put_back(
    follower: TokenFollower, access: PrivateAccess, store: FakeStore, fault: str
) -> None:
    other = replace(SOFIA, digest=digest_of(OTHER))
    store.known = (other,)
    if fault == "the database is gone":
        store.everything = replace(store.everything, revision=0)
    else:
        store.is_other = True
        store.everything = replace(store.everything, revision=7)

    follower.refresh()

    assert access(PATH) is not None
    assert access(f"/private/{OTHER}/cities/sofia.ics") is None


def test_with_no_live_token_nothing_is_read_or_made(store: FakeStore) -> None:
    store.known = (REVOKED,)

    TokenFollower(cast(Any, store), PrivateAccess(), SiteApp(Health())).refresh()

    assert store.reads == 0


def _fail() -> State:
    raise StoreError("gone")
