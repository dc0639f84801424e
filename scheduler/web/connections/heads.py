"""The head of a request: where it ends, whether it is within the limits, its host, and the body after it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scheduler.web.limits import LONGEST_REQUEST, MOST_LINES

_END = re.compile(rb"\n\r?\n")
_LENGTH = re.compile(rb"\ncontent-length[ \t]*:[ \t]*0*(\d+)[ \t]*\r?\n", re.IGNORECASE)
_MOST_DIGITS = 10
_HOST = re.compile(rb"[\w.~!$&'()*+,;=%:\[\]-]*")
"""The characters of a host, maybe with a port (RFC 9110 section 7.2)."""
_CODING = re.compile(rb"\ntransfer-encoding[ \t]*:", re.IGNORECASE)
_FIRST_LINE = re.compile(rb"[A-Z]{3,10} [!-~]+ HTTP/1\.[01]\r?\n")


def head_length(data: bytes | bytearray) -> int:
    """Returns the length of the first head in `data`, with its empty line; 0 if it is not whole."""
    end = _END.search(data)
    return 0 if end is None else end.end()


def is_within_limits(length: int, lines: int) -> bool:
    """Returns whether a head, or a part of it, may have so many bytes and lines."""
    return length <= LONGEST_REQUEST and lines <= MOST_LINES


def may_be_head(beginning: bytes | bytearray) -> bool:
    """Returns whether a head may begin so. If not, uvicorn answers at once that the request is bad."""
    if not is_within_limits(len(beginning), beginning.count(b"\n")):
        return False
    return _FIRST_LINE.match(beginning) is not None if b"\n" in beginning else beginning[:1].isalpha()


def body_length(head: bytes) -> int | None:
    """Returns how many bytes of a body follow `head`; None if it comes in chunks (RFC 9112 section 6.3).

    uvicorn refuses a request whose length is malformed. A number too long to be read is too large, too.
    """
    if _CODING.search(head) is not None:
        return None
    length = _LENGTH.search(head)
    if length is None:
        return 0
    return int(length[1][:_MOST_DIGITS])


def is_one_host(hosts: Sequence[bytes]) -> bool:
    """Returns whether the `Host` headers of a request name one valid host (RFC 9112 section 3.2)."""
    return len(hosts) == 1 and _HOST.fullmatch(hosts[0]) is not None
