"""Findings of `compare`: what a plan leaves as it is, or not as the text says."""

from __future__ import annotations

from datetime import date

from scheduler.findings.finding import Note
from scheduler.programme.advice import Advice, Permission, advise, command


class HeldBack(Note, frozen=True, kw_only=True):
    """The new hour of a published meeting does not exist, by new data about its zone."""

    english = "stays as published: {error}"
    error: str


class NotPublished(Note, frozen=True, kw_only=True):
    """The hour of a new meeting does not exist, by new data about its zone."""

    english = "not published: {error}"
    error: str


class NoDayLeft(Note, frozen=True, kw_only=True):
    """A holiday policy moves a new meeting into the past, and its own hour does not exist."""

    english = "not published: `on_holiday` puts it into the past, and {error}"
    error: str


class MissedMeeting(Note, frozen=True, kw_only=True):
    """The text gives a known series a new meeting in the past."""

    english = "its date is past and it was never published; it is left out"


class NeverPlanned(Note, frozen=True, kw_only=True):
    """A meeting that was over when it was published has left the text."""

    english = "it was past when it was first published, and the series no longer has it"

    @property
    def advice(self) -> Advice:
        """What to do if it never took place."""
        words = "if it never took place, {} with {} takes it out of calendars"
        return advise(words, command("apply"), Permission("past"))


class PolicyDayPast(Note, frozen=True, kw_only=True):
    """A holiday policy moves a new meeting from the day `planned` into the past."""

    english = "`on_holiday` says {day}, which is past; it stays on {planned}"
    planned: date


class RuleDayPast(Note, frozen=True, kw_only=True):
    """The rule moves a published meeting into the past."""

    english = "its rule now says {day}, which is past; it stays where it was"


class UsedUpKey(Note, frozen=True, kw_only=True):
    """A rule plans another meeting for a key whose meeting is over."""

    english = "it {was_cancelled:was cancelled for|took place on} {day}; there is no second one"
    was_cancelled: bool
