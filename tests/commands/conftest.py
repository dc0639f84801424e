"""A folder to work in, with a small good programme."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support import mailed_programme
from support.relays import Mailbox, relay
from support.shell import Shell
from support.small_programme import WITH_BULGARIAN, small

PROGRAMME = small(
    ("  host:\n", "  address: https://calendar.example.org\n  host:\n"),
    WITH_BULGARIAN,
    ("    name: Sofia\n", "    name:\n      en: Sofia\n      bg: София\n"),
    ("    timezone: Europe/Sofia\n", "    timezone: Europe/Sofia\n    languages:\n      - bg\n"),
    ("    from: 2026-06\n", "    on_holiday: next working day\n    from: 2026-06\n"),
)
"""The small programme with an address, a second language and a policy for holidays."""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell on the small programme."""
    shell = Shell(tmp_path)
    shell.write(PROGRAMME)
    return shell


@pytest.fixture
def applied(shell: Shell) -> Shell:
    """The small programme, applied: 18 meetings are to come."""
    assert shell.apply().code == 0
    return shell


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A relay that takes all mails."""
    with relay(Mailbox()) as mailbox:
        yield mailbox


@pytest.fixture
def programme(tmp_path: Path, mailbox: Mailbox) -> mailed_programme.Programme:
    """One whose offices were told of all until now."""
    made = mailed_programme.Programme(Shell(tmp_path), mailbox)
    made.shell.write(mailed_programme.PROGRAMME)
    made.apply()
    assert made.look() == {}
    return made
