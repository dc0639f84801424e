"""The process that reads calendars: `python -m scheduler.busy.reading_process SECONDS BYTES`.

It gets a `CalendarRequest` as a line of JSON, and answers with a line of JSON: `CalendarContents`, or a text
that says why the calendar cannot be read. Then it waits for the next one. A calendar may take so many seconds
of CPU, after which the process ends, and so many bytes of memory.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from time import process_time

import msgspec

from scheduler.busy.calendar_file import read_calendar
from scheduler.busy.calendar_reader import CalendarContents, CalendarRequest
from scheduler.busy.errors import UnreadableCalendar
from scheduler.timetable.zone_source import use_newest_zone_data

if sys.platform != "win32":
    import resource


def main() -> None:
    """Answers until nobody asks any more."""
    seconds, memory = map(int, sys.argv[1:])
    _limit_memory(memory)
    use_newest_zone_data()
    for line in sys.stdin.buffer:
        _limit_time(seconds)
        sys.stdout.buffer.write(msgspec.json.encode(_answer(line)) + b"\n")
        sys.stdout.buffer.flush()


def _answer(line: bytes) -> CalendarContents | str:
    try:
        return read_calendar(msgspec.json.decode(line, type=CalendarRequest))
    except UnreadableCalendar as error:
        return str(error)
    except MemoryError:
        return "it needs too much memory"
    except Exception:  # a library works with values of strangers, and its errors are of any kind
        return "its events cannot be read"


def _limit_memory(most: int) -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what a calendar says stays off the disk
        with suppress(OSError, ValueError):  # macOS has no such limit
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _limit_time(seconds: int) -> None:
    """Ends the process after so many more seconds of CPU."""
    if sys.platform != "win32":
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(process_time()) + 1 + seconds, hard))


if __name__ == "__main__":
    main()
