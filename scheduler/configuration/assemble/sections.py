"""The function that makes the value of a block, for each section whose blocks have ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scheduler.configuration.assemble.context import Context
from scheduler.configuration.assemble.members import (
    assemble_city,
    assemble_group,
    assemble_pair,
    assemble_theme,
)
from scheduler.configuration.assemble.series import assemble_meeting, assemble_webinar

Maker = Callable[[Context, Any], object]
"""Returns the value of a block; None if something in it is wrong."""
MAKERS: Mapping[str, Maker] = {
    "themes": assemble_theme,
    "cities": assemble_city,
    "pairs": assemble_pair,
    "groups": assemble_group,
    "meetings": assemble_meeting,
    "webinars": assemble_webinar,
}
"""By the name of the section, in the order in which a programme is made."""
