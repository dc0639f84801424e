"""Meetings and webinars: the series of the programme.

1. A meeting is of one pair or of one group. It recurs by a rule (`every`) or a `schedule` of rules, happens
   once (`starts`), or on some `dates`.
2. A webinar is for an audience, everyone if none is named. It has a date, or is `open` and has none yet.
3. What happens once and has an hour needs a clock and a duration. A webinar keeps the clock of the host if
   none is written, and so do whole days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from scheduler.configuration.assemble.change_blocks import assemble_changes, check_policy
from scheduler.configuration.assemble.context import Context, Declarations, SeriesInput
from scheduler.configuration.assemble.detail_blocks import assemble_details, joins
from scheduler.configuration.assemble.given_dates import assemble_dates, assemble_extras, dates_of
from scheduler.configuration.assemble.read_clock import HOST_CLOCK, missing_fixed_clock, read_fixed_clock
from scheduler.configuration.assemble.schedule import assemble_schedule
from scheduler.configuration.assemble.text_checks import check_languages, check_texts
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import (
    DetailsDocument,
    MeetingDocument,
    SeriesDocument,
    WebinarDocument,
)
from scheduler.configuration.phrases.date_phrases import OPEN
from scheduler.programme.members import Audience, OpenWebinar
from scheduler.programme.series import (
    Clock,
    Extra,
    FixedDate,
    HolidayPolicy,
    HolidayShare,
    ScheduleEntry,
    Series,
)
from scheduler.programme.spans import first_day, last_day


def assemble_meeting(context: Context, block: Block[MeetingDocument]) -> Series | None:
    """Returns the series of a pair or group, which recurs or happens once; None if it is not clear."""
    document = block.document
    _check_who_meets(context, block)
    group = document.group or document.pair
    series = SeriesInput(block=block, cities=context.declared.cities_of(group), context=context)
    _check_texts(context, block)
    _check_accepted(series)
    context.warn_about_long_ranges(document.pause, (*block.path, "pause"))
    form = _form(context, block)
    rules = assemble_schedule(series) if form in ("every", "schedule") else ()
    _warn_about_pauses_outside(context, block, rules)
    once, further = _dated(series) if form in ("starts", "dates") else (None, ())
    if document.on_holiday is not None:
        check_policy(context, document.on_holiday, document, (*block.path, "on_holiday"))
    details = assemble_details(context, block)
    if once is None:
        _check_no_outcome(context, block)
    changes = tuple(assemble_changes(series))
    extras = (*further, *assemble_extras(series, rules, once))
    if (document.pair is None) == (document.group is None) or bool(rules) == (once is not None):
        return None
    return Series(
        id=block.id,
        section="meetings",
        group=group,
        details=details,
        schedule=rules,
        until=document.until,
        once=once,
        once_place=("dates", 0) if document.dates else ("starts",),
        on_holiday=document.on_holiday or HolidayPolicy.KEEP,
        holidays_of=document.holidays_of or HolidayShare.ANY,
        pauses=document.pause,
        minutes_expected=document.minutes,
        changes=changes,
        extras=extras,
        formerly=document.formerly,
    )


def _check_no_outcome(context: Context, block: Block[MeetingDocument]) -> None:
    """Adds an error for each line that says of all meetings of a rule what became of one."""
    for field in ("held", "present"):
        if block.has_key(field):
            words = "this is for one meeting: write it under `changes:` and its key, such as `2026-12:`"
            context.error((*block.path, field), words, at="key")


def _check_who_meets(context: Context, block: Block[MeetingDocument]) -> None:
    pair, group = block.document.pair, block.document.group
    if pair is not None:
        context.check_reference(pair, (*block.path, "pair"), "pairs")
    if group is not None:
        context.check_reference(group, (*block.path, "group"), "groups")
    if pair is not None and group is not None:
        words = "write either `pair` or `group`, not both"
        context.error((*block.path, block.last_of("pair", "group")), words, at="key")


def _warn_about_pauses_outside(
    context: Context, block: Block[MeetingDocument], rules: Sequence[ScheduleEntry]
) -> None:
    """Adds a warning for each pause before the first day of a series, or after its last."""
    document = block.document
    begins = min((first_day(entry.begins) for entry in rules), default=None)
    ends = last_day(document.until) if document.until is not None else None
    for index, pause in enumerate(document.pause):
        path = (*block.path, "pause", index)
        if begins is not None and pause.last < begins:
            words = f"it ends before the series begins on {begins}: is the year right?"
            context.warning(path, words, code="doubtful-year")
        elif ends is not None and pause.first > ends:
            words = f"it begins after the series ends on {ends}: is the year right?"
            context.warning(path, words, code="doubtful-year")


def assemble_webinar(context: Context, block: Block[WebinarDocument]) -> Series | OpenWebinar | None:
    """Returns the webinar for its audience, which may have no date yet; None if it is not clear."""
    document = block.document
    if document.starts == OPEN:
        return _open_webinar(context, block)
    audience = _audience(context, block)
    series = SeriesInput(block=block, cities=_cities(audience, context.declared), context=context)
    _check_texts(context, block)
    _check_accepted(series)
    once, further = _dated(series)
    details = assemble_details(context, block)
    changes = tuple(assemble_changes(series))
    extras = (*further, *assemble_extras(series, (), once))
    if once is None:
        return None
    return Series(
        id=block.id,
        section="webinars",
        audience=audience,
        details=details,
        once=once,
        minutes_expected=document.minutes,
        changes=changes,
        extras=extras,
        formerly=document.formerly,
    )


def _open_webinar(context: Context, block: Block[WebinarDocument]) -> OpenWebinar | None:
    _audience(context, block)
    _check_texts(context, block)
    for key in ("ends", "days", "cancel", "changes", "extra"):
        if block.has_key(key):
            words = f"`{key}` needs a date; take it out until you can write the date in `starts`"
            context.error((*block.path, key), words, at="key")
    document = block.document
    if document.visibility == "private":
        context.error((*block.path, "visibility"), "nobody would see a private webinar without a date")
    if document.title is None:
        return None
    return OpenWebinar(id=block.id, title=document.title, description=document.description)


def blocks_with_details(document: SeriesDocument) -> list[DetailsDocument]:
    """Returns the block of a series, and those of its changes and extra meetings."""
    if not document.changes and not document.extra:
        return [document]
    blocks = [document, *(document.changes or {}).values(), *(document.extra or {}).values()]
    return [block for block in blocks if block is not None]


def _check_texts(context: Context, block: Block[SeriesDocument]) -> None:
    """Checks the texts; those that only private readers see may contain private data."""
    blocks = blocks_with_details(block.document)
    if block.document.visibility != "private" or any(inner.visibility == "public" for inner in blocks):
        check_texts(context, block, joins(blocks))
    else:
        check_languages(context, block)


def _check_accepted(series: SeriesInput[SeriesDocument]) -> None:
    """Adds an error for each city below `accepted:` that does not take part."""
    for code, facts in series.block.document.accepted.items():
        for city in dict.fromkeys(city for city, _ in facts):
            series.check_takes_part(city, (*series.block.path, "accepted", code))


_FORMS = ("every", "schedule", "starts", "dates")
_OF_ONCE = {
    "from": "`from` is for what recurs; a meeting that happens once has its date in `starts:`",
    "pause": "`pause` is for what recurs; take it out",
    "until": "`until` is for what recurs; a meeting that happens once has `ends:` or `duration:`",
    "at": "`at` is for what recurs; the hour of what happens once stands in `starts: 2027-05-10 10:00`",
}
_OF_RULES = {
    "ends": "`ends` is for what happens once; what recurs has a `duration:`, and `until:` for its last month",
    "cancel": "this is for one meeting: write it under `changes:` and its key, such as `2026-12:`",
}
_WRONG_KEYS = {
    "every": _OF_RULES,
    "schedule": _OF_RULES | {"from": "each entry of `schedule` has its own `from`; take this one out"},
    "starts": _OF_ONCE,
    "dates": _OF_ONCE,
}
"""For each form of a meeting, the keys that belong to the other forms."""
_EMPTY = {
    "schedule": "an entry that starts `- from: 2027-01`",
    "dates": "at least one date, such as `dates: [2027-05-10 10:00]`",
}


def _form(context: Context, block: Block[MeetingDocument]) -> str | None:
    """Returns the key that says when a meeting takes place; None, with an error, if there is not just one."""
    forms = [key for key in _FORMS if block.has_key(key)]
    if not forms and not any(map(block.has_key_or_misspelling, _FORMS)):
        words = (
            "when is it? Write `every: third Wednesday` with `at:` and `from:`, "
            "or, if it happens once, `starts: 2027-05-10 10:00`"
        )
        context.error((*block.path, "every"), words)
    if len(forms) > 1:
        last = block.last_of(*forms)
        others = " or ".join(f"`{form}`" for form in forms if form != last)
        words = (
            f"write either `{last}` or {others}; a meeting has one rule (`every`), a `schedule` of rules, "
            "happens once (`starts`), or on some `dates`"
        )
        context.error((*block.path, last), words, at="key")
    for key, example in _EMPTY.items():
        if block.data.get(key) == []:
            context.error((*block.path, key), f"`{key}` is empty; write {example}")
    if len(forms) != 1:
        return None
    for key, words in _WRONG_KEYS[forms[0]].items():
        if block.has_key(key):
            context.error((*block.path, key), words, at="key")
    return forms[0]


def _dated(series: SeriesInput[SeriesDocument]) -> tuple[FixedDate | None, tuple[Extra, ...]]:
    """Returns the first date of a meeting without a rule, None if it is not clear, and its other meetings."""
    context, block, dates = series.context, series.block, dates_of(series.block.document)
    if not dates:
        return None, ()
    has_length = block.has_key_or_misspelling("duration") or block.has_key_or_misspelling("ends")
    if isinstance(dates[0], datetime) and not has_length:
        words = "`duration` is missing; write how long it takes, such as `duration: 60 min`, or `ends:`"
        context.error((*block.path, "duration"), words)
    return assemble_dates(context, block, _fixed_clock(series, dates[0]))


def _fixed_clock(series: SeriesInput[SeriesDocument], starts: date) -> Clock | None:
    """Returns the clock of what happens once; that of the host would be a guess for the hour of a meeting."""
    block, path = series.block, (*series.block.path, "clock")
    if block.document.clock is not None:
        return read_fixed_clock(series, block.document.clock, path)
    is_meeting = isinstance(block.document, MeetingDocument)
    if not isinstance(starts, datetime) or not is_meeting or block.has_key("clock"):
        return HOST_CLOCK
    if not block.has_key_or_misspelling("clock"):
        series.context.error(path, missing_fixed_clock(series, starts))
    return None


def _audience(context: Context, block: Block[WebinarDocument]) -> Audience:
    """Returns the audience: everyone if none is written."""
    names, path = block.document.audience, (*block.path, "audience")
    if names is None or names == ("all",):
        return Audience(everyone=True)
    if not names:
        context.error(path, "nobody is named; write `all`, or a list of cities, pairs and groups")
    context.check_duplicates(names, path)
    for index, name in enumerate(names):
        if name == "all":
            context.error((*path, index), "`all` stands alone: write `audience: all`")
        else:
            context.check_reference(name, (*path, index), "cities", "pairs", "groups")
    return Audience(names=tuple(dict.fromkeys(names)))


def _cities(audience: Audience, declared: Declarations) -> tuple[str, ...]:
    """Returns the cities of the audience, each once."""
    if audience.everyone:
        return tuple(declared.cities)
    cities: list[str] = []
    for name in audience.names:
        cities += [name] if name in declared.cities else declared.cities_of(name)
    return tuple(dict.fromkeys(cities))
