"""The smallest useful programme: two cities that meet once a month. Tests replace or append what they need."""

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


def titled(title: str) -> str:
    """The small programme with another title of its meetings."""
    return SMALL.replace("title: Monthly", f"title: {title}")
