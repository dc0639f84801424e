"""Reads where a calendar with busy times is: an encrypted address, or a file of the configuration."""

from __future__ import annotations

from pathlib import PurePosixPath

from scheduler.configuration.spelling import Misunderstood, quoted
from scheduler.configuration.vocabulary.web_addresses import address, is_unencrypted, refuse_invisible


def source(text: str) -> str:
    """Returns an address, or the name of a file; raises Misunderstood."""
    words = text.strip()
    if words.casefold().startswith("webcal://"):
        raise Misunderstood(f"write `https://{words[9:]}`, where the calendar is the same")
    if "://" in words:
        found = address(words)
        if is_unencrypted(found):
            raise Misunderstood("a calendar is read over an encrypted connection; write `https://`")
        return found
    refuse_invisible(words, "name")
    path = PurePosixPath(words)
    if path.is_absolute() or ".." in path.parts or path.suffix.casefold() != ".ics":
        raise Misunderstood(
            f"{quoted(text)} is no calendar; write an address with `https://`, or the name of a file in the "
            "folder of the configuration that ends in `.ics`"
        )
    return words
