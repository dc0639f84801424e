"""A published programme whose offices get mails, and the relay that takes them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from scheduler.commands.post_office import look, post_office
from scheduler.commands.relay import Relay
from scheduler.configuration import read
from scheduler.state.mails import Mail
from scheduler.store import open_store
from support.relays import Mailbox
from support.shell import Shell
from support.small_programme import SMALL, edited

SOFIA, SEJONG = "twinning@sofia.example", "office@sejong.example"
BEGIN = datetime.fromisoformat("2026-11-24T09:00:00+00:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PROGRAMME = edited(
    SMALL,
    (
        "  name: Small programme\n",
        "  name: Small programme\n  address: https://calendar.example.org\n"
        "  mail: {from: secretariat@example.org, reply_to: desk@example.org}\n",
    ),
    ("    name: Sofia\n", f"    name: Sofia\n    contacts: [{SOFIA}]\n"),
    ("    name: Sejong\n", f"    name: Sejong\n    contacts: [{SEJONG}]\n"),
    ("    title: Monthly\n", "    title: Monthly\n    join: {url: https://meet.example.org/abc, passcode: '48151623'}\n"),
)  # fmt: skip


@dataclass
class Programme:
    """A published programme whose mails go to a real relay, and the minutes since it was published."""

    shell: Shell
    mailbox: Mailbox
    minutes: float = 0
    now: datetime = field(default=BEGIN)

    def wait(self, minutes: float) -> None:
        self.now += minutes * MINUTE

    def do(self, *words: str) -> None:
        """A command that publishes a change."""
        answer = self.shell.run(*words, "--config", str(self.shell.config), "--yes", now=self.now.isoformat())
        assert answer.code == 0, answer.err

    def move(self, day: int, month: str = "2026-12") -> None:
        self.do("move", f"monthly/{month}", f"{month}-{day} 11:00")

    def apply(self, *options: str) -> None:
        answer = self.shell.apply(*options, now=self.now.isoformat())
        assert answer.code == 0, answer.err

    def look(self) -> Mapping[str, EmailMessage]:
        """What the relay takes at a look, by its addressees."""
        before = len(self.mailbox.taken)
        programme = read(self.shell.config).programme
        assert programme is not None
        post = post_office(Relay(scheme="smtp", host="127.0.0.1", port=self.mailbox.port), programme)
        with closing(open_store(self.shell.url)) as store:
            if post is not None:
                last = store.last_revision()
                assert last is not None
                look(store, post, self.now, last[0])
        return {
            ", ".join(to): message_from_bytes(words, policy=default)
            for _, to, words in self.mailbox.taken[before:]
        }

    def after(self, minutes: float) -> Mapping[str, EmailMessage]:
        self.wait(minutes)
        return self.look()

    @property
    def mails(self) -> tuple[Mail, ...]:
        with closing(open_store(self.shell.url)) as store:
            return store.mails()

    def mark(self) -> int:
        with closing(open_store(self.shell.url)) as store:
            mark = store.mail_mark()
            assert mark is not None
            return mark.revision


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
