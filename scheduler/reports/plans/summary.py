"""A plan in short: its number of steps, what a person should decide, and what changes besides meetings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from scheduler.changes.change import is_soon
from scheduler.commands.edit import EditedConfiguration, last_shown_day
from scheduler.commands.plan import Proposal
from scheduler.commands.prepare import Planned
from scheduler.findings.finding import Question
from scheduler.plan.make_plan import Plan
from scheduler.programme.alike import MOST_SINGLE
from scheduler.programme.english_days import in_words
from scheduler.programme.english_lists import first_names
from scheduler.reports.advice_words import with_advice
from scheduler.reports.changed_values import profile_words
from scheduler.reports.differences import UNSEEN, is_counted, planned_differences
from scheduler.reports.mail_text import words_after
from scheduler.reports.other_changes import PARTS
from scheduler.reports.plans.plan_rows import names_by_zone, names_of_cities, title_of
from scheduler.reports.rule_words import schedule_words
from scheduler.reports.sentences import finding_lines, sentence
from scheduler.reports.warnings import located
from scheduler.state.mails import MailMark
from scheduler.state.profile import PresentIds
from scheduler.state.profile_changes import named
from scheduler.state.revision import Cause, StepKind
from scheduler.timetable.occurrence import Occurrence

CALL = "calendars may not show this in time: call"
MOST_DOUBTS = 12
"""The most doubts about times that a plan names as decisions."""


def decisions(proposal: Proposal) -> list[str]:
    """Returns a line for each series that the text lost, each change within 48 hours, and each doubt.

    Doubts are those about the times that the plan brings, and about new meetings that are over. Of the former
    there are at most `MOST_DOUBTS`, because the warnings have them all.
    """
    plan = proposal.plan
    over = finding_lines(note for note in plan.notes if isinstance(note, Question))
    soon = _soon_lines(
        [
            step.after
            for step, entry in zip(plan.steps, plan.entries, strict=True)
            if is_soon(entry, proposal.now)
        ]
    )
    doubts = [f"{each.field}: {with_advice(each.message, each.advice)}" for each in located(proposal.doubts)]
    more = len(doubts) - MOST_DOUBTS
    rest = (
        [f"{more} more {'doubt' if more == 1 else 'doubts'} about times: see the warnings"]
        if more > 0
        else []
    )
    return [*_lost(proposal), *soon, *over, *doubts[:MOST_DOUBTS], *rest]


def shown_later(edited: EditedConfiguration, planned: Planned) -> str:
    """Returns a sentence about an edit of months that calendars do not show yet; empty for any other."""
    last = last_shown_day(edited, planned)
    if last is None:
        return ""
    return f"Calendars show meetings up to {in_words(last)}; they show this when they reach its month."


def cities_to_tell(plan: Plan, now: datetime, mark: MailMark | None) -> str:
    """Returns when offices get a mail, else how many cities have a public change within 48 hours.

    It is empty if nobody has to hear. Nobody knows the meetings of a first publication yet.
    """
    if words := words_after(plan.entries, plan.profile.zone, now, mark):
        return words
    soon = [entry for entry in plan.entries if is_soon(entry, now) and not entry.after.private]
    cities = len({city for entry in soon for city in entry.cities})
    if not cities or not plan.base:
        return ""
    have = "1 city has" if cities == 1 else f"{cities} cities have"
    return f"{have} a change within 48 hours: twincal announce"


def notes(plan: Plan) -> Iterator[str]:
    """Yields the notices of which `decisions` has no line, and counts what no reader sees."""
    yield from finding_lines(note for note in plan.notes if not isinstance(note, Question))
    pairs = zip(plan.steps, plan.entries, strict=True)
    found = Counter(planned_differences(*pair, plan.profile) for pair in pairs)
    for each in filter(is_counted, found):
        change = "meeting changes" if found[each] == 1 else "meetings change"
        yield f"{found[each]} {change} in {each[0].name}"


def _lost(proposal: Proposal) -> Iterator[str]:
    """Yields a line for each series that loses coming meetings: the files, or its dates, leave them out."""
    steps = [step for step in proposal.plan.steps if step.kind is StepKind.CANCEL]
    removed = [step.after for step in steps if step.after.date_origin.removed]
    undated = [step.after for step in steps if step.after.date_origin.undated]
    yield from _lost_lines(removed, "your files no longer have {them}")
    yield from _lost_lines(undated, "the dates of the series leave {them} out")
    skipped = [step.after for step in steps if _is_skipped(step.after)]
    if len(skipped) > 1:
        number = len({occurrence.series for occurrence in skipped})
        series = "1 series" if number == 1 else f"{number} series"
        yield f"{len(skipped)} coming meetings of {series} are cancelled, because of days off"


def _is_skipped(occurrence: Occurrence) -> bool:
    """Returns whether a holiday policy cancels the meeting."""
    date_origin = occurrence.date_origin
    return bool(date_origin.obstacles) and not (
        date_origin.removed or date_origin.undated or date_origin.change
    )


def _soon_lines(soon: Sequence[Occurrence]) -> Iterator[str]:
    """Yields a line for each meeting, or one for more than three."""
    names = names_of_series(soon)
    meetings = [f"{names[occurrence.series]} ({occurrence.key})" for occurrence in soon]
    if len(meetings) > MOST_SINGLE:
        yield f"{len(meetings)} meetings are within 48 hours ({first_names(meetings, 'meeting')}); {CALL}"
    else:
        yield from (f"{meeting}: within 48 hours; {CALL}" for meeting in meetings)


def names_of_series(occurrences: Sequence[Occurrence]) -> Mapping[str, str]:
    """Returns the title of each series, with its cities where others have the same title."""
    titles = {occurrence.series: title_of(occurrence) for occurrence in occurrences}
    with_this_title = Counter(titles.values())
    cities = {occurrence.series: names_of_cities(occurrence) for occurrence in occurrences}
    return {
        series: f"{title} of {cities[series]}" if with_this_title[title] > 1 else title
        for series, title in titles.items()
    }


def _lost_lines(lost: Sequence[Occurrence], reason: str) -> Iterator[str]:
    names = names_of_series(lost)
    for series, count in Counter(occurrence.series for occurrence in lost).items():
        number, they = (
            ("1 coming meeting is", "it") if count == 1 else (f"{count} coming meetings are", "them")
        )
        yield f"{names[series]}: {number} cancelled, because {reason.format(them=they)}"


def other_changes(plan: Plan) -> Iterator[str]:
    """Yields a sentence for each change that concerns no single meeting."""
    months = f": {plan.window.first:%B %Y} to {plan.window.edge - timedelta(days=1):%B %Y}"
    parts = (
        PARTS[part] + (months if part in ("window", "new window") else "")
        for part in plan.other_changes
        if part not in ("feeds", "programme")  # their changes are in words already
    )
    languages, names = plan.profile.languages, PresentIds(series={}, feeds=plan.feeds)
    changed = (
        f"{named(each.subject, names)}: {profile_words(each, languages)}" for each in plan.profile_changes
    )
    for text in (*map(sentence, plan.feed_changes), *changed, *_schedules(plan), *parts):
        yield f"{text[:1].upper()}{text[1:]}."


def _schedules(plan: Plan) -> Iterator[str]:
    """Yields a line for each series with a new rule, with the one that it had so far."""
    met = {step.after.series: step.after for step in plan.steps}
    former = dict(plan.former_series)
    for identity, series in plan.series:
        meeting = met.get(identity)
        cities = names_by_zone(meeting) if meeting is not None else {}
        if words := schedule_words(series, former.get(identity), cities):
            yield f"{title_of(meeting) if meeting is not None else series.id}: {words}"


def changes_no_calendar(plan: Plan) -> bool:
    """Returns whether no reader sees any of its steps."""
    pairs = zip(plan.steps, plan.entries, strict=True)
    return all(planned_differences(*pair, plan.profile) == (UNSEEN,) for pair in pairs)


def summary(plan: Plan) -> str:
    """Returns `2 to add, 1 to move`: the number of steps, or the purpose of a plan that no reader sees."""
    if plan.is_empty:
        return "no meeting changes, time-zone data renewed"
    counts = Counter(step.kind for step in plan.steps)
    steps = ", ".join(f"{counts[kind]} to {kind}" for kind in StepKind if counts[kind])
    if plan.steps and changes_no_calendar(plan):
        return "no meeting changes in any calendar"
    if not steps:
        return (
            "the link of every meeting changes" if "address" in plan.other_changes else "no meeting changes"
        )
    is_window = all(step.cause is Cause.WINDOW for step in plan.steps)
    return steps + " as a new month begins" if is_window else steps
