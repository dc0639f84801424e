"""Applies a configuration for the daemon: new holiday data wait until a person runs `twincal apply`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scheduler.commands.consent import Consent
from scheduler.commands.errors import EditedMeanwhile
from scheduler.commands.prepare import DatedReading, Planned, plan_directory
from scheduler.commands.transaction import Applied, repeat_until_written, require_consent, write_plan
from scheduler.configuration import read
from scheduler.record.memory import Memory
from scheduler.store import Store


def apply_unattended(
    directory: Path,
    store: Store,
    now: datetime,
    checked: Planned | None = None,
    before: DatedReading | None = None,
) -> Applied:
    """Applies the configuration in `directory` by the holiday data that the store knows.

    With `checked`, a plan of a moment ago, writes that plan, unless somebody has written to the store since.
    Uses what has not changed since `before`. Raises EditedMeanwhile if the files are others than those of
    `checked`, else as `apply` does.
    """

    def attempt(memory: Memory) -> Applied:
        if checked is not None and read(directory, checked.dated.reading) is not checked.dated.reading:
            raise EditedMeanwhile
        if checked is not None and checked.memory is memory:
            planned = checked
        else:
            planned = plan_directory(directory, memory, now, Consent(), before)
        require_consent(planned.known_plan, Consent(), directory)
        return write_plan(store, planned, planned.known_plan, planned.known_holidays)

    return repeat_until_written(store, attempt)
