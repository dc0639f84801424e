"""Tries a large edit in a process of its own before the daemon reads it.

The daemon reads in a thread, which cannot be ended. So another process reads a large edit first, and is ended
if it takes too long. The daemon reads any small edit within seconds.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from scheduler.commands.errors import Refused
from scheduler.configuration import list_files
from scheduler.daemon.reasons import Reasons, WrongEdit

LARGE_EDIT = 200_000
"""Bytes of all files that are new or changed; more of them are tried first."""
LONGEST_TRIAL = 300
"""Seconds for which a trial may run."""
REMEMBERED = 1_800
"""Seconds for which the same files are not tried again after they were refused."""
LOOK = 0.5
"""Seconds between two looks whether the files have changed during a trial: then it begins again."""


class _FileState(Struct, frozen=True):
    """The size of a file and the time of its last change."""

    size: int
    modified_ns: int


_Files = Mapping[str, _FileState]


class _Refusal(Struct, frozen=True):
    """The files that were refused, why, and until when they are not tried again, by the clock of the loop."""

    files: _Files
    error: Refused
    until: float


class Trial:
    """The trials of the configuration in `directory`, which is dated by `clock`.

    It knows which files can be read: those that were tried or small, and those with a SHA-256 in `readable`.
    """

    def __init__(
        self, directory: Path, clock: Callable[[], datetime], readable: Callable[[], Collection[str]]
    ) -> None:
        self._directory = directory
        self._clock = clock
        self._readable_digests = readable
        self._readable: _Files | None = None
        self._refusal: _Refusal | None = None

    async def require(self) -> None:
        """Returns if the files can be read.

        Raises WrongEdit if the process finds errors, and Refused if it needs too much time or memory.
        """
        while True:
            files = await asyncio.to_thread(_list, self._directory)
            self._raise_refusal_of(files)
            if self._readable is None:
                self._readable = await asyncio.to_thread(self._applied_before, files)
            new_files = files.items() - self._readable.items()
            if sum(state.size for _, state in new_files) <= LARGE_EDIT:
                self._readable = files
                return
            if await self._try(files):
                self._readable = files  # and look again: they may have changed in the last moment

    def _applied_before(self, files: _Files) -> _Files:
        """Returns those of `files` that were applied, perhaps by an earlier daemon."""
        digests = frozenset(self._readable_digests())
        return {name: state for name, state in files.items() if _digest(self._directory / name) in digests}

    def _raise_refusal_of(self, files: _Files) -> None:
        refusal = self._refusal
        if refusal is not None and refusal.files == files and refusal.until > _loop_time():
            raise refusal.error.with_traceback(None)

    async def _try(self, files: _Files) -> bool:
        """Has `files` read; returns False if they change meanwhile. Raises Refused if they cannot be read."""
        process = await self._start()
        try:
            error = await self._error(process, files)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if error is not None:
            self._refusal = _Refusal(files, error, _loop_time() + REMEMBERED)
            raise error
        return process.returncode == 0

    async def _start(self) -> Process:
        words = (str(self._directory), self._clock().isoformat(), str(LONGEST_TRIAL))
        try:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "scheduler.daemon.reading_process", *words),
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=DEVNULL,
            )
        except OSError as error:
            raise Refused(
                f"a large edit needs a process, which cannot be started: {error.strerror}"
            ) from error

    async def _error(self, process: Process, files: _Files) -> Refused | None:
        """Returns why `files` cannot be applied; None as soon as they were read, or have changed."""
        output, end = asyncio.create_task(process.communicate()), _loop_time() + LONGEST_TRIAL
        try:
            while not (await asyncio.wait((output,), timeout=LOOK))[0]:
                if _loop_time() > end:
                    return Refused(_TOO_LONG, _ADVICE)
                if await asyncio.to_thread(_list, self._directory) != files:
                    return None
        finally:
            output.cancel()
        if process.returncode != 0:
            failure = f"reading this edit has failed ({process.returncode}): is there enough memory?"
            return Refused(failure, _ADVICE)
        reasons, _ = output.result()
        return WrongEdit(msgspec.json.decode(reasons, type=Reasons)) if reasons else None


_TOO_LONG = f"reading this edit takes longer than {LONGEST_TRIAL} s"
_ADVICE = "nothing was changed. Take out what was added last, or save it in smaller parts"


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


def _list(directory: Path) -> _Files:
    files = {}
    for name in list_files(directory).names:
        try:
            status = (directory / name).stat()
        except OSError:  # it went away since, or is a link that leads nowhere
            continue
        files[name] = _FileState(status.st_size, status.st_mtime_ns)
    return files


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""
