"""`/robots.txt`: robots may fetch calendars and pages, but not the page that shows who has fetched them.

Google Calendar obeys this file, so it excludes no feed, not even private ones: `X-Robots-Tag` excludes those
from search engines, which only works if robots may fetch them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scheduler.publication.page_addresses import REACH
from scheduler.publication.resource import Resource

PATH = "/robots.txt"


def robots(languages: Sequence[str], modified: datetime) -> Resource:
    """Returns the file: it excludes the reach page in every language."""
    excluded = (f"/{REACH}", *(f"/{code}/{REACH}" for code in languages))
    lines = ("User-agent: *", *(f"Disallow: {path}" for path in excluded), "Allow: /")
    body = "".join(f"{line}\n" for line in lines).encode()
    return Resource(status=200, type="text/plain; charset=utf-8", parts=(body,), modified=modified)
