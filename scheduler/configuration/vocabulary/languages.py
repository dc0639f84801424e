"""Languages by their codes: two letters of ISO 639-1, with a country where one matters (`pt-BR`).

Three letters are for languages that have no code of two. A country's code is often taken for that of its
language; where that is the code of another language, only a warning can tell.
"""

from __future__ import annotations

import re

from scheduler.configuration.spelling import Misunderstood, closest, quoted
from scheduler.configuration.vocabulary.zone_tables import countries

LANGUAGE_PATTERN = "[a-z]{2,3}(-[A-Z]{2})?"

_TABLE = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie
    ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv
    mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm
    rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr
    ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_CODES = frozenset(_TABLE.split())
_SPOKEN = {
    "ar": "arabic ara",
    "bg": "bulgarian bul български",
    "bs": "bosnian bos",
    "ca": "catalan cat",
    "cs": "czech ces cze cz čeština",
    "cy": "welsh cym wel",
    "da": "danish dan dk dansk",
    "de": "german deu ger deutsch",
    "el": "greek ell gre gr ελληνικά",
    "en": "english eng",
    "es": "spanish spa español",
    "et": "estonian est",
    "eu": "basque eus baq",
    "fa": "persian farsi fas per",
    "fi": "finnish fin suomi",
    "fr": "french fra fre français",
    "ga": "irish gle",
    "he": "hebrew heb",
    "hi": "hindi hin",
    "hr": "croatian hrv",
    "hu": "hungarian hun magyar",
    "id": "indonesian ind",
    "is": "icelandic isl ice",
    "it": "italian ita italiano",
    "ja": "japanese jpn jp 日本語",
    "ko": "korean kor 한국어",
    "lt": "lithuanian lit",
    "lv": "latvian lav",
    "mk": "macedonian mkd mac",
    "mt": "maltese mlt",
    "nl": "dutch nld dut flemish nederlands",
    "no": "norwegian nor norsk",
    "pl": "polish pol polski",
    "pt": "portuguese por português",
    "ro": "romanian ron rum",
    "ru": "russian rus русский",
    "sk": "slovak slk slo",
    "sl": "slovenian slovene slv",
    "sq": "albanian sqi alb",
    "sr": "serbian srp rs",
    "sv": "swedish swe svenska",
    "th": "thai tha",
    "tr": "turkish tur türkçe",
    "uk": "ukrainian ukr ua",
    "vi": "vietnamese vie vn",
    "zh": "chinese zho chi cn mandarin 中文",
}
_SLIPS = {slip: code for code, slips in _SPOKEN.items() for slip in slips.split()}
_DOUBTFUL = {
    "ee": ("Ewe", "Estonian", "et"),
    "kr": ("Kanuri", "Korean", "ko"),
    "se": ("Northern Sami", "Swedish", "sv"),
    "si": ("Sinhala", "Slovenian", "sl"),
}


def language(text: str) -> str:
    """A language code (`en`, `pt-BR`); raises Misunderstood with the code that was probably meant."""
    words = text.strip()
    code, _, country = words.partition("-")
    if not re.fullmatch(LANGUAGE_PATTERN, words) or code in _SLIPS or (len(code) == 2 and code not in _CODES):
        raise Misunderstood(f"{quoted(text)} is no language code; {_hint(words)}")
    if country and country not in countries():
        meant = f"`{code}-GB`" if country == "UK" else f"`{code}`"
        raise Misunderstood(f"{quoted(text)} ends in no code of a country; write {meant}")
    return words


def _hint(words: str) -> str:
    several = re.split(r"[\s,;/]+", words)
    if len(several) > 1 and all(word in _CODES for word in several):
        return f"write a list: `[{', '.join(several)}]`"
    first, _, second = words.replace("_", "-").partition("-")
    code = _known(first.casefold())
    if code is None:
        return "write for example `en`, `bg`, `ko` or `pt-BR`"
    return f"did you mean `{code}-{second.upper()}`?" if len(second) == 2 else f"did you mean `{code}`?"


def _known(word: str) -> str | None:
    if word in _DOUBTFUL:
        return _DOUBTFUL[word][2]
    if word in _CODES or word in _SLIPS:
        return _SLIPS.get(word, word)
    meant = closest(word, _SLIPS) if len(word) > 3 else None
    return _SLIPS[meant] if meant else None


def doubt(code: str) -> str | None:
    """What to say to the code of a language that hardly anyone means; None where all is well."""
    if code not in _DOUBTFUL:
        return None
    name, other, meant = _DOUBTFUL[code]
    return f"`{code}` is {name}; if {other} is meant, write `{meant}`"
