"""What the secretariat says of a series, an extra meeting or one occurrence."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from scheduler.programme.texts import Text


class Status(StrEnum):
    """Whether a meeting takes place (RFC 5545 section 3.8.1.11)."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """How to enter the meeting; shown to private readers only, unless `public`."""

    url: str
    passcode: str | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address: agenda, slides, minutes, recording."""

    label: Text
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person who speaks, kept only if they agreed to be shown."""

    name: str
    role: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """Languages spoken and interpreted into, as the secretariat words them."""

    spoken: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What may be said of a series, an extra or one occurrence; None where nothing is said."""

    title: Text | None = None
    description: Text | None = None
    duration: timedelta | None = None
    kind: Text | None = None
    place: Text | None = None
    themes: tuple[str, ...] | None = None
    status: Status | None = None
    visibility: Literal["public", "private"] | None = None
    join: Join | None = None
    registration: str | None = None
    links: tuple[Link, ...] | None = None
    languages: Languages | None = None
    speakers: tuple[Speaker, ...] | None = None
    reason: Text | None = None
    busy: bool | None = None

    def over(self, base: Details) -> Details:
        """These details, and those of `base` where these say nothing."""
        return replace(base, **{name: getattr(self, name) for name in self.said()})

    def said(self) -> frozenset[str]:
        """The names of the fields that say something."""
        return frozenset(f.name for f in fields(self) if getattr(self, f.name) is not None)
