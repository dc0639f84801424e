"""The style sheet, the scripts and the logo. The path of each changes with its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from msgspec import Struct

from scheduler.programme.texts import Look
from scheduler.publication.pages.colours import accent_rules
from scheduler.publication.resource import digest

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
STYLE, SCRIPTS, MARK = "style.css", ("language", "twincal"), "mark.svg"


class Asset(Struct, frozen=True):
    """One file: its path on the site, its media type, its bytes."""

    path: str
    type: str
    body: bytes


@cache
def assets(look: Look) -> Mapping[str, Asset]:
    """Returns every asset by the name that templates use; `logo` only if the programme has one."""
    style = _source(STYLE) + (accent_rules(look.colour).encode() if look.colour else b"")
    files = {STYLE: _asset("style", "css", style)}
    files |= {f"{stem}.js": _asset(stem, "js", _source(f"{stem}.js")) for stem in SCRIPTS}
    if look.logo is None:
        return {**files, "icon": _asset("mark", "svg", _source(MARK))}
    logo = _asset("logo", look.logo.kind, look.logo.body)
    return {**files, "icon": logo, "logo": logo}


def _source(name: str) -> bytes:
    return (resources.files("scheduler.publication.pages") / "assets" / name).read_bytes()


def _asset(stem: str, ending: str, body: bytes) -> Asset:
    return Asset(f"/assets/{stem}.{digest(body)[:12]}.{ending}", TYPES[ending], body)
