"""Addresses on the web that a reader may follow."""

from __future__ import annotations

from urllib.parse import urlsplit

from scheduler.configuration.spelling import Misunderstood, quoted

ADDRESS_PATTERN = r"https?://\S+"


def address(text: str) -> str:
    """A web address with http or https; raises Misunderstood."""
    words = text.strip()
    if any(character.isspace() for character in words):
        raise Misunderstood(f"{quoted(text)} holds a space; addresses have none")
    if words.casefold().startswith("mailto:") or ("@" in words and "/" not in words):
        raise Misunderstood(
            "an e-mail address must not be published; give a web address, such as a contact page"
        )
    parts = _split(words)
    if parts is None or parts[0] not in ("http", "https"):
        example = (
            f"https://{words.removeprefix('//')}"
            if "." in words and ":" not in words
            else "https://example.org"
        )
        raise Misunderstood(f"{quoted(text)} is no web address; write for example `{example}`")
    if "@" in urlsplit(words).netloc:
        raise Misunderstood("an address must not hold a user name or a password; write it without them")
    if "." not in parts[1] and parts[1].split(":")[0] != "localhost":
        raise Misunderstood(f"{quoted(text)} names no host; write for example `https://example.org/page`")
    return words


def _split(words: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(words)
        return parts.scheme.casefold(), (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return None


def base_address(text: str) -> str:
    """The public address under which all is published, without a slash at its end; raises Misunderstood."""
    words = address(text)
    if "?" in words or "#" in words:
        raise Misunderstood(f"{quoted(text)} must be the plain address of the site, without `?` or `#`")
    return words.rstrip("/")
