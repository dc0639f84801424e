"""The pages that only show: the first one, the search, calendars, meetings and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from msgspec import Struct

from scheduler.commands.notices import waiting_steps
from scheduler.commands.refusals import Invalid, Refused
from scheduler.commands.why import why
from scheduler.desk.forms import FORMS, About, Form
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.visit import Visit
from scheduler.desk.words import buttons, counts, on_page, page_of, place, problem_words
from scheduler.findings.missing_minutes import MinutesMissing
from scheduler.programme.details import Status
from scheduler.programme.english_days import in_short
from scheduler.programme.english_lists import number_of
from scheduler.programme.keys import ONCE
from scheduler.publication.feeds.city_hours import hours
from scheduler.publication.languages.language import language
from scheduler.reports.local_times import when
from scheduler.reports.meetings import reason_of
from scheduler.reports.plans.plan_rows import names_of_cities, title_of
from scheduler.reports.sentences import sentence
from scheduler.reports.warnings import located
from scheduler.state.feeds import Feed, belongs_in
from scheduler.state.stored import Stored

SOON = timedelta(days=14)
MOST_FOUND, MOST_PAST = 50, 6
_ENGLISH = language("en")
STATUS: Mapping[Status, str] = {Status.CANCELLED: "cancelled", Status.TENTATIVE: "to be confirmed"}


class DeskRow(Struct, frozen=True, kw_only=True):
    """A meeting in a list: its day, the hours in all its cities, what it is called, and its state."""

    name: str
    day: str
    hours: str
    title: str
    cities: str
    status: str
    is_past: bool


class Waiting(Struct, frozen=True):
    """Something that a person should do, and the address at the desk where it is done, if there is one."""

    words: str
    address: str = ""
    link: str = ""


def first_page(visit: Visit) -> DeskAnswer:
    """Returns what waits for the secretariat, the meetings of the next fourteen days, and all calendars."""
    until = visit.now + SOON
    coming, _ = _coming_and_past(visit, visit.meetings())
    soon = [each for each in coming if each.occurrence.timing.begin_utc <= until]
    return visit.show(
        "first",
        waiting=tuple(_waiting(visit)),
        rows=[_row(visit, each) for each in soon],
        next=[_row(visit, each) for each in coming[: 0 if soon else 1]],
        webinars=[_row(visit, each) for each in coming[len(soon) :] if each.occurrence.origin == "webinar"],
        calendars=visit.calendars(),
        forms=_forms(visit, "programme"),
    )


def found_page(visit: Visit) -> DeskAnswer:
    """Returns the calendars and meetings whose name, title or id has the words that were typed."""
    words = visit.field("q").casefold().split()
    met = (each for each in visit.meetings() if _has(_names(visit, each), words))
    coming, past = _coming_and_past(visit, met)
    found = [*coming, *past]
    calendars = [feed for feed in visit.calendars() if _has((feed.id, *feed.title.words()), words)]
    rows = [_row(visit, each) for each in found[:MOST_FOUND]]
    return visit.show(
        "found", words=visit.field("q"), calendars=calendars, rows=rows, more=len(found) - len(rows)
    )


def calendar_page(visit: Visit) -> DeskAnswer:
    """Returns the meetings of a city, a pair or a group, and what can be added to it."""
    feed = visit.calendar(visit.field("name"))
    meetings = (each for each in visit.meetings() if belongs_in(feed, each.occurrence))
    coming, past = _coming_and_past(visit, meetings)
    series = {id: last for id, last in visit.latest.items() if last.recurs and belongs_in(feed, last)}
    return visit.show(
        "calendar",
        feed=feed,
        rows=[_row(visit, each) for each in coming],
        past=[_row(visit, each) for each in past[:MOST_PAST]],
        series=[(id, title_of(last)) for id, last in series.items()],
        groups=_groups_of(visit, feed),
        forms=_forms(visit, "group" if feed.is_of_group else "city") if feed.state == "live" else [],
        of_series=_forms(visit, "series") if feed.is_of_group and feed.state == "live" else [],
    )


def _coming_and_past(visit: Visit, meetings: Iterable[Stored]) -> tuple[list[Stored], list[Stored]]:
    """Returns the meetings that are not over, and the others, the last one first."""
    halves: tuple[list[Stored], list[Stored]] = [], []
    for each in meetings:
        halves[each.is_past(visit.now)].append(each)
    return halves[0], halves[1][::-1]


def _groups_of(visit: Visit, city: Feed) -> Sequence[Feed]:
    """Returns the pairs and groups of a city; none of anything else."""
    groups = visit.state.profile.details.who_meets
    keys = {(group.kind, group.identity) for group in groups if city.id in group.cities}
    return [feed for feed in visit.calendars() if city.kind == "cities" and feed.key in keys]


def meeting_page(visit: Visit) -> DeskAnswer:
    """Returns a meeting, every edit of it, and what has changed it."""
    stored = visit.meeting(visit.field("name"))
    occurrence, content = stored.occurrence, stored.occurrence.content
    explained, may_change = why(visit.store, visit.field("name"), visit.now), visit.may_change(occurrence)
    actions = ("rename", "" if stored.is_past(visit.now) else "remove") if occurrence.key == ONCE else ()
    return visit.show(
        "meeting",
        row=_row(visit, stored),
        place=content.place.say("en") if content.place else "",
        reason=reason_of(occurrence),
        present=occurrence.outcome.present,
        links=[(each.label.say("en"), each.url) for each in content.links],
        forms=[form for form in _forms(visit, "meeting") if may_change and _fits(form.name, stored, visit)],
        series=visit.state.ids.of_series(occurrence.series),
        of_series=[form for form in _forms(visit, "series") if may_change and form.action in actions],
        calendars=[feed for feed in visit.calendars() if feed.is_of_group and belongs_in(feed, occurrence)],
        revisions=visit.told(explained.history),
        undone={each.undoes: each.number for each in explained.history},
        page=f"../occurrences/{occurrence.uid}" if visit.state.has_page(stored) else "",
    )


def warnings_page(visit: Visit) -> DeskAnswer:
    """Returns every warning about the files and the coming meetings, at its place."""
    warnings = located(visit.proposal().warnings) if visit.is_for_all else ()
    found = [
        (place(each), problem_words(visit, each), page_of(visit, each), [*buttons(visit, each)])
        for each in warnings
    ]
    return visit.show("warnings", warnings=found)


def _forms(visit: Visit, about: About) -> Sequence[Form]:
    return [form for form in FORMS if form.about == about and visit.may_use(form)]


def _fits(form: str, stored: Stored, visit: Visit) -> bool:
    """Returns whether an edit makes sense for a meeting in this state; one that is over only gets words."""
    occurrence = stored.occurrence
    if form == "confirm":
        return occurrence.status is Status.TENTATIVE
    if form == "reinstate":
        return occurrence.cancelled
    if form in ("move", "length") and stored.is_past(visit.now):
        return False
    if form in ("present", "held") and not stored.is_past(visit.now):
        return False
    return not occurrence.cancelled or form == "attach"


def _waiting(visit: Visit) -> Iterator[Waiting]:
    """Yields what a person should do: about the files, holidays, minutes, and doubts."""
    if not visit.is_for_all:
        return
    try:
        proposal = visit.proposal()
    except Invalid as error:
        errors = [each for each in error.problems if each.level == "error"]
        count = number_of(len(errors), "error")
        first = f"{place(errors[0])}: {problem_words(visit, errors[0])}"
        words = f"The files have {count}, so their changes are not published. Ask who edits them."
        yield Waiting(f"{words} The first is {first}")
        return
    except Refused as error:
        yield Waiting(f"{error}. {on_page(error.advice)}")
        return
    moved = [*waiting_steps(proposal.plan)]
    if moved:
        words = f"New public holidays would move {number_of(len(moved), 'meeting')}."
        yield Waiting(words, "files", "See which")
    elif not proposal.is_empty:
        words = f"The files have changes that are not published: {counts(proposal.plan)}."
        yield Waiting(words, "files", "See them")
    for finding in proposal.warnings.findings:
        if isinstance(finding, MinutesMissing):
            name = f"{finding.series}/{finding.key}"
            address = f"edit?do=attach&meeting={name}&label=minutes"
            yield Waiting(f"{sentence(finding)}: {name}", address, "Add them")
    others = [each for each in located(proposal.warnings) if each.code != MinutesMissing.code]
    if others:
        words = f"{number_of(len(others), 'warning')} about the files and the coming meetings."
        yield Waiting(words, "warnings", "Read them")


def _has(names: Iterable[str], words: Sequence[str]) -> bool:
    """Returns whether each of the words is in some name."""
    text = " ".join(names).casefold()
    return all(word in text for word in words)


def _names(visit: Visit, stored: Stored) -> Iterator[str]:
    """Yields what a meeting may be looked for by: its names, those of its cities and themes, and its day."""
    occurrence = stored.occurrence
    content, starts = occurrence.content, occurrence.timing.starts
    yield visit.name_of(occurrence)
    yield occurrence.origin
    cities = [each.name for each in occurrence.participants]
    for text in (content.title, *cities, *(theme.name for theme in content.themes)):
        yield from text.words()
    yield f"{in_short(starts)} {starts:%A %B %Y-%m-%d %d.%m.%Y}"


def _row(visit: Visit, stored: Stored) -> DeskRow:
    occurrence = stored.occurrence
    timing, status = occurrence.timing, occurrence.status
    return DeskRow(
        name=visit.name_of(occurrence),
        day=when(occurrence, None) if timing.all_day else in_short(timing.starts),
        hours="" if timing.all_day else hours(occurrence, _ENGLISH),
        title=title_of(occurrence),
        cities=names_of_cities(occurrence),
        status="did not take place" if stored.fate(visit.now) == "not held" else STATUS.get(status, ""),
        is_past=stored.is_past(visit.now),
    )
