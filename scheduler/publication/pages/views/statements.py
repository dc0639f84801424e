"""The pages that the law requires of a public body: the accessibility statement and the privacy note.

The secretariat may write its own text for each of them; otherwise the templates have one.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from scheduler.programme.texts import PageTexts, Text
from scheduler.publication.pages.views.page import Page, PageInputs, Pages, ready_pages
from scheduler.timetable.wall_times import to_local


class AccessibilityView(Struct, frozen=True, kw_only=True):
    """The contents of the accessibility statement.

    `own_text` is the text of the secretariat, if any. `prepared` is the date of the statement. `enforcement`
    says where to turn if the host's answer does not satisfy.
    """

    own_text: Text | None
    prepared: date
    enforcement: Text | None


class PrivacyView(Struct, frozen=True, kw_only=True):
    """The contents of the privacy note: the text of the secretariat, if any."""

    own_text: Text | None


def pages(inputs: PageInputs) -> Pages:
    """Returns the accessibility statement and the privacy note."""
    state = inputs.state
    texts = state.profile.details.notes
    accessibility = Page(
        address="accessibility",
        template="accessibility.html",
        make_view=accessibility_view,
        arguments=(texts, to_local(state.release_since, state.profile.zone).date()),
    )
    privacy = Page(address="privacy", template="privacy.html", make_view=privacy_view, arguments=(texts,))
    return ready_pages(accessibility, privacy)


def accessibility_view(texts: PageTexts, prepared: date) -> AccessibilityView:
    """Returns the contents of the accessibility statement."""
    return AccessibilityView(own_text=texts.accessibility, prepared=prepared, enforcement=texts.enforcement)


def privacy_view(texts: PageTexts) -> PrivacyView:
    """Returns the contents of the privacy note."""
    return PrivacyView(own_text=texts.privacy)
