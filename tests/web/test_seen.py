"""The page of a mail to an office: the same for every secret, and only its button says that the mail was read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scheduler.state.feeds import digest_of
from scheduler.state.state import State
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from scheduler.web.seen import LONGEST_PRESS
from support.html import html
from support.programmes import monthly
from support.samples import LANGUAGES, root, sample
from support.tokens import JANUARY, SECRET, published_with_link
from support.web import respond
from support.world import published, site_of

OTHER = "an-address-that-somebody-has-guessed"
MAILS = {digest_of(SECRET)}
"""The digests of the secrets in the mails that were sent."""


class Presses:
    """A writer that knows the mails of `MAILS`; it may fail, or be none."""

    def __init__(self, error: type[Exception] | None = None, *, is_writer: bool = True) -> None:
        self._error, self._is_writer = error, is_writer
        self.all: list[str] = []
        self.seen: set[str] = set()

    async def __call__(self, digest: str) -> bool:
        self.all.append(digest)
        if self._error is not None:
            raise self._error
        if self._is_writer:
            self.seen |= {digest} & MAILS
        return self._is_writer


@pytest.fixture(scope="module")
def state() -> State:
    return published_with_link()


@pytest.fixture
def presses() -> Presses:
    return Presses()


@pytest.fixture
def app(state: State, presses: Presses) -> SiteApp:
    return app_with(state, presses)


def app_with(state: State, press: Presses | None) -> SiteApp:
    """The site, beside a writer or alone."""
    app = SiteApp(Health(is_ready=True))
    app.show(site_of(state))
    app.press, app.private_access = press, PrivateAccess()
    return app


def ask(app: SiteApp, path: str, method: str = "GET", body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    """One request, answered in memory."""
    response = respond(app, method, path, [(b"accept", b"text/html")], body)
    return response.status, {name.decode(): value.decode() for name, value in response.headers}, response.body


def main(body: bytes) -> str:
    """What a page says between its header and its footer."""
    return html(body).text.partition("Changes ")[2].partition(" CityNet")[0]


def test_it_asks_the_office_and_its_form_leads_to_itself(app: SiteApp) -> None:
    status, _, body = ask(app, f"/seen/{SECRET}")

    assert status == 200
    assert main(body) == "Have you read our message? Seen"
    assert "<title>Have you read our message? – City pairs</title>" in body.decode()
    assert b'<form method="post">' in body
    assert SECRET.encode() not in body


def test_it_is_the_same_for_every_secret_and_looks_nothing_up(app: SiteApp, presses: Presses) -> None:
    for code in LANGUAGES:
        secrets = (SECRET, OTHER, "%00", "x" * 4_000, "\udcff")
        answers = [ask(app, f"{root(code)}seen/{secret}") for secret in secrets]

        assert answers == [answers[0]] * len(secrets), code
    assert ask(app, f"/seen/{SECRET}", "HEAD")[::2] == (200, b"")
    assert presses.all == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_keeps_or_finds_it_and_it_passes_no_address_on(app: SiteApp, method: str) -> None:
    _, fields, body = ask(app, f"/seen/{SECRET}", method)

    assert fields["cache-control"] == "no-store"
    assert fields["x-robots-tag"] == "noindex, nofollow"
    assert fields["referrer-policy"] == "no-referrer"
    assert fields["content-security-policy"].endswith("frame-ancestors 'none'")
    assert "set-cookie" not in fields
    assert b'<meta name="robots" content="noindex, nofollow">' in body
    assert b'rel="canonical"' not in body
    assert [name for name in ("img", "iframe", "link rel=preload") if f"<{name}".encode() in body] == []


def test_it_is_in_the_language_of_its_address(app: SiteApp) -> None:
    said = {code: html(ask(app, f"{root(code)}seen/{SECRET}")[2]) for code in LANGUAGES}

    assert [page.root["lang"] for page in said.values()] == [*LANGUAGES]
    assert "Прочетохте ли нашето съобщение? Прочетено" in said["bg"].text
    assert "보내 드린 메시지를 읽으셨습니까? 읽었습니다" in said["ko"].text
    assert ask(app, f"/en/seen/{SECRET}") == ask(app, f"/seen/{SECRET}"), "English may have come first later"


@pytest.mark.parametrize("below", ["", "/below"])
def test_its_links_lead_to_pages_of_its_language(below: str) -> None:
    world = published(sample(monthly(), address=f"https://calendar.example.org{below}"), JANUARY)
    for code in ("en", "bg"):
        _, _, body = ask(app_with(world.state, None), f"{root(code)}seen/{SECRET}")
        paths = {link.removeprefix(below) for link in html(body).links if link.startswith(f"{below}/")}

        assert f"{root(code)}cities" in paths
        assert paths <= {*world.site().resources}
        assert len({*html(body).links} - {"#main"}) == len(paths)


@pytest.mark.parametrize(
    "path", [f"/fr/seen/{SECRET}", f"/xx/seen/{SECRET}", "/seen", "/seen/", f"/seen/{SECRET}/", f"/seen/a/{SECRET}",
             f"/bg/bg/seen/{SECRET}", f"/private/seen/{SECRET}", f"/SEEN/{SECRET}"],
)  # fmt: skip
def test_another_address_is_any_unknown_one(app: SiteApp, presses: Presses, path: str) -> None:
    assert {ask(app, path, method)[0] for method in ("GET", "HEAD", "POST")} == {404}
    assert ask(app, path)[1:] == ask(app, path.replace("seen", "nothing").replace("SEEN", "nothing"))[1:]
    assert presses.all == []


def test_the_button_says_that_the_mail_was_read_by_the_digest_of_its_secret(
    app: SiteApp, presses: Presses
) -> None:
    status, _, body = ask(app, f"/seen/{SECRET}", "POST")

    assert (status, main(body)) == (
        200,
        "Have you read our message? Thank you. We know now that you have read it.",
    )
    assert b"<form" not in body
    assert (presses.all, presses.seen) == ([digest_of(SECRET)], MAILS)


def test_a_guess_gets_the_same_answer(app: SiteApp, presses: Presses) -> None:
    assert ask(app, f"/bg/seen/{OTHER}", "POST") == ask(app, f"/bg/seen/{SECRET}", "POST")
    assert presses.seen == MAILS


@pytest.mark.parametrize(
    "writer",
    [None, lambda: Presses(is_writer=False), lambda: Presses(ConnectionError), lambda: Presses(TimeoutError)],
    ids=["follower", "standby", "no writer", "slow"],
)
def test_where_nobody_can_note_it_the_button_is_there_again(
    state: State, writer: Callable[[], Presses] | None
) -> None:
    app = app_with(state, writer() if writer else None)

    status, fields, body = ask(app, f"/seen/{SECRET}", "POST")

    assert (status, fields["cache-control"]) == (503, "no-store")
    assert main(body) == "Have you read our message? Please press again in a minute. Seen"
    assert ask(app, f"/seen/{OTHER}", "POST") == (status, fields, body)
    assert ask(app, f"/seen/{SECRET}")[0] == 200


def test_other_methods_and_long_forms_are_refused(app: SiteApp, presses: Presses) -> None:
    for method in ("PUT", "DELETE", "OPTIONS"):
        status, fields, _ = ask(app, f"/seen/{SECRET}", method)
        assert (status, fields["allow"]) == (405, "GET, HEAD, POST")
    assert ask(app, f"/seen/{SECRET}", "POST", b"x" * (LONGEST_PRESS + 1))[0] == 413
    assert presses.all == []
    assert ask(app, f"/seen/{SECRET}", "POST", b"x" * LONGEST_PRESS)[0] == 200


def test_before_there_is_a_site_everybody_is_asked_to_come_back() -> None:
    app = SiteApp(Health())

    assert {ask(app, f"/seen/{SECRET}", method)[0] for method in ("GET", "POST")} == {503}
