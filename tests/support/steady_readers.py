"""Clients that read a daemon all the time, each on a connection of its own, and what they have seen."""

from __future__ import annotations

import hashlib
import http.client
import threading
import time

from support.daemon import Daemon
from support.waiting import PATIENCE, wait_until

CLIENTS = 8
PATHS = ("/feeds/cities/sofia.ics", "/feeds/programme.ics", "/cities/sofia")


class Readers:
    """Clients that ask for `PATHS` in turn until they are stopped, and remember what they have seen."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._stop = threading.Event()
        self.seen: set[tuple[int, str, str]] = set()
        self.count = 0
        self.failures: list[str] = []
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        headers = {"Accept-Encoding": "identity"} if number % 2 else {}
        while not self._stop.is_set():
            path = PATHS[self.count % len(PATHS)]
            try:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                break
            self.seen.add((answer.status, path, hashlib.sha256(body).hexdigest()))
            self.count += 1
            time.sleep(0.05)
        connection.close()


def shown(daemon: Daemon) -> set[tuple[int, str, str]]:
    """The responses that a reader gets now."""
    return {(200, path, hashlib.sha256(daemon.get(path)[1]).hexdigest()) for path in PATHS}


def read_on(readers: Readers) -> None:
    """Waits until the clients have read each path many times more."""
    enough = readers.count + 20 * CLIENTS
    wait_until(lambda: readers.count > enough or readers.failures != [])


def only(readers: Readers, *known: set[tuple[int, str, str]]) -> None:
    """No client got anything but known responses."""
    assert readers.failures == []
    assert readers.seen <= set().union(*known)
