"""Announcements as text, Markdown, HTML, and drafts of mails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from scheduler.programme.english_lists import number_of
from scheduler.publication.announcements.announcement import Announcement, Line, Paragraph
from scheduler.publication.pages.render import environment
from scheduler.reports.formats import markdown
from scheduler.timetable.occurrence import Occurrence

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


def private_words(private: Sequence[Occurrence]) -> Iterator[str]:
    """Yields how many meetings, of which cities, changed for private calendars alone: no text tells it."""
    whole = [each for each in private if each.content.is_private]
    others = [each for each in private if not each.content.is_private]
    for meetings, kind, what in (
        (whole, "private meeting", ""),
        (others, "public meeting", " in what private calendars show"),
    ):
        cities = dict.fromkeys(part.name.say("en") for each in meetings for part in each.participants)
        if meetings:
            count = number_of(len(meetings), kind)
            names = ", ".join(cities)
            yield f"{count} of {len(cities)} cities changed{what} ({names}); tell them yourself."


def announcement_file(words: str, style: AnnouncementFormat) -> bytes:
    """Returns the bytes of a file; mails have the line breaks of RFC 5322."""
    return (words.replace("\n", "\r\n") if style == "eml" else words).encode()


def _body(told: Announcement) -> str:
    parts = ["\n".join(_paragraph(each)) for each in told.paragraphs]
    if told.to_do:
        parts.append("\n".join((told.to_do_heading, *told.to_do)))
    if told.page is not None:
        parts.append(told.page.text)
    first = (told.greeting, *((told.warning,) if told.warning else ()))
    return "\n\n".join((*first, *parts, f"{told.closing}\n{told.sender}")) + "\n"


def _paragraph(told: Paragraph) -> Iterator[str]:
    yield told.heading
    for line in told.lines:
        yield f"  {line.text}"
        yield from (f"    {words}" for words in line.others)
    yield from (note.text for note in told.notes)


def _sections(told: Announcement) -> Iterator[str]:
    """Yields the blocks of Markdown, in which only addresses of pages and links are links."""
    yield f"# {markdown(told.subject)}"
    yield markdown(told.greeting)
    if told.warning:
        yield f"**{markdown(told.warning)}**"
    for each in told.paragraphs:
        yield f"## {markdown(each.heading)}"
        yield "\n".join(words for line in each.lines for words in _markdown_item(line))
        yield from map(_markdown_line, each.notes)
    if told.to_do:
        yield f"## {markdown(told.to_do_heading)}"
        yield "\n".join(f"- {markdown(sentence)}" for sentence in told.to_do)
    if told.page is not None:
        yield _markdown_line(told.page)
    yield f"{markdown(told.closing)}\\\n{markdown(told.sender)}"


def _markdown_item(line: Line) -> Iterator[str]:
    yield f"- {_markdown_line(line)}"
    yield from (f"  - {markdown(words)}" for words in line.others)


def _markdown_line(line: Line) -> str:
    return f"{markdown(line.words)}{line.gap}{f'<{line.url}>' if line.url else ''}"
