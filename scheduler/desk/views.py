"""The pages that only show: the first one, the search, calendars, meetings and warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import chain, groupby
from typing import Any, TypeVar

from scheduler.commands.announce import offices_in
from scheduler.commands.call_list import call_list
from scheduler.commands.notices import notices
from scheduler.commands.post_office import untold_offices
from scheduler.commands.why import why
from scheduler.desk.blocks import block_at
from scheduler.desk.forms import FORMS, About, Form
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.sight import LANGUAGE
from scheduler.desk.visit import Visit
from scheduler.desk.waiting import (
    URGENT,
    Waiting,
    accepted_at,
    doubts_at,
    missing_minutes,
    urgent,
    warning,
    what_waits,
)
from scheduler.desk.words import plain
from scheduler.findings.missing_minutes import MinutesMissing
from scheduler.programme.details import Status
from scheduler.programme.english_days import in_short, in_words
from scheduler.programme.keys import ONCE
from scheduler.programme.members import Office
from scheduler.programme.problems import similar_names
from scheduler.publication.languages.language import language
from scheduler.publication.languages.notice_words import notice_text
from scheduler.publication.pages.views import calendars, programme_pages
from scheduler.publication.pages.views.meeting_pages import MeetingPages
from scheduler.publication.pages.views.rows import DayRows, MeetingRow, by_day
from scheduler.reports.calls import calls_heading, known_words, told_words, what_changed
from scheduler.reports.mail_text import HELD, untold_words, why_untold
from scheduler.reports.notices import notices_by_day
from scheduler.reports.plans.plan_rows import title_of
from scheduler.reports.warnings import located_by_series
from scheduler.reports.why import why_in_short
from scheduler.state.feeds import belongs_in, group_keys
from scheduler.state.stored import Stored, time_and_uid
from scheduler.timetable.wall_times import to_local

Named = TypeVar("Named")
_DAY = timedelta(days=1)
MONTHS_AHEAD = 12
"""How far the page of notices looks."""
MOST_FOUND = 50
MOST_MEANT = 3
MOST_ROWS = 8
"""The rows of a list of days; a list with more has only the first ones of each day."""


_ABOUT: Mapping[str, About] = {"cities": "city", "pairs": "group", "groups": "group", "themes": "theme"}
"""What the forms on the page of a calendar are about."""


def first_page(visit: Visit) -> DeskAnswer:
    """Returns what must be done this morning: the meetings of these days, and what waits."""
    today = to_local(visit.now, visit.state.profile.zone).date()
    coming, _ = _coming_and_past(visit, visit.meetings())
    end = today + timedelta(days=13 - today.weekday())
    near = [each for each in coming if each.occurrence.timing.starts.date() <= end]
    later = [each for each in near if each.occurrence.timing.begin_utc > visit.now + URGENT]
    rows = sorted(map(visit.row, near), key=lambda row: (row.first, row.begin))
    now = [row for row in rows if row.first <= today + _DAY]
    soon = [row for row in rows if today + _DAY < row.first <= end]
    mark, untold = visit.store.mail_mark(), untold_offices(visit.store, visit.state)
    zone = visit.state.profile.zone
    return visit.show(
        "first",
        revision=visit.state.revision,
        mail_held=HELD if mark is not None and mark.held else "",
        untold=untold_words(feed for feed, _ in untold) if untold else "",
        untold_offices=[(feed, why_untold(mail, visit.now, zone)) for feed, mail in untold],
        to_call=_to_call(visit),
        today=[today, today + _DAY],
        now=[*_by_day(now)],
        waiting=tuple(what_waits(visit)),
        doubts=doubts_at(visit, later),
        soon=[*_by_day(soon)],
        next=[*_by_day([visit.row(each) for each in coming[len(near) : len(near) + 1] if not soon])],
        chips=() if visit.is_for_all else visit.calendars(),
        forms=_forms(visit, "programme"),
    )


def _to_call(visit: Visit) -> Mapping[str, Any]:
    """Returns the offices to call, their numbers, and the mails that they got."""
    found = call_list(
        visit.store, visit.state, visit.inputs.history, visit.now, visit.cities(), visit.is_open
    )
    offices = offices_in(visit.directory) if found.calls else {}
    calls = [(call, offices.get(call.city.id, Office())) for call in found.calls]
    return {
        "heading": calls_heading(found),
        "calls": [
            (call, office, [*what_changed(call)], [*told_words(call, found, office)])
            for call, office in calls
        ],
        "known": known_words(found),
    }


def _by_day(rows: Sequence[MeetingRow]) -> Iterator[DayRows]:
    """Yields rows by their days; a long list has the first of each day alone."""
    number = len({row.first for row in rows})
    return by_day(rows, len(rows) if len(rows) <= MOST_ROWS else max(1, MOST_ROWS // number))


def list_page(visit: Visit) -> DeskAnswer:
    """Returns all cities, the board of pairs, or the webinars, as on their public page."""
    visit.require_everything()
    path = visit.request.path
    made = programme_pages.pages(visit.inputs)[path]()
    template = "all_webinars" if path == "webinars" else made.template.removesuffix(".html")
    return visit.show(template, view=made.view)


def found_page(visit: Visit) -> DeskAnswer:
    """Returns the calendars and meetings whose name, title, day or id has the words that were typed.

    Those come first in which the words stand whole, and of many meetings the nearest ones; those of one
    `calendar` alone if the address names it. Each year has a heading.
    """
    words, feeds = plain(visit.field("q")).split(), visit.calendars()
    own = [feed for feed in feeds if feed.name == visit.field("calendar")]
    meetings = [each for each in visit.meetings() if not own or belongs_in(own[0], each.occurrence)]
    met = _having(words, [(each, _names(visit, each)) for each in meetings])
    met.sort(key=lambda each: abs(each.occurrence.timing.begin_utc - visit.now))
    names = [(feed, (feed.id, *feed.title.words())) for feed in feeds]
    calendars = own or _having(words, names)
    coming, past = _coming_and_past(visit, sorted(met[:MOST_FOUND], key=time_and_uid))
    by_year = [
        (f"{before}{year}", [*rows])
        for before, found in (("", coming), ("Past: ", past))
        for year, rows in groupby(map(visit.row, found), key=lambda row: row.first.year)
    ]
    undated = visit.state.profile.details.open_webinars if visit.is_for_all and not own else ()
    open = _having(words, [(each, (each.id, *each.title.words())) for each in undated])
    return visit.show(
        "found",
        words=visit.field("q"),
        meant=() if met or calendars or open else _meant(visit, words),
        calendars=calendars,
        open=open,
        years=by_year,
        more=max(0, len(met) - MOST_FOUND),
    )


def calendar_page(visit: Visit) -> DeskAnswer:
    """Returns the page of a city, a pair or a group, with its rules, and what can be added to it."""
    feed = visit.calendar(visit.field("name"))
    made = calendars.Calendar(visit.inputs, feed).view()
    series = {id: last for id, last in visit.latest.items() if last.recurs and belongs_in(feed, last)}
    is_live = feed.state == "live"
    own = (each for each in visit.meetings() if belongs_in(feed, each.occurrence))
    past = _coming_and_past(visit, own)[1] if feed.is_of_group else []
    return visit.show(
        "group",
        view=made,
        last=[(visit.row(each), visit.name_of(each.occurrence)) for each in past[:1]],
        name=feed.name,
        is_empty=feed.is_of_group and made.card is None and not made.past,
        series=[
            (id, title_of(last), visit.rule_of(last), block_at(visit, f"meetings/{id}"))
            for id, last in series.items()
        ]
        if feed.is_of_group
        else [],
        block=block_at(visit, feed.name) if is_live and visit.is_for_all else None,
        forms=_forms(visit, _ABOUT[feed.kind]) if is_live else [],
        of_series=_forms(visit, "series") if feed.is_of_group and is_live else [],
    )


def _coming_and_past(visit: Visit, meetings: Iterable[Stored]) -> tuple[list[Stored], list[Stored]]:
    """Returns the meetings that are not over, and the others, the last one first."""
    halves: tuple[list[Stored], list[Stored]] = [], []
    for each in meetings:
        halves[each.is_past(visit.now)].append(each)
    return halves[0], halves[1][::-1]


def meeting_page(visit: Visit) -> DeskAnswer:
    """Returns a meeting, every edit of it, and what has changed it."""
    stored = visit.meeting(visit.field("name"))
    occurrence, name = stored.occurrence, visit.field("name")
    explained, may_change = why(visit.store, name, visit.now), visit.may_change(occurrence)
    actions = ("rename", "" if stored.is_past(visit.now) else "remove") if occurrence.key == ONCE else ()
    made = MeetingPages(visit.inputs).page(stored, None, None)
    doubts = {} if stored.is_past(visit.now) else doubts_at(visit, [stored])
    undoable = visit.undoable()
    return visit.show(
        "meeting",
        view=made.view,
        name=name,
        is_past=stored.is_past(visit.now),
        is_private=occurrence.content.is_private,
        present=occurrence.outcome.present,
        held=occurrence.outcome.held,
        join=occurrence.content.join if may_change else None,
        doubts=[*chain(*doubts.values())],
        accepted=() if stored.is_past(visit.now) else accepted_at(visit, stored),
        rule=visit.rule_of(occurrence) if occurrence.recurs else "",
        why=why_in_short(explained),
        undo=visit.undo_words() if any(each.number == undoable for each in explained.history) else "",
        forms=[form for form in _forms(visit, "meeting") if may_change and _fits(form.name, stored, visit)],
        block=block_at(visit, f"{occurrence.origin}s/{name}") if may_change else None,
        series=visit.state.ids.of_series(occurrence.series),
        of_series=[form for form in _forms(visit, "series") if may_change and form.action in actions],
        calendars=[feed for feed in visit.calendars() if feed.is_of_group and belongs_in(feed, occurrence)],
        revisions=visit.told(explained.history),
        undone={each.undoes: each.number for each in explained.history},
        page=f"../occurrences/{occurrence.uid}" if visit.state.has_page(stored) else "",
    )


def warnings_page(visit: Visit) -> DeskAnswer:
    """Returns every warning: those within 48 hours, then all by their kind."""
    visit.require_everything()
    warnings = visit.proposal.warnings
    kinds: dict[str, list[Waiting]] = defaultdict(list)
    for each in located_by_series(warnings):
        if each.code != MinutesMissing.code:  # one line for each meeting, and not for all of a series
            kinds[each.code or "in the files"].append(warning(visit, each))
    if missing := [*missing_minutes(visit, warnings.findings)]:
        kinds[MinutesMissing.code] = missing
    heads = {code.replace("-", " ").capitalize(): found for code, found in kinds.items()}
    shown = visit.field("show").replace("-", " ").capitalize()
    return visit.show("warnings", urgent=[*urgent(visit, warnings.findings)], kinds=heads, shown=shown)


def notices_page(visit: Visit) -> DeskAnswer:
    """Returns what is coming in the next months, for a city or all: changes of clocks, days off, clashes."""
    visit.require_everything()
    city = visit.calendar(visit.field("name")) if visit.field("name") else None
    id = city.id if city is not None else None
    found = notices(visit.directory, visit.state_folder, visit.state, visit.now, MONTHS_AHEAD, id)
    spoken = language(LANGUAGE, found.programme.phrases)
    days = [(day, [notice_text(each, spoken) for each in own]) for day, own in notices_by_day(found)]
    return visit.show("notices", coming=days, city=city.title.say(LANGUAGE) if city is not None else "")


def _forms(visit: Visit, about: About) -> Sequence[Form]:
    return [form for form in FORMS if form.about == about and visit.may_use(form)]


def _fits(form: str, stored: Stored, visit: Visit) -> bool:
    """Returns whether an edit makes sense for a meeting in this state; one that is over only gets words."""
    occurrence = stored.occurrence
    if form == "confirm":
        return occurrence.status is Status.TENTATIVE
    if form == "reinstate":
        return occurrence.cancelled
    if form in ("move", "cancel") and stored.is_past(visit.now):
        return False
    return not occurrence.cancelled or form in ("attach", "change")


def _having(words: Sequence[str], named: Iterable[tuple[Named, Iterable[str]]]) -> list[Named]:
    """Returns what has each of the words in its names; if any has them as they stand, those alone."""
    texts = [(each, f" {plain(' '.join(names))} ") for each, names in named]
    whole = [each for each, text in texts if f" {' '.join(words)} " in text]
    return whole or [each for each, text in texts if all(word in text for word in words)]


def _meant(visit: Visit, words: Sequence[str]) -> Sequence[str]:
    """Returns the names of calendars and meetings, in all languages, that are similar to what was typed."""
    titles = [each.occurrence.content.title for each in visit.meetings()]
    texts = (*(each.title for each in visit.calendars()), *titles)
    known = {plain(name): name for text in texts for name in text.words()}
    return [known[each] for each in similar_names(" ".join(words), [*known], MOST_MEANT)]


def _names(visit: Visit, stored: Stored) -> Iterator[str]:
    """Yields what a meeting may be looked for by: its names, its day, those of cities, groups, themes."""
    occurrence = stored.occurrence
    content, starts = occurrence.content, occurrence.timing.starts
    yield visit.name_of(occurrence)
    yield occurrence.origin
    cities = [each.name for each in occurrence.participants]
    groups = [feed.title for feed in map(visit.state.feed, group_keys(occurrence)) if feed is not None]
    for text in (content.title, *cities, *groups, *(theme.name for theme in content.themes)):
        yield from text.words()
    yield f"{in_short(starts)} {in_words(starts)} {starts:%A %B %Y %Y-%m-%d %Y-%m %d.%m.%Y}"
