"""`twincal undo`: the configuration as it was before the last edit by command.

It is planned and published as an edit is (scheduler/commands/edit.py).
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from scheduler.commands.edit import BYTE_ORDER_MARK, EditedConfiguration, bytes_of, with_texts
from scheduler.commands.lookup import read_state
from scheduler.commands.refusals import Invalid
from scheduler.commands.undo_rules import last_edit, require_text
from scheduler.configuration import Reading, read
from scheduler.configuration.blocks.documents import WITH_IDS
from scheduler.configuration.source.files import Lines
from scheduler.configuration.source.nodes import parse_file
from scheduler.store import Store


def undo_configuration(directory: Path, store: Store) -> EditedConfiguration:
    """Returns the configuration in `directory` without the last edit.

    Raises Refused if there is none, if its texts are erased, or if somebody has changed its file since, and
    Invalid if the configuration is wrong.
    """
    read_state(store)
    edit = last_edit(store.edits())
    for text in edit.texts:
        path = directory / text.name
        require_text(edit.revision, text, path, bytes_of(path).decode(errors="replace"))
    before = read(directory)
    if before.programme is None:
        raise Invalid(before.problems)
    before_edit = {text.name: text.before for text in edit.texts}
    files = [
        parse_file(replace(file, lines=Lines(before_edit[file.digest.name].removeprefix(BYTE_ORDER_MARK))))
        for file in before.files
        if file.digest.name in before_edit
    ]
    edited = with_texts(before, directory, files, store.revision(edit.revision))
    return replace(edited, undone_ids=_ids(before) - _ids(edited.reading))


def _ids(reading: Reading) -> frozenset[str]:
    return frozenset(id for section in WITH_IDS for id in reading.tree.data[section])
