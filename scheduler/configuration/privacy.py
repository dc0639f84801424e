"""What must not stand in public text: e-mail addresses, join links, passcodes.

Whoever subscribes to a calendar reads every word of it, and so do search engines; the way into a
meeting belongs in `join:`, which only private readers see.
"""

from __future__ import annotations

import re

from scheduler.configuration.spelling import quoted
from scheduler.programme.series import Join

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+|\bmailto:", re.IGNORECASE)
_JOIN_LINK = re.compile(
    r"""(?ix)
    (?:https?://|\b)(?:[\w-]+\.)*
    (?: zoom\.(?:us|com|com\.cn)/(?:j|my|s|w|wc)/
      | zoom\.(?:us|com)/\S*[?&]pwd=
      | teams\.(?:microsoft|live)\.com/(?:l/meetup-join|meet|dl/launcher)
      | meet\.google\.com/(?:[a-z]{3}-[a-z]{4}-[a-z]{3}|lookup)
      | webex\.com/(?:meet|join|\S*j\.php|\S*/meet/|\S*MTID=)
      | (?:gotomeet\.me|meet\.goto\.com|global\.gotomeeting\.com/join|gotomeeting\.com/join)(?:/|\b)
      | meet\.jit\.si/ | 8x8\.vc/ | whereby\.com/ | meet\.lync\.com/ | join\.skype\.com/
      | bluejeans\.com/\d | meeting\.tencent\.com/ | voovmeeting\.com/ | chime\.aws/ | discord\.gg/
    )
    | \b(?:zoommtg|zoomus|msteams):
    | https?://\S+[?&](?:pwd|passcode|password)=
    """
)
_KEYWORD = (
    r"pass\s?-?codes?|pass\s?words?|pwd|access\s+codes?|pin\s+codes?|pin|kennwort|passwort|mot\s+de\s+passe|"
    r"contraseña|senha|wachtwoord|toegangscode|парола|код\s+за\s+достъп|pasfhocal|"
    r"비밀번호|암호|참가\s*코드|パスワード|パスコード|密码|會議密碼"
)
_HARMLESS = r"(?!(?:required|needed|none|not|no|on|by|in|will|is|was|sent|see|to|after|upon|the|a)\b)"
_PASSCODE = re.compile(
    rf"(?<!\w)(?:{_KEYWORD})(?:\s*[:=：]\s*{_HARMLESS}\S{{3,}}|\s+(?:is\s+)?[\"'“]?(?=\S*\d)[\w-]{{3,}})",
    re.IGNORECASE,
)
_MEETING_ID = re.compile(
    r"(?<!\w)(?:meeting|webinar|zoom|conference|회의)\s*-?\s*ID\b\W{0,4}\d[\d\s-]{7,}", re.IGNORECASE
)


def leak(words: str, join: Join | None) -> str | None:
    """What `words` give away that is not for the public, with the cure; None where all is well.

    `join` is the meeting's own way in: its address and passcode count too, unless it is public.
    """
    if join is not None and join.public:
        words = words.replace(join.url, " ").replace(join.passcode or join.url, " ")
    elif join is not None and _own(words, join):
        what = _own(words, join)
        return f"this is public, and holds the {what} of `join:`; take it out, or say `public: true` there"
    email = _EMAIL.search(words)
    if email:
        return f"an e-mail address must not be published ({quoted(email[0])}); give a web page instead"
    if _JOIN_LINK.search(words):
        return "this is public, and holds a link that lets anyone in; move it to `join:` with `url:`"
    if _PASSCODE.search(words) or _MEETING_ID.search(words):
        return "this is public, and holds a passcode or a meeting number; move it to `join:` with `passcode:`"
    return None


def foreign_way(words: str, ways: frozenset[str]) -> str | None:
    """What to say where `words` hold one of the private addresses of any meeting; None where they do not."""
    found = (address.rstrip(".,;:!?)]>/") for address in _ADDRESS.findall(words) if ways)
    if any(address in ways for address in found):
        return "this is public, and holds an address that is private under `join:` of a meeting; take it out"
    return None


def _own(words: str, join: Join) -> str | None:
    if join.url.rstrip("/") in words:
        return "address"
    code = join.passcode
    return "passcode" if code and len(code) >= 4 and _stands_alone(code, words) else None


def _stands_alone(code: str, words: str) -> bool:
    """Whether `code` is in `words` and not a part of a longer word or number."""
    at = words.find(code)
    while at >= 0:
        around = words[max(at - 1, 0) : at] + words[at + len(code) : at + len(code) + 1]
        if not any(character.isalnum() for character in around):
            return True
        at = words.find(code, at + 1)
    return False
