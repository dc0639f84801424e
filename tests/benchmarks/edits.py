"""Edits of a programme that a daemon serves: each moves one meeting of the first series."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from pathlib import Path

from benchmarks import programmes
from benchmarks.processes import Running, settle, wait_for

EDITS = 6
"""Meetings that are moved, one after the other, in each daemon."""
CITY = "/feeds/cities/c0.ics"
"""A feed in which the moved meeting is."""


def move(folder: Path, files: Mapping[str, str], number: int) -> None:
    """Moves the meeting for the time `number`, in the files in `folder`."""
    name, text = programmes.moved(files, number)
    (folder / "config" / name).write_text(text, encoding="utf-8")


def edit(running: Running, folder: Path, files: Mapping[str, str], number: int) -> tuple[float, float]:
    """Moves the meeting; returns the CPU until its feed is served, and until the daemon rests."""
    before = running.cpu
    move(folder, files, number)
    sign = programmes.reason(number).encode()
    wait_for(lambda: sign in (get(running.port, CITY) or b""), "the moved meeting in its feed", 0.1)
    served = running.cpu - before
    settle(running)
    return served, running.cpu - before


def get(port: int, path: str) -> bytes | None:
    """Returns what is at `path`; None if nothing is, or nobody listens yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    except OSError:
        return None
    finally:
        connection.close()
    return body if answer.status == 200 else None


def has_checked(port: int) -> bool:
    """Returns whether the daemon has applied its files."""
    health = get(port, "/healthz")
    return health is not None and bool(json.loads(health)["checked"])
