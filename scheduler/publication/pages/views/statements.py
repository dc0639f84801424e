"""The pages that the law requires of a public body: the accessibility statement and the privacy note.

The secretariat may write its own text for each of them; otherwise the templates have one.
"""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.publication.page_addresses import MISSING
from scheduler.publication.pages.views.page import Page, PageInputs, Pages


class AccessibilityView(Struct, frozen=True, kw_only=True):
    """The contents of the accessibility statement.

    `own_text` is the text of the secretariat, if any: only that says when and how it has assessed its pages.
    `enforcement` says where to turn if the host's answer does not satisfy.
    """

    own_text: Text | None
    enforcement: Text | None


class PrivacyView(Struct, frozen=True):
    """The contents of the privacy note: the text of the secretariat, if any."""

    own_text: Text | None


def pages(inputs: PageInputs) -> Pages:
    """Returns the accessibility statement, the privacy note, and the page for unknown addresses."""
    texts = inputs.state.profile.details.notes
    accessibility = AccessibilityView(own_text=texts.accessibility, enforcement=texts.enforcement)
    return {
        "accessibility": partial(
            Page, address="accessibility", template="accessibility.html", view=accessibility
        ),
        "privacy": partial(Page, address="privacy", template="privacy.html", view=PrivacyView(texts.privacy)),
        MISSING: partial(Page, address=MISSING, template="missing.html", status=404),
    }
