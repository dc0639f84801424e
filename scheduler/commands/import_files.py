"""`twincal import`: calendars and sheets of others become new files of a programme.

1. A rule is written only if it gives the times of the source, as far as that repeats; else the dates are.
2. Nothing is guessed: whose a meeting is, and on which clock, is answered by a person, or is a doubt.
3. The files are tried together with those of the folder before they are written, and none is written over.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from scheduler.arrivals.arrived import HORIZON, OMITTED, ArrivedFile
from scheduler.arrivals.calendar_reader import (
    MOST_BYTES,
    TOO_LARGE,
    CalendarReader,
    ImportRequest,
    UnreadableCalendar,
)
from scheduler.commands.import_answers import Answers
from scheduler.commands.import_blocks import Tried, try_out
from scheduler.commands.import_decisions import Decisions, allowed_answers
from scheduler.commands.import_report import Imported, ImportReport
from scheduler.commands.import_series import Candidates, Whole, whole_series
from scheduler.commands.refusals import Invalid, Refused
from scheduler.configuration import read
from scheduler.configuration.assemble.context import slug

SUFFIXES = (".ics", ".csv", ".xlsx")


class ImportWish(Struct, frozen=True, kw_only=True):
    """What somebody wants to import, and into which folder; `since` is the first day that is wanted."""

    files: tuple[Path, ...]
    folder: Path
    since: date
    now: datetime
    with_links: bool


def import_files(wish: ImportWish, answers: Answers) -> Imported:
    """Reads the files of `wish` and writes one file for each into its folder, as far as `answers` decide.

    Raises Refused if a file cannot be read or would be overwritten, and Invalid if the folder is wrong.
    """
    before = read(wish.folder)
    programme, report = before.programme, ImportReport()
    if programme is None:
        raise Invalid(before.problems)
    answers.allowed = allowed_answers(programme)
    found: dict[str, tuple[str, list[Whole]]] = {}
    for path, file in _read_all(wish, answers).items():
        target = f"{slug(path.stem) or 'imported'}.yaml"
        if (wish.folder / target).exists() or target in found:
            raise Refused(f"{wish.folder / target} exists", "rename the source; nothing was written")
        decisions = Decisions(path.name, file, programme, answers, report)
        series = [*decisions.series(wish.since, with_links=wish.with_links)]
        found[target] = path.name, whole_series(path.name, series, report) if not report.has_doubts else []
    for note in answers.wrong.values():
        report.doubt(answers.name, note.row, note.code, note.words)
    if report.has_doubts:
        return report.result(())
    ways = Candidates(programme, (wish.now + HORIZON).date() - timedelta(days=7), report)
    files = {target: ways.of_file(name, wholes) for target, (name, wholes) in found.items()}
    tried = try_out(before, wish.folder, files)
    for name, text in tried.texts.items():
        (wish.folder / name).write_text(text, encoding="utf-8")
    _tell(tried, report)
    return report.result([wish.folder / name for name in tried.texts])


def _read_all(wish: ImportWish, answers: Answers) -> dict[Path, ArrivedFile]:
    found = {}
    with CalendarReader() as reader:
        for path in wish.files:
            suffix = path.suffix.casefold()
            given = {about: answers.given(about, path.name) for about in ("days", "encoding")}
            try:
                if suffix not in SUFFIXES:
                    raise UnreadableCalendar("calendars are .ics files, and sheets are .csv or .xlsx")
                if path.stat().st_size > MOST_BYTES:
                    raise UnreadableCalendar(TOO_LARGE)
                request = ImportRequest(path.read_bytes(), suffix, wish.since, wish.now, given)
                found[path] = reader.ask(request, ArrivedFile)
            except (OSError, UnreadableCalendar) as error:
                words = error.strerror if isinstance(error, OSError) else error
                raise Refused(f"{path}: {words}", "nothing was written") from error
    return found


def _tell(tried: Tried, report: ImportReport) -> None:
    """Notes how series were written, and which were not."""
    report.counts["written by a rule"] = len(tried.by_rule)
    report.counts["written by dates"] = len(tried.by_dates)
    for each in (each for each in tried.by_dates if each.if_dates):
        code, _, words = each.if_dates.partition(": ")
        report.note(each.notes[0], "", code, f"{each.id}: {words}")
    for each in tried.lost:
        report.note(each.notes[0], "", OMITTED, f"{each.id}: its times cannot be written here")
