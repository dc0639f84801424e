"""The page in a mail, in a browser as narrow as a telephone."""

from __future__ import annotations

from msgspec.structs import replace

from publication.test_message import told
from scheduler.publication.announcements.message import html_text
from support.browsing import chromium


def test_a_mail_needs_no_scrolling_to_the_side_on_a_telephone() -> None:
    said = told("sofia", "bg")
    (first, *others) = said.paragraphs
    long = replace(first, heading="W" * 80)

    with chromium() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 600}, is_mobile=True)
        page.set_content(html_text(replace(said, paragraphs=(long, *others))))

        assert page.evaluate("document.documentElement.scrollWidth") == 320
