"""The error of a calendar with busy times."""

from __future__ import annotations


class UnreadableCalendar(Exception):  # noqa: N818 - the message is for people
    """A calendar cannot be downloaded or read, or is too large. The message says why."""
