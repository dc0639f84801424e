"""One meeting as a calendar file, for people who want to add it alone: `/occurrences/UID.ics`.

It is in the programme's first language, and has the same VEVENT as the feeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from scheduler.publication.feeds.feed import write_meeting
from scheduler.publication.feeds.resources import CALENDAR
from scheduler.publication.page_addresses import meeting_file
from scheduler.publication.pages.views.page import PageInputs
from scheduler.publication.resource import Resource
from scheduler.state.state import State
from scheduler.state.stored import Stored


def meeting_files(inputs: PageInputs) -> Mapping[str, Callable[[], Resource]]:
    """Returns what makes the file of each meeting that has a page, by its path.

    Its date is that of the last public change, because its own would tell of private ones.
    """
    return {
        f"/{meeting_file(uid)}": partial(_file, inputs.state, stored, inputs.state.modified)
        for uid, stored in inputs.public.items()
        if (uid, inputs.state.profile.languages[0], "public") in inputs.state.pieces
    }


def _file(state: State, stored: Stored, modified: datetime) -> Resource:
    return Resource(
        status=200,
        type=CALENDAR,
        parts=write_meeting(state, stored),
        modified=modified,
        filename=f"{stored.occurrence.uid}.ics",
    )
