"""The mails that tell offices of cities about changes, and the mark that all offices share.

1. An office knows all revisions up to the mark or up to its last mail, whichever is later.
2. A mail keeps its words until it is sent: after a crash, the same bytes go again. No address is kept.
3. A revision that withdraws anything erases the words of the mails that are not sent, and so does a person
   who has an old one sent. They are made anew for the same revisions and those that came since.
4. A mail by schedule tells no revision: afterwards its office counts as told of as much as before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

TOO_OLD = timedelta(days=1)
"""A change that is older is mailed only if a person says so."""
KEPT = timedelta(days=730)
"""How long it is known that a mail was sent, and that it was seen."""

MailState = Literal["waits", "refused", "sent", "told"]
"""`refused`: the relay does not take it, and a person must decide. `told`: a person told the office, or
nothing remains to tell."""

MailKind = Literal["changes", "digest", "reminder"]
"""What a mail tells: changes, the coming month, or what is still to be done. The last two go by schedule."""

SECRETARIAT = "programme"
"""The city of a mail to the person who reads the answers of offices: the identity of the programme's feed."""

OPEN: tuple[MailState, ...] = ("waits", "refused")
"""The states of mails whose office is not told yet."""


class MailMark(Struct, frozen=True, kw_only=True):
    """The last `revision` that every office knows, or need not know.

    While it is `held`, nothing is sent. The last mails by schedule went on the days `digest` and `reminder`,
    by the clock of the host.
    """

    revision: int
    held: bool = False
    digest: date | None = None
    reminder: date | None = None


class Mail(Struct, frozen=True, kw_only=True):
    """One mail to the office of a `city` (an identity) about the revisions after `since` up to `revision`.

    A mail by schedule tells no revision: `since` and `revision` are both the last one that its office knows.

    `changed` is when the first of its changes was made, `claimed` when its words were made. `words` is the
    message without its addressees; empty once it was sent, and until the words are made anew. `seen_digest`
    is that of the secret in its link, empty without a link. It is `released` if a person wants it sent
    whatever its age. `tried` is the last attempt, `trouble` why it failed, without addresses. `ended` is when
    the relay took or refused it, or a person told the office.
    """

    id: str
    city: str
    since: int
    revision: int
    changed: datetime
    claimed: datetime
    words: bytes = b""
    seen_digest: str = ""
    released: bool = False
    tried: datetime | None = None
    trouble: str = ""
    state: MailState = "waits"
    ended: datetime | None = None
    seen: datetime | None = None
    kind: MailKind = "changes"

    def __post_init__(self) -> None:
        if not 0 <= self.since <= self.revision or (self.since == self.revision) == (self.kind == "changes"):
            raise ValueError(f"a mail cannot tell the revisions after {self.since} up to {self.revision}")
        if (self.state == "waits") != (self.ended is None):
            raise ValueError("a mail that waits has not ended, and any other has")

    @property
    def is_open(self) -> bool:
        """Whether its office is not told yet."""
        return self.state in OPEN

    def tells(self, revision: int) -> bool:
        """Returns whether it tells what a revision changed; a digest tells all that is still to come."""
        return self.since < revision <= self.revision or (self.kind == "digest" and revision <= self.revision)

    def ended_as(self, state: MailState, at: datetime, trouble: str = "") -> Mail:
        """Returns the mail without words, once it was sent or refused, or a person told the office."""
        return replace(self, state=state, ended=at, words=b"", trouble=trouble)

    def set_free(self) -> Mail:
        """Returns the mail to be sent whatever its age, with words that are made anew."""
        return replace(self, state="waits", ended=None, released=True, words=b"", trouble="")

    def goes_alone(self, now: datetime) -> bool:
        """Returns whether it is sent without a person's word; also not if the clock was put back by a day."""
        return self.state == "waits" and (self.released or abs(now - self.changed) <= TOO_OLD)


class ToldNote(Struct, frozen=True, kw_only=True):
    """A note that the person `by` told the office of a `city` (an identity) all up to `revision`."""

    city: str
    revision: int
    at: datetime
    by: str


def told_until(mark: MailMark, mails: Iterable[Mail], city: str) -> int:
    """Returns the last revision of which the office of a city (an identity) was told."""
    return max([mark.revision, *(mail.revision for mail in mails if mail.city == city)])
