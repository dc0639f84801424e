"""`/robots.txt`: calendars and pages may be fetched by everybody, what only tells of other readers may not.

Google's calendar obeys it, so nothing that anybody subscribes to is kept out here, private feeds included:
`X-Robots-Tag` keeps those from being found, which only works where they may be fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scheduler.publication.resource import Resource

PATH = "/robots.txt"


def robots(languages: Sequence[str], modified: datetime) -> Resource:
    """What programs are asked to leave alone: the page of who has polled, in every language."""
    kept_out = ("/reach", *(f"/{code}/reach" for code in languages))
    lines = ("User-agent: *", *(f"Disallow: {path}" for path in kept_out), "Allow: /")
    body = "".join(f"{line}\n" for line in lines).encode()
    return Resource(status=200, type="text/plain; charset=utf-8", body=body, modified=modified)
