"""Threads for work beside the server, such as an edit: the server goes first, in Python and on the processor.

Python runs one thread at a time, in turns. Without these settings, new connections wait while an edit is
worked out.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

LONGEST_TURN = 0.0001
"""Seconds for which Python runs another thread while the server waits; Python's own value is 0.005."""
NICENESS = 5
"""How far these threads stand behind the server on a processor that they share, see setpriority(2).

With 10, beside busy programs of the same machine, the server waited for threads whose turn did not come.
"""


def shorten_turns() -> None:
    """Makes the turns of all threads of the process as short as the server needs."""
    sys.setswitchinterval(LONGEST_TURN)


def background_threads(name: str, most: int | None = None) -> ThreadPoolExecutor:
    """Returns at most `most` threads that let the server go first; by default, some more than processors."""
    return ThreadPoolExecutor(most, thread_name_prefix=name, initializer=_let_others_go_first)


def _let_others_go_first() -> None:
    if sys.platform == "linux":  # elsewhere, it would hold for the whole process
        with suppress(OSError):  # a sandbox may forbid it
            os.nice(NICENESS)
