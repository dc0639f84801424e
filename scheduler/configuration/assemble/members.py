"""Makes the members of a programme from their blocks: host, cities, pairs, groups and themes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scheduler.configuration.assemble.clocks import read_zone
from scheduler.configuration.assemble.context import (
    Context,
    check_duplicates,
    check_references,
)
from scheduler.configuration.assemble.text_checks import check_texts
from scheduler.configuration.blocks.block import Block
from scheduler.configuration.blocks.documents import (
    CityDocument,
    GroupDocument,
    HostDocument,
    MembersDocument,
    PairDocument,
    ThemeDocument,
)
from scheduler.configuration.spelling import LONGEST_LIST, advice, closest, listed, quoted
from scheduler.configuration.vocabulary.zone_tables import countries, zones_by_country
from scheduler.programme.groups import Group, Pair, Theme
from scheduler.programme.places import City, Host, OfficeHours
from scheduler.programme.problems import FieldPath
from scheduler.timetable.holidays import subdivision_names, supported_countries, supported_subdivisions


def assemble_host(context: Context, document: HostDocument, path: FieldPath) -> Host | None:
    """Returns the host; None if its zone or name is not clear."""
    if document.timezone is None or document.name is None:
        return None
    zone = _zone(context, document.timezone, (*path, "timezone"), document.country)
    if zone is None:
        return None
    return Host(
        name=document.name, zone=zone, country=document.country, url=document.url, attends=document.attends
    )


def _zone(context: Context, name: str, path: FieldPath, country: str | None) -> str | None:
    """Returns the zone; warns if it is in another country, which is often a mistake of copying."""
    zone = read_zone(context, name, path, country)
    zones = zones_by_country().get(country or "", ())
    if zone is not None and zones and zone not in zones and zone != "UTC":
        example = f"`{zones[0]}`" if len(zones) == 1 else f"such as `{zones[0]}`"
        context.warning(
            path, f"`{zone}` is not a time zone of {countries()[country or '']} ({example}); is it meant?"
        )
    return zone


def assemble_city(context: Context, block: Block[CityDocument]) -> City | None:
    """Returns the city; None if a part of it is not clear."""
    document = block.document
    check_texts(context, block)
    _check_city_languages(context, block)
    context.warn_about_long_ranges(document.closed, (*block.path, "closed"))
    context.warn_about_long_ranges(document.open, (*block.path, "open"))
    _check_subdivision(context, block)
    zone = None
    if document.timezone is not None:
        zone = _zone(context, document.timezone, (*block.path, "timezone"), document.country)
    if zone is None or document.name is None or document.country is None:
        return None
    return City(
        id=block.id,
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


def _check_subdivision(context: Context, block: Block[CityDocument]) -> None:
    """Checks the code; warns if it may exist, but this release of `holidays` does not know it."""
    code, country = block.document.subdivision, block.document.country
    codes = supported_subdivisions(country) if code and country else ()
    if not code or not country or code in codes:
        return
    path, name = (*block.path, "subdivision"), countries()[country]
    cure = _subdivision_cure(code, country, codes)
    by_name = {known.casefold(): of_name for known, of_name in subdivision_names(country).items()}
    if code.upper() in codes:
        context.error(path, f"{quoted(code)} is written in capitals: `{code.upper()}`")
    elif code.casefold() in by_name:
        context.error(path, f"{quoted(code)} is a name; write its code, `{by_name[code.casefold()]}`")
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
    first_names: dict[str, str] = {}
    for name, code_of_name in by_name.items():
        first_names.setdefault(code_of_name, name)
    names = [f"`{known}` ({first_names[known]})" if known in first_names else f"`{known}`" for known in codes]
    choices = listed(codes) if len(codes) > LONGEST_LIST else ", ".join(names)
    return f"write one of {choices}, or take the line out"


def _check_city_languages(context: Context, block: Block[CityDocument]) -> None:
    languages, programme_languages = block.document.languages, context.declared.languages
    path = (*block.path, "languages")
    if block.data.get("languages", "") in (None, []):
        example = programme_languages[0] if programme_languages else "en"
        cure = f"write for example `languages: [{example}]`, or take the line out"
        context.error(path, f"no language is named; {cure}")
    check_duplicates(context, languages, path)
    for index, language in enumerate(languages):
        if programme_languages and language not in programme_languages:
            hint = advice(language, programme_languages, kind="languages of the programme")
            words = f"the programme has no language {quoted(language)}, so it has no calendar in it; {hint}"
            context.error((*path, index), words)


def _office_hours(document: CityDocument) -> OfficeHours:
    default = OfficeHours()
    opens, closes = document.office_hours or (default.opens, default.closes)
    return OfficeHours(opens=opens, closes=closes, days=document.office_days or default.days)


def assemble_theme(context: Context, block: Block[ThemeDocument]) -> Theme | None:
    """Returns the theme; None if it has no name."""
    document = block.document
    check_texts(context, block)
    if document.name is None:
        return None
    return Theme(
        id=block.id, name=document.name, description=document.description, formerly=tuple(document.formerly)
    )


def assemble_pair(context: Context, block: Block[PairDocument]) -> Pair | None:
    """Returns the pair; None if its cities are not clear."""
    fields = _members(context, block)
    if fields is None:
        return None
    number = len(fields["cities"])
    if number in (2, 3):
        return Pair(**fields)
    words = f"a pair has two or three cities, not {number}"
    cure = "more cities are a group: list them under `groups:`, and write `group:` instead of `pair:`"
    context.error((*block.path, "cities"), f"{words}; {cure}" if number > 3 else words)
    return None


def assemble_group(context: Context, block: Block[GroupDocument]) -> Group | None:
    """Returns the group; None if its cities are not clear."""
    fields = _members(context, block)
    if fields is not None and not fields["cities"]:
        context.error((*block.path, "cities"), "a group has at least one city")
    return Group(**fields) if fields is not None else None


def _members(context: Context, block: Block[MembersDocument]) -> dict[str, Any] | None:
    """Returns the fields of a pair or group; None if its cities are not clear."""
    document, path = block.document, (*block.path, "cities")
    check_texts(context, block)
    check_references(context, document.themes, (*block.path, "themes"), "themes")
    if document.cities is None:
        return None
    errors = context.found.errors
    check_references(context, document.cities, path, "cities")
    check_duplicates(context, document.cities, path, "is named twice; each city counts once")
    if context.found.errors > errors:
        return None
    return {
        "id": block.id,
        "cities": tuple(document.cities),
        "name": document.name,
        "themes": tuple(dict.fromkeys(document.themes)),
        "formerly": tuple(document.formerly),
    }
