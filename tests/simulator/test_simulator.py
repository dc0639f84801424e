"""Every rule holds in the histories of some seeds, and the simulator finds bugs that are put back on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from calendars import Stamp
from scheduler.daemon.follow_store import SiteFollower
from scheduler.publication import next_revision
from scheduler.publication.feeds import wording
from scheduler.publication.feeds.feed_bytes import FeedText, write_feed
from scheduler.publication.feeds.resources import PrivateFeed, private_feeds
from scheduler.state.feeds import Feed, Token
from scheduler.state.state import State
from scheduler.state.stored import Stored
from simulator.actions import Action
from simulator.databases import PostgresDatabase
from simulator.histories import Failure, first_failure, played, quiet, shortened
from support.postgres import Server

Bug = Callable[[pytest.MonkeyPatch], None]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (1, 2))])
def test_every_rule_holds(seed: int) -> None:
    found = first_failure([seed], 100)

    assert found is None, found[1].report()


@pytest.mark.nightly
def test_every_rule_holds_on_postgresql(postgres_server: Server) -> None:
    found = first_failure([4], 100, lambda _folder: PostgresDatabase(postgres_server))

    assert found is None, found[1].report()


def sequence_is_not_raised(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Stamp, "revised", Stamp.touched)


def a_step_is_lost(patch: pytest.MonkeyPatch) -> None:
    def without_the_last_step(plan: Any, *others: Any) -> next_revision.Draft:
        return next_revision.draft_of(replace(plan, steps=plan.steps[:-1]), *others)

    patch.setattr("scheduler.commands.prepare.draft_of", without_the_last_step)


def a_uid_is_doubled(patch: pytest.MonkeyPatch) -> None:
    def with_the_first_twice(*arguments: Any) -> FeedText:
        text = write_feed(*arguments)
        begin = text.body.index(b"BEGIN:VEVENT")
        end = text.body.index(b"END:VEVENT\r\n") + len(b"END:VEVENT\r\n")
        return replace(text, parts=(text.body[:end], text.body[begin:end], text.body[end:]))

    patch.setattr("scheduler.publication.site.write_feed", with_the_first_twice)


def the_past_changes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Stored, "is_past", lambda *_: False)


def a_cancelled_meeting_follows_a_new_rule(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("scheduler.plan.compare.at_published_time", lambda after, _stored: after)


def a_follower_lags(patch: pytest.MonkeyPatch) -> None:
    show = SiteFollower._show_present

    async def show_the_first(follower: SiteFollower) -> None:
        if follower.site is None:
            await show(follower)

    patch.setattr(SiteFollower, "_show_present", show_the_first)


def a_store_that_was_put_back_is_trusted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("scheduler.commands.apply._refuse_put_back", lambda *_: None)


def a_room_is_public(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wording, "_join_shown", lambda occurrence, _reader: occurrence.content.join)


def a_withdrawn_speaker_stays_in_the_past(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("scheduler.plan.compare.withdraw", lambda stored, _wanted: stored)


def an_ended_address_stays_open(patch: pytest.MonkeyPatch) -> None:
    def of_all(published: State, tokens: Iterable[Token]) -> Mapping[str, PrivateFeed]:
        return private_feeds(published, [replace(token, revoked=None) for token in tokens])

    patch.setattr("scheduler.daemon.follow_store.private_feeds", of_all)


def an_address_opens_the_calendar_of_another_city(patch: pytest.MonkeyPatch) -> None:
    def of_first_city(published: State, _feed: Feed, *reader: Any) -> Any:
        first = next(feed for feed in published.feeds if feed.kind == "cities")
        return write_feed(published, first, *reader)

    patch.setattr("scheduler.publication.feeds.resources.write_feed", of_first_city)


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("bug", "words"),
    [
        (sequence_is_not_raised, "SEQUENCE is 0 after 0"),
        (a_step_is_lost, "applying the same text again has made a revision"),
        (a_uid_is_doubled, "a UID stands twice in one feed"),
        (the_past_changes, "was over, and is now"),
        (a_cancelled_meeting_follows_a_new_rule, "(cancelled) has another time now"),
        (a_follower_lags, "a node serves an old revision"),
        (a_store_that_was_put_back_is_trusted, "in silence"),
        (a_room_is_public, "a public feed says how to join a meeting"),
        (a_withdrawn_speaker_stays_in_the_past, "was withdrawn, and is in a feed"),
        (an_ended_address_stays_open, "an address that was ended opens a private calendar"),
        (an_address_opens_the_calendar_of_another_city, "a meeting of "),
    ],
)
def test_a_bug_that_is_put_back_is_found(bug: Bug, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bug(monkeypatch)

    found = first_failure(range(20), 100)

    assert found is not None
    assert words in found[1].violation


def test_the_history_of_a_bug_is_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    sequence_is_not_raised(monkeypatch)
    new_zones = Action("install_zones", (1, 0, 0))
    others = [Action("retitle", (n, n, n)) for n in range(3)]

    with quiet():
        failure = played([*others, new_zones, *others])
        assert failure is not None
        shortest = shortened(failure)

    assert shortest.actions == (new_zones,)
    assert isinstance(shortest, Failure)
    assert "install zones" in shortest.report()
