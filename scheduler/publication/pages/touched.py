"""The pages that may differ from those of an earlier publication; no other one need be looked at.

1. If anything besides meetings has changed, any page may differ: the profile, the months, the calendars, days
   off, the release. No page reads the rules of series.
2. Else a meeting that a revision has changed since, or that has ended meanwhile, touches its page, those of
   its series, and those of its calendars. So does one that a day off removed, when a later one ends.
3. A meeting that may have left a calendar touches all pages: the record does not name that calendar.
4. A page that belongs to no calendar and no meeting is always touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from scheduler.publication.page_addresses import meeting_address
from scheduler.publication.pages.fingerprint import site_digest
from scheduler.publication.pages.site_info import site_info
from scheduler.publication.pages.views.page import PageInputs
from scheduler.state.feeds import FeedKey, feed_keys
from scheduler.state.revision import Revision, RevisionEntry

_MEETINGS = meeting_address("")


class Made(Struct, frozen=True, array_like=True):
    """What pages were made from: a `revision`, a time, and a digest of all but the meetings."""

    revision: int
    time: datetime
    surroundings: str


def made_from(inputs: PageInputs) -> Made:
    """Returns what the pages of `inputs` are made from."""
    state = inputs.state
    surroundings = (
        *(state.profile, state.window, state.feeds, state.skips),
        *(sorted(state.holidays.years.items(), key=str), [*inputs.shortened.items()]),
    )
    digest = hashlib.sha256(site_digest(site_info(state)) + msgspec.msgpack.encode(surroundings))
    return Made(state.revision, inputs.now, digest.hexdigest())


def touched(inputs: PageInputs, before: Made, since: Iterable[Revision]) -> Callable[[str], bool]:
    """Returns whether the page at an address may differ from the one that was made from `before`.

    `since` are the revisions after it.
    """
    entries = [entry for revision in since for entry in revision.entries]
    now, occurrences = inputs.now, inputs.state.occurrences
    is_alike = before.surroundings == made_from(inputs).surroundings and before.time <= now
    if not is_alike or any(map(_may_have_left, entries)):
        return lambda _: True
    ends = {uid: each.occurrence.timing.end_utc for uid, each in occurrences.items()}
    uids = {
        *(entry.uid for entry in entries),
        *(uid for uid, end in ends.items() if before.time < end <= now),
    }
    meetings = [occurrences[uid].occurrence for uid in uids]
    keys = {key for meeting in meetings for key in feed_keys(meeting)}
    if meetings:
        keys.update(_skipped(inputs, uids, before.time))
    series = {uid for meeting in meetings for uid in inputs.state.by_series[meeting.series]}
    others = {
        name
        for feed in inputs.state.feeds
        if feed.kind != "programme" and feed.key not in keys
        for name in (feed.name, *(f"{feed.kind}/{alias}" for alias in feed.aliases))
    }

    def is_touched(address: str) -> bool:
        if address.startswith(_MEETINGS):
            return address.removeprefix(_MEETINGS).removesuffix(".ics") in series
        parts = address.removesuffix(".atom").split("/")
        return not any("/".join(parts[place : place + 2]) in others for place in (0, 1))

    return is_touched


def _may_have_left(entry: RevisionEntry) -> bool:
    """Returns whether a change may have taken a meeting out of a calendar."""
    before = entry.before
    is_explained = before is None or before != entry.after or bool(entry.details)
    return bool(entry.joined or entry.left) or "themes" in entry.fields or not is_explained


def _skipped(inputs: PageInputs, changed: Container[str], before: datetime) -> Iterator[FeedKey]:
    """Yields the calendars of meetings that a day off removed, since the last end that stays."""
    public = (stored.occurrence for uid, stored in inputs.public.items() if uid not in changed)
    ends = (meeting.timing.end_utc for meeting in public)
    last = max((end for end in ends if end <= before), default=None)
    for skip in inputs.state.skips:
        if last is None or skip.day >= last.date():
            yield from feed_keys(skip)
