"""Requests for pages that must be rendered first."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from support.web import FOR_UVICORN, Pages, app_with, served, site_of

KINDS = pytest.mark.parametrize(
    "more",
    [
        pytest.param(b"", id="plain"),
        pytest.param(b"Content-Length: 1\r\n\r\nx", id="uvicorn"),
    ],
)
"""The connection answers plain requests itself, and uvicorn the others."""
Open = Callable[[bytes], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


def get(page: bytes, more: bytes = b"") -> bytes:
    """A request for a page."""
    return b"GET /%s HTTP/1.1\r\nHost: h\r\n%s" % (page, more or b"\r\n")


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The head and the body of the next answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    return head, await reader.readexactly(int(length.split(b":")[1]))


def talk_beside_server(pages: Pages, talk: Callable[[Open], Awaitable[None]]) -> None:
    """Runs `talk` beside a server of `pages`; `Open` opens a connection and sends a request."""

    async def client(address: tuple[str, int]) -> None:
        async def opened(sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            reader, writer = await asyncio.open_connection(*address)
            writers.append(writer)
            writer.write(sent)
            return reader, writer

        writers: list[asyncio.StreamWriter] = []
        try:
            await talk(opened)
        finally:
            pages.first_may_end.set()
            for writer in writers:
                writer.close()

    served(client, app=app_with(pages), idle=5)


async def begun(pages: Pages) -> None:
    """Waits until the first page is being rendered."""
    while not pages.has_begun.is_set():
        await asyncio.sleep(0)


async def first_begun(opened: Open, pages: Pages) -> asyncio.StreamReader:
    """Gets the page "ready", then asks for "first" and waits until that is being rendered."""
    reader, _ = await opened(get(b"ready"))
    await answer(reader)
    reader, _ = await opened(get(b"first"))
    await begun(pages)
    return reader


@KINDS
def test_a_page_is_answered_and_then_the_request_after_it(more: bytes) -> None:
    pages = Pages()

    async def talk(opened: Open) -> None:
        reader, writer = await opened(get(b"first", more) + get(b"second"))
        await begun(pages)
        writer.write(get(b"third"))
        pages.first_may_end.set()
        assert [(await answer(reader))[1] for _ in range(3)] == [b"first", b"second", b"third"]

    talk_beside_server(pages, talk)


@KINDS
def test_a_page_is_not_rendered_for_a_client_that_has_left(more: bytes) -> None:
    pages = Pages()

    async def talk(opened: Open) -> None:
        reader = await first_begun(opened, pages)
        _, leaving = await opened(get(b"ready") + get(b"second", more))
        third, _ = await opened(get(b"third", more))
        await asyncio.sleep(0.05)  # until both have come
        reset = struct.pack("ii", 1, 0)
        leaving.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
        leaving.transport.abort()
        await asyncio.sleep(0.05)
        pages.first_may_end.set()
        assert [(await answer(each))[1] for each in (reader, third)] == [b"first", b"third"]

    talk_beside_server(pages, talk)

    assert sorted(pages.rendered) == ["first", "ready", "third"]


def test_clients_that_ask_often_make_no_other_wait_for_its_page() -> None:
    pages = Pages()

    async def talk(opened: Open) -> None:
        reader = await first_begun(opened, pages)
        seldom, _ = await opened(get(b"seldom"))
        await asyncio.sleep(0.05)  # until it has come
        others = [await opened(get(b"ready") + get(b"often%d" % number)) for number in range(5)]
        for other, _ in others:
            await answer(other)
        await asyncio.sleep(0.05)
        pages.first_may_end.set()
        for each in (reader, seldom, *(other for other, _ in others)):
            await answer(each)

    talk_beside_server(pages, talk)

    assert "seldom" in pages.rendered[2:4]


@KINDS
def test_no_more_is_read_from_a_client_that_asks_on_while_its_page_is_rendered(more: bytes) -> None:
    pages, limit = Pages(), 5_000_000

    async def talk(opened: Open) -> None:
        _, writer = await opened(get(b"first", more))
        await begun(pages)
        sent = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                while sent < limit:
                    writer.write(get(b"second") * 1_000)
                    await writer.drain()
                    sent += len(get(b"second") * 1_000)
        writer.transport.abort()  # it reads nothing, and would keep what it could not send
        assert sent < limit

    talk_beside_server(pages, talk)


@KINDS
def test_an_error_of_a_page_is_logged_once_and_answered_500(
    caplog: pytest.LogCaptureFixture, more: bytes
) -> None:
    pages = Pages()

    async def talk(opened: Open) -> None:
        reader, _ = await opened(get(b"bad", more))
        head, _ = await answer(reader)
        assert head.startswith(b"HTTP/1.1 500 ")

    with caplog.at_level(logging.ERROR):
        talk_beside_server(pages, talk)

    assert caplog.text.count("Traceback") == 1


@KINDS
def test_a_site_that_comes_meanwhile_is_not_rendered_in_the_event_loop(more: bytes) -> None:
    old, new = Pages(), Pages()
    new.first_may_end.set()
    app = app_with(old)

    async def client(address: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(get(b"first", more))
        await begun(old)
        app.show(site_of(new))
        old.first_may_end.set()
        await answer(reader)
        writer.close()

    served(client, app=app, idle=5)

    assert new.rendered == ["first"]
    assert all(name.startswith("pages") for name in new.threads)


def test_the_page_for_what_is_missing_is_not_rendered_in_the_event_loop() -> None:
    pages = Pages()

    async def talk(opened: Open) -> None:
        for _ in range(2):
            reader, _ = await opened(get(b"nothing", b"Accept: text/html\r\n\r\n"))
            head, body = await answer(reader)
            assert head.startswith(b"HTTP/1.1 404 ")
            assert body == b"404.html"

    talk_beside_server(pages, talk)

    assert pages.rendered == ["404.html"]
    assert all(name.startswith("pages") for name in pages.threads)


@pytest.mark.parametrize(
    ("sent", "answers"),
    [
        pytest.param(get(b"page"), 1, id="plain"),
        pytest.param(get(b"page") * 3, 3, id="several"),
        pytest.param(FOR_UVICORN * 3, 3, id="uvicorn"),
        pytest.param(FOR_UVICORN * 2 + get(b"page") + b"GET /", 3, id="uvicorn and half a head"),
        pytest.param(get(b"page") + FOR_UVICORN + get(b"other"), 3, id="both"),
        pytest.param(get(b"page", b"Content-Length: 3\r\n\r\nabc") + get(b"other"), 2, id="with a body"),
        pytest.param(b"\r\n\r\n" + get(b"page") + b"\r\n" + get(b"other"), 2, id="empty lines"),
    ],
)
def test_a_client_that_ends_its_input_gets_all_answers(sent: bytes, answers: int) -> None:
    async def client(address: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*address)
        for part in (sent[:2], sent[2:]):
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.01)
        writer.write_eof()
        received = await reader.read()
        assert (received.count(b"HTTP/1.1 200 "), received.count(b"HTTP/1.1 ")) == (answers, answers)
        writer.close()

    served(client, app=app_with(Pages()), idle=0.5)


def test_a_connection_goes_on_after_a_request_with_a_body() -> None:
    post = b"POST /page HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n1\n\n\n5\r\n\r\n"

    async def client(address: tuple[str, int]) -> None:
        reader, writer = await asyncio.open_connection(*address)
        for sent, status in [(post, b"405"), *[(get(b"page"), b"200")] * 60, (post, b"405")] * 2:
            writer.write(sent)
            head, _ = await answer(reader)
            assert head.split()[1] == status
        writer.close()

    served(client, app=app_with(Pages()), idle=5)


def test_a_server_that_stops_answers_who_waits_for_a_page() -> None:
    pages = Pages()
    tasks: list[asyncio.Task[Any]] = []

    async def release_when_stopping(address: tuple[str, int]) -> None:
        with suppress(ConnectionError):
            while True:
                _, writer = await asyncio.open_connection(*address)
                writer.close()
                await asyncio.sleep(0.01)
        pages.first_may_end.set()

    async def answered(address: tuple[str, int]) -> tuple[bytes, bytes]:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(get(b"first"))
        try:
            return await answer(reader)
        finally:
            writer.close()

    async def client(address: tuple[str, int]) -> None:
        tasks.append(asyncio.create_task(answered(address)))
        await begun(pages)
        tasks.append(asyncio.create_task(release_when_stopping(address)))

    served(client, app=app_with(pages))
    head, body = tasks[0].result()

    assert body == b"first"
    assert b"connection: close" in head.lower()
