"""The style sheet, the script and the logo. The path of each changes with its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from msgspec import Struct

from scheduler.publication.resource import digest

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
NAMES = ("style.css", "lists.css", "twincal.js", "mark.svg")


class Asset(Struct, frozen=True):
    """One file: its path on the site, its media type, its bytes."""

    path: str
    type: str
    body: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """Returns every asset by its file name in the source."""
    return {name: _asset(name) for name in NAMES}


def _asset(name: str) -> Asset:
    body = (resources.files("scheduler.publication.pages") / "assets" / name).read_bytes()
    stem, _, ending = name.rpartition(".")
    return Asset(f"/assets/{stem}.{digest(body)[:12]}.{ending}", TYPES[ending], body)
