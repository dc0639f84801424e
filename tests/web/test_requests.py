"""Conditional requests, encodings, methods, paths and clients, over a socket (RFC 9110 sections 8, 12, 13)."""

from __future__ import annotations

import gzip
import re
import urllib.robotparser
from datetime import timedelta

import pytest

from support.json_feeds import ics_bookings, json_bookings
from support.served import RETIRED, HttpResponse, ask, exchange

FEED = "/feeds/cities/sofia.ics"
JSON_FEED = "/feeds/cities/sofia.json"
PAGE = "/cities/sofia"


@pytest.fixture(scope="module")
def plain(port: int) -> HttpResponse:
    """The feed as it is sent to a client that says nothing."""
    return ask(port, FEED)


@pytest.fixture(scope="module")
def packed(port: int) -> HttpResponse:
    """The feed as it is sent compressed."""
    return ask(port, FEED, accept_encoding="gzip")


def stable_headers(response: HttpResponse) -> dict[str, str]:
    """The headers that do not depend on the time and the connection."""
    return {name: value for name, value in response.headers.items() if name not in ("date", "connection")}


class TestBareGet:
    """A client that says nothing but where (interop 76 to 82)."""

    @pytest.mark.feed_rule(64)
    def test_is_a_calendar_with_the_validators_of_later_requests(self, plain: HttpResponse) -> None:
        assert plain.status == 200
        assert plain.body.startswith(b"BEGIN:VCALENDAR\r\n")
        fixed = {
            name: value
            for name, value in stable_headers(plain).items()
            if name not in ("etag", "last-modified")
        }
        assert fixed == {
            "content-type": "text/calendar; charset=utf-8",
            "content-length": str(len(plain.body)),
            "cache-control": "public, max-age=300",
            "content-disposition": 'inline; filename="sofia.ics"',
            "vary": "accept-encoding",
            "x-content-type-options": "nosniff",
            "x-robots-tag": "noindex",
        }
        assert re.fullmatch(r'"[0-9a-f]{24}"', plain.headers["etag"])
        assert plain.headers["last-modified"] == "Tue, 10 Nov 2026 09:01:00 GMT"
        assert "date" in plain.headers

    @pytest.mark.feed_rule(64)
    def test_may_be_kept_no_longer_than_the_feed_asks_to_be_fetched_again(self, plain: HttpResponse) -> None:
        asked = re.search(rb"REFRESH-INTERVAL;VALUE=DURATION:PT(\d+)H", plain.body)
        assert asked is not None
        max_age = re.fullmatch(r"public, max-age=(\d+)", plain.headers["cache-control"])
        assert max_age is not None

        assert timedelta(seconds=int(max_age[1])) <= timedelta(hours=int(asked[1]))

    @pytest.mark.feed_rule(69)
    def test_of_a_calendar_in_json_is_json_that_search_engines_do_not_list(self, port: int) -> None:
        calendar = ask(port, JSON_FEED)

        assert (calendar.status, calendar.headers["content-type"]) == (200, "application/json")
        assert calendar.headers["x-robots-tag"] == "noindex"
        assert len(json_bookings(calendar.body)) == len(ics_bookings(ask(port, FEED).body)) > 0

    def test_of_a_page_may_be_indexed_and_loads_nothing_from_other_sites(self, port: int) -> None:
        page = ask(port, PAGE)

        assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "x-robots-tag" not in page.headers
        assert page.headers["content-security-policy"].startswith("default-src 'self'; ")
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in page.headers

    def test_of_a_drawing_neither_loads_nor_runs_anything(self, port: int) -> None:
        """Also if a person opens it alone; `test_deploy_samples` compares the web servers."""
        policy = ask(port, "/assets/mark.svg").headers["content-security-policy"]

        assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.feed_rule(64)
@pytest.mark.parametrize(
    "agent",
    [
        "Google-Calendar-Importer",
        "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0; Pro)",
        "macOS/15.5 (24F74) dataaccessd/1.0",
        "",
        "\xff\xfe",
        "x" * 8000,
    ],
    ids=lambda agent: agent[:24] or "nothing",
)
def test_every_client_gets_the_same(port: int, plain: HttpResponse, agent: str) -> None:
    response = ask(port, FEED, user_agent=agent)

    assert (response.status, stable_headers(response), response.body) == (
        200,
        stable_headers(plain),
        plain.body,
    )


class TestMethods:
    """GET and HEAD, and no other (interop 79)."""

    @pytest.mark.feed_rule(65)
    @pytest.mark.parametrize(
        "path", [FEED, PAGE, "/", RETIRED, "/nothing", "/robots.txt", "/healthz", "/metrics"]
    )
    @pytest.mark.parametrize("encoding", ["", "gzip"])
    def test_head_is_get_without_its_body(self, port: int, path: str, encoding: str) -> None:
        headers = {"accept_encoding": encoding} if encoding else {}
        get, head = ask(port, path, **headers), ask(port, path, "HEAD", **headers)
        if path == "/metrics":  # counts this very request
            get, head = (
                HttpResponse(response.status, {**response.headers, "content-length": ""}, response.body)
                for response in (get, head)
            )

        assert (head.status, stable_headers(head), head.body) == (get.status, stable_headers(get), b"")

    @pytest.mark.feed_rule(65)
    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE"])
    @pytest.mark.parametrize("path", [FEED, PAGE, RETIRED, "/healthz"])
    def test_others_get_405_with_the_allowed_ones(self, port: int, method: str, path: str) -> None:
        response = ask(port, path, method)

        assert (response.status, response.headers["allow"]) == (405, "GET, HEAD")


class TestIfNoneMatch:
    """Lists, the star, weak tags (interop 80)."""

    @pytest.mark.feed_rule(62)
    @pytest.mark.parametrize(
        ("tags", "status"),
        [
            ("{own}", 304),
            ("W/{own}", 304),
            ('"other", {own}', 304),
            ('"other",{own},"more"', 304),
            (', "other" ,, W/{own} ,', 304),
            ('"a,b", {own}', 304),
            ("*", 304),
            (" * ", 304),
            ('"other"', 200),
            ('"*"', 200),
            ("{bare}", 200),
            ("w/{own}", 200),
            ("{own}{own}", 200),
            ("{own", 200),
            ("*, {own}", 200),
            ("{packed}", 200),
            ("", 200),
            (",", 200),
        ],
    )
    def test_the_answer_depends_on_the_tag_of_what_would_be_sent(
        self, port: int, plain: HttpResponse, packed: HttpResponse, tags: str, status: int
    ) -> None:
        own, other = plain.headers["etag"], packed.headers["etag"]
        tags = tags.replace("{own}", own).replace("{own", own[:-1])
        tags = tags.replace("{bare}", own.strip('"')).replace("{packed}", other)

        response = ask(port, FEED, if_none_match=tags)

        assert (response.status, response.body) == (status, b"" if status == 304 else plain.body)

    def test_on_several_lines_is_one_list(self, port: int, plain: HttpResponse) -> None:
        lines = b'If-None-Match: "other"\r\nIf-None-Match: %b\r\n' % plain.headers["etag"].encode()

        response = exchange(
            port, b"GET %b HTTP/1.1\r\nHost: h\r\n%bConnection: close\r\n\r\n" % (FEED.encode(), lines)
        )

        assert response.startswith(b"HTTP/1.1 304 ")

    def test_each_encoding_has_a_tag_of_its_own(
        self, port: int, plain: HttpResponse, packed: HttpResponse
    ) -> None:
        own = packed.headers["etag"]

        assert own != plain.headers["etag"]
        assert ask(port, FEED, accept_encoding="gzip", if_none_match=own).status == 304
        assert ask(port, FEED, accept_encoding="gzip", if_none_match=plain.headers["etag"]).status == 200
        assert ask(port, FEED, if_none_match=own).status == 200

    @pytest.mark.feed_rule(62)
    @pytest.mark.parametrize("encoding", ["", "gzip"])
    @pytest.mark.parametrize("path", [FEED, JSON_FEED, PAGE, "/robots.txt"])
    def test_not_modified_has_the_headers_that_a_cache_needs(
        self, port: int, path: str, encoding: str
    ) -> None:
        headers = {"accept_encoding": encoding} if encoding else {}
        full = ask(port, path, **headers)

        known = ask(port, path, if_none_match=full.headers["etag"], **headers)

        assert (known.status, known.body) == (304, b"")
        for name in ("etag", "last-modified", "cache-control", "vary"):
            assert known.headers[name] == full.headers[name]
        assert "content-length" not in known.headers
        assert "content-type" not in known.headers


class TestIfModifiedSince:
    """Compared, not just seen (interop 81)."""

    @pytest.mark.feed_rule(62)
    @pytest.mark.parametrize(
        ("date", "status"),
        [
            ("Tue, 10 Nov 2026 09:00:59 GMT", 200),
            ("Tue, 10 Nov 2026 09:01:00 GMT", 304),
            ("Tue, 10 Nov 2026 09:01:01 GMT", 304),
            ("Wed, 01 Jan 2031 00:00:00 GMT", 304),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
            ("Tuesday, 10-Nov-26 09:01:00 GMT", 304),
            ("Monday, 09-Nov-26 09:01:00 GMT", 200),
            ("Tuesday, 10-Nov-98 09:01:00 GMT", 200),
            ("Tue Nov 10 09:01:00 2026", 304),
            ("Sun Nov  1 09:00:00 2026", 200),
            ("Tue, 10 Nov 2026 09:01:00 +0900", 200),
            ("Tue, 10 Nov 2026 09:01:00", 200),
            ("Tue, 31 Feb 2031 09:00:00 GMT", 200),
            ("Tue, 10 Nov 2026 25:00:00 GMT", 200),
            ("2031-01-01T00:00:00Z", 200),
            ("yesterday", 200),
            ("", 200),
            ("0", 200),
        ],
    )
    def test_old_equal_newer_and_nonsense(
        self, port: int, plain: HttpResponse, date: str, status: int
    ) -> None:
        response = ask(port, FEED, if_modified_since=date)

        assert (response.status, response.body) == (status, b"" if status == 304 else plain.body)

    @pytest.mark.feed_rule(62)
    @pytest.mark.parametrize(
        ("tag", "date", "status"),
        [
            ('"other"', "Wed, 01 Jan 2031 00:00:00 GMT", 200),
            ("nonsense", "Wed, 01 Jan 2031 00:00:00 GMT", 200),
            ("{own}", "Thu, 01 Jan 1970 00:00:00 GMT", 304),
        ],
    )
    def test_is_not_looked_at_beside_if_none_match(
        self, port: int, plain: HttpResponse, tag: str, date: str, status: int
    ) -> None:
        tag = tag.replace("{own}", plain.headers["etag"])

        assert ask(port, FEED, if_none_match=tag, if_modified_since=date).status == status


class TestEncodings:
    """Compressed only for clients that ask for it (interop 80, 83)."""

    @pytest.mark.feed_rule(63)
    @pytest.mark.parametrize(
        ("accept", "is_packed"),
        [
            ("gzip", True),
            ("GZIP", True),
            ("x-gzip", True),
            ("gzip, deflate, br", True),
            ("deflate, gzip;q=1.0, *;q=0.5", True),
            ("br;q=1, gzip;q=0.001", True),
            ("*", True),
            ("identity;q=0", True),
            ("identity;q=0.5, gzip;q=0.8", True),
            ("gzip;q=0", False),
            ("gzip; q=0.000", False),
            ("*;q=1, gzip;q=0", False),
            ("*;q=0", False),
            ("identity;q=1, gzip;q=0.5", False),
            ("identity", False),
            ("br", False),
            ("gzip;q=2", False),
            ("gzip;level=9", False),
            ("", False),
            (";;,,;q=", False),
        ],
    )
    def test_both_forms_are_the_same_calendar(
        self, port: int, plain: HttpResponse, packed: HttpResponse, accept: str, is_packed: bool
    ) -> None:
        response = ask(port, FEED, accept_encoding=accept)

        assert stable_headers(response) == stable_headers(packed if is_packed else plain)
        assert response.headers.get("content-encoding") == ("gzip" if is_packed else None)
        assert (gzip.decompress(response.body) if is_packed else response.body) == plain.body

    @pytest.mark.feed_rule(63)
    @pytest.mark.parametrize("asked", ["bytes=0-99", "bytes=-1", "bytes=9999999-", "lines=1"])
    def test_nobody_gets_half_a_calendar(self, port: int, plain: HttpResponse, asked: str) -> None:
        response = ask(port, FEED, range=asked)

        assert (response.status, response.body) == (200, plain.body)
        assert "accept-ranges" not in response.headers


class TestPaths:
    """A path is looked up as it is; nothing is guessed."""

    @pytest.mark.feed_rule(65)
    @pytest.mark.parametrize(
        "path",
        [f"{FEED}?nocache=1", f"{FEED}?", f"{FEED}?a=/../b&%00", "/feeds/cities/%73ofia.ics", "/%66eeds/cities/sofia%2Eics"],
    )  # fmt: skip
    def test_of_a_feed_with_a_query_or_escapes_is_that_feed(
        self, port: int, plain: HttpResponse, path: str
    ) -> None:
        response = ask(port, path)

        assert (response.status, stable_headers(response), response.body) == (
            200,
            stable_headers(plain),
            plain.body,
        )

    @pytest.mark.feed_rule(65)
    @pytest.mark.parametrize(
        "path",
        [
            f"/{FEED}",
            "/feeds//cities/sofia.ics",
            "/feeds/../feeds/cities/sofia.ics",
            "/feeds/%2e%2e/feeds/cities/sofia.ics",
            "/../../etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            f"{FEED}/",
            "/feeds/cities/SOFIA.ics",
            "/FEEDS/cities/sofia.ics",
            "/feeds/cities/sofia",
            "/feeds/cities/",
            "/feeds/cities/atlantis.ics",
            "/feeds/cities/sofia.xx.ics",
            "/feeds/cities/sofia.ics%00",
            "/feeds/cities/%FF%FE.ics",
            "/cities/sofia.html",
            "/index.html",
            "/.gone/feeds/themes/trams.ics",
            "/private/x/cities/sofia.ics",
            "/" + "x" * 8_000,
            "/" + "a/" * 4_000,
        ],
        ids=lambda path: path[:40],
    )
    def test_that_are_not_there_are_404_in_a_few_plain_words(self, port: int, path: str) -> None:
        response = ask(port, path)

        assert (response.status, response.headers["content-type"]) == (404, "text/plain; charset=utf-8")
        assert len(response.body) < 100
        assert response.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize(
        ("path", "target"),
        [
            ("/cities/sofia/", "../sofia"),
            ("/bg/cities/sofia/", "../sofia"),
            ("/bg", "bg/"),
            ("/en/cities/sofia", "../../cities/sofia"),
            ("/en/", "../"),
        ],
    )
    def test_of_a_page_but_for_its_slash_or_first_language_lead_there_in_one_step(
        self, port: int, path: str, target: str
    ) -> None:
        response = ask(port, path)

        assert (response.status, response.headers["location"]) == (301, target)

    def test_of_a_meeting_in_a_language_of_none_of_its_cities_lead_to_its_page_in_the_first(
        self, port: int
    ) -> None:
        links = re.findall(rb'href="\.\./(occurrences/[\da-f-]+)"', ask(port, "/ko/pairs/sofia-sejong").body)
        address = links[0].decode()
        response = ask(port, f"/nl/{address}")

        assert (response.status, response.headers["location"]) == (302, f"../../{address}")
        assert ask(port, f"/nl/{address}.ics").headers["location"] == f"../../{address}.ics"
        assert ask(port, f"/ko/{address}").status == ask(port, f"/ko/{address}.ics").status == 200

    @pytest.mark.feed_rule(65)
    def test_a_retired_one_is_410_whatever_the_client_has(self, port: int) -> None:
        for condition in ({}, {"if_none_match": "*"}, {"if_modified_since": "Wed, 01 Jan 2031 00:00:00 GMT"}):
            response = ask(port, RETIRED, **condition)

            assert (response.status, response.body) == (410, b"This calendar has ended.\n")

    def test_of_a_target_that_names_the_host_is_that_path_and_an_odd_target_is_400(
        self, port: int, plain: HttpResponse
    ) -> None:
        ask_for = b"GET %b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

        assert exchange(port, ask_for % b"http://h/feeds/cities/sofia.ics").endswith(plain.body)
        for odd in (b"", b"http://h", b"?x", b"/\xff", b"/a b"):
            assert exchange(port, ask_for % odd).startswith(b"HTTP/1.1 400 ")


class TestRobots:
    """robots.txt lets in the programs that read feeds (interop 84)."""

    @pytest.mark.feed_rule(67)
    def test_readers_of_feeds_and_pages_are_let_in(self, port: int) -> None:
        robots = urllib.robotparser.RobotFileParser()
        robots.parse(ask(port, "/robots.txt").body.decode().splitlines())

        for agent in ("Google-Calendar-Importer", "Googlebot", "*"):
            for path in (FEED, "/", "/bg/", PAGE, "/private/token/cities/sofia.ics"):
                assert robots.can_fetch(agent, path)
            assert not robots.can_fetch(agent, "/bg/reach")


class TestMetrics:
    """The numbers for Prometheus."""

    def test_has_the_revision_and_counts_requests(self, port: int) -> None:
        before = figures(port)
        ask(port, FEED)
        ask(port, "/nothing")
        ask(port, FEED, if_none_match="*")

        after = figures(port)

        assert after["twincal_ready"] == 1
        assert after["twincal_revision"] == 3
        assert after['twincal_applies_total{outcome="applied"}'] >= 1
        assert after["twincal_last_apply_seconds"] > 1_795_000_000
        for first in "234":
            name = f'twincal_http_requests_total{{status="{first}xx"}}'
            assert after[name] > before[name]


def figures(port: int) -> dict[str, float]:
    """The value of each metric by its name; each must have a TYPE line."""
    response = ask(port, "/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = response.body.decode().splitlines()
    samples = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    described = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert {name.partition("{")[0] for name in samples} == described
    return {name: float(value) for name, value in samples.items()}


@pytest.mark.parametrize("path", [FEED, PAGE, "/", "/nothing"])
def test_no_answer_depends_on_the_host_that_a_client_names(port: int, path: str) -> None:
    """A cache would give it to everybody."""

    def answered(headers: str) -> bytes:
        sent = f"GET {path} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n"
        return re.sub(rb"\r\ndate: [^\r]*", b"", exchange(port, sent.encode()))

    evil = "Host: evil.example\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example"

    assert answered(evil) == answered("Host: localhost")
    assert b"evil.example" not in answered(evil)
