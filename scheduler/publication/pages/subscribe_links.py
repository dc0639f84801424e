"""The links by which people subscribe to a feed, and its QR code."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import segno
from markupsafe import Markup
from msgspec import Struct

UNKNOWN_BASE = "https://address.invalid"
"""The public address of the site if the configuration does not give it (RFC 6761 section 6.4)."""


class SubscribeLinks(Struct, frozen=True, kw_only=True):
    """The address of one feed to copy, and the links that open it in a calendar program."""

    address: str
    webcal: str
    google: str
    outlook: str
    office: str


def subscribe_links(base_url: str, path: str, name: str) -> SubscribeLinks:
    """Returns the links to the feed at `path` of the site; `name` is the name of the calendar in Outlook.

    Google accepts only a webcal address in `cid`, Outlook only the plain one.
    """
    address = base_url + path
    webcal = f"webcal:{address.partition(':')[2]}"
    query = f"url={quote(address, safe='')}&name={quote(name, safe='')}"
    return SubscribeLinks(
        address=address,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com/calendar/0/addfromweb?{query}",
        office=f"https://outlook.office.com/calendar/0/addfromweb?{query}",
    )


def qr_code(address: str) -> Markup:
    """Returns the QR code of an address as a drawing without colours of its own."""
    drawing, code = BytesIO(), segno.make(address, error="m", micro=False)
    form = {
        "xmldecl": False,
        "svgns": False,
        "omitsize": True,
        "svgclass": "qr",
        "lineclass": None,
        "nl": False,
    }
    code.save(drawing, kind="svg", border=2, **form)
    return Markup(drawing.getvalue().decode())  # noqa: S704 - it holds numbers only
