"""A daemon that serves the sample, with a retired address; and requests, byte by byte."""

from __future__ import annotations

import http.client
import socket
from dataclasses import dataclass
from pathlib import Path

from support.daemon import Daemon
from support.shell import Shell
from support.small_programme import webinar
from support.waiting import PATIENCE

ROOT = Path(__file__).parent.parent.parent
RETIRED = "/feeds/themes/trams.ics"
ENDED = webinar("trams", "2026-11-20 09:00", "themes: [trams]") + "themes:\n  trams:\n    name: Trams\n"


def sample(folder: Path) -> Daemon:
    """A daemon, not yet started, on a copy of the sample of which one theme has been retired."""
    shell = Shell(folder, now="2026-11-10T09:00:00Z")
    for file in (ROOT / "config").glob("*.yaml"):
        shell.write(file.read_text(encoding="utf-8"), file.name)
    shell.write(ENDED, "ended.yaml")
    assert shell.apply().code == 0
    (shell.config / "ended.yaml").unlink()
    for now in ("2026-11-10T09:01:00Z", "2026-11-21T09:00:00Z"):
        assert shell.apply(now=now).code == 0
    return Daemon(folder)


@dataclass(frozen=True)
class HttpResponse:
    """A response; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, path: str, method: str = "GET", **headers: str) -> HttpResponse:
    """One request with exactly these headers (and Host), `_` standing for `-`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    received = connection.getresponse()
    response = HttpResponse(
        received.status, {name.lower(): value for name, value in received.getheaders()}, received.read()
    )
    connection.close()
    return response


def exchange(port: int, sent: bytes) -> bytes:
    """Sends these bytes; returns what comes back until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as raw:
        raw.sendall(sent)
        received = b""
        while more := raw.recv(65536):
            received += more
        return received
