"""What must not stand in public text: e-mail addresses, join links, passcodes.

Whoever subscribes to a calendar reads every word of it, and so do search engines; the way into a
meeting belongs in `join:`, which only private readers see.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from scheduler.programme.details import Join
from scheduler.programme.disclosures import emails, join_links, passcodes

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def leak(words: str, join: Join | None) -> str | None:
    """What `words` give away that is not for the public, with the cure; None where all is well.

    `join` is the meeting's own way in: its address and passcode count too, unless it is public.
    """
    words = _bare(words)
    if join is not None and join.public:
        words = words.replace(join.url, " ").replace(join.passcode or join.url, " ")
    elif join is not None and _own(words, join):
        what = _own(words, join)
        return f"this is public, and holds the {what} of `join:`; take it out, or say `public: true` there"
    return _disclosed(words)


@lru_cache(maxsize=4096)
def _disclosed(words: str) -> str | None:
    if emails(words):
        return "this is public, and holds an e-mail address; take it out, or give a web page instead"
    if join_links(words):
        return "this is public, and holds a link that lets anyone in; move it to `join:` with `url:`"
    if passcodes(words):
        return "this is public, and holds a passcode or a meeting number; move it to `join:` with `passcode:`"
    return None


def _bare(words: str) -> str:
    """`words` as a machine that gathers addresses reads them: plain forms, nothing invisible in between.

    `&#64;` is a sign as well: some calendars show a description as HTML.
    """
    words = html.unescape(words)
    if words.isascii():
        return words
    plain = unicodedata.normalize("NFKC", words)
    return "".join(character for character in plain if unicodedata.category(character) != "Cf")


def foreign_way(words: str, ways: frozenset[str]) -> str | None:
    """What to say where `words` hold one of the private addresses of any meeting; None where they do not."""
    if not ways:
        return None
    found = (address.rstrip(".,;:!?)]>/") for address in _ADDRESS.findall(_bare(words)))
    if any(address in ways for address in found):
        return "this is public, and holds an address that is private under `join:` of a meeting; take it out"
    return None


def _own(words: str, join: Join) -> str | None:
    if join.url.rstrip("/") in words:
        return "address"
    code = join.passcode
    return "passcode" if code and len(code) >= 4 and _stands_alone(code, words) else None


def _stands_alone(code: str, words: str) -> bool:
    """Whether `code` is in `words` and not a part of a longer word or number."""
    at = words.find(code)
    while at >= 0:
        around = words[max(at - 1, 0) : at] + words[at + len(code) : at + len(code) + 1]
        if not any(character.isalnum() for character in around):
            return True
        at = words.find(code, at + 1)
    return False
