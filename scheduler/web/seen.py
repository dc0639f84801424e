"""The page at `/seen/SECRET`, whose address only a mail to the office of a city has.

1. It is the same for every secret, as is what it says after its button was pressed: a guess learns nothing.
2. Only the button says that a mail was read: programs that check mails open each address in them.
3. Where a press goes, the digest of the secret goes alone. No log has either.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence

from scheduler.publication.page_addresses import SEEN
from scheduler.publication.pages.seen_page import SeenView
from scheduler.publication.resource import Resource
from scheduler.state.feeds import digest_of
from scheduler.web.response import (
    FORM_METHODS,
    NOT_OF_A_FORM,
    RequestFields,
    Response,
    private_headers,
    resource_response,
    text_response,
)

Press = Callable[[str], Awaitable[bool]]
Show = Callable[[SeenView], Awaitable[Resource]]
LONGEST_PRESS = 500
"""Bytes of a form that has no fields. A longer one is answered 413."""

_ADDRESS = re.compile(rf"(?:/([a-zA-Z-]+))?/{SEEN}/([^/]+)")
_LONG = text_response(413, "The form of this page is empty.\n")


def seen_address(path: str, languages: Sequence[str]) -> tuple[str, str] | None:
    """Returns the language and the secret in the address of this page; None for every other path.

    The first of `languages` may be named, because it was not the first when an old mail was sent.
    """
    found = _ADDRESS.fullmatch(path)
    code = found[1] or languages[0] if found else ""
    return (code, found[2]) if found and code in languages else None


async def seen_answer(
    method: str, secret: str, fields: RequestFields, body: bytes, press: Press | None, show: Show
) -> Response:
    """Returns the answer to a request for the address with this secret.

    `press` returns whether it was noted that the button was pressed at the address whose secret has a digest.
    Without it nobody writes here. `show` makes the page.
    """
    if method not in FORM_METHODS:
        return NOT_OF_A_FORM
    if method != "POST":
        return resource_response(await show("question"), fields, private_headers)
    if len(body) > LONGEST_PRESS:
        return _LONG
    page = await show("thanks" if await _is_noted(press, secret) else "again")
    return resource_response(page, {}, private_headers)


async def _is_noted(press: Press | None, secret: str) -> bool:
    try:
        return press is not None and await press(digest_of(secret))
    except (ConnectionError, TimeoutError):
        return False
