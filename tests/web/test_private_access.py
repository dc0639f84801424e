"""Private feeds over HTTP: the holder of a token gets the feed, everybody else the 404 of any unknown address."""

from __future__ import annotations

import gzip
import hmac
from typing import Any

import pytest

from scheduler.publication.feeds.resources import private_feeds
from scheduler.state.feeds import digest_of
from scheduler.state.state import State
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from support.programmes import monthly, now
from support.samples import PAIRS, SIX, sample
from support.tokens import JANUARY, OTHER, REVOKED, SECRET, SOFIA, published_with_link
from support.web import respond
from support.world import World, site_of

PATH = f"/private/{SECRET}/cities/sofia.en.ics"
UNKNOWN = "/nothing/here.ics"


@pytest.fixture(scope="module")
def published() -> State:
    """The six cities with a join link."""
    return published_with_link()


@pytest.fixture
def access(published: State) -> PrivateAccess:
    """What the live one of two tokens for Sofia opens."""
    access = PrivateAccess()
    access.replace(private_feeds(published, [SOFIA, REVOKED]))
    return access


@pytest.fixture
def app(published: State, access: PrivateAccess) -> SiteApp:
    """The site, with the private feeds beside it."""
    app = SiteApp(Health(is_ready=True))
    app.show(site_of(published))
    app.private_access = access
    return app


def ask(app: SiteApp, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request, answered in memory."""
    asked = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    response = respond(app, method, path, asked)
    fields = {name.decode(): value.decode() for name, value in response.headers}
    return response.status, fields, response.body


class TestTheHolder:
    def test_gets_the_private_feed(self, app: SiteApp, published: State) -> None:
        status, fields, body = ask(app, PATH)

        resource = private_feeds(published, [SOFIA])[SOFIA.digest]["cities/sofia.en.ics"]
        assert (status, body) == (200, resource.body)
        assert b"meet.example.org" in body
        assert fields["content-type"] == "text/calendar; charset=utf-8"
        assert fields["content-disposition"] == 'inline; filename="sofia.ics"'

    @pytest.mark.feed_rule(61)
    def test_gets_headers_that_keep_the_address_secret(self, app: SiteApp) -> None:
        _, fields, _ = ask(app, PATH)

        assert fields["referrer-policy"] == "no-referrer"
        assert fields["x-robots-tag"] == "noindex, nofollow"
        assert fields["cache-control"] == "private, max-age=300"
        assert "set-cookie" not in fields

    @pytest.mark.feed_rule(61)
    def test_may_use_conditions_head_and_gzip_as_for_a_public_feed(self, app: SiteApp) -> None:
        _, fields, body = ask(app, PATH)
        packed_status, packed, small = ask(app, PATH, accept_encoding="gzip")

        assert ask(app, PATH, "HEAD") == (200, fields, b"")
        assert ask(app, PATH, if_none_match=fields["etag"])[0] == 304
        assert ask(app, PATH, if_none_match=fields["etag"])[1]["referrer-policy"] == "no-referrer"
        assert ask(app, PATH, if_modified_since=fields["last-modified"])[0] == 304
        assert ask(app, PATH, "POST")[0] == 405
        assert (packed_status, gzip.decompress(small)) == (200, body)
        assert packed["etag"] != fields["etag"]

    def test_gets_the_public_feed_at_the_public_address(self, app: SiteApp) -> None:
        status, fields, body = ask(app, "/feeds/cities/sofia.en.ics")

        assert (status, b"meet.example.org" in body) == (200, False)
        assert fields["cache-control"].startswith("public")

    def test_is_counted_by_the_public_address(self, app: SiteApp) -> None:
        """The counter of polls never sees a token."""
        requests: list[tuple[Any, ...]] = []
        app.observer = lambda *seen: requests.append(seen)

        _, fields, _ = ask(app, PATH, user_agent="Google-Calendar-Importer")

        assert requests == [("/feeds/cities/sofia.en.ics", fields["etag"], b"Google-Calendar-Importer")]


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

    def spy(first: str, second: str) -> bool:
        compared.append((first, second))
        return honest(first, second)

    monkeypatch.setattr("scheduler.web.private_access.hmac.compare_digest", spy)
    for secret in (SECRET, OTHER):
        ask(app, f"/private/{secret}/cities/sofia.en.ics")

    assert compared == [(SOFIA.digest, SOFIA.digest), ("0" * 64, digest_of(OTHER))]


def test_a_retired_private_feed_is_gone_for_its_holder_only(app: SiteApp, access: PrivateAccess) -> None:
    world = World()
    world.apply(sample(monthly(until="2026-06")), JANUARY)
    world.apply(
        sample(cities=SIX[1:], pairs=PAIRS[1:]),
        now("2026-08-01 09:00"),
    )
    access.replace(private_feeds(world.state, [SOFIA]))

    assert ask(app, PATH)[0] == 410
    assert ask(app, PATH)[1]["x-robots-tag"] == "noindex, nofollow"
    assert ask(app, f"/private/{OTHER}/cities/sofia.en.ics")[0] == 404


def test_before_the_private_feeds_are_there_they_are_unavailable_and_not_unknown(
    published: State,
) -> None:
    """A client that gets 404 while the daemon starts may give the calendar up."""
    app = SiteApp(Health())
    assert ask(app, PATH)[0] == 503

    app.show(site_of(published))

    status, fields, _ = ask(app, PATH)
    assert (status, fields["retry-after"]) == (503, "5")
