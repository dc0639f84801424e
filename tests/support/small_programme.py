"""The smallest useful programme: two cities that meet once a month. Tests change or add the one thing they need."""

from __future__ import annotations

SMALL = """\
programme:
  id: small
  name: Small programme
  host:
    name: Host
    timezone: Asia/Seoul
  languages:
    - en
cities:
  sofia:
    name: Sofia
    country: BG
    timezone: Europe/Sofia
  sejong:
    name: Sejong
    country: KR
    timezone: Asia/Seoul
pairs:
  sofia-sejong:
    cities:
      - sofia
      - sejong
meetings:
  monthly:
    pair: sofia-sejong
    title: Monthly
    every: third Wednesday
    at: "10:00"
    clock: sofia
    duration: 60 min
    from: 2026-06
"""

Edit = tuple[str, str]
"""A piece of a text, and what replaces it."""

WITH_BULGARIAN: Edit = ("    - en\n", "    - en\n    - bg\n")
WIDE_WINDOW: Edit = ("cities:\n  sofia", "  window:\n    ahead: 36 months\ncities:\n  sofia")
"""Feeds that show three years ahead."""
WITH_DUBLIN: Edit = (
    "pairs:\n",
    "  dublin:\n    name: Dublin\n    country: IE\n    timezone: Europe/Dublin\npairs:\n",
)
"""A third city, which takes part in no meeting yet."""
DUBLIN_JOINS: Edit = ("      - sejong\n", "      - sejong\n      - dublin\n")
DUBLIN_LEAVES: Edit = ("      - dublin\n", "")


def edited(text: str, *edits: Edit) -> str:
    """`text` with these pieces replaced, each of which must stand in it exactly once."""
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def small(*edits: Edit) -> str:
    return edited(SMALL, *edits)


def titled(title: str) -> str:
    return small(("title: Monthly", f"title: {title}"))


def webinar(id: str, starts: str, *lines: str, clock: str = "sofia", audience: str = "all") -> str:
    """A section with one webinar of an hour, called after its id; `lines` are further lines of it."""
    more = "".join(f"    {line}\n" for line in lines)
    return (
        f"webinars:\n  {id}:\n    title: {id.capitalize().replace('-', ' ')}\n    starts: {starts}\n    clock: {clock}\n"
        f"    duration: 60 min\n    audience: {audience}\n{more}"
    )
