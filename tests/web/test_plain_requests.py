"""Which requests are plain, and that the two ways of answering send the same."""

from __future__ import annotations

import http.client
import socket

import pytest

from scheduler.web.plain_requests import PlainRequest, PlainRequests

HOST = b"Host: h\r\n"
PLAIN = b"GET /feeds/a.ics HTTP/1.1\r\n%b\r\n" % HOST


def test_a_get_in_one_piece_is_plain_again_and_again() -> None:
    requests = PlainRequests()
    conditional = PLAIN.replace(HOST, HOST + b'IF-None-Match: "a"\r\n')

    read = [requests.read(data) for data in (PLAIN, conditional, PLAIN)]

    plain = PlainRequest("/feeds/a.ics", ((b"host", b"h"),))
    assert read == [plain, PlainRequest(plain.path, (*plain.headers, (b"if-none-match", b'"a"'))), plain]


def test_the_last_get_of_a_connection_is_plain() -> None:
    request = PlainRequests().read(PLAIN.replace(HOST, HOST + b"Connection: close\r\n"))

    assert request is not None
    assert request.is_last


def test_a_query_is_not_read() -> None:
    request = PlainRequests().read(PLAIN.replace(b".ics", b".ics?a=/b%20c"))

    assert request == PlainRequest("/feeds/a.ics", ((b"host", b"h"),))


@pytest.mark.parametrize(
    "data",
    [
        PLAIN[:-1],
        PLAIN * 2,
        PLAIN + b"G",
        PLAIN.replace(b"GET", b"HEAD"),
        PLAIN.replace(b"1.1", b"1.0"),
        PLAIN.replace(b"1.1", b"9"),
        PLAIN.replace(b"/feeds", b"/%66eeds"),
        PLAIN.replace(b".ics", b".ics#a"),
        PLAIN.replace(b"/feeds", b"//feeds"),
        PLAIN.replace(b"/feeds", b"http://h/feeds"),
        PLAIN.replace(HOST, HOST + b"Content-Length: 2\r\n"),
        PLAIN.replace(HOST, HOST + b"Content-Length: 2\r\n") + b"ab",
        PLAIN.replace(HOST, HOST + b"Connection: upgrade\r\nUpgrade: h2c\r\n"),
        PLAIN.replace(HOST, b"no header\r\n"),
    ],
    ids=bytes.decode,
)
def test_any_other_request_is_not_plain(data: bytes) -> None:
    assert PlainRequests().read(data) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Connection": "close"},
        {"Accept-Encoding": "gzip"},
        {"If-None-Match": "*"},
        {"Accept": "text/html"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "path",
    [
        "/feeds/cities/sofia.ics",
        "/cities/sofia",
        "/cities/sofia/",
        "/cities/sofia?x=1",
        "/cities/sofia/?x=1",
        "/nothing",
        "/private/x/a.ics",
        "/healthz",
    ],
)
def test_a_plain_request_gets_the_answer_that_it_gets_from_uvicorn(
    port: int, path: str, headers: dict[str, str]
) -> None:
    answers = []
    for first in ("GET", "HEAD"):  # a HEAD hands the connection over to uvicorn
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        for method in (first, "GET"):
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        kept = [(name, value) for name, value in answer.getheaders() if name != "date"]
        answers.append((answer.status, answer.reason, "date" in answer.headers, kept, body))
        connection.close()

    assert answers[0] == answers[1]


def test_a_client_that_asks_on_and_reads_late_gets_every_answer(port: int) -> None:
    path = b"/feeds/cities/sofia.ics"
    get = b"GET %b HTTP/1.1\r\n%b\r\n" % (path, HOST)
    times = 400
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(times):
            client.sendall(get)
        client.sendall(get.replace(HOST, HOST + b"Connection: close\r\n"))
        while more := client.recv(1 << 20):
            received += more

    assert received.count(b"HTTP/1.1 200 OK\r\n") == received.count(b"END:VCALENDAR\r\n") == times + 1
