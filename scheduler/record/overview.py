"""The facts about a programme that commands show besides its meetings."""

from __future__ import annotations

from msgspec import Struct

from scheduler.record.identities import PresentIds
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.window import Window


class Overview(Struct, frozen=True, kw_only=True):
    """The published profile without its details, which only pages show, the window, and the present ids."""

    profile: ProgrammeProfile
    window: Window
    ids: PresentIds
