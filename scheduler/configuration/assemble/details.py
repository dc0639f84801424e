"""Makes the details of a series, an extra meeting or a change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scheduler.configuration.assemble.context import Context, check_references
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import (
    ChangeDocument,
    DetailsDocument,
    JoinDocument,
    LanguagesDocument,
    SpeakerDocument,
)
from scheduler.programme.details import DETAILS_FIELDS, Details, Join, Languages, Link, Speaker
from scheduler.programme.texts import Text


def assemble_details(context: Context, block: Block[DetailsDocument]) -> Details:
    """Returns the details of `block`. A theme that is not declared is an error.

    The fields named here are converted; the other fields of Details are copied from the fields of the same
    name in DetailsDocument.
    """
    document = block.document
    themes = document.themes
    check_references(context, themes or (), (*block.path, "themes"), "theme")
    converted: dict[str, Any] = {
        "themes": None if themes is None else tuple(dict.fromkeys(themes)),
        "join": _join(document.join),
        "links": None if document.links is None else _links(document.links),
        "languages": _languages(document.languages),
        "speakers": _speakers(document.speakers),
        "reason": _reason(document),
    }
    others = {name: getattr(document, name) for name in DETAILS_FIELDS if name not in converted}
    return Details(**others, **converted)


def joins(documents: Iterable[DetailsDocument]) -> list[Join]:
    """Returns the joins of `documents`."""
    values = (_join(document.join) for document in documents if document.join is not None)
    return [join for join in values if join is not None]


def _join(document: JoinDocument | None) -> Join | None:
    if document is None or document.url is None:
        return None
    return Join(url=document.url, passcode=document.passcode, public=document.public)


def _links(addresses: dict[str, str]) -> tuple[Link, ...]:
    return tuple(Link(Text.plain(label), address) for label, address in addresses.items())


def _languages(document: LanguagesDocument | None) -> Languages | None:
    if document is None:
        return None
    return Languages(spoken=tuple(document.spoken), interpretation=tuple(document.interpretation))


def _speakers(documents: list[SpeakerDocument] | None) -> tuple[Speaker, ...] | None:
    """Returns the speakers who agreed to be shown; the programme never contains the others."""
    if documents is None:
        return None
    return tuple(
        Speaker(name=speaker.name, role=speaker.role)
        for speaker in documents
        if speaker.consent and speaker.name
    )


def _reason(document: DetailsDocument) -> Text | None:
    """Returns the reason, which a change may also give as the value of `cancel`."""
    cancel = document.cancel if isinstance(document, ChangeDocument) else None
    return cancel if isinstance(cancel, Text) else document.reason
