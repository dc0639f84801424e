"""The limits of the server: what one client may take, and all of them together.

Each is far above what calendar programs and browsers need.
"""

from __future__ import annotations

import resource

ANSWERED_WITHIN = 20.0
"""Seconds from the first byte of a request to its answer: for a head that comes too slowly, or never ends."""
READ_WITHIN = 30.0
"""Seconds in which a client must read some of the answers that wait for it."""
MOST_CONNECTIONS = 4_000
"""Connections at once. One more closes the one that has been idle for the longest time."""
MOST_SILENT = 0.25
"""The part of them whose clients may have had no answer yet, or ask for nothing more. If there are more, one
more connection closes the one of these that is the oldest."""
MOST_WAITING = 4_096
"""Connections that wait to be accepted. If there are more, the systems of their clients try again after a
second."""
ACCEPTED_PER_ITERATION = 64
"""Connections that one iteration of the event loop accepts."""
LONGEST_ITERATION = 0.002
"""Seconds for which one iteration of the event loop answers clients that had an answer a moment ago."""
LONGEST_BURST = 0.01
"""Seconds for which one iteration answers clients that had to wait though they are new or ask seldom, and
then as long again such clients that ask now."""
ASKS_SELDOM = 1.0
"""Seconds without an answer after which a client asks seldom."""
FEW_ANSWERS = 4
"""A client that had fewer answers since it last asked seldom does not ask often. A browser needs some for one
page."""
SHORTEST_PAUSE = 0.04
"""Seconds from an answer to the next request that count as a pause. A client that makes pauses does not ask
often."""
UVICORN_TIME = 0.0003
"""Seconds that a request for uvicorn takes, about; its task runs after the iteration in which it came."""
MOST_PAGE_BYTES = 32_000_000
"""Bytes of prepared pages that are kept: all pages of a programme of some dozen cities."""
MOST_UNREAD = 64_000_000
"""Bytes of answers that clients have not read, in all. More of them close the one that waits longest."""
MOST_UNFINISHED = 32_000_000
"""Bytes of heads that are not whole, and of requests that wait for an answer, in all. More of them close the
connection whose bytes have waited for the longest."""
IDLE_WITHIN = 5
"""Seconds for which a connection may be idle, or a client may read nothing when the server stops."""
MOST_UNSENT = 65_536
"""Bytes of answers to one client that the kernel takes before they can be sent."""
MOST_FILES = 8_192
"""Open files of the process; the operating system may allow fewer."""
OTHER_FILES = 200
"""Open files that are no connections: the database, the log, files that are written."""
LONGEST_REQUEST = 8_192
"""Bytes of a head, or of a body. A longer request ends the connection. So many are read at once."""
MOST_HEADS = 256
"""Heads of requests whose meaning is remembered: at most some megabytes."""
MOST_LINES = 100
"""Lines of a head. More of them end the connection: each header costs time."""


def raise_file_limit() -> int:
    """Lets the process open as many files as it needs and may; returns how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    files = MOST_FILES if soft == resource.RLIM_INFINITY else soft
    return max(1, min(MOST_CONNECTIONS, files - OTHER_FILES))
