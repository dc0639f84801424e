"""Private feeds follow the store: tokens open when they are made, and close when they are revoked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from msgspec.structs import replace

from scheduler.daemon.follow_tokens import TokenFollower
from scheduler.state.revision import Published
from scheduler.state.tokens import Token, digest_of
from scheduler.store import StoreError
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from support.tokens import JANUARY, OTHER, REVOKED, SECRET, SOFIA, published_with_link

PATH = f"/private/{SECRET}/cities/sofia.en.ics"


class Memory:
    """Stands for a store: what is published, and the tokens, as a test sets them."""

    def __init__(self, published: Published, *tokens: Token) -> None:
        self.everything, self.known = published, tokens
        self.reads = 0

    def last_revision(self) -> tuple[int, datetime] | None:
        return (self.everything.revision, self.everything.time) if self.everything.revision else None

    def tokens(self) -> tuple[Token, ...]:
        return self.known

    def published(self) -> Published | None:
        self.reads += 1
        return self.everything if self.everything.revision else None


@pytest.fixture(scope="module")
def published() -> Published:
    """The six cities with a join link."""
    return published_with_link()


@pytest.fixture
def memory(published: Published) -> Memory:
    """A store with a live and a revoked token for Sofia."""
    return Memory(published, SOFIA, REVOKED)


@pytest.fixture
def access() -> PrivateAccess:
    """What the tokens open."""
    return PrivateAccess()


@pytest.fixture
def follower(memory: Memory, access: PrivateAccess) -> TokenFollower:
    """Has looked at the store once."""
    follower = TokenFollower(cast(Any, memory), access, SiteApp(Health()))
    follower.refresh()
    return follower


def test_reads_the_store_again_only_when_something_changed(follower: TokenFollower, memory: Memory) -> None:
    follower.refresh()
    assert memory.reads == 1

    memory.everything = replace(memory.everything, revision=memory.everything.revision + 1)
    follower.refresh()
    assert memory.reads == 2


def test_a_new_store_is_read_though_its_revision_has_the_same_number(
    follower: TokenFollower, memory: Memory
) -> None:
    memory.everything = replace(memory.everything, time=memory.everything.time + timedelta(hours=1))

    follower.refresh()

    assert memory.reads == 2


def test_a_token_works_after_it_is_made_and_no_more_after_it_is_revoked(
    follower: TokenFollower, access: PrivateAccess, memory: Memory
) -> None:
    other = replace(SOFIA, digest=digest_of(OTHER))
    memory.known = (SOFIA, other)
    follower.refresh()
    assert access(f"/private/{OTHER}/cities/sofia.ics") is not None

    memory.known = (replace(SOFIA, revoked=JANUARY), other)
    follower.refresh()
    assert access(PATH) is None
    assert access(f"/private/{OTHER}/cities/sofia.ics") is not None


def test_a_revoked_token_is_closed_although_the_published_state_cannot_be_read(
    follower: TokenFollower, access: PrivateAccess, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(SOFIA, digest=digest_of(OTHER))
    memory.known = (replace(SOFIA, revoked=JANUARY), other)
    monkeypatch.setattr(memory, "published", lambda: _fail())

    with pytest.raises(StoreError):
        follower.refresh()

    assert access(PATH) is None


@pytest.mark.parametrize("fault", ["the database is gone", "another programme's was put in its place"])
def test_open_feeds_stay_open_if_the_store_is_lost_or_another_programmes(
    follower: TokenFollower, access: PrivateAccess, memory: Memory, fault: str
) -> None:
    memory.known = ()
    if fault == "the database is gone":
        memory.everything = replace(memory.everything, revision=0)
    else:
        strange = replace(memory.everything.profile, id="strange")
        memory.everything = replace(memory.everything, revision=7, profile=strange)

    follower.refresh()

    assert access(PATH) is not None


def test_with_no_live_token_nothing_is_read_or_made(memory: Memory) -> None:
    memory.known = (REVOKED,)

    TokenFollower(cast(Any, memory), PrivateAccess(), SiteApp(Health())).refresh()

    assert memory.reads == 0


def _fail() -> Published:
    raise StoreError("gone")
