"""What must hold between two revisions, and between a calendar and the draft. Pure: each returns what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from simulator.expectations import ExpectedMeeting
from simulator.subscribers import ShownEvent, Subscriber

LONG_OVER = timedelta(days=60)
"""Meetings that ended this long ago may leave the window."""
COMPARED = timedelta(days=120)
"""How far ahead every feed must show meetings: the window goes two months further."""

Events = Mapping[str, ShownEvent]


def between_revisions(
    before: Events,
    after: Events,
    now: datetime,
    over: Collection[str],
    elsewhere: Collection[str],
    rebuilt_from: Collection[str] | None,
) -> Iterator[str]:
    """Yields what no new revision may do to a feed (rules 1, 4, 5 and 6).

    `now` is the clock of the run that wrote it. The UIDs `over` are of meetings that were over for a run, perhaps by
    a wrong clock. Those that the programme's calendar shows `elsewhere` may leave a city. A store that was
    `rebuilt_from` a text with these UIDs may write the past anew, and its SEQUENCE may skip a number.
    """
    for uid, old in before.items():
        new = after.get(uid)
        if new is None:
            may_leave = uid in elsewhere or (rebuilt_from is not None and uid not in rebuilt_from)
            if _must_stay(old, now) and not may_leave:
                yield f"{_named(old)} is no longer in the feed"
            continue
        is_past, is_off = old.end <= now, old.is_cancelled and new.is_cancelled
        has_moved = _has_moved(old, new, now)
        # A date that was over when it was published may be mended.
        if is_past and has_moved and old.created < old.end and rebuilt_from is None:
            yield f"{_named(old)} was over, and is now {_named(new)}"
        if is_off and _wall_times(old) != _wall_times(new) and rebuilt_from is None:
            yield f"{_named(old)} has another time now: {_named(new)}"
        if new.sequence < old.sequence + has_moved:
            yield f"{_named(old)} is now {_named(new)}, and SEQUENCE is {new.sequence} after {old.sequence}"
        if new.sequence > old.sequence + has_moved and rebuilt_from is None and uid not in over:
            yield f"{_named(old)} has SEQUENCE {new.sequence} after {old.sequence}"
        if (new.stamp > old.stamp) is not (old.body != new.body):
            yield f"{_named(old)} has the stamp {new.stamp} after {old.stamp}"


def _has_moved(old: ShownEvent, new: ShownEvent, now: datetime) -> bool:
    """Returns whether SEQUENCE must rise. Other zone data show the same wall time at another instant."""
    if old.end <= now:
        return _lines_of_booking(old) != _lines_of_booking(new)
    is_off = old.is_cancelled and new.is_cancelled
    return _booking(old) != _booking(new) and (not is_off or old.body != new.body)


def _must_stay(event: ShownEvent, now: datetime) -> bool:
    """Returns whether a published event must be in the feed: not those that a clock ahead has published."""
    return event.end > now - LONG_OVER and event.created <= now


def _booking(event: ShownEvent) -> tuple[object, ...]:
    return event.begin, event.end, event.is_cancelled, _lines(event, b"LOCATION")


def _lines_of_booking(event: ShownEvent) -> tuple[object, ...]:
    return _wall_times(event), event.is_cancelled, _lines(event, b"LOCATION")


def _wall_times(event: ShownEvent) -> list[bytes]:
    return _lines(event, b"DTSTART", b"DTEND")


def _lines(event: ShownEvent, *names: bytes) -> list[bytes]:
    return [line for line in event.body.split(b"\r\n") if line.startswith(names)]


def _named(event: ShownEvent) -> str:
    return f'"{event.title}" {event.begin:%Y-%m-%d %H:%M}' + (" (cancelled)" if event.is_cancelled else "")


def of_calendar(subscriber: Subscriber, latest: Events) -> Iterator[str]:
    """Yields the events that a calendar shows otherwise than the feed that it has just fetched."""
    for uid, event in latest.items():
        shown = subscriber.events.get(uid)
        if shown is None or shown.body != event.body:
            yield f"a calendar that {subscriber.habit} does not take the new {_named(event)}"


def of_draft(
    events: Events,
    expected: Mapping[str, Sequence[ExpectedMeeting]],
    over: Collection[str],
    now: datetime,
) -> Iterator[str]:
    """Yields each difference between a feed and what the officers wrote.

    `expected` has the forms that each meeting of this feed may have, by UID; more than one while new holidays
    wait for a person. Meetings that are `over`, and those that the draft puts before `now`, do not count.
    """
    for uid, forms in expected.items():
        shown = events.get(uid)
        if uid in over or any(form.times is not None and form.times[1] <= now for form in forms):
            continue
        if not any(_shows(shown, form, now) for form in forms):
            yield f"{_seen(shown)} in place of {' or '.join(map(_wanted, forms))}"
    for uid, event in events.items():
        if uid not in expected and not event.is_cancelled and event.end > now and uid not in over:
            yield f"{_seen(event)}, which nobody wrote"


def _shows(event: ShownEvent | None, form: ExpectedMeeting, now: datetime) -> bool:
    if form.times is None:
        return event is None or event.is_cancelled
    if event is None:
        return form.times[0] > now + COMPARED
    return (event.begin, event.end) == form.times and not event.is_cancelled and form.title in event.title


def _seen(event: ShownEvent | None) -> str:
    return "nothing" if event is None else _named(event)


def _wanted(form: ExpectedMeeting) -> str:
    return f'"{form.title}" ' + ("cancelled" if form.times is None else f"{form.times[0]:%Y-%m-%d %H:%M}")
