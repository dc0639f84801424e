"""`twincal doctor`: looks at an installation, and says what to do where something is not right."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Literal

from msgspec import Struct

from scheduler.commands.post_office import NOT_ON
from scheduler.commands.refusals import Refused
from scheduler.commands.relay import RELAY_VARIABLE, read_relay
from scheduler.configuration import read
from scheduler.plan.computer_clock import clock_problem
from scheduler.programme.advice import Advice, advise, command
from scheduler.programme.english_lists import number_of
from scheduler.programme.programme import Programme
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.store import Store, StoreError, may_write
from scheduler.store.database_errors import PUT_A_BACKUP_BACK
from scheduler.timetable import holidays
from scheduler.timetable.zone_source import tzdata_version, zone_folder

MOST_MONTHS = 18
"""How old time-zone data may be without a warning."""
ROOM = 200_000_000
"""Bytes that the disk of the database should have free."""

Level = Literal["good", "warning", "error"]


class Diagnosis(Struct, frozen=True):
    """One thing that was looked at: how it is, and what to do if it is not good."""

    level: Level
    words: str
    advice: Advice = ""


def examine(directory: Path, state_folder: Path, store: Store, now: datetime) -> tuple[Diagnosis, ...]:
    """Examines the program, the configuration in `directory` and the store; returns all diagnoses.

    `state_folder` holds copies of calendars.
    """
    programme = read(directory).programme if directory.is_dir() else None
    return (
        *_program(now),
        *_configuration(directory, programme, state_folder),
        *_store(store, now),
        *_desk(directory, store),
        *_mail(programme, store, now),
    )


def _program(now: datetime) -> Iterator[Diagnosis]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Diagnosis("good", f"Twincal {metadata.version('twincal')} on Python {python}")
    zones, folder = tzdata_version(), zone_folder()
    words = f"time-zone data {zones} {f'in {folder}' if folder else 'of the package tzdata'}"
    if _months_since(zones, now) > MOST_MONTHS:
        advice = "update the package tzdata, or the time-zone files of the machine: Twincal uses the newer"
        yield Diagnosis("warning", f"{words} are more than {MOST_MONTHS} months old", advice)
    else:
        yield Diagnosis("good", words)
    yield Diagnosis("good", f"data about holidays {holidays.version()}")


def _months_since(release: str, now: datetime) -> int:
    """Returns how many months have passed at `now` since a release of time-zone data ("2026b").

    Releases have no dates. There are fewer than twelve in most years, named by letters in their order: so "a"
    counts as of January, "b" as of February, and "l" and all later ones as of December.
    """
    year, month = int(release[:4]), min(ord(release[4]) - ord("a") + 1, 12)
    return (now.year - year) * 12 + now.month - month


def _configuration(directory: Path, programme: Programme | None, state_folder: Path) -> Iterator[Diagnosis]:
    if not directory.is_dir():
        yield Diagnosis(
            "error", f"there is no folder {directory}", advise("name it: {}", command("doctor", "FOLDER"))
        )
        return
    if programme is None:
        yield Diagnosis(
            "error", f"{directory}: the files have errors", advise("run {}", command("check", str(directory)))
        )
        return
    yield Diagnosis("good", f"{directory}: {len(programme.cities)} cities, {len(programme.series)} series")
    if programme.address is None:
        advice = "write `address: https://…` under `programme:`"
        yield Diagnosis("warning", "the programme has no public address", advice)
    elif not programme.address.startswith("https://"):
        advice = "serve it with https: browsers and calendar programs warn of http"
        yield Diagnosis("warning", f"the public address is {programme.address}", advice)
    else:
        yield Diagnosis("good", f"public address {programme.address}")
    yield from _busy_calendars(state_folder, programme)


def _desk(directory: Path, store: Store) -> Iterator[Diagnosis]:
    """Yields how the desk is, if somebody has a key."""
    try:
        keys = sum(token.opens == "desk" and token.is_live for token in store.tokens())
    except StoreError:  # said already
        return
    if keys and not os.access(directory, os.W_OK):
        advice = "let the user of the server write there, or end the keys"
        yield Diagnosis("warning", f"the desk cannot write to {directory}", advice)
    elif keys:
        yield Diagnosis("good", f"the desk is open to {number_of(keys, 'key')}")
        for file in filter(_is_lost_to_its_owner, sorted(directory.rglob("*.y*ml"))):
            words = f"after a change at the desk, {file} belongs to this user, and its owner cannot save it"
            advice = "give the file a group of both, which may write: chgrp GROUP, chmod g+w"
            yield Diagnosis("warning", words, advice)


def _mail(programme: Programme | None, store: Store, now: datetime) -> Iterator[Diagnosis]:
    """Yields how mail to offices is, if there is any."""
    with suppress(StoreError):  # said already
        mark = store.mail_mark()
        if mark is not None and mark.held:
            yield Diagnosis(
                "warning", "mail is held", advise("let it go with {}", command("mail", "release"))
            )
        try:
            relay = read_relay(os.environ)
        except Refused as error:
            yield Diagnosis("error", str(error), error.advice)
            return
        if relay is None and programme is not None and programme.mail is not None:
            yield Diagnosis("warning", f"the files have `mail:`, and {RELAY_VARIABLE} names no relay", NOT_ON)
        waiting = [each for each in store.current_mails() if each.is_open]
        if any(not each.goes_alone(now) or each.trouble for each in waiting):
            advice = advise("look with {}", command("mail", "due"))
            yield Diagnosis("warning", f"{number_of(len(waiting), 'mail')} to offices did not go", advice)
        elif relay is not None and mark is not None:
            yield Diagnosis("good", "mail to offices is sent")


def _is_lost_to_its_owner(file: Path) -> bool:
    """Returns whether a file that this user writes anew cannot be written by its owner afterwards."""
    status, user = file.stat(), os.geteuid()
    keeps_group = status.st_gid in (os.getegid(), *os.getgroups()) and bool(status.st_mode & 0o020)
    return user not in (0, status.st_uid) and not keeps_group


def _store(store: Store, now: datetime) -> Iterator[Diagnosis]:
    try:
        if store.is_new():
            words = f"there is no store at {store.name}"
            yield Diagnosis("warning", words, advise("{} makes one", command("apply")))
            return
        damage = store.integrity_problems()
        if damage:
            yield Diagnosis("error", damage[0], PUT_A_BACKUP_BACK)
            return
        state, history = store.state(), store.history(most=1)
        is_pending = store.erasure_pending()
    except StoreError as error:
        yield Diagnosis("error", str(error), error.advice)
        return
    yield Diagnosis("good", f"store {store.name}: revision {state.revision}")
    yield from _clock(state, now)
    yield from _data(history)
    if is_pending:
        words = "withdrawn details may still be in the database file"
        yield Diagnosis("warning", words, advise("run {}", command("apply")))
    if store.file is not None:
        yield from _file(store.file)


def _clock(state: State, now: datetime) -> Iterator[Diagnosis]:
    problem = clock_problem(state, now)
    if problem is None:
        yield Diagnosis("good", f"the clock says {now:%Y-%m-%d %H:%M} UTC")
    else:
        yield Diagnosis("error", problem, "set the clock by NTP; see docs/operators.md#the-clock")


def _busy_calendars(state_folder: Path, programme: Programme) -> Iterator[Diagnosis]:
    """Finds whether the last good copy of a calendar that is downloaded can be kept."""
    has_downloads = any(calendar.is_download for calendar in programme.busy)
    if has_downloads and not may_write(state_folder):
        words = f"this user may not write {state_folder}, so no copy of the calendars under `busy:` is kept"
        yield Diagnosis("warning", words, "let the user of the service write there, or use files for `busy:`")


def _data(history: tuple[Revision, ...]) -> Iterator[Diagnosis]:
    """Finds data that are older than those of the last revision, which would turn dates back."""
    if not history:
        return
    sources, zones = history[0].sources, tzdata_version()
    if zones < sources.tzdata:
        words = f"the time-zone data are {zones}, older than {sources.tzdata} of the last revision"
        yield Diagnosis("error", words, "update them before you apply: hours may move back")
    known = holidays.version()
    if _numbers(known) < _numbers(sources.holidays):
        words = f"the data about holidays are {known}, older than {sources.holidays} of the last revision"
        yield Diagnosis("warning", words, "update the package holidays before you apply: dates may move back")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _file(file: Path) -> Iterator[Diagnosis]:
    mode = file.stat().st_mode & 0o777
    if mode & 0o077:
        words = f"others may read {file} (mode {mode:o}), which may hold links and passcodes"
        yield Diagnosis("warning", words, f"chmod 600 {file}")
    if not (may_write(file) and may_write(file.parent)):
        words = f"this user may not write {file} or its folder, so it cannot apply"
        yield Diagnosis("warning", words, "run this as the user of the service, or give it the right")
    free = shutil.disk_usage(file.parent).free
    if free < ROOM:
        yield Diagnosis("warning", f"the disk of {file} has {free // 1_000_000} MB free", "make room")
    else:
        yield Diagnosis("good", f"the disk of the database has {free / 1e9:.1f} GB free")
