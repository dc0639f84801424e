"""Tokens that the command line makes and revokes begin and cease to work in a running daemon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.daemon import Daemon, serving
from support.small_programme import WITH_BULGARIAN, small

MEETINGS = """\
    until: 2027-03
    join:
      url: https://meet.example.org/abc
      passcode: "7-tram-1"
  budget:
    pair: sofia-sejong
    title: Budget talks
    starts: 2026-12-08 10:00
    clock: sofia
    duration: 60 min
    visibility: private
"""
CONFIG = small(WITH_BULGARIAN, ("  sofia:\n", "  sofia:\n    formerly: serdica\n")) + MEETINGS


@pytest.fixture
def daemon(tmp_path: Path, database: str) -> Iterator[Daemon]:
    """A daemon with a join link, a passcode and a private meeting."""
    with serving(tmp_path, CONFIG, database=database) as daemon:
        daemon.until(lambda: daemon.get("/readyz")[0] == 200)
        yield daemon


def path_in(words: str) -> str:
    """The private path that the command line showed."""
    match = re.search(r"/private/[\w-]+/cities/\w+\.ics", words)
    assert match is not None, words
    return match.group()


def until_status(daemon: Daemon, path: str, status: int) -> None:
    """Waits for `status`."""
    daemon.until(lambda: daemon.get(path)[0] == status)


def answered(daemon: Daemon, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that is answered at a path, but the hour."""
    status, fields, body = daemon.ask(path)
    return status, [field for field in fields.items() if field[0] != "date"], body


@pytest.mark.feed_rule(60, 61)
def test_a_token_works_is_rotated_and_revoked_within_seconds_and_is_never_shown(daemon: Daemon) -> None:
    made = daemon.run("token", "create", "--for", "cities/serdica", "--label", "Protocol office")
    path = path_in(made)
    until_status(daemon, path, 200)
    _, fields, body = daemon.ask(path)
    unfolded = body.replace(b"\r\n ", b"")
    for private in (b"https://meet.example.org/abc", b"7-tram-1", b"SUMMARY:Budget talks"):
        assert private in unfolded
        assert private not in daemon.feed().replace(b"\r\n ", b"")
    assert fields["referrer-policy"] == "no-referrer"
    assert fields["x-robots-tag"] == "noindex, nofollow"
    assert daemon.ask(path, if_none_match=fields["etag"])[0] == 304
    for other in (".bg.ics", ".en.ics"):
        assert daemon.get(path.replace(".ics", other))[0] == 200
    assert daemon.get(path.replace("cities/sofia", "cities/serdica"))[0] == 200
    assert daemon.get(path.replace("cities/sofia", "cities/sejong"))[0] == 404
    assert path.removesuffix(".ics") in made.split()
    page = daemon.get(path.removesuffix(".ics"))[1]
    assert all(private in page for private in (b"https://meet.example.org/abc", b"7-tram-1", b"Budget talks"))

    name = re.findall(r"^([0-9a-f]{8}) ", daemon.run("token", "list"), re.MULTILINE)[0]
    second = path_in(daemon.run("token", "rotate", name))
    until_status(daemon, path, 404)
    until_status(daemon, second, 200)
    assert daemon.get(second)[1] == body

    daemon.run("token", "revoke", second)
    until_status(daemon, second, 404)
    for closed in (second, second.removesuffix(".ics")):
        assert answered(daemon, closed) == answered(daemon, "/no/such/page")

    public = b"".join(daemon.get(path)[1] for path in ("/healthz", "/readyz", "/metrics", "/"))
    assert daemon.stop() == 0
    log = daemon.log.read_bytes()
    assert b"Twincal serves" in log
    for secret in (path, second):
        token = secret.split("/")[2].encode()
        assert token not in log
        assert token not in public
    assert b"/private/" not in log


def test_a_private_feed_follows_the_configuration_and_survives_a_restart(daemon: Daemon) -> None:
    path = path_in(daemon.run("token", "create", "--for", "cities/sofia", "--label", "Office"))
    until_status(daemon, path, 200)

    daemon.write(CONFIG.replace("meet.example.org/abc", "meet.example.org/anew"))
    daemon.until(lambda: b"example.org/anew" in daemon.get(path)[1].replace(b"\r\n ", b""))
    assert daemon.stop() == 0
    daemon.start()

    daemon.until(lambda: daemon.get(path)[0] == 200)
    assert b"example.org/anew" in daemon.get(path)[1].replace(b"\r\n ", b"")
    assert b"example.org" not in daemon.feed()
