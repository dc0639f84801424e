"""Checks the programme's own look: its colour, its logo, and the sites that may embed its lists."""

from __future__ import annotations

import re
from contextlib import suppress
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
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = frozenset(_SVG + name for name in (
    "svg", "g", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "title", "desc", "defs",
    "use", "clipPath", "mask", "symbol", "linearGradient", "radialGradient", "stop",
))  # fmt: skip
"""The elements of a logo. A browser runs an SVG that is opened alone as it runs a page."""
_ATTRIBUTE = re.compile(
    r"(?!on)[\w.-]+|\{http://www\.w3\.org/1999/xlink\}\w+"
    r"|\{http://www\.w3\.org/XML/1998/namespace\}(space|lang|id)",
    re.IGNORECASE,
)
_VALUE = re.compile(r"""([^\\()]++|(?<!url)\([^\\()'"]*\)|(?<=url)\(\s*['"]?#[^\\()]*\))*+""", re.IGNORECASE)
"""A value that loads nothing: without escapes, and with `url(#…)`, which stays in the drawing, alone."""
_DECLARATION = re.compile(
    r"\0|<!(?!--|\[CDATA\[)|<\?(?!xml\s)|\A<\?xml[^>]*encoding\s*=\s*+(?!['\"]utf-8['\"])", re.IGNORECASE
)
"""What changes how the rest is read: a document type, a style sheet, another encoding."""


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
    """Returns the origin of a site in ASCII, such as `https://www.example.org`; raises ParseError."""
    parts = urlsplit(web_addresses.address(text))
    if "ß" in parts.netloc or "ς" in parts.netloc:  # Python has the rules of IDNA 2003, for which it is `ss`
        raise ParseError("write this name in ASCII, as the site's certificate has it: `https://xn--…`")
    host = parts.netloc.encode("idna").decode()  # for a header, which is ASCII
    found = f"{parts.scheme}://{host}"
    if parts.scheme != "https" or parts.path.strip("/") or parts.query or parts.fragment:
        raise ParseError(f"only whole sites with https can embed lists; write `https://{host}`")
    return found


def logo(body: bytes) -> Logo:
    """Returns the logo in a file; raises ParseError."""
    if len(body) > LARGEST_LOGO:
        raise ParseError(
            f"the logo has more than {LARGEST_LOGO // 1000} kB, which every reader loads; make it smaller"
        )
    if body.startswith(_PNG):
        return Logo("png", body)
    _require_drawing(_parsed(body))
    return Logo("svg", body)


def _parsed(body: bytes) -> ElementTree.Element:
    """Returns the root of an SVG; raises ParseError."""
    with suppress(ElementTree.ParseError, UnicodeDecodeError):
        words = body.decode("utf-8-sig")
        if _DECLARATION.search(words):
            reason = "a document type, a style sheet or another encoding than UTF-8"
            raise ParseError(f"the logo has {reason}; save it as plain SVG")
        root = ElementTree.fromstring(words)  # noqa: S314 - entities were refused above
        if root.tag == f"{_SVG}svg":
            return root
    raise ParseError("the logo is neither an SVG nor a PNG file; if it is an SVG, save it as UTF-8")


def _require_drawing(root: ElementTree.Element) -> None:
    """Raises ParseError for what does more than draw."""
    for element in root.iter():
        if element.tag not in _DRAWING:
            name = _without_namespace(element.tag)
            raise ParseError(f"the logo holds `<{name}>`, which does more than draw; save it as plain SVG")
        for key, value in element.attrib.items():
            name = _without_namespace(key)
            leads_out = name == "href" and not value.startswith("#")
            if leads_out or not (_ATTRIBUTE.fullmatch(key) and _VALUE.fullmatch(value)):
                words = f"the logo holds `{name}`, which leads elsewhere or acts"
                raise ParseError(f"{words}; save it as plain SVG")


def _without_namespace(name: str) -> str:
    return name.rpartition("}")[2]
