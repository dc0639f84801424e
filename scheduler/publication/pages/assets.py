"""The style sheet with the programme's own accent, the scripts and the pictures.

The path of each stays when its bytes change, so a new style changes no page.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import msgspec
from msgspec import Struct

from scheduler.programme.texts import Look
from scheduler.publication.languages.language import Language, language
from scheduler.publication.pages.site_info import SiteInfo

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
MARK, PICTURE = "mark.svg", "mark.png"
SHARED_PICTURE = "/apple-touch-icon.png"
"""The picture that other sites and telephones show. Browsers ask for the same one at `/favicon.ico`."""


class Asset(Struct, frozen=True):
    """One file: its path on the site, its media type, its bytes."""

    path: str
    type: str
    body: bytes


def assets(site: SiteInfo) -> Iterator[Asset]:
    """Yields every file that pages load, and those that browsers ask for at the root of a site."""
    look = site.look
    style = _source("style.css") + (_accent_rules(look.colour).encode() if look.colour else b"")
    yield Asset("/assets/style.css", TYPES["css"], style)
    yield Asset("/assets/language.js", TYPES["js"], _source("language.js") + _offers(site))
    for name in ("find.js", "twincal.js"):
        yield Asset(f"/assets/{name}", TYPES["js"], _source(name))
    logo = look.logo
    icon = logo.body if logo is not None else _source(MARK)
    yield Asset(icon_path(look), TYPES[logo.kind if logo is not None else "svg"], icon)
    picture = logo.body if logo is not None and logo.kind == "png" else _source(PICTURE)
    for path in (SHARED_PICTURE, "/favicon.ico"):
        yield Asset(path, TYPES["png"], picture)


def icon_path(look: Look) -> str:
    """Returns the path of the programme's logo, or of the mark if it has none."""
    return f"/assets/logo.{look.logo.kind}" if look.logo is not None else f"/assets/{MARK}"


def _offers(site: SiteInfo) -> bytes:
    """Returns the call with the words that offer a page in each language, in that language."""
    words = {code: _offer(language(code, site.phrases)) for code in site.languages}
    return b"offer(%b);\n" % msgspec.json.encode(words)


def _offer(readers: Language) -> tuple[str, str]:
    """Returns the words of the link and of the button; a language without them is offered by its name."""
    offer, close = "Read this page in English", "Close"
    if readers.language_of(offer) is not readers:
        return readers.autonym, "×"
    return readers.words(offer), readers.words(close)


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
