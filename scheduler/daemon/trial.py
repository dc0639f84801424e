"""Tries a large edit in a process of its own before the daemon reads it.

The daemon reads in a thread, which cannot be ended. So `twincal check` reads a large edit first: it is ended
if it takes too long, and the system ends it rather than the daemon if it takes too much memory. A small edit
is read within seconds, whatever it says.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Mapping
from pathlib import Path

from scheduler.commands.errors import Refused
from scheduler.configuration import list_files

LARGE_EDIT = 200_000
"""Bytes of all files that are new or changed; a larger edit is tried first."""
LONGEST_TRIAL = 300.0
"""Seconds for which a trial may run."""

_Files = Mapping[str, tuple[int, int]]
"""The size and the time of change (in nanoseconds) of each file of a configuration."""


class Trial:
    """The trials of one configuration. It remembers which files could be read, and which could not."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._readable: _Files = {}
        self._refused: tuple[_Files, Refused] | None = None

    async def require(self) -> None:
        """Returns if the files can be read. Raises Refused if they take too long, or too much memory."""
        files = await asyncio.to_thread(_files, self._directory)
        if self._refused is not None and self._refused[0] == files:
            raise self._refused[1]
        new_files = files.items() - self._readable.items()
        if sum(size for _, (size, _) in new_files) > LARGE_EDIT:
            try:
                await self._run()
            except Refused as error:
                self._refused = files, error
                raise
        self._readable, self._refused = files, None

    async def _run(self) -> None:
        """Runs `twincal check`, whose messages nobody reads: the daemon finds the same errors itself."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "scheduler.cli", "check", str(self._directory)),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
        try:
            async with asyncio.timeout(LONGEST_TRIAL):
                code = await process.wait()
        except TimeoutError:
            raise Refused(f"reading this edit takes longer than {LONGEST_TRIAL:g} s", _ADVICE) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if code < 0:
            raise Refused("the system ended the reading of this edit, perhaps for lack of memory", _ADVICE)


_ADVICE = (
    "the last good state stays online. Take out what was added last, or ask those who maintain Twincal why "
    "`twincal check` takes so long"
)


def _files(directory: Path) -> _Files:
    files = {}
    for name in list_files(directory).names:
        try:
            status = (directory / name).stat()
        except OSError:  # it went away since, or is a link that leads nowhere
            continue
        files[name] = status.st_size, status.st_mtime_ns
    return files
