"""`twincal apply`: plan, then one transaction."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scheduler.commands.consent import Consent
from scheduler.commands.prepare import plan_directory
from scheduler.commands.transaction import Applied, repeat_until_written, require_consent, write_plan
from scheduler.record.memory import Memory
from scheduler.store import Store


def apply(directory: Path, store: Store, now: datetime, consent: Consent) -> Applied:
    """Applies the configuration in `directory` by today's holiday data.

    Raises Invalid, Refused, or StoreError if the database fails; then nothing has changed.
    """

    def attempt(memory: Memory) -> Applied:
        planned = plan_directory(directory, memory, now, consent)
        require_consent(planned.plan, consent, directory)
        return write_plan(store, planned, planned.plan, planned.dated.holidays, consent.by)

    return repeat_until_written(store, attempt)
