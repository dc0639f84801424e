"""Reads feeds for tests, by hand: the library that helped to write them would forgive its own mistakes."""

from __future__ import annotations

import re

from support.world import World

_LINE = re.compile(r'((?:[^":]|"[^"]*")*):(.*)')
_UNESCAPE = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}


def feed(world: World, path: str) -> bytes:
    """The bytes of the feed at `path` below `/feeds/`."""
    return world.calendars()[f"/feeds/{path}"].body


def lines(body: bytes) -> list[str]:
    """The content lines, unfolded; every physical line must end in CRLF."""
    assert body.endswith(b"\r\n")
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def blocks(body: bytes, component: str = "VEVENT") -> list[bytes]:
    pattern = rb"^BEGIN:%b\r\n.*?^END:%b\r\n" % (component.encode(), component.encode())
    return re.findall(pattern, body, re.DOTALL | re.MULTILINE)


def properties(block: bytes) -> dict[str, str]:
    """Each property by its name and parameters as written, with its value unescaped."""
    matches = (_LINE.fullmatch(line) for line in lines(block))
    return {line[1]: unescape(line[2]) for line in matches if line}


def vevents(body: bytes) -> list[dict[str, str]]:
    return [properties(block) for block in blocks(body)]


def head(body: bytes) -> list[str]:
    content = lines(body)
    inner = [place for place, line in enumerate(content) if place and line.startswith("BEGIN:")]
    return content[1 : inner[0] if inner else -1]


def unescape(value: str) -> str:
    """What a TEXT value says (RFC 5545 section 3.3.11)."""
    return re.sub(r"\\.", lambda match: _UNESCAPE[match.group()], value)


def bookings(body: bytes) -> list[tuple[str, ...]]:
    """The time and SEQUENCE of each event. A store that was put back does not know what was moved since."""
    names = ("UID", "SEQUENCE", "DTSTART;TZID=Europe/Sofia", "STATUS")
    return [tuple(event[name] for name in names) for event in vevents(body)]
