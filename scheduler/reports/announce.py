"""Announcements as text, Markdown, HTML, and drafts of mails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from scheduler.programme.english_lists import number_of
from scheduler.publication.announcements.announcement import Announcement, Line
from scheduler.publication.announcements.message import draft, html_text, with_addressees
from scheduler.publication.announcements.plain_lines import plain_text
from scheduler.reports.formats import markdown
from scheduler.timetable.occurrence import Occurrence

AnnouncementFormat = Literal["text", "markdown", "html", "eml"]
ENDINGS: Mapping[AnnouncementFormat, str] = {"text": "txt", "markdown": "md", "html": "html", "eml": "eml"}


def announcement_in(style: AnnouncementFormat, told: Announcement, to: Sequence[str]) -> str:
    """Returns an announcement in a format; only a mail is `to` addresses."""
    match style:
        case "text":
            return announcement_text(told)
        case "markdown":
            return "\n\n".join(_sections(told)) + "\n"
        case "html":
            return html_text(told)
        case "eml":
            return with_addressees(draft(told), to).decode("ascii").replace("\r\n", "\n")


def announcement_text(told: Announcement) -> str:
    """Returns the subject, a blank line, and the text of the mail."""
    return f"{told.subject}\n\n{plain_text(told)}"


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
