"""Reads web addresses, and the mail addresses of offices.

Every calendar can show an accepted address: its host name is possible in the domain name system (also with
letters beyond ASCII), its port is possible, and it has no invisible characters.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from scheduler.configuration.spelling import ParseError, quoted

ADDRESS_PATTERN = r"https?://\S+"

_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?|localhost")
_FILE = re.compile(r"([~./].*/|.*\\)?[^/\\]+\.(pdf|docx?|xlsx?|pptx?|od[tsp]|jpe?g|png|txt|csv)")
"""The name of a file; none of these endings is a domain."""
_PAGE = "https://example.org/page"
MAIL_PATTERN = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"


def address(text: str) -> str:
    """Returns a web address with http or https; raises ParseError."""
    words = text.strip()
    _refuse_invisible(words, "address")
    if words.casefold().startswith("mailto:") or ("@" in words and "/" not in words):
        raise ParseError(
            "an e-mail address must not be published; give a web address, such as a contact page"
        )
    try:
        parts = urlsplit(words)
        is_right = parts.scheme in ("http", "https") and _is_host(parts.hostname or "") and parts.port != 0
    except ValueError:
        parts, is_right = urlsplit(""), False
    if "@" in parts.netloc:
        raise ParseError("an address must not hold a user name or a password; write it without them")
    if _FILE.fullmatch((parts.netloc or words).casefold()):
        raise ParseError(
            f"{quoted(text)} is a file, which nobody else can open; put it on the web, and write its address,"
            f" for example `{_PAGE}/minutes.pdf`"
        )
    if not is_right or " " in words:
        bare = words.removeprefix("//")
        example = f"https://{bare}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", bare) else _PAGE
        raise ParseError(f"{quoted(text)} is not a web address; write for example `{example}`")
    return words


def _refuse_invisible(words: str, noun: str) -> None:
    """Raises ParseError if `words`, which messages call a `noun`, has an invisible character."""
    letter = next((character for character in words if not character.isprintable()), None)
    if letter is not None:
        raise ParseError(f"this {noun} holds an invisible character (U+{ord(letter):04X}); type it anew")


def _is_host(host: str) -> bool:
    if ":" in host and "%" not in host:  # IPv6, which urlsplit has checked
        return True
    try:
        return _HOST.fullmatch(host.encode("idna").decode().lower()) is not None
    except UnicodeError:  # also for two dots in a row
        return False


def mail_address(text: str) -> str:
    """Returns a mail address in plain letters; raises ParseError."""
    words = text.strip()
    if not re.fullmatch(MAIL_PATTERN, words):
        found = [part for part in re.split(r"[\s,;<>]+", words) if re.fullmatch(MAIL_PATTERN, part)]
        hint = f"write `{found[0]}`" if found else "write for example `office@example.org`"
        hint = f"write a list: `[{', '.join(found)}]`" if found[1:] else hint
        raise ParseError(f"{quoted(text)} is not a mail address; {hint}")
    return words


TELEPHONE_PATTERN = r"\+?[0-9(][0-9 ()./-]{3,38}[0-9]( ?(ext|x)\.? ?[0-9]{1,6})?"


def telephone(text: str) -> str:
    """Returns a telephone number as it was written; raises ParseError."""
    words = " ".join(text.split())
    if not re.fullmatch(TELEPHONE_PATTERN, words):
        raise ParseError(f"{quoted(text)} is not a telephone number; write for example `+359 2 987 65 43`")
    return words


def base_address(text: str) -> str:
    """Returns the public address of the site, without a slash at its end; raises ParseError."""
    words = address(text)
    if "?" in words or "#" in words:
        raise ParseError(f"{quoted(text)} must be the plain address of the site, without `?` or `#`")
    return words.rstrip("/")


def is_unencrypted(text: str) -> bool:
    """Returns whether the address is plain http, unless the traffic stays on this machine."""
    parts = urlsplit(text)
    host = parts.hostname or ""
    return parts.scheme == "http" and not (host in ("localhost", "::1") or host.startswith("127."))


def busy_calendar(text: str) -> str:
    """Returns where busy times are: an encrypted address, or the name of a file; raises ParseError."""
    words = text.strip()
    if words.casefold().startswith("webcal://"):
        raise ParseError("write `https://` in place of `webcal://`; the calendar is the same there")
    if "://" in words:
        found = address(words)
        if is_unencrypted(found):
            raise ParseError("a calendar is read over an encrypted connection; write `https://`")
        return found
    _refuse_invisible(words, "name")
    path = PurePosixPath(words)
    if path.is_absolute() or ".." in path.parts or path.suffix.casefold() != ".ics":
        raise ParseError(
            f"{quoted(text)} is no calendar; write an address with `https://`, or the name of a file in the "
            "folder of the configuration that ends in `.ics`"
        )
    return words
