"""How people subscribe to a feed: the addresses that their calendar programs understand."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """One feed as an address to copy, and as links that open a calendar program with it."""

    address: str
    webcal: str
    google: str
    outlook: str
    office: str


def ways(base: str, path: str, name: str) -> Ways:
    """The ways to the feed at `path` of the site at `base`; `name` is what a calendar is to be called.

    Google takes nothing but a webcal address inside `cid`, Outlook the plain one.
    """
    address = base + path
    webcal = f"webcal:{address.partition(':')[2]}"
    query = f"url={quote(address, safe='')}&name={quote(name, safe='')}"
    return Ways(
        address=address,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com/calendar/0/addfromweb?{query}",
        office=f"https://outlook.office.com/calendar/0/addfromweb?{query}",
    )
