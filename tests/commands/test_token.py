"""`twincal token`: private addresses are made, shown once, listed without their secret, and revoked."""

from __future__ import annotations

import base64
import getpass
import re
import sqlite3
from contextlib import closing

import pytest

from support.shell import Answer, Shell
from support.small_programme import WITH_DUBLIN

ADDRESS = re.compile(r"https://calendar\.example\.org/private/([\w-]{43})/(\S+)\.ics")
LATER = "2026-11-25T10:30:00Z"
USER = getpass.getuser()


def create(
    shell: Shell, feed: str = "cities/sofia", label: str = "Protocol office", now: str | None = None
) -> Answer:
    """A token made."""
    return shell.run("token", "create", "--for", feed, "--label", label, now=now)


def secret(answer: Answer) -> str:
    """The secret in the address that was shown."""
    address = ADDRESS.search(answer.text)
    assert address is not None, answer
    return address[1]


def names(shell: Shell) -> list[str]:
    """What `list` calls the tokens, the oldest first."""
    return re.findall(r"^([0-9a-f]{8}) ", shell.run("token", "list").text, re.MULTILINE)


class TestCreate:
    def test_shows_the_address_of_the_feed_and_that_of_its_page_once_with_a_word_of_warning(
        self, applied: Shell
    ) -> None:
        answer = create(applied)

        first, *rest = answer.text.splitlines()
        address = ADDRESS.fullmatch(first)
        assert answer.code == 0
        assert address is not None
        assert address[2] == "cities/sofia"
        assert "\n".join(rest).count(address[1]) == 1
        assert f"to join from a telephone: {first.removesuffix('.ics')}" in answer.text
        assert "like passwords" in answer.text
        assert f"twincal token revoke {names(applied)[0]}" in answer.text

    @pytest.mark.feed_rule(59)
    def test_a_secret_is_32_random_bytes(self, applied: Shell) -> None:
        secrets = {secret(create(applied)) for _ in range(5)}

        assert len(secrets) == 5
        assert {len(base64.urlsafe_b64decode(secret_text + "=")) for secret_text in secrets} == {32}

    @pytest.mark.feed_rule(59)
    def test_nothing_of_a_secret_is_in_the_database(self, applied: Shell) -> None:
        made = secret(create(applied))

        with closing(sqlite3.connect(applied.folder / "t.db")) as database:
            dump = "\n".join(database.iterdump())
        files = b"".join(path.read_bytes() for path in applied.folder.glob("t.db*"))
        assert "Protocol office" in dump
        assert made not in dump
        assert made.encode() not in files

    @pytest.mark.parametrize(
        "feed", ["programme", "pairs/sofia-sejong", "/feeds/cities/sofia.ics", "cities/serdica"]
    )
    def test_any_feed_has_private_addresses_also_by_an_earlier_id(self, shell: Shell, feed: str) -> None:
        shell.edit(("  sofia:\n    name:\n", "  sofia:\n    formerly: serdica\n    name:\n"))
        shell.apply()

        answer = create(shell, feed)

        assert answer.code == 0, answer
        address = ADDRESS.search(answer.text)
        assert address is not None
        assert address[2] == feed.removeprefix("/feeds/").removesuffix(".ics").replace("serdica", "sofia")

    @pytest.mark.parametrize(
        ("feed", "label", "message"),
        [
            ("cities/sofya", "Office", "did you mean cities/sofia?"),
            ("sofya", "Office", "did you mean sofia?"),
            ("cities/sofia", " ", "the label is empty"),
            ("cities/sofia", "x" * 201, "at most 200"),
        ],
    )
    def test_a_wrong_argument_is_reported_and_nothing_is_made(
        self, applied: Shell, feed: str, label: str, message: str
    ) -> None:
        answer = create(applied, feed, label)

        assert (answer.code, answer.text) == (1, "")
        assert message in answer.err
        assert names(applied) == []

    def test_a_feed_that_is_gone_gets_no_new_address(self, shell: Shell) -> None:
        text = shell.read()
        shell.edit(WITH_DUBLIN)
        shell.apply()
        create(shell, "cities/dublin")
        shell.write(text)
        assert shell.apply(now=LATER).code == 0

        answers = [create(shell, "cities/dublin"), shell.run("token", "rotate", *names(shell))]

        assert [answer.code for answer in answers] == [1, 1]
        assert all("cities/dublin is no longer published" in answer.err for answer in answers)
        assert len(names(shell)) == 1

    def test_a_label_is_one_line(self, applied: Shell) -> None:
        create(applied, label="Protocol\n office\x1b[31m")

        assert "Protocol office" in applied.run("token", "list").text
        assert "\x1b" not in applied.run("token", "list").text


class TestList:
    def test_tells_name_feed_times_and_label_and_never_the_secret(self, applied: Shell) -> None:
        secrets = [secret(create(applied)), secret(create(applied, "programme", "Secretariat", now=LATER))]
        applied.run("token", "revoke", names(applied)[0], now=LATER)

        listed = applied.run("token", "list").text

        assert [re.split(r"  +", line)[1:] for line in listed.splitlines()] == [
            ["CALENDAR", "CREATED (UTC)", "ENDED (UTC)", "BY", "LABEL"],
            ["cities/sofia", "2026-11-24 09:00", "2026-11-25 10:30", USER, "Protocol office"],
            ["programme", "2026-11-25 10:30", "-", USER, "Secretariat"],
        ]
        assert not any(secret_text in listed for secret_text in secrets)

    def test_names_a_feed_as_it_is_called_now(self, applied: Shell) -> None:
        create(applied, "cities/sofia")
        applied.edit(
            ("  sofia:\n    name:\n", "  serdica:\n    formerly: sofia\n    name:\n"),
            ("- sofia\n", "- serdica\n"),
            ("clock: sofia", "clock: serdica"),
        )
        applied.apply()

        assert "  cities/serdica  " in applied.run("token", "list").text


class TestRevoke:
    @pytest.mark.parametrize("by", ["name", "whole digest", "address", "secret"])
    def test_ends_a_token_by_its_name_or_by_what_was_handed_out(self, applied: Shell, by: str) -> None:
        made = create(applied)
        address = made.text.splitlines()[0]
        with closing(sqlite3.connect(applied.folder / "t.db")) as database:
            ((digest,),) = database.execute("select digest from token")
        called = {
            "name": names(applied)[0],
            "whole digest": digest,
            "address": address,
            "secret": secret(made),
        }

        answer = applied.run("token", "revoke", "--", called[by], now=LATER)

        assert answer.code == 0, answer
        assert secret(made) not in answer.text
        assert "cities/sofia for: Protocol office" in answer.text
        assert "2026-11-25 10:30" in applied.run("token", "list").text

    @pytest.mark.parametrize("verb", ["revoke", "rotate"])
    def test_a_second_time_is_an_error_with_the_day_of_the_first(self, applied: Shell, verb: str) -> None:
        create(applied)
        (name,) = names(applied)
        applied.run("token", "revoke", name)

        answer = applied.run("token", verb, name, now=LATER)

        assert (answer.code, answer.text) == (1, "")
        assert f"the private address {name} ended on 2026-11-24 09:00 UTC already" in answer.err
        assert names(applied) == [name]

    @pytest.mark.parametrize("verb", ["revoke", "rotate"])
    def test_an_unknown_one_is_an_error_that_repeats_no_secret(self, applied: Shell, verb: str) -> None:
        wrong = "A" * 43

        answers = [
            applied.run("token", verb, name)
            for name in ("00000000", wrong, f"https://x/private/{wrong}/y.ics")
        ]

        assert {answer.code for answer in answers} == {1}
        assert "there is no private address 00000000" in answers[0].err
        assert all("twincal token list" in answer.err for answer in answers)
        assert wrong not in "".join(answer.err for answer in answers)


class TestRotate:
    def test_makes_a_new_address_for_the_same_feed_and_label_and_ends_the_old(self, applied: Shell) -> None:
        old = create(applied)
        (name,) = names(applied)

        answer = applied.run("token", "rotate", name, now=LATER)

        assert answer.code == 0, answer
        assert secret(answer) != secret(old)
        listed = applied.run("token", "list").text.splitlines()[1:]
        assert [re.split(r"  +", line)[1:] for line in listed] == [
            ["cities/sofia", "2026-11-24 09:00", "2026-11-25 10:30", USER, "Protocol office"],
            ["cities/sofia", "2026-11-25 10:30", "-", USER, "Protocol office"],
        ]


@pytest.mark.feed_rule(61)
def test_no_other_verb_tells_a_secret_or_a_label(applied: Shell) -> None:
    made = secret(create(applied))
    folder = applied.folder / "site"

    answers = [
        applied.run(*words)
        for words in (
            ["history"],
            ["agenda"],
            ["feed", "cities/sofia"],
            ["publish", str(folder)],
            ["plan", str(applied.config)],
        )
    ]

    everything = b"".join(answer.out + answer.err.encode() for answer in answers)
    everything += b"".join(path.read_bytes() + bytes(path) for path in folder.rglob("*") if path.is_file())
    assert {answer.code for answer in answers} == {0}
    assert len(everything) > 1000
    for private in (made, "Protocol office", "/private/"):
        assert private.encode() not in everything


def test_a_key_of_the_desk_is_for_a_pair_or_for_everything(applied: Shell) -> None:
    for name in ("cities/sofia", "sejong"):
        answer = applied.run("token", "create", "--desk", "--for", name, "--label", "Office")
        assert (answer.code, "is no pair or group" in answer.err) == (1, True)
    assert applied.run("token", "create", "--desk", "--for", "sofia-sejong", "--label", "Office").code == 0


def test_two_living_keys_of_the_desk_have_two_labels(applied: Shell) -> None:
    """`undo` of a key for one pair goes by the label."""
    create = ("token", "create", "--desk", "--label", "Office")
    assert applied.run(*create).code == 0

    assert "there is a key of the desk for “Office” already" in applied.run(*create).err
    assert applied.run("token", "create", "--for", "sofia", "--label", "Office").code == 0
    name = next(line.split()[0] for line in applied.run("token", "list").text.splitlines() if "desk" in line)
    assert applied.run("token", "revoke", name).code == 0
    assert applied.run(*create).code == 0
