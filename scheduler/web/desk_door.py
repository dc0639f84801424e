"""The door of the desk: `/desk/` on `serve`, for those who have a key.

1. It is no address at all until a key exists.
2. A key is typed once. A cookie holds it for twelve hours, or until it is ended. Nothing else can be guessed
   or counted: a key has 256 random bits.
3. Every form must come from a page of the desk itself: browsers say so in `Origin`.
4. Keys pass by https alone, or to a browser on the server itself.
5. The pages come from the writer. Where it does not answer, nothing else waits for it.
6. A form that comes without a live key is not lost: the page for the key carries what was typed, but no
   secret. Then the desk shows it once more; nothing is published before a person has seen it.
7. The browser alone may keep a page, for its button "Back": else that shows an error after each form. Who
   leaves has it forget them.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import parse_qsl, quote, urlencode

from msgspec.structs import replace

from scheduler.desk.messages import (
    LONGEST_FORM,
    OF_THE_PLAN,
    SHOW_TYPED,
    DeskAnswer,
    DeskRequest,
    Download,
)
from scheduler.desk.pages import key_page, trouble_page
from scheduler.state.feeds import Token, digest_of
from scheduler.web.response import (
    FORM_METHODS,
    NOT_OF_A_FORM,
    Headers,
    RequestFields,
    Response,
    text_response,
)

DESK = "/desk"
Ask = Callable[[DeskRequest], Awaitable[DeskAnswer]]

_PLAIN_COOKIE, _COOKIE = "twincal-desk", "__Host-twincal-desk"
_PROXY = "If it did not, the web server in front must pass on Host and X-Forwarded-Proto."
_LASTS = 12 * 60 * 60
"""Seconds for which a browser keeps a key."""
_LOCAL = frozenset(("localhost", "127.0.0.1", "[::1]"))
_MOST_FIELDS = 2_000
_NO_PAGES = frozenset(("key", "leave", "plan", "publish"))
"""The addresses that only take forms: who opens one in a browser wants the first page."""
_AWAY = "You were away for twelve hours, so the desk closed. Nothing was changed. Type your key"
_ENDED = "Your key has ended. Nothing was changed. Ask the person who made it"
_KEPT = b"private, no-cache"
_FORGET = (b"clear-site-data", b'"cache"')
_POLICY: Headers = (
    (b"referrer-policy", b"same-origin"),  # without a referrer, browsers hide the origin of a form
    (b"x-robots-tag", b"noindex, nofollow"),
    (
        b"content-security-policy",
        b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
)


class DeskDoor:
    """Lets those in who have a live key. `ask` passes their requests on; without it nobody writes here."""

    def __init__(self, ask: Ask | None) -> None:
        self._ask = ask
        self._keys: Mapping[str, Token] = {}
        self.is_open = False
        """Whether there is a key, or was one."""

    def show_keys(self, tokens: Iterable[Token]) -> None:
        """Lets in exactly those with the live keys among `tokens`. May be called in another thread."""
        tokens = tuple(tokens)
        self.is_open = any(each.opens == "desk" for each in tokens)
        self._keys = {each.digest: each for each in tokens if each.opens == "desk" and each.is_live}

    async def answer(
        self, method: str, path: str, query: bytes, fields: RequestFields, body: bytes
    ) -> Response:
        """Returns the answer to a request for an address of the desk."""
        if method not in FORM_METHODS:
            return NOT_OF_A_FORM
        if path == DESK:
            return _see("desk/")
        name = path.removeprefix(f"{DESK}/")
        if "/" in name:
            return _response(trouble_page(404, "There is no such page."))
        if not _is_safe(fields):
            advice = "Open the address of this page with https://."
            return _response(trouble_page(403, "The desk needs https.", advice))
        values = _values(body if method == "POST" else query)
        if values is None:
            title = "This form has too many fields, or no text; nothing was changed."
            return _response(trouble_page(413, title, "Ask who runs the server to change the files."))
        if method != "POST":
            return await self._get(name, values, fields)
        if not _is_from_here(fields):
            title = "This form came from another page; nothing was changed."
            return _response(trouble_page(403, title, _PROXY))
        return await self._post(name, values, fields)

    async def _get(self, name: str, values: Mapping[str, str], fields: RequestFields) -> Response:
        key = self._key(_cookie(fields))
        if key is None:
            return _response(key_page(fields={} if name in _NO_PAGES else {**values, "then": name}))
        return _response(await self._pass_on(name, values, key, changes=False), _KEPT)

    async def _post(self, name: str, values: Mapping[str, str], fields: RequestFields) -> Response:
        if name == "key":
            return await self._open(values, fields)
        if name == "leave":
            return _see("./", _set_cookie(fields, "", 0), _FORGET)
        key = self._key(_cookie(fields))
        if key is None:
            return _response(_page_of_lost_form(name, values, had_key=_cookie(fields) != ""))
        return _response(await self._pass_on(name, values, key, changes=True), _KEPT)

    async def _open(self, values: Mapping[str, str], fields: RequestFields) -> Response:
        """Takes a key, and goes where the person was: a form is shown, whatever it was sent for."""
        secret, then = values.get("key", "").strip(), values.get("then", "")
        carried = {name: value for name, value in values.items() if name not in ("key", "then")}
        key = self._key(secret)
        if key is None:
            trouble = "This key opens nothing. It may have ended: ask who made it."
            return _response(key_page(trouble, 403, {**carried, "then": then}))
        cookie = _set_cookie(fields, secret, _LASTS)
        if then not in SHOW_TYPED:
            query = f"?{urlencode(carried)}" if carried else ""
            return _see(f"./{quote(then, safe='')}{query}", cookie)
        shown = _response(await self._pass_on(then, carried, key, changes=True), _KEPT)
        return replace(shown, headers=(*shown.headers, cookie))

    def _key(self, secret: str) -> Token | None:
        return self._keys.get(digest_of(secret))

    async def _pass_on(
        self, name: str, values: Mapping[str, str], key: Token, *, changes: bool
    ) -> DeskAnswer:
        if self._ask is None:
            where = "This server only shows what another one writes: open the desk there."
            return trouble_page(503, "The desk is not here.", where)
        request = DeskRequest(path=name, fields=values, changes=changes, label=key.label, scope=key.feed_key)
        try:
            return await self._ask(request)
        except TimeoutError:
            look = "Look at the history: your change is there, or nothing was changed."
            after = look if changes else "Try again in a minute."
            return trouble_page(503, "The writer does not answer.", after)
        except ConnectionAbortedError:
            title = "Another page was asked for with your key meanwhile; this one was left out."
            return trouble_page(409, title, "Nothing was changed. Look at the other page.")
        except ConnectionError:
            title = "The writer does not answer; nothing was changed."
            return trouble_page(503, title, "Try again in a minute.")


def _is_https(fields: RequestFields) -> bool:
    # A client that lies here about itself gets a cookie that its browser drops.
    return fields.get(b"x-forwarded-proto", b"") == b"https"


def _is_safe(fields: RequestFields) -> bool:
    """Returns whether nobody on the way can read a key."""
    host = fields.get(b"host", b"").decode("latin-1")
    return _is_https(fields) or host.rpartition(":")[0] in _LOCAL or host in _LOCAL


def _is_from_here(fields: RequestFields) -> bool:
    scheme = b"https" if _is_https(fields) else b"http"
    return fields.get(b"origin") == b"%b://%b" % (scheme, fields.get(b"host", b""))


def _cookie(fields: RequestFields) -> str:
    """Returns the value of the desk's cookie; empty if there is none."""
    name = f"{_COOKIE if _is_https(fields) else _PLAIN_COOKIE}="
    # Other programs of the host may set any cookies; two lines of them are joined with a comma.
    cookies = re.split(r"[;,]\s*", fields.get(b"cookie", b"").decode("latin-1"))
    return next((each.removeprefix(name) for each in cookies if each.startswith(name)), "")


def _set_cookie(fields: RequestFields, value: str, seconds: int) -> tuple[bytes, bytes]:
    name, secure = (_COOKIE, "; Secure") if _is_https(fields) else (_PLAIN_COOKIE, "")
    words = f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return b"set-cookie", words.encode()


def _values(encoded: bytes) -> Mapping[str, str] | None:
    """Returns the fields of a form or an address, several of one name as lines; None if they are too many."""
    try:
        pairs = parse_qsl(encoded.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: "\n".join(found) for name, found in values.items()}


def _page_of_lost_form(name: str, values: Mapping[str, str], *, had_key: bool) -> DeskAnswer:
    """Returns the page for the key that carries what was typed into a form, but no secret."""
    secrets = values.get("secrets", "").split()
    left_out = (*secrets, *OF_THE_PLAN, "past")
    kept = {field: value for field, value in values.items() if field not in left_out}
    has_lost = any(map(values.get, secrets))
    why = _ENDED if had_key else _AWAY
    is_typed = name in (*SHOW_TYPED, "publish") and values.get("do", "undo") != "undo"
    if not is_typed or len(urlencode(kept)) > LONGEST_FORM:
        return key_page(f"{why}.", 403)
    here = f"what you wrote is still here{', without what is secret' if has_lost else ''}."
    then = "edit" if has_lost or name == "edit" else "plan"
    return key_page(f"{why}{'; with a new key,' if had_key else ':'} {here}", 403, {**kept, "then": then})


def _response(answer: DeskAnswer, cache_control: bytes = b"no-store") -> Response:
    if answer.location:
        return _see(answer.location)
    if answer.download is not None:
        return _stored(answer.download)
    kept = b"no-store" if answer.is_secret else cache_control
    return text_response(answer.status, answer.body, *_POLICY, content_type=b"text/html", cache_control=kept)


def _stored(file: Download) -> Response:
    """Returns a file for the browser to store; it needs no second copy for the button "Back"."""
    headers: Headers = (
        (b"content-type", file.type.encode()),
        (b"content-length", b"%d" % len(file.body)),
        (b"content-disposition", b'attachment; filename="%b"' % file.name.encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    )
    return Response(200, (*headers, *_POLICY), (file.body,))


def _see(location: str, *headers: tuple[bytes, bytes]) -> Response:
    return text_response(303, f"See {location}\n", (b"location", location.encode()), *headers)
