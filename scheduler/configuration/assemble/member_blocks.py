"""Makes the programme from its own block, and its members: host, cities, pairs, groups and themes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scheduler.configuration.assemble.context import ID, Context, wrong_id
from scheduler.configuration.assemble.read_clock import read_zone
from scheduler.configuration.assemble.text_checks import check_texts
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import (
    CityDocument,
    HostDocument,
    LookDocument,
    MailDocument,
    MembersDocument,
    PagesDocument,
    PairDocument,
    ProgrammeDocument,
    ThemeDocument,
    WindowDocument,
)
from scheduler.configuration.spelling import LONGEST_LIST, closest, listed, quoted, what_instead
from scheduler.configuration.vocabulary.codes import language_meant, unlikely_language_warning
from scheduler.configuration.vocabulary.web_addresses import is_unencrypted
from scheduler.configuration.vocabulary.zones import countries, zones_by_country
from scheduler.programme.members import City, Group, Host, MailSender, OfficeHours, Pair, Theme
from scheduler.programme.problems import FieldPath
from scheduler.programme.programme import EXAMPLE_ID, Programme
from scheduler.programme.spans import Length
from scheduler.programme.texts import Look, PageTexts
from scheduler.timetable.holidays import subdivision_names, supported_countries, supported_subdivisions


def assemble_programme(context: Context, block: Block[ProgrammeDocument]) -> Programme | None:
    """Returns the programme without cities, pairs and series; None if its block is incomplete."""
    document, languages = block.document, context.declared.languages
    check_texts(context, block)
    _check_programme(context, block)
    context.warn_about_long_ranges(document.closed, (*block.path, "closed"))
    host = _host(context, document.host, (*block.path, "host")) if document.host else None
    if document.id is None or document.name is None or host is None or not languages:
        return None
    window, pages = document.window or WindowDocument(), document.pages or PagesDocument()
    look = document.look or LookDocument()
    policies: dict[str, Any] = {"past": window.past, "ahead": window.ahead, "cancelled": document.cancelled}
    programme = Programme(
        id=document.id,
        name=document.name,
        host=host,
        languages=languages,
        address=document.address,
        closed=document.closed,
        page_texts=PageTexts(
            accessibility=pages.accessibility, enforcement=pages.enforcement, privacy=pages.privacy
        ),
        look=Look(colour=look.colour, contact=look.contact, embed_in=look.embed_in),
        mail=_mail(document.mail),
        themes={},
        cities={},
        groups={},
        series={},
        **{name: policy for name, policy in policies.items() if policy},
    )
    return programme if ID.fullmatch(document.id) else None


def _check_programme(context: Context, block: Block[ProgrammeDocument]) -> None:
    document, path = block.document, block.path
    reason = wrong_id(document.id) if document.id is not None and document.id != "programme" else None
    if reason is not None:
        context.error((*path, "id"), reason)
    if document.id == EXAMPLE_ID:
        words = (
            "the example cannot be published; write your own cities and meetings, and an id of your own, "
            "which stays for ever: `id: your-name`"
        )
        context.warning((*path, "id"), words, code="example")
    if document.languages == ():
        context.error((*path, "languages"), "no language is named; write for example `languages: [en]`")
    context.check_duplicates(document.languages or (), (*path, "languages"))
    for index, language in enumerate(document.languages or ()):
        warning = unlikely_language_warning(language)
        if warning is not None:
            context.warning((*path, "languages", index), warning)
    if document.address is not None and is_unencrypted(document.address):
        words = (
            "`http://` lets anyone on the way read and change these calendars; write `https://` where the "
            "site has it"
        )
        context.warning((*path, "address"), words)
    if document.window is not None and document.window.ahead == Length():
        words = "calendars must look ahead; write for example `ahead: 18 months`"
        context.error((*path, "window", "ahead"), words)


def _host(context: Context, document: HostDocument, path: FieldPath) -> Host | None:
    zone = _zone(context, document.timezone, (*path, "timezone"), document.country)
    if zone is None or document.name is None:
        return None
    return Host(
        name=document.name, zone=zone, country=document.country, url=document.url, attends=document.attends
    )


def _mail(document: MailDocument | None) -> MailSender | None:
    if document is None or document.address is None:
        return None
    return MailSender(
        address=document.address,
        reply_to=document.reply_to or document.address,
        seen=document.seen,
        digest=document.digest is not None,
        remind=document.remind,
    )


def _zone(context: Context, name: str | None, path: FieldPath, country: str | None) -> str | None:
    """Returns the zone; warns if it is in another country, which is often a mistake of copying."""
    zone = read_zone(context, name, path, country) if name is not None else None
    zones = zones_by_country().get(country or "", ())
    if zone is not None and zones and zone not in zones and zone != "UTC":
        example = f"`{zones[0]}`" if len(zones) == 1 else f"such as `{zones[0]}`"
        words = f"`{zone}` is not a time zone of {countries()[country or '']} ({example}); is it meant?"
        context.warning(path, words)
    return zone


def assemble_city(context: Context, block: Block[CityDocument]) -> City | None:
    """Returns the city; None if a part of it is not clear."""
    document = block.document
    check_texts(context, block)
    _check_city_languages(context, block)
    context.warn_about_long_ranges(document.closed, (*block.path, "closed"))
    context.warn_about_long_ranges(document.open, (*block.path, "open"))
    _check_subdivision(context, block)
    zone = _zone(context, document.timezone, (*block.path, "timezone"), document.country)
    if zone is None or document.name is None or document.country is None:
        return None
    default = OfficeHours()
    opens, closes = document.office_hours or (default.opens, default.closes)
    return City(
        id=block.id,
        name=document.name,
        official_name=document.official_name,
        country=document.country,
        subdivision=document.subdivision,
        zone=zone,
        languages=document.languages,
        hours=OfficeHours(opens=opens, closes=closes, days=document.office_days or default.days),
        closed=document.closed,
        open=document.open,
        formerly=document.formerly,
    )


def _check_subdivision(context: Context, block: Block[CityDocument]) -> None:
    """Checks the code; warns if it may exist, but this release of `holidays` does not know it."""
    code, country = block.document.subdivision, block.document.country
    codes = supported_subdivisions(country) if code and country else ()
    if not code or not country or code in codes:
        return
    path, name = (*block.path, "subdivision"), countries()[country]
    cure = _subdivision_cure(code, country, codes)
    if code.upper() in codes:
        context.error(path, f"{quoted(code)} is written in capitals: `{code.upper()}`")
    elif re.fullmatch("[A-Za-z0-9]{1,4}", code):
        has_holidays = country in supported_countries()
        effect = f"only those of all of {name} will count" if has_holidays else "none will count"
        words = f"no public holidays are known for {quoted(code)} in {name}, so {effect}; {cure}"
        context.warning(path, words)
    else:
        context.error(path, f"{quoted(code)} is not a code of ISO 3166-2 for a part of {name}; {cure}")


def _subdivision_cure(code: str, country: str, codes: Sequence[str]) -> str:
    """Returns what to write instead of `code`: the part with a similar name, or one of those of `country`."""
    if not codes:
        return "take the line out"
    by_name = subdivision_names(country)
    name = closest(code, by_name)
    if name is not None:
        return f"did you mean `{by_name[name]}` ({name})?"
    names = {code: name for name, code in reversed(by_name.items())}
    shown = [f"`{code}` ({names[code]})" if code in names else f"`{code}`" for code in codes]
    choices = listed(codes) if len(codes) > LONGEST_LIST else ", ".join(shown)
    return f"write one of {choices}, or take the line out"


def _check_city_languages(context: Context, block: Block[CityDocument]) -> None:
    languages, programme_languages = block.document.languages, context.declared.languages
    path = (*block.path, "languages")
    if block.data.get("languages", "") in (None, []):
        example = programme_languages[0] if programme_languages else "en"
        cure = f"write for example `languages: [{example}]`, or take the line out"
        context.error(path, f"no language is named; {cure}")
    context.check_duplicates(languages, path)
    for index, language in enumerate(languages):
        if programme_languages and language not in programme_languages:
            hint = what_instead(
                language_meant(language) or language, programme_languages, plural="languages of the programme"
            )
            words = f"the programme has no language {quoted(language)}, so it has no calendar in it; {hint}"
            context.error((*path, index), words)


def assemble_theme(context: Context, block: Block[ThemeDocument]) -> Theme | None:
    """Returns the theme; None if it has no name."""
    document = block.document
    check_texts(context, block)
    if document.name is None:
        return None
    return Theme(
        id=block.id, name=document.name, description=document.description, formerly=document.formerly
    )


def assemble_group(context: Context, block: Block[MembersDocument]) -> Group | None:
    """Returns the pair or other group; None if its cities are not clear."""
    document, path = block.document, (*block.path, "cities")
    check_texts(context, block)
    context.check_references(document.themes, (*block.path, "themes"), "themes")
    if document.cities is None:
        return None
    errors = context.found.errors
    context.check_references(document.cities, path, "cities")
    context.check_duplicates(document.cities, path, "is named twice; each city counts once")
    if context.found.errors > errors:
        return None
    is_pair, number = isinstance(document, PairDocument), len(document.cities)
    if is_pair and number not in (2, 3):
        words = f"a pair has two or three cities, not {number}"
        cure = "more cities are a group: list them under `groups:`, and write `group:` instead of `pair:`"
        context.error(path, f"{words}; {cure}" if number > 3 else words)
        return None
    if not number:
        context.error(path, "a group has at least one city")
        return None
    make = Pair if is_pair else Group
    return make(
        id=block.id,
        cities=document.cities,
        name=document.name,
        themes=tuple(dict.fromkeys(document.themes)),
        formerly=document.formerly,
    )
