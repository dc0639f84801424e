"""The country of a city, as its ISO 3166-1 code."""

from __future__ import annotations

from scheduler.configuration.spelling import Misunderstood, closest, quoted
from scheduler.configuration.vocabulary.zone_tables import countries

COUNTRY_PATTERN = "[A-Z]{2}"

_KNOWN_SLIPS = {
    "UK": "GB",
    "EL": "GR",
    "ENGLAND": "GB",
    "SCOTLAND": "GB",
    "WALES": "GB",
    "UNITED KINGDOM": "GB",
    "GREAT BRITAIN": "GB",
    "KOREA": "KR",
    "SOUTH KOREA": "KR",
    "REPUBLIC OF KOREA": "KR",
    "KOREA, REPUBLIC OF": "KR",
    "USA": "US",
    "HOLLAND": "NL",
    "THE NETHERLANDS": "NL",
    "CZECHIA": "CZ",
    "VIET NAM": "VN",
    "TÜRKIYE": "TR",
}

_THREE_LETTERS = dict(
    pair.split(":")
    for pair in [
        "AUS:AU",
        "AUT:AT",
        "BEL:BE",
        "BGR:BG",
        "BRA:BR",
        "CAN:CA",
        "CHE:CH",
        "CHL:CL",
        "CHN:CN",
        "COL:CO",
        "CYP:CY",
        "CZE:CZ",
        "DEU:DE",
        "DNK:DK",
        "ESP:ES",
        "EST:EE",
        "ETH:ET",
        "FIN:FI",
        "FRA:FR",
        "GBR:GB",
        "GER:DE",
        "GRC:GR",
        "HRV:HR",
        "HUN:HU",
        "IDN:ID",
        "IND:IN",
        "IRL:IE",
        "ISL:IS",
        "ITA:IT",
        "JPN:JP",
        "KOR:KR",
        "LTU:LT",
        "LUX:LU",
        "LVA:LV",
        "MEX:MX",
        "MLT:MT",
        "MYS:MY",
        "NED:NL",
        "NLD:NL",
        "NOR:NO",
        "NZL:NZ",
        "PER:PE",
        "PHL:PH",
        "POL:PL",
        "PRT:PT",
        "ROU:RO",
        "SGP:SG",
        "SRB:RS",
        "SVK:SK",
        "SVN:SI",
        "SWE:SE",
        "THA:TH",
        "TUR:TR",
        "TWN:TW",
        "UKR:UA",
        "VNM:VN",
        "ZAF:ZA",
    ]
)


def country(text: str) -> str:
    """The code of a country (`BG`); raises Misunderstood with the code that was probably meant."""
    words = text.strip()
    if words in countries():
        return words
    meant = _meant(words.upper())
    hint = (
        f"did you mean `{meant}` ({countries()[meant]})?" if meant else "codes are such as `BG`, `KR`, `NL`"
    )
    raise Misunderstood(f"{quoted(text)} is no country code of ISO 3166-1; {hint}")


def _meant(words: str) -> str | None:
    if words in _KNOWN_SLIPS:
        return _KNOWN_SLIPS[words]
    if words in countries():
        return words
    by_name = {name.upper(): code for code, name in countries().items()}
    named = by_name.get(words) or by_name.get(closest(words, by_name) or "" if len(words) > 3 else "")
    return named or _THREE_LETTERS.get(words)
