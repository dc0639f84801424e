"""The facts about a programme that commands show besides its meetings."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.record.identities import PresentIds
from scheduler.record.profile import ProgrammeProfile
from scheduler.record.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The published profile without its details, which only pages show, the window, and the present ids."""

    profile: ProgrammeProfile
    window: Window
    ids: PresentIds
