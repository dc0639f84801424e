"""What an edit is about, as a person names it.

1. An id may be a former one. Where a pair and a meeting share one, `pairs/ID` and `meetings/ID` tell them
   apart; if only one of them has the field that is set, that one is meant.
2. A person names a meeting by its key, or by the day or the week on which the rule plans it. If `changes:`
   has it under another name, the edit goes there: a meeting has one change.
3. A value is read as it is typed: `lisbon,seoul` is a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from scheduler.commands.lookup import listed_names, meant_names, no_series
from scheduler.commands.refusals import Refused, WrongValue
from scheduler.commands.typed_values import typed_value, typed_values
from scheduler.configuration.blocks.documents import SECTIONS, WITH_IDS, EntryDocument, noun_of
from scheduler.configuration.blocks.fields import fields_of
from scheduler.configuration.edits.new_values import (
    AcceptFinding,
    AddBlock,
    AddBreak,
    AddExtra,
    AddRule,
    Data,
    Edit,
    RemoveBlock,
    RenameBlock,
    SetField,
    Together,
    Values,
    block_of,
    listed_values,
)
from scheduler.configuration.phrases.calendar_names import month_in
from scheduler.configuration.phrases.date_phrases import bound, days
from scheduler.configuration.spelling import ParseError
from scheduler.configuration.vocabulary.codes import country_named
from scheduler.configuration.vocabulary.zones import zone_there
from scheduler.programme.advice import Advice, Option, advise, command
from scheduler.programme.english_lists import joined
from scheduler.programme.keys import ONCE, is_dated_by_rule
from scheduler.programme.programme import Programme
from scheduler.programme.series import Series
from scheduler.timetable.slots import Slot, find_slot, make_slots, period_of

_NEXT_YEAR = timedelta(days=366)
_LONGEST_BREAK = timedelta(days=366)
_BEYOND = timedelta(days=62)
"""A rule may plan a meeting so long after the month of its key."""
_OF_ONE_MEETING = ("cancel", "move_to", "without")
"""The fields of one meeting of a series."""
_MOST_NEXT = 3
"""The most meetings that an error names."""


def about(programme: Programme, data: Data, edit: Edit, now: datetime) -> Edit:
    """Returns `edit` with the ids and keys of the text for what a person has named. Raises Refused."""
    today = now.date()
    match edit:
        case AcceptFinding():
            return edit
        case Together():
            edits = (about(programme, data, each, now) for each in edit.edits)
            return replace(edit, edits=tuple(edits))
        case AddBlock():
            values = typed_values(SECTIONS[edit.section], edit.values)
            _require_id(data, edit)
            if edit.section == "cities":
                values = _with_zone(values, now)
                _require_new(data, replace(edit, values=values))
            return replace(edit, values=values)
        case SetField():
            edit = _with_block(programme, data, edit, today)
            path, value = typed_value(SECTIONS[edit.section], edit.path, edit.value)
            return replace(edit, path=path, value=value)
        case RemoveBlock() | RenameBlock():
            section, id = _found(data, edit.id, (edit.section,) if edit.section else (*WITH_IDS,))
            if isinstance(edit, RenameBlock) and " " in edit.to:
                field = "title" if "title" in fields_of(SECTIONS[section]) else "name"
                advice = advise("for another " + field + ", type {}", command("set", id, field, edit.to))
                raise Refused(f"{edit.to} is no id: an id is in small letters, digits and hyphens", advice)
            return replace(edit, section=section, id=id)
        case AddExtra():
            edit = replace(edit, series=_series_id(programme, edit.series, edit.id))
            _require_name(programme, edit)
            return edit
        case AddRule():
            values = typed_values(EntryDocument, edit.values)
            return replace(edit, series=_series_id(programme, edit.series, ""), values=values)
        case AddBreak():
            edit = replace(edit, series=_series_id(programme, edit.series, ""))
            series = programme.series.get(edit.series)  # a webinar whose date is open is none
            return _with_keys(series, edit, today) if series is not None and edit.reason else edit
        case _:
            id, key = _meeting(programme, edit.series, edit.key, today)
            return replace(edit, series=id, key=key)


def _require_id(data: Data, edit: AddBlock) -> None:
    """Refuses a city where the id of a new pair or group stands: that comes before its cities."""
    named = [str(each).casefold() for each in (edit.id, *listed_values(edit.values.get("cities")))]
    ids = [each for each in named if each in data["cities"]]
    if edit.section in ("pairs", "groups") and named[0] in ids:
        noun = noun_of(edit.section)
        typed = command("add", noun, "-".join(ids), *ids)
        raise Refused(f"a {noun} has a short name of its own, before its cities", advise("type {}", typed))


def _require_new(data: Data, edit: AddBlock) -> None:
    """Refuses a city that has the name and the country of another one."""
    for id in data["cities"] if edit.section == "cities" else ():
        there = block_of(data, "cities", id)
        if there.get("country") == edit.values.get("country") and _names(there) & _names(edit.values):
            raise Refused(f"there is such a city already: {id}", "change that one, or choose another name")


def _names(city: Values) -> set[str]:
    name = city.get("name")
    return {*map(str, name.values())} if isinstance(name, dict) else {str(name)}


def _with_zone(values: Values, now: datetime) -> Values:
    """Returns the values of a city with the code of its country, and its zone."""
    advice: Advice = ""
    typed, field = values.get("timezone"), "country"
    try:
        code = country_named(str(values.get("country")))
        field = "timezone"
        zone = zone_there(str(typed) if typed else None, code, now)
    except ParseError as error:
        is_asked = field == "timezone" and not typed
        advice = advise("give its name with {}", Option("timezone")) if is_asked else ""
        raise WrongValue(field, str(error), advice) from None
    return {**values, "country": code, "timezone": zone}


def _require_name(programme: Programme, edit: AddExtra) -> None:
    """Refuses an id that is a month, a week or a day: it means the meeting that a rule plans there."""
    with suppress(ValueError):
        period_of(edit.id.upper())
        own, new = f"{edit.series}/{edit.id}", command("extra", f"{edit.series}/workshop", "WHEN")
        advice = advise("write another one: {}", new)
        series = programme.series.get(edit.series)
        if series is not None and _usual_key(series, edit.id.upper()):
            advice = advise(
                "move it: {}; for one more, write another id: {}", command("move", own, "WHEN"), new
            )
        raise Refused(f"{own} is the name of a meeting by its date, and no id", advice)


def _with_block(programme: Programme, data: Data, edit: SetField, today: date) -> SetField:
    named, _, key = edit.id.partition("/")
    if named in SECTIONS and key:
        id, _, key = key.partition("/")
        named = f"{named}/{id}"
    if named == "programme":
        return replace(edit, section=named, id="")
    if key or edit.path[0] in _OF_ONE_MEETING:
        id, key = _meeting(programme, named.rpartition("/")[2], key, today)
        return replace(edit, section=_found(data, id, ("meetings", "webinars"))[0], id=id, key=key)
    field = edit.path[0]
    if named in fields_of(SECTIONS["meetings"]) and isinstance(edit.value, str):
        typed = command("set", edit.value, named, field)
        raise Refused(f"{named} is a field, and no name", advise("the name comes first: {}", typed))
    section, id = _found(data, named, (*WITH_IDS,), field)
    if field not in fields_of(SECTIONS[section]) and field in fields_of(SECTIONS["meetings"]):
        _refuse_field_of_series(programme, section, id, edit)
    return replace(edit, section=section, id=id)


def _refuse_field_of_series(programme: Programme, section: str, id: str, edit: SetField) -> None:
    """Refuses a field that the series of a pair or group have, and itself has not."""
    kept = programme.series.values() if section in ("pairs", "groups") else ()
    own = [each.id for each in kept if each.group == id]
    if own:
        field = ".".join(edit.path)
        typed = command("set", own[0], field, *map(str, listed_values(edit.value)))
        more = f"; also {listed_names(own[1:])}" if own[1:] else ""
        raise Refused(f"`{field}` belongs to the meetings of {id}", advise(f"type {{}}{more}", typed))


def _found(data: Data, name: str, sections: Sequence[str], field: str = "") -> tuple[str, str]:
    """Returns the section and the present id of the block `name`; of several, the one that has `field`."""
    section, _, id = name.rpartition("/")
    sections = (section,) if section in WITH_IDS else sections
    found = [(each, id) for each in sections if id in data[each]] or [
        (each, present)
        for each in sections
        for present in data[each]
        if id in listed_values(block_of(data, each, present).get("formerly"))
    ]
    meant = [each for each in found if field in fields_of(SECTIONS[each[0]])] if found[1:] else found
    if len(meant) == 1:
        return meant[0]
    if found:
        names = " or ".join(f"{section}/{id}" for section, id in found)
        raise Refused(f"{name} is the id of several parts of the programme", f"write {names}")
    nouns = [noun_of(each) for each in sections]
    ids = [id for each in sections for id in data[each]]
    texts = ((id, block_of(data, each, id).get("name")) for each in sections for id in data[each])
    versions = ((id, text if isinstance(text, dict) else {"": text}) for id, text in texts)
    called = ((id, str(words)) for id, by_language in versions for words in by_language.values())
    raise Refused(f"there is no {joined(nouns, 'or')} {name}", meant_names(name, ids, called) if ids else "")


def _with_keys(series: Series, edit: AddBreak, today: date) -> AddBreak:
    """Returns `edit` with the keys of the meetings that the rules plan on its days."""
    try:
        span = days(edit.days)
    except ParseError as error:
        raise Refused(str(error)) from None
    if span.last > span.first + _LONGEST_BREAK:
        raise Refused("a break takes a year at most", "end the series instead, or write fewer days")
    planned = [slot.key for slot in _slots(series, span.last) if slot.day in span and slot.day >= today]
    if not planned:
        raise Refused(f"no rule of {series.id} plans a meeting on {edit.days}", _next_ones(series, today))
    known = {_usual_key(series, change.key): change.key for change in series.changes}
    return replace(edit, keys=tuple(known.get(key, key) for key in planned))


def _meeting(programme: Programme, name: str, key: str, today: date) -> tuple[str, str]:
    """Returns the id of a series, and the key by which the text names its meeting.

    A series with one meeting needs no key. Raises Refused.
    """
    id = _series_id(programme, name, key)
    series = programme.series.get(id)
    return id, _key(series, key, today) if series is not None else ONCE  # a webinar whose date is open


def _series_id(programme: Programme, name: str, key: str) -> str:
    """Returns the present id of the series that is or was called `name`; raises Refused if there is none.

    The advice names the meetings with `key` of the city, pair or group `name`.
    """
    ids = [*programme.series, *(webinar.id for webinar in programme.open_webinars)]
    if name in ids:
        return name
    for series in programme.series.values():
        if name in series.formerly:
            return series.id
    if not key and is_dated_by_rule(name):
        meant = [f"{each.id}/{name}" for each in programme.series.values() if _usual_key(each, name)]
        raise Refused(f"{name} is no series", f"write which one: {listed_names(meant)}" if meant else "")
    own = [
        series
        for series in programme.series.values()
        if name.casefold() in (series.group, *(city.id for city in programme.members(series)))
    ]
    named = [f"{series.id}/{key}" for series in own if key and _usual_key(series, key)]
    titled = ((series.id, series.details.title) for series in programme.series.values())
    titles = ((id, words) for id, title in titled if title is not None for words in title.words())
    raise no_series(name, sorted(ids), named or [series.id for series in own], titles)


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
        meant = _meant_key(series, written, today)
        advice = f"did you mean {series.id}/{meant}?" if meant else _next_ones(series, today)
        raise Refused(f"there is no meeting {series.id}/{written}", advice)
    same = (change.key for change in series.changes if _usual_key(series, change.key) == key)
    return next(same, key)


def _meant_key(series: Series, written: str, today: date) -> str | None:
    """Returns the key of the meeting in the month `Mar-2027`, `2027/3` or `March`; None if it names none."""
    try:
        name = str(bound(written.replace("/", "-")))
    except ParseError as error:
        name = error.suggestion or ""
    by_month = (key for day, key in sorted(_days(series, today)) if day.month == month_in(written))
    return (_usual_key(series, name) if name else None) or next(by_month, None)


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
