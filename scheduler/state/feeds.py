"""Feeds: which occurrences belong in them, who may read a private one, and how often programs ask for them.

The address of a private feed holds a secret; only its SHA-256 is stored. The secret has 256 random bits, so
nobody can guess it from the digest, and it needs no salt and no slow hash. Requests are counted by family of
calendar programs, never by person: without IP address, user agent or token.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.state.stored import SkippedMeeting
from scheduler.timetable.occurrence import Occurrence

FeedKind = Literal["programme", "cities", "pairs", "groups", "themes"]

FeedState = Literal["live", "removed", "gone"]

FeedKey = tuple[FeedKind, str]
"""The kind and identity of a feed."""


class Feed(Struct, frozen=True, kw_only=True):
    """A feed of a programme, city, pair, group or theme.

    `identity` is its first id, `id` the present one, `aliases` are other ids whose addresses still work.
    `state`: a removed feed is published until its last meeting has ended; then it is gone.
    """

    kind: FeedKind
    identity: str
    id: str
    aliases: tuple[str, ...] = ()
    title: Text
    zone: str
    language: str
    state: FeedState = "live"

    @property
    def key(self) -> FeedKey:
        """The kind and identity, which never change."""
        return self.kind, self.identity

    @property
    def is_of_group(self) -> bool:
        """Whether it is the feed of a pair or of another group."""
        return self.kind in ("pairs", "groups")

    @property
    def name(self) -> str:
        """The address below `/feeds/`: `cities/sofia`, or `programme`."""
        return self.kind if self.kind == "programme" else f"{self.kind}/{self.id}"


def group_keys(meeting: Occurrence | SkippedMeeting) -> tuple[FeedKey, ...]:
    """Returns the keys of the feeds of groups that show `meeting`, pairs first."""
    return *(("pairs", pair) for pair in meeting.pairs), *(("groups", group) for group in meeting.groups)


def feed_keys(meeting: Occurrence | SkippedMeeting) -> tuple[FeedKey, ...]:
    """Returns the key of each feed that `meeting` belongs in, whatever the window is."""
    if isinstance(meeting, SkippedMeeting):
        cities, themes = meeting.cities, meeting.themes
    else:
        cities, themes = meeting.cities(), meeting.themes()
    return (
        ("programme", "programme"),
        *(("cities", city) for city in cities),
        *group_keys(meeting),
        *(("themes", theme) for theme in themes),
    )


def belongs_in(feed: Feed, occurrence: Occurrence) -> bool:
    """Returns whether `occurrence` belongs in `feed`, whatever the window is."""
    return feed.key in feed_keys(occurrence)


Opened = Literal["feed", "desk"]
"""What a token opens: a private feed, or the desk for the meetings of this feed."""


class Token(Struct, frozen=True, kw_only=True):
    """One secret: the kind and identity of its feed, what it opens, and for whom it was made (`label`).

    `digest` is the SHA-256 of the secret in hexadecimal. `revoked` is None as long as it works.
    `issued_by` is the user of the system, or the name that was given.
    """

    digest: str
    opens: Opened = "feed"
    kind: FeedKind
    identity: str
    label: str
    created: datetime
    revoked: datetime | None = None
    issued_by: str

    @property
    def feed_key(self) -> FeedKey:
        """The key of the feed that it opens."""
        return self.kind, self.identity

    @property
    def is_live(self) -> bool:
        """Whether its address works."""
        return self.revoked is None

    @property
    def name(self) -> str:
        """The start of its digest, by which people name it; it opens nothing."""
        return self.digest[:NAME_LENGTH]


NAME_LENGTH = 8
"""The number of letters of a digest by which people name a token."""


def digest_of(secret: str) -> str:
    """Returns the SHA-256 of a secret, in hexadecimal."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


Family = Literal["google", "outlook", "apple", "thunderbird", "nextcloud", "other"]


class Poll(Struct, frozen=True, kw_only=True):
    """The number of requests of a family for one version of a feed in one language.

    `feed` is the `poll_name` of the feed, `digest` that of its FeedVersion. `first` and `last` are in UTC.
    """

    feed: str
    language: str
    family: Family
    digest: str
    first: datetime
    last: datetime
    count: int


def poll_name(feed: Feed) -> str:
    """Returns the name under which requests for `feed` are counted, which never changes."""
    return feed.kind if feed.kind == "programme" else f"{feed.kind}/{feed.identity}"
