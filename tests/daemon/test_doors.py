"""Private feeds over HTTP: who has the token gets the feed, who has not gets what any unknown address gives."""

from __future__ import annotations

import gzip
import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.programme.details import Join
from scheduler.publication.feeds.private import private_feeds
from scheduler.publication.site import build_site
from scheduler.record.revision import Published
from scheduler.record.tokens import Token, digest_of
from scheduler.store import StoreError
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private import PrivateAccess
from support.programmes import monthly, now
from support.samples import PAIRS, SIX, sample
from support.world import World

JANUARY = now("2026-01-10 09:00")
SECRET, OTHER = "s" * 43, "o" * 43
SOFIA = Token(digest=digest_of(SECRET), kind="cities", identity="sofia", label="Office", created=JANUARY)
REVOKED = replace(SOFIA, digest=digest_of("r" * 43), revoked=JANUARY)
PATH = f"/private/{SECRET}/cities/sofia.en.ics"
UNKNOWN = "/nothing/here.ics"


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
    world = World()
    world.apply(sample(monthly(until="2026-06", join=Join(url="https://meet.example.org/abc"))), JANUARY)
    assert world.published is not None
    return world.published


@pytest.fixture
def memory(published: Published) -> Memory:
    """A store with a live and a revoked token for Sofia."""
    return Memory(published, SOFIA, REVOKED)


@pytest.fixture
def doors(memory: Memory) -> PrivateAccess:
    """What the tokens open."""
    doors = PrivateAccess()
    doors.attend(memory)
    return doors


@pytest.fixture
def app(published: Published, doors: PrivateAccess) -> SiteApp:
    """The site, with the private feeds beside it."""
    app = SiteApp(Health(is_ready=True))
    app.show(build_site(published))
    app.doors = doors
    return app


def ask(app: SiteApp, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request, answered in memory."""
    asked = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    reply = app.reply(method, path, asked)
    start: Any = reply.start
    fields = {name.decode(): value.decode() for name, value in start["headers"]}
    content: Any = reply.content
    return reply.status, fields, content["body"]


class TestTheHolder:
    def test_gets_the_private_feed(self, app: SiteApp, published: Published) -> None:
        status, fields, body = ask(app, PATH)

        resource = private_feeds(published, [SOFIA])[SOFIA.digest]["cities/sofia.en.ics"]
        assert (status, body) == (200, resource.body)
        assert b"meet.example.org" in body
        assert fields["content-type"] == "text/calendar; charset=utf-8"
        assert fields["content-disposition"] == 'inline; filename="sofia.ics"'

    @pytest.mark.feed_rule(61)
    def test_is_told_to_keep_the_address_to_himself(self, app: SiteApp) -> None:
        _, fields, _ = ask(app, PATH)

        assert fields["referrer-policy"] == "no-referrer"
        assert fields["x-robots-tag"] == "noindex, nofollow"
        assert fields["cache-control"] == "private, max-age=300"
        assert "set-cookie" not in fields

    @pytest.mark.feed_rule(61)
    def test_may_ask_by_conditions_by_head_and_for_gzip_as_for_a_public_feed(self, app: SiteApp) -> None:
        _, fields, body = ask(app, PATH)
        packed_status, packed, small = ask(app, PATH, accept_encoding="gzip")

        assert ask(app, PATH, "HEAD") == (200, fields, b"")
        assert ask(app, PATH, if_none_match=fields["etag"])[0] == 304
        assert ask(app, PATH, if_none_match=fields["etag"])[1]["referrer-policy"] == "no-referrer"
        assert ask(app, PATH, if_modified_since=fields["last-modified"])[0] == 304
        assert ask(app, PATH, "POST")[0] == 405
        assert (packed_status, gzip.decompress(small)) == (200, body)
        assert packed["etag"] != fields["etag"]

    def test_gets_the_public_feed_at_the_public_address_as_ever(self, app: SiteApp) -> None:
        status, fields, body = ask(app, "/feeds/cities/sofia.en.ics")

        assert (status, b"meet.example.org" in body) == (200, False)
        assert fields["cache-control"].startswith("public")

    def test_is_counted_by_the_public_address(self, app: SiteApp) -> None:
        """Whoever counts polls never sees a token."""
        told: list[tuple[Any, ...]] = []
        app.observe = lambda *seen: told.append(seen)

        _, fields, _ = ask(app, PATH, user_agent="Google-Calendar-Importer")

        assert told == [("/feeds/cities/sofia.en.ics", fields["etag"], b"Google-Calendar-Importer")]


@pytest.mark.feed_rule(60)
@pytest.mark.parametrize(
    "path",
    [
        f"/private/{OTHER}/cities/sofia.en.ics",
        f"/private/{'r' * 43}/cities/sofia.en.ics",
        f"/private/{SECRET}/cities/dublin.en.ics",
        f"/private/{SECRET}/programme.ics",
        f"/private/{SECRET}/cities/sofia.en.ics/",
        f"/private/{SECRET}",
        f"/private/{SECRET[:-1]}/cities/sofia.en.ics",
        f"/private/{digest_of(SECRET)}/cities/sofia.en.ics",
        "/private/",
        "/private//cities/sofia.en.ics",
        "/private/\udcff/x.ics",
    ],
    ids=[
        "wrong",
        "revoked",
        "another feed's",
        "the programme's",
        "slash",
        "bare",
        "cut",
        "its digest",
        "none",
        "empty",
        "odd",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_everybody_else_gets_what_any_unknown_address_gives(app: SiteApp, path: str, method: str) -> None:
    assert ask(app, path, method) == ask(app, UNKNOWN, method)
    assert ask(app, path)[0] == 404


@pytest.mark.feed_rule(60)
def test_digests_are_compared_in_constant_time(app: SiteApp, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []
    honest = hmac.compare_digest

    def spy(one: str, other: str) -> bool:
        compared.append((one, other))
        return honest(one, other)

    monkeypatch.setattr("scheduler.web.private.hmac.compare_digest", spy)
    for secret in (SECRET, OTHER):
        ask(app, f"/private/{secret}/cities/sofia.en.ics")

    assert compared == [(SOFIA.digest, SOFIA.digest), ("0" * 64, digest_of(OTHER))]


class TestAttending:
    def test_reads_the_store_again_only_when_something_changed(
        self, doors: PrivateAccess, memory: Memory
    ) -> None:
        doors.attend(memory)
        assert memory.reads == 1

        memory.everything = replace(memory.everything, revision=memory.everything.revision + 1)
        doors.attend(memory)
        assert memory.reads == 2

    def test_a_store_that_was_lost_and_made_anew_is_read_though_it_has_come_to_the_same_number(
        self, doors: PrivateAccess, memory: Memory
    ) -> None:
        memory.everything = replace(memory.everything, time=memory.everything.time + timedelta(hours=1))

        doors.attend(memory)

        assert memory.reads == 2

    def test_a_token_works_when_it_was_made_and_no_more_when_it_was_revoked(
        self, doors: PrivateAccess, memory: Memory
    ) -> None:
        other = replace(SOFIA, digest=digest_of(OTHER))
        memory.known = (SOFIA, other)
        doors.attend(memory)
        assert doors(f"/private/{OTHER}/cities/sofia.ics") is not None

        memory.known = (replace(SOFIA, revoked=JANUARY), other)
        doors.attend(memory)
        assert doors(PATH) is None
        assert doors(f"/private/{OTHER}/cities/sofia.ics") is not None

    def test_a_revoked_token_is_shut_out_although_what_is_published_cannot_be_read(
        self, doors: PrivateAccess, memory: Memory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = replace(SOFIA, digest=digest_of(OTHER))
        memory.known = (replace(SOFIA, revoked=JANUARY), other)
        monkeypatch.setattr(memory, "published", lambda: _fail())

        with pytest.raises(StoreError):
            doors.attend(memory)

        assert doors(PATH) is None

    @pytest.mark.parametrize("fault", ["the database is gone", "another programme's was put in its place"])
    def test_what_is_known_goes_on_to_be_served_when_the_store_is_not_ours(
        self, doors: PrivateAccess, memory: Memory, fault: str
    ) -> None:
        memory.known = ()
        if fault == "the database is gone":
            memory.everything = replace(memory.everything, revision=0)
        else:
            strange = replace(memory.everything.profile, id="strange")
            memory.everything = replace(memory.everything, revision=7, profile=strange)

        doors.attend(memory)

        assert doors(PATH) is not None

    def test_with_no_live_token_nothing_is_read_or_made(self, memory: Memory) -> None:
        memory.known = (REVOKED,)

        PrivateAccess().attend(memory)

        assert memory.reads == 0

    def test_without_packing_nothing_is_sent_packed(self, memory: Memory) -> None:
        doors = PrivateAccess(packed=False)
        doors.attend(memory)

        answer = doors(PATH)

        assert answer is not None
        assert answer.packed is None


def test_a_retired_private_feed_is_gone_for_its_holder_only(
    app: SiteApp, doors: PrivateAccess, memory: Memory
) -> None:
    world = World()
    world.apply(sample(monthly(until="2026-06")), JANUARY)
    world.apply(
        sample(cities=SIX[1:], pairs=PAIRS[1:]),
        now("2026-08-01 09:00"),
    )
    assert world.published is not None
    memory.everything = world.published

    doors.attend(memory)

    assert ask(app, PATH)[0] == 410
    assert ask(app, PATH)[1]["x-robots-tag"] == "noindex, nofollow"
    assert ask(app, f"/private/{OTHER}/cities/sofia.en.ics")[0] == 404


def test_before_the_private_feeds_are_there_they_are_unavailable_and_not_unknown(
    published: Published,
) -> None:
    """A client that gets 404 while the daemon starts may give the calendar up."""
    app = SiteApp(Health())
    assert ask(app, PATH)[0] == 503

    app.show(build_site(published))

    status, fields, _ = ask(app, PATH)
    assert (status, fields["retry-after"]) == (503, "5")


def _fail() -> Published:
    raise StoreError("gone")
