"""How quickly `serve` answers beside nginx, as the median ratio of rounds that alternate between the two.

    make bench

One worker each, the same feed of about 20 KB, first asked for afresh (200), then by who has it already (304).
Both must be quiet otherwise: seconds differ from machine to machine and from minute to minute, the ratio
much less. Needs nginx and wrk; where there are two processors the servers share one and wrk has another.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this is a script: only its own folder is on the path
from support.small_programme import WIDE_WINDOW, small
from support.sockets import free_port
from support.waiting import wait_until

ABOUT = "What the two cities talk about every month, in a sentence that is about as long as they are."
PROGRAMME = f"{small(WIDE_WINDOW)}    description: {ABOUT}\n"
NGINX = """\
worker_processes 1;
daemon off;
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
    add_header Content-Disposition "inline; filename=sofia.ics";
    add_header Vary Accept-Encoding;
  }
}
"""
PATH = "/feeds/cities/sofia.ics"


@contextmanager
def running(words: list[str], folder: Path, port: int) -> Iterator[str]:
    """A server in `folder`, as the address of the feed; ended afterwards."""
    environment = {
        **os.environ,
        "TWINCAL_NOW": "2026-11-24T09:00:00Z",
        "TWINCAL_DATABASE": f"sqlite:///{folder}/t.db",
    }
    pinned = ["taskset", "-c", "0", *words] if (os.cpu_count() or 1) > 1 else words
    server = subprocess.Popen(
        pinned, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}{PATH}"
    try:
        wait_until(lambda: answers(address))
        yield address
    finally:
        server.terminate()
        server.wait()


def answers(address: str) -> bool:
    """Whether somebody answers at `address`."""
    try:
        urllib.request.urlopen(address).close()
    except OSError:
        return False
    return True


def rate(address: str, seconds: float, *headers: str) -> float:
    """Requests a second that are answered at `address`."""
    words = ["wrk", "-t1", "-c32", f"-d{seconds}s", *(f"-H{header}" for header in headers), address]
    pinned = ["taskset", "-c", "1", *words] if (os.cpu_count() or 1) > 1 else words
    report = subprocess.run(pinned, check=True, capture_output=True, text=True).stdout
    match = re.search(r"Requests/sec:\s+([\d.]+)", report)
    if match is None or ("Non-2xx" in report and not headers):
        raise RuntimeError(report)
    return float(match[1])


def compare(ours: str, theirs: str, rounds: int, seconds: float) -> None:
    """Prints the ratio for 200 and for 304."""
    for name in ("200", "304"):
        ratios, rates = [], []
        headers = [condition(address) if name == "304" else [] for address in (ours, theirs)]
        for _ in range(rounds):
            nginx = rate(theirs, seconds, *headers[1])
            twincal = rate(ours, seconds, *headers[0])
            ratios.append(twincal / nginx)
            rates.append(twincal)
        spread = f"[{min(ratios):.2f} to {max(ratios):.2f}]"
        median = statistics.median(ratios)
        print(f"{name}: serve : nginx = {median:.2f} {spread}, {statistics.median(rates):,.0f} answers/s")


def size(file: Path) -> int:
    """Its bytes, once it has been written."""
    wait_until(file.exists, lambda: f"{file.name} was not published")
    return file.stat().st_size


def condition(address: str) -> list[str]:
    """The header of a client that has the feed already."""
    with urllib.request.urlopen(address) as answer:
        return [f"If-None-Match: {answer.headers['ETag']}"]


def main() -> None:
    """Both servers side by side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2)
    arguments = parser.parse_args()
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None or shutil.which("wrk") is None:
        print("nginx and wrk are not both there to measure with")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config").mkdir()
        (folder / "config/all.yaml").write_text(PROGRAMME)
        port, other = free_port(), free_port()
        (folder / "nginx.conf").write_text(NGINX.replace("PORT", str(other)))
        twincal = [sys.executable, "-m", "scheduler.cli", "serve", "config", "--port", str(port)]
        with running([*twincal, "--publish", "site"], folder, port) as ours:
            feed = folder / "site" / PATH.lstrip("/")
            folder.chmod(0o755)
            print(f"a feed of {size(feed):,} bytes")
            with running([nginx, "-p", name, "-c", "nginx.conf"], folder, other) as theirs:
                compare(ours, theirs, arguments.rounds, arguments.seconds)


if __name__ == "__main__":
    main()
