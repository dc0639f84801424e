"""A lost store is made anew from the configuration and the last published feeds: UIDs stay, SEQUENCE never falls."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from scheduler.state.mails import MailMark
from scheduler.store import open_store
from support.ics import vevents
from support.shell import Answer, Shell
from support.small_programme import SMALL, WITH_BULGARIAN, small, titled

MOVE = "    changes:\n      2026-12: {move_to: 2026-12-17 09:00, reason: room}\n"
MOVED_AGAIN = MOVE.replace("17 09:00", "18 09:00")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A programme in two languages, of which one meeting was moved twice."""
    shell = Shell(tmp_path)
    both = small(WITH_BULGARIAN)
    for day, text in enumerate((both, both + MOVE, both + MOVED_AGAIN), 24):
        shell.write(text)
        assert shell.apply(now=f"2026-11-{day}T09:00:00Z").code == 0
    return shell


def feeds(shell: Shell, name: str, now: str = "2026-11-27T09:00:00Z") -> dict[str, bytes]:
    """The published feeds, and the files of meetings, in a folder of this name."""
    folder = shell.folder / name
    assert shell.run("publish", str(folder), now=now).code == 0
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.ics")}


def unmoved(feeds: dict[str, bytes]) -> dict[str, bytes]:
    """The feeds, and the files of their meetings, without the meeting that was moved twice."""
    event = re.compile(rb"BEGIN:VEVENT\r\n(?:(?!END:VEVENT).)*SEQUENCE:2\r\n.*?END:VEVENT\r\n", re.DOTALL)
    shown = sequences(feeds["feeds/programme.ics"])
    return {
        name: event.sub(b"", feed)
        for name, feed in feeds.items()
        if name.startswith("feeds/") or sequences(feed).keys() <= shown.keys()
    }


def sequences(feed: bytes) -> dict[str, int]:
    """SEQUENCE of each event by its UID."""
    return {event["UID"]: int(event["SEQUENCE"]) for event in vevents(feed)}


def lose(shell: Shell) -> None:
    for file in shell.folder.glob("t.db*"):
        file.unlink()


def rebuilt(shell: Shell, *options: str) -> Answer:
    words = ("store", "rebuild", str(shell.folder / "site"), "--config", str(shell.config), *options)
    return shell.run(*words, now="2026-11-28T09:00:00Z")


def rebuild(shell: Shell, *options: str) -> str:
    answer = rebuilt(shell, *options)
    assert answer.code == 0, answer.err
    return answer.text


def test_all_feeds_are_the_same_bytes_but_for_old_times(shell: Shell) -> None:
    """No configuration says for when a moved meeting was published before."""
    before = feeds(shell, "site")
    lose(shell)

    assert "The history and all private addresses are lost" in rebuild(shell)

    anew = feeds(shell, "anew")
    assert unmoved(anew) == unmoved(before)
    assert {name: sequences(feed) for name, feed in anew.items()} == {
        name: sequences(feed) for name, feed in before.items()
    }
    old, new = (each["feeds/programme.ics"].replace(b"\r\n ", b"") for each in (before, anew))
    assert re.findall(rb"DTSTART.*", new) == re.findall(rb"DTSTART.*", old)
    assert (b"Moved from Thursday" in old, b"Moved from" in new) == (True, False)
    assert max(sequences(before["feeds/programme.ics"]).values()) == 2
    assert shell.run("store", "verify").code == 0
    assert shell.apply(now="2026-11-28T10:00:00Z").text.startswith("Nothing to do")


def test_mails_are_held_because_they_may_have_been_sent(shell: Shell) -> None:
    feeds(shell, "site")
    lose(shell)
    with closing(open_store(shell.url)) as store:
        store.migrate()
        store.begin_mail(0)

        rebuild(shell)

        assert store.mail_mark() == MailMark(revision=0, held=True)


THEME = ("cities:\n  sofia", "themes:\n  trams:\n    name: Trams\ncities:\n  sofia")


def test_the_mark_of_a_retired_calendar_is_no_feed(shell: Shell) -> None:
    text = shell.read()
    shell.write(small(WITH_BULGARIAN, THEME) + MOVED_AGAIN)
    shell.apply(now="2026-11-27T08:00:00Z")
    assert "feeds/themes/trams.ics" in feeds(shell, "site")
    shell.write(text)
    shell.apply(now="2026-11-27T09:00:00Z")
    before = feeds(shell, "site")
    assert ".gone/feeds/themes/trams.ics" in before
    lose(shell)

    rebuild(shell)

    assert unmoved(feeds(shell, "anew")) == {
        name: feed for name, feed in unmoved(before).items() if not name.startswith(".gone/")
    }


def test_a_meeting_that_was_moved_meanwhile_has_the_next_sequence(shell: Shell) -> None:
    before = sequences(feeds(shell, "site")["feeds/programme.ics"])
    lose(shell)
    shell.edit(("18 09:00", "18 10:00"))

    rebuild(shell, "--allow", "changed")

    after = sequences(feeds(shell, "anew", "2026-11-28T09:00:00Z")["feeds/programme.ics"])
    assert {uid: after[uid] - before[uid] for uid in before if after[uid] != before[uid]}.keys() == {
        uid for uid, sequence in before.items() if sequence == 2
    }
    assert max(after.values()) == 3


def test_a_meeting_that_is_skipped_meanwhile_is_cancelled_for_those_who_have_it(shell: Shell) -> None:
    """3 March 2027 is a holiday in Bulgaria."""
    third = small(("every: third Wednesday", "every: day 3"))
    lose(shell)
    shell.write(third)
    assert shell.apply().code == 0
    feeds(shell, "site")
    lose(shell)
    shell.write(f"{third}    on_holiday: skip\n")

    rebuild(shell, "--allow", "changed")

    published = feeds(shell, "anew", "2026-11-28T09:00:00Z")["feeds/programme.ics"]
    (skipped,) = [event for event in vevents(published) if "20270303T100000" in event.values()]
    assert (skipped["STATUS"], skipped["SEQUENCE"]) == ("CANCELLED", "1")
    assert shell.apply(now="2026-11-28T10:00:00Z").text.startswith("Nothing to do")


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            ("18 09:00", "18 10:00"),
            "in the calendars `Monthly`, Fri 18 Dec 2026 09:00 Europe/Sofia, Online, in the files `Monthly`, Fri 18 Dec 2026 10:00",
        ),
        (("title: Monthly", "title: Trams"), "in the files `Trams`, Wed 20 Jan 2027 10:00"),
        (("every: third Wednesday", "every: third Wednesday except March"), "in the files not at all"),
        (("reason: room}", "reason: room}\n      2027-02: {cancel: true}"), "cancelled"),
        (
            ("reason: room}", "reason: room}\n    extra:\n      more: {starts: 2027-02-03 10:00}"),
            "in the calendars not at all",
        ),
    ],
    ids=["moved", "title", "fewer", "cancelled", "one more"],
)
def test_files_that_say_something_else_are_refused_by_their_meetings(
    shell: Shell, edit: tuple[str, str], words: str
) -> None:
    feeds(shell, "site")
    lose(shell)
    before = shell.read()
    shell.edit(edit)

    answer = rebuilt(shell)

    assert answer.code == 1
    assert words in answer.err
    assert "add --allow changed" in answer.err
    assert not (shell.folder / "t.db").exists()
    shell.write(before)
    rebuild(shell)
    shell.edit(edit)
    assert "revision 2" in shell.apply("--allow", "large", now="2026-11-28T10:00:00Z").text


def test_months_that_come_into_the_calendars_are_no_other_text(shell: Shell) -> None:
    feeds(shell, "site")
    lose(shell)
    words = ("store", "rebuild", str(shell.folder / "site"), "--config", str(shell.config))

    assert shell.run(*words, now="2027-02-11T09:00:00Z").code == 0


def test_an_empty_record_is_made_anew_before_anything_is_applied_to_it(shell: Shell) -> None:
    feeds(shell, "site")
    lose(shell)

    answer = shell.apply("--published", str(shell.folder / "site"))

    assert (answer.code, "twincal store rebuild" in answer.err) == (1, True)


def test_a_store_that_holds_something_is_refused(shell: Shell) -> None:
    feeds(shell, "site")

    answer = shell.run("store", "rebuild", str(shell.folder / "site"), "--config", str(shell.config))

    assert (answer.code, "holds revision 3; nothing was changed" in answer.err) == (1, True)


def test_feeds_of_others_are_refused_and_no_store_is_made(shell: Shell, tmp_path: Path) -> None:
    feeds(shell, "site")
    lose(shell)
    shell.write(titled("Other").replace("id: small", "id: others"))

    answer = shell.run("store", "rebuild", str(shell.folder / "site"), "--config", str(shell.config))

    assert (answer.code, "has a meeting of" in answer.err) == (1, True)
    assert not (tmp_path / "t.db").exists()


@pytest.mark.parametrize("content", [b"BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n", b"\xff\xfe"])
def test_a_file_that_is_no_feed_of_twincal_is_an_error_in_words(tmp_path: Path, content: bytes) -> None:
    shell = Shell(tmp_path)
    shell.write(SMALL)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/x.ics").write_bytes(content)

    answer = shell.run("store", "rebuild", str(tmp_path / "site"), "--config", str(shell.config))

    assert answer.code == 1
    assert "twincal: " in answer.err


@pytest.mark.parametrize(
    "spoil", [lambda feed: feed[: len(feed) // 3], lambda feed: feed.replace(b"\r\n", b"\n")]
)
def test_a_feed_that_was_cut_or_changed_on_its_way_is_refused(
    shell: Shell, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    """Its meetings would begin at SEQUENCE 0 again."""
    feeds(shell, "site")
    lose(shell)
    feed = next((shell.folder / "site").rglob("programme.ics"))
    feed.write_bytes(spoil(feed.read_bytes()))

    answer = shell.run("store", "rebuild", str(shell.folder / "site"), "--config", str(shell.config))

    assert (answer.code, "programme.ics is not whole" in answer.err) == (1, True)
    assert not (tmp_path / "t.db").exists()


def test_a_named_pipe_among_the_feeds_is_refused_and_not_read(shell: Shell) -> None:
    feeds(shell, "site")
    lose(shell)
    os.mkfifo(shell.folder / "site" / "pipe.ics")

    answer = shell.run("store", "rebuild", str(shell.folder / "site"), "--config", str(shell.config))

    assert (answer.code, "pipe.ics is no file" in answer.err) == (1, True)


def test_the_past_stays_as_it_was_published(tmp_path: Path) -> None:
    """Its rule has another hour now, which counts from today on."""
    shell = Shell(tmp_path)
    shell.write(SMALL)
    assert shell.apply(now="2026-11-01T09:00:00Z").code == 0
    shell.edit(('at: "10:00"', 'at: "11:00"'))
    assert shell.apply(now="2026-11-20T09:00:00Z").code == 0
    before = feeds(shell, "site")
    assert starts(before)["2026-11-18"] == "20261118T100000"
    lose(shell)

    rebuild(shell)

    after = feeds(shell, "anew")
    assert starts(after) == starts(before)
    assert sequences(after["feeds/programme.ics"]) == sequences(before["feeds/programme.ics"])
    assert shell.run("store", "verify").code == 0
    assert shell.apply(now="2026-11-28T10:00:00Z").text.startswith("Nothing to do")


def test_a_meeting_that_took_place_since_the_backup_stays_as_it_was_published(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.write(SMALL)
    assert shell.apply(now="2026-11-01T09:00:00Z").code == 0
    backup = str(tmp_path / "backup.db")
    assert shell.run("store", "backup", backup).code == 0
    shell.edit(('at: "10:00"', 'at: "12:00"'))
    assert shell.apply(now="2026-11-02T09:00:00Z").code == 0
    before = feeds(shell, "site")
    assert starts(before)["2026-11-18"] == "20261118T120000"

    assert shell.run("store", "restore", backup, "--replace", "--yes").code == 0
    site = str(tmp_path / "site")
    answer = shell.apply("--published", site, "--allow", "large", now="2026-11-28T09:00:00Z")

    assert answer.code == 0, answer.err
    assert starts(feeds(shell, "anew", "2026-11-28T10:00:00Z")) == starts(before)
    assert shell.run("store", "verify").code == 0


def starts(feeds: dict[str, bytes]) -> dict[str, str]:
    """The start of each meeting of the programme by its day."""
    events = vevents(feeds["feeds/programme.ics"])
    found = [value for event in events for name, value in event.items() if name.startswith("DTSTART")]
    return {f"{start[:4]}-{start[4:6]}-{start[6:8]}": start for start in found}
