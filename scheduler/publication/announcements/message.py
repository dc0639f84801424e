"""The mail to the office of one city, as bytes.

Its fields are written here, for the library folds long ones into words that no program reads as addresses.
Equal announcements give equal bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from urllib.parse import quote

from msgspec.structs import replace

from calendars import clean
from scheduler.programme.members import MailSender
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Announcement, Line
from scheduler.publication.announcements.plain_lines import plain_text, wrapped
from scheduler.publication.page_addresses import SEEN
from scheduler.publication.pages.render import environment

_POLICY = SMTP.clone(cte_type="7bit")
"""Servers between two offices may not take letters beyond ASCII as they are."""
_BREAKS = re.compile("[^\\S\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")


def message(
    to: Addressee, told: Announcement, sender: MailSender, *, id: str, date: datetime, secret: str = ""
) -> bytes:
    """Returns the mail without addressees; its last line is the address with the `secret`, if there is one.

    `id` is of this mail alone.
    """
    domain = sender.address.rpartition("@")[2]
    unsubscribe = f"mailto:{quote(sender.reply_to, safe='@+')}?subject=unsubscribe%20{told.id}"
    fields = {
        "From": _named(told.sender, sender.address),
        "Reply-To": sender.reply_to,
        "Date": format_datetime(date),
        "Message-ID": f"<{id}@{domain}>",
        "List-Id": f"<{to.state.profile.id}.{domain}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "Auto-Submitted": "auto-generated",
    }
    return _with_fields(fields, _words(_asking(to, told, secret)))


def draft(told: Announcement) -> bytes:
    """Returns a mail that Outlook and Thunderbird open as a draft.

    It has no date and no sender: the program that sends it adds them.
    """
    return _with_fields({"X-Unsent": "1"}, _words(told))


def with_addressees(words: bytes, addresses: Sequence[str]) -> bytes:
    """Returns the mail `words`, to these addresses."""
    return _with_fields({"To": ",\r\n ".join(addresses)}, words) if addresses else words


def html_text(told: Announcement) -> str:
    """Returns an announcement as a page of HTML."""
    return environment().get_template("announcement.html").render(view=told, contexts=[]) + "\n"


def _asking(to: Addressee, told: Announcement, secret: str) -> Announcement:
    """Returns the announcement with the address at which the office can say that it has read it."""
    url = to.url(f"{SEEN}/{secret}") if secret else None
    words = to.labelled(to.say("I have read this"), "").rstrip()
    return replace(told, seen=Line(words=words, url=url)) if url else told


def _words(told: Announcement) -> bytes:
    """Returns the subject, the language, and the text in both forms."""
    mail, page = EmailMessage(policy=_POLICY), html_text(told)
    mail.set_content(wrapped(plain_text(told)))
    mail.add_alternative(page, subtype="html")
    mail.set_boundary(f"=_{hashlib.sha256(page.encode()).hexdigest()[:32]}")
    fields = {"Subject": _encoded("Subject", told.subject), "Content-Language": told.language}
    return _with_fields(fields, mail.as_bytes())


def _with_fields(fields: Mapping[str, str], words: bytes) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode("ascii") + words


def _named(name: str, address: str) -> str:
    if not name.isascii():
        return f"{_encoded('From', name)} <{address}>"
    return formataddr((_on_one_line(name), address))


def _encoded(field: str, words: str) -> str:
    """Returns words in ASCII, on lines of at most 76 characters."""
    return Header(_on_one_line(words), header_name=field).encode(linesep="\r\n")


def _on_one_line(words: str) -> str:
    """Returns words without breaks; blanks that hold words together stay."""
    return _BREAKS.sub(" ", clean(words)).strip()
