"""The country of a city, as its ISO 3166-1 code."""

from __future__ import annotations

from functools import cache

from babel.core import Locale, get_global

from scheduler.configuration.spelling import Misunderstood, closest, quoted
from scheduler.configuration.vocabulary.zone_tables import countries

COUNTRY_PATTERN = "[A-Z]{2}"

_OTHER_NAMES = {
    "ENGLAND": "GB",
    "SCOTLAND": "GB",
    "WALES": "GB",
    "GREAT BRITAIN": "GB",
    "EL": "GR",
    "GER": "DE",
    "HOLLAND": "NL",
    "THE NETHERLANDS": "NL",
    "NED": "NL",
    "KOREA": "KR",
    "REPUBLIC OF KOREA": "KR",
    "KOREA, REPUBLIC OF": "KR",
    "VIET NAM": "VN",
}
"""Names that iso3166.tab and Babel lack: codes of the EU and of sport, parts of countries, other names."""


def country(text: str) -> str:
    """Returns the code of a country (`BG`); raises Misunderstood with the code that was probably meant."""
    words = text.strip()
    if words in countries():
        return words
    code = _code_for(words.upper())
    hint = f"did you mean `{code}` ({countries()[code]})?" if code else "codes are such as `BG`, `KR`, `NL`"
    raise Misunderstood(f"{quoted(text)} is not a country code of ISO 3166-1; {hint}")


def _code_for(words: str) -> str | None:
    """Returns the code for `words` in capitals: a name, or a code of two or three letters."""
    if words in countries():
        return words
    names = _codes_by_name()
    name = closest(words, names) if len(words) > 3 and words not in names else words
    return names.get(name or "") or _by_other_code(words)


@cache
def _codes_by_name() -> dict[str, str]:
    """Returns the codes of countries by their English names in capitals, from Babel and from iso3166.tab."""
    territories = Locale("en").territories.items()
    by_babel = {name.upper(): code for code, name in territories if code in countries()}
    return {**by_babel, **{name.upper(): code for code, name in countries().items()}, **_OTHER_NAMES}


def _by_other_code(code: str) -> str | None:
    """Returns the code for one of three letters or digits (`IRL`), or for a former or wrong one (`UK`)."""
    codes = get_global("territory_aliases").get(code, ())
    return codes[0] if len(codes) == 1 and codes[0] in countries() else None
