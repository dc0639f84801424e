"""The headers of a request about its encoding and its conditions (RFC 9110, 12.5.3 and 13.1).

Clients repeat the same few values, so the results are cached. `app` passes on no header above 4 KiB; that
and `_CACHED` bound the state.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_CACHED = 256
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")


@lru_cache(_CACHED)
def accepts_gzip(accept_encoding: bytes) -> bool:
    """Returns whether to send gzip: the client accepts it, and does not prefer the uncompressed body.

    A client that refuses the uncompressed body (`identity;q=0`) gets gzip unless it refuses that too.
    """
    weights = _weights(accept_encoding.decode("latin-1").lower())
    wildcard = weights.get("*")
    gzip = weights.get("gzip", weights.get("x-gzip", wildcard))
    identity = weights.get("identity")
    if gzip is None:
        return identity == 0
    return gzip > 0 and gzip >= (identity or 0)


def _weights(accept_encoding: str) -> dict[str, float]:
    """Returns the weight of each encoding; ignores malformed items."""
    weights: dict[str, float] = {}
    for item in accept_encoding.split(","):
        name, separator, parameter = (part.strip() for part in item.partition(";"))
        weight = _WEIGHT.fullmatch(parameter.replace(" ", "")) if separator else None
        if name and (weight or not separator):
            weights[name] = float(weight[1]) if weight else 1.0
    return weights


@lru_cache(_CACHED)
def entity_tags(if_none_match: bytes) -> frozenset[str] | None:
    """Returns the entity tags of the header without `W/`, as the comparison is weak.

    Returns None for `*`, and an empty set for a malformed header.
    """
    header = if_none_match.decode("latin-1").strip()
    if header == "*":
        return None
    if not _TAGS.fullmatch(header):
        return frozenset()
    return frozenset(tag.removeprefix("W/") for tag in re.findall(_TAG, header))


@lru_cache(_CACHED)
def http_date(value: bytes) -> datetime | None:
    """Returns the instant of an HTTP date in any of its three forms (section 5.6.7); None for others."""
    text = value.decode("latin-1")
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is not None:
        return date
    # Of the three forms only that of asctime lacks GMT, and it has no comma.
    return None if "," in text else date.replace(tzinfo=UTC)
