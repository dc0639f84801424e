"""The pages that the law asks of a public body: on accessibility, and on what is kept of its visitors.

Twincal says what it does itself; what the secretariat words stands instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scheduler.programme.texts import Text
from scheduler.publication.pages.page import Contents, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is said about `subject`: the `words` of the secretariat, None for those of Twincal."""

    subject: Literal["accessibility", "privacy"]
    words: Text | None


def pages(contents: Contents) -> Iterator[Page]:
    """The accessibility statement and the privacy note."""
    notes = contents.published.masthead.profile.notes
    yield _page(Statement(subject="accessibility", words=notes.accessibility))
    yield _page(Statement(subject="privacy", words=notes.privacy))


def _page(statement: Statement) -> Page:
    return Page(address=statement.subject, template=f"{statement.subject}.html", view=statement)
