"""The writer sends the mails to offices: without a person, once, and only while it writes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.commands import post_office
from scheduler.commands.relay import Relay
from scheduler.daemon import writer
from support.mailed_programme import PROGRAMME, SEJONG, SOFIA
from support.relays import Mailbox, relay
from support.shell import Shell
from support.waiting import PATIENCE
from support.writers import writing

MOVED = "    changes:\n      2026-12: {move_to: 2026-12-17 11:00}\n"


async def until_taken(mailbox: Mailbox, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(mailbox.taken) < count:
            await asyncio.sleep(0.02)


def test_it_tells_both_offices_once_and_goes_on_after_the_relay_was_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MAIL_INTERVAL", 0.05)
    monkeypatch.setattr(post_office, "QUIET", timedelta())
    monkeypatch.setattr(post_office, "RETRY", timedelta())
    shell, mailbox = Shell(tmp_path), Mailbox(data_answer="451 later")
    shell.write(PROGRAMME)

    async def story() -> None:
        to = Relay(scheme="smtp", host="127.0.0.1", port=mailbox.port)
        async with writing(shell, relay=to) as reports:
            await reports.until_attempts(1)
            shell.add(MOVED)
            assert (await reports.until(lambda report: report.mails > 0)).untold_since > 0
            mailbox.data_answer = "250 OK"
            await until_taken(mailbox, 2)
            await reports.until(lambda report: report.mails == 0)

    with relay(mailbox):
        asyncio.run(story())

    assert sorted(to for _, to, _ in mailbox.taken) == [[SEJONG], [SOFIA]]


def test_a_follower_and_a_writer_without_a_relay_send_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MAIL_INTERVAL", 0.01)
    monkeypatch.setattr(post_office, "QUIET", timedelta())
    shell = Shell(tmp_path)
    shell.write(PROGRAMME)

    async def story() -> None:
        async with writing(shell) as reports:
            await reports.until_attempts(1)
            shell.add(MOVED)
            await reports.until_attempts(2)

    asyncio.run(story())

    assert "no mail was ever sent" in shell.run("mail", "due").err
