"""The edits, and what each does to the values of a series.

An edit of one meeting goes to one of three places: below `changes:` under its key if a rule or a list of
dates gives its day, to the block of an extra meeting, or to the series itself if that is a single meeting.
Where `changes:` names the meeting already, that entry is edited.

Cancelling adds a line, and reinstating takes it away: what was agreed before stays in the text, and holds
again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Literal

from msgspec import Struct

from scheduler.configuration.located import Located
from scheduler.configuration.phrases.dates import OPEN, moment_or_open, move
from scheduler.configuration.source.nodes import Plain
from scheduler.configuration.spelling import ParseError
from scheduler.programme.keys import ONCE, extra_id

Values = Mapping[str, Plain]
"""The values of a block."""
KeyPath = tuple[str, ...]
"""The keys that lead to a block within a series."""

YES = "true"
CANCELLED, CONFIRMED = "cancelled", "confirmed"


class CannotEditError(Exception):
    """Nothing was edited. The message says where and why; `by_hand` is what a person can do instead."""

    def __init__(self, reason: str | Located, by_hand: str = "") -> None:
        super().__init__(str(reason))
        self.by_hand = by_hand


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


class RetitleMeeting(_OneMeeting, frozen=True, kw_only=True):
    """Gives a meeting another title, in one `language` if that is set; a whole series if `key` is empty."""

    title: str
    language: str = ""


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


class AddSeries(Struct, frozen=True, kw_only=True):
    """Adds a series to a section."""

    section: Literal["meetings", "webinars"]
    series: str
    values: Values


MeetingEdit = MoveMeeting | CancelMeeting | ReinstateMeeting | RetitleMeeting | ConfirmMeeting | AttachLink
"""The edits of one meeting."""
Edit = MeetingEdit | AddExtra | AddSeries


def edited(block: Values, edit: MeetingEdit | AddExtra, language: str) -> tuple[KeyPath, Values]:
    """Returns the place within a series that `edit` changes, and its new values.

    `language` is the first one of the programme: that of a text without languages. Raises CannotEditError.
    """
    if isinstance(edit, AddExtra):
        if edit.id in _inner(block, ("extra",)):
            raise CannotEditError(f"{edit.series} has an extra meeting {edit.id} already; choose another id")
        return ("extra", edit.id), edit.values
    place = _place(block, edit)
    own = _inner(block, place)
    new = _edited_meeting(own, edit, _inherited(block, place), language, is_change=place[:1] == ("changes",))
    if new == own:
        raise CannotEditError("nothing to change: the text says this already")
    return place, new


def with_values(block: Values, place: KeyPath, values: Values) -> Values:
    """Returns `block` with other values at `place`; a block that becomes empty is taken out."""
    if not place:
        return values
    inner = with_values(_inner(block, place[:1]), place[1:], values)
    return {**block, place[0]: dict(inner)} if inner else _without(block, place[0])


def _place(block: Values, edit: MeetingEdit) -> KeyPath:
    key, extra = edit.key, extra_id(edit.key)
    change: KeyPath = ("changes", key)
    own: KeyPath = change
    if not key or (key == ONCE and not _has_several_dates(block)):
        own = ()
    elif extra is not None and extra in _inner(block, ("extra",)):
        own = ("extra", extra)
    if not _inner(block, change):
        return own
    is_cancelled_itself = _is_cancelled(_inner(block, own)) and not _is_cancelled(_inner(block, change))
    return own if isinstance(edit, ReinstateMeeting) and is_cancelled_itself else change


def _has_several_dates(block: Values) -> bool:
    starts = str(block.get("starts") or "")
    return "dates" in block or ("days" in block and ":" in starts)


def _inner(block: Values, place: KeyPath) -> Values:
    """Returns the block at `place`; an empty one if none is written there."""
    for step in place:
        inner = block.get(step)
        block = inner if isinstance(inner, dict) else {}
    return block


def _inherited(block: Values, place: KeyPath) -> Values:
    """Returns the values that count for the meeting at `place` where it has none of its own."""
    extra = extra_id(place[-1]) if place[:1] == ("changes",) else None
    series = block if place else {}
    return {**series, **_inner(block, ("extra", extra))} if extra is not None else series


def _is_cancelled(values: Values) -> bool:
    return "cancel" in values or values.get("status") == CANCELLED


def _without(values: Values, *names: str) -> Values:
    return {name: value for name, value in values.items() if name not in names}


def _edited_meeting(
    own: Values, edit: MeetingEdit, inherited: Values, language: str, *, is_change: bool
) -> Values:
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
                    "the text does not cancel this meeting, so there is nothing to take back"
                )
            return _takes_place(own)
        case RetitleMeeting():
            return {**own, "title": _titled(own, edit, inherited, language)}
        case ConfirmMeeting():
            if _is_cancelled(own) or (_is_cancelled(inherited) and "status" not in own):
                raise CannotEditError("this meeting is cancelled; `twincal reinstate` takes that back")
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


def _titled(own: Values, edit: RetitleMeeting, inherited: Values, language: str) -> Plain:
    title = own.get("title", inherited.get("title"))
    if edit.language:
        versions = title if isinstance(title, dict) else {language: title} if title else {}
        return {**versions, edit.language: edit.title}
    if isinstance(own.get("title"), dict):
        raise CannotEditError(
            "this title is written in several languages; say in which one it changes: `--language en`"
        )
    return edit.title
