"""What a request asks for beyond its path: an encoding, and only what is newer.

RFC 9110, sections 12.5.3 and 13.1.

Clients say the same few things again and again, so answers are remembered; pure functions of bytes. What
is remembered is bounded by `_REMEMBERED` and by the length of the headers that `http` lets through.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_REMEMBERED = 256
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")


@lru_cache(_REMEMBERED)
def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether gzip is what the client wants: allowed, and no less welcome than the body as it is.

    Who refuses the plain form (`identity;q=0`) gets gzip unless that is refused as well.
    """
    weights = _weights(accept_encoding.decode("latin-1").lower())
    anything = weights.get("*")
    packed = weights.get("gzip", weights.get("x-gzip", anything))
    plain = weights.get("identity")
    if packed is None:
        return plain == 0
    return packed > 0 and packed >= (plain or 0)


def _weights(said: str) -> dict[str, float]:
    """The quality of each encoding that is named; what is not written as it must be is not there."""
    found: dict[str, float] = {}
    for item in said.split(","):
        name, separator, parameter = (part.strip() for part in item.partition(";"))
        weight = _WEIGHT.fullmatch(parameter.replace(" ", "")) if separator else None
        if name and (weight or not separator):
            found[name] = float(weight[1]) if weight else 1.0
    return found


@lru_cache(_REMEMBERED)
def tags(if_none_match: bytes) -> frozenset[str] | None:
    """The entity tags of the list, compared weakly, so without `W/`; None for `*`, empty for nonsense."""
    said = if_none_match.decode("latin-1").strip()
    if said == "*":
        return None
    if not _TAGS.fullmatch(said):
        return frozenset()
    return frozenset(tag.removeprefix("W/") for tag in re.findall(_TAG, said))


@lru_cache(_REMEMBERED)
def http_date(value: bytes) -> datetime | None:
    """Returns the instant of an HTTP date in any of its three forms (section 5.6.7); None for others."""
    text = value.decode("latin-1")
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is not None:
        return date
    # Of the three forms only that of asctime, which has no comma, leaves GMT out.
    return None if "," in text else date.replace(tzinfo=UTC)
