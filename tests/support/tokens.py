"""Tokens of Sofia, and a programme with a join link that they open."""

from __future__ import annotations

from msgspec.structs import replace

from scheduler.programme.details import Join
from scheduler.state.feeds import Token, digest_of
from scheduler.state.state import State
from support.programmes import monthly, now
from support.samples import sample
from support.world import published

JANUARY = now("2026-01-10 09:00")
SECRET, OTHER = "s" * 43, "o" * 43
SOFIA = Token(
    digest=digest_of(SECRET),
    kind="cities",
    identity="sofia",
    label="Office",
    created=JANUARY,
    issued_by="officer",
)
REVOKED = replace(SOFIA, digest=digest_of("r" * 43), revoked=JANUARY)


def published_with_link() -> State:
    """The six cities, whose meetings have a join link."""
    world = published(
        sample(monthly(until="2026-06", join=Join(url="https://meet.example.org/abc"))), JANUARY
    )
    return world.state
