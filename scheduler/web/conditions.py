"""What a request asks for beyond its path: an encoding, and only what is newer.

RFC 9110, sections 12.5.3 and 13.1.

Clients say the same few things again and again, so answers are remembered; pure functions of bytes. What
is remembered is bounded by `_REMEMBERED` and by the length of the headers that `http` lets through.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache

_REMEMBERED = 256
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_NAME = "[A-Z][a-z]{2}"
_DATES = (
    re.compile(rf"{_NAME}, (?P<day>\d\d) (?P<month>{_NAME}) (?P<year>\d{{4}}) {_CLOCK} GMT"),
    re.compile(rf"[A-Z][a-z]{{5,8}}, (?P<day>\d\d)-(?P<month>{_NAME})-(?P<year>\d\d) {_CLOCK} GMT"),
    re.compile(rf"{_NAME} (?P<month>{_NAME}) (?P<day>[ \d]\d) {_CLOCK} (?P<year>\d{{4}})"),
)
"""IMF-fixdate, and the two obsolete forms that a recipient must read as well (section 5.6.7)."""


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
def http_date(said: bytes) -> datetime | None:
    """The instant that an HTTP date names, in any of its three forms; None where it is none."""
    text = said.decode("latin-1").strip()
    for form in _DATES:
        match = form.fullmatch(text)
        if match is not None and match["month"] in _MONTHS:
            return _instant(match)
    return None


def _instant(match: re.Match[str]) -> datetime | None:
    try:
        day = date(_year(match["year"]), _MONTHS.index(match["month"]) + 1, int(match["day"]))
        hour = time(int(match["hour"]), int(match["minute"]), int(match["second"]))
    except ValueError:
        return None
    return datetime.combine(day, hour, UTC)


def _year(said: str) -> int:
    """Two digits are of the hundred years in which people write them: 1970 to 2069."""
    year = int(said)
    if len(said) == 4:
        return year
    return year + (2000 if year < 70 else 1900)
