"""Chromium, as installed on this machine, and a local server for one site."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from scheduler.publication.site import Site

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REQUIRED = os.environ.get("TWINCAL_REQUIRE_BROWSER") == "1"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. Without one the test is skipped, or fails where one is required."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "no chromium on this machine (Debian: apt-get install chromium)"
        pytest.fail(reason) if REQUIRED else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The address under which `site` is served while the block runs."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            resource = site.resources.get(urlsplit(self.path).path)
            self.send_response(resource.status if resource else 404)
            self.send_header("content-type", resource.type if resource else "text/plain")
            self.send_header("content-security-policy", "default-src 'self'")
            self.end_headers()
            self.wfile.write(resource.body if resource else b"")

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
