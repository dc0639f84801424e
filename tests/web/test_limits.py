"""What uvicorn does not limit: each limit of the guard, over a socket, and a flood of each kind."""

from __future__ import annotations

import asyncio
import re
import resource
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from scheduler.commands.refusals import Refused
from scheduler.publication.feeds.resources import CALENDAR
from scheduler.publication.resource import Resource
from scheduler.web import guard
from scheduler.web.app import SiteApp
from scheduler.web.guard import raise_file_limit
from scheduler.web.health import Health
from scheduler.web.server import listen
from support.daemon import Daemon, serving
from support.faulty import mistake
from support.served import ask
from support.small_programme import SMALL
from support.web import MODIFIED, Client, served

GET = b"GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n"
LAST = b"GET /readyz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
WITH_BODY = b"POST /readyz HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"POST /readyz HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
HALF = b"GET /readyz HTTP/1.1\r\nHost: h\r\nX: "


async def statuses(address: tuple[str, int], *sent: bytes) -> list[bytes]:
    """The statuses of all answers to these bytes, until the server closes the connection."""
    reader, writer = await asyncio.open_connection(*address)
    for part in sent:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.05 if part is not sent[-1] else 0)
    received = await reader.read()
    writer.close()
    return re.findall(rb"^HTTP/1\.1 (\d{3}) ", received, re.MULTILINE)


def expect(wanted: list[bytes], *sent: bytes) -> Client:
    """A client that sends these bytes, and must get answers with these statuses."""

    async def client(address: tuple[str, int]) -> None:
        assert await statuses(address, *sent) == wanted

    return client


async def unanswered(address: tuple[str, int]) -> dict[str, int]:
    """The numbers of connections that were closed without a whole answer, by reason."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(LAST.replace(b"/readyz", b"/metrics"))
    text = (await reader.read()).decode()
    writer.close()
    found = re.findall(r'^twincal_connections_unanswered_total{reason="(.*)"} (.*)$', text, re.M)
    return {reason: int(number) for reason, number in found if number != "0"}


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        pytest.param([GET * 500 + LAST], [b"200"] * 501, id="many at once"),
        pytest.param([b"\r\n\r\n" + GET + b"\r\n" + LAST], [b"200"] * 2, id="empty lines"),
        pytest.param([GET[:1], GET[1:20], GET[20:] + LAST[:5], LAST[5:]], [b"200"] * 2, id="in parts"),
        pytest.param(
            [WITH_BODY % 9 + b"1\n\n\n5\r\n\r\n" + LAST], [b"405", b"200"], id="a body, then another"
        ),
        pytest.param([WITH_BODY % 65_000 + b"x" * 65_000 + LAST], [b"405", b"200"], id="the longest body"),
        pytest.param([CHUNKED + b"4\r\n\r\n\r\n\r\n0\r\n\r\n" + LAST], [b"405", b"200"], id="chunks"),
        pytest.param([GET, b"nonsense\r\n\r\n"], [b"200", b"400"], id="nonsense after a request"),
        pytest.param(
            [b"CONNECT / HTTP/1.1\r\nHost: h\r\n\r\nx\r\n\r\n", LAST], [b"503", b"200"], id="CONNECT"
        ),
        pytest.param([b"GET /readyz HTTP/1.0\r\n\r\n" + GET], [b"200"], id="HTTP/1.0"),
    ],
)
def test_requests_of_one_connection_are_answered_in_their_order(
    sent: list[bytes], wanted: list[bytes]
) -> None:
    served(expect(wanted, *sent))


def test_a_client_that_ends_its_input_gets_the_answers_to_what_it_asked() -> None:
    async def client(address: tuple[str, int]) -> None:
        for sent, answers in ((GET * 3, 3), (GET, 1), (GET[:-1], 0), (GET + GET[:-1], 1)):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(sent)
            writer.write_eof()
            assert (await reader.read()).count(b"HTTP/1.1 200 ") == answers
            writer.close()

    served(client)


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        pytest.param(b"431", HALF + b"y" * 20_000, id="head that goes on"),
        pytest.param(b"431", HALF + b"a" * 8_300 + b"\r\n\r\n", id="whole head"),
        pytest.param(b"431", HALF + b"y\r\n" + b"X: y\r\n" * 100, id="lines"),
        pytest.param(b"413", WITH_BODY % 1_000_000 + b"x" * 1_000_000, id="body"),
        pytest.param(b"413", WITH_BODY % 65_537, id="body that does not come"),
        pytest.param(b"413", CHUNKED + b"4\r\n\r\n\r\n\r\n" * 100_000, id="chunks of empty lines"),
        pytest.param(b"413", CHUNKED + b"0\r\n" + b"X: y\r\n" * 12_000, id="lines after chunks"),
    ],
)
@pytest.mark.parametrize("before", [b"", GET + WITH_BODY % 5 + b"hello"], ids=["first", "after others"])
def test_what_is_too_long_is_answered_and_counted_and_ends_the_connection(
    status: bytes, sent: bytes, before: bytes
) -> None:
    app = SiteApp(Health(is_ready=True))

    served(expect([b"200", b"405", status] if before else [status], before + sent), app=app)

    assert app.request_counts[4] == 1


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(HALF, [b"408"], id="half a head"),
        pytest.param(GET + HALF, [b"200", b"408"], id="after an answer"),
        pytest.param(WITH_BODY % 9 + b"x", [b"408"], id="half a body"),
    ],
)
def test_a_request_must_come_in_time(
    monkeypatch: pytest.MonkeyPatch, sent: bytes, wanted: list[bytes]
) -> None:
    monkeypatch.setattr(guard, "SENT_WITHIN", 0.3)

    served(expect(wanted, sent))


def test_a_connection_that_is_idle_after_an_answer_is_closed() -> None:
    served(expect([b"200"], GET), idle=0.3)


def test_one_connection_too_many_is_answered_503_and_counted() -> None:
    async def client(address: tuple[str, int]) -> None:
        open_ones = [await asyncio.open_connection(*address) for _ in range(8)]
        for reader, writer in open_ones:
            writer.write(GET)
            assert await reader.readuntil(b"\r\n") == b"HTTP/1.1 200 OK\r\n"
        assert await statuses(address, b"") == [b"503"]
        for _, writer in open_ones:
            writer.close()
        await asyncio.sleep(0.1)
        assert await unanswered(address) == {"crowded": 1}

    served(client, most=8)


def test_a_refused_connection_counts_until_it_is_closed() -> None:
    """The rest of its request is ignored for some seconds, and it keeps an open file."""

    async def client(address: tuple[str, int]) -> None:
        refused = [await asyncio.open_connection(*address) for _ in range(4)]
        for reader, writer in refused:
            writer.write(HALF + b"y" * 20_000)
            assert b"HTTP/1.1 431 " in await reader.read()
        assert await statuses(address, b"") == [b"503"]
        for _, writer in refused:
            writer.close()

    served(client, most=4)


LARGE = Resource(status=200, type=CALENDAR, parts=(b"x" * 50_000,) * 40, modified=MODIFIED)


def large() -> SiteApp:
    """An application that answers each private address with two million bytes."""
    app = SiteApp(Health(is_ready=True))
    app.private_access = lambda _: LARGE
    return app


async def ask_for_large(address: tuple[str, int], times: int = 1) -> socket.socket:
    """A connection for which the kernel keeps little, on which this was asked."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(raw, address)
    await loop.sock_sendall(raw, GET.replace(b"/readyz", b"/private/x") * times)
    return raw


def test_a_client_that_reads_nothing_is_cut_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "READ_WITHIN", 0.3)

    async def client(address: tuple[str, int]) -> None:
        with closing(await ask_for_large(address, times=100)) as raw:
            while await unanswered(address) != {"unread": 1}:
                await asyncio.sleep(0.05)
            received = 0
            with suppress(ConnectionError):
                while part := await asyncio.get_running_loop().sock_recv(raw, 65_536):
                    received += len(part)
            assert received < LARGE.size

    served(client, app=large())


def test_a_client_that_reads_slowly_gets_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs several times as long as a client that reads nothing may wait."""
    monkeypatch.setattr(guard, "READ_WITHIN", 0.5)

    async def client(address: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        begin, received = loop.time(), 0
        with closing(await ask_for_large(address)) as raw:
            while received < LARGE.size:
                part = await loop.sock_recv(raw, 65_536)
                assert part, f"closed after {received} bytes"
                received += len(part)
                await asyncio.sleep(0.02 if loop.time() - begin < 1.5 else 0)

    served(client, app=large())


def test_no_more_is_taken_from_a_client_whose_requests_wait() -> None:
    may_end = asyncio.Event()

    class Waits(SiteApp):
        async def __call__(self, _scope: object, _receive: object, _send: object) -> None:
            await may_end.wait()

    async def client(address: tuple[str, int]) -> None:
        with closing(socket.socket()) as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)
            raw.connect(address)
            raw.setblocking(False)
            sent = 0
            for _ in range(50):
                with suppress(BlockingIOError):
                    while sent < 10_000_000:
                        sent += raw.send(GET * 100)
                await asyncio.sleep(0.01)
            assert sent < 300_000
        await asyncio.sleep(0.05)
        may_end.set()

    served(client, app=Waits(Health()))


def test_a_server_that_stops_does_not_wait_for_ever_for_readers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(guard, "ENDED_WITHIN", 0.3)
    unread: list[socket.socket] = []

    async def client(address: tuple[str, int]) -> None:
        unread.append(await ask_for_large(address))
        await asyncio.sleep(0.1)

    served(client, app=large())
    unread[0].close()

    assert "Traceback" not in caplog.text


def test_an_error_of_ours_is_a_500_with_a_traceback_in_the_log_and_ends_the_connection(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = SiteApp(Health(is_ready=True))
    app.private_access = mistake

    served(expect([b"500"], GET.replace(b"/readyz", b"/private/x") * 2), app=app)

    assert caplog.text.count("ZeroDivisionError: two cities, no meeting") == 1
    assert app.request_counts == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /readyz HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /readyz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"HEAD /readyz HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", b"400"),
        (b"GET /readyz HTTP/1.1\r\nHost: a b\r\n\r\n", b"400"),
        (b"GET /readyz HTTP/1.1\r\nHost: a/b\r\n\r\n", b"400"),
        (b"GET /readyz HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n", b"200"),
        (b"GET /readyz HTTP/1.0\r\n\r\n", b"200"),
        (GET, b"200"),
    ],
)
def test_a_request_names_one_host(sent: bytes, status: bytes) -> None:
    served(expect([status], sent), idle=0.2)


def test_an_address_that_is_taken_is_refused() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(Refused, match="cannot listen on"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_the_process_may_open_as_many_files_as_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    monkeypatch.setattr(guard, "MOST_FILES", 700)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, before[1]))

        assert raise_file_limit() == 700 - guard.OTHER_FILES
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 700
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@contextmanager
def flood(port: int, sent: bytes, connections: int) -> Iterator[None]:
    """Many connections that send these bytes as far as the system takes them, and never read."""
    with ExitStack() as opened:
        for _ in range(connections):
            client = opened.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.setblocking(False)
            client.send(sent)
        yield


def memory(daemon: Daemon) -> int:
    """The resident memory of the daemon in bytes."""
    pages = Path(f"/proc/{daemon.pid}/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


FEED = b"GET /feeds/programme.ics HTTP/1.1\r\nHost: h\r\n\r\n"
LONG_HEAD = HALF + b"y\r\n" + (b"X: " + b"y" * 150 + b"\r\n") * 50
FLOODS = {
    "heads that do not end": (LONG_HEAD, 500),
    "answers that nobody reads": (GET * 2_000, 50),
    "feeds that nobody reads": (FEED * 100, 200),
    "pages that nobody reads": (GET.replace(b"/readyz", b"/cities/sofia") * 100, 50),
    "bodies of empty lines": (CHUNKED + b"4\r\n\r\n\r\n\r\n" * 30_000, 20),
    "long bodies": (WITH_BODY % 9_000_000 + b"x" * 1_000_000, 50),
    "lines of the log": (b"nonsense\r\n\r\n", 100),
}


@pytest.mark.parametrize(("sent", "connections"), FLOODS.values(), ids=FLOODS.keys())
def test_honest_clients_are_answered_during_a_flood_in_little_memory(
    daemon: Daemon, sent: bytes, connections: int
) -> None:
    before = memory(daemon)

    with flood(daemon.port, sent, connections):
        for _ in range(16):
            assert ask(daemon.port, "/feeds/cities/sofia.ics").status == 200
        assert memory(daemon) - before < 40_000_000


@pytest.mark.nightly
@pytest.mark.parametrize(("sent", "connections"), FLOODS.values(), ids=FLOODS.keys())
def test_honest_clients_are_answered_during_a_long_flood(
    tmp_path: Path, sent: bytes, connections: int
) -> None:
    with serving(tmp_path, SMALL) as daemon:
        before, end = memory(daemon), time.monotonic() + 60
        while time.monotonic() < end:
            with flood(daemon.port, sent, 4 * connections):
                for _ in range(100):
                    assert ask(daemon.port, "/feeds/cities/sofia.ics").status == 200
                assert memory(daemon) - before < 150_000_000


def test_clients_that_go_away_leave_no_error_in_the_log(daemon: Daemon) -> None:
    """They send many requests, read no answer, and cut the connection while others are answered."""
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", daemon.port)) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.sendall(FEED * 300)
            assert client.recv(1)
            for _ in range(20):
                assert ask(daemon.port, "/healthz").status == 200

    assert "Traceback" not in daemon.log.read_text(encoding="utf-8")
