"""The programme's own look on its pages."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Logo(Struct, frozen=True):
    """The programme's logo: the bytes of a checked SVG or PNG file."""

    kind: Literal["svg", "png"]
    body: bytes


class Look(Struct, frozen=True, kw_only=True):
    """The programme's own logo and colour (`#rrggbb`), where to reach it, and who may embed its lists.

    `contact` is a web address. `embed_in` are the origins of sites, such as `https://www.example.org`.
    """

    logo: Logo | None = None
    colour: str | None = None
    contact: str | None = None
    embed_in: tuple[str, ...] = ()
