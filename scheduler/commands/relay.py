"""The relay that takes mails to offices, and what becomes of a mail that is given to it.

What a relay says is not kept: it may repeat an address. Its code of three digits is.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from msgspec import Struct

from scheduler.commands.refusals import Refused

RELAY_VARIABLE = "TWINCAL_SMTP"
PASSWORD_VARIABLE = "TWINCAL_SMTP_PASSWORD_FILE"  # noqa: S105 - it names a file
TIMEOUT = 30.0
"""Seconds for each answer of the relay."""
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_HOST = r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|\[[0-9a-f:]+\]"
_URL = re.compile(rf"(smtps?|smtp\+starttls)://(?:([!-~]+)@)?({_HOST})(?::([0-9]{{1,5}}))?/?", re.IGNORECASE)


class Relay(Struct, frozen=True, kw_only=True):
    """Where mails are sent, as which user; `scheme` is that of its address."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Relay({self.scheme}://{self.host}:{self.port})"

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine."""
        return self.host in ("localhost", "127.0.0.1", "::1")


class Delivery(Struct, frozen=True, kw_only=True):
    """What became of a mail: it was `sent`, it is `refused` for good, or the same bytes may go `later`.

    The relay is `away` if it takes no mail at all now.
    """

    state: Literal["sent", "refused", "later", "away"]
    words: str = ""

    def trouble(self, city: str) -> str:
        """Returns what the secretariat should know; it is empty if all is well."""
        return self.words.format(city=city)


def read_relay(settings: Mapping[str, str]) -> Relay | None:
    """Returns the relay that the settings of the environment name; None if they name none.

    Raises Refused. No message repeats a setting, which may hold a password.
    """
    url, file = (settings.get(name, "").strip() for name in (RELAY_VARIABLE, PASSWORD_VARIABLE))
    if not url:
        return None
    if re.match("[^@]*//[^@]*:.*@", url):
        cure = f"write it to a file, and name that in {PASSWORD_VARIABLE}"
        raise Refused(f"{RELAY_VARIABLE} holds a password", cure)
    parts = _URL.fullmatch(url)
    scheme, user = (parts[1].lower(), unquote(parts[2] or "")) if parts else ("", "")
    port = int(parts[4] or _PORTS[scheme]) if parts else 0
    if parts is None or not 0 < port < 65536 or not user.isascii():
        example = "write for example `smtp+starttls://secretariat@mail.example.org:587`"
        raise Refused(f"{RELAY_VARIABLE} is not the address of a relay", example)
    if bool(user) != bool(file):
        cure = f"write it as in `{scheme}://user@mail.example.org`, and name the file in {PASSWORD_VARIABLE}"
        raise Refused("a relay has a user and the file of its password, or neither", cure)
    password, host = _password(file) if file else "", parts[3].lower().strip("[]")
    relay = Relay(scheme=scheme, host=host, port=port, user=user, password=password)
    if user and scheme == "smtp" and not relay.is_local:
        words = f"`smtp://` in {RELAY_VARIABLE} would show the password to anyone on the way"
        raise Refused(words, "write `smtp+starttls://` or `smtps://`")
    return relay


def _password(file: str) -> str:
    try:
        password = Path(file).read_text(encoding="ascii").strip("\r\n")
    except (OSError, ValueError):
        password = ""
    if not password or not password.isprintable():
        words = f"the file in {PASSWORD_VARIABLE} holds no password that can be read"
        raise Refused(words, "write the password to it, in ASCII on one line, and let this user read it")
    return password


def send(
    relay: Relay, sender: str, words: bytes, addresses: Sequence[str], timeout: float = TIMEOUT
) -> Delivery:
    """Gives a mail to the relay; it is sent if the relay takes it for one of the addresses at least.

    A mail whose end the relay does not confirm may have been sent: it goes again with the same Message-ID.
    """
    try:
        with _session(relay, timeout) as smtp:
            answers = smtp.sendmail(sender, addresses, words)
    except OSError as error:
        return _not_sent(error)
    refused = [(place, answers[each][0]) for place, each in enumerate(addresses, 1) if each in answers]
    trouble = " ".join(f"The relay refused address {place} of {{city}} ({code})." for place, code in refused)
    return Delivery(state="sent", words=trouble)


@contextmanager
def _session(relay: Relay, timeout: float) -> Iterator[smtplib.SMTP]:
    """Opens a session, and closes it; what the relay does at its end changes nothing."""
    context = ssl.create_default_context()
    if relay.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, timeout=timeout, context=context)
    else:
        smtp = smtplib.SMTP(relay.host, relay.port, timeout=timeout)
    try:
        if relay.scheme == "smtp+starttls":
            smtp.starttls(context=context)
        if relay.user:
            smtp.login(relay.user, relay.password)
        yield smtp
    finally:
        with suppress(OSError):
            smtp.quit()
        smtp.close()


def _not_sent(error: OSError) -> Delivery:
    """Returns what an error means. Only what a relay says of a mail or its addressees is for good."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _answered(min(code for code, _ in error.recipients.values()))
        case smtplib.SMTPDataError(smtp_code=code):
            return _answered(code)
        case smtplib.SMTPSenderRefused(smtp_code=code) if _is_final(code):
            words = f"takes no mails from the address in `mail:` ({code})"
        case smtplib.SMTPAuthenticationError(smtp_code=code) if _is_final(code):
            words = f"does not know this user with this password ({code})"
        case smtplib.SMTPResponseException(smtp_code=code):
            words = f"takes no mails now ({code})"
        case smtplib.SMTPNotSupportedError():
            words = "offers no STARTTLS" if "STARTTLS" in str(error) else "takes no password"
        case ssl.SSLError():
            words = "has no encryption, or no certificate, that can be trusted"
        case _:
            words = "does not answer"
    return Delivery(state="away", words=f"The relay {words}.")


def _answered(code: int) -> Delivery:
    if _is_final(code):
        return Delivery(state="refused", words=f"The relay refused {{city}} ({code}): telephone.")
    return Delivery(state="later", words=f"The relay takes it later ({code}).")


def _is_final(code: int) -> bool:
    return 500 <= code <= 599
