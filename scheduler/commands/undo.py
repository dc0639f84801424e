"""`twincal undo`: the configuration as it was before the last edit by command.

It is planned, written and applied as an edit is (scheduler/commands/edit.py). A run that is killed in between
leaves the file as it was; then `undo` goes on, and any other run takes the text as it is.
"""

from __future__ import annotations

from pathlib import Path

from scheduler.commands.edit import EditedConfiguration, bytes_of, with_text
from scheduler.commands.errors import Invalid
from scheduler.commands.lookup import read_state
from scheduler.commands.undo_rules import last_edit, require_text
from scheduler.configuration import read
from scheduler.configuration.source.files import load
from scheduler.store import Store


def undo_configuration(directory: Path, store: Store) -> EditedConfiguration:
    """Returns the configuration in `directory` without the last edit.

    Raises Refused if there is none, if its texts are erased, or if somebody has changed its file since, and
    Invalid if the configuration is wrong.
    """
    read_state(store)
    edit = last_edit(store.edits())
    path = directory / edit.file
    require_text(edit, path, bytes_of(path))
    before = read(directory)
    if before.programme is None:
        raise Invalid(before.problems)
    return with_text(directory, load(directory, edit.file), edit.before, store.revision(edit.revision))
