"""Is this text fit for a calendar, and does it hold what the public must not see?

`clean` makes any text one that every client reads; `ascii_url` does so for an address. The finders take
cleaned text and return what they found, word for word, for a message to quote: addresses of people, links
into meeting rooms, passcodes. They look for what is written out ("Passcode: 1234"), not for talk about it
("the passcode follows by mail").
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

_LINE_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but TAB and newline
    "\u202a-\u202e\u2066-\u2069"  # directional formatting: shows other words than it says
    "\ufeff\ud800-\udfff]"  # byte-order mark, halves of characters
)
_LONG_BLANK = re.compile(r"([ \t]{40})[ \t]+")  # else a folded line of blanks alone, which readers drop

_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_IPV6 = re.compile(r"\[[0-9a-f:.]+\]")

_EMAIL = re.compile(
    r"(?<![\w.+'-])[\w.+'-]++"
    r"(?:[@\uff20]|%40|\s?[\[({]\s?at\s?[\])}]\s?)"
    r"(?:[\w-]++\.)+[^\W\d_]{2,}",
    re.IGNORECASE,
)

_ROOMS = (
    r"zoom(?:gov)?\.(?:us|com)/(?:(?:j|w|s|my|wc|launch)/|join\?)",
    r"teams\.(?:microsoft\.(?:com|us)|live\.com)/(?:l/meetup-join|meet)/",
    r"meet\.google\.com/[a-z]{3,}",
    r"webex\.com(?:\.cn)?/(?:meet|join)/",
    r"webex\.com(?:\.cn)?/\S*(?:j\.php\?MTID=|joinservice)",
    r"8x8\.vc/\S+/",
    r"(?:gotomeeting\.com/join|gotomeet\.me|meet\.goto\.com|gotowebinar\.com/join)/",
    r"(?:whereby\.com|meet\.lync\.com|join\.skype\.com|chime\.aws|whaleon\.us/o|bluejeans\.com)/[\w-]+",
    r"(?:meeting\.tencent\.com|voovmeeting\.com)/(?:dm|p)/",
    r"vc\.feishu\.cn/j/",
    r"(?:meet|jitsi|bbb)\.[\w.-]{1,99}/(?!\S*regist)[\w-]+",  # Jitsi and BigBlueButton of one's own
    r"[\w.-]{1,99}/(?:b/\w{3}-\w{3}-\w{3}|rooms/[\w-]+/join)",  # BigBlueButton's Greenlight
)
_JOIN_LINK = re.compile(
    r"(?<![\w.@/-])(?:[a-z]+://)?(?:[\w-]+\.){0,5}?(?:" + "|".join(_ROOMS) + r")[^\s<>\"'()\[\]]*",
    re.IGNORECASE,
)

_CODE_WORDS = (
    "pass ?code|pass ?word|pass ?phrase|access code|pin(?:[ -]?code)?|pwd"
    "|парола|пин(?:[ -]?код)?|код за достъп"
    "|wachtwoord|toegangscode|pasfhocal|paschód"
    "|암호|비밀번호|패스워드|패스코드|접속 ?코드|참가 ?코드"
    "|passwort|kennwort|kenncode|mot de passe|code d['’]accès|contraseña|código de acces?so|senha"
    "|パスコード|パスワード|暗証番号|密码|口令"
)
_NUMBER_WORDS = (
    "(?:meeting|webinar|conference|event)[ -]?(?:id|number)"
    "|идентификатор на срещата|номер на срещата"
    "|vergader(?:ing)?[ -]?id"
    "|회의 ?(?:id|아이디|번호)|ミーティング ?id|会议 ?(?:号|id)"
)
_NO_CODE = "none|no|not|tba|tbc|tbd|n/a|required|needed|optional|няма|geen|없음|필요|따로"
_PASSCODE = re.compile(
    # after a colon: a token with a digit, or a single word before the end of line or sentence
    rf"(?<!\w)(?:{_CODE_WORDS})\s*[:=：]\s*(?!(?:{_NO_CODE})\b)"
    r"(?:(?=\S*\d)\S{3,}|\S+(?=[ \t]*(?:[.,;)\n]|$)))"
    # without one: four digits, or letters mixed with digits
    rf"|(?<!\w)(?:{_CODE_WORDS})(?:은|는|[ \t]+(?:is|е|is het|ist))?\s+"
    r"(?=[^\W_]*\d)(?:\d{4,}|(?=\w*[^\W\d])\w{5,})"
    rf"|(?<!\w)(?:{_NUMBER_WORDS})(?:은|는)?[\s:=：#]*\d(?:[ \u00a0-]?\d){{8,}}"
    r"|[?&](?:pwd|passcode|password)=[^\s&#]+"
    r"|,,\d{6,}#[\d,*#]*",  # one-tap dialling
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """`text` in NFC with plain line breaks, without characters that break files or deceive readers.

    Taken out: controls but TAB and newline, directional overrides, byte-order marks, halves of characters;
    more than forty blanks in a row become forty. Cleaning twice changes nothing more.
    """
    lines = _LINE_BREAK.sub("\n", text)
    return unicodedata.normalize("NFC", _LONG_BLANK.sub(r"\1", _UNFIT.sub("", lines)))


def emails(text: str) -> tuple[str, ...]:
    """The mail addresses in `text`, also those disguised as "name (at) city.example"."""
    return tuple(found.group() for found in _EMAIL.finditer(text))


def join_links(text: str) -> tuple[str, ...]:
    """The links in `text` that open the door of a meeting room; registration pages and recordings do not."""
    return tuple(found.group().rstrip(".,;:!?") for found in _JOIN_LINK.finditer(text))


def passcodes(text: str) -> tuple[str, ...]:
    """The passcodes and meeting numbers in `text`, each with the word that announces it."""
    return tuple(found.group() for found in _PASSCODE.finditer(text))


@lru_cache(maxsize=4096)  # one meeting gives the same address in every language and to every reader
def ascii_url(url: str) -> str:
    """`url` as every client can follow it: host in punycode, path and query percent-encoded (RFC 3986).

    What is encoded already stays. ValueError when it is no absolute http or https address, or when it holds
    a user name.
    """
    if not url.isprintable() or url != url.strip():
        raise ValueError(f"the address {url!r} holds blanks around it or characters that no address has")
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not a web address; a good one is https://example.org/page")
    if "@" in parts.netloc:
        raise ValueError(f"the address {url!r} holds a user name; leave out what stands before the @")
    return urlunsplit(
        (parts.scheme, _ascii_host(parts), _quoted(parts.path), _quoted(parts.query), _quoted(parts.fragment))
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # judged only when it is asked for
    except ValueError as error:
        raise ValueError(f"{url!r} is not a web address: {error}") from error
    return parts


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    port = "" if parts.port is None else f":{parts.port}"
    if ":" in host and _IPV6.fullmatch(f"[{host}]"):
        return f"[{host}]{port}"
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError as error:
        raise ValueError(f"{host!r} is not the name of a host: {error}") from error
    if not _HOST.fullmatch(name):
        raise ValueError(f"{host!r} is not the name of a host")
    return f"{name}{port}"


def _quoted(part: str) -> str:
    return quote(_PERCENT.sub("%25", part), safe=_PATH_SAFE + "?")
