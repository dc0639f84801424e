"""When offices hear of changes by mail: once, in one text, and again only if a relay did not take it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from scheduler.commands.post_office import send_again, waiting_mails
from scheduler.state.mails import Mail
from scheduler.store import open_store
from support.mailed_programme import PROGRAMME, SEJONG, SOFIA, Programme, text
from support.relays import Closing, Mailbox, relay
from support.shell import Shell


def test_nothing_old_is_mailed_when_mail_is_first_on(tmp_path: Path, mailbox: Mailbox) -> None:
    made = Programme(Shell(tmp_path), mailbox)
    made.shell.write(PROGRAMME)
    made.apply()
    made.move(17)

    assert made.look() == {}
    assert made.after(60) == {}
    assert made.mark() == 2


def test_each_office_hears_when_no_edit_came_for_half_an_hour_and_once(programme: Programme) -> None:
    programme.move(17)
    assert programme.after(29) == {}

    told = programme.after(1)

    assert [*told] == [SEJONG, SOFIA] or [*told] == [SOFIA, SEJONG]
    assert "Wednesday, 16 December 2026" in text(told[SOFIA])
    assert "Thursday, 17 December 2026" in text(told[SOFIA])
    assert told[SOFIA]["Reply-To"] == "desk@example.org"
    assert [each.state for each in programme.mails] == ["sent", "sent"]
    assert {each.words for each in programme.mails} == {b""}
    assert programme.after(1) == programme.after(600) == {}
    assert programme.mark() == 2


def test_three_edits_are_one_mail_and_each_begins_the_wait_again(programme: Programme) -> None:
    for day in (14, 15, 17):
        programme.move(day)
        assert programme.after(20) == {}

    told = programme.after(10)

    assert text(told[SOFIA]).count("Thursday, 17 December") == 1
    assert "14 December" not in text(told[SOFIA])
    assert [(each.since, each.revision) for each in programme.mails] == [(1, 4), (1, 4)]


def test_while_edits_go_on_offices_hear_after_two_hours(programme: Programme) -> None:
    for day in (14, 15, 17, 18, 21, 22):
        programme.move(day)
        assert programme.after(20) == {} or day == 22

    assert len(programme.mailbox.taken) == 2


def test_an_edit_that_is_taken_back_is_no_mail_and_is_passed_over(programme: Programme) -> None:
    programme.move(17)
    programme.do("undo")

    assert programme.after(40) == {}
    assert (programme.mark(), programme.mails) == (3, ())


def test_a_meeting_within_48_hours_is_told_two_minutes_after_its_first_change(
    programme: Programme,
) -> None:
    programme.wait(21 * 24 * 60)  # it is 15 December
    programme.move(16)
    assert programme.after(1) == {}
    programme.move(17)  # an edit each minute lets nobody wait

    told = programme.after(1)

    assert {*told} == {SOFIA, SEJONG}
    assert "Please rely on this message." in text(told[SOFIA])
    assert "17 December" in text(told[SOFIA])
    assert programme.mark() == 1
    programme.move(18)
    assert {*programme.after(2)} == {SOFIA, SEJONG}
    assert [(each.since, each.revision) for each in programme.mails][::2] == [(1, 3), (3, 4)]
    assert programme.after(60) == {}
    assert programme.mark() == 4


@pytest.mark.parametrize("after", ["greylisted", "closed after the end", "no relay"])
def test_the_same_bytes_go_again_until_the_relay_has_taken_them(programme: Programme, after: str) -> None:
    programme.move(17)
    if after == "closed after the end":
        with relay(Closing()) as closing_relay:
            programme.mailbox, kept = closing_relay, programme.mailbox
            programme.after(30)
            first = [words for _, _, words in closing_relay.taken]
        programme.mailbox = kept
    else:
        port = programme.mailbox.port
        if after == "greylisted":
            programme.mailbox.data_answer = "451 try again"
        else:
            programme.mailbox.port = 1
        programme.after(30)
        programme.mailbox.data_answer, programme.mailbox.port, first = "250 OK", port, []
    words = {each.words for each in programme.mails}
    assert [each.state for each in programme.mails] == ["waits", "waits"]
    assert any(each.trouble for each in programme.mails)

    programme.after(1)
    programme.after(2)

    assert [each.state for each in programme.mails] == ["sent", "sent"]
    taken = [each for _, _, each in programme.mailbox.taken]
    assert {each.partition(b"\r\n")[2] for each in (*taken, *first)} == words
    assert len(taken) == 2


def test_a_new_change_while_the_relay_is_away_is_a_second_mail_which_comes_later(
    programme: Programme,
) -> None:
    port, programme.mailbox.port = programme.mailbox.port, 1
    programme.move(17)
    programme.after(30)
    programme.move(18)
    programme.after(30)
    programme.mailbox.port = port
    for _ in range(4):
        programme.after(1)

    ranges = [(each.city, each.since, each.revision) for each in programme.mails]
    assert [each[1:] for each in ranges] == [(1, 2), (1, 2), (2, 3), (2, 3)]
    to_sofia = [words for _, to, words in programme.mailbox.taken if to == [SOFIA]]
    assert ["17 December" in text(message_from_bytes(words, policy=default)) for words in to_sofia] == [  # type: ignore[arg-type]
        True,
        True,
    ]
    assert "18 December" in text(message_from_bytes(to_sofia[1], policy=default))  # type: ignore[arg-type]


def test_what_the_relay_refuses_waits_for_a_person_and_stops_nothing(programme: Programme) -> None:
    programme.mailbox.refusals = {SOFIA: f"550 <{SOFIA}> is unknown"}
    programme.move(17)
    assert {*programme.after(30)} == {SEJONG}

    refused = [each for each in programme.mails if each.state == "refused"]
    assert [each.trouble for each in refused] == ["The relay refused Sofia (550): telephone."]
    programme.mailbox.refusals = {}
    assert programme.after(10) == {}
    programme.move(18)
    assert {*programme.after(30)} == {SOFIA, SEJONG}
    with closing(open_store(programme.shell.url)) as store:
        store.change_mail(refused[0], refused[0].set_free())
    assert "18 December" in text(programme.after(1)[SOFIA]), "it tells what holds now"


def test_an_office_without_an_address_hears_when_it_has_one(programme: Programme) -> None:
    programme.shell.edit((f"    contacts: [{SOFIA}]\n", ""))
    programme.move(17)
    assert {*programme.after(30)} == {SEJONG}
    assert [each.trouble for each in programme.mails if each.state == "waits"] == [
        "Sofia has no address in `contacts:`."
    ]

    programme.shell.edit(("    name: Sofia\n", f"    name: Sofia\n    contacts: [{SOFIA}]\n"))
    assert {*programme.after(5)} == {SOFIA}


def test_what_is_older_than_a_day_waits_for_a_person(programme: Programme) -> None:
    programme.move(17)

    assert programme.after(25 * 60) == {}

    assert [each.state for each in programme.mails] == ["waits", "waits"]
    programme.move(18)
    assert {*programme.after(30)} == {SOFIA, SEJONG}, "what is new goes by itself"
    with closing(open_store(programme.shell.url)) as store:
        assert len(waiting_mails(store)) == 2
        send_again(store, ["sofia", "sejong"])
    assert {*programme.after(1)} == {SOFIA, SEJONG}
    assert programme.after(1) == {}


def test_a_clock_that_was_put_back_by_a_year_leaves_nothing_untold_in_silence(programme: Programme) -> None:
    programme.wait(60)
    programme.move(17)

    programme.now -= timedelta(days=365)

    assert programme.look() == {}
    assert [each.state for each in programme.mails] == ["waits", "waits"]


def test_held_mail_tells_everything_after_its_release(programme: Programme) -> None:
    with closing(open_store(programme.shell.url)) as store:
        store.hold_mails(held=True)
        programme.move(17)
        assert programme.after(60) == {}
        programme.move(18)
        assert programme.after(60) == {}
        assert len(waiting_mails(store)) == 1
        store.hold_mails(held=False)

    assert "18 December" in text(programme.after(1)[SOFIA])
    assert len(programme.mailbox.taken) == 2


def test_words_that_were_withdrawn_are_in_no_mail(programme: Programme) -> None:
    programme.mailbox.data_answer = "451 later"
    programme.shell.edit(
        ("    title: Monthly\n", "    title: Monthly\n    place: https://secret.example/x\n")
    )
    programme.move(17)
    programme.after(30)
    assert all(each.words for each in programme.mails)
    programme.shell.edit(("https://meet.example.org/abc", "https://meet.example.org/new"))
    programme.apply()
    erased = programme.mails
    programme.mailbox.data_answer = "250 OK"

    told = programme.after(2)

    assert {each.words for each in erased} == {b""}
    assert {*told} == {SOFIA, SEJONG}
    assert [(each.since, each.revision) for each in programme.mails] == [(1, 3), (1, 3)]
    assert {each.id for each in programme.mails} == {each.id for each in erased}


def test_a_mail_whose_changes_were_taken_back_before_it_was_sent_is_none(programme: Programme) -> None:
    programme.mailbox.data_answer = "451 later"
    programme.move(17)
    programme.after(30)
    programme.do("undo")
    with closing(open_store(programme.shell.url)) as store:
        send_again(store, ())
    programme.mailbox.data_answer = "250 OK"

    assert programme.after(2) == programme.after(60) == {}
    assert {(each.state, each.trouble) for each in programme.mails} == {("told", "nothing remains to tell")}


def test_a_city_that_joins_hears_from_its_joining_on(programme: Programme) -> None:
    programme.move(17)
    programme.after(30)
    programme.shell.edit(
        (
            "\ncities:\n",
            "\ncities:\n  busan: {name: Busan, country: KR, timezone: Asia/Seoul, contacts: [office@busan.example]}\n",
        )
    )
    programme.apply()
    programme.after(40)
    programme.shell.add(
        "webinars:\n  trams:\n    title: Trams\n    starts: 2027-02-03 09:00\n    clock: sofia\n"
        "    duration: 60 min\n    audience: [busan]\n"
    )
    programme.apply()

    told = programme.after(30)

    assert {*told} == {"office@busan.example"}
    assert "Trams" in text(told["office@busan.example"])
    assert "17 December" not in text(told["office@busan.example"])


def test_no_address_and_no_secret_is_in_a_table(programme: Programme) -> None:
    programme.mailbox.data_answer = "451 later"
    programme.move(17)
    programme.after(30)

    with closing(sqlite3.connect(programme.shell.folder / "t.db")) as connection:
        rows = str(connection.execute("SELECT * FROM mail").fetchall())
    programme.mailbox.data_answer = "250 OK"
    told = programme.after(3)

    assert not re.search("sofia.example|sejong.example|48151623|meet.example", rows)
    secret = re.search(r"/seen/([\w-]{20,})", text(told[SOFIA]))
    assert secret is not None
    assert secret[1] not in str([replace_words(each) for each in programme.mails])
    assert SEJONG not in told[SOFIA].as_string()


def replace_words(mail: Mail) -> str:
    return f"{mail.id} {mail.city} {mail.seen_digest} {mail.trouble}"


def test_nothing_happens_without_a_sender_in_the_files(programme: Programme) -> None:
    programme.shell.edit(("  mail: {from: secretariat@example.org, reply_to: desk@example.org}\n", ""))
    programme.move(17)

    assert programme.after(60) == {}
    assert programme.mails == ()
