"""The limits of the server: what one client may take, and all of them together.

A client is one connection. Limits that close a connection are far above what calendar programs and browsers
need.
"""

from __future__ import annotations

import resource

ANSWERED_WITHIN = 20.0
"""Seconds from the first byte of a request to its answer. A head or a body that comes too slowly is answered
408, and a page that waits for too long 503."""
READ_WITHIN = 30.0
"""Seconds in which a client must read some of the answers that wait for it."""
MOST_CONNECTIONS = 4_000
"""Connections at once. One more closes the one that has been idle for the longest time."""
SILENT_SHARE = 0.25
"""The share of the connections that may be without an answer yet, or at the end of their requests. If more of
them are, one more connection closes the oldest of these."""
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
SELDOM_AFTER = 1.0
"""Seconds without an answer after which a client asks seldom."""
FEW_ANSWERS = 4
"""Answers after which a client counts as one that asks often, until it asks for nothing for a second. A
browser needs some for one page."""
SHORTEST_PAUSE = 0.04
"""Seconds from an answer to the next request that count as a pause. A client that makes pauses does not ask
often."""
MOST_PAGE_BYTES = 96_000_000
"""Bytes of compressed pages with their headers that are kept: some 12,000 pages, as many as a programme of a
hundred cities has in two languages."""
MOST_UNREAD = 64_000_000
"""Bytes of answers that clients have not read, in all. More of them close the connection that has read
nothing for the longest time."""
MOST_UNANSWERED = 32_000_000
"""Bytes of heads that are not whole, and of requests that wait for an answer, in all. More of them close the
connection whose bytes have waited for the longest."""
LONGEST_IDLE = 5
"""Seconds for which a connection may be idle, or a client may read nothing when the server stops."""
MOST_UNSENT = 65_536
"""Bytes of answers to one client that the kernel takes before they can be sent."""
MOST_FILES = 8_192
"""Open files of the process; the operating system may allow fewer."""
OTHER_FILES = 200
"""Open files that are no connections: the database, the log, files that are written."""
LONGEST_REQUEST = 8_192
"""Bytes of a request with its body; chunks count with their lengths. A longer head is answered 431, a longer
body 413, and the connection ends. So many bytes are read at once."""
MOST_IGNORED = 2_000_000
"""Bytes that are read and ignored after such an answer, while the client sends on. More of them close the
connection at once."""
MOST_HEADS = 256
"""Heads of requests whose meaning is remembered: at most some megabytes."""
MOST_LINES = 100
"""Lines of a head. More of them are answered 431: each header costs time."""


def raise_file_limit() -> int:
    """Lets the process open as many files as it needs and may; returns how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    files = MOST_FILES if soft == resource.RLIM_INFINITY else soft
    return max(1, min(MOST_CONNECTIONS, files - OTHER_FILES))
