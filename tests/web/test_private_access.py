"""Private feeds over HTTP: the holder of a token gets the feed, everybody else the 404 of any unknown address."""

from __future__ import annotations

import gzip
import hmac
import threading
from datetime import datetime
from typing import Any

import pytest

from scheduler.programme.details import Join
from scheduler.programme.members import Group
from scheduler.programme.series import Series
from scheduler.publication.feeds.resources import private_feeds
from scheduler.publication.pages.private_page import private_page
from scheduler.state.feeds import digest_of
from scheduler.state.state import State
from scheduler.timetable.occurrence import uid
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from support.html import Html, html
from support.programmes import change, changed, monthly, now, weekly
from support.samples import LANGUAGES, PAIRS, SIX, city, sample, text
from support.tokens import JANUARY, OTHER, REVOKED, SECRET, SOFIA, published_with_link
from support.web import respond
from support.world import World, published, site_of

PATH = f"/private/{SECRET}/cities/sofia.en.ics"
PAGE = f"/private/{SECRET}/cities/sofia"
UNKNOWN = "/nothing/here.ics"
ROOM = "https://meet.example.org/abc"
MEETING = uid("sample", "monthly", "2026-03")


@pytest.fixture(scope="module")
def state() -> State:
    """The six cities with a join link."""
    return published_with_link()


@pytest.fixture
def access(state: State) -> PrivateAccess:
    """What the live one of two tokens for Sofia opens."""
    access = PrivateAccess()
    access.replace(private_feeds(state, [SOFIA, REVOKED]))
    return access


@pytest.fixture
def app(state: State, access: PrivateAccess) -> SiteApp:
    """The site, with the private feeds beside it."""
    return app_at(state, JANUARY, access)


def app_at(state: State, moment: datetime, access: PrivateAccess | None = None) -> SiteApp:
    """The site, asked at a moment."""
    app = SiteApp(Health(is_ready=True), lambda: moment)
    app.show(site_of(state))
    app.private_access = access or PrivateAccess()
    if access is None:
        app.private_access.replace(private_feeds(state, [SOFIA]))
    return app


def private_html(*series: Series) -> Html:
    """The page of Sofia in English, on 22 January."""
    site = published(sample(*series), JANUARY).site()
    page = private_page(site.pages.inputs, "cities/sofia.en", now("2026-01-22 09:00"))
    assert page is not None
    return html(page.body)


def ask(app: SiteApp, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request, answered in memory."""
    asked = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    response = respond(app, method, path, asked)
    fields = {name.decode(): value.decode() for name, value in response.headers}
    return response.status, fields, response.body


class TestTheHolder:
    def test_gets_the_private_feed(self, app: SiteApp, state: State) -> None:
        status, fields, body = ask(app, PATH)

        resource = private_feeds(state, [SOFIA])[SOFIA.digest]["cities/sofia.en.ics"]
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


class TestThePage:
    """A telephone may have no calendar program for the feed."""

    @pytest.mark.feed_rule(61)
    def test_is_beside_the_feed_and_keeps_the_address_secret(self, app: SiteApp) -> None:
        requests: list[tuple[Any, ...]] = []
        app.observer = lambda *seen: requests.append(seen)
        status, fields, body = ask(app, PAGE)

        assert (status, fields["content-type"]) == (200, "text/html; charset=utf-8")
        assert fields["cache-control"] == "no-store"
        assert fields["referrer-policy"] == "no-referrer"
        assert fields["x-robots-tag"] == "noindex, nofollow"
        assert fields["content-security-policy"].endswith("frame-ancestors 'none'")
        assert SECRET.encode() not in body
        assert requests == []
        assert ask(app, PAGE, "HEAD") == (200, fields, b"")
        assert ask(app, PAGE, "POST")[0] == 405

    def test_shows_the_coming_meetings_as_the_private_feed_does(self) -> None:
        trams = changed(
            monthly(until="2026-03", join=Join(url=ROOM, passcode="7-tram-1"), title="Trams", place="Hall"),
            change("2026-03", cancel="Strike"),
        )
        closed = monthly("closed", until="2026-02", visibility="private", join=Join(url=ROOM), title="Budget")
        words = private_html(trams, closed).text

        assert words.partition(" do not pass it on. ")[2].startswith(
            "February 2026 "
            "Wed 18 Budget, with Sejong Only in private calendars 10:00 Sofia = 17:00 Sejong Join the meeting "
            "Wed 18 Trams, with Sejong 10:00 Sofia = 17:00 Sejong Place: Hall Join the meeting "
            "Passcode: 7-tram-1 "
            "March 2026 Wed 18 Trams, with Sejong Cancelled Strike 10:00 Sofia = 17:00 Sejong Place: Hall CityNet"
        )

    def test_is_in_the_language_of_the_feed_and_leads_to_the_other_languages(self, app: SiteApp) -> None:
        plain = html(ask(app, PAGE)[2])
        korean = html(ask(app, f"{PAGE}.ko")[2])

        assert (plain.root["lang"], korean.root["lang"]) == ("bg", "ko")
        for page in (plain, korean):
            assert [link for link in page.links if link.startswith("sofia.")] == [
                f"sofia.{code}" for code in LANGUAGES
            ]
        assert ask(app, f"{PAGE}.bg")[2] == ask(app, PAGE)[2]

    @pytest.mark.parametrize("below", ["", "/below"])
    def test_leads_to_public_pages_alone(self, below: str) -> None:
        """No page has the hours of all cities in a private meeting."""
        crowd = tuple(city(f"town-{n}", "Europe/Paris", ("FR", "DE")[n % 2]) for n in range(20))
        group = Group(id="all", cities=("sofia", *(each.id for each in crowd)), name=text("All"), meets=True)
        meetings = (
            monthly(until="2026-06", join=Join(url=ROOM)),
            monthly("closed", until="2026-06", pair="all", visibility="private"),
        )
        parts = {
            "cities": (*SIX, *crowd),
            "groups": (group,),
            "address": f"https://calendar.example.org{below}",
        }
        site = published(sample(*meetings, **parts), JANUARY).site()
        page = private_page(site.pages.inputs, "cities/sofia.ko", JANUARY)
        assert page is not None
        links = {link.partition("#")[0] for link in html(page.body).links} - {""}
        paths = {link.removeprefix(below) for link in links if link.startswith(f"{below}/")}

        assert paths <= {*site.resources}
        assert f"/ko/occurrences/{MEETING}" in paths
        assert len(links) == len(paths) + 1 + len(LANGUAGES)
        assert {ROOM, *(f"sofia.{code}" for code in LANGUAGES)} <= links

    def test_shows_the_next_thirty_and_says_that_there_are_more(self) -> None:
        often = monthly(every=weekly(1, 1, "2026-01-14"), begins="2026-01")

        assert private_html(often).source.count('<li class="row') == 30
        assert "Later meetings are in the private calendar." in private_html(often).text
        assert "Later meetings" not in private_html(monthly(until="2026-06")).text

    def test_leaves_out_what_is_over_when_it_is_asked_for(self, state: State) -> None:
        app = app_at(state, now("2026-03-18 07:30"))
        assert "17:00 세종" in html(ask(app, f"{PAGE}.ko")[2]).text.partition("4월")[0]

        app = app_at(state, now("2026-03-18 10:00"))
        assert "3월" not in html(ask(app, f"{PAGE}.ko")[2]).text

    def test_is_rendered_where_no_feed_waits_for_it(
        self, app: SiteApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        threads: list[str] = []
        monkeypatch.setattr(
            "scheduler.web.app.private_page",
            lambda *_: threads.append(threading.current_thread().name),
        )

        assert ask(app, PAGE)[0] == 404
        assert threads == ["pages_0"]


@pytest.mark.feed_rule(60)
@pytest.mark.parametrize(
    "path",
    [
        f"/private/{OTHER}/cities/sofia.en.ics",
        f"/private/{'r' * 43}/cities/sofia.en.ics",
        f"/private/{SECRET}/cities/dublin.en.ics",
        f"/private/{SECRET}/programme.ics",
        f"/private/{SECRET}/cities/sofia.en.ics/",
        f"/private/{OTHER}/cities/sofia",
        f"/private/{'r' * 43}/cities/sofia",
        f"/private/{SECRET}/cities/dublin",
        f"/private/{SECRET}/cities/sofia/",
        f"/private/{SECRET}/cities/sofia.fr",
        f"/private/{SECRET}/occurrences/{MEETING}",
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
        "page of a wrong one",
        "page of a revoked one",
        "page of another feed",
        "page with a slash",
        "page in another language",
        "page of a meeting",
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

    assert ask(app, PATH)[0] == ask(app, PAGE)[0] == 410
    assert ask(app, PATH)[1]["x-robots-tag"] == "noindex, nofollow"
    assert ask(app, f"/private/{OTHER}/cities/sofia.en.ics")[0] == 404


def test_before_the_private_feeds_are_there_they_are_unavailable_and_not_unknown(
    state: State,
) -> None:
    """A client that gets 404 while the daemon starts may give the calendar up."""
    app = SiteApp(Health())
    assert ask(app, PATH)[0] == ask(app, PAGE)[0] == 503

    app.show(site_of(state))

    status, fields, _ = ask(app, PATH)
    assert (status, fields["retry-after"]) == (503, "5")
