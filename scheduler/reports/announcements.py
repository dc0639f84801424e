"""Announcements as text, Markdown, HTML, and drafts of mails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from scheduler.commands.announce import Announced
from scheduler.publication.announcements.announcement import AnnouncedMeeting, Announcement
from scheduler.publication.pages.render import environment
from scheduler.reports.formats import markdown

AnnouncementFormat = Literal["text", "markdown", "html", "eml"]
ENDINGS: Mapping[AnnouncementFormat, str] = {"text": "txt", "markdown": "md", "html": "html", "eml": "eml"}
_POLICY = SMTP.clone(cte_type="7bit")
"""Servers between two offices may not take letters beyond ASCII as they are."""


def announcement_in(style: AnnouncementFormat, told: Announcement, to: Sequence[str]) -> str:
    """Returns an announcement in a format; only a mail is `to` addresses."""
    match style:
        case "text":
            return announcement_text(told)
        case "markdown":
            return "\n\n".join(_sections(told)) + "\n"
        case "html":
            return _html(told)
        case "eml":
            return _mail(told, to)


def announcement_text(told: Announcement) -> str:
    """Returns the subject, a blank line, and the text of the mail."""
    return f"{told.subject}\n\n{_body(told)}"


def _html(told: Announcement) -> str:
    return environment().get_template("announcement.html").render(view=told, contexts=[]) + "\n"


def _mail(told: Announcement, to: Sequence[str]) -> str:
    """Returns a mail that Outlook and Thunderbird open as a draft, with line breaks as a terminal has them.

    It has no date and no sender: the program that sends it adds them. Equal announcements give equal texts.
    """
    mail, page = EmailMessage(policy=_POLICY), _html(told)
    mail["Subject"] = told.subject
    if to:
        mail["To"] = ", ".join(to)
    mail["X-Unsent"] = "1"
    mail.set_content(_body(told))
    mail.add_alternative(page, subtype="html")
    mail.set_boundary(f"=_{hashlib.sha256(page.encode()).hexdigest()[:32]}")
    return mail.as_bytes().decode("ascii").replace("\r\n", "\n")


def private_words(found: Announced) -> str:
    """Returns the sentence that counts the private meetings that changed: no text tells of them."""
    count, cities = found.private_meetings, found.private_cities
    meetings = "1 private meeting" if count == 1 else f"{count} private meetings"
    return f"{meetings} of {len(cities)} cities changed ({', '.join(cities)}); tell them yourself."


def announcement_file(words: str, style: AnnouncementFormat) -> bytes:
    """Returns the bytes of a file; mails have the line breaks of RFC 5322."""
    return (words.replace("\n", "\r\n") if style == "eml" else words).encode()


def _body(told: Announcement) -> str:
    parts = [
        "\n".join((change.heading, *map(_meeting, change.meetings), *change.notes)) for change in told.changes
    ]
    parts.append("\n".join((told.to_do_heading, *told.to_do)))
    if told.url:
        parts.append(f"{told.city}: {told.url}")
    first = (told.warning,) if told.warning else ()
    return "\n\n".join((*first, *parts, told.sender)) + "\n"


def _meeting(meeting: AnnouncedMeeting) -> str:
    rows = (f"  {label} {words}" if label else f"  {words}" for label, words in meeting.rows)
    return "\n".join((*rows, *((f"  {meeting.url}",) if meeting.url else ())))


def _sections(told: Announcement) -> Iterator[str]:
    """Yields the blocks of Markdown, in which only the addresses of pages are links."""
    yield f"# {markdown(told.subject)}"
    if told.warning:
        yield f"**{markdown(told.warning)}**"
    for change in told.changes:
        yield f"## {markdown(change.heading)}"
        yield "\n".join(map(_markdown_line, change.meetings))
        yield from map(markdown, change.notes)
    yield f"## {markdown(told.to_do_heading)}"
    yield "\n".join(f"- {markdown(sentence)}" for sentence in told.to_do)
    if told.url:
        yield f"{markdown(told.city)}: <{told.url}>"
    yield markdown(told.sender)


def _markdown_line(meeting: AnnouncedMeeting) -> str:
    rows = (f"{markdown(label)} **{markdown(words)}**".strip() for label, words in meeting.rows)
    return f"- {' · '.join((*rows, *((f'<{meeting.url}>',) if meeting.url else ())))}"
