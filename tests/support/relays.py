"""Relays of the tests: real servers of SMTP on this machine."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from support.sockets import free_port

GOOD = "250 OK"


@dataclass
class Mailbox:
    """What a relay took, and what it answers; `refusals` are the answers to addresses."""

    refusals: Mapping[str, str] = field(default_factory=dict)
    sender_answer: str = GOOD
    data_answer: str = GOOD
    port: int = 0
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, *___: object) -> str:  # noqa: N802
        if self.sender_answer == GOOD:
            envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, *___: object) -> str:  # noqa: N802
        answer = self.refusals.get(address, GOOD)
        if answer == GOOD:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data_answer == GOOD:
            assert envelope.mail_from is not None
            assert isinstance(envelope.content, bytes)
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.data_answer


class Closing(Mailbox):
    """It takes the whole mail, and ends the connection without an answer."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await super().handle_DATA(server, session, envelope)
        assert server.transport is not None
        server.transport.abort()
        return GOOD


class Hasty(Mailbox):
    """It does not wait for the end of the session."""

    async def handle_QUIT(self, server: SMTP, *_: object) -> str:  # noqa: N802
        assert server.transport is not None
        server.transport.abort()
        return GOOD


class Silent(Mailbox):
    """It takes the whole mail, and says nothing more until the test is over."""

    def __init__(self) -> None:
        super().__init__()
        self.is_over = Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await super().handle_DATA(server, session, envelope)
        await server.loop.run_in_executor(None, self.is_over.wait)
        return GOOD


class _Encrypted(Controller):
    """A relay that speaks TLS from the first byte. It greets itself once, and trusts its own certificate."""

    def __init__(self, handler: Mailbox, context: ssl.SSLContext, port: int) -> None:
        super().__init__(handler, "127.0.0.1", port, ssl_context=context)

    def _trigger_server(self) -> None:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        with (
            socket.create_connection(("127.0.0.1", self.port), 5) as plain,
            trusting.wrap_socket(plain) as greeted,
        ):
            greeted.recv(1024)


@contextmanager
def relay(mailbox: Mailbox, **parts: Any) -> Iterator[Mailbox]:
    """Runs a relay that puts mails into `mailbox`, whose port it sets."""
    mailbox.port = free_port()
    with _running(Controller(mailbox, "127.0.0.1", mailbox.port, **parts)):
        yield mailbox


@contextmanager
def encrypted_relay(mailbox: Mailbox, context: ssl.SSLContext) -> Iterator[Mailbox]:
    """Runs a relay for `smtps://`."""
    mailbox.port = free_port()
    with _running(_Encrypted(mailbox, context, mailbox.port)):
        yield mailbox


@contextmanager
def _running(controller: Controller) -> Iterator[None]:
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def knows(user: str, password: str) -> Any:
    """What lets one user in."""

    def check(*parts: Any) -> AuthResult:
        said = parts[-1]
        is_right = (said.login, said.password) == (user.encode(), password.encode())
        return AuthResult(success=is_right, handled=False)

    return check


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A new certificate of 127.0.0.1, and what a relay needs to show it."""
    key, file = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", file, "-days", "2", "-subj", "/CN=relay", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, key)
    return file, context
