"""The text for one city, as a value of words that each format renders.

Nothing private is in it: only details that public calendars show are read.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Line(Struct, frozen=True, kw_only=True):
    """Words, an address, or an address behind the words that name it; `others` are lines below it."""

    words: str = ""
    url: str | None = None
    others: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words and the address, as plain text shows them."""
        return f"{self.words}{self.gap}{self.url or ''}"

    @property
    def gap(self) -> str:
        """The blank between the words and the address; a full-width colon needs none."""
        return " " if self.words and self.url and not self.words.endswith("：") else ""


class Paragraph(Struct, frozen=True, kw_only=True):
    """Meetings of which the same is true: a heading, their times, and notes about all of them.

    `topic` is what the subject of the mail says of it: what changes, and the title. `days` are those of the
    meetings, `known_days` those by which the city knows them.
    """

    heading: str
    lines: tuple[Line, ...]
    notes: tuple[Line, ...]
    topic: tuple[str, ...]
    days: tuple[date, ...]
    known_days: tuple[date, ...]


class Announcement(Struct, frozen=True, kw_only=True):
    """What one city should hear. `id` is its present id, `language` the code of the words.

    `warning` comes first if calendars may be too slow; else it is empty. `to_do` are sentences below the
    heading `to_do_heading`, none if all is over; `page` is that of the city, `sender` the host. At `seen` the
    office can say that it has read the text.
    """

    id: str
    city: str
    language: str
    direction: str
    subject: str
    greeting: str
    warning: str
    paragraphs: tuple[Paragraph, ...]
    to_do_heading: str
    to_do: tuple[str, ...]
    page: Line | None
    closing: str
    sender: str
    seen: Line | None = None
