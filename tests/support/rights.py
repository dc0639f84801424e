"""Linux capabilities, given up and taken back by the thread that runs a test.

Without them, file modes hold for root as for anybody else; see capabilities(7).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522  # the third; each set of rights takes two words
_READ_EVERYTHING = 1 << 2  # CAP_DAC_READ_SEARCH, in the first word

_Header = ctypes.c_uint32 * 2
_Rights = ctypes.c_uint32 * 6
"""For each word: the rights in force, those that may be taken up, and those that a program inherits."""


@contextmanager
def rights_to_read() -> Iterator[None]:
    """Inside, root may read what it may read outside, and writes only what the modes of files allow."""
    with _in_force(_READ_EVERYTHING, 0):
        yield


@contextmanager
def all_rights() -> Iterator[None]:
    """Inside, root has all of its rights again; for any other user nothing changes."""
    if os.geteuid() != 0:
        yield
        return
    with _in_force(0xFFFFFFFF, 0xFFFFFFFF):
        yield


@contextmanager
def _in_force(first: int, second: int) -> Iterator[None]:
    """Of the rights that this thread may take up, only these are in force inside."""
    before, during = _rights(), _rights()
    during[0], during[3] = first & before[1], second & before[4]
    _call("capset", during)
    try:
        yield
    finally:
        _call("capset", before)


def _rights() -> ctypes.Array[ctypes.c_uint32]:
    rights = _Rights()
    _call("capget", rights)
    return rights


def _call(name: str, rights: ctypes.Array[ctypes.c_uint32]) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(_Header(_VERSION, 0), rights) != 0:
        raise OSError(ctypes.get_errno(), f"{name} failed")
