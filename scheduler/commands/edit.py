"""The edits by command: the text, the plan, and after consent the files and the revision.

1. `edit_configuration` makes the new text, `plan_edit` plans it, and `publish_edit` writes the files and the
   revision: both, or neither (scheduler/commands/edit_lock.py). `write_edit` writes the files alone.
2. The files are read twice: as they are, and as they will be. `publish_edit` writes the plan that was made;
   if another run has written meanwhile, it plans again.
3. A file that somebody has changed meanwhile keeps their text. A plan that has become another one meanwhile
   is not published.
4. If the connection to the database ends, the record decides whether the edit is published, not the error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from scheduler.commands.apply import Applied, EditEnd, repeat_until_written, require_consent, write_plan
from scheduler.commands.atomic_files import replace_file
from scheduler.commands.edit_lock import NO_ANSWER, Tell, edit_lock, place_of, put_back
from scheduler.commands.edit_names import about
from scheduler.commands.prepare import Consent, Planned, plan_reading
from scheduler.commands.refusals import Invalid, InvalidEdit, Refused
from scheduler.commands.undo_rules import published_by, require_effect
from scheduler.configuration import FileDigest, Located, Reading, read, read_edited
from scheduler.configuration.edits.new_values import (
    AddBreak,
    AddExtra,
    AddRule,
    CannotEditError,
    Edit,
    RemoveBlock,
    SetField,
    Together,
)
from scheduler.configuration.edits.write import edit_tree
from scheduler.configuration.phrases.date_phrases import days
from scheduler.configuration.source.nodes import ParsedFile
from scheduler.programme.english_lists import joined
from scheduler.programme.keys import extra_key, is_dated_by_rule
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.state.text_edits import BegunEdit, FileText, TextEdit, loses_address, sha256
from scheduler.store import LostRace, Store, StoreError
from scheduler.timetable.slots import period_of

BYTE_ORDER_MARK = "\ufeff"
NOTHING_WRITTEN = "nothing was changed"


class EditedConfiguration(Struct, frozen=True, kw_only=True):
    """A configuration with an edit that is not written yet.

    `reading` is the configuration as if its `files` held their new texts already. `begins` is the day of the
    meeting that was edited, or the first of its month or week, or of a rule or break. `withdraws` says that
    an address is taken out. `undone` is the revision that it takes back, and `undone_ids` are those that this
    gave; None if it takes none back.
    """

    directory: Path
    files: tuple[FileText, ...]
    reading: Reading
    begins: date | None = None
    withdraws: bool = False
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
    edit = about(before.programme, before.tree.data, edit, now)
    try:
        files = edit_tree(before.tree, edit)
    except CannotEditError as error:
        advice = f"{NOTHING_WRITTEN}; {error.by_hand}" if error.by_hand else error.advice
        raise Refused(str(error), advice) from None
    edited = with_texts(before, directory, files)
    # What goes with its whole block is not withdrawn: a meeting that was published stays as it was.
    withdraws = not isinstance(edit, RemoveBlock) and loses_address(edited.files)
    return replace(edited, begins=_begins(edited.reading, edit), withdraws=withdraws)


def _begins(reading: Reading, edit: Edit) -> date | None:
    """Returns the day of the meeting that `edit` names, or the first day that it is about; None without."""
    match edit:
        case AddRule():
            return period_of(str(edit.values["from"]))[0]
        case AddBreak():
            return days(edit.days).first
        case Together():
            return next(filter(None, (_begins(reading, each) for each in edit.edits)), None)
    key = extra_key(edit.id) if isinstance(edit, AddExtra) else getattr(edit, "key", "")
    id = edit.id if isinstance(edit, SetField) else getattr(edit, "series", "")
    series = reading.programme.series.get(id) if reading.programme is not None else None
    if series is not None and key in series.dated:
        return series.dated[key][0].wall.date()
    return period_of(key)[0] if key and is_dated_by_rule(key) else None


def with_texts(
    before: Reading, directory: Path, edited: Iterable[ParsedFile], undone: Revision | None = None
) -> EditedConfiguration:
    """Returns the configuration that was read `before` from `directory`, as if its files held other texts.

    `edited` have these texts, and the digests of the present ones. A file that begins with a byte order mark
    keeps it. Raises Refused if that would be wrong.
    """
    files, new = [], []
    for parsed in edited:
        name = parsed.file.digest.name
        present = _text_of(directory / name, parsed.file.digest.sha256)
        mark = BYTE_ORDER_MARK if present.startswith(BYTE_ORDER_MARK) else ""
        after = f"{mark}{parsed.file.lines.text}"
        files.append(FileText(name, present, after))
        digest = FileDigest(name, sha256(after.encode()))
        new.append(replace(parsed, file=replace(parsed.file, digest=digest)))
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
    return planned.with_files_alone() if planned.plan.is_empty else planned


def last_shown_day(edited: EditedConfiguration, planned: Planned) -> date | None:
    """Returns the last day that calendars show, if that is why they do not change; else None."""
    edge = planned.plan.window.edge
    is_later = edited.begins is not None and edited.begins >= edge and not planned.plan.steps
    return edge - timedelta(days=1) if is_later else None


def publish_edit(
    edited: EditedConfiguration,
    planned: Planned,
    store: Store,
    now: datetime,
    consent: Consent,
    tell: Tell,
    require_wanted: Callable[[], object] = lambda: None,
) -> Applied:
    """Writes the files and the revision of `planned`, which a person has seen and wants: both, or neither.

    If another run wrote meanwhile, it plans again at `now`. Raises Refused if a file or the plan became
    another one, if the store fails, or if `require_wanted` does so; then all files are as before.
    """
    begun, same = _begun(edited, now, consent.by), replace(consent, digest=planned.plan.digest)

    def attempt(state: State) -> Applied:
        again = _plan(edited, state, now, consent)
        require_consent(again.plan, same, edited.directory)
        return _write(edited, again, store, consent.by, begun, require_wanted)

    def require_begun() -> None:
        require_wanted()
        store.require_begun(begun.id)

    try:
        store.migrate()
        with edit_lock(edited.directory, store, tell), store.begun(begun):
            try:
                _write_files(edited, require_begun)
                try:
                    applied = _write(edited, planned, store, consent.by, begun, require_wanted)
                except LostRace:
                    applied = repeat_until_written(store, attempt)
                if applied.number is None:  # another run has published the same text
                    store.end_edit(begun.id, stopped=False)
                return applied
            except BaseException:
                published = _take_back(edited, begun, store)
                if published is None:
                    raise
                return _applied(planned, published)
    except StoreError as error:
        raise Refused(str(error), error.advice or NOTHING_WRITTEN) from error


def write_edit(edited: EditedConfiguration, store: Store, now: datetime, by: str, tell: Tell) -> None:
    """Writes the files alone, all of them or none; raises Refused as `publish_edit` does."""
    if store.is_new():
        with edit_lock(edited.directory, store, tell):
            try:
                _write_files(edited, lambda: None)
            except BaseException:
                put_back(edited.directory, edited.files)
                raise
        return
    begun = _begun(edited, now, by)
    with edit_lock(edited.directory, store, tell), store.begun(begun):
        try:
            _write_files(edited, lambda: store.require_begun(begun.id))
            store.end_edit(begun.id, stopped=False)
        except BaseException:
            _take_back(edited, begun, store)
            raise


def _begun(edited: EditedConfiguration, now: datetime, by: str) -> BegunEdit:
    host, folder = place_of(edited.directory)
    return BegunEdit(id=uuid4().hex, host=host, folder=folder, texts=edited.files, by=by, time=now)


def _write_files(edited: EditedConfiguration, require_begun: Callable[[], object]) -> None:
    """Writes each file: a reader finds its old text or the new one. Asks just before whether it still may."""
    for number, file in enumerate(edited.files):

        def look(others: Sequence[FileText] = edited.files[number:]) -> None:
            _require_unchanged(edited.directory, others)
            require_begun()

        path = edited.directory / file.name
        try:
            replace_file(path, file.after.encode(), look)
        except OSError as error:
            raise Refused(f"{path}: {error.strerror}", NOTHING_WRITTEN) from error


def _take_back(edited: EditedConfiguration, begun: BegunEdit, store: Store) -> int | None:
    """Puts the files back after an error; returns the number of the revision if it was written all the same.

    Raises Refused if the record does not answer: who gets the lock next decides.
    """
    try:
        try:
            is_kept = store.stop_edit(begun.id)
        except StoreError:  # without room for a word, the record can still be read
            is_kept = any(each.id == begun.id for each in store.begun_edits())
        state = store.state()
    except StoreError as error:
        raise Refused(str(error), NO_ANSWER) from error
    published = {file.digest.name: file.digest.sha256 for file in edited.reading.files}
    if not is_kept and dict(state.files) == published:
        return state.revision
    put_back(edited.directory, edited.files)
    with suppress(StoreError):
        store.end_edit(begun.id, stopped=True)
    return None


def _plan(edited: EditedConfiguration, state: State, now: datetime, consent: Consent) -> Planned:
    published = published_by(edited.undone.entries) if edited.undone is not None else frozenset()
    mistakes = published | edited.undone_ids
    return plan_reading(edited.reading, edited.directory, state, now, consent, mistakes=mistakes)


def _write(
    edited: EditedConfiguration,
    planned: Planned,
    store: Store,
    by: str,
    begun: BegunEdit,
    require_wanted: Callable[[], object],
) -> Applied:
    undone, number = edited.undone, planned.plan.base + 1
    text = TextEdit(revision=number, texts=edited.files, files=planned.files) if undone is None else None
    undoes = undone.number if undone is not None else None
    end = EditEnd(
        begun=begun.id, edit=text, undoes=undoes, withdraws=edited.withdraws, require_wanted=require_wanted
    )
    return write_plan(store, planned, planned.draft, by, end=end)


def _applied(planned: Planned, number: int) -> Applied:
    plan = planned.plan
    return Applied(dated=planned.dated, plan=plan, proposed=plan, number=number, erasure_pending=False)


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
