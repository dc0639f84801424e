"""The samples in `deploy/`, run by the real web servers, answer as `serve` does."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from support.crawl import crawl
from support.daemon import Daemon
from support.served import RETIRED, ROOT, HttpResponse, ask
from support.sockets import free_port
from support.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.feed_rule(68)

REQUIRED = os.environ.get("TWINCAL_REQUIRE_BROWSER") == "1"
ALIKE = (
    "content-type", "cache-control", "content-disposition", "x-robots-tag", "content-security-policy",
    "referrer-policy", "x-content-type-options", "last-modified", "content-length", "allow",
)  # fmt: skip
ALIAS = re.compile(r"/feeds/cities/serdica\.")
"""A feed under an earlier id: only the name that is proposed for saving it differs."""


def program(name: str) -> str:
    """The server, or why these tests cannot be run here."""
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        if REQUIRED and name == "nginx":
            pytest.fail(f"{name} is required here and not installed")
        pytest.skip(f"{name} is not installed")
    return path


def sample(name: str) -> str:
    """The text of a file in `deploy/`."""
    return (ROOT / "deploy" / name).read_text(encoding="utf-8")


def listens(port: int) -> bool:
    with socket.socket() as raw:
        return raw.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(words: list[str], folder: Path, port: int) -> Iterator[int]:
    """A server, once it listens."""
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(words, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        wait_until(lambda: listens(port) or server.poll() is not None, (folder / "log").read_text)
        assert server.poll() is None, (folder / "log").read_text()
        yield port
    finally:
        server.terminate()
        server.wait()


def nginx_conf(name: str, port: int, site: Path, daemons: Sequence[Daemon]) -> str:
    """The sample with another address, folder and port, and without a certificate."""
    text = (
        sample(name).replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace("/srv/twincal", str(site))
    )
    text = text.replace("/var/log/nginx/access.log", str(site.parent / "access.log"))
    text = re.sub(r" *ssl_certificate.*\n", "", text).replace("127.0.0.1:8000", "serve")
    servers = "".join(f"server 127.0.0.1:{daemon.port};" for daemon in daemons)
    temporary = "".join(
        f"{name}_temp_path temp_{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    return (
        f"{user}daemon off;\npid nginx.pid;\nerror_log stderr info;\nevents {{}}\n"
        f"http {{\n{temporary}upstream serve {{ {servers} }}\n{text}}}\n"
    )


def caddyfile(name: str, port: int, site: Path, daemons: Sequence[Daemon]) -> str:
    """The same for Caddy."""
    text = sample(name).replace("calendar.example.org", f"http://127.0.0.1:{port}")
    servers = " ".join(f"127.0.0.1:{daemon.port}" for daemon in daemons)
    text = text.replace("/srv/twincal", str(site)).replace("127.0.0.1:8000", servers)
    return text.replace("\n{\n", "\n{\n\tadmin off\n", 1)


@contextmanager
def web_server(file: str, site: Path, daemon: Daemon, place: Path, *others: Daemon) -> Iterator[int]:
    """The port of a web server that works in `place` by this file of `deploy/`, in front of one daemon or more."""
    port = free_port()
    if file.startswith("nginx"):
        (place / "nginx.conf").write_text(nginx_conf(file, port, site, (daemon, *others)))
        words = [program("nginx"), "-p", str(place), "-c", "nginx.conf"]
    else:
        (place / "Caddyfile").write_text(caddyfile(file, port, site, (daemon, *others)))
        words = [program("caddy"), "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
    with running(words, place, port) as listening:
        yield listening


@pytest.fixture(scope="module", params=["nginx.conf", "Caddyfile"])
def static(
    request: pytest.FixtureRequest, daemon: Daemon, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The port of a web server on what the daemon has published."""
    with web_server(request.param, folder / "site", daemon, tmp_path_factory.mktemp("static")) as port:
        yield port


@pytest.fixture(scope="module", params=["nginx-proxy.conf", "Caddyfile.proxy"])
def proxy(
    request: pytest.FixtureRequest, daemon: Daemon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The port of a web server that asks the daemon for everything; its log is in `proxied/access.log`."""
    place = tmp_path_factory.mktemp("proxied")
    with web_server(request.param, place / "site", daemon, place) as port:
        yield port


@pytest.fixture(scope="module")
def paths(static: int, folder: Path) -> list[str]:
    """Every address that was published, retired ones included."""
    assert static
    files = [
        path.relative_to(folder / "site").as_posix()
        for path in (folder / "site").rglob("*")
        if path.is_file()
    ]
    names = [name.removeprefix(".gone/") for name in files if name != ".twincal-published.json"]
    return sorted("/" + re.sub(r"(^|/)index\.html$|\.html$", r"\1", name) for name in names)


def headers(response: HttpResponse, path: str) -> dict[str, str]:
    """What must be alike."""
    fields = {name: value for name, value in response.headers.items() if name in ALIKE}
    if ALIAS.match(path):
        fields.pop("content-disposition")
    if response.status != 200:  # words for people, not of the same length
        fields = {
            name: value
            for name, value in fields.items()
            if name in ("content-type", "allow", "cache-control")
        }
    return fields


def test_every_address_answers_as_serve_does(static: int, port: int, paths: list[str]) -> None:
    assert len(paths) > 200
    for path in paths:
        ours, theirs = ask(port, path), ask(static, path)

        assert (theirs.status, theirs.body) == (ours.status, ours.body), path
        if ours.status == 200:
            assert headers(theirs, path) == headers(ours, path), path
        else:
            assert theirs.headers["content-type"] == ours.headers["content-type"], path


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/feeds/cities/atlantis.ics", "/cities", "/cities/", "/feeds/", "/cities/sofia.html", "/index.html",
     "/.gone/feeds/themes/trams.ics", "/.twincal-published.json", "/../etc/passwd", RETIRED + "?nocache=1",
     "/private/wrong/cities/sofia.ics", "/themes/trams"],
)  # fmt: skip
def test_a_missing_address_gets_the_same_status(static: int, port: int, path: str) -> None:
    ours, theirs = ask(port, path), ask(static, path)

    assert theirs.status == ours.status or (path.startswith("/..") and theirs.status in (400, 404))
    if ours.status == 404 and theirs.status == 404:
        assert theirs.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/bg/nothing", "/ko/cities/atlantis", "/bg/", "/xx/nothing", "/cities/sofia.html", "/bg/index.html",
     "/404", "/404.html", "/bg/404", "/private/wrong/cities/sofia.ics", "/feeds/cities/atlantis.ics"],
)  # fmt: skip
def test_people_read_the_same_page_in_the_same_language(static: int, port: int, path: str) -> None:
    ours, theirs = (ask(server_port, path, accept="text/html,*/*;q=0.8") for server_port in (port, static))

    assert (theirs.status, theirs.body) == (ours.status, ours.body)
    for name in ("content-type", "referrer-policy", "content-security-policy", "x-content-type-options"):
        assert theirs.headers.get(name) == ours.headers.get(name), name
    if ours.status == 404 and not path.endswith("/404.html"):
        assert theirs.headers["cache-control"] == ours.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/cities/sofia/", "/bg", "/bg/cities/sofia/"])
def test_a_slash_more_or_less_leads_to_the_same_page_in_one_step(static: int, port: int, path: str) -> None:
    theirs = ask(static, path)
    assert theirs.status == 301
    target = theirs.headers["location"].removeprefix(f"http://127.0.0.1:{static}")

    assert ask(static, target).body == ask(port, target).body
    assert ask(static, target).status == 200


@pytest.mark.parametrize("ending", ["", ".ics"], ids=["page", "file"])
def test_a_meeting_in_a_language_of_none_of_its_cities_leads_to_the_first_in_one_step(
    static: int, port: int, paths: list[str], ending: str
) -> None:
    address = next(path for path in paths if path.startswith("/occurrences/") and path.endswith(".ics"))
    address = address.removesuffix(".ics") + ending
    (code, *_) = [code for code in ("nl", "ko", "bg") if f"/{code}{address}" not in paths]
    theirs = ask(static, f"/{code}{address}")

    assert (ask(port, f"/{code}{address}").status, theirs.status) == (302, 302)
    assert theirs.headers["location"].removeprefix(f"http://127.0.0.1:{static}") == address


def test_conditions_encodings_methods_and_queries(static: int) -> None:
    path = "/feeds/cities/sofia.ics"
    full, packed = ask(static, path), ask(static, path, accept_encoding="gzip")
    date = full.headers["last-modified"]

    assert ask(static, f"{path}?nocache=1").body == full.body
    assert not full.headers["etag"].startswith("W/")
    assert packed.headers["content-encoding"] == "gzip"
    for response in (full, packed):
        encoding = {"accept_encoding": "gzip"} if response is packed else {}
        assert ask(static, path, if_none_match=f'"x", {response.headers["etag"]}', **encoding).status == 304
    assert ask(static, path, if_none_match='"x"', if_modified_since=date).status == 200
    assert ask(static, path, if_modified_since=date).status == 304
    assert ask(static, path, if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT").status == 200
    assert ask(static, path, range="bytes=0-9").status == 200
    assert (ask(static, path, "HEAD").status, ask(static, path, "HEAD").body) == (200, b"")
    for method in ("POST", "OPTIONS", "DELETE"):
        response = ask(static, path, method)
        assert (response.status, response.headers["allow"]) == (405, "GET, HEAD")


def test_the_desk_opens_through_every_web_server(static: int, proxy: int, daemon: Daemon) -> None:
    key = daemon.run(
        "token", "create", "--desk", "--label", f"test {daemon.port} {time.monotonic()}"
    ).splitlines()[0]
    cookie = f"twincal-desk={key}"
    daemon.until(lambda: b"Waiting for you" in daemon.ask("/desk/", Cookie=cookie)[2])
    for port in (static, proxy):
        address = f"http://127.0.0.1:{port}"

        signed_in = ask(port, "/desk/leave", "POST", Origin=address)
        page = ask(port, "/desk/", Cookie=cookie)

        assert signed_in.status == 303, "a form reaches the desk"
        assert (page.status, page.headers["cache-control"]) == (200, "private, no-cache")
        assert "Waiting for you" in page.body.decode()
        assert ask(port, "/cities/sofia", "POST").status == 405


@pytest.mark.parametrize("static", ["nginx.conf"], indirect=True)
def test_each_encoding_has_a_tag_of_its_own(static: int) -> None:
    """Caddy 2.6 gives both the same; caches keep them apart by Vary."""
    path = "/feeds/cities/sofia.ics"

    assert ask(static, path, accept_encoding="gzip").headers["etag"] != ask(static, path).headers["etag"]


def test_a_private_feed_comes_from_the_daemon(static: int, daemon: Daemon) -> None:
    shown = daemon.run("token", "create", "--for", "cities/sofia", "--label", "test")
    (path,) = re.findall(r"/private/\S+/cities/sofia\.ics", shown)
    daemon.until(lambda: daemon.get(path)[0] == 200)

    response = ask(static, path)

    assert (response.status, response.headers["cache-control"]) == (200, "private, max-age=300")
    assert response.body == daemon.get(path)[1]

    page = ask(static, path.removesuffix(".ics"))
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert page.body == daemon.get(path.removesuffix(".ics"))[1]


@pytest.mark.parametrize("static", ["nginx.conf"], indirect=True)
def test_a_date_later_than_the_change_is_answered_304(static: int) -> None:
    """Caddy compares too; nginx must be configured to."""
    assert (
        ask(static, "/feeds/cities/sofia.ics", if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT").status
        == 304
    )


TOKEN = "0123456789abcdef"
PRIVATE = f"/private/{TOKEN}/cities/sofia.ics"
WRITINGS = (
    PRIVATE,
    f"/{PRIVATE}",
    f"/PRIVATE/{TOKEN}",
    f"/%70rivat%65/{TOKEN}",
    f"/private%2f{TOKEN}",
    f"/%2570rivate/{TOKEN}",
    f"/cities/../private/{TOKEN}",
    f"/../private/{TOKEN}",
    f"/%zz/private/{TOKEN}",
    f"/private/{TOKEN} /x",
    f"/private/{TOKEN}\x00",
    f"/private/{TOKEN}\t",
    f"http://calendar.example.org{PRIVATE}",
    f"http://user:{TOKEN}@calendar.example.org{PRIVATE}",
    f"https:/private/{TOKEN}",
    f"private/{TOKEN}",
    f"/feeds/cities/sofia.ics?from={PRIVATE}",
    f"/feeds/cities/sofia.ics#{PRIVATE}",
    f"{PRIVATE}/{'x' * 9_000}",
)
"""Ways to write a private address, and to write it badly."""
ENDS = ("", " HTTP/1.0", " HTTP/1.1", " HTTP/9.9", " HTTP/x", " HTTTP/1.1", " x")
HEADS = (
    "Host: calendar.example.org\r\n",
    "",
    f"Host: {PRIVATE}\r\n",
    f"Host: h\r\nReferer: https://calendar.example.org{PRIVATE}\r\n",
    f"Host: h\r\nUser-Agent: Reader (https://calendar.example.org{PRIVATE})\r\n",
    f"Host: h\r\n{PRIVATE}\r\n",
    f"Host: h\r\nX: {PRIVATE}{'x' * 40_000}\r\n",
    f"Host: h\r\nContent-Length: {PRIVATE}\r\n",
)


def private_requests() -> Iterator[bytes]:
    """Calendar programs ask a new address with PROPFIND and OPTIONS first, and some ask badly."""
    for written in WRITINGS:
        yield from (f"GET {written}{end}\r\n{HEADS[0]}\r\n".encode() for end in ENDS)
        for method in ("PROPFIND", "OPTIONS", "get", "G\x01T"):
            yield f"{method} {written} HTTP/1.1\r\n{HEADS[0]}\r\n".encode()
    for head in HEADS:
        for path in (PRIVATE, f"/{PRIVATE}", "/feeds/cities/sofia.ics"):
            yield f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()
    yield f"{PRIVATE}\r\n\r\n".encode()
    yield f"GET{PRIVATE} HTTP/1.1\r\n\r\n".encode()
    yield f"GET {PRIVATE} HTTP/1.1\nHost: h\n\n".encode()


def ask_badly(port: int) -> None:
    """Asks for private addresses in all of these ways, and at last for `/feeds/cities/seen.ics`."""
    for request in private_requests():
        with socket.create_connection(("127.0.0.1", port)) as raw, suppress(OSError):
            raw.sendall(request)
            raw.shutdown(socket.SHUT_WR)
            while raw.recv(65_536):
                pass
    ask(port, "/feeds/cities/seen.ics")


@pytest.mark.parametrize("is_down", [False, True], ids=["daemon", "no-daemon"])
@pytest.mark.parametrize("file", ["nginx.conf", "nginx-proxy.conf"])
def test_no_log_of_nginx_has_a_private_address_however_it_is_asked_for(
    file: str, daemon: Daemon, tmp_path: Path, *, is_down: bool
) -> None:
    asked = daemon
    if is_down:
        asked = Daemon(tmp_path)
        asked.port = free_port()
    with web_server(file, tmp_path / "site", asked, tmp_path) as port:
        ask_badly(port)
        # nginx answers before it writes the line of the request.
        access = tmp_path / "access.log"
        wait_until(lambda: "/feeds/cities/seen.ics" in access.read_text(), access.read_text)

    for log in (access, tmp_path / "log"):
        assert [line for line in log.read_text().splitlines() if TOKEN in line] == []


@pytest.mark.parametrize("path", ["/reach", "/bg/reach"])
def test_the_pages_about_reach_come_from_the_daemon(static: int, port: int, folder: Path, path: str) -> None:
    """Not from a file, which may be there by mistake."""
    file = folder / f"site{path}.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("a file")

    ours, theirs = ask(port, path), ask(static, path)
    file.unlink()

    assert (theirs.status, theirs.body) == (ours.status, ours.body)


def test_no_error_log_has_a_private_address_while_the_daemon_is_down(tmp_path: Path) -> None:
    down = Daemon(tmp_path)
    with web_server("Caddyfile.proxy", tmp_path / "site", down, tmp_path) as port:
        assert ask(port, "/private/0123456789abcdef/cities/sofia.ics").status in (502, 503)

    logged = (tmp_path / "log").read_text()
    assert '"status":50' in logged
    assert "0123456789abcdef" not in logged


def test_nginx_answers_one_address_a_thousand_times_at_once_and_then_fifty_times_a_second(
    daemon: Daemon, tmp_path: Path
) -> None:
    """The requests for private addresses that it refuses are in no log, however they are written."""
    with web_server("nginx-proxy.conf", tmp_path / "site", daemon, tmp_path) as port:
        flood = b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n" * 799
        flood += b"GET //private/0123456789abcdef/x.ics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        first, *others = (everything(port, flood) for _ in range(3))

    assert first.count(b"HTTP/1.1 200 ") == 799
    assert others[-1].count(b"HTTP/1.1 429 ") > 400
    assert [answers.count(b"HTTP/1.1 ") for answers in (first, *others)] == [800] * 3
    logged = (tmp_path / "access.log").read_text() + (tmp_path / "log").read_text()
    assert "0123456789abcdef" not in logged


def everything(port: int, sent: bytes) -> bytes:
    """All answers to what is sent on one connection."""
    with socket.create_connection(("127.0.0.1", port)) as client:
        sending = Thread(target=client.sendall, args=(sent,))
        sending.start()
        received = b"".join(iter(partial(client.recv, 65_536), b""))
        sending.join()
    return received


LONG = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%b"
CHUNKED = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n%b0\r\n\r\n"
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n%b\r\n"
ATTACKS = {
    "three long headers": (HEAD % b"".join(b"X-%d: %b\r\n" % (n, b"x" * 3_000) for n in range(3)), b"431"),
    "many headers": (HEAD % b"".join(b"X-%d: x\r\n" % n for n in range(105)), b"431"),
    "a long body": (LONG % (70_000, b"x" * 70_000), b"413"),
    "a very long body": (LONG % (200_000, b"x" * 200_000), b"413"),
    "a short body in chunks": (CHUNKED % (b"5\r\nhello\r\n"), b"405"),
    "a long body in chunks": (CHUNKED % (b"400\r\n%b\r\n" % (b"x" * 1_024) * 80), b"413"),
}
"""Requests that each web server passes on, and the status of the answer."""


@pytest.fixture(scope="module")
def followers(daemon: Daemon, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Daemon]]:
    """Two more processes that serve the same store."""
    followers = [Daemon(tmp_path_factory.mktemp("follower"), database=daemon.database) for _ in range(2)]
    try:
        for follower in followers:
            follower.start("--follow")
        yield followers
    finally:
        for follower in followers:
            follower.stop()


@pytest.mark.parametrize("file", ["nginx-proxy.conf", "Caddyfile.proxy"])
def test_no_request_that_is_too_long_takes_followers_out_of_a_proxy(
    followers: list[Daemon], file: str, tmp_path: Path
) -> None:
    first, second = followers

    def attack(port: int) -> None:
        for _ in range(12):
            for name, (sent, status) in ATTACKS.items():
                with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
                    client.sendall(sent)
                    assert client.recv(4096)[9:12] == status, name

    with (
        web_server(file, tmp_path / "site", first, tmp_path, second) as port,
        ThreadPoolExecutor(1) as thread,
    ):
        attacking = thread.submit(attack, port)
        # nginx answers no more than a thousand requests at once.
        statuses = {ask(port, "/feeds/cities/sofia.ics").status for _ in range(300)}
        attacking.result()

    assert statuses == {200}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/cities/sofia",
        "/feeds/cities/sofia.ics",
        "/bg/nothing",
        "/nothing",
        RETIRED,
        "/reach",
        "/healthz",
    ],
)
def test_a_proxy_answers_as_serve_does(proxy: int, port: int, path: str) -> None:
    ours, theirs, again = ask(port, path), ask(proxy, path), ask(port, path)
    while ours.body != again.body:  # the daemon has looked at its files meanwhile
        ours, theirs, again = again, ask(proxy, path), ask(port, path)

    assert (theirs.status, theirs.body) == (ours.status, ours.body)
    assert {name: theirs.headers.get(name) for name in (*ALIKE, "etag")} == {
        name: ours.headers.get(name) for name in (*ALIKE, "etag")
    }


def test_no_web_server_shows_the_metrics_to_the_public(static: int, proxy: int, port: int) -> None:
    assert ask(port, "/metrics").status == 200
    assert {ask(server, "/metrics").status for server in (static, proxy)} == {404}


def test_conditions_reach_the_daemon_through_a_proxy(proxy: int) -> None:
    packed = ask(proxy, "/feeds/cities/sofia.ics", accept_encoding="gzip")

    assert packed.headers["content-encoding"] == "gzip"
    assert (
        ask(
            proxy, "/feeds/cities/sofia.ics", accept_encoding="gzip", if_none_match=packed.headers["etag"]
        ).status
        == 304
    )


@pytest.mark.nightly
def test_a_crawler_finds_nothing_amiss(static: int) -> None:
    """By day, each address answers as that of `serve` does, which a crawler follows in `test_crawl`."""
    assert crawl(static, "/").problems == []
