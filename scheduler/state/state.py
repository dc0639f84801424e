"""What is published now, as one value: plans are compared with it, feeds and pages are made from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from scheduler.programme.papers import has_minutes
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.state.feeds import Feed, FeedKey, feed_keys
from scheduler.state.profile import PresentIds, ProgrammeProfile, RecordedSeries
from scheduler.state.revision import FeedVersion, FeedVersions, PieceKey, Revision
from scheduler.state.stored import SkippedMeeting, Stored, time_and_uid
from scheduler.state.text_edits import TextEdit
from scheduler.timetable.holidays import NO_HOLIDAYS, Holidays
from scheduler.timetable.occurrence import Occurrence

if TYPE_CHECKING:  # commands that only read what is published start faster without the programme
    from scheduler.programme.programme import Programme


class Window(Struct, frozen=True, kw_only=True):
    """The days from `first` up to, but not including, `edge`: the window of a programme in `month`."""

    month: Month
    first: date
    edge: date

    def __post_init__(self) -> None:
        if not self.first <= self.month.first < self.edge:
            raise ValueError(f"the window {self.first} to {self.edge} does not hold {self.month}")

    def shows(self, ends: datetime) -> bool:
        """Returns whether feeds still show a published meeting that ends at the wall time `ends`."""
        return ends.date() > self.first or ends > datetime.combine(self.first, time())


def window_at(programme: Programme, now: datetime) -> Window:
    """Returns the window of `programme` at `now` (aware)."""
    return window_in(programme, Month.of(now.date()))


def window_in(programme: Programme, month: Month) -> Window:
    """Returns the window of `programme` in `month`; it has whole months at both ends."""
    return Window(
        month=month,
        first=Month.of(programme.past.before(month.first)).first,
        edge=Month.of(programme.ahead.after(month.first)).plus(1).first,
    )


FeedContents = Mapping[FeedKey, tuple[Stored, ...]]
"""The meetings of each feed that shows any, in order of time, then of UID."""


class State(Struct, frozen=True, kw_only=True, dict=True):
    """What is published now, after the last `revision`, which was made at `time` (UTC).

    `revision` is 0 if nothing was ever applied: then there are no feeds and no meetings. `occurrences` are
    all meetings that were ever published, by UID; `series` all series by identity, also those that left the
    text. `modified` is the Last-Modified time of what the public sees, `modified_in_private` that of private
    feeds. `files` are those of the configuration, with their SHA-256.
    """

    revision: int
    time: datetime
    modified: datetime
    modified_in_private: datetime
    files: tuple[tuple[str, str], ...]
    profile: ProgrammeProfile
    window: Window
    feeds: tuple[Feed, ...]
    occurrences: Mapping[str, Stored]
    pieces: Mapping[PieceKey, bytes]
    zone_blocks: Mapping[str, bytes]
    versions: FeedVersions
    holidays: Holidays
    series: Mapping[str, RecordedSeries]
    skips: tuple[SkippedMeeting, ...]

    @property
    def ids(self) -> PresentIds:
        """The present ids of series and cities."""
        return PresentIds(series=self.series, feeds=self.feeds)

    @cached_property
    def by_series(self) -> Mapping[str, Mapping[str, Stored]]:
        """The meetings of each series, by its identity: by UID, in order of time."""
        by_series: defaultdict[str, dict[str, Stored]] = defaultdict(dict)
        for stored in sorted(self.occurrences.values(), key=time_and_uid):
            by_series[stored.occurrence.series][stored.occurrence.uid] = stored
        return dict(by_series)

    @cached_property
    def contents(self) -> FeedContents:
        """The meetings that each feed shows."""
        contents: defaultdict[FeedKey, list[Stored]] = defaultdict(list)
        for stored in sorted(filter(self.shows, self.occurrences.values()), key=time_and_uid):
            for feed_key in feed_keys(stored.occurrence):
                contents[feed_key].append(stored)
        return {key: tuple(meetings) for key, meetings in contents.items()}

    def shows(self, stored: Stored) -> bool:
        """Returns whether feeds show `stored` to any reader.

        They hide a meeting that a fast clock published beyond the window until the window reaches it.
        """
        is_early = (
            stored.stamp.created > self.time and stored.occurrence.timing.starts.date() >= self.window.edge
        )
        return is_in_window(stored, self.window) and not is_early

    def has_page(self, stored: Stored) -> bool:
        """Returns whether a meeting has a public page, which it keeps when it has left the calendars.

        Private meetings and cancelled ones that the programme hides have none.
        """
        if not stored.shown or stored.occurrence.content.is_private:
            return False
        return self.shows(stored) or not self.window.shows(stored.occurrence.timing.ends)

    def feed(self, key: FeedKey) -> Feed | None:
        """Returns the feed with this kind and identity; None if there is none."""
        return self._feeds_by_key.get(key)

    @cached_property
    def _feeds_by_key(self) -> Mapping[FeedKey, Feed]:
        return {feed.key: feed for feed in self.feeds}

    @property
    def open_feeds(self) -> Sequence[Feed]:
        """The feeds that are not retired."""
        return [feed for feed in self.feeds if feed.state != "gone"]

    def lacks_minutes(self, meeting: Occurrence) -> bool:
        """Returns whether a meeting that takes place has no minutes, and its series expects some."""
        is_expected = meeting.series in self.profile.details.minutes_expected and not meeting.cancelled
        return is_expected and not has_minutes(meeting.content.links)

    @cached_property
    def programme_feed(self) -> Feed:
        """The feed of the whole programme."""
        return next(feed for feed in self.feeds if feed.kind == "programme")

    def version(self, feed: Feed, code: str) -> FeedVersion | None:
        """Returns the version of `feed` in the language `code`; None if it has none."""
        return self.versions.get(feed.name, {}).get(code)

    def series_with(self, changed: Iterable[tuple[str, RecordedSeries]]) -> Mapping[str, RecordedSeries]:
        """Returns all series by identity, with those that are `changed` or new."""
        return {**self.series, **dict(changed)}


def is_in_window(stored: Stored, window: Window) -> bool:
    """Returns whether `stored` is not hidden and ends in `window` or later; see `State.shows`."""
    return stored.shown and window.shows(stored.occurrence.timing.ends)


class NewRevision(Struct, frozen=True, kw_only=True):
    """A revision, with the state `before` and `after` it: a transaction writes the difference.

    `withdraws`: people or addresses were withdrawn, and must be erased from the database. `edit` is the edit
    by command that it applies, if one does, and `begun` the id under which the record keeps that until now.
    """

    revision: Revision
    before: State
    after: State
    withdraws: bool = False
    edit: TextEdit | None = None
    begun: str = ""


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MONTH = Month(1, 1)

NOTHING_PUBLISHED = State(
    revision=0,
    time=_NEVER,
    modified=_NEVER,
    modified_in_private=_NEVER,
    files=(),
    profile=ProgrammeProfile(
        id="",
        name=Text.plain("nothing"),
        address=None,
        languages=("en",),
        host=Text.plain("nobody"),
        zone="UTC",
    ),
    window=Window(month=_FIRST_MONTH, first=date.min, edge=_FIRST_MONTH.plus(1).first),
    feeds=(),
    occurrences={},
    pieces={},
    zone_blocks={},
    versions={},
    holidays=NO_HOLIDAYS,
    series={},
    skips=(),
)
"""The state of a store without revisions."""
