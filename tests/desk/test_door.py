"""The desk opens by a live key, by https or on the server itself, and takes forms from its own pages alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from urllib.parse import urlencode

from msgspec.structs import replace

from desk.conftest import hidden, words
from scheduler.desk.messages import DeskAnswer, DeskRequest, Download
from scheduler.state.feeds import Token, digest_of
from scheduler.web.desk_door import DeskDoor
from scheduler.web.response import Response

KEY = "a-key-of-256-random-bits"
TOKEN = Token(
    digest=digest_of(KEY),
    opens="desk",
    kind="programme",
    identity="programme",
    label="Help desk",
    created=datetime(2026, 11, 24, tzinfo=UTC),
    issued_by="root",
)
LOCAL = {b"host": b"localhost:8000", b"origin": b"http://localhost:8000"}
REMOTE = {
    b"host": b"desk.example.org",
    b"origin": b"https://desk.example.org",
    b"x-forwarded-proto": b"https",
}
SIGNED_IN = {**LOCAL, b"cookie": b"twincal-desk=" + KEY.encode()}


class Door:
    """The door of a desk that answers each request with what it was asked."""

    def __init__(self, *tokens: Token) -> None:
        self.asked: list[DeskRequest] = []
        self.door = DeskDoor(self._answer)
        self.door.show_keys(tokens)

    async def _answer(self, request: DeskRequest) -> DeskAnswer:
        self.asked.append(request)
        return DeskAnswer(body="the page")

    def get(self, path: str, fields: dict[bytes, bytes], query: bytes = b"") -> Response:
        return asyncio.run(self.door.answer("GET", path, query, fields, b""))

    def post(self, path: str, fields: dict[bytes, bytes], body: bytes = b"") -> Response:
        return asyncio.run(self.door.answer("POST", path, b"", fields, body))


def header(response: Response, name: bytes) -> str:
    return next((value.decode() for key, value in response.headers if key == name), "")


def test_it_is_closed_until_there_is_a_key() -> None:
    assert not Door().door.is_open
    assert not Door(replace(TOKEN, opens="feed")).door.is_open
    assert Door(TOKEN).door.is_open


def test_cookies_of_other_programs_do_not_hide_its_own() -> None:
    for others in (b'theme={"dark":true}', b"flag", b"path=/", b"x=\xc3\xa9", b"a=b, c=d"):
        for cookie in (
            others + b"; twincal-desk=" + KEY.encode(),
            b"twincal-desk=" + KEY.encode() + b"; " + others,
        ):
            assert Door(TOKEN).get("/desk/", {**LOCAL, b"cookie": cookie}).body == b"the page"


def test_an_address_below_its_pages_is_none() -> None:
    assert Door(TOKEN).get("/desk/a/", LOCAL).status == 404


def test_a_key_is_typed_once_and_kept_in_a_cookie() -> None:
    door = Door(TOKEN)

    assert b"Your key" in door.get("/desk/", LOCAL).body
    signed_in = door.post("/desk/key", LOCAL, b"key=" + KEY.encode())
    assert signed_in.status == 303
    cookie = header(signed_in, b"set-cookie")
    assert cookie == f"twincal-desk={KEY}; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"
    assert door.get("/desk/", SIGNED_IN).body == b"the page"


def test_by_https_the_cookie_belongs_to_this_host_alone() -> None:
    cookie = header(Door(TOKEN).post("/desk/key", REMOTE, b"key=" + KEY.encode()), b"set-cookie")

    assert cookie == f"__Host-twincal-desk={KEY}; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"


def test_no_key_passes_by_http_over_a_network() -> None:
    door = Door(TOKEN)
    for host in (b"desk.example.org", b"192.168.1.4:8000", b"localhost.example.org"):
        refused = door.post(
            "/desk/key", {b"host": host, b"origin": b"http://" + host}, b"key=" + KEY.encode()
        )
        assert refused.status == 403
        assert b"The desk needs https." in refused.body
    for host in (b"localhost", b"127.0.0.1:8000", b"[::1]:8000"):
        assert door.get("/desk/", {b"host": host}).status == 200


def test_a_wrong_key_opens_nothing() -> None:
    door = Door(TOKEN)

    assert door.post("/desk/key", LOCAL, b"key=other").status == 403
    assert b"Your key" in door.get("/desk/", {**LOCAL, b"cookie": b"twincal-desk=other"}).body
    assert door.asked == []


def test_a_form_of_another_page_is_refused() -> None:
    door = Door(TOKEN)
    for origin in (b"https://evil.example.org", b"null", b"http://localhost:8001", b"https://localhost:8000"):
        refused = door.post("/desk/publish", {**SIGNED_IN, b"origin": origin})
        assert refused.status == 403
    without = {name: value for name, value in SIGNED_IN.items() if name != b"origin"}
    assert door.post("/desk/publish", without).status == 403
    assert door.asked == []


AWAY = "You were away for twelve hours, so the desk closed. Nothing was changed. Type your key"
ENDED = "Your key has ended. Nothing was changed. Ask the person who made it"
MOVE = {"do": "move", "meeting": "monthly/2026-12", "reason": '세종 & "<b>"'}


def key_page_after(path: str, typed: dict[str, str], *, has_cookie: bool = False) -> DeskAnswer:
    """The page that answers a form without a live key."""
    door = Door(TOKEN)
    door.door.show_keys([replace(TOKEN, revoked=TOKEN.created)])
    answer = door.post(path, SIGNED_IN if has_cookie else LOCAL, urlencode(typed).encode())
    assert (answer.status, header(answer, b"cache-control"), door.asked) == (403, "no-store", [])
    return DeskAnswer(body=answer.body.decode())


def test_a_form_without_a_live_key_says_why_and_whether_it_is_kept() -> None:
    for path, typed, has_cookie, says in (
        ("publish", MOVE, False, f"{AWAY}: what you wrote is still here."),
        ("publish", MOVE, True, f"{ENDED}; with a new key, what you wrote is still here."),
        (
            "plan",
            MOVE | {"secrets": "join.url", "join.url": "https://a"},
            False,
            "what you wrote is still here, without what is secret.",
        ),
        ("plan", {"do": "undo"}, False, f"{AWAY}."),
        ("files", {"code": "c"}, True, f"{ENDED}."),
        ("plan", MOVE | {"reason": "x" * 60_000}, False, f"{AWAY}."),
    ):
        page = key_page_after(f"/desk/{path}", typed, has_cookie=has_cookie)
        assert says in words(page), (path, typed)
        assert ("then" in hidden(page)) == ("still here" in words(page))


def test_after_the_key_a_form_is_shown_as_a_plan_and_never_published() -> None:
    of_the_plan = dict.fromkeys(("code", "was", "large", "past"), "yes")
    door, page = Door(TOKEN), key_page_after("/desk/publish", MOVE | of_the_plan)

    wrong = door.post("/desk/key", LOCAL, urlencode(hidden(page) | {"key": "other"}).encode())
    assert (wrong.status, door.asked) == (403, [])
    typed = hidden(DeskAnswer(body=wrong.body.decode())) | {"key": KEY}
    right = door.post("/desk/key", LOCAL, urlencode(typed).encode())

    assert (right.status, right.body) == (200, b"the page")
    assert header(right, b"set-cookie").startswith(f"twincal-desk={KEY};")
    assert [(each.path, each.fields, each.label) for each in door.asked] == [("plan", MOVE, "Help desk")]


def test_a_secret_that_was_typed_is_typed_again_into_the_form() -> None:
    for secret in (
        {"secrets": "busy join.url", "join.url": "https://meet.example.org/s3cret"},
        {"secrets": "join.url join.passcode", "join.passcode": "s3cret"},
    ):
        page, door = key_page_after("/desk/publish", MOVE | secret), Door(TOKEN)
        assert "s3cret" not in page.body
        door.post("/desk/key", LOCAL, urlencode(hidden(page) | {"key": KEY}).encode())
        assert [each.path for each in door.asked] == ["edit"]
    kept = key_page_after("/desk/plan", MOVE | {"field": "title", "value": "Talk", "join": ""})
    assert (hidden(kept)["value"], hidden(kept)["then"]) == ("Talk", "plan")


def test_what_follows_a_key_publishes_nothing_and_stays_at_the_desk() -> None:
    for then, place in (
        ("publish", "./publish?do=move"),
        ("//evil.example.org", "./%2F%2Fevil.example.org?do=move"),
        ("a\r\nset-cookie: b", "./a%0D%0Aset-cookie%3A%20b?do=move"),
    ):
        door = Door(TOKEN)
        form = urlencode({"key": KEY, "then": then, "do": "move"}).encode()
        assert header(door.post("/desk/key", LOCAL, form), b"location") == place
        assert door.asked == []


def test_who_asks_for_a_page_without_a_key_gets_it_after_the_key() -> None:
    door = Door(TOKEN)

    asked = DeskAnswer(body=door.get("/desk/meeting", LOCAL, b"name=monthly/2026-12").body.decode())
    signed_in = door.post("/desk/key", LOCAL, urlencode(hidden(asked) | {"key": KEY}).encode())

    assert header(signed_in, b"location") == "./meeting?name=monthly%2F2026-12"
    for path in ("", "key", "publish"):
        asked = DeskAnswer(body=door.get(f"/desk/{path}", LOCAL).body.decode())
        signed_in = door.post("/desk/key", LOCAL, urlencode(hidden(asked) | {"key": KEY}).encode())
        assert (signed_in.status, header(signed_in, b"location")) == (303, "./")


def test_who_leaves_takes_the_key_along() -> None:
    left = Door(TOKEN).post("/desk/leave", SIGNED_IN)

    assert "Max-Age=0" in header(left, b"set-cookie")
    assert header(left, b"clear-site-data") == '"cache"', "the next person may press Back"


def test_a_request_is_passed_on_with_its_fields_and_the_label_of_the_key() -> None:
    door = Door(TOKEN)

    door.post("/desk/plan", SIGNED_IN, b"do=move&reason=%EC%84%B8%EC%A2%85+%26+x")
    door.get("/desk/find", SIGNED_IN, b"q=sejong")

    plan, find = door.asked
    assert (plan.path, plan.fields, plan.changes) == ("plan", {"do": "move", "reason": "세종 & x"}, True)
    assert (find.path, find.fields, find.changes) == ("find", {"q": "sejong"}, False)
    assert (find.label, find.scope) == ("Help desk", ("programme", "programme"))


def test_its_pages_stay_with_who_has_the_key() -> None:
    page = Door(TOKEN).get("/desk/", SIGNED_IN)

    assert header(page, b"cache-control") == "private, no-cache"
    assert header(Door(TOKEN).get("/desk/", LOCAL), b"cache-control") == "no-store", "the key page"
    assert "frame-ancestors 'none'" in header(page, b"content-security-policy")
    assert header(page, b"referrer-policy") == "same-origin", "else browsers send no origin with a form"


def test_a_file_is_for_the_browser_to_store_and_no_cache_keeps_it() -> None:
    async def answer(_: DeskRequest) -> DeskAnswer:
        return DeskAnswer(
            download=Download(name="a.csv", type="text/csv; charset=utf-8", body=b"\xef\xbb\xbfid")
        )

    door = DeskDoor(answer)
    door.show_keys([TOKEN])
    file = asyncio.run(door.answer("GET", "/desk/export", b"format=csv", SIGNED_IN, b""))

    assert file.body == b"\xef\xbb\xbfid"
    assert header(file, b"content-type") == "text/csv; charset=utf-8"
    assert header(file, b"content-length") == "5"
    assert header(file, b"content-disposition") == 'attachment; filename="a.csv"'
    assert header(file, b"cache-control") == "no-store"


def test_a_writer_that_does_not_answer_says_whether_anything_may_have_changed() -> None:
    async def dead(_: DeskRequest) -> DeskAnswer:
        raise ConnectionError

    async def slow(_: DeskRequest) -> DeskAnswer:
        raise TimeoutError

    said = []
    for ask in (dead, slow, None):
        door = DeskDoor(ask)
        door.show_keys([TOKEN])
        answer = asyncio.run(door.answer("POST", "/desk/publish", b"", SIGNED_IN, b""))
        assert answer.status == 503
        said.append(answer.body.decode())

    assert "The writer does not answer; nothing was changed." in said[0]
    assert "Look at the history: your change is there, or nothing was changed." in said[1]
    assert "The desk is not here." in said[2]


def test_other_methods_are_refused() -> None:
    answer = asyncio.run(Door(TOKEN).door.answer("DELETE", "/desk/", b"", SIGNED_IN, b""))

    assert (answer.status, header(answer, b"allow")) == (405, "GET, HEAD, POST")


def test_no_browser_keeps_a_page_that_shows_a_secret() -> None:
    async def answer(request: DeskRequest) -> DeskAnswer:
        return DeskAnswer(body="the page", is_secret=request.changes)

    door = Door(TOKEN)
    door.door = DeskDoor(answer)
    door.door.show_keys([TOKEN])

    assert header(door.post("/desk/key-make", SIGNED_IN), b"cache-control") == "no-store"
    assert header(door.get("/desk/handover", SIGNED_IN), b"cache-control") == "private, no-cache"
