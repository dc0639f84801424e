"""Makes texts and addresses fit for calendars, and writes folded lines (RFC 5545 sections 3.1, 3.3.11).

It uses no library: icalendar 7.3 reads the `\\N` in `C:\\New` as a line break, folds inside what a reader
sees as one character, and does not quote a parameter that ends in a backslash, so that the `;` after it
becomes a part of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

_LINE_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but TAB and newline
    "\u202a-\u202e\u2066-\u2069"  # directional formatting: shows other words than it says
    "\ufeff\ud800-\udfff]"  # byte-order mark, halves of characters
)
_LONG_BLANK = re.compile(r"([ \t]{40})[ \t]+")  # can fold into a line of blanks alone, which readers drop
_FORTY_BLANKS = " " * 40

_PLAIN_URL = re.compile(r"https?://([a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}(/[\w.~/-]*)?", re.ASCII)
"""Addresses without a port, a query or anything to encode."""
_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_IPV6 = re.compile(r"\[[0-9a-f:.]+\]")


def clean(text: str) -> str:
    """Returns `text` in NFC, with plain line breaks, without characters that break files or deceive readers.

    Removes controls other than TAB and newline, directional overrides, byte-order marks and halves of
    characters. More than forty blanks in a row become forty. Does not change clean text.
    """
    # Most texts are clean, and this shows it many times faster. What is removed below is not printable.
    is_visible = text.isprintable() or text.replace("\n", "").isprintable()
    if is_visible and _FORTY_BLANKS not in text and unicodedata.is_normalized("NFC", text):
        return text
    lines = _LINE_BREAK.sub("\n", text)
    return unicodedata.normalize("NFC", _LONG_BLANK.sub(r"\1", _UNFIT.sub("", lines)))


def ascii_url(url: str) -> str:
    """Returns `url` in a form that every client can follow: host in punycode, the rest percent-encoded.

    Encodes nothing twice (RFC 3986). Raises ValueError if `url` is not an absolute http or https address, or
    has a user name.
    """
    if _PLAIN_URL.fullmatch(url):  # the page of each meeting; what follows takes ten times as long
        return url
    if not url.isprintable() or url != url.strip():
        raise ValueError(f"the address {url!r} holds blanks around it or characters that no address has")
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not a web address; a good one is https://example.org/page")
    if "@" in parts.netloc:
        raise ValueError(f"the address {url!r} holds a user name; leave out what stands before the @")
    return urlunsplit(
        (parts.scheme, _ascii_host(parts), _quoted(parts.path), _quoted(parts.query), _quoted(parts.fragment))
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # urllib checks the port only when it is read
    except ValueError as error:
        raise ValueError(f"{url!r} is not a web address: {error}") from error
    return parts


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    port = "" if parts.port is None else f":{parts.port}"
    if ":" in host and _IPV6.fullmatch(f"[{host}]"):
        return f"[{host}]{port}"
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise ValueError(f"{host!r} is not the name of a host: {error}") from error
    if not _HOST.fullmatch(name):
        raise ValueError(f"{host!r} is not the name of a host")
    return f"{name}{port}"


def _quoted(part: str) -> str:
    return quote(_PERCENT.sub("%25", part), safe=_PATH_SAFE + "?")


LONGEST = 75
"""Octets in a physical line, without its CRLF."""

_CARETS = str.maketrans({"^": "^^", '"': "^'", "\n": "^n"})
_ZERO_WIDTH = "\u200c\u200d"
_JOINER = "\u200d"
_FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")
_EXTENDING = (
    ("\U0001f3fb", "\U0001f3ff"),  # skin tones
    ("\U000e0020", "\U000e007f"),  # tags, as in the flag of Scotland
    ("\u1160", "\u11ff"),  # conjoining jamo: vowels and final consonants
    ("\ud7b0", "\ud7ff"),
    ("\uff9e", "\uff9f"),  # half-width voicing marks
)
_VIRAMA = 9  # the canonical combining class of a virama, which joins the next consonant to it


def escape(text: str) -> str:
    """Returns `text` as a TEXT value: backslash, semicolon, comma and line break escaped."""
    # Four replacements are many times faster than str.translate.
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def quoted(words: str) -> str:
    """Returns `words` as a quoted parameter value; quotes, carets and line breaks encoded (RFC 6868)."""
    return f'"{words.translate(_CARETS)}"'


def date_time(moment: datetime) -> str:
    """Returns `moment` as a DATE-TIME value without its zone: 20261216T100000 (RFC 5545 section 3.3.5)."""
    return moment.isoformat()[: len("2026-12-16T10:00:00")].replace("-", "").replace(":", "")


def duration(length: timedelta) -> str:
    """Returns `length` in whole seconds as a DURATION value, such as PT1H (RFC 5545 section 3.3.6)."""
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    time = "".join(
        (
            f"{hours}H" if hours else "",
            f"{minutes}M" if minutes or (hours and seconds) else "",  # hours and seconds need minutes between
            f"{seconds}S" if seconds else "",
        )
    )
    days = f"{length.days}D" if length.days or not time else ""
    return f"P{days}T{time}" if time else f"P{days}"


def utc_offset(offset: timedelta) -> str:
    """Returns `offset` as a UTC-OFFSET value, such as +0200 or -001730 (RFC 5545 section 3.3.14)."""
    hours, rest = divmod(abs(offset).seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{hours:02}{minutes:02}" + (f"{seconds:02}" if seconds else "")


def write_lines(lines: Iterable[str]) -> bytes:
    """Returns `lines` as bytes, each of them folded and with CRLF."""
    return "".join(map(folded, lines)).encode()


def folded(line: str) -> str:
    """Returns `line` as physical lines with CRLF, each of which can be decoded on its own.

    Cuts inside a visible character or before a blank only if the line has no other place for a cut.
    """
    if len(line) <= LONGEST and line.isascii():
        return f"{line}\r\n"
    raw = line.encode()
    physical, start, room = [], 0, LONGEST
    while len(raw) - start > room:
        cut = _cut(raw, start, start + room)
        physical.append(raw[start:cut])
        start, room = cut, LONGEST - 1
    physical.append(raw[start:])
    return b"\r\n ".join(physical).decode() + "\r\n"


def _cut(raw: bytes, start: int, limit: int) -> int:
    for cut in range(limit, start, -1):
        if _separates(raw, cut):
            return cut
    return next(cut for cut in range(limit, start, -1) if _begins_character(raw, cut))


def _begins_character(raw: bytes, cut: int) -> bool:
    return raw[cut] & 0xC0 != 0x80


def _separates(raw: bytes, cut: int) -> bool:
    """Returns whether a cut before the octet at `cut` divides no visible character and precedes no blank."""
    if raw[cut] < 0x80:
        return raw[cut] not in b" \t"
    if not _begins_character(raw, cut):
        return False
    after = raw[cut : cut + 4].decode(errors="ignore")[0]
    before = raw[max(cut - 4, 0) : cut].decode(errors="ignore")[-1]
    return not (
        _extends(after)
        or before == _JOINER
        or unicodedata.combining(before) == _VIRAMA
        or (_is_flag_letter(after) and _flag_letters_before(raw, cut) % 2)
    )


def _extends(character: str) -> bool:
    if character < "\u0300":
        return False
    return (
        unicodedata.category(character).startswith("M")
        or character in _ZERO_WIDTH
        or any(first <= character <= last for first, last in _EXTENDING)
    )


def _is_flag_letter(character: str) -> bool:
    return _FLAG_LETTERS[0] <= character <= _FLAG_LETTERS[1]


def _flag_letters_before(raw: bytes, cut: int) -> int:
    """Returns the number of regional indicators, 4 octets each, in a row before the cut."""
    count = 0
    while cut >= 4 and _is_flag_letter(raw[cut - 4 : cut].decode(errors="ignore")):
        count, cut = count + 1, cut - 4
    return count
