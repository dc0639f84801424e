"""`twincal serve` and its writer with short waits, as processes: `python -m support.quick serve …`."""

from __future__ import annotations

import sys

from scheduler import cli
from scheduler.cli import server_commands

WRITER = "writer"


def serve() -> None:
    from scheduler.daemon import run, writer_process  # noqa: PLC0415 - so that it starts as quickly as `serve`

    run.INTERVAL, run.TOKEN_INTERVAL = 0.2, 0.2
    writer_process.FIRST_PAUSE = 0.2
    server_commands.WRITER = (sys.executable, "-P", "-m", "support.quick", WRITER)
    cli.main()


def write() -> None:
    from scheduler.cli import run_writer  # noqa: PLC0415
    from scheduler.daemon import static_files, writer  # noqa: PLC0415

    static_files.RETRY, writer.RETRY = 0.5, 0.5
    writer.QUIET, writer.QUIET_BEFORE_REMOVAL = 0.3, 0.6
    writer.LOCK_INTERVAL, writer.STATIC_INTERVAL = 0.5, 0.2
    run_writer.main()


if __name__ == "__main__":
    if sys.argv[1:] == [WRITER]:
        write()
    else:
        serve()
