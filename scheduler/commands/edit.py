"""The edits by command: the text, the plan, and after consent the files and the revision.

1. `edit_configuration` makes the new text, `plan_edit` plans it, `write_edit` writes the files, and
   `apply_edit` writes the revision. Nothing is written before `write_edit`.
2. The files are read twice: as they are, and as they will be. `apply_edit` writes the plan that was made; if
   another run has written meanwhile, it plans again.
3. A file that somebody has changed meanwhile keeps their text. A plan that has become another one meanwhile
   is not applied.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.apply import (
    Applied,
    migrate_existing,
    repeat_until_written,
    require_consent,
    write_plan,
)
from scheduler.commands.atomic_files import replace_file
from scheduler.commands.edit_names import about
from scheduler.commands.errors import Invalid, InvalidEdit, Refused
from scheduler.commands.prepare import Consent, Planned, plan_reading
from scheduler.commands.undo_rules import published_by, require_effect
from scheduler.configuration import FileDigest, Located, Reading, read, read_edited
from scheduler.configuration.edits.edit import AddBreak, AddExtra, AddRule, CannotEditError, Edit, SetField
from scheduler.configuration.edits.write import edit_tree
from scheduler.configuration.phrases.dates import days
from scheduler.configuration.source.files import File, Lines
from scheduler.programme.advice import advise, command
from scheduler.programme.english_lists import joined
from scheduler.programme.keys import extra_key, is_dated_by_rule
from scheduler.state.edits import FileText, TextEdit, sha256
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.store import LostRace, Store, StoreError
from scheduler.timetable.slots import period_of

_BYTE_ORDER_MARK = "\ufeff"
NOTHING_WRITTEN = "nothing was changed"


class EditedConfiguration(Struct, frozen=True, kw_only=True):
    """A configuration with an edit that is not written yet.

    `reading` is the configuration as if its `files` held their new texts already. `begins` is the day of the
    meeting that was edited, or the first of its month or week, or of a rule or break. `undone` is the
    revision that it takes back, and `undone_ids` are those that this gave; None if it takes none back.
    """

    directory: Path
    files: tuple[FileText, ...]
    reading: Reading
    begins: date | None = None
    undone: Revision | None = None
    undone_ids: frozenset[str] = frozenset()

    @property
    def names(self) -> str:
        """The names of its files, for people."""
        return joined([str(self.directory / file.name) for file in self.files])


def edit_configuration(directory: Path, edit: Edit, now: datetime) -> EditedConfiguration:
    """Returns the configuration in `directory` with `edit`.

    The key of the edit may be written in any way in which a person names a meeting. Raises Invalid if the
    configuration is wrong already, and Refused if the edit cannot be made or would make it wrong.
    """
    before = read(directory)
    if before.programme is None:
        raise Invalid(before.problems)
    edit = about(before.programme, before.tree.data, edit, now.date())
    try:
        files = edit_tree(before.tree, edit)
    except CannotEditError as error:
        advice = f"{NOTHING_WRITTEN}; {error.by_hand}" if error.by_hand else error.advice
        raise Refused(str(error), advice) from None
    edited = with_texts(before, directory, [(file, file.lines.text) for file in files])
    return replace(edited, begins=_begins(edited.reading, edit))


def _begins(reading: Reading, edit: Edit) -> date | None:
    """Returns the day of the meeting that `edit` names, or the first day that it is about; None without."""
    match edit:
        case AddRule():
            return period_of(str(edit.values["from"]))[0]
        case AddBreak():
            return days(edit.days).first
    key = extra_key(edit.id) if isinstance(edit, AddExtra) else getattr(edit, "key", "")
    id = edit.id if isinstance(edit, SetField) else getattr(edit, "series", "")
    series = reading.programme.series.get(id) if reading.programme is not None else None
    if series is not None and key in series.dated:
        return series.dated[key][0].wall.date()
    return period_of(key)[0] if key and is_dated_by_rule(key) else None


def with_texts(
    before: Reading, directory: Path, texts: Iterable[tuple[File, str]], undone: Revision | None = None
) -> EditedConfiguration:
    """Returns the configuration that was read `before` from `directory`, as if its files held other texts.

    A file that begins with a byte order mark keeps it. Raises Refused if that would be wrong.
    """
    files, new = [], []
    for file, text in texts:
        name, plain = file.digest.name, text.removeprefix(_BYTE_ORDER_MARK)
        present = _text_of(directory / name, file.digest.sha256)
        mark = _BYTE_ORDER_MARK if present.startswith(_BYTE_ORDER_MARK) else ""
        after = f"{mark}{plain}"
        files.append(FileText(name, present, after))
        digest = FileDigest(name, sha256(after.encode()))
        new.append(replace(file, lines=Lines(plain), digest=digest))
    reading = read_edited(before, directory, new)
    if reading.programme is None:
        raise _refused_errors(reading.problems)
    return EditedConfiguration(directory=directory, files=tuple(files), reading=reading, undone=undone)


def plan_edit(edited: EditedConfiguration, state: State, now: datetime, consent: Consent) -> Planned:
    """Plans the edited configuration against what is published; raises Refused if it would be wrong.

    An edit that no calendar shows is a revision as well, so that it can be taken back.
    """
    try:
        planned = _plan(edited, state, now, consent)
    except Invalid as error:
        raise _refused_errors(error.problems) from None
    if edited.undone is not None:
        require_effect(edited.undone.entries, planned)
    if planned.plan.is_empty:
        return replace(planned, plan=replace(planned.plan, other_changes=("files",)))
    return planned


def last_shown_day(edited: EditedConfiguration, planned: Planned) -> date | None:
    """Returns the last day that calendars show, if that is why they do not change; else None."""
    edge = planned.plan.window.edge
    is_later = edited.begins is not None and edited.begins >= edge and not planned.plan.steps
    return edge - timedelta(days=1) if is_later else None


def write_edit(edited: EditedConfiguration) -> None:
    """Writes the files: a reader finds the old text of each or the new one.

    Raises Refused if one cannot be written, or if somebody has changed it meanwhile; then all are as before.
    """
    for number, file in enumerate(edited.files):
        path, others = edited.directory / file.name, edited.files[number:]
        try:
            replace_file(path, file.after.encode(), partial(_require_unchanged, edited.directory, others))
        except (OSError, Refused) as error:
            for written in edited.files[:number]:
                replace_file(edited.directory / written.name, written.before.encode(), lambda: None)
            if isinstance(error, OSError):
                raise Refused(f"{path}: {error.strerror}", NOTHING_WRITTEN) from error
            raise


def apply_edit(
    edited: EditedConfiguration, planned: Planned, store: Store, now: datetime, consent: Consent
) -> Applied:
    """Writes the revision of `planned`, which a person has seen and wants.

    If another run wrote meanwhile, it plans again at `now`. If that run has applied the same, `undo` can take
    it back as well. Raises Refused if the plan became another one, or if the store fails.
    """
    same = replace(consent, digest=planned.plan.digest)

    def attempt(state: State) -> Applied:
        again = _plan(edited, state, now, consent)
        require_consent(again.plan, same, edited.directory)
        applied = _write(edited, again, store, consent)
        return applied if applied.number is not None else _applied_by_another(edited, planned, applied, store)

    try:
        migrate_existing(store)
        try:
            return _write(edited, planned, store, consent)
        except LostRace:
            return repeat_until_written(store, attempt)
    except (Refused, StoreError) as error:
        raise Refused(
            f"{error}",
            advise(
                "{} has the new text already, and calendars do not show it yet: read {} and apply it. {} "
                "does so by itself, if it runs",
                *(edited.names, command("plan", str(edited.directory)), command("serve")),
            ),
        ) from error


def _plan(edited: EditedConfiguration, state: State, now: datetime, consent: Consent) -> Planned:
    published = published_by(edited.undone.entries) if edited.undone is not None else frozenset()
    mistakes = published | edited.undone_ids
    return plan_reading(edited.reading, edited.directory, state, now, consent, mistakes=mistakes)


def _write(edited: EditedConfiguration, planned: Planned, store: Store, consent: Consent) -> Applied:
    edit = _text_edit(edited, planned, planned.plan.base + 1)
    undoes = edited.undone.number if edited.undone is not None else None
    holidays, by = planned.dated.holidays, consent.by
    return write_plan(store, planned, planned.plan, holidays, by, edit=edit, undoes=undoes)


def _text_edit(edited: EditedConfiguration, planned: Planned, number: int) -> TextEdit | None:
    """Returns the edit of revision `number`, to be taken back; None for one that takes another back."""
    if edited.undone is not None:
        return None
    return TextEdit(revision=number, texts=edited.files, files=planned.files)


def _applied_by_another(
    edited: EditedConfiguration, planned: Planned, applied: Applied, store: Store
) -> Applied:
    """Returns what another run has `applied` before: the same files, found while the edit was in them."""
    steps = planned.plan.steps
    other = (store.history_of(steps[0].after.uid) if steps else store.history(most=1))[0]
    edit = _text_edit(edited, planned, other.number)
    store.keep_edits(planned.files, other.number, edit)
    return replace(applied, other=other)


def _refused_errors(problems: Iterable[Located]) -> InvalidEdit:
    """Returns the refusal of an edit that would make errors."""
    return InvalidEdit([problem for problem in problems if problem.level == "error"], NOTHING_WRITTEN)


def _require_unchanged(directory: Path, files: Iterable[FileText]) -> None:
    for file in files:
        _text_of(directory / file.name, sha256(file.before.encode()))


def _text_of(path: Path, digest: str) -> str:
    """Returns what a file with this SHA-256 holds. Raises Refused if it holds something else by now."""
    body = bytes_of(path)
    if sha256(body) != digest:
        raise Refused(f"{path}: somebody has changed this file meanwhile", f"{NOTHING_WRITTEN}; try again")
    return body.decode()


def bytes_of(path: Path) -> bytes:
    """Returns the bytes of a file; raises Refused if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}", NOTHING_WRITTEN) from error
