"""Nobody can take so much of the server that others are not answered."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import re
import resource
import socket
import struct
import termios
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler.web import limits
from scheduler.web import server as server_module
from scheduler.web.app import RequestHeaders, SiteApp
from scheduler.web.connections import patience
from scheduler.web.connections.connection import Connection
from scheduler.web.connections.iterations import UVICORN_TIME, Iterations
from scheduler.web.connections.open_connections import OpenConnections
from scheduler.web.health import Health
from scheduler.web.limits import raise_file_limit
from scheduler.web.pace import RARE, Pace
from scheduler.web.response import Response, text_response
from support.daemon import Daemon, serving
from support.served import ask
from support.small_programme import SMALL
from support.waiting import wait_until
from support.web import FOR_UVICORN, Client, Pages, app_with, served

GET = b"GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n"
NO_PAGE = b"GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n"
WITH_BODY = b"POST /readyz HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"POST /readyz HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
HONEST = 16


def test_a_head_in_two_parts_is_answered_and_waits_no_longer_than_a_slow_one() -> None:
    async def client(address: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*address)
        for part in (GET[:1], GET[1:20], GET[20:] + GET[:5]):
            writer.write(part)
            await asyncio.sleep(0.3)  # longer than the connection may be idle
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200 ")
        writer.close()

    served(client)


def wait_long(_iterations: Iterations, answer: Callable[[], None], _pace: Pace) -> None:
    """Calls `answer` after 0.6 seconds: by then, idle connections are closed and the server stops."""
    asyncio.get_running_loop().call_later(0.6, answer)


@pytest.mark.parametrize("sent", [pytest.param(GET, id="plain"), pytest.param(FOR_UVICORN, id="uvicorn")])
def test_a_server_that_stops_closes_the_connection_of_a_request_that_waits_for_its_turn(
    monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    clients: list[socket.socket] = []

    async def client(address: tuple[str, int]) -> None:
        clients.append(socket.create_connection(address))
        clients[0].sendall(GET)
        while not unread(clients[0]):  # the server has accepted the connection then
            await asyncio.sleep(0)
        clients[0].recv(10_000)
        clients[0].sendall(sent)
        await asyncio.sleep(0.05)  # until it waits

    monkeypatch.setattr(Iterations, "wait", wait_long)
    monkeypatch.setattr(Iterations, "must_wait", lambda _iterations, pace: pace not in RARE)
    served(client, idle=60)
    with clients[0] as waiting:
        answer = b"".join(iter(partial(waiting.recv, 10_000), b""))

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nconnection: close\r\n" in answer.lower()


def test_a_server_that_stops_waits_no_longer_than_clients_may_read_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clients: list[socket.socket] = []

    async def client(address: tuple[str, int]) -> None:
        clients.append(await slow_socket(address))
        sending = asyncio.get_running_loop().sock_sendall(clients[0], FOR_UVICORN * 20_000)
        with suppress(TimeoutError):
            await asyncio.wait_for(sending, 0.2)

    served(client, idle=0.5)
    clients[0].close()

    assert "timeout graceful shutdown exceeded" not in caplog.text


def test_a_request_that_waits_for_its_turn_is_not_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    async def client(address: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(GET * 2)  # the second one waits
        for _ in range(2):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            await reader.readuntil(b"}\n")
        writer.close()

    monkeypatch.setattr(Iterations, "wait", wait_long)
    served(client, idle=0.2)


def test_a_client_that_ends_its_input_gets_the_answers_to_what_it_asked() -> None:
    app = SiteApp(Health(is_ready=True))
    for sent, answers in ((GET * 3, 3), (FOR_UVICORN, 1), (GET[:-1], 0)):

        async def client(address: tuple[str, int], sent: bytes = sent, answers: int = answers) -> None:
            reader, writer = await asyncio.open_connection(*address)
            writer.write(sent)
            writer.write_eof()
            assert (await reader.read()).count(b"HTTP/1.1 ") == answers
            writer.close()

        served(client, app=app)


def last_answer(status: bytes, sent: bytes, before: bytes = b"") -> Client:
    """A client that sends all these bytes before it reads, and must get a last answer with this status."""

    async def client(address: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*address)
        writer.transport.set_write_buffer_limits(high=0)
        if before:
            writer.write(before)
            await reader.readuntil(b".\n")
        writer.write(sent)
        await writer.drain()
        *_, answer = (await reader.read()).split(b"HTTP/1.1 ")
        assert answer[:3] == status
        assert b"\r\nconnection: close\r\n" in answer
        writer.close()

    return client


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET /readyz HTTP/1.1\r\nHost: h\r\nX: ", id="half a head"),
        pytest.param(GET + b"GET /rea", id="after an answer"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx", id="half a body"),
    ],
)
def test_a_request_that_does_not_end_is_closed(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(patience, "ANSWERED_WITHIN", 0.5)

    served(last_answer(b"408", sent))


def test_a_page_that_is_not_ready_in_time_is_answered_503(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "ANSWERED_WITHIN", 0.5)
    pages = Pages()
    try:
        served(last_answer(b"503", b"GET /first HTTP/1.1\r\nHost: h\r\n\r\n"), app=app_with(pages))
    finally:
        pages.first_may_end.set()


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        pytest.param(b"431", b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"y" * 20_000, id="head"),
        pytest.param(
            b"431", b"GET / HTTP/1.1\r\nHost: h\r\nCookie: " + b"a" * 8_300 + b"\r\n\r\n", id="cookie"
        ),
        pytest.param(b"431", b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n", id="whole head"),
        pytest.param(b"431", b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: y\r\n" * 105 + b"\r\n", id="headers"),
        pytest.param(b"431", b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: y\r\n" * 101, id="headers that go on"),
        pytest.param(b"413", WITH_BODY % 1_000_000 + b"x" * 1_000_000, id="body"),
        pytest.param(b"413", WITH_BODY % 10**20, id="body that does not come"),
        pytest.param(b"413", CHUNKED + b"4\r\n\r\n\r\n\r\n" * 100_000, id="body of empty lines"),
        pytest.param(b"413", CHUNKED + b"400\r\n%b\r\n" % (b"x" * 1_024) * 9 + b"0\r\n\r\n", id="chunks"),
        pytest.param(b"405", CHUNKED + b"400\r\n%b\r\n" % (b"x" * 1_024) + b"0\r\n\r\n", id="short chunks"),
        pytest.param(
            b"400",
            b"FOO" + WITH_BODY[4:] % 8_000 + b"x" * 8_000,
            id="method that does not exist, with a body",
        ),
    ],
)
@pytest.mark.parametrize("before", [b"", WITH_BODY % 5 + b"hello"], ids=["first", "after another"])
def test_a_request_that_is_too_long_or_in_chunks_is_answered_and_ends_the_connection(
    before: bytes, status: bytes, sent: bytes
) -> None:
    async def client(address: tuple[str, int]) -> None:
        await last_answer(status, sent, before)(address)
        assert closed_without_answer(await metrics(address)) == {}

    served(client, idle=60)


async def metrics(address: tuple[str, int]) -> bytes:
    """The answer with the numbers for Prometheus."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    return answer


def closed_without_answer(text: bytes) -> dict[str, int]:
    """The numbers of connections by the reasons why they were closed without a whole answer."""
    found = re.findall(r'^twincal_connections_unanswered_total{reason="(.*)"} (.*)$', text.decode(), re.M)
    assert found
    return {reason: int(number) for reason, number in found if number != "0"}


def test_connections_that_end_without_an_answer_are_counted() -> None:
    async def client(address: tuple[str, int]) -> None:
        idle = [await asyncio.open_connection(*address) for _ in range(4)]
        begun = [await asyncio.open_connection(*address) for _ in range(4)]
        for _, writer in begun:
            writer.write(GET[:-1])
        await asyncio.sleep(0.1)
        others = [await asyncio.open_connection(*address) for _ in range(8)]
        for reader, _ in (*idle, *begun):
            assert await reader.read() == b""
        assert closed_without_answer(await metrics(address)) == {"crowded": 4}
        for _, writer in (*idle, *begun, *others):
            writer.close()

    served(client, most=8, idle=60)


def test_a_head_that_comes_byte_by_byte_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "ANSWERED_WITHIN", 0.5)

    async def client(address: tuple[str, int]) -> None:
        _, writer = await asyncio.open_connection(*address)

        async def send() -> None:
            while not writer.is_closing():
                writer.write(b"X")
                await writer.drain()
                await asyncio.sleep(0.01)

        with suppress(ConnectionError):
            await send()
        assert writer.is_closing()

    served(client)


async def slow_socket(address: tuple[str, int]) -> socket.socket:
    """A connection for which the kernel keeps little."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, address)
    return raw


def test_a_client_that_never_reads_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "READ_WITHIN", 0.5)

    async def client(address: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        with closing(await slow_socket(address)) as raw:

            async def send() -> None:
                while True:
                    await loop.sock_sendall(raw, GET * 100)

            with pytest.raises(ConnectionError):
                await send()
        assert closed_without_answer(await metrics(address)) == {"unread": 1}

    served(client)


class _LargeAnswer(SiteApp):
    """Answers every plain request with two million bytes."""

    def respond(self, *_: object) -> Response:
        return text_response(200, "x" * 2_000_000)


def test_a_client_that_reads_slowly_gets_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs several times as long as a client that reads nothing may wait."""
    monkeypatch.setattr(patience, "READ_WITHIN", 0.5)

    async def client(address: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        with closing(await slow_socket(address)) as raw:
            await loop.sock_sendall(raw, GET)
            received, begin = 0, loop.time()
            while received < 2_000_000:
                part = await loop.sock_recv(raw, 65_536)
                assert part, f"closed after {received} bytes"
                received += len(part)
                if loop.time() - begin < 1.5:
                    await asyncio.sleep(0.05)
            assert loop.time() - begin > 1.5

    served(client, app=_LargeAnswer(Health(is_ready=True)))


class _Client:
    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        self.is_closed = False

    def unread(self) -> int:
        return self.waiting

    def abort(self) -> None:
        self.is_closed = True


def test_clients_that_read_nothing_for_the_longest_make_room_for_others() -> None:
    connections, clients = OpenConnections(100, most_unread=1_000), [_Client(300) for _ in range(5)]
    for client in clients:
        connections.add(client)

    for client in clients[:3]:
        connections.note_unread(client)
    connections.note_all_read(clients[1])
    clients[0].waiting = 200  # it is the first, and it reads
    connections.note_unread(clients[3])
    connections.note_unread(clients[4])

    assert [client.is_closed for client in clients] == [False, False, True, False, False]


def test_connections_without_an_answer_make_room_for_others() -> None:
    connections, clients = OpenConnections(8), [_Client(0) for _ in range(10)]
    answered, silent = clients[:6], clients[6:]
    for client in clients[:8]:
        connections.add(client)
    for client in answered:
        connections.note_answered(client)

    connections.add(clients[8])
    assert [client.is_closed for client in silent] == [True, False, False, False]
    connections.note_answered(clients[7])
    connections.add(clients[9])

    assert [client.is_closed for client in answered] == [True, False, False, False, False, False]
    assert [client.is_closed for client in silent] == [True, False, False, False]


def test_clients_that_ask_for_nothing_more_make_room_for_others() -> None:
    connections, clients = OpenConnections(4), [_Client(0) for _ in range(6)]
    for client in clients[:4]:
        connections.add(client)
        connections.note_answered(client)

    for ended in clients[2:4]:
        connections.note_end_of_requests(ended)
    connections.add(clients[4])
    connections.remove(clients[0])
    connections.note_end_of_requests(clients[0])
    connections.add(clients[5])

    assert [client.is_closed for client in clients] == [False, False, False, True, False, False]


def test_heads_that_are_not_whole_make_room_for_others() -> None:
    closed: list[str] = []

    class Slow:
        def __init__(self, name: str) -> None:
            self.name = name

        def unread(self) -> int:
            return 0

        def abort(self) -> None:
            closed.append(self.name)

    connections = OpenConnections(most_unanswered=100)
    first, second, third = map(Slow, ("first", "second", "third"))
    for each in (first, second, third):
        connections.add(each)
    connections.note_unanswered(first, 40)
    connections.note_unanswered(second, 40)
    connections.note_unanswered(first, 60)
    assert closed == []

    connections.note_unanswered(third, 30)
    assert closed == ["first"]
    connections.note_unanswered(second, 0)
    connections.note_unanswered(third, 99)
    assert closed == ["first"]


def test_requests_that_wait_for_clients_that_do_not_read_make_room_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server_module, "OpenConnections", partial(OpenConnections, most_unanswered=20_000))

    async def client(address: tuple[str, int]) -> None:
        writers = []
        for _ in range(5):
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            sock.connect(address)
            reader, writer = await asyncio.open_connection(sock=sock, limit=1_000)
            writer.write(GET * 40_000)
            writers.append(writer)
        while not any(writer.is_closing() for writer in writers):
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection(*address)
        writer.write(GET)
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200 ")
        for each in (writer, *writers):
            each.transport.abort()

    served(client, idle=20)


def test_no_stop_waits_for_clients_that_do_not_read(caplog: pytest.LogCaptureFixture) -> None:
    open_sockets: list[socket.socket] = []

    async def client(address: tuple[str, int]) -> None:
        for sent in (GET * 40_000, FOR_UVICORN * 40_000):
            sock = socket.socket()
            open_sockets.append(sock)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            sock.connect(address)
            sock.setblocking(False)
            for _ in range(50):  # until neither side takes more
                with suppress(BlockingIOError):
                    sock.send(sent)
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)  # longer than a client may read nothing

    served(client)

    assert "graceful shutdown exceeded" not in caplog.text
    assert "Traceback" not in caplog.text
    for sock in open_sockets:
        sock.close()


def test_one_connection_more_closes_the_one_that_was_idle_for_the_longest_time() -> None:
    async def client(address: tuple[str, int]) -> None:
        honest = [await asyncio.open_connection(*address) for _ in range(HONEST)]
        idle = []
        for number in range(100):
            idle.append(await asyncio.open_connection(*address))
            if number % 2 == 0:
                for reader, writer in honest:
                    writer.write(GET)
                    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")
                    await reader.readuntil(b"}\n")
        assert await idle[0][0].read() == b""
        for _, writer in (*honest, *idle):
            writer.close()

    served(client, most=HONEST + 4, idle=60)


def test_requests_at_once_are_given_to_uvicorn_one_by_one_and_all_answered() -> None:
    async def client(address: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(FOR_UVICORN * 999 + GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert (await reader.read()).count(b"HTTP/1.1 ") == 1000
        writer.close()

    served(client, idle=20)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(GET, id="a plain request"),
        pytest.param(FOR_UVICORN, id="a request for uvicorn"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: h\r\nX: ", id="half a head"),
        pytest.param(CHUNKED + b"4\r\n", id="half a body"),
    ],
)
def test_closed_connections_do_not_wait_for_the_garbage_collector(sent: bytes) -> None:
    async def client(address: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(sent)
        if sent.endswith(b"\r\n\r\n"):
            await reader.readuntil(b"\r\n\r\n")
        writer.close()
        while any(isinstance(value, Connection) for value in gc.get_objects()):
            await asyncio.sleep(0.01)

    gc.collect()
    gc.disable()
    try:
        served(client, idle=60)
    finally:
        gc.enable()


def test_one_iteration_of_the_event_loop_accepts_many_connections() -> None:
    """Iterations take long while many ask without a pause, and new clients must not wait for one each."""
    most_iterations, count = 20, 60
    app = SiteApp(Health(is_ready=True))

    async def client(address: tuple[str, int]) -> None:
        with ExitStack() as stack:
            for _ in range(count):
                new = stack.enter_context(socket.create_connection(address))
                new.sendall(NO_PAGE)
            iterations = 0
            while sum(app.request_counts) < count:
                iterations += 1
                await asyncio.sleep(0)
        assert iterations <= most_iterations

    served(client, app=app)


def test_clients_that_ask_often_make_no_new_one_wait() -> None:
    async def client(address: tuple[str, int]) -> None:
        with ExitStack() as stack:
            often = [stack.enter_context(socket.create_connection(address)) for _ in range(50)]
            for each in often:
                each.sendall(GET)
            while not all(map(unread, often)):
                await asyncio.sleep(0)
            for each in often:
                each.recv(10_000)
                each.sendall(GET)
            new = stack.enter_context(socket.create_connection(address))
            new.sendall(GET)
            while not unread(new):
                await asyncio.sleep(0)
            assert sum(map(bool, map(unread, often))) < len(often) / 2
            while not all(map(unread, often)):
                await asyncio.sleep(0)

    served(client, longest_iteration=0)


def test_clients_whose_requests_uvicorn_answers_make_no_other_wait() -> None:
    """Each of their requests costs as much as ten others. Only those with a body and odd ones need uvicorn."""

    async def client(address: tuple[str, int]) -> None:
        with ExitStack() as stack:
            browser, *others = (stack.enter_context(socket.create_connection(address)) for _ in range(51))
            for each in (browser, *others):
                each.sendall(GET if each is browser else FOR_UVICORN)
            while not all(map(unread, (browser, *others))):
                await asyncio.sleep(0)
            for each in (*others[:25], browser, *others[25:]):
                each.recv(10_000)
                each.sendall(GET if each is browser else FOR_UVICORN)
            while not unread(browser):
                await asyncio.sleep(0)
            assert sum(map(bool, map(unread, others))) < len(others) / 2
            while not all(map(unread, others)):
                await asyncio.sleep(0)

    served(client, longest_iteration=0)


def unread(client: socket.socket) -> int:
    """The bytes that have come and were not read."""
    return int(struct.unpack("i", fcntl.ioctl(client, termios.FIONREAD, b"    "))[0])


def test_clients_that_go_away_leave_no_error_in_the_log(tmp_path: Path) -> None:
    """They send many requests, read no answer, and cut the connection while others are answered."""
    with serving(tmp_path, SMALL) as daemon:
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", daemon.port)) as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                client.setblocking(False)
                client.send(b"GET /feeds/cities/sofia.ics HTTP/1.1\r\nHost: h\r\n\r\n" * 3_000)
                wait_until(lambda client=client: unread(client) > 100_000)  # type: ignore[misc]
                for _ in range(20):
                    assert ask(daemon.port, "/healthz").status == 200

        assert "Traceback" not in daemon.log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
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
def test_a_request_names_one_host(request_bytes: bytes, status: bytes) -> None:
    async def client(address: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(request_bytes)
        assert (await reader.readline()).split()[1] == status
        writer.close()

    served(client)


def test_the_process_may_open_as_many_files_as_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    monkeypatch.setattr(limits, "MOST_FILES", 700)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, before[1]))

        assert raise_file_limit() == 700 - limits.OTHER_FILES
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 700
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def memory(daemon: Daemon) -> int:
    """The resident memory of the daemon in bytes."""
    pages = Path(f"/proc/{daemon.pid}/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()


@contextmanager
def flood(port: int, sent: bytes, connections: int) -> Iterator[None]:
    """Many connections that send these bytes as long as they may, and never read."""
    with ExitStack() as opened:
        for _ in range(connections):
            client = opened.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.setblocking(False)
            try:
                while client.send(sent):
                    pass
            except OSError:
                pass
        yield


def test_long_heads_that_do_not_end_take_little_memory(tmp_path: Path) -> None:
    head = b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: " + b"y" * 150 + b"\r\n"
    with serving(tmp_path, SMALL) as daemon, ExitStack() as opened:
        before = memory(daemon)
        for _ in range(900):
            client = opened.enter_context(socket.create_connection(("127.0.0.1", daemon.port)))
            client.sendall(head + (b"X: " + b"y" * 150 + b"\r\n") * 90)

        for _ in range(HONEST):
            assert ask(daemon.port, "/feeds/cities/sofia.ics").status == 200
        assert memory(daemon) - before < 40_000_000


@pytest.mark.parametrize(
    ("sent", "connections"),
    [
        pytest.param(FOR_UVICORN * 2_000, 50, id="requests that wait"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n" * 2_000, 50, id="answers that nobody reads"),
        pytest.param(
            b"GET /feeds/programme.ics HTTP/1.1\r\nHost: h\r\n\r\n" * 100, 600, id="feeds that nobody reads"
        ),
        pytest.param(b"GET / HTTP/1.1\r\nHost: h\r\nX: ", 300, id="heads that do not end"),
        pytest.param(b"nonsense\r\n\r\n", 300, id="lines of the log"),
        pytest.param(CHUNKED + b"4\r\n\r\n\r\n\r\n" * 30_000, 20, id="bodies of empty lines"),
    ],
)
def test_honest_clients_are_answered_during_a_flood_in_little_memory(
    tmp_path: Path, sent: bytes, connections: int
) -> None:
    with serving(tmp_path, SMALL) as daemon:
        before = memory(daemon)

        with flood(daemon.port, sent, connections):
            for _ in range(HONEST):
                assert ask(daemon.port, "/feeds/cities/sofia.ics").status == 200
            assert memory(daemon) - before < 100_000_000
        assert ask(daemon.port, "/feeds/cities/sofia.ics").status == 200


@pytest.mark.parametrize("before", [(), (NO_PAGE,)])
def test_an_iteration_takes_few_requests_that_uvicorn_answers(before: tuple[bytes, ...]) -> None:
    """uvicorn answers them after the iteration, in tasks of its own. All others would wait for these."""
    app = RecordingApp()
    counts: list[int] = []

    async def client(address: tuple[str, int]) -> None:
        with ExitStack() as stack:
            clients = [stack.enter_context(socket.create_connection(address)) for _ in range(50)]
            for sent in (*before, FOR_UVICORN):
                app.asked.clear()
                counts.clear()
                for each in clients:
                    each.sendall(sent)
                while not counts or counts[-1] < len(clients):
                    await asyncio.sleep(0)
                    counts.append(len(app.asked))

    served(client, app=app, longest_iteration=3 * UVICORN_TIME)

    assert max(after - before for before, after in pairwise([0, *counts])) <= 4


class RecordingApp(SiteApp):
    """Notes the paths that are asked for, in order."""

    def __init__(self) -> None:
        super().__init__(Health(is_ready=True))
        self.asked: list[str] = []

    def respond(self, method: str, path: str, headers: RequestHeaders) -> Response:
        """Answers like every app."""
        self.asked.append(path)
        return super().respond(method, path, headers)


def test_many_requests_of_one_client_are_answered_in_turn_with_those_of_others() -> None:
    app = RecordingApp()

    async def client(address: tuple[str, int]) -> None:
        streams = [await asyncio.open_connection(*address) for _ in range(2)]
        for reader, writer in streams:  # from here on the server has accepted both
            writer.write(GET)
            await reader.readuntil(b"\r\n\r\n")
        app.asked.clear()
        (many, greedy), (reader, honest) = streams
        greedy.write(GET * 50)
        honest.write(GET.replace(b"/readyz", b"/healthz"))
        await reader.readuntil(b"\r\n\r\n")
        for _ in range(50):
            await many.readuntil(b"\r\n\r\n")
        for _, writer in streams:
            writer.close()

    served(client, app=app, idle=5)

    assert "/healthz" in app.asked[:3]
