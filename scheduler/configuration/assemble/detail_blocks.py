"""Makes the details of a series, an extra meeting or a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from scheduler.configuration.assemble.context import Context
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

    The fields of `_CONVERSIONS` are converted; the other fields of Details are copied from the fields of the
    same name in DetailsDocument.
    """
    document = block.document
    if document.themes:
        context.check_references(document.themes, (*block.path, "themes"), "themes")
    written = {name: getattr(document, name) for name in DETAILS_FIELDS}
    details = {
        name: _CONVERSIONS[name](value) if name in _CONVERSIONS else value
        for name, value in written.items()
        if value is not None
    }
    if isinstance(document.cancel, Text):
        details["reason"] = document.cancel
    elif (
        isinstance(document, ChangeDocument)
        and document.cancel
        and (document.move_to is not None or document.clock is not None or document.without)
    ):
        details.pop("reason", None)  # it says why the meeting had moved, not why it is cancelled
    return Details(**details)


def joins(documents: Iterable[DetailsDocument]) -> list[Join]:
    """Returns the joins of `documents`."""
    values = (_join(document.join) for document in documents if document.join is not None)
    return [join for join in values if join is not None]


def _join(document: JoinDocument) -> Join | None:
    if document.url is None:
        return None
    return Join(url=document.url, passcode=document.passcode, public=document.public)


def _links(addresses: dict[str, str]) -> tuple[Link, ...]:
    return tuple(Link(Text.plain(label), address) for label, address in addresses.items())


def _languages(document: LanguagesDocument) -> Languages:
    return Languages(spoken=document.spoken, interpretation=document.interpretation)


def _speakers(documents: list[SpeakerDocument]) -> tuple[Speaker, ...]:
    """Returns the speakers who agreed to be shown; the programme never contains the others."""
    return tuple(
        Speaker(name=speaker.name, role=speaker.role)
        for speaker in documents
        if speaker.consent and speaker.name
    )


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "themes": lambda ids: tuple(dict.fromkeys(ids)),
    "cancel": bool,
    "join": _join,
    "links": _links,
    "languages": _languages,
    "speakers": _speakers,
}
