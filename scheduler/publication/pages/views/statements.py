"""The pages that the law asks of a public body: on accessibility, and on what is kept of its visitors.

Twincal says what it does itself; what the secretariat words stands instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.programme.texts import Text
from scheduler.publication.pages.page import Page, PageInputs
from scheduler.record.revision import Published
from scheduler.timetable.clocks import to_local


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessibility:
    """How well pages can be used: the `words` of the secretariat, None for those of Twincal.

    Twincal's were `prepared` on a day; `enforcement` is where to turn when an answer does not satisfy.
    """

    words: Text | None
    prepared: date
    enforcement: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What is kept of visitors: the `words` of the secretariat, None for those of Twincal."""

    words: Text | None


def pages(contents: PageInputs) -> Iterator[Page]:
    """The accessibility statement and the privacy note."""
    published = contents.published
    notes = published.profile.details.notes
    view = Accessibility(
        words=notes.accessibility, prepared=_prepared(published), enforcement=notes.enforcement
    )
    yield Page(address="accessibility", template="accessibility.html", view=view)
    yield Page(address="privacy", template="privacy.html", view=Privacy(words=notes.privacy))


def _prepared(published: Published) -> date:
    """The day on which this release of Twincal, whose pages were evaluated, first made these."""
    time = published.time
    for record in published.history:
        if record.sources.release != published.history[0].sources.release:
            break
        time = record.time
    return to_local(time, published.profile.zone).date()
