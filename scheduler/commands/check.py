"""`twincal check`: all errors and warnings about a configuration in one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from scheduler.busy.busy_times import BusyTimes, find_busy_times
from scheduler.commands.errors import Invalid
from scheduler.commands.feed_sizes import shortened_feeds
from scheduler.commands.prepare import DatedReading, date_reading, in_order
from scheduler.configuration import Located, Reading, read
from scheduler.configuration.spelling import closest, quoted
from scheduler.findings.coming import coming_findings
from scheduler.findings.doubts import FAR_AHEAD
from scheduler.findings.finding import Code, Finding
from scheduler.findings.search import FindingSearch
from scheduler.plan.plan import Plan, make_plan
from scheduler.programme.problems import FieldPath, Problem, collapsed
from scheduler.programme.programme import Programme
from scheduler.programme.texts import COUNT, OTHER, OwnPhrase, OwnPhrases
from scheduler.publication.languages.catalogues import SourcePhrase, phrases, source_phrases
from scheduler.publication.languages.language import language
from scheduler.state.profile import PresentIds
from scheduler.state.revision import StepKind
from scheduler.state.state import NOTHING_PUBLISHED, State
from scheduler.timetable.workdays import Workdays

ABOUT_TIMES: frozenset[Code] = frozenset(
    {"holiday-kept", "no-working-day", "no-free-day", "outside-office-hours", "clash", "moved-far", "far-off"}
)
"""The codes of the warnings that are decisions about a plan which brings these times."""
MOST_NAMED = 3
"""The most missing phrases that one warning names."""
_PHRASES: FieldPath = ("programme", "phrases")


class Warnings(Struct, frozen=True, kw_only=True):
    """What may be wrong and stops nothing: in the text, by later steps, and findings.

    `reading` knows the places of the last two.
    """

    reading: Reading
    in_text: tuple[Located, ...]
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()


class Checked(Struct, frozen=True, kw_only=True):
    """A configuration without errors: its warnings, and whether it gives the public address of its pages."""

    warnings: Warnings
    has_address: bool


def check(directory: Path, state_folder: Path, now: datetime, state: State = NOTHING_PUBLISHED) -> Checked:
    """Checks a configuration; raises Invalid if it has errors. `state_folder` holds copies of calendars.

    With `state`, finds the errors that `plan` finds. A time that was accepted once and became impossible
    with new time-zone data is only a warning, because its meeting is held back. Does not check the clock,
    because nothing is written.
    """
    dated = date_reading(read(directory), now, state)
    compared = dated.comparisons
    plan = make_plan(dated.programme, dated.feeds, compared, compared, dated.context)
    if plan.problems:
        raise Invalid(in_order((*dated.reading.problems, *dated.reading.locate(collapsed(plan.problems)))))
    held_back = collapsed(block.problem for block in dated.timetable.blocked)
    busy = find_busy_times(dated.programme, directory, state_folder, now)
    warnings = warnings_of(dated, plan, state, busy)
    return Checked(
        warnings=replace(
            warnings,
            problems=(*(replace(problem, level="warning") for problem in held_back), *warnings.problems),
            findings=(*_date_doubts(plan, now), *warnings.findings),
        ),
        has_address=dated.programme.address is not None,
    )


def warnings_of(dated: DatedReading, plan: Plan, state: State, busy: BusyTimes) -> Warnings:
    """Returns the warnings about a configuration with this plan."""
    programme, now = dated.programme, dated.context.now
    search = FindingSearch(
        programme=programme,
        meetings=dated.timetable.wanted,
        workdays=Workdays(dated.holidays, programme.closed),
        now=now,
        last=dated.context.window.edge - timedelta(days=1),
        busy=busy.spans,
    )
    return Warnings(
        reading=dated.reading,
        in_text=dated.reading.problems,
        problems=(*busy.problems, *shortened_feeds(plan, state, now), *phrase_warnings(programme)),
        findings=tuple(finding for finding in coming_findings(search) if finding.warns),
    )


def doubts_of(warnings: Warnings, plan: Plan, ids: PresentIds) -> Warnings:
    """Returns the warnings about new times: of new and moved meetings, and of meetings in new cities.

    If the plan cancels meetings, those about years of closings and pauses are among them.
    """
    new = {(ids.of_series(step.after.series), step.after.key) for step in plan.steps if step.has_new_time}
    cancels = any(step.kind is StepKind.CANCEL for step in plan.steps)
    years = (each for each in warnings.in_text if cancels and each.code == "doubtful-year")
    doubts = (
        each
        for each in warnings.findings
        if each.code in ABOUT_TIMES
        and not new.isdisjoint(((each.series, each.key), *each.values.get("others", ())))
    )
    return Warnings(reading=warnings.reading, in_text=tuple(years), findings=tuple(doubts))


def _date_doubts(plan: Plan, now: datetime) -> Iterator[Finding]:
    """Yields the findings of `plan` that doubt a date, unless the timetable doubts it as well."""
    for finding in plan.findings:
        is_warned_of = finding.code == "far-ahead" and finding.values["day"] > now.date() + FAR_AHEAD
        if finding.asks and not is_warned_of:
            yield finding


def phrase_warnings(programme: Programme) -> Iterator[Problem]:
    """Yields warnings about languages without phrases, and about the secretariat's own phrases."""
    for index, code in enumerate(programme.languages):
        if not language(code, programme.phrases).has_phrases:
            words = (
                f"Twincal has no phrases in {code}: readers see English ones around your texts; "
                f"`twincal phrases {code}` prints them for you to translate"
            )
            yield _warning(("programme", "languages", index), words)
    for own in programme.phrases:
        path = (*_PHRASES, own.language)
        if not any(map(own.serves, programme.languages)):
            words = f"`{own.language}` is not among the `languages:` of the programme"
            yield _warning(path, words, at="key")
        yield from _missing(own, path)
        for phrase in own.phrases:
            yield from _wrong_phrase(phrase, own.language, (*path, phrase.english))


def _missing(own: OwnPhrases, path: FieldPath) -> Iterator[Problem]:
    """Yields a warning if a language has neither a catalogue nor all phrases."""
    if phrases(own.language) is not None:
        return
    written = {phrase.english for phrase in own.phrases}
    missing = [phrase.english for phrase in source_phrases() if phrase.english not in written]
    if missing:
        number = "1 phrase is" if len(missing) == 1 else f"{len(missing)} phrases are"
        names = ", ".join(map(quoted, missing[:MOST_NAMED])) + ("…" if len(missing) > MOST_NAMED else "")
        words = (
            f"{number} missing, and readers see the English words: {names}; "
            f"`twincal phrases {own.language}` prints all"
        )
        yield _warning(path, words, at="key")


def _wrong_phrase(phrase: OwnPhrase, code: str, path: FieldPath) -> Iterator[Problem]:
    known = _by_english()
    source = known.get(phrase.english)
    if source is None:
        suggestion = closest(phrase.english, known)
        hint = f"; did you mean {quoted(suggestion)}?" if suggestion else ""
        yield _warning(path, f"Twincal has no such phrase{hint}", at="key")
        return
    wanted = language(code).plural_examples if source.plural is not None else (OTHER,)
    if len(wanted) != len(phrase.forms):
        words = f"this phrase has other plural forms; copy its lines from `twincal phrases {code}`"
        yield _warning(path, words, at="key")
    elif vague := [words for form, words in phrase.forms if _lacks_its_number(phrase, code, form, words)]:
        words = f"{quoted(vague[0])} stands for several numbers in this language: put `{COUNT}` into it"
        yield _warning(path, words, at="key")


def _lacks_its_number(phrase: OwnPhrase, code: str, form: str, words: str) -> bool:
    return COUNT in phrase.english and COUNT not in words and not language(code).is_for_one_number(form)


def _by_english() -> Mapping[str, SourcePhrase]:
    return {phrase.english: phrase for phrase in source_phrases()}


def _warning(path: FieldPath, words: str, *, at: Literal["key", "value"] = "value") -> Problem:
    return Problem(path, words, level="warning", at=at)
