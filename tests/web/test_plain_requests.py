"""Which requests are plain, and that the two ways of answering send the same."""

from __future__ import annotations

import http.client
import socket

import pytest

from scheduler.web.connections.plain_requests import PlainRequest, PlainRequests

HOST = b"Host: h\r\n"
PLAIN = b"GET /feeds/a.ics HTTP/1.1\r\n%b\r\n" % HOST


def test_a_get_in_one_piece_is_plain_again_and_again() -> None:
    requests = PlainRequests()
    conditional = PLAIN.replace(HOST, HOST + b'IF-None-Match: "a"\r\n')

    read = [requests.read(data) for data in (PLAIN, conditional, PLAIN)]

    plain = PlainRequest("GET", "/feeds/a.ics", ((b"host", b"h"),))
    assert read == [
        plain,
        PlainRequest("GET", plain.path, (*plain.headers, (b"if-none-match", b'"a"'))),
        plain,
    ]


@pytest.mark.parametrize(
    "data",
    [PLAIN.replace(HOST, HOST + b"Connection: close\r\n"), PLAIN.replace(b"1.1", b"1.0")],
    ids=["close", "1.0"],
)
def test_the_last_get_of_a_connection_is_plain(data: bytes) -> None:
    requests = PlainRequests()

    for path in (b"/a", b"/b"):  # the same values read those of the next connection
        request = requests.read(data.replace(b"/feeds", path))
        assert request is not None
        assert request.is_last


def test_a_head_is_plain() -> None:
    request = PlainRequests().read(PLAIN.replace(b"GET", b"HEAD"))

    assert request == PlainRequest("HEAD", "/feeds/a.ics", ((b"host", b"h"),))


def test_a_path_is_decoded() -> None:
    request = PlainRequests().read(PLAIN.replace(b"/feeds", b"/%66eed%C3%A9%ff%2"))

    assert request == PlainRequest("GET", "/feedé\ufffd%2/a.ics", ((b"host", b"h"),))


def test_a_query_is_not_read() -> None:
    request = PlainRequests().read(PLAIN.replace(b".ics", b".ics?a=/b%20c"))

    assert request == PlainRequest("GET", "/feeds/a.ics", ((b"host", b"h"),))


@pytest.mark.parametrize(
    "data",
    [
        PLAIN[:-1],
        PLAIN * 2,
        PLAIN + b"G",
        PLAIN.replace(b"GET /", b"POST http://h/"),
        PLAIN.replace(b"1.1", b"9"),
        PLAIN.replace(b"1.1", b"2.0"),
        PLAIN.replace(b"/feeds", b"/<feeds>"),
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
    requests = PlainRequests()

    assert requests.read(data) is None
    assert requests.read(PLAIN) is not None  # of another connection


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
        "/feeds/cities/%73ofia.ics",
        "/cities/%73ofia/",
        "/%2fhealthz",
        "/%00%0D%0A/%ff%C3%A9",
        "/private%2Fx/a.ics",
        "/..%2f..%2fetc/passwd",
        "/feeds/cities/sofia.ics;v=1",
        "/(a)!$&'*+,=:@b/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_a_plain_request_gets_the_answer_that_it_gets_from_uvicorn(
    port: int, method: str, path: str, headers: dict[str, str]
) -> None:
    answers = []
    for first in (path, f"http://h{path}"):  # which hands the connection over to uvicorn
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        for target in (first, path):
            connection.request(method, target, headers=headers)
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
