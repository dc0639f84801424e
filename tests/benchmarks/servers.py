"""The servers of P2, each with the same feed: `serve`, nginx with the published file, Radicale with a calendar."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import Peers
from benchmarks.processes import TWINCAL, Running, free_port, server, wait_for

FEED = "/feeds/cities/c0.ics"
NGINX = """\
daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
events { worker_connections 256; }
http {
  types { text/calendar ics; }
  charset utf-8;
  charset_types text/calendar;
  access_log off;
  sendfile on;
  keepalive_requests 1000000;
  server {
    listen 127.0.0.1:PORT;
    root site;
    add_header Cache-Control "public, max-age=300";
    add_header X-Content-Type-Options nosniff;
    add_header X-Robots-Tag noindex;
    add_header Content-Disposition "inline; filename=c0.ics";
    add_header Vary Accept-Encoding;
  }
}
"""
RADICALE = """\
[server]
hosts = 127.0.0.1:PORT
max_connections = 64
[auth]
type = none
[rights]
type = from_file
file = rights
[storage]
filesystem_folder = collections
[logging]
level = error
"""
RIGHTS = "[all]\nuser: .*\ncollection: .*\npermissions: RrWw\n"


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs, and the address of the feed there."""

    running: Running
    path: str

    @property
    def address(self) -> str:
        """The URL of the feed."""
        return f"http://127.0.0.1:{self.running.port}{self.path}"


def start_servers(stack: ExitStack, folder: Path, peers: Peers) -> Mapping[str, Served]:
    """Starts the servers that are there, in the order of the result."""
    words = {"serve": [*TWINCAL, "serve", "config", "--port", "PORT"]}
    paths = {"serve": FEED, "nginx": FEED, "Radicale": "/public/c0/"}
    for name, command, file, text in (
        ("nginx", peers.nginx, "nginx.conf", NGINX),
        ("Radicale", peers.radicale, "radicale.conf", RADICALE),
    ):
        if command:
            options = ["-p", str(folder), "-c"] if name == "nginx" else ["--config"]
            words[name] = [command, *options, file]
            (folder / file).write_text(text)
    (folder / "rights").write_text(RIGHTS)
    return {name: _started(stack, folder, line, paths[name]) for name, line in words.items()}


def _started(stack: ExitStack, folder: Path, words: Sequence[str], path: str) -> Served:
    port = free_port()
    for file in folder.glob("*.conf"):
        if file.name == words[-1]:
            file.write_text(file.read_text().replace("PORT", str(port)))
    line = [word.replace("PORT", str(port)) for word in words]
    served = Served(stack.enter_context(server(pinned(0, line), folder, port)), path)
    wait_for(lambda: _listens(port), f"{words[0]} on its port")
    if path != FEED:
        _put(served, (folder / "site" / FEED[1:]).read_bytes())
    wait_for(lambda: etag(served.address) is not None, f"{words[0]} to answer")
    return served


def pinned(processor: int, words: Sequence[str]) -> list[str]:
    """Returns the command that keeps another one on a processor, where there are two."""
    return ["taskset", "-c", str(processor), *words] if (os.cpu_count() or 1) > 1 else [*words]


def _listens(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/").close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def etag(address: str) -> str | None:
    """Returns the ETag of the resource at `address`; None if the server has no such resource."""
    try:
        with urllib.request.urlopen(address) as answer:
            return str(answer.headers["ETag"])
    except OSError:
        return None


def _put(served: Served, feed: bytes) -> None:
    """Stores the feed in a calendar server."""
    for method, path, body in (("MKCOL", "/public/", None), ("PUT", served.path, feed)):
        address = f"http://127.0.0.1:{served.running.port}{path}"
        request = urllib.request.Request(address, body, {"Content-Type": "text/calendar"}, method=method)
        urllib.request.urlopen(request).close()
