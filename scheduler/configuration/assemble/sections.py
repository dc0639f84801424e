"""The sections whose blocks have ids: the form of a block, and the function that makes its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from scheduler.configuration.assemble.context import Context
from scheduler.configuration.assemble.members import (
    assemble_city,
    assemble_group,
    assemble_pair,
    assemble_theme,
)
from scheduler.configuration.assemble.series import assemble_meeting, assemble_webinar
from scheduler.configuration.blocks.document import Document
from scheduler.configuration.blocks.documents import (
    CityDocument,
    GroupDocument,
    MeetingDocument,
    PairDocument,
    ThemeDocument,
    WebinarDocument,
)


class Section(Struct, frozen=True):
    """The form of the blocks of one section, and the function that makes a value of a block."""

    document: type[Document]
    make: Callable[[Context, Any], object]


SECTIONS: Mapping[str, Section] = {
    "themes": Section(ThemeDocument, assemble_theme),
    "cities": Section(CityDocument, assemble_city),
    "pairs": Section(PairDocument, assemble_pair),
    "groups": Section(GroupDocument, assemble_group),
    "meetings": Section(MeetingDocument, assemble_meeting),
    "webinars": Section(WebinarDocument, assemble_webinar),
}
"""All of them by name, in the order in which a programme is made."""
