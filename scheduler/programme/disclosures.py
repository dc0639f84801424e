"""Finds mail addresses, links into meeting rooms and passcodes in a text. The public must not see them.

The functions return their findings word for word. They look for a written code ("Passcode: 1234"), not for
mentions ("the passcode follows by mail").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from scheduler.programme.passcode_words import SPACED, UNSPACED

_DOMAIN = r"(?:[\w-]++\.)+[^\W\d_]{2,}"
_SHORT = r"(?:[a-z]{2}|com|edu|gov|info|net|org)\b"
_GAP = r"\s{1,3}"  # a blank that disguises an address, or a line break
_EMAIL = (
    r"(?i)(?<![\w.+'-])[\w.+'-]++(?:"
    rf"(?:[@\uff20]|%40|\s?[\[({{]\s?at\s?[\])}}]\s?){_DOMAIN}"
    r"|\s?[\[({]\s?at\s?[\])}]\s?[\w-]++(?:\s?[\[({]\s?dot\s?[\])}]\s?[\w-]++)+"
    rf"|(?:{_GAP}@|@){_GAP}(?=[^\W\d_]){_DOMAIN}"
    # "Follow @visit.sofia" is a name of social media
    rf"|{_GAP}@(?:[\w-]++\.)+{_SHORT}"
    rf"|@(?:[\w-]++\.)*[\w-]++(?:\.{_GAP}|{_GAP}\.)(?-i:{_SHORT})"
    rf"|{_GAP}at{_GAP}[\w-]++(?:{_GAP}dot{_GAP}[\w-]++)+"
    r")"
)

# The reach of a lookahead. Without a limit, it would read a long text again from each word.
_NEAR = 200

_ROOMS = (
    r"zoom(?:gov)?\.(?:us|com)/(?:(?:j|w|s|my|wc|launch)/|join\?)",
    r"teams\.(?:microsoft\.(?:com|us)|live\.com)/(?:l/meetup-join|meet)/",
    r"meet\.google\.com/[a-z]{3,}",
    r"webex\.com(?:\.cn)?/(?:meet|join)/",
    rf"webex\.com(?:\.cn)?/\S{{0,{_NEAR}}}(?:j\.php\?MTID=|joinservice)",
    rf"8x8\.vc/\S{{1,{_NEAR}}}/",
    r"(?:gotomeeting\.com/join|gotomeet\.me|meet\.goto\.com|gotowebinar\.com/join)/",
    r"(?:whereby\.com|meet\.lync\.com|join\.skype\.com|chime\.aws|whaleon\.us/o|bluejeans\.com)/[\w-]+",
    r"(?:meeting\.tencent\.com|voovmeeting\.com)/(?:dm|p)/",
    r"vc\.feishu\.cn/j/",
    rf"(?:meet|jitsi|bbb)\.[\w.-]{{1,99}}/(?!\S{{0,{_NEAR}}}regist)[\w-]+",  # Jitsi, BigBlueButton
    r"[\w.-]{1,99}/(?:b/\w{3}-\w{3}-\w{3}|rooms/[\w-]+/join)",  # BigBlueButton's Greenlight
)
_JOIN_LINK = (
    r"(?i)(?<![\w.@/-])(?:[a-z]+://)?(?:[\w-]+\.){0,5}?(?:" + "|".join(_ROOMS) + r")[^\s<>\"'()\[\]]*"
)

# Without a word for "number", the digits must be grouped as services group them; no date or hour is.
_SERVICE_NUMBER = (
    r"(?:zoom|teams|webex|google meet)"
    r"(?:[ -]?(?:meeting|webinar|call|room|session|vergadering|среща|회의|미팅))?"
    r"(?:[ -]?(?:id|number|no|nr|code|номер|번호))?"
    r"[\s:=：#.(]{0,4}\d{3}(?:[\s-]?\d{3,4}){2,4}(?:[\s-]\d{1,2})?(?![:\d])"
)


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(filter(None, patterns))


_VERBS = _any_of(words.verbs for words in SPACED.values())
_PARTICLES = _any_of(words.verbs for words in UNSPACED.values())
_NO_CODE = rf"(?!(?:{_any_of(words.none for words in SPACED.values())})(?!\w))"
_COLON = rf"\s*[:=：]\s*{_NO_CODE}"
_NUMBER = r"[\s:=：#]*(?!\d{4}-\d\d-\d\d)\d(?:[\s-]?\d){8,}"
_FEW_WORDS = r"(?:[ \t]+[^\W\d_]{1,12}){1,4}"  # "of the room", "for today will be"
_CODE = (
    # after a colon: a token with a digit, or a single word before the end of line or sentence
    rf"(?:(?:{_FEW_WORDS})?{_COLON}(?:(?=\S{{0,{_NEAR}}}\d)\S{{3,}}|\S{{1,{_NEAR}}}(?=[ \t]*(?:[.,;)\n]|$)))"
    # without one: four digits, or letters mixed with digits
    rf"|(?:(?:[ \t]+(?:{_VERBS}))?\s+|\s*[(\[–—]\s*)(?=[^\W_]*\d)(?:\d{{4,}}|(?=\w*[^\W\d])\w{{5,}})"
    # after a few words: four digits that are no year
    rf"|{_FEW_WORDS}\s+(?!(?:19|20)\d\d\b)\d{{4,}})"
)
_UNSPACED_CODE = (
    rf"(?:{_COLON}"
    rf"(?:(?=[!-~]{{0,{_NEAR}}}\d)[!-~]{{3,}}|[!-~]{{1,{_NEAR}}}(?=[ \t]*(?:[.,;)\n。、，；）]|$)))"
    # four digits that are no year, or letters mixed with digits
    rf"|(?:[ \t]*(?:{_PARTICLES}))?\s*"
    r"(?:[0-9]{4,}+(?!\s*年)|(?=[0-9]*[a-z])(?=[a-z]*[0-9])[a-z0-9]{5,}))"
)
_SPACED_CODES = (
    rf"(?<!\w)(?:{_any_of(words.codes for words in SPACED.values())}){_CODE}"
    r"|[?&](?:pwd|passcode|password)=[^\s&#]+"
    r"|(?<!\w)(?!(?:19|20)\d\d\b)\d{4,}\s+as\s+(?:the\s+|your\s+)?(?:pass-?code|password|pin)\b"
)
_CODES = (
    rf"(?i){_SPACED_CODES}"
    rf"|(?:{_any_of(words.codes for words in UNSPACED.values())}){_UNSPACED_CODE}"
)
_SPACED_NUMBERS = (
    rf"(?<!\w)(?:(?:{_any_of(words.numbers for words in SPACED.values())})(?:[ \t]+(?:{_VERBS}))?{_NUMBER}"
    rf"|{_SERVICE_NUMBER})"
    r"|,,\d{6,}#[\d,*#]*"  # one-tap dialling
    r"|(?<![\d+])\d(?:[ -]?\d){8,12}\s?#"  # "812 3456 7890#", to type after the telephone number
)
_NUMBERS = (
    rf"(?i){_SPACED_NUMBERS}"
    rf"|(?:{_any_of(words.numbers for words in UNSPACED.values())})(?:[ \t]*(?:{_PARTICLES}))?{_NUMBER}"
)

# Most texts lack what every finding has, and the long search is left out.
_AT = re.compile(r"[@\uff20\[({]|%40|\sat\s", re.IGNORECASE)
_LIKE_CODE = re.compile(r"[:=：]|\d{4}|(?<!\w)(?=\w{5})[^\W\d]*+\d")
_LIKE_NUMBER = re.compile(r"\d(?:[\s-]?\d){5}")


def emails(text: str) -> tuple[str, ...]:
    """Returns the mail addresses in `text`, broken and disguised ones ("name (at) city.example") too."""
    if not _AT.search(text):
        return ()
    return tuple(match.group() for match in _compiled(_EMAIL).finditer(text))


def join_links(text: str) -> tuple[str, ...]:
    """Returns the links in `text` that lead into a meeting room; registration pages and recordings do not."""
    if "/" not in text:
        return ()
    return tuple(match.group().rstrip(".,;:!?") for match in _compiled(_JOIN_LINK).finditer(text))


def passcodes(text: str) -> tuple[str, ...]:
    """Returns the passcodes, then the meeting numbers in `text`, each with the word before it."""
    codes = _found(_CODES, _SPACED_CODES, text) if _LIKE_CODE.search(text) else ()
    numbers = _found(_NUMBERS, _SPACED_NUMBERS, text) if _LIKE_NUMBER.search(text) else ()
    return (*codes, *numbers)


def _found(pattern: str, spaced: str, text: str) -> tuple[str, ...]:
    """Returns what `pattern` finds; `spaced` is its part for languages with blanks between words."""
    if not text.isascii():
        return tuple(match.group() for match in _compiled(pattern).finditer(text))
    # No word of an unspaced language is in it, and small letters are found faster than letters of any case.
    matches = _compiled(spaced).finditer(text.lower())
    return tuple([text[match.start() : match.end()] for match in matches])


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Returns the compiled pattern; many runs need none of these."""
    return re.compile(pattern)
