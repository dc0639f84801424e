"""The programme's own block, and the cities."""

from __future__ import annotations

import re
from dataclasses import replace

from scheduler.configuration.assemble.clocks import read_zone
from scheduler.configuration.assemble.declared import Declared
from scheduler.configuration.assemble.findings import Findings, check_twice
from scheduler.configuration.assemble.identifiers import ID, wrong_id
from scheduler.configuration.assemble.texts import check_words
from scheduler.configuration.blocks.documents import (
    CityDocument,
    HostDocument,
    PagesDocument,
    ProgrammeDocument,
)
from scheduler.configuration.blocks.partial import PartialBlock
from scheduler.configuration.spelling import advice, listed, quoted
from scheduler.configuration.vocabulary.addresses import is_open
from scheduler.configuration.vocabulary.languages import doubt
from scheduler.configuration.vocabulary.zone_tables import countries, zones_by_country
from scheduler.programme.places import City, Host, OfficeHours
from scheduler.programme.problems import Path
from scheduler.programme.programme import PageTexts, Programme
from scheduler.programme.spans import Length
from scheduler.timetable.holidays import supported_countries, supported_subdivisions


def head(draft: PartialBlock[ProgrammeDocument], names: Declared, findings: Findings) -> Programme | None:
    """A programme that has everything but its parts; None where its block does not say enough."""
    document = draft.document
    check_words(document, draft.path, names, findings)
    _check_head(document, draft.path, findings)
    host = _host(document.host, (*draft.path, "host"), findings) if document.host else None
    pages = document.pages or PagesDocument()
    check_words(pages, (*draft.path, "pages"), names, findings)
    if document.id is None or document.name is None or host is None or not names.languages:
        return None
    programme = Programme(
        id=document.id,
        name=document.name,
        host=host,
        languages=names.languages,
        address=document.address,
        closed=tuple(document.closed),
        notes=PageTexts(
            accessibility=pages.accessibility, enforcement=pages.enforcement, privacy=pages.privacy
        ),
        themes={},
        cities={},
        pairs={},
        groups={},
        series={},
    )
    return _with_policies(programme, document) if ID.fullmatch(document.id) else None


def _with_policies(programme: Programme, document: ProgrammeDocument) -> Programme:
    """What is not said keeps the programme's own defaults."""
    past = document.window.past if document.window else None
    ahead = document.window.ahead if document.window else None
    return replace(
        programme,
        past=past or programme.past,
        ahead=ahead or programme.ahead,
        cancelled=document.cancelled or programme.cancelled,
    )


def _check_head(document: ProgrammeDocument, path: Path, findings: Findings) -> None:
    wrong = wrong_id(document.id) if document.id is not None and document.id != "programme" else None
    if wrong is not None:
        findings.error((*path, "id"), wrong)
    if document.languages == []:
        findings.error((*path, "languages"), "no language is named; write for example `languages: [en]`")
    _check_programme_languages(document.languages or [], (*path, "languages"), findings)
    if document.address is not None and is_open(document.address):
        findings.warning((*path, "address"), _OPEN)
    if document.window is not None and document.window.ahead == Length():
        findings.error(
            (*path, "window", "ahead"), "feeds must look ahead; write for example `ahead: 18 months`"
        )


_OPEN = (
    "`http://` lets anyone on the way read and change these calendars; write `https://` where the site has it"
)


def _check_programme_languages(languages: list[str], path: Path, findings: Findings) -> None:
    check_twice(languages, path, findings)
    for index, language in enumerate(languages):
        doubtful = doubt(language)
        if doubtful is not None:
            findings.warning((*path, index), doubtful)


def _host(document: HostDocument, path: Path, findings: Findings) -> Host | None:
    if document.timezone is None or document.name is None:
        return None
    zone = read_zone(document.timezone, (*path, "timezone"), document.country, findings)
    if zone is None:
        return None
    _check_country(zone, document.country, (*path, "timezone"), findings)
    return Host(
        name=document.name, zone=zone, country=document.country, url=document.url, attends=document.attends
    )


def _check_country(zone: str, country: str | None, path: Path, findings: Findings) -> None:
    """A zone of another country is often a slip of copying, and sometimes meant."""
    local = zones_by_country().get(country or "", ())
    if local and zone not in local and zone != "UTC":
        meant = f"`{local[0]}`" if len(local) == 1 else f"such as `{local[0]}`"
        findings.warning(path, f"`{zone}` is no zone of {countries()[country or '']} ({meant}); is it meant?")


def city(draft: PartialBlock[CityDocument], names: Declared, findings: Findings) -> City | None:
    """The city; None where a part of it is not clear."""
    document = draft.document
    check_words(document, draft.path, names, findings)
    _check_city_languages(document, (*draft.path, "languages"), names, findings)
    _check_subdivision(document, draft.path, findings)
    zone = None
    if document.timezone is not None:
        zone = read_zone(document.timezone, (*draft.path, "timezone"), document.country, findings)
    if zone is None or document.name is None or document.country is None:
        return None
    _check_country(zone, document.country, (*draft.path, "timezone"), findings)
    return City(
        id=str(draft.path[1]),
        name=document.name,
        official_name=document.official_name,
        country=document.country,
        subdivision=document.subdivision,
        zone=zone,
        languages=tuple(document.languages),
        hours=_office_hours(document),
        closed=tuple(document.closed),
        open=tuple(document.open),
        formerly=tuple(document.formerly),
    )


def _check_subdivision(document: CityDocument, path: Path, findings: Findings) -> None:
    """An unknown code is only a warning: which are known depends on the release of the holiday data."""
    code, country = document.subdivision, document.country
    known = supported_subdivisions(country) if code and country else ()
    if not code or not country or code in known:
        return
    where, name = (*path, "subdivision"), countries()[country]
    cure = f"write one of {listed(known)}, or take the line out" if known else "take the line out"
    if code.upper() in known:
        findings.error(where, f"{quoted(code)} is written in capitals: `{code.upper()}`")
    elif re.fullmatch("[A-Za-z0-9]{1,4}", code):
        counts = (
            f"only those of all of {name} will count"
            if country in supported_countries()
            else "none will count"
        )
        said = f"no public holidays are known for {quoted(code)} in {name}, so {counts}"
        findings.warning(where, f"{said}; {cure}")
    else:
        findings.error(where, f"{quoted(code)} is no code of ISO 3166-2 for a part of {name}; {cure}")


def _check_city_languages(document: CityDocument, path: Path, names: Declared, findings: Findings) -> None:
    if not document.languages and "languages" in document.model_fields_set:
        first = names.languages[0] if names.languages else "en"
        cure = f"write for example `languages: [{first}]`, or take the line out"
        findings.error(path, f"no language is named; {cure}")
    check_twice(document.languages, path, findings)
    for index, language in enumerate(document.languages):
        if names.languages and language not in names.languages:
            hint = advice(language, names.languages, kind="languages of the programme")
            findings.error(
                (*path, index),
                f"the programme has no language {quoted(language)}, so it has no calendar in it; {hint}",
            )


def _office_hours(document: CityDocument) -> OfficeHours:
    default = OfficeHours()
    opens, closes = document.office_hours or (default.opens, default.closes)
    return OfficeHours(opens=opens, closes=closes, days=document.office_days or default.days)
