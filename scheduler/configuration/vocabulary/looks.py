"""Checks the programme's own look: its colour, its logo, and the sites that may embed its lists."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

from scheduler.configuration.spelling import ParseError, quoted
from scheduler.configuration.vocabulary import web_addresses
from scheduler.programme.texts import Logo

COLOUR_PATTERN = "#[0-9a-fA-F]{6}"
LARGEST_LOGO = 100_000
"""Bytes of a logo: every reader loads it."""
LEAST_CONTRAST = 4.5
"""Of text on white (WCAG 2.1, 1.4.3)."""

_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWING = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "title", "desc", "defs",
    "use", "clipPath", "mask", "symbol", "linearGradient", "radialGradient", "stop",
})  # fmt: skip
"""The elements of SVG that only draw: a script or a foreign document in a logo could act for the site."""
_FORBIDDEN = re.compile(r"<!(doctype|entity)|<\?xml-stylesheet", re.IGNORECASE)
_SPACE = re.compile(r"\{[^}]*\}")


def colour(text: str) -> str:
    """Returns a colour that white can be read on; raises ParseError."""
    written = text.strip().lower()
    if re.fullmatch(COLOUR_PATTERN, written) is None:
        raise ParseError(f'{quoted(text)} is not a colour; write for example `"#14586f"`, in quotes')
    contrast = 1.05 / (_luminance(written) + 0.05)
    if contrast < LEAST_CONTRAST:
        raise ParseError(
            f"white text on {written} has a contrast of {contrast:.1f} to 1, and people need "
            f"{LEAST_CONTRAST} to 1; take a darker colour"
        )
    return written


def _luminance(colour: str) -> float:
    """Returns the relative luminance of a colour (WCAG 2.1)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def origin(text: str) -> str:
    """Returns the origin of a site, such as `https://www.example.org`; raises ParseError."""
    parts = urlsplit(web_addresses.address(text))
    found = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme != "https" or parts.path.strip("/") or parts.query or parts.fragment:
        raise ParseError(f"only whole sites with https can embed lists; write `https://{parts.netloc}`")
    return found


def logo(body: bytes) -> Logo:
    """Returns the logo in a file; raises ParseError."""
    if len(body) > LARGEST_LOGO:
        raise ParseError(
            f"the logo has more than {LARGEST_LOGO // 1000} kB, which every reader loads; make it smaller"
        )
    if body.startswith(_PNG):
        return Logo("png", body)
    words = body.decode("utf-8", "replace")
    if _FORBIDDEN.search(words):
        raise ParseError("the logo has a document type or a style sheet; save it as plain SVG")
    try:
        root = ElementTree.fromstring(words)  # noqa: S314 - entities were refused above
    except (ElementTree.ParseError, ValueError):
        raise ParseError("the logo is neither an SVG nor a PNG file") from None
    for element in root.iter():
        name = _SPACE.sub("", str(element.tag))
        if "{http://www.w3.org/2000/svg}" + name == element.tag and name not in _DRAWING:
            raise ParseError(f"the logo holds `<{name}>`, which does more than draw; save it as plain SVG")
        for key, value in element.attrib.items():
            if _acts(_SPACE.sub("", key).lower(), value.strip().lower()):
                raise ParseError(
                    f"the logo holds `{key}`, which leads elsewhere or acts; save it as plain SVG"
                )
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise ParseError("the logo is neither an SVG nor a PNG file")
    return Logo("svg", body)


def _acts(key: str, value: str) -> bool:
    """Returns whether an attribute is a handler, or leads out of the drawing."""
    leads_out = key == "href" and not value.startswith("#")
    return (
        key.startswith("on")
        or leads_out
        or re.search(r"url\(\s*['\"]?(?!#)", value) is not None
        or "script:" in value
    )
