"""Details of a series, an extra meeting or one occurrence: title, place, links, speakers, …"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.texts import Text


class Status(StrEnum):
    """Whether a meeting takes place (RFC 5545 section 3.8.1.11)."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class CancelledPolicy(Struct, frozen=True):
    """The time for which a cancelled meeting is shown: always, never, or for `days` days."""

    mode: Literal["show", "hide", "days"]
    days: int = 0


class OfficeClosure(StrEnum):
    """Why a city is off on a day that is no public holiday. The values are stored; no reader sees them."""

    CLOSED = "closed"
    PROGRAMME_CLOSED = "programme closed"
    NO_OFFICE_DAY = "no office day"


DayOffReason = Text | OfficeClosure
"""Why a city is off on a day; a Text is the name of a public holiday."""


class CityDayOff(Struct, frozen=True, kw_only=True):
    """The name of a city that is off on a day, and why."""

    city: Text
    why: DayOffReason


class SeriesChange(StrEnum):
    """The change of a series that cancels a published meeting. The values are stored; no reader sees them."""

    ENDS = "ends"
    PAUSES = "pauses"
    OTHER_DATES = "other dates"
    REMOVED = "removed"


Reason = Text | tuple[CityDayOff, ...] | SeriesChange
"""Why a meeting is moved or cancelled: what the secretariat wrote, days off, or a change of its series."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What the secretariat wrote of a meeting afterwards, for its own report; no reader sees it.

    `held` is False if it did not take place though nobody cancelled it. `present` is how many people came.
    """

    held: bool = True
    present: int | None = None


NOTHING_WRITTEN = Outcome()
"""The outcome of a meeting of which nothing is written. The store leaves out this very value."""


class Join(Struct, frozen=True, kw_only=True):
    """How to join the meeting; only private readers see it, unless `public`."""

    url: str
    passcode: str | None = None
    public: bool = False


class Link(Struct, frozen=True):
    """A labelled address: agenda, slides, minutes, recording."""

    label: Text
    url: str


class Speaker(Struct, frozen=True, kw_only=True):
    """A person who speaks and has agreed to be shown."""

    name: str
    role: Text | None = None


class Languages(Struct, frozen=True, kw_only=True):
    """The languages spoken and those interpreted into, as codes or in the secretariat's own words."""

    spoken: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()


class Details(Struct, frozen=True, kw_only=True):
    """The details that the text gives for a series, an extra or one occurrence; None where it gives none."""

    title: Text | None = None
    description: Text | None = None
    duration: timedelta | None = None
    kind: Text | None = None
    place: Text | None = None
    themes: tuple[str, ...] | None = None
    status: Status | None = None
    cancel: bool | None = None
    cancelled: CancelledPolicy | None = None
    visibility: Literal["public", "private"] | None = None
    join: Join | None = None
    registration: str | None = None
    links: tuple[Link, ...] | None = None
    languages: Languages | None = None
    speakers: tuple[Speaker, ...] | None = None
    reason: Text | None = None
    busy: bool | None = None
    held: bool | None = None
    present: int | None = None

    @property
    def outcome(self) -> Outcome:
        """What is written of the meeting afterwards."""
        if self.held is None and self.present is None:
            return NOTHING_WRITTEN
        return Outcome(held=self.held is not False, present=self.present)

    @property
    def is_cancelled(self) -> bool:
        """Whether it says that a meeting does not take place; `cancel` keeps the `status` that was agreed."""
        return bool(self.cancel) or self.status is Status.CANCELLED

    def with_defaults(self, base: Details) -> Details:
        """Returns these details, completed by those of `base`."""
        return replace(base, **{name: getattr(self, name) for name in self.given_fields()})

    def given_fields(self) -> frozenset[str]:
        """Returns the names of the fields that are not None."""
        return frozenset([name for name in DETAILS_FIELDS if getattr(self, name) is not None])

    def named_fields(self) -> frozenset[str]:
        """Returns the names of the fields that it decides: `cancel` gives the status and the reason."""
        given = self.given_fields()
        return given - {"cancel"} | {"status", "reason"} if self.cancel else given


DETAILS_FIELDS = Details.__struct_fields__
"""The names of the fields of Details, in their order."""


class ThemeName(Struct, frozen=True, kw_only=True):
    """A theme of a meeting with its name; `id` is the first id that the theme ever had."""

    id: str
    name: Text


class Content(Struct, frozen=True, kw_only=True):
    """The content of one occurrence: all that readers see besides its time and cities, defaults included.

    The store, the plan, the reports and the sizes of feeds loop over the fields of this class. So they store,
    compare and protect a new field without another change.
    """

    title: Text
    kind: Text | None = None
    description: Text | None = None
    place: Text | None = None
    themes: tuple[ThemeName, ...] = ()
    visibility: Literal["public", "private"] = "public"
    join: Join | None = None
    registration: str | None = None
    links: tuple[Link, ...] = ()
    languages: Languages | None = None
    speakers: tuple[Speaker, ...] = ()
    reason: Reason | None = None
    busy: bool = True

    @property
    def is_private(self) -> bool:
        """Whether only private feeds show the meeting."""
        return self.visibility == "private"


CONTENT_FIELDS = Content.__struct_fields__
"""The names of the fields of Content, in their order."""
_content_of = attrgetter(*CONTENT_FIELDS)

PEOPLE_FIELDS = ("speakers",)
"""The fields of Content that name people."""

WITHDRAWN_FIELDS = (*PEOPLE_FIELDS, "join", "registration", "links")
"""The fields of Content with people or web addresses.

A person or an address that the text does not name any more disappears everywhere: from past meetings, and
from the file of the database.
"""


def resolve(details: Details, *, title: Text, themes: tuple[ThemeName, ...], busy: bool) -> Content:
    """Returns the content that `details` describe.

    `title` and `busy` are the defaults; `themes` replace the ids that `details` name.
    """
    written = zip(CONTENT_FIELDS, _content_of(details), strict=True)
    given = {name: value for name, value in written if value is not None}
    return Content(**{"title": title, "busy": busy, **given, "themes": themes})
