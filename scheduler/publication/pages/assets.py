"""The style sheet with the programme's own accent, the scripts and the logo.

The path of each changes with its bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from msgspec import Struct

from scheduler.programme.texts import Look
from scheduler.publication.resource import digest

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
STYLE, SCRIPTS, MARK = "style.css", ("find", "language", "twincal"), "mark.svg"


class Asset(Struct, frozen=True):
    """One file: its path on the site, its media type, its bytes."""

    path: str
    type: str
    body: bytes


@cache
def assets(look: Look) -> Mapping[str, Asset]:
    """Returns every asset by the name that templates use; `logo` only if the programme has one."""
    style = _source(STYLE) + (_accent_rules(look.colour).encode() if look.colour else b"")
    files = {STYLE: _asset("style", "css", style)}
    files |= {f"{stem}.js": _asset(stem, "js", _source(f"{stem}.js")) for stem in SCRIPTS}
    if look.logo is None:
        return {**files, "icon": _asset("mark", "svg", _source(MARK))}
    logo = _asset("logo", look.logo.kind, look.logo.body)
    return {**files, "icon": logo, "logo": logo}


def _accent_rules(colour: str) -> str:
    """Returns the rules of a style sheet that make `colour` (`#rrggbb`) the accent."""
    light = _mixed(colour, 255, 60)
    return (
        f":root{{--accent:{colour};--accent-soft:{_mixed(colour, 255, 88)};--on-accent:#fff}}"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{light};--accent-soft:{_mixed(colour, 20, 65)};"
        f"--on-accent:#0b1016}}}}"
    )


def _mixed(colour: str, other: int, percent: int) -> str:
    """Returns `colour` with so much per cent of a grey, whose red, green and blue are `other`."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    mixed = ((part * (100 - percent) + other * percent) // 100 for part in parts)
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _source(name: str) -> bytes:
    return (resources.files("scheduler.publication.pages") / "assets" / name).read_bytes()


def _asset(stem: str, ending: str, body: bytes) -> Asset:
    return Asset(f"/assets/{stem}.{digest(body)[:12]}.{ending}", TYPES[ending], body)
