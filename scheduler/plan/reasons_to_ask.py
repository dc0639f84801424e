"""The reasons why the safety limit stops a plan, as values: the reports put them into words.

Series and cities are named by their present ids.
"""

from __future__ import annotations

from datetime import date, time

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.state.feeds import Feed


class ManySeries(Struct, frozen=True, kw_only=True):
    """Coming meetings of the series `changed` would be cancelled, moved or hidden.

    `cancelled`, `moved` and `hidden` are numbers of meetings, which are published for dates from `first` to
    `last`. `total` is the number of series that have coming meetings.
    """

    changed: tuple[str, ...]
    total: int
    cancelled: int
    moved: int
    hidden: int
    first: date
    last: date


class DroppedLanguages(Struct, frozen=True, kw_only=True):
    """The programme gives up these `languages` (codes); `calendars` in them would lose their address."""

    languages: tuple[str, ...]
    calendars: int


class LookalikeSeries(Struct, frozen=True, kw_only=True):
    """The new series `id` looks like the series `old_id`, which left the text.

    `section` is the part of the text that has `id`. `formerly` are the ids to write there, the oldest first.
    `cancelled` meetings of the old series would be cancelled; of the new one `added` would be published,
    `repeated` of them a second time.
    """

    section: str
    id: str
    old_id: str
    formerly: tuple[str, ...]
    cancelled: int
    added: int
    repeated: int


class CopiedSeries(Struct, frozen=True, kw_only=True):
    """The new series `id` repeats the series `old_id`, which stays in the text.

    `section` is the part of the text that has `id`. `formerly` are the ids to write there if it is the old
    series under a new id. `repeated` meetings would be published a second time.
    """

    section: str
    id: str
    old_id: str
    formerly: tuple[str, ...]
    repeated: int


class LookalikeExtra(Struct, frozen=True, kw_only=True):
    """The new extra meeting `id` of a series is at the time of `old_id`, which left the text."""

    series: str
    id: str
    old_id: str


class LookalikeFeed(Struct, frozen=True, kw_only=True):
    """The city, pair or theme of the feed `new` looks like that of `old`, which left the text.

    `formerly` are the ids to write, the oldest first.
    """

    new: Feed
    old: Feed
    formerly: tuple[str, ...]


class EmptiedCities(Struct, frozen=True, kw_only=True):
    """Cities would lose every coming meeting.

    `successors` are some of them, each with the new city that takes over its meetings.
    """

    cities: tuple[str, ...]
    successors: tuple[LookalikeFeed, ...] = ()


class NightHour(Struct, frozen=True, kw_only=True):
    """The new hour of a meeting in a city; `ends` is None if the meeting begins at night already."""

    city: Text
    begins: time
    ends: time | None


class NightMove(Struct, frozen=True, kw_only=True):
    """Meetings of a series would move into the night.

    `meetings` is their number; `hours` are their new hours, each once.
    """

    series: str
    meetings: int
    hours: tuple[NightHour, ...]


class NightSeries(Struct, frozen=True, kw_only=True):
    """Every coming meeting of the new `series` would be at night for one of its cities.

    `meetings` is their number; `hours` are those at night, each once.
    """

    series: str
    meetings: int
    hours: tuple[NightHour, ...]


class FarMove(Struct, frozen=True, kw_only=True):
    """Coming meetings of a series would move by half a year or more.

    `meetings` is their number. `old` and `new` are the dates of the first of them, before and after.
    """

    series: str
    meetings: int
    old: date
    new: date


class LateStart(Struct, frozen=True, kw_only=True):
    """The rules of a series begin on `day` now, half a year or more after its next meeting, on `next`.

    `cancelled` coming meetings would be cancelled.
    """

    series: str
    cancelled: int
    next: date
    day: date


class FeedLoss(Struct, frozen=True, kw_only=True):
    """The number of coming meetings that a feed shows, and how many of them it would lose."""

    feed: Feed
    lost: int
    shown: int


class CrowdedFeeds(Struct, frozen=True, kw_only=True):
    """Feeds would be too large and lose coming meetings; the meeting `key` of `series` adds most bytes."""

    losses: tuple[FeedLoss, ...]
    series: str
    key: str


ReasonToAsk = (
    ManySeries
    | EmptiedCities
    | DroppedLanguages
    | LookalikeSeries
    | CopiedSeries
    | LookalikeExtra
    | LookalikeFeed
    | NightMove
    | NightSeries
    | FarMove
    | LateStart
    | CrowdedFeeds
)
