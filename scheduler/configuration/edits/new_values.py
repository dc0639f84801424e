"""The edits: each makes new values of a few blocks out of those of all files.

1. An edit of one meeting goes to one of three places: below `changes:` under its key if a rule or a list of
   dates gives its day, to the block of an extra meeting, or to the series itself if that is a single meeting.
   Where `changes:` names the meeting already, that entry is edited.
2. Cancelling adds a line, and reinstating takes it away: what was agreed before stays in the text, and holds
   again.
3. A new rule is one more entry of `schedule:`. What it does not say stays as the rule before has it.
4. A text for readers that is written in several languages changes in the first one, unless a language is
   named.
5. What a block names by an id follows from the types of its fields (scheduler/configuration/blocks).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import reduce
from typing import Any

from msgspec import Struct

from scheduler.configuration.blocks.documents import (
    SECTIONS,
    WITH_IDS,
    ChangeDocument,
    Document,
    ExtraDocument,
    noun_of,
)
from scheduler.configuration.blocks.fields import BlockField, fields_of, type_at
from scheduler.configuration.located import Located
from scheduler.configuration.phrases.date_phrases import OPEN, moment_or_open, move
from scheduler.configuration.source.nodes import Plain
from scheduler.configuration.spelling import ParseError
from scheduler.programme.advice import Advice, Command, Option, advise, command
from scheduler.programme.english_lists import joined
from scheduler.programme.keys import ONCE, extra_id

Values = Mapping[str, Any]
"""The values of a block by key, as Plain."""
Data = Values
"""Those of all files: the blocks of each section by id, and the keys of `programme`."""
KeyPath = tuple[str, ...]
"""The keys that lead to a value."""
_Change = Callable[[BlockField, KeyPath, Plain], Plain]
"""What makes another value of the one of a field at its place; None takes it out."""

YES = "true"
CANCELLED, CONFIRMED = "cancelled", "confirmed"


class CannotEditError(Exception):
    """Nothing was edited. The message says where and why; `by_hand` and `advice` what would be right."""

    def __init__(self, reason: str | Located, by_hand: str = "", advice: Advice = "") -> None:
        super().__init__(str(reason))
        self.by_hand, self.advice = by_hand, advice


class _OneMeeting(Struct, frozen=True, kw_only=True):
    """An edit of one meeting, by the id of its series and its key in the text."""

    series: str
    key: str


class MoveMeeting(_OneMeeting, frozen=True, kw_only=True):
    """Moves a meeting to a date and hour, a date or an hour, as in `move_to`."""

    to: str
    reason: str = ""


class CancelMeeting(_OneMeeting, frozen=True, kw_only=True):
    """Cancels a meeting."""

    reason: str = ""


class ReinstateMeeting(_OneMeeting, frozen=True, kw_only=True):
    """Takes a cancellation back."""


class ConfirmMeeting(_OneMeeting, frozen=True, kw_only=True):
    """Makes a tentative meeting a certain one."""


class AttachLink(_OneMeeting, frozen=True, kw_only=True):
    """Adds a link, or replaces the one with the same label."""

    label: str
    url: str


class AddExtra(Struct, frozen=True, kw_only=True):
    """Adds a meeting with an id of its own to a series."""

    series: str
    id: str
    values: Values


class AddRule(Struct, frozen=True, kw_only=True):
    """Adds a rule to a series, which counts from `values["from"]`."""

    series: str
    values: Values


class AddBreak(Struct, frozen=True, kw_only=True):
    """Cancels the meetings of a series with these `keys` for a `reason`; without one, pauses it on `days`."""

    series: str
    days: str
    reason: str = ""
    keys: KeyPath = ()


class SetField(Struct, frozen=True, kw_only=True):
    """Sets the value that `path` leads to, or takes it out if it is None.

    It is in the block `id` of a section; if `key` is set, in that meeting of the series. The section
    `programme` is one block, which has no id.
    """

    section: str = ""
    id: str = ""
    key: str = ""
    path: KeyPath
    value: Plain


class AddBlock(Struct, frozen=True, kw_only=True):
    """Adds a block to a section: a city, a pair, a group, a meeting or a webinar.

    A meeting of a pair that does not exist adds that, too, if its id is made of those of its cities.
    """

    section: str
    id: str
    values: Values


class RemoveBlock(Struct, frozen=True, kw_only=True):
    """Takes a block out, and what is nothing without it."""

    section: str
    id: str


class RenameBlock(Struct, frozen=True, kw_only=True):
    """Gives a block another id, everywhere."""

    section: str = ""
    id: str
    to: str


class Together(Struct, frozen=True, kw_only=True):
    """Makes several edits, one after the other, as one change."""

    edits: tuple[SetField | AddRule, ...]


class AcceptFinding(Struct, frozen=True, kw_only=True):
    """Accepts findings of one code at a series or city, for a reason; each of `facts` is an entry."""

    section: str
    id: str
    code: str
    facts: Sequence[Mapping[str, Sequence[str]]]
    reason: str


MeetingEdit = MoveMeeting | CancelMeeting | ReinstateMeeting | ConfirmMeeting | AttachLink
"""The edits of one meeting."""
SeriesEdit = MeetingEdit | AddExtra | AddRule | AddBreak
"""The edits of one series."""
OneEdit = SeriesEdit | SetField | AddBlock | RemoveBlock | RenameBlock | AcceptFinding
Edit = OneEdit | Together


def edited(data: Data, edit: Edit) -> Data:
    """Returns the values of all files after an edit. Raises CannotEditError."""
    after = reduce(_edited, edit.edits if isinstance(edit, Together) else (edit,), data)
    if after == data:
        raise CannotEditError("nothing to change: the files say this already")
    return after


def _edited(data: Data, edit: OneEdit) -> Data:
    match edit:
        case AddBlock():
            return _with_block(data, edit)
        case RemoveBlock():
            return _without_block(data, edit)
        case RenameBlock():
            return _renamed(data, edit)
        case SetField():
            return _with_field(data, edit)
        case AcceptFinding():
            return _accepting(data, edit)
        case _:
            section = "meetings" if edit.series in data["meetings"] else "webinars"
            block = inner(data, (section, edit.series))
            place, values = _edited_series(block, edit)
            return with_values(data, (section, edit.series, *place), values)


def _edited_series(block: Values, edit: SeriesEdit) -> tuple[KeyPath, Values]:
    """Returns the place within a series that changes, and its new values."""
    match edit:
        case AddExtra():
            if edit.id in inner(block, ("extra",)):
                raise CannotEditError(
                    f"{edit.series} has an extra meeting {edit.id} already; choose another id"
                )
            return ("extra", edit.id), edit.values
        case AddRule():
            return (), _with_rule(block, edit)
        case AddBreak() if edit.reason:
            for key in edit.keys:
                cancellation = CancelMeeting(series=edit.series, key=key, reason=edit.reason)
                place, values = _edited_series(block, cancellation)
                block = with_values(block, place, values)
            return (), block
        case AddBreak():
            return (), {**block, "pause": _one_or_list([*listed_values(block.get("pause")), edit.days])}
        case _:
            place = _place(block, edit)
            own, above = inner(block, place), _inherited(block, place)
            return place, _edited_meeting(own, edit, above, is_change=place[:1] == ("changes",))


_ORDER = (
    *("name", "country", "timezone", "cities", "pair", "group", "title", "every", "at", "starts", "days"),
    *("clock", "duration", "from", "until"),
    *("on_holiday", "audience", "themes", "place", "registration", "join", "status"),
)
"""The order in which the values of a new block or rule are written."""


def in_order(given: Values) -> Values:
    """Returns the values of a new block or rule in the order of the files, and a list of one as a text."""
    written = ((name, given.get(name)) for name in dict.fromkeys((*_ORDER, *given)))
    return {
        name: _one_or_list(value) if isinstance(value, list) else value for name, value in written if value
    }


def way_to_join(url: str, *, is_public: bool) -> Values:
    """Returns the value of `join`; only private calendars show it if it is not public."""
    return {"url": url, **({"public": YES} if is_public else {})}


def first_language(data: Data) -> str:
    """Returns the first language of the programme: that of a text without languages."""
    return str(listed_values(data["programme"].get("languages"))[0])


def listed_values(value: Plain) -> list[Plain]:
    """Returns the values of a list, which may be written as one value."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _one_or_list(values: list[Plain]) -> Plain:
    return values[0] if len(values) == 1 else values


# Blocks


def _with_block(data: Data, edit: AddBlock) -> Data:
    _require_new(data, edit.section, edit.id)
    values = edit.values
    pair = str(values.get("pair", ""))
    cities = [*_cities_in(pair, data["cities"])]
    known = [{*map(str, listed_values(block_of(data, "pairs", id).get("cities")))} for id in data["pairs"]]
    if pair not in data["pairs"] and len(cities) > 1 and {*cities} not in known:
        data = with_values(data, ("pairs", pair), {"cities": cities})
    return with_values(data, (edit.section, edit.id), values)


def _require_new(data: Data, section: str, id: str) -> None:
    for name, row in SECTIONS.items():
        if row.namespace == SECTIONS[section].namespace and id in data[name]:
            raise CannotEditError(f"there is {row.noun} {id} already; choose another id")


def _cities_in(pair: str, cities: Iterable[str]) -> Iterator[str]:
    """Yields the cities of whose ids the id of a pair is made; nothing if it is made of anything else."""
    for city in cities:
        rest = pair.removeprefix(city)
        if rest != pair and not rest:
            yield city
        elif rest != pair and rest[0] == "-" and (others := [*_cities_in(rest[1:], cities)]):
            yield from (city, *others)
            return


_LEAST_CITIES = {"pairs": 2, "groups": 1}


def _without_block(data: Data, edit: RemoveBlock) -> Data:
    gone, needed = [(edit.section, edit.id)], list[KeyPath]()
    for section, id in gone:
        gone += [each for each in _that_go_with(data, section, id) if each not in gone]

    def without(field: BlockField, place: KeyPath, value: Plain) -> Plain:
        for section, id in gone:
            if value is not None and field.type is not None and section in field.type.ids_of:
                value = _replaced(value, id, None)
        if value is None and field.key in ("clock", "audience"):
            needed.append(place)
        return value

    after = _with_other_ids(data, without)
    stays = {name: {id: after[name][id] for id in after[name] if (name, id) not in gone} for name in after}
    needed = [place for place in needed if place[:2] not in gone]
    if needed:
        reasons = [_need(data, edit.id, place) for place in needed]
        raise CannotEditError(joined(reasons), advice=_cures(data, edit, needed))
    return {**data, **stays}


def _that_go_with(data: Data, section: str, id: str) -> Iterator[tuple[str, str]]:
    """Yields what cannot be without a block: a pair with one city, an empty group, the series of either."""
    for name, least in _LEAST_CITIES.items() if section == "cities" else ():
        for each in data[name]:
            cities = listed_values(block_of(data, name, each).get("cities"))
            if id in cities and len(cities) <= least:
                yield name, each
    for each in data["meetings"] if section in _LEAST_CITIES else ():
        if inner(data, ("meetings", each)).get(section.removesuffix("s")) == id:
            yield "meetings", each


def _need(data: Data, id: str, place: KeyPath) -> str:
    """Returns why what stays needs a block: "sofia is the clock of meetings/trio"."""
    section, block, *path, field = place
    if field == "clock":
        return f"{id} is the clock of {'/'.join((section, block, *path[1:2]))}"
    audience = listed_values(block_of(data, section, block)["audience"])
    return f"{section}/{block} is for {joined([*map(str, audience)])} alone"


def _cures(data: Data, edit: RemoveBlock, needed: Iterable[KeyPath]) -> Advice:
    """Returns what to type first for each place that needs another clock or audience."""
    zone, cures = str(block_of(data, edit.section, edit.id).get("timezone")), list[Command]()
    for section, id, *path, field in needed:
        if field == "audience":
            cures.append(command("remove", noun_of(section), id))
        elif path[:1] == ["schedule"]:
            entry = _entry(listed_values(block_of(data, section, id)["schedule"])[int(path[1])])
            cures.append(command("rule", id, Option("from", str(entry["from"])), Option("clock", zone)))
        else:
            cures.append(command("set", "/".join((id, *path[1:])), "clock", zone))
    holes = joined(["{}"] * len(cures))
    has_clock = any(field == "clock" for *_, field in needed)
    clocks = "; a city may stand in place of the time zone, which keeps the hour" if has_clock else ""
    return advise(f"first type {holes}{clocks}", *cures)


def _renamed(data: Data, edit: RenameBlock) -> Data:
    _require_new(data, edit.section, edit.to)

    def renamed(field: BlockField, _: KeyPath, value: Plain) -> Plain:
        is_meant = field.type is not None and edit.section in field.type.ids_of
        return _replaced(value, edit.id, edit.to) if is_meant else value

    after = _with_other_ids(data, renamed)
    values = block_of(after, edit.section, edit.id)
    former = [*listed_values(values.get("formerly")), edit.id]
    formerly = [id for index, id in enumerate(former) if id != edit.to or not index]
    new = {**values, "formerly": _one_or_list(formerly)}
    blocks = {
        edit.to if id == edit.id else id: new if id == edit.id else each
        for id, each in after[edit.section].items()
    }
    return {**data, **after, edit.section: blocks}


def _with_other_ids(data: Data, change: _Change) -> dict[str, dict[str, Plain]]:
    """Returns the blocks with ids; `change` makes another value of each that holds ids of others."""
    return {
        name: {id: _changed_ids(row, block, change, (name, id)) for id, block in data[name].items()}
        for name, row in WITH_IDS.items()
    }


def _changed_ids(block_type: type[Document], block: Plain, change: _Change, place: KeyPath) -> Plain:
    """Returns a block in which `change` has made other values of those that hold ids of others.

    What becomes None goes, and a block that becomes empty with it.
    """
    if isinstance(block, list) and block_type.list_key:
        return _changed_ids(block_type, {block_type.list_key: block}, change, place)[block_type.list_key]  # type: ignore[index,call-overload]
    if not isinstance(block, dict):
        return block
    fields, after = fields_of(block_type), dict(block)
    for key, value in block.items():
        field, below = fields.get(key), (*place, key)
        if field is None or not value:
            continue
        if field.type is not None and field.type.ids_of:
            after[key] = change(field, below, value)
        elif field.block_type is not None and field.shape == "block":
            after[key] = _changed_ids(field.block_type, value, change, below)
        elif field.block_type is not None and isinstance(value, dict):
            inside = {id: _changed_ids(field.block_type, value[id], change, (*below, id)) for id in value}
            after[key] = {id: each for id, each in inside.items() if each or not value[id]}
        elif field.block_type is not None and isinstance(value, list):
            after[key] = [
                _changed_ids(field.block_type, each, change, (*below, str(index)))
                for index, each in enumerate(value)
            ]
    return {key: value for key, value in after.items() if value or not block[key]}


def _replaced(value: Plain, old: str, new: str | None) -> Plain:
    """Returns a value with another id; None takes it out, and with it an entry about that city alone."""
    if isinstance(value, dict):
        after = [(new if id == old else id, _replaced(each, old, new)) for id, each in value.items()]
        kept: Plain = {id: each for id, each in after if id is not None and each is not None}
        return kept if kept and ("city" in kept or "city" not in value) else None
    if isinstance(value, list):
        left: list[Plain] = [
            each for each in (_replaced(each, old, new) for each in value) if each is not None
        ]
        return _one_or_list(left) if new is None and left else left or None
    return new if value == old else value


def _accepting(data: Data, edit: AcceptFinding) -> Data:
    place = (edit.section, edit.id, "accepted")
    accepted = inner(data, place)
    added = [
        {**{key: _one_or_list([*values]) for key, values in each.items()}, "reason": edit.reason}
        for each in edit.facts
    ]
    entries = _one_or_list([*listed_values(accepted.get(edit.code)), *added])
    return with_values(data, place, {**accepted, edit.code: entries})


# Fields


def _with_field(data: Data, edit: SetField) -> Data:
    section, language = SECTIONS[edit.section], first_language(data)
    block = block_of(data, edit.section, edit.id)
    meeting = _place(block, edit) if edit.key else ()
    own, name = inner(block, meeting), edit.path[0]
    old = own.get(name) if edit.value is None else own.get(name, _inherited(block, meeting).get(name))
    new = _changed(old, edit, section, 1, language)
    values = {**own, name: new} if new is not None else _without(own, name)
    place = (edit.section, edit.id) if edit.id else (edit.section,)
    after = with_values(block, meeting, values)
    if not after:
        advice = advise("remove it with {}", command("remove", noun_of(edit.section), edit.id))
        raise CannotEditError(f"nothing would be left of {'/'.join(place)}", advice=advice)
    return with_values(data, place, after)


def _changed(old: Plain, edit: SetField, block_type: type[Document], depth: int, language: str) -> Plain:
    """Returns the value at the first `depth` keys of the path after the edit; None if nothing is left."""
    type_of_value = type_at(block_type, edit.path[:depth])
    is_text = type_of_value is not None and type_of_value.holds == "prose"
    if depth == len(edit.path):
        is_version = is_text and isinstance(old, dict) and isinstance(edit.value, str)
        return {**old, language: edit.value} if is_version and isinstance(old, dict) else edit.value
    name, alone = edit.path[depth], {language: old} if is_text and old is not None else {}
    if name.isdigit():
        rows = listed_values(old)
        row = _changed(next(iter(rows[int(name) :]), {}), edit, block_type, depth + 1, language)
        return [*rows[: int(name)], *([row] if row else []), *rows[int(name) + 1 :]] or None
    block = old if isinstance(old, dict) else alone
    new = _changed(block.get(name), edit, block_type, depth + 1, language)
    return {**block, name: new} if new is not None else dict(_without(block, name)) or None


class BlockValues(Struct, frozen=True, kw_only=True):
    """A block or a meeting: its type, its `own` values, and those `above` that hold where it has none."""

    type: type[Document]
    own: Values
    above: Values


def values_of(data: Data, section: str, id: str, key: str = "") -> BlockValues:
    """Returns the values of a block, or of the meeting of a series with this key."""
    block = block_of(data, section, id)
    place = _place(block, SetField(section=section, id=id, key=key, path=(), value=None))
    types: Mapping[str, type[Document]] = {"changes": ChangeDocument, "extra": ExtraDocument}
    block_type = types.get(place[0]) if place else None
    own = inner(block, place)
    return BlockValues(type=block_type or SECTIONS[section], own=own, above=_inherited(block, place))


def block_of(data: Data, section: str, id: str) -> Values:
    """Returns a block as a block of keys, also if it is written as a list; of `programme`, the whole."""
    block: Plain = data[section][id] if id else data[section]
    key = SECTIONS[section].list_key
    return block if isinstance(block, dict) else {key: block} if key and block is not None else {}


# Rules


def _with_rule(block: Values, edit: AddRule) -> Values:
    entries, others = [*map(_entry, listed_values(block.get("schedule")))], block
    if not entries:
        if "every" not in block:
            raise CannotEditError(f"{edit.series} has dates and no rule, so it gets no other rule")
        entries, others = (
            [{name: block[name] for name in ("from", "every")}],
            _without(block, "from", "every"),
        )
    begins = str(edit.values["from"])
    earlier = [entry for entry in entries if str(entry["from"]) < begins]
    later = [entry for entry in entries if str(entry["from"]) > begins]
    same = [entry for entry in entries if entry["from"] == begins]
    if not earlier and not same:
        raise CannotEditError(f"{edit.series} begins only in {entries[0]['from']}; write a later month")
    base = same[0] if same else {"from": begins, "every": earlier[-1]["every"]}
    return {**others, "schedule": [*earlier, {**base, **edit.values}, *later]}


def _entry(value: Plain) -> dict[str, Plain]:
    assert isinstance(value, dict)  # the text has no errors
    return value


# Meetings


def with_values(block: Values, place: KeyPath, values: Values) -> Values:
    """Returns `block` with other values at `place`; a block that becomes empty is taken out."""
    if not place:
        return values
    below = with_values(inner(block, place[:1]), place[1:], values)
    return {**block, place[0]: dict(below)} if below else _without(block, place[0])


def _place(block: Values, edit: MeetingEdit | SetField) -> KeyPath:
    key, extra = edit.key, extra_id(edit.key)
    change: KeyPath = ("changes", key)
    own: KeyPath = change
    if not key or (key == ONCE and not _has_several_dates(block)):
        own = ()
    elif extra is not None and extra in inner(block, ("extra",)):
        own = ("extra", extra)
    if not inner(block, change):
        return own
    is_cancelled_itself = _is_cancelled(inner(block, own)) and not _is_cancelled(inner(block, change))
    return own if isinstance(edit, ReinstateMeeting) and is_cancelled_itself else change


def _has_several_dates(block: Values) -> bool:
    starts = str(block.get("starts") or "")
    return "dates" in block or ("days" in block and ":" in starts)


def inner(block: Values, place: KeyPath) -> Values:
    """Returns the block at `place`; an empty one if none is written there."""
    for step in place:
        below = block.get(step)
        block = below if isinstance(below, dict) else {}
    return block


def _inherited(block: Values, place: KeyPath) -> Values:
    """Returns the values that count for the meeting at `place` where it has none of its own."""
    extra = extra_id(place[-1]) if place[:1] == ("changes",) else None
    series = block if place else {}
    return {**series, **inner(block, ("extra", extra))} if extra is not None else series


def _is_cancelled(values: Values) -> bool:
    return "cancel" in values or values.get("status") == CANCELLED


def _without(values: Values, *names: str) -> Values:
    return {name: value for name, value in values.items() if name not in names}


def _edited_meeting(own: Values, edit: MeetingEdit, inherited: Values, *, is_change: bool) -> Values:
    match edit:
        case MoveMeeting() if _is_cancelled(inherited) and not _is_cancelled(own):
            raise CannotEditError("this meeting is cancelled by the text of its series; take that back first")
        case MoveMeeting() if is_change:
            place, to = _takes_place(own), _target(edit.to)
            if isinstance(earlier := place.get("move_to"), str):
                to = _completed(to, move(earlier))
            return _with_reason({**place, "move_to": _written(to)}, edit.reason)
        case MoveMeeting():
            place = _takes_place(own)
            return _with_reason(_dated_anew(place, _target(edit.to)), edit.reason)
        case CancelMeeting() if _is_cancelled(own) and not edit.reason:
            return own
        case CancelMeeting():
            return {**own, "cancel": edit.reason or YES}
        case ReinstateMeeting():
            if not _is_cancelled(own):
                raise CannotEditError(
                    "the files do not cancel this meeting, so there is nothing to take back"
                )
            return _takes_place(own)
        case ConfirmMeeting():
            if _is_cancelled(own) or (_is_cancelled(inherited) and "status" not in own):
                advice = advise("{} takes that back", command("reinstate"))
                raise CannotEditError("this meeting is cancelled", advice=advice)
            if {**inherited, **own}.get("status") in (None, CONFIRMED):
                raise CannotEditError("nothing to change: this meeting is confirmed already")
            return {**own, "status": CONFIRMED}
        case AttachLink():
            links = {**inherited, **own}.get("links")  # those of a change replace those of the series
            return {**own, "links": {**(links if isinstance(links, dict) else {}), edit.label: edit.url}}


def _takes_place(values: Values) -> Values:
    """Returns the values without a cancellation; all that stood beside `cancel` stays.

    A reason beside `status: cancelled` goes with it, because that line has no reason of its own.
    """
    kept = _without(values, "cancel")
    return _without(kept, "status", "reason") if values.get("status") == CANCELLED else kept


def _with_reason(values: Values, reason: str) -> Values:
    return {**values, "reason": reason} if reason else values


def _target(to: str) -> datetime | date | time:
    try:
        return move(to)
    except ParseError as error:
        raise CannotEditError(str(error)) from None


def _written(when: datetime | date | time) -> str:
    match when:
        case datetime():
            return f"{when:%Y-%m-%d %H:%M}"
        case date():
            return f"{when:%Y-%m-%d}"
        case time():
            return f"{when:%H:%M}"


def _completed(to: datetime | date | time, old: datetime | date | time) -> datetime | date | time:
    """Returns `to` with the date or the hour of `old` if it has none itself."""
    if isinstance(to, time):
        return to if isinstance(old, time) else datetime.combine(old, to)
    if isinstance(to, datetime) or not isinstance(old, datetime | time):
        return to
    return datetime.combine(to, old if isinstance(old, time) else old.time())


def _dated_anew(own: Values, to: datetime | date | time) -> Values:
    """Returns the values of a single meeting with another start; its end keeps the length."""
    old = moment_or_open(str(own.get("starts")))
    if old != OPEN:
        to = _completed(to, old)
    elif isinstance(to, time):
        raise CannotEditError("the date of this meeting is still open; write the date, too")
    moved = {**own, "starts": _written(to)}
    if not (isinstance(old, datetime) and isinstance(to, datetime) and isinstance(own.get("ends"), str)):
        return moved
    ends = move(str(own["ends"]))
    if isinstance(ends, time):
        ends = datetime.combine(old, ends) + (to - old)
        return {**moved, "ends": _written(ends.time() if ends.date() == to.date() else ends)}
    return {**moved, "ends": _written(ends + (to - old)) if isinstance(ends, datetime) else own["ends"]}
