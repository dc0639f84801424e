"""The edits of one meeting: the text, the plan, and after consent the file and the revision.

1. `edit_configuration` makes the new text, `plan_edit` plans it, `write_edit` writes the file, and
   `apply_edit` writes the revision. Nothing is written before `write_edit`.
2. A person names a meeting by its key, or by the day or the week on which the rule plans it. If `changes:`
   has it under another name, the edit goes there: a meeting has one change.
3. A file that somebody has changed meanwhile keeps their text. A plan that has become another one meanwhile
   is not applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
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
from scheduler.commands.errors import Invalid, Refused
from scheduler.commands.lookup import no_series
from scheduler.commands.prepare import Consent, Planned, plan_reading
from scheduler.commands.undo_rules import published_by, require_effect
from scheduler.configuration import FileDigest, Located, Reading, read
from scheduler.configuration.edits.edit import (
    AddExtra,
    AddSeries,
    CannotEditError,
    Edit,
    MeetingEdit,
    RetitleMeeting,
)
from scheduler.configuration.edits.write import edit_tree
from scheduler.configuration.source.files import File, Lines
from scheduler.programme.keys import ONCE, extra_key, is_dated_by_rule
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.state.edits import TextEdit, sha256
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.store import LostRace, Store, StoreError
from scheduler.timetable.slots import Slot, find_slot, make_slots, period_of

_BYTE_ORDER_MARK = "\ufeff".encode()
NOTHING_WRITTEN = "nothing was changed"
_NEXT_YEAR = timedelta(days=366)
_BEYOND = timedelta(days=62)
"""A rule may plan a meeting so long after the month of its key."""
_MOST_NEXT = 3
"""The most meetings that an error names."""


class EditedConfiguration(Struct, frozen=True, kw_only=True):
    """A configuration with an edit that is not written yet.

    `path` is the file, `sha256` the digest of what it holds now (`before`), and `body` what it will hold.
    `reading` is the configuration as if the file held it already. `begins` is the day of the meeting that was
    edited, or the first of its month or week. `undone` is the revision that it takes back; None if it takes
    none back.
    """

    directory: Path
    path: Path
    sha256: str
    before: bytes
    body: bytes
    reading: Reading
    begins: date | None = None
    undone: Revision | None = None


def edit_configuration(directory: Path, edit: Edit, now: datetime) -> EditedConfiguration:
    """Returns the configuration in `directory` with `edit`.

    The key of the edit may be written in any way in which a person names a meeting. Raises Invalid if the
    configuration is wrong already, and Refused if the edit cannot be made or would make it wrong.
    """
    before = read(directory)
    if before.programme is None:
        raise Invalid(before.problems)
    if isinstance(edit, AddExtra):
        edit = replace(edit, series=series_to_edit(before.programme, edit.series, edit.id))
    elif not isinstance(edit, AddSeries):
        edit = with_meeting(before.programme, edit, now.date())
    try:
        file = edit_tree(before.tree, edit)
    except CannotEditError as error:
        raise Refused(str(error), f"{NOTHING_WRITTEN}; {error.by_hand}" if error.by_hand else "") from None
    mark = _BYTE_ORDER_MARK if bytes_of(directory / file.digest.name).startswith(_BYTE_ORDER_MARK) else b""
    edited = with_text(directory, file, mark + file.lines.text.encode())
    return edited if isinstance(edit, AddSeries) else replace(edited, begins=_begins(edited.reading, edit))


def _begins(reading: Reading, edit: MeetingEdit | AddExtra) -> date | None:
    series = reading.programme.series.get(edit.series) if reading.programme is not None else None
    key = extra_key(edit.id) if isinstance(edit, AddExtra) else edit.key
    if series is not None and key in series.dated:
        return series.dated[key][0].wall.date()
    return period_of(key)[0] if key and is_dated_by_rule(key) else None


def with_text(
    directory: Path, file: File, body: bytes, undone: Revision | None = None
) -> EditedConfiguration:
    """Returns the configuration in `directory` as if a file, which was read with its digest, held `body`.

    Raises Refused if that would be wrong.
    """
    lines = Lines(body.removeprefix(_BYTE_ORDER_MARK).decode())
    digest = FileDigest(file.digest.name, sha256(body))
    reading = read(directory, replace(file, lines=lines, digest=digest))
    if reading.programme is None:
        raise _refused_errors(reading.problems)
    path = directory / file.digest.name
    edited = EditedConfiguration(
        directory=directory,
        path=path,
        sha256=file.digest.sha256,
        before=bytes_of(path),
        body=body,
        reading=reading,
        undone=undone,
    )
    _require_unchanged(edited)
    return edited


def plan_edit(edited: EditedConfiguration, store: Store, now: datetime, consent: Consent) -> Planned:
    """Plans the edited configuration against what `store` publishes; raises Refused if it would be wrong."""
    try:
        planned = _plan(edited, store.state(), now, consent)
    except Invalid as error:
        raise _refused_errors(error.problems) from None
    if edited.undone is not None:
        require_effect(edited.undone.entries, planned)
    return planned


def last_shown_day(edited: EditedConfiguration, planned: Planned) -> date | None:
    """Returns the last day that calendars show, if that is why they do not change; else None."""
    edge = planned.plan.window.edge
    is_later = edited.begins is not None and edited.begins >= edge and not planned.plan.steps
    return edge - timedelta(days=1) if is_later else None


def write_edit(edited: EditedConfiguration) -> None:
    """Writes the file: a reader finds the old text or the new one.

    Raises Refused if it cannot be written, or if somebody has changed it meanwhile.
    """
    try:
        replace_file(edited.path, edited.body, lambda: _require_unchanged(edited))
    except OSError as error:
        raise Refused(f"{edited.path}: {error.strerror}", NOTHING_WRITTEN) from error


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
            f"{edited.path} has the new text already, and calendars do not show it yet: read "
            f"`twincal plan {edited.directory}` and apply it. `twincal serve` does so by itself, if it runs",
        ) from error


def _plan(edited: EditedConfiguration, state: State, now: datetime, consent: Consent) -> Planned:
    mistakes = published_by(edited.undone.entries) if edited.undone is not None else frozenset()
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
    name = edited.path.relative_to(edited.directory).as_posix()
    return TextEdit(revision=number, file=name, before=edited.before, after=edited.body, files=planned.files)


def _applied_by_another(
    edited: EditedConfiguration, planned: Planned, applied: Applied, store: Store
) -> Applied:
    """Returns what another run has `applied` before: the same files, found while the edit was in them."""
    steps = planned.plan.steps
    other = (store.history_of(steps[0].after.uid) if steps else store.history(most=1))[0]
    edit = _text_edit(edited, planned, other.number)
    store.keep_edits(planned.files, other.number, edit)
    return replace(applied, other=other)


def _refused_errors(problems: Iterable[Located]) -> Refused:
    """Returns the refusal of an edit that would make errors; they have no line yet."""
    errors = [problem for problem in problems if problem.level == "error"]
    return Refused("\n         ".join(f"{each.field}: {each.message}" for each in errors), NOTHING_WRITTEN)


def _require_unchanged(edited: EditedConfiguration) -> None:
    if sha256(bytes_of(edited.path)) != edited.sha256:
        raise Refused(
            f"{edited.path}: somebody has changed this file meanwhile", f"{NOTHING_WRITTEN}; try again"
        )


def bytes_of(path: Path) -> bytes:
    """Returns the bytes of a file; raises Refused if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}", NOTHING_WRITTEN) from error


def with_meeting(programme: Programme, edit: MeetingEdit, today: date) -> MeetingEdit:
    """Returns `edit` with the id of the series in the text, and the key by which the text names the meeting.

    A series with one meeting needs no key, and neither does the title of a whole series. Raises Refused.
    """
    id = series_to_edit(programme, edit.series, edit.key)
    series = programme.series.get(id)
    if series is None:  # a webinar whose date is open
        return replace(edit, series=id, key=ONCE)
    if not edit.key and isinstance(edit, RetitleMeeting):
        return replace(edit, series=id)
    return replace(edit, series=id, key=_key(series, edit.key, today))


def series_to_edit(programme: Programme, name: str, key: str) -> str:
    """Returns the present id of the series that is or was called `name`; raises Refused if there is none.

    The advice names the meetings with `key` of the city, pair or group `name`.
    """
    ids = [*programme.series, *(webinar.id for webinar in programme.open_webinars)]
    if name in ids:
        return name
    for series in programme.series.values():
        if name in series.formerly:
            return series.id
    own = [
        series
        for series in programme.series.values()
        if name.casefold() in (series.group, *(city.id for city in programme.members(series)))
    ]
    named = [f"{series.id}/{key}" for series in own if key and _usual_key(series, key)]
    raise no_series(name, sorted(ids), named or [series.id for series in own])


def _key(series: Series, written: str, today: date) -> str:
    """Returns the key of a meeting as `changes:` has it already, else the usual one."""
    if written in [change.key for change in series.changes]:
        return written
    if not written:
        if len(series.dated) == 1 and not series.schedule:
            return ONCE
        raise Refused(f"{series.id} has many meetings: say which one", _next_ones(series, today))
    key = _usual_key(series, written) or _usual_key(series, f"extra.{written}")
    if key is None:
        similar = [key for _, key in _days(series, today) if key.replace("-0", "-") == written]
        advice = f"did you mean {series.id}/{similar[0]}?" if similar else _next_ones(series, today)
        raise Refused(f"there is no meeting {series.id}/{written}", advice)
    same = (change.key for change in series.changes if _usual_key(series, change.key) == key)
    return next(same, key)


def _usual_key(series: Series, written: str) -> str | None:
    """Returns the key of the meeting that `written` means, as below `changes:`; None if it means none."""
    if written in series.dated:
        return written
    if not is_dated_by_rule(written):
        return None
    try:
        slot = find_slot(written, _slots(series, period_of(written)[1] + _BEYOND))
    except ValueError:
        return None
    days = [key for key, (fixed, _) in series.dated.items() if fixed.wall.date().isoformat() == written]
    found = [slot.key] if slot is not None else days
    return found[0] if len(found) == 1 else None


def _slots(series: Series, last: date) -> Sequence[Slot]:
    """Returns the slots of a series as if there were no days off, which never change a key."""
    return make_slots(series, last, lambda _entry, _day: True) if series.schedule else ()


def _next_ones(series: Series, today: date) -> str:
    coming = sorted(_days(series, today))[:_MOST_NEXT]
    names = ", ".join(f"{series.id}/{key}" for _, key in coming)
    return f"the next are: {names}" if names else f"its keys are: {', '.join(series.dated)}"


def _days(series: Series, today: date) -> Iterator[tuple[date, str]]:
    """Yields the planned day and the key of each coming meeting."""
    for slot in _slots(series, today + _NEXT_YEAR):
        if slot.day >= today:
            yield slot.day, slot.key
    for key, (fixed, _) in series.dated.items():
        if fixed.wall.date() >= today:
            yield fixed.wall.date(), key
