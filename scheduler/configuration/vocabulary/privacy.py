"""Finds what must not be in public text: e-mail addresses, join links, passcodes.

1. Subscribers and search engines read every word of a public calendar. How to join a meeting belongs in
   `join:`, which only private feeds show.
2. The search finds a written code ("Passcode: 1234"), not a mention ("the passcode follows by mail"). A word
   that announces a code must hardly ever have another meaning before a colon or a number: the Greek "κωδικός"
   alone is also a postal code, and the Latvian "parole" is French for a speech.
3. Case does not matter, and letters are compared as NFKC writes them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from functools import cache
from urllib.parse import unquote

from scheduler.programme.details import Join

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def leak(words: str, joins: Collection[Join], private_addresses: frozenset[str]) -> str | None:
    """Returns which private data `words` contain, and what to do; None if they contain none.

    The addresses and passcodes of `joins` count as well, unless they are public, and so do the
    `private_addresses` of all meetings.
    """
    words = words if words.isascii() and "&" not in words else _plain_letters(words)
    for join in joins:
        if join.public:
            words = words.replace(join.url, " ").replace(join.passcode or join.url, " ")
        elif part := _part_of_join(words, join):
            return (
                f"this is public, and holds the {part} of `join:`; take it out, or say `public: true` there"
            )
    if emails(words):
        return "this is public, and holds an e-mail address; take it out, or give a web page instead"
    if join_links(words):
        return "this is public, and holds a link that lets anyone in; move it to `join:` with `url:`"
    if passcodes(words):
        return "this is public, and holds a passcode or a meeting number; move it to `join:` with `passcode:`"
    return _other_leak(words, private_addresses)


def _plain_letters(words: str) -> str:
    """Returns `words` as a collector of addresses reads them: in plain letters, without invisible ones.

    HTML entities such as `&#64;` are decoded, because some calendars show a description as HTML.
    """
    words = html.unescape(words)
    if words.isascii():
        return words
    plain = unicodedata.normalize("NFKC", words)
    if plain.isprintable():
        return plain
    return "".join(character for character in plain if unicodedata.category(character) != "Cf")


def _other_leak(words: str, private_addresses: frozenset[str]) -> str | None:
    """Returns an error if `words` contain one of the private addresses of all meetings; None if not."""
    if not private_addresses or "://" not in words:
        return None
    addresses = (address.rstrip(".,;:!?)]>/") for address in _ADDRESS.findall(words))
    if any(address in private_addresses for address in addresses):
        return "this is public, and holds an address that is private under `join:` of a meeting; take it out"
    return None


def _part_of_join(words: str, join: Join) -> str | None:
    """Returns which part of `join` is in `words`."""
    if join.url.rstrip("/") in words:
        return "address"
    code = join.passcode or ""
    in_words = rf"(?<![^\W_]){re.escape(code)}(?![^\W_])"  # not as a part of a longer word or number
    return "passcode" if len(code) >= 4 and re.search(in_words, words) else None


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """Returns the words of each language: for passcodes, for numbers of meetings, for "is" and for "none"."""
    lines = re.sub(r"\n    (?=;)|(?m:^#.*\n)", " ", text.replace("\n    |", "|")).strip().splitlines()
    rows = (line.strip().partition(": ") for line in lines)
    return {language: (*words.split(" ; "), "", "", "")[:4] for language, _, words in rows}


SPACED = _table(r"""
en: pass[ -]?code|pass[ -]?word|pass[ -]?phrase|(?:access|room|zoom|webex)[ -]?code|pin(?:[ -]?code)?|pwd?
    |pass(?=\s*[:=]\s*\w*\d)|(?<!post )(?<!postal )(?<!zip )(?<!area )code(?=:?\s(?!(?:19|20)\d\d\b)\d{4,}\b)
    |host[ -]?key
    ; (?:meeting|webinar|conference|event)[ -]?(?:id|number)(?: \(access code\))?
    |id(?=[\s:#]+\d{3}[ -]\d{3,4}[ -]\d{3,4}\b) ; is
    ; none|no|not|tba|tbc|tbd|n/a|required|needed|optional
bg: парола(?:та)?|пин(?:[ -]?код)?|код(?:ът)? за достъп
    |(?<!пощенски )код(?=:?\s(?!(?:19|20)\d\d\b)\d{4,}\b)
    ; идентификатор на срещата|номер на срещата ; е ; няма
cs: (?:přístupové )?heslo|přístupový kód ; (?:id|číslo|identifikátor) schůz(?:ky|e) ; je ; žádné|není
da: adgangskode(?:n)?|kodeord(?:et)? ; møde-?(?:id|nummer) ; er ; ingen|intet
de: passwort|kennwort|kenncode|zugangscode|zugriffscode|kennung(?=:\s?\w*\d)
    ; (?:besprechungs|sitzungs)-?(?:id|nummer|kennnummer) ; ist|lautet ; keine?s?|nicht
el: κωδικός (?:πρόσβασης|εισόδου)|συνθηματικό
    ; (?:αναγνωριστικό|αριθμός|κωδικός) (?:της )?(?:σύσκεψης|συνάντησης) ; είναι ; δεν|κανένας
es: contraseña|código de ac+es+o|clave de acceso ; (?:id|número) de (?:la )?reunión ; es ; ninguna|sin
# "on" is a verb here, and a preposition of dates in English
et: (?:parool|salasõna|pääsukood|juurdepääsukood)(?: on)? ; koosoleku ?(?:id|number|tunnus) ;  ; puudub|pole
fi: (?:salasana|pääsykoodi|tunnuskoodi|tunnusluku)(?: on)?
    ; kokouk?s(?:en )?-?(?:id|tunnus|tunniste|numero) ;  ; ei
fr: mot de passe|code d['’]accès|code secret
    ; (?:id|numéro|identifiant) de (?:la )?réunion ; est ; aucun|pas|sans
ga: pasfhocal|paschód ; aitheantas (?:an )?chruinnithe
hi: पासकोड|पासवर्ड|एक्सेस कोड|कूटशब्द
    ; (?:मीटिंग|बैठक) ?(?:आईडी|आई\.?डी\.?|id|संख्या|नंबर) ;  ; नहीं|कोई नहीं
hr: lozinka|zaporka|pristupn(?:i kod|a šifra) ; (?:id|broj) sastanka ;  ; nema
hu: jelszó|(?:hozzáférési|belépési) kód|belépőkód
    ; (?:értekezlet|megbeszélés)[ -]?(?:id|azonosító(?:ja)?|száma?) ;  ; nincs
id: kata sandi|kode (?:sandi|akses) ; (?:id|nomor) rapat ; adalah ; tidak
it: codice (?:di |d['’])accesso|parola d['’]ordine ; (?:id|numero) (?:della )?riunione ; è ; nessuna?|nessun
# with the particle of the topic
ko: (?:암호|비밀번호|비번|패스워드|패스코드|접속 ?코드|참가 ?코드)(?:은|는)?
    ; 회의 ?(?:id|아이디|번호)(?:은|는)? ;  ; 없음|필요|따로
lt: slaptažodis|(?:prieigos|prisijungimo) kodas ; (?:susitikimo|posėdžio) (?:id|numeris) ; yra ; nėra
lv: piekļuves (?:kods|parole)|sapulces parole|parole(?=: ?\d{4}) ; sapulces (?:id|numurs) ; ir ; nav
mt: kodiċi tal-aċċess
nl: wachtwoord|toegangscode ; vergader(?:ing)?[ -]?(?:id|nummer) ; is het ; geen
# "to" is a verb here, and a preposition in English
pl: (?:hasło|kod dostępu)(?: to)? ; (?:identyfikator|numer|id) spotkania ;  ; brak
pt: senha|palavra-passe ; (?:id|número) da reunião ; é ; nenhuma|não|sem
# "la parola" and "una parola" are Italian, for a speech and a word
ro: parolă|(?<!la )(?<!una )parola|cod(?:ul)? de acces
    ; (?:id(?:-ul)?|numărul) (?:ședinței|întâlnirii|reuniunii) ; este ; fără|nu
ru: код доступа ; (?:идентификатор|номер) (?:конференции|встречи) ;  ; нет
sk: prístupové heslo|prístupový kód ; (?:id|číslo) (?:schôdze|stretnutia) ;  ; žiadne
sl: geslo|dostopna koda|koda za dostop ; (?:id|številka) sestanka ;  ; brez
sv: lösenord(?:et)?|lösenkod(?:en)?|åtkomstkod(?:en)? ; mötes-?(?:id|nummer) ; är ; inget
tr: şifre(?:si)?|parolası|(?:erişim|geçiş) kodu ; toplantı (?:id|kimliği|numarası) ;  ; yok
uk: пароль|код доступу ; (?:ідентифікатор|номер) (?:конференції|зустрічі|наради) ;  ; немає|нема
vi: mật (?:khẩu|mã)|mã truy cập ; (?:id|mã|số) cuộc họp ; là ; không
""")
"""Words by language. A word that several languages share is written in one of them."""
UNSPACED = _table(r"""
ja: パスコード|パスワード|暗証番号|アクセス ?コード ; (?:ミーティング|会議) ?(?:id|番号) ; は
th: รหัสผ่าน|รหัสเข้า(?:ร่วม|ห้อง|ประชุม)? ; (?:รหัส|หมายเลข|ไอดี)(?:การ)?ประชุม ; คือ
zh: 密码|密碼|口令|通行码|通行碼|访问码|存取碼 ; (?:会议|會議) ?(?:号码?|號碼?|id) ; 是|为|為
""")
"""Words of languages without blanks between words: a word may stand within others, and a code is ASCII."""

_DOMAIN = r"(?:[\w-]++\.)+[^\W\d_]{2,}"
_SHORT = r"(?:[a-z]{2}|com|edu|gov|info|net|org)\b"
_GAP = r"\s{1,3}"  # a blank that disguises an address, or a line break
_AT, _DOT = (rf"(?:\s?[\[({{]\s?{word}\s?[\])}}]\s?|{_GAP}{word}{_GAP})" for word in ("at", "dot"))
_EMAIL = (
    r"(?i)(?<![\w.+'-])[\w.+'-]++(?:"
    rf"(?:@|\s?[\[({{]\s?at\s?[\])}}]\s?){_DOMAIN}"
    rf"|{_AT}[\w-]++(?:{_DOT}[\w-]++)+"
    rf"|(?:{_GAP}@|@){_GAP}(?=[^\W\d_]){_DOMAIN}"
    # "Follow @visit.sofia" is a name of social media
    rf"|{_GAP}@(?:[\w-]++\.)+{_SHORT}"
    rf"|@(?:[\w-]++\.)*[\w-]++(?:\.{_GAP}|{_GAP}\.)(?-i:{_SHORT})"
    r")"
)

# The reach of a lookahead. Without a limit, it would read a long text again from each word.
_NEAR = 200

_QUOTED = "%3A%2F%2F"
_ROOMS = (
    r"zoom\.(?:us|com)/(?:(?:j|w|s|my|wc)/|join\?)",
    r"teams\.(?:microsoft\.(?:com|us)|live\.com)/(?:l/meetup-join|meet)/",
    r"meet\.google\.com/[a-z]{3,}",
    rf"webex\.com/(?:(?:meet|join)/|\S{{0,{_NEAR}}}j\.php\?MTID=)",
    r"(?:gotomeeting\.com/join|meet\.goto\.com|whereby\.com|whaleon\.us/o)/[\w-]+",
    r"(?:meeting\.tencent\.com/(?:dm|p)|voovmeeting\.com/(?:dm|p)|vc\.feishu\.cn/j)/",
    rf"(?:meet|jitsi|bbb)\.[\w.-]{{1,99}}/(?!\S{{0,{_NEAR}}}regist)[\w-]+",  # Jitsi, BigBlueButton
    r"[\w.-]{1,99}/(?:b/\w{3}-\w{3}-\w{3}|rooms/[\w-]+/join)",  # BigBlueButton's Greenlight
    r"[\w.-]{1,99}/(?:index\.php/)?call/(?=[a-z]{0,7}\d)[a-z\d]{8}\b",  # Nextcloud Talk
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


def _any_of(column: int, table: dict[str, tuple[str, ...]]) -> str:
    return "|".join(words[column] for words in table.values() if words[column])


_CODE_WORDS, _NUMBER_WORDS, _IS, _NONE = range(4)
_VERBS, _PARTICLES = _any_of(_IS, SPACED), _any_of(_IS, UNSPACED)
_NO_CODE = rf"(?!(?:{_any_of(_NONE, SPACED)})(?!\w))"
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
    rf"(?<!\w)(?:{_any_of(_CODE_WORDS, SPACED)}){_CODE}"
    r"|[?&](?:pwd|passcode|password)=[^\s&#]+"
    r"|(?<!\w)(?!(?:19|20)\d\d\b)\d{4,}\s+as\s+(?:the\s+|your\s+)?(?:pass-?code|password|pin)\b"
)
_CODES = (
    rf"(?i){_SPACED_CODES}"
    rf"|(?:{_any_of(_CODE_WORDS, UNSPACED)}){_UNSPACED_CODE}"
)
_SPACED_NUMBERS = (
    rf"(?<!\w)(?:(?:{_any_of(_NUMBER_WORDS, SPACED)})(?:[ \t]+(?:{_VERBS}))?{_NUMBER}"
    rf"|{_SERVICE_NUMBER})"
    r"|,,\d{6,}#[\d,*#]*"  # one-tap dialling
    r"|(?<![\d+])\d(?:[ -]?\d){6,12}\s?#"  # "812 3456 7890#", to type after the telephone number
)
_NUMBERS = (
    rf"(?i){_SPACED_NUMBERS}"
    rf"|(?:{_any_of(_NUMBER_WORDS, UNSPACED)})(?:[ \t]*(?:{_PARTICLES}))?{_NUMBER}"
)

# Most texts lack what every finding has, and the long search is left out.
_LIKE_EMAIL = re.compile(r"[@\[({]|\sat\s", re.IGNORECASE)
_LIKE_CODE = re.compile(r"[:=：]|\d{4}|(?<!\w)(?=\w{5})[^\W\d]*+\d")
_LIKE_NUMBER = re.compile(r"\d(?:[\s-]?\d){5}")


def emails(text: str) -> tuple[str, ...]:
    """Returns the mail addresses in `text`, broken and disguised ones ("name (at) city.example") too."""
    if not _LIKE_EMAIL.search(text):
        return ()
    return tuple(match.group() for match in _compiled(_EMAIL).finditer(text))


def join_links(text: str) -> tuple[str, ...]:
    """Returns the links in `text` that lead into a meeting room; registration pages and recordings do not."""
    if _QUOTED in text:  # Outlook wraps each link into one of its own
        text = unquote(text)
    elif "/" not in text:
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
