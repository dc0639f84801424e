"""`twincal mail`, the doctor and the desk: who is not told yet, and what a person does about it."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desk.conftest import at_desk
from scheduler.commands.relay import RELAY_VARIABLE
from scheduler.state.feeds import digest_of
from scheduler.store import open_store
from support.mailed_programme import PROGRAMME, SOFIA, Programme, text
from support.relays import Mailbox
from support.shell import Shell


def said(programme: Programme, *words: str) -> str:
    answer = programme.shell.run("mail", *words, now=programme.now.isoformat())
    return answer.text or answer.err


def test_commands_say_when_offices_get_a_mail(programme: Programme) -> None:
    shell, words = programme.shell, "2 offices will get a mail at about 18:30.\n"

    moved = shell.run("move", "monthly/2026-12", "2026-12-17 11:00", "--config", str(shell.config), "--yes")

    assert moved.text.endswith(words)
    assert said(programme, "due") == (
        "2 offices will get a mail at Tue 24 Nov 2026 18:30 (UTC+9), if nothing else changes: Sofia and Sejong.\n"
    )
    shell.edit(("2026-12-17", "2026-12-18"))
    assert shell.plan().text.endswith(words)
    assert shell.apply().text.endswith(words)
    programme.after(30)
    assert said(programme, "due") == "All offices have been told.\n"


def test_what_waits_is_sent_or_told_otherwise(programme: Programme) -> None:
    programme.move(17)
    programme.after(25 * 60)
    waits = "a change of Tue 24 Nov 2026 18:00 (UTC+9): older than a day, so it waits for you."
    assert said(programme, "due") == (
        f"Sejong: {waits}\nSofia: {waits}\n"
        "To send them: twincal mail send [CITY]…. If you have told them: twincal mail told [CITY]…\n"
    )

    assert said(programme, "told", "sejong") == "Noted: you have told Sejong all that changed until now.\n"
    assert said(programme, "send") == "1 office will get a mail within a minute, while `serve` runs.\n"
    assert {*programme.after(1)} == {SOFIA}
    assert "there is no mail to sofia that was not sent\n         no office waits for a mail" in said(
        programme, "send", "sofia"
    )
    assert "no office waits for a mail\n         name the city that you told" in said(programme, "told")
    assert "there is no city sofa\n         did you mean sofia?" in said(programme, "told", "sofa")


def test_held_mail_is_said_until_it_is_released(programme: Programme) -> None:
    assert said(programme, "hold") == "No mail is sent until: twincal mail release\n"
    programme.move(17)

    assert said(programme, "due").startswith("Mail is held")
    assert "mail is held" in programme.shell.run("doctor", str(programme.shell.config)).text
    assert said(programme, "release").startswith("Mails are sent again")
    assert len(programme.after(60)) == 2


def test_before_mail_is_on_it_says_how(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.write(PROGRAMME)
    shell.apply()

    assert (
        "no mail was ever sent from here\n         set a relay (TWINCAL_SMTP)" in shell.run("mail", "due").err
    )
    assert (
        "the files have `mail:`, and TWINCAL_SMTP names no relay"
        in shell.run("doctor", str(shell.config)).text
    )


def test_check_sends_one_mail_to_who_reads_the_answers(
    programme: Programme, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(RELAY_VARIABLE, f"smtp://127.0.0.1:{mailbox.port}")

    assert said(programme, "check", str(programme.shell.config)) == (
        "The relay took a mail to desk@example.org. Look whether it arrives.\n"
    )
    assert [to for _, to, _ in mailbox.taken] == [["desk@example.org"]]
    mailbox.sender_answer = "553 no"
    assert "The relay takes no mails from the address in `mail:` (553)" in said(
        programme, "check", str(programme.shell.config)
    )


@pytest.mark.parametrize(("does", "sent"), [("send", 2), ("told", 0)])
def test_the_desk_shows_who_is_not_told_and_has_both_buttons(
    programme: Programme, does: str, sent: int
) -> None:
    programme.move(17)
    programme.after(25 * 60)

    with at_desk(programme.shell) as desk:
        visitor = replace(desk, now=programme.now)
        page = visitor.get("")
        assert "2 offices not yet told: " in page.body
        assert "older than a day" in page.body
        assert visitor.post("mail", do=does, revision="2").status == 303
        assert ("not yet told" in visitor.get("").body) is (does == "send")

    assert len(programme.after(1)) == sent


def test_who_was_told_and_has_read_it_stands_in_the_history(programme: Programme) -> None:
    programme.move(17)
    told = programme.after(30)
    secret = re.search(r"/seen/([\w-]+)", text(told[SOFIA]))
    assert secret is not None
    with closing(open_store(programme.shell.url)) as store:
        store.see_mail(digest_of(secret[1]), programme.now)

    with at_desk(programme.shell) as desk:
        assert "Told by mail: Sejong, Sofia (seen)." in desk.get("history").body
    lines = said(programme, "sent").splitlines()
    at = "Tue 24 Nov 2026 18:30 (UTC+9)"
    assert sorted(lines) == [f"{at}  Sejong: changes 2 to 2", f"{at}  Sofia: changes 2 to 2, seen {at}"]
