"""Makes the programme from its own block, before it has cities, pairs and series."""

from __future__ import annotations

from typing import Any

from scheduler.configuration.assemble.context import Context, check_duplicates
from scheduler.configuration.assemble.identifiers import ID, wrong_id
from scheduler.configuration.assemble.members import assemble_host
from scheduler.configuration.assemble.text_checks import check_texts
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import (
    PagesDocument,
    ProgrammeDocument,
    WindowDocument,
)
from scheduler.configuration.vocabulary.languages import unlikely_language_warning
from scheduler.configuration.vocabulary.web_addresses import is_unencrypted
from scheduler.programme.programme import Programme
from scheduler.programme.spans import Length
from scheduler.programme.texts import PageTexts


def bare_programme(context: Context, block: Block[ProgrammeDocument]) -> Programme | None:
    """Returns the programme without cities, pairs and series; None if its block is incomplete."""
    document, languages = block.document, context.declared.languages
    check_texts(context, block)
    _check_programme(context, block)
    context.warn_about_long_ranges(document.closed, (*block.path, "closed"))
    host = assemble_host(context, document.host, (*block.path, "host")) if document.host else None
    pages = document.pages or PagesDocument()
    if document.id is None or document.name is None or host is None or not languages:
        return None
    window = document.window or WindowDocument()
    policies: dict[str, Any] = {"past": window.past, "ahead": window.ahead, "cancelled": document.cancelled}
    programme = Programme(
        id=document.id,
        name=document.name,
        host=host,
        languages=languages,
        address=document.address,
        closed=tuple(document.closed),
        page_texts=PageTexts(
            accessibility=pages.accessibility, enforcement=pages.enforcement, privacy=pages.privacy
        ),
        themes={},
        cities={},
        pairs={},
        groups={},
        series={},
        **{name: policy for name, policy in policies.items() if policy},
    )
    return programme if ID.fullmatch(document.id) else None


_UNENCRYPTED = (
    "`http://` lets anyone on the way read and change these calendars; write `https://` where the site has it"
)


def _check_programme(context: Context, block: Block[ProgrammeDocument]) -> None:
    document, path = block.document, block.path
    reason = wrong_id(document.id) if document.id is not None and document.id != "programme" else None
    if reason is not None:
        context.error((*path, "id"), reason)
    if document.languages == ():
        context.error((*path, "languages"), "no language is named; write for example `languages: [en]`")
    check_duplicates(context, document.languages or (), (*path, "languages"))
    for index, language in enumerate(document.languages or ()):
        warning = unlikely_language_warning(language)
        if warning is not None:
            context.warning((*path, "languages", index), warning)
    if document.address is not None and is_unencrypted(document.address):
        context.warning((*path, "address"), _UNENCRYPTED)
    if document.window is not None and document.window.ahead == Length():
        words = "feeds must look ahead; write for example `ahead: 18 months`"
        context.error((*path, "window", "ahead"), words)
