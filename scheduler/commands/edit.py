"""The edits of one meeting: the text, the plan, and after consent the file and the revision.

`edit_configuration` makes the new text, `plan_edit` plans it, `write_edit` writes the file, and `apply_edit`
writes the revision. Nothing is written before `write_edit`.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.consent import Consent
from scheduler.commands.edited_meeting import series_to_edit, with_meeting
from scheduler.commands.errors import Invalid, Refused
from scheduler.commands.prepare import Planned, plan_reading
from scheduler.commands.transaction import (
    Applied,
    migrate_existing,
    repeat_until_written,
    require_consent,
    write_plan,
)
from scheduler.configuration import FileDigest, Located, Reading, read
from scheduler.configuration.edits.edit import AddExtra, AddSeries, CannotEditError, Edit
from scheduler.configuration.edits.write import edit_tree
from scheduler.state.state import State
from scheduler.store import LostRace, Store

_BYTE_ORDER_MARK = "\ufeff".encode()
NOTHING_WRITTEN = "nothing was changed"


class EditedConfiguration(Struct, frozen=True, kw_only=True):
    """A configuration with an edit that is not written yet.

    `path` is the file, `sha256` the digest of what it holds now, and `body` what it will hold. `reading` is
    the configuration as if the file held it already.
    """

    directory: Path
    path: Path
    sha256: str
    body: bytes
    reading: Reading


def edit_configuration(directory: Path, edit: Edit, now: datetime) -> EditedConfiguration:
    """Returns the configuration in `directory` with `edit`.

    The key of the edit may be written in any way in which a person names a meeting. Raises Invalid if the
    configuration is wrong already, and Refused if the edit cannot be made or would make it wrong.
    """
    before = read(directory)
    if before.programme is None:
        raise Invalid(before.problems)
    if isinstance(edit, AddExtra):
        edit = replace(edit, series=series_to_edit(before.programme, edit.series))
    elif not isinstance(edit, AddSeries):
        edit = with_meeting(before.programme, edit, now.date())
    try:
        file = edit_tree(before.tree, edit)
    except CannotEditError as error:
        raise Refused(str(error), f"{NOTHING_WRITTEN}; {error.by_hand}" if error.by_hand else "") from None
    path = directory / file.digest.name
    data = _bytes(path)
    mark = _BYTE_ORDER_MARK if data.startswith(_BYTE_ORDER_MARK) else b""
    body = mark + file.lines.text.encode()
    digest = FileDigest(file.digest.name, hashlib.sha256(body).hexdigest())
    reading = read(directory, replace(file, digest=digest))
    if reading.programme is None:
        raise _refused_errors(reading.problems)
    edited = EditedConfiguration(
        directory=directory, path=path, sha256=file.digest.sha256, body=body, reading=reading
    )
    _require_unchanged(edited)
    return edited


def plan_edit(edited: EditedConfiguration, store: Store, now: datetime, consent: Consent) -> Planned:
    """Plans the edited configuration against what `store` publishes; raises Refused if it would be wrong."""
    try:
        return plan_reading(edited.reading, edited.directory, store.state(), now, consent)
    except Invalid as error:
        raise _refused_errors(error.problems) from None


def write_edit(edited: EditedConfiguration) -> None:
    """Writes the file: a reader finds the old text or the new one.

    Raises Refused if it cannot be written, or if somebody has changed it meanwhile.
    """
    path = Path(os.path.realpath(edited.path))
    try:
        status = path.stat()
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        unfinished = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(edited.body)
                file.flush()
                os.fsync(descriptor)
            unfinished.chmod(status.st_mode & 0o7777)
            with suppress(PermissionError):
                os.chown(unfinished, status.st_uid, status.st_gid)
            _require_unchanged(edited)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{edited.path}: {error.strerror}", NOTHING_WRITTEN) from error


def apply_edit(
    edited: EditedConfiguration, planned: Planned, store: Store, now: datetime, consent: Consent
) -> Applied:
    """Writes the revision of `planned`, which a person has seen and wants.

    If another run wrote meanwhile, it plans again at `now`. Raises Refused if the plan became another one.
    """
    same = replace(consent, digest=planned.plan.digest)

    def attempt(state: State) -> Applied:
        again = plan_reading(edited.reading, edited.directory, state, now, consent)
        require_consent(again.plan, same, edited.directory)
        return write_plan(store, again, again.plan, again.dated.holidays, consent.by)

    migrate_existing(store)
    try:
        return write_plan(store, planned, planned.plan, planned.dated.holidays, consent.by)
    except LostRace:
        return repeat_until_written(store, attempt)


def _refused_errors(problems: Iterable[Located]) -> Refused:
    """Returns the refusal of an edit that would make errors; they have no line yet."""
    errors = [problem for problem in problems if problem.level == "error"]
    return Refused("\n         ".join(f"{each.field}: {each.message}" for each in errors), NOTHING_WRITTEN)


def _require_unchanged(edited: EditedConfiguration) -> None:
    if hashlib.sha256(_bytes(edited.path)).hexdigest() != edited.sha256:
        raise Refused(
            f"{edited.path}: somebody has changed this file meanwhile", f"{NOTHING_WRITTEN}; try again"
        )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}", NOTHING_WRITTEN) from error
