"""Tokens are written, read and revoked; a successor is added only for a token that works."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from scheduler.state.feeds import Token, digest_of
from scheduler.store import Store, open_store
from support import store_values as values

SOFIA = Token(
    digest=digest_of("one"),
    kind="cities",
    identity="sofia",
    label="Protocol",
    created=values.NOW,
    issued_by="officer",
)
ALL = Token(
    digest=digest_of("two"),
    kind="programme",
    identity="programme",
    label="Секретариат",
    created=values.NOW + timedelta(hours=1),
    issued_by="officer",
)
LATER = values.NOW + timedelta(days=1)


def test_what_is_written_is_read_back_the_oldest_first(store: Store) -> None:
    store.add_token(ALL)
    store.add_token(SOFIA)

    assert store.tokens() == (SOFIA, ALL)


def test_where_there_is_no_store_there_is_no_token(tmp_path: Path) -> None:
    assert open_store(f"sqlite:///{tmp_path}/none.db").tokens() == ()


def test_a_revoked_token_stays_with_the_time_of_its_end(store: Store) -> None:
    store.add_token(SOFIA)

    assert store.revoke_token(SOFIA.digest, LATER)

    assert store.tokens() == (replace(SOFIA, revoked=LATER),)
    assert not store.tokens()[0].is_live


def test_the_first_revocation_counts(store: Store) -> None:
    store.add_token(SOFIA)
    store.revoke_token(SOFIA.digest, LATER)

    assert not store.revoke_token(SOFIA.digest, LATER + timedelta(days=1))

    assert store.tokens()[0].revoked == LATER


def test_a_successor_comes_in_the_place_of_a_token_that_works_and_else_not_at_all(store: Store) -> None:
    store.add_token(SOFIA)
    successor = replace(SOFIA, digest=digest_of("three"), created=LATER)

    assert store.revoke_token(SOFIA.digest, LATER, successor=successor)
    assert not store.revoke_token(SOFIA.digest, LATER, successor=replace(successor, digest="another"))

    assert store.tokens() == (replace(SOFIA, revoked=LATER), successor)
