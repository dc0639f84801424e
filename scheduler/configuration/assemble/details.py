"""What is said of a series, an extra meeting or one occurrence, as a value."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.configuration.assemble.declared import Declared, check_reference
from scheduler.configuration.assemble.findings import Findings
from scheduler.configuration.blocks.documents import (
    ChangeDocument,
    DetailsDocument,
    JoinDocument,
    LanguagesDocument,
    SpeakerDocument,
)
from scheduler.programme.details import Details, Join, Languages, Link, Speaker
from scheduler.programme.problems import Path
from scheduler.programme.texts import Text


def details(document: DetailsDocument, path: Path, names: Declared, findings: Findings) -> Details:
    """The details that `document` says; themes that are not listed are errors."""
    for index, theme in enumerate(document.themes or ()):
        check_reference(theme, (*path, "themes", index), names.themes, "theme", names, findings)
    return Details(
        title=document.title,
        description=document.description,
        duration=document.duration,
        kind=document.kind,
        place=document.place,
        themes=None if document.themes is None else tuple(dict.fromkeys(document.themes)),
        status=document.status,
        visibility=document.visibility,
        join=_join(document.join),
        registration=document.registration,
        links=None if document.links is None else _links(document.links),
        languages=_languages(document.languages),
        speakers=_speakers(document.speakers),
        reason=_reason(document),
        busy=document.busy,
    )


def _join(document: JoinDocument | None) -> Join | None:
    if document is None or document.url is None:
        return None
    return Join(url=document.url, passcode=document.passcode, public=document.public)


def _links(labels: dict[str, str]) -> tuple[Link, ...]:
    return tuple(Link(Text.plain(label), url) for label, url in labels.items())


def _languages(document: LanguagesDocument | None) -> Languages | None:
    if document is None:
        return None
    return Languages(spoken=tuple(document.spoken), interpretation=tuple(document.interpretation))


def _speakers(documents: list[SpeakerDocument] | None) -> tuple[Speaker, ...] | None:
    """Those who agreed to be shown; the others stay out of the programme altogether."""
    if documents is None:
        return None
    return tuple(Speaker(name=who.name, role=who.role) for who in documents if who.consent and who.name)


def _reason(document: DetailsDocument) -> Text | None:
    cancel = document.cancel if isinstance(document, ChangeDocument) else None
    return cancel if isinstance(cancel, Text) else document.reason


def joins(documents: Iterable[DetailsDocument]) -> list[Join]:
    """The ways into the meetings that `documents` give."""
    found = (_join(document.join) for document in documents)
    return [join for join in found if join is not None]
