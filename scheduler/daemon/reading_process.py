"""The process that reads a large edit first: `python -m scheduler.daemon.reading_process DIR TIME SECONDS`.

It reads the files and dates the meetings, as the daemon will do. If they have errors, it writes the `Reasons`
as JSON, so that the daemon need not read such files. It ends with 0 when it has read to the end. It uses no
database.
"""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from scheduler.commands.errors import Invalid
from scheduler.commands.prepare import date_reading
from scheduler.configuration import read
from scheduler.daemon.reasons import reasons_of
from scheduler.timetable.zone_source import use_newest_zone_data


def main() -> None:
    """Reads the files in the directory that the arguments name."""
    directory, now, seconds = sys.argv[1:]
    _take_less_than_the_daemon(int(seconds))
    use_newest_zone_data()
    try:
        date_reading(read(Path(directory)), datetime.fromisoformat(now))
    except Invalid as error:
        sys.stdout.buffer.write(msgspec.json.encode(reasons_of(error, Path(directory))))


def _take_less_than_the_daemon(seconds: int) -> None:
    """Ends the process after so many seconds of CPU, and before the daemon if the system lacks memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with suppress(OSError):  # only Linux has this file
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


if __name__ == "__main__":
    main()
