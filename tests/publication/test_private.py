"""What a token opens: the feed that it names, in every language, with what only private readers see."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from scheduler.programme.details import Join
from scheduler.programme.series import Series
from scheduler.publication.feeds.resources import PrivateFeed, private_feeds
from scheduler.publication.fetched_versions import current_versions
from scheduler.state.feeds import Token, digest_of
from support.ics import lines, vevents
from support.programmes import change, changed, monthly, now, webinar
from support.samples import LANGUAGES, PAIRS, SIX, sample
from support.world import World, published

JANUARY, FEBRUARY = now("2026-01-10 09:00"), now("2026-02-02 09:00")
JOIN = Join(url="https://meet.example.org/abc", passcode="7-tram-1")
OPEN = monthly(until="2026-06", join=JOIN)
CLOSED = monthly("closed", until="2026-06", visibility="private")
SOFIA = Token(
    digest=digest_of("sofia"),
    kind="cities",
    identity="sofia",
    label="Office",
    created=JANUARY,
    issued_by="officer",
)
DUBLIN = replace(SOFIA, digest=digest_of("dublin"), identity="dublin")
ALL = replace(SOFIA, digest=digest_of("all"), kind="programme", identity="programme")


def world(*series: Series, **parts: object) -> World:
    """The six cities with an open meeting that has a join link, and a private one."""
    return published(sample(*(series or (OPEN, CLOSED)), **parts), JANUARY)


def private_feed(world: World, token: Token = SOFIA) -> PrivateFeed:
    """What `token` opens."""
    return private_feeds(world.state, [token])[token.digest]


def titles(body: bytes) -> set[str]:
    """What the meetings of a feed are called."""
    return {event["SUMMARY"] for event in vevents(body)}


def test_a_new_passcode_leaves_no_trace_in_public() -> None:
    here = world()
    private, public = private_feed(here)["cities/sofia.en.ics"], public_resources(here)
    here.apply(
        sample(monthly(until="2026-06", join=replace(JOIN, passcode="8-tram-2")), CLOSED),
        JANUARY + timedelta(days=1),
    )
    changed_feed = private_feed(here)["cities/sofia.en.ics"]

    assert b"8-tram-2" in changed_feed.body
    assert changed_feed.modified > private.modified
    assert public_resources(here) == public
    assert not any(version.changes for version in current_versions(here.state, here.history[:1]))


def test_a_meeting_that_becomes_private_gives_what_it_leaves_another_date() -> None:
    """A client that asks by date would keep it."""
    here = world()
    before = public_resources(here)

    closed = monthly(until="2026-06", join=JOIN, visibility="private")
    here.apply(sample(closed, CLOSED), JANUARY + timedelta(days=1))

    after = public_resources(here)
    for path in ("/cities/sofia", "/feeds/cities/sofia.en.ics"):
        assert after[path][0] != before[path][0]
        assert after[path][1] == JANUARY + timedelta(days=1)


def public_resources(world: World) -> dict[str, tuple[str, datetime]]:
    """The ETag and the date of all that public readers of English get, by path."""
    return {
        path: (resource.etag, resource.modified)
        for path, resource in world.site().resources.items()
        if not path.startswith(("/bg/", "/ko/", "/nl/"))
    }


class TestWhatItOpens:
    @pytest.mark.feed_rule(59)
    def test_is_its_feed_in_every_language_and_without_one(self) -> None:
        assert set(private_feed(world())) == {
            "cities/sofia.ics",
            *(f"cities/sofia.{code}.ics" for code in LANGUAGES),
        }

    @pytest.mark.feed_rule(45)
    def test_has_the_way_in_and_private_meetings_which_the_public_feed_has_not(self) -> None:
        here = world()
        private = private_feed(here)["cities/sofia.en.ics"].body
        public = here.bodies()["/feeds/cities/sofia.en.ics"]

        assert titles(private) == {"Monthly", "Closed"}
        assert titles(public) == {"Monthly"}
        for secret in ("https://meet.example.org/abc", "7-tram-1"):
            assert secret in "\n".join(lines(private))
            assert secret not in "\n".join(lines(public))

    @pytest.mark.feed_rule(46)
    def test_has_nothing_of_meetings_in_which_its_city_takes_no_part(self) -> None:
        assert titles(private_feed(world(), DUBLIN)["cities/dublin.en.ics"].body) == set()
        assert titles(private_feed(world(), ALL)["programme.en.ics"].body) == {"Monthly", "Closed"}

    def test_is_served_under_earlier_ids_too(self) -> None:
        here = world()
        renamed = (replace(SIX[0], id="serdica", formerly=("sofia",)), *SIX[1:])
        pairs = (replace(PAIRS[0], cities=("serdica", "sejong")), *PAIRS[1:])
        series = monthly(until="2026-06", join=JOIN, clock_of="serdica")
        here.apply(sample(series, cities=renamed, pairs=pairs), FEBRUARY)

        opened = private_feed(here)

        assert opened["cities/sofia.ko.ics"] is opened["cities/serdica.ko.ics"]
        assert opened["cities/serdica.ics"].filename == "serdica.ics"

    def test_is_gone_when_the_feed_is(self) -> None:
        here = world()
        here.apply(
            sample(webinar("late", "2026-12-01 09:00"), cities=SIX[1:], pairs=PAIRS[1:]),
            now("2026-08-01 09:00"),
        )

        assert {resource.status for resource in private_feed(here).values()} == {410}


class TestWhoOpens:
    def test_revoked_tokens_open_nothing(self) -> None:
        revoked = replace(SOFIA, revoked=FEBRUARY)

        assert set(private_feeds(world().state, [revoked, DUBLIN])) == {DUBLIN.digest}

    def test_keys_of_the_desk_open_nothing(self) -> None:
        assert set(private_feeds(world().state, [replace(SOFIA, opens="desk"), DUBLIN])) == {DUBLIN.digest}

    def test_a_token_for_what_was_never_published_opens_nothing(self) -> None:
        assert private_feeds(world().state, [replace(SOFIA, identity="atlantis")]) == {}


class TestValidators:
    def test_last_modified_moves_with_a_change_that_only_private_readers_see(self) -> None:
        here = world()
        before, public = (
            private_feed(here)["cities/sofia.en.ics"],
            here.site().resources["/feeds/cities/sofia.en.ics"],
        )
        here.apply(sample(OPEN, changed(CLOSED, change("2026-03", "2026-03-19 11:00"))), FEBRUARY)

        after = private_feed(here)["cities/sofia.en.ics"]

        assert (after.modified, after.etag != before.etag) == (FEBRUARY, True)
        assert here.site().resources["/feeds/cities/sofia.en.ics"].etag == public.etag

    def test_last_modified_is_never_before_that_of_the_public_feed(self) -> None:
        """Two revisions within a second date the public feed a second on."""
        here = world()
        here.apply(sample(changed(OPEN, change("2026-03", "2026-03-19 11:00")), CLOSED), JANUARY)

        assert private_feed(here)["cities/sofia.en.ics"].modified == JANUARY + timedelta(seconds=1)


@pytest.mark.feed_rule(46)
@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_not_held_back_is_the_same_bytes_as_in_the_public_feed(code: str) -> None:
    here = world(monthly(until="2026-06"))
    private, public = (
        private_feed(here)[f"cities/sofia.{code}.ics"].body,
        here.bodies()[f"/feeds/cities/sofia.{code}.ics"],
    )

    assert private.partition(b"BEGIN:VTIMEZONE")[2] == public.partition(b"BEGIN:VTIMEZONE")[2]
