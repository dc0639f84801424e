"""The times at which cities and the host are busy, by the calendars that `busy:` names.

The busy times of the last good copy of each downloaded calendar are in a file beside the store. It has the
SHA-256 of an address in place of the address, which may be secret.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from scheduler.arrivals.calendar_reader import (
    MOST_BYTES,
    TOO_LARGE,
    CalendarReader,
    CalendarRequest,
    UnreadableCalendar,
)
from scheduler.programme.english_days import in_words
from scheduler.programme.members import BusyCalendar
from scheduler.programme.problems import Problem
from scheduler.programme.programme import Programme
from scheduler.programme.spans import TimeSpan, merged

FILE_NAME = "twincal-busy.json"


class BusyCopy(Struct, frozen=True):
    """The busy times of a calendar, as they were at `time`, and how many events could not be read."""

    time: datetime
    spans: tuple[TimeSpan, ...]
    unreadable: int = 0


Copies = Mapping[str, BusyCopy]
"""By `key_of` a calendar."""


def key_of(calendar: BusyCalendar) -> str:
    """Returns the name of a calendar in the file; whole days depend on its zone."""
    return hashlib.sha256(f"{calendar.zone} {calendar.source}".encode()).hexdigest()


def read_copies(folder: Path) -> Copies:
    """Returns the copies in `folder`; none if there is no file, or a damaged one."""
    try:
        return msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=dict[str, BusyCopy])
    except (OSError, ValueError):
        return {}


def write_copies(folder: Path, copies: Copies) -> None:
    """Writes the copies, readable for the owner alone. Does nothing if the folder cannot be written."""
    write_private_file(folder / FILE_NAME, msgspec.json.encode(copies))


def write_private_file(file: Path, content: bytes) -> None:
    """Writes a whole file, readable for the owner alone. Does nothing if its folder cannot be written."""
    with suppress(OSError):
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        try:
            with os.fdopen(descriptor, "wb") as unfinished:
                unfinished.write(content)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


FRESH = timedelta(hours=1)
"""A younger copy is not downloaded again."""
BEFORE, AFTER = timedelta(days=31), timedelta(days=3 * 366)
"""How far before and after `now` busy times count."""


class BusyTimes(Struct, frozen=True, kw_only=True):
    """The busy times by attendee: the identity of a city, or empty for the host.

    `as_of` is when the oldest of their downloads was made; None without any. `problems` has a warning for
    each calendar that could not be read, or only in part.
    """

    spans: Mapping[str, tuple[TimeSpan, ...]]
    as_of: datetime | None = None
    problems: tuple[Problem, ...]


Fetch = Callable[[str], bytes]
"""Returns the calendar at an address. Raises UnreadableCalendar or OSError."""


class NotDownloaded(UnreadableCalendar):
    """A calendar has no fresh copy, and is not downloaded now."""


def download_now(address: str) -> bytes:
    """Returns the calendar at an address."""
    from scheduler.busy.download import download  # noqa: PLC0415 - it takes long to import

    return download(address)


def copy_alone(_address: str) -> bytes:
    """Raises NotDownloaded: for somebody who waits for a page, the copies must do."""
    raise NotDownloaded


def find_busy_times(
    programme: Programme,
    directory: Path,
    state_folder: Path,
    now: datetime,
    download: Fetch = download_now,
) -> BusyTimes:
    """Reads the calendars of `programme`, whose files are in `directory`.

    Downloads those without a fresh copy. `state_folder` holds the copies; with a download, one of a calendar
    that is not in the programme any more is deleted.
    """
    before = read_copies(state_folder)
    used = {key_of(calendar) for calendar in programme.busy}
    copies = {key: copy for key, copy in before.items() if key in used}
    spans: dict[str, list[TimeSpan]] = {}
    problems = []
    with CalendarReader() as reader:
        for calendar in programme.busy:
            key = key_of(calendar)
            last = copies.get(key)
            try:
                if last is not None and timedelta() <= now - last.time < FRESH:
                    found = last
                else:
                    found = _read(calendar, directory, reader, now, download)
                if calendar.is_download:
                    copies[key] = found
            except (UnreadableCalendar, OSError) as error:
                problems.append(Problem(calendar.path, _reason(error, last), "warning"))
                found = last or BusyCopy(now, ())
            if found.unreadable:
                words = f"events of this calendar that cannot be read do not count: {found.unreadable}"
                problems.append(Problem(calendar.path, words, "warning"))
            spans.setdefault(calendar.attendee, []).extend(found.spans)
    if copies != before and download is not copy_alone:
        write_copies(state_folder, copies)
    return BusyTimes(
        spans={attendee: merged(of_attendee) for attendee, of_attendee in spans.items()},
        as_of=min((copy.time for copy in copies.values()), default=None),
        problems=tuple(problems),
    )


def _read(
    calendar: BusyCalendar, directory: Path, reader: CalendarReader, now: datetime, download: Fetch
) -> BusyCopy:
    data = download(calendar.source) if calendar.is_download else _bytes_of(directory, calendar.source)
    contents = reader.read(CalendarRequest(data, calendar.zone, now - BEFORE, now + AFTER))
    return BusyCopy(now, contents.spans, contents.unreadable)


def _bytes_of(directory: Path, name: str) -> bytes:
    """Returns the bytes of a file in `directory`; raises UnreadableCalendar if a link leads out of it."""
    path = Path(os.path.realpath(directory / name))
    if not path.is_relative_to(os.path.realpath(directory)):
        raise UnreadableCalendar("it is a link that leads out of the folder")
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableCalendar(TOO_LARGE)
    return path.read_bytes()


def _reason(error: Exception, copy: BusyCopy | None) -> str:
    why = f"{error.strerror}" if isinstance(error, OSError) else f"{error}"
    wrong = f"this calendar cannot be read ({why})"
    if isinstance(error, NotDownloaded):
        wrong = "there is no fresh copy of this calendar"
    if copy is None:
        return f"{wrong}, so it does not count"
    return f"{wrong}; the copy of {in_words(copy.time)} {copy.time:%H:%M} UTC counts"
