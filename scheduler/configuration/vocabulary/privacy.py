"""Finds what must not be in public text: e-mail addresses, join links, passcodes.

Subscribers and search engines read every word of a public calendar. How to join a meeting belongs in
`join:`, which only private feeds show.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection

from scheduler.programme.details import Join
from scheduler.programme.disclosures import emails, join_links, passcodes

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def leak(words: str, joins: Collection[Join], private_addresses: frozenset[str]) -> str | None:
    """Returns which private data `words` contain, and what to do; None if they contain none.

    The addresses and passcodes of `joins` count as well, unless they are public, and so do the
    `private_addresses` of all meetings.
    """
    plain = words if words.isascii() and "&" not in words else _plain_letters(words)
    if not joins:
        return _disclosed(plain) or _other_leak(plain, private_addresses)
    reasons = (_leak_beside(plain, join) for join in joins)
    return next(filter(None, reasons), None) or _other_leak(plain, private_addresses)


def _leak_beside(words: str, join: Join) -> str | None:
    if join.public:
        words = words.replace(join.url, " ").replace(join.passcode or join.url, " ")
    elif part := _part_of_join(words, join):
        return f"this is public, and holds the {part} of `join:`; take it out, or say `public: true` there"
    return _disclosed(words)


def _disclosed(words: str) -> str | None:
    if emails(words):
        return "this is public, and holds an e-mail address; take it out, or give a web page instead"
    if join_links(words):
        return "this is public, and holds a link that lets anyone in; move it to `join:` with `url:`"
    if passcodes(words):
        return "this is public, and holds a passcode or a meeting number; move it to `join:` with `passcode:`"
    return None


def _plain_letters(words: str) -> str:
    """Returns `words` as a collector of addresses reads them: in plain letters, without invisible ones.

    HTML entities such as `&#64;` are decoded, because some calendars show a description as HTML.
    """
    words = html.unescape(words)
    if words.isascii():
        return words
    plain = unicodedata.normalize("NFKC", words)
    if plain.isprintable():
        return plain
    return "".join(character for character in plain if unicodedata.category(character) != "Cf")


def _other_leak(words: str, private_addresses: frozenset[str]) -> str | None:
    """Returns an error if `words` contain one of the private addresses of all meetings; None if not."""
    if not private_addresses or "://" not in words:
        return None
    addresses = (address.rstrip(".,;:!?)]>/") for address in _ADDRESS.findall(words))
    if any(address in private_addresses for address in addresses):
        return "this is public, and holds an address that is private under `join:` of a meeting; take it out"
    return None


def _part_of_join(words: str, join: Join) -> str | None:
    """Returns which part of `join` is in `words`."""
    if join.url.rstrip("/") in words:
        return "address"
    code = join.passcode
    return "passcode" if code and len(code) >= 4 and _contains_word(code, words) else None


def _contains_word(code: str, words: str) -> bool:
    """Returns whether `code` is in `words`, but not as a part of a longer word or number."""
    at = words.find(code)
    while at >= 0:
        around = words[max(at - 1, 0) : at] + words[at + len(code) : at + len(code) + 1]
        if not any(character.isalnum() for character in around):
            return True
        at = words.find(code, at + 1)
    return False
