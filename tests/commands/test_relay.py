"""The relay: how it is named, what becomes of a mail that is given to it, and that no address comes back."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from ssl import SSLContext
from typing import Any

import pytest

from scheduler.commands.refusals import Refused
from scheduler.commands.relay import (
    PASSWORD_VARIABLE,
    RELAY_VARIABLE,
    Delivery,
    Relay,
    read_relay,
    send,
)
from support.relays import Closing, Hasty, Mailbox, Silent, certificate, encrypted_relay, knows, relay
from support.sockets import free_port

FROM, ONE, TWO = "secretariat@example.org", "office@busan.example", "twinning@busan.example"
WORDS = (
    b"To: office@busan.example\r\nSubject: =?utf-8?q?=E2=80=93?=\r\n\r\n.a line with a dot\r\n..\r\nend\r\n"
)
SHORT = 0.3


SENT = Delivery(state="sent")
SENT_TO_ONE = Delivery(state="sent", words="The relay refused address 2 of {city} (550).")


def refused(code: int) -> Delivery:
    return Delivery(state="refused", words=f"The relay refused {{city}} ({code}): telephone.")


def later(words: str) -> Delivery:
    state = "later" if words.startswith("The relay takes it") else "away"
    return Delivery(state=state, words=words)


def given(
    mailbox: Mailbox, *addresses: str, timeout: float = 10, scheme: str = "smtp", **login: str
) -> Delivery:
    to = Relay(scheme=scheme, host="127.0.0.1", port=mailbox.port, **login)
    return send(to, FROM, WORDS, addresses or (ONE,), timeout)


def test_the_relay_gets_the_bytes_as_they_are() -> None:
    with relay(Mailbox()) as mailbox:
        outcome = given(mailbox, ONE, TWO)

    assert outcome == SENT
    assert mailbox.taken == [(FROM, [ONE, TWO], WORDS)]
    assert outcome.trouble("Busan") == ""


def test_a_mail_is_sent_if_one_address_of_two_is_taken() -> None:
    with relay(Mailbox(refusals={TWO: f"550 5.1.1 <{TWO}>: no such user"})) as mailbox:
        outcome = given(mailbox, ONE, TWO)

    assert outcome == SENT_TO_ONE
    assert mailbox.taken == [(FROM, [ONE], WORDS)]
    assert outcome.trouble("Busan") == "The relay refused address 2 of Busan (550)."


NO_USER = "550 5.1.1 <{}>: no such user"
GREY = "451 4.7.1 <{}>: greylisted, try again"
ANSWERS: dict[str, tuple[dict[str, Any], tuple[str, ...], Delivery]] = {
    "unknown": (
        {"refusals": {ONE: NO_USER.format(ONE)}}, (ONE,), refused(550)
    ),
    "both unknown": (
        {"refusals": {ONE: NO_USER.format(ONE), TWO: "554 no"}}, (ONE, TWO), refused(550)
    ),
    "greylisted": (
        {"refusals": {ONE: GREY.format(ONE)}}, (ONE,), later("The relay takes it later (451).")
    ),
    "one may be taken later": (
        {"refusals": {ONE: NO_USER.format(ONE), TWO: GREY.format(TWO)}},
        (ONE, TWO), later("The relay takes it later (451)."),
    ),
    "closing at an address": (
        {"refusals": {TWO: "421 closing"}}, (ONE, TWO), later("The relay takes it later (421).")
    ),
    "content refused": (
        {"data_answer": f"554 5.7.1 spam for <{ONE}>"}, (ONE,), refused(554)
    ),
    "content later": (
        {"data_answer": f"452 no room for <{ONE}>"}, (ONE,), later("The relay takes it later (452).")
    ),
    "sender refused": (
        {"sender_answer": f"553 not <{FROM}>"},
        (ONE,), later("The relay takes no mails from the address in `mail:` (553)."),
    ),
    "sender later": (
        {"sender_answer": f"450 not yet <{FROM}>"}, (ONE,), later("The relay takes no mails now (450).")
    ),
}  # fmt: skip


@pytest.mark.parametrize(("answers", "addresses", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_an_outcome_follows_from_the_codes_of_the_relay(
    answers: dict[str, Any], addresses: tuple[str, ...], expected: Delivery
) -> None:
    with relay(Mailbox(**answers)) as mailbox:
        outcome = given(mailbox, *addresses)

    assert outcome == expected
    assert mailbox.taken == []
    for said in (repr(outcome), outcome.trouble("Busan")):
        assert "@" not in said
        assert "example" not in said


def test_who_is_refused_for_good_is_telephoned() -> None:
    assert refused(550).trouble("Busan") == "The relay refused Busan (550): telephone."


def test_a_relay_that_ends_the_connection_after_the_mail_may_have_it() -> None:
    with relay(Closing()) as mailbox:
        assert given(mailbox) == later("The relay does not answer.")

    assert len(mailbox.taken) == 1


def test_a_relay_that_is_silent_after_the_mail_may_have_it() -> None:
    silent = Silent()
    with relay(silent) as mailbox:
        try:
            outcome = given(mailbox, timeout=SHORT)
        finally:
            silent.is_over.set()

    assert outcome == later("The relay does not answer.")
    assert len(mailbox.taken) == 1


def test_what_the_relay_does_after_it_took_the_mail_changes_nothing() -> None:
    """Else the mail would go twice."""
    with relay(Hasty()) as mailbox:
        assert given(mailbox) == SENT


def test_a_relay_that_does_not_greet_is_tried_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        mailbox = Mailbox(port=server.getsockname()[1])

        assert given(mailbox, timeout=SHORT) == later("The relay does not answer.")


@pytest.mark.parametrize("scheme", ["smtp", "smtps", "smtp+starttls"])
def test_a_relay_that_is_not_there_is_tried_later(scheme: str) -> None:
    outcome = given(Mailbox(port=free_port()), scheme=scheme)

    assert outcome == later("The relay does not answer.")
    assert outcome.trouble("Busan") == "The relay does not answer."


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SSLContext]:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(shown: tuple[Path, SSLContext], monkeypatch: pytest.MonkeyPatch) -> SSLContext:
    monkeypatch.setenv("SSL_CERT_FILE", str(shown[0]))
    return shown[1]


@pytest.fixture(params=["smtps", "smtp+starttls"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def mailbox(scheme: str, shown: tuple[Path, SSLContext]) -> Iterator[Mailbox]:
    encrypted = (
        encrypted_relay(Mailbox(), shown[1])
        if scheme == "smtps"
        else relay(Mailbox(), tls_context=shown[1], require_starttls=True)
    )
    with encrypted as mailbox:
        yield mailbox


@pytest.mark.usefixtures("trusted")
def test_a_relay_with_a_trusted_certificate_gets_the_mail(scheme: str, mailbox: Mailbox) -> None:
    assert given(mailbox, scheme=scheme) == SENT
    assert mailbox.taken == [(FROM, [ONE], WORDS)]


def test_another_certificate_is_not_trusted(scheme: str, mailbox: Mailbox) -> None:
    words = "The relay has no encryption, or no certificate, that can be trusted."

    assert given(mailbox, scheme=scheme) == later(words)
    assert mailbox.taken == []


def test_a_relay_without_starttls_gets_nothing() -> None:
    with relay(Mailbox()) as mailbox:
        assert given(mailbox, scheme="smtp+starttls") == later("The relay offers no STARTTLS.")

    assert mailbox.taken == []


def test_a_plain_relay_gets_nothing_by_smtps() -> None:
    with relay(Mailbox()) as mailbox:
        outcome = given(mailbox, scheme="smtps")

    assert outcome == later("The relay has no encryption, or no certificate, that can be trusted.")
    assert mailbox.taken == []


@pytest.mark.parametrize(
    ("password", "outcome"),
    [
        ("right word", SENT),
        ("wrong", later("The relay does not know this user with this password (535).")),
    ],
)
def test_the_relay_lets_its_user_in(password: str, outcome: Delivery) -> None:
    parts = {"authenticator": knows("office@example.org", "right word"), "auth_require_tls": False}
    with relay(Mailbox(), **parts) as mailbox:
        assert given(mailbox, user="office@example.org", password=password) == outcome

    assert len(mailbox.taken) == (outcome == SENT)


def test_a_relay_that_takes_no_password_gets_nothing() -> None:
    with relay(Mailbox()) as mailbox:
        outcome = given(mailbox, user="office@example.org", password="word")

    assert outcome == later("The relay takes no password.")
    assert mailbox.taken == []


URLS: dict[str, tuple[str, str, int, str]] = {
    "smtp://localhost": ("smtp", "localhost", 25, ""),
    "smtp://127.0.0.1:2525": ("smtp", "127.0.0.1", 2525, ""),
    "smtp://[::1]:2525/": ("smtp", "::1", 2525, ""),
    "smtp://office@localhost:587": ("smtp", "localhost", 587, "office"),
    " smtps://Office@mail.Example.org ": ("smtps", "mail.example.org", 465, "Office"),
    "SMTP+STARTTLS://office@example.org@mail.example.org": (
        "smtp+starttls",
        "mail.example.org",
        587,
        "office@example.org",
    ),
    "smtps://office%40example.org@mail.example.org:1": ("smtps", "mail.example.org", 1, "office@example.org"),
}


@pytest.mark.parametrize(("url", "parts"), URLS.items())
def test_an_address_names_the_relay(tmp_path: Path, url: str, parts: tuple[str, str, int, str]) -> None:
    scheme, host, port, user = parts
    settings = {RELAY_VARIABLE: url}
    if user:
        (tmp_path / "password").write_text("right word\r\n")
        settings[PASSWORD_VARIABLE] = str(tmp_path / "password")
    password = "right word" if user else ""

    found = read_relay(settings)

    assert found == Relay(scheme=scheme, host=host, port=port, user=user, password=password)
    assert found.is_local == (host != "mail.example.org")
    assert "right" not in repr(found)


@pytest.mark.parametrize("settings", [{}, {RELAY_VARIABLE: " "}, {PASSWORD_VARIABLE: "/nowhere"}])
def test_there_may_be_no_relay(settings: dict[str, str]) -> None:
    assert read_relay(settings) is None


EXAMPLE = "smtp+starttls://secretariat@mail.example.org:587"


@pytest.mark.parametrize(
    ("url", "file", "message", "advice"),
    [
        ("smtp://office:hunter2@localhost", "", "holds a password", "write it to a file, and name that in TWINCAL_SMTP_P"),
        ("smtps://office:hunter/2#@mail.example.org", "", "holds a password", "write it to a file"),
        ("smtps://:hunter2@mail.example.org", "", "holds a password", "write it to a file"),
        ("mail.example.org", "", "TWINCAL_SMTP is not the address of a relay", EXAMPLE),
        ("https://hunter2", "", "is not the address", EXAMPLE),
        ("smtp://hunter2..example.org", "", "is not the address", EXAMPLE),
        ("smpt://hunter2", "", "is not the address", EXAMPLE),
        ("smtp://hunter2:0", "", "is not the address", EXAMPLE),
        ("smtp://hunter2:65536", "", "is not the address", EXAMPLE),
        ("smtp://hunter2/inbox", "", "is not the address", EXAMPLE),
        ("smtp://hunter2?a=b", "", "is not the address", EXAMPLE),
        ("smtps://b%C3%BCro@mail.example.org", "right word", "is not the address", EXAMPLE),
        ("smtps://office@mail.example.org", "", "a user and the file of its password, or neither", "TWINCAL_SMTP_PASSWORD_FILE"),
        ("smtps://mail.example.org", "right word", "a user and the file of its password, or neither", "smtps://user@"),
        ("smtp://office@mail.example.org", "right word", "would show the password", "smtp+starttls://"),
        ("smtp://office@localhost", "\n", "holds no password that can be read", "in ASCII on one line"),
        ("smtp://office@localhost", "hunter2\nhunter2\n", "holds no password", "in ASCII on one line"),
        ("smtp://office@localhost", "hünter2", "holds no password", "in ASCII on one line"),
        ("smtp://office@localhost", "/nowhere", "holds no password", "let this user read it"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_and_not_repeated(
    tmp_path: Path, url: str, file: str, message: str, advice: str
) -> None:
    path = tmp_path / "password"
    path.write_text(file, encoding="utf-8")
    settings = {
        RELAY_VARIABLE: url,
        PASSWORD_VARIABLE: file if file == "/nowhere" else str(path) if file else "",
    }
    with pytest.raises(Refused) as refusal:
        read_relay(settings)

    assert message in str(refusal.value)
    assert advice in str(refusal.value.advice)
    assert "hunter" not in f"{refusal.value} {refusal.value.advice}"
