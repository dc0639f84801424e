"""Makes texts and addresses fit for calendars."""

from __future__ import annotations

import re
import unicodedata
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
