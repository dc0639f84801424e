"""Reads web addresses.

Every calendar can show an accepted address: its host name is possible in the domain name system (also with
letters beyond ASCII), its port is possible, and it has no invisible characters.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import SplitResult, urlsplit

from scheduler.configuration.spelling import Misunderstood, quoted

ADDRESS_PATTERN = r"https?://\S+"

_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?|localhost")
_PAGE = "https://example.org/page"


def address(text: str) -> str:
    """Returns a web address with http or https; raises Misunderstood."""
    words = text.strip()
    if any(character.isspace() for character in words):
        raise Misunderstood(f"{quoted(text)} holds a space; addresses have none")
    _refuse_invisible(words, "address")
    if words.casefold().startswith("mailto:") or ("@" in words and "/" not in words):
        raise Misunderstood(
            "an e-mail address must not be published; give a web address, such as a contact page"
        )
    parts = _split(words)
    if parts.scheme not in ("http", "https"):
        raise Misunderstood(f"{quoted(text)} is not a web address; write for example `{_with_scheme(words)}`")
    if "@" in parts.netloc:
        raise Misunderstood("an address must not hold a user name or a password; write it without them")
    _check_host(words, parts)
    _check_port(words, parts)
    return words


def _refuse_invisible(words: str, noun: str) -> None:
    """Raises Misunderstood if `words`, which messages call a `noun`, has an invisible character."""
    letter = next((character for character in words if not character.isprintable()), None)
    if letter is not None:
        raise Misunderstood(f"this {noun} holds an invisible character (U+{ord(letter):04X}); type it anew")


def _split(words: str) -> SplitResult:
    try:
        return urlsplit(words)
    except ValueError:
        raise Misunderstood(f"{quoted(words)} is not a web address; write for example `{_PAGE}`") from None


def _with_scheme(words: str) -> str:
    without_slashes = words.removeprefix("//")
    return f"https://{without_slashes}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", without_slashes) else _PAGE


def _check_host(words: str, parts: SplitResult) -> None:
    host = parts.hostname or ""
    if ":" in host and "%" not in host:  # IPv6, which urlsplit has checked
        return
    if not host.strip(".") or (host != "localhost" and "." not in host):
        raise Misunderstood(f"{quoted(words)} names no host; write for example `{_PAGE}`")
    if ".." in host or host.startswith("."):
        raise Misunderstood(f"{quoted(words)} has a dot too many in the name of its host; take it out")
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError:
        name = ""
    if not _HOST.fullmatch(name):
        raise Misunderstood(
            f"{quoted(host)} cannot be the name of a host; write an address such as `{_PAGE}`"
        )


def _check_port(words: str, parts: SplitResult) -> None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise Misunderstood(
            f"the port of {quoted(words)}, behind the colon, is not a number from 1 to 65535; correct it, "
            "or take it out"
        )


def base_address(text: str) -> str:
    """Returns the public address of the site, without a slash at its end; raises Misunderstood."""
    words = address(text)
    if "?" in words or "#" in words:
        raise Misunderstood(f"{quoted(text)} must be the plain address of the site, without `?` or `#`")
    return words.rstrip("/")


def is_unencrypted(text: str) -> bool:
    """Returns whether the address is plain http, unless the traffic stays on this machine."""
    parts = urlsplit(text)
    host = parts.hostname or ""
    return parts.scheme == "http" and not (host in ("localhost", "::1") or host.startswith("127."))


def busy_calendar(text: str) -> str:
    """Returns where busy times are: an encrypted address, or the name of a file; raises Misunderstood."""
    words = text.strip()
    if words.casefold().startswith("webcal://"):
        raise Misunderstood(f"write `https://{words[9:]}`, where the calendar is the same")
    if "://" in words:
        found = address(words)
        if is_unencrypted(found):
            raise Misunderstood("a calendar is read over an encrypted connection; write `https://`")
        return found
    _refuse_invisible(words, "name")
    path = PurePosixPath(words)
    if path.is_absolute() or ".." in path.parts or path.suffix.casefold() != ".ics":
        raise Misunderstood(
            f"{quoted(text)} is no calendar; write an address with `https://`, or the name of a file in the "
            "folder of the configuration that ends in `.ics`"
        )
    return words
