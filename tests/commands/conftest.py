"""A folder to work in, with a small good programme."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.shell import Shell

PROGRAMME = """\
programme:
  id: small
  name: Small programme
  address: https://calendar.example.org
  host:
    name: Host
    timezone: Asia/Seoul
  languages:
    - en
    - bg
cities:
  sofia:
    name:
      en: Sofia
      bg: София
    country: BG
    timezone: Europe/Sofia
    languages:
      - bg
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
    on_holiday: next working day
    from: 2026-06
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell on the small programme."""
    shell = Shell(tmp_path)
    shell.write(PROGRAMME)
    return shell
