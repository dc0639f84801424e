"""The site over HTTP: a request is one look-up of what was prepared when the site changed.

No database and no rendering on the way of a request. The site is swapped whole, so that a reader sees the
old one or the new one. What only this process can tell (`status`) and what only some may see (`doors`)
stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scheduler.publication.resource import Resource
from scheduler.publication.site import Site
from scheduler.web import status
from scheduler.web.answers import NOTHING, Answer, answers
from scheduler.web.headers import public
from scheduler.web.health import Health
from scheduler.web.reply import Reply, without_body, words

Asked = Iterable[tuple[bytes, bytes]]
Observe = Callable[[str, str, bytes], None]
PrivateLookup = Callable[[str], Answer | None]
Send = Callable[[Any], Any]

MISSING_PAGE = "/404.html"
_PRIVATE = "/private/"
_RETRY = (b"retry-after", b"5")
_ALLOW = (b"allow", b"GET, HEAD")
_STARTING = words(503, "Starting; please come back in a moment.\n", _RETRY)
_ALWAYS_SAID = (b"cache-control", b"x-content-type-options")
_NOT_HERE = words(404, "There is nothing at this address.\n")
_NOT_THIS_WAY = words(405, "Only GET and HEAD are answered here.\n", _ALLOW)


class SiteApp:
    """An ASGI application that answers from the site it was last given.

    `observe` is told the address, the ETag and the client of every calendar that was sent or was known
    already; `doors` finds what stands behind `/private/`. `counts` are requests by the class of their status.
    """

    def __init__(self, health: Health, *, packed: bool = True) -> None:
        self.observe: Observe | None = None
        self.doors: PrivateLookup | None = None
        self.counts = [0] * 6
        self._health = health
        self._packed = packed
        self._answers = self._beside = NOTHING
        self._is_ready = False

    def show(self, site: Site) -> None:
        """Answer from `site` from now on; may be called in another thread."""
        self._answers = self._prepared(site.resources, self._answers)
        self._is_ready = True

    def show_first(self, site: Site) -> None:
        """Answer from what there is of `site`; what is not there yet is still to come, and not missing."""
        self._answers = self._prepared(site.resources, self._answers)

    def show_beside(self, resources: Mapping[str, Resource]) -> None:
        """Answer with these as well, whatever the site is, in place of what stood beside it before.

        May be called in another thread.
        """
        self._beside = self._prepared(resources, self._beside)

    def _prepared(
        self, resources: Mapping[str, Resource], before: Mapping[str, Answer]
    ) -> Mapping[str, Answer]:
        return answers(resources, before=before, packed=self._packed)

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:  # noqa: ARG002 - a body is not read
        """One request over HTTP; nothing else is spoken here."""
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not spoken here")
        try:
            sent = self.reply(scope["method"], scope["path"], scope["headers"])
        except Exception:
            self.counts[5] += 1  # the server says 500
            raise
        await send(sent.start)
        await send(sent.content)

    def reply(self, method: str, path: str, asked: Asked) -> Reply:
        """What is answered; `asked` are the headers of the request, their names in lower case."""
        answer = self._answers.get(path) or self._elsewhere(path)
        sent = self._other(method, path, asked) if answer is None else self._from(answer, method, asked)
        self.counts[sent.status // 100] += 1
        return sent

    def _elsewhere(self, path: str) -> Answer | None:
        if self.doors is not None and path.startswith(_PRIVATE):
            return self.doors(path)
        return self._beside.get(path)

    def _from(self, answer: Answer, method: str, asked: Asked) -> Reply:
        if method not in ("GET", "HEAD"):
            return _NOT_THIS_WAY
        said = _picked(asked)
        form = answer.form(said.get(b"accept-encoding", b""))
        if answer.is_known(form, said.get(b"if-none-match"), said.get(b"if-modified-since")):
            sent = form.unchanged
        elif method == "HEAD":
            return form.head
        else:
            sent = form.full
        if self.observe is not None and answer.is_calendar and said.get(b"if-none-match") != b"*":
            # With `*` a client only asks whether there is anything: it need not have what is there.
            self.observe(answer.address, answer.plain.etag, said.get(b"user-agent", b""))
        return sent

    def _other(self, method: str, path: str, asked: Asked) -> Reply:
        """What is answered where neither the site nor anything beside it has the path."""
        told = status.told(path, self._health, self.counts)
        if told is not None:
            sent = told
        elif not self._is_ready or (self.doors is None and path.startswith(_PRIVATE)):
            sent = _STARTING
        else:
            sent = _redirect(self._answers, path) or self._missing(path, asked)
        if method in ("GET", "HEAD"):
            return without_body(sent) if method == "HEAD" else sent
        return sent if sent.status in (404, 503) else _NOT_THIS_WAY

    def _missing(self, path: str, asked: Asked) -> Reply:
        """The site's own page for people, in the language of the first segment; a few words for programs.

        Nothing else of the path counts: what is asked for below `/private/` is told as anything is.
        """
        own = f"/{path.split('/', 2)[1]}{MISSING_PAGE}" if path.count("/") > 1 else MISSING_PAGE
        page = self._answers.get(own) or self._answers.get(MISSING_PAGE)
        if page is not None and b"text/html" in _picked(asked).get(b"accept", b""):
            # Like every other answer that there is nothing: what is not there yet may be in a minute.
            safe = (header for header in public(page.resource) if header[0] not in _ALWAYS_SAID)
            return words(404, page.resource.body.decode(), *safe, kind=b"text/html")
        return _NOT_HERE


_PICKED = frozenset((b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since", b"user-agent"))
_LONGEST = 4096
"""Bytes of a header: many times what any client has to say, a list of a hundred ETags included."""


def _picked(asked: Asked) -> dict[bytes, bytes]:
    """The headers that matter; one that is there twice is one list (RFC 9110 section 5.3).

    One that is too long is not there, so that nobody can have us read or remember much; the beginning of a
    client's name is enough.
    """
    said: dict[bytes, bytes] = {}
    for name, value in asked:
        if name in _PICKED:
            whole = said[name] + b", " + value if name in said else value
            said[name] = whole[: _LONGEST + 1]  # cut while they are joined: many lines cost no more than one
    return {name: value for name, value in said.items() if len(value) <= _LONGEST or name == b"user-agent"}


def _redirect(known: Mapping[str, Answer], path: str) -> Reply | None:
    """To the page that this path means but for its last slash.

    The address is relative, because the site may live below a path of somebody else's server.
    """
    if path.endswith("/"):
        page, target = path[:-1], f"../{path[:-1].rpartition('/')[2]}"
    else:
        page, target = f"{path}/", f"{path.rpartition('/')[2]}/"
    if page not in known or known[page].is_calendar:
        return None
    return words(301, f"See {target}\n", (b"location", target.encode()))
