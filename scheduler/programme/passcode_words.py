"""The words of each language that announce a passcode or the number of a meeting, as regular expressions.

A word must hardly ever have another meaning before a colon or a number: the Greek "κωδικός" alone is also a
postal code, and the Latvian "parole" is French for a speech. Case does not matter. Letters are written as
NFKC writes them.
"""

from __future__ import annotations

from msgspec import Struct


class PasscodeWords(Struct, frozen=True, kw_only=True):
    """The words of one language.

    `codes` announce a passcode and `numbers` the number of a meeting. `verbs` may stand between such a word
    and the code ("is"); they count after the words of any language. `none` says that there is no code.
    """

    codes: str
    numbers: str = ""
    verbs: str = ""
    none: str = ""


SPACED = {
    "en": PasscodeWords(
        codes="pass[ -]?code|pass[ -]?word|pass[ -]?phrase|access[ -]?code|pin(?:[ -]?code)?|pwd",
        numbers="(?:meeting|webinar|conference|event)[ -]?(?:id|number)",
        verbs="is",
        none="none|no|not|tba|tbc|tbd|n/a|required|needed|optional",
    ),
    "bg": PasscodeWords(
        codes="парола(?:та)?|пин(?:[ -]?код)?|код(?:ът)? за достъп",
        numbers="идентификатор на срещата|номер на срещата",
        verbs="е",
        none="няма",
    ),
    "cs": PasscodeWords(
        codes="(?:přístupové )?heslo|přístupový kód",
        numbers="(?:id|číslo|identifikátor) schůz(?:ky|e)",
        verbs="je",
        none="žádné|není",
    ),
    "da": PasscodeWords(
        codes="adgangskode(?:n)?|kodeord(?:et)?",
        numbers="møde-?(?:id|nummer)",
        verbs="er",
        none="ingen|intet",
    ),
    "de": PasscodeWords(
        codes="passwort|kennwort|kenncode|zugangscode|zugriffscode",
        numbers="(?:besprechungs|sitzungs)-?(?:id|nummer|kennnummer)",
        verbs="ist|lautet",
        none="keine?s?|nicht",
    ),
    "el": PasscodeWords(
        codes="κωδικός (?:πρόσβασης|εισόδου)|συνθηματικό",
        numbers="(?:αναγνωριστικό|αριθμός|κωδικός) (?:της )?(?:σύσκεψης|συνάντησης)",
        verbs="είναι",
        none="δεν|κανένας",
    ),
    "es": PasscodeWords(
        codes="contraseña|código de ac+es+o|clave de acceso",
        numbers="(?:id|número) de (?:la )?reunión",
        verbs="es",
        none="ninguna|sin",
    ),
    "et": PasscodeWords(
        # "on" is a verb here, and a preposition of dates in English
        codes="(?:parool|salasõna|pääsukood|juurdepääsukood)(?: on)?",
        numbers="koosoleku ?(?:id|number|tunnus)",
        none="puudub|pole",
    ),
    "fi": PasscodeWords(
        codes="(?:salasana|pääsykoodi|tunnuskoodi|tunnusluku)(?: on)?",
        numbers="kokouk?s(?:en )?-?(?:id|tunnus|tunniste|numero)",
        none="ei",
    ),
    "fr": PasscodeWords(
        codes="mot de passe|code d['’]accès|code secret",
        numbers="(?:id|numéro|identifiant) de (?:la )?réunion",
        verbs="est",
        none="aucun|pas|sans",
    ),
    "ga": PasscodeWords(codes="pasfhocal|paschód", numbers="aitheantas (?:an )?chruinnithe"),
    "hi": PasscodeWords(
        codes="पासकोड|पासवर्ड|एक्सेस कोड|कूटशब्द",
        numbers="(?:मीटिंग|बैठक) ?(?:आईडी|आई\\.?डी\\.?|id|संख्या|नंबर)",
        none="नहीं|कोई नहीं",
    ),
    "hr": PasscodeWords(
        codes="lozinka|zaporka|pristupn(?:i kod|a šifra)", numbers="(?:id|broj) sastanka", none="nema"
    ),
    "hu": PasscodeWords(
        codes="jelszó|(?:hozzáférési|belépési) kód|belépőkód",
        numbers="(?:értekezlet|megbeszélés)[ -]?(?:id|azonosító(?:ja)?|száma?)",
        none="nincs",
    ),
    "id": PasscodeWords(
        codes="kata sandi|kode (?:sandi|akses)",
        numbers="(?:id|nomor) rapat",
        verbs="adalah",
        none="tidak",
    ),
    "it": PasscodeWords(
        codes="codice (?:di |d['’])accesso|parola d['’]ordine",
        numbers="(?:id|numero) (?:della )?riunione",
        verbs="è",
        none="nessuna?|nessun",
    ),
    "ko": PasscodeWords(
        # with the particle of the topic
        codes="(?:암호|비밀번호|패스워드|패스코드|접속 ?코드|참가 ?코드)(?:은|는)?",
        numbers="회의 ?(?:id|아이디|번호)(?:은|는)?",
        none="없음|필요|따로",
    ),
    "lt": PasscodeWords(
        codes="slaptažodis|(?:prieigos|prisijungimo) kodas",
        numbers="(?:susitikimo|posėdžio) (?:id|numeris)",
        verbs="yra",
        none="nėra",
    ),
    "lv": PasscodeWords(
        codes="piekļuves (?:kods|parole)|sapulces parole|parole(?=: ?\\d{4})",
        numbers="sapulces (?:id|numurs)",
        verbs="ir",
        none="nav",
    ),
    "mt": PasscodeWords(codes="kodiċi tal-aċċess"),
    "nl": PasscodeWords(
        codes="wachtwoord|toegangscode",
        numbers="vergader(?:ing)?[ -]?(?:id|nummer)",
        verbs="is het",
        none="geen",
    ),
    "pl": PasscodeWords(
        # "to" is a verb here, and a preposition in English
        codes="(?:hasło|kod dostępu)(?: to)?",
        numbers="(?:identyfikator|numer|id) spotkania",
        none="brak",
    ),
    "pt": PasscodeWords(
        codes="senha|palavra-passe",
        numbers="(?:id|número) da reunião",
        verbs="é",
        none="nenhuma|não|sem",
    ),
    "ro": PasscodeWords(
        # "la parola" and "una parola" are Italian, for a speech and a word
        codes="parolă|(?<!la )(?<!una )parola|cod(?:ul)? de acces",
        numbers="(?:id(?:-ul)?|numărul) (?:ședinței|întâlnirii|reuniunii)",
        verbs="este",
        none="fără|nu",
    ),
    "ru": PasscodeWords(
        codes="код доступа", numbers="(?:идентификатор|номер) (?:конференции|встречи)", none="нет"
    ),
    "sk": PasscodeWords(
        codes="prístupové heslo|prístupový kód",
        numbers="(?:id|číslo) (?:schôdze|stretnutia)",
        none="žiadne",
    ),
    "sl": PasscodeWords(
        codes="geslo|dostopna koda|koda za dostop", numbers="(?:id|številka) sestanka", none="brez"
    ),
    "sv": PasscodeWords(
        codes="lösenord(?:et)?|lösenkod(?:en)?|åtkomstkod(?:en)?",
        numbers="mötes-?(?:id|nummer)",
        verbs="är",
        none="inget",
    ),
    "tr": PasscodeWords(
        codes="şifre(?:si)?|parolası|(?:erişim|geçiş) kodu",
        numbers="toplantı (?:id|kimliği|numarası)",
        none="yok",
    ),
    "uk": PasscodeWords(
        codes="пароль|код доступу",
        numbers="(?:ідентифікатор|номер) (?:конференції|зустрічі|наради)",
        none="немає|нема",
    ),
    "vi": PasscodeWords(
        codes="mật (?:khẩu|mã)|mã truy cập",
        numbers="(?:id|mã|số) cuộc họp",
        verbs="là",
        none="không",
    ),
}
"""Words by language. A word that several languages share is written in one of them."""

UNSPACED = {
    "ja": PasscodeWords(
        codes="パスコード|パスワード|暗証番号|アクセス ?コード",
        numbers="(?:ミーティング|会議) ?(?:id|番号)",
        verbs="は",
    ),
    "th": PasscodeWords(
        codes="รหัสผ่าน|รหัสเข้า(?:ร่วม|ห้อง|ประชุม)?",
        numbers="(?:รหัส|หมายเลข|ไอดี)(?:การ)?ประชุม",
        verbs="คือ",
    ),
    "zh": PasscodeWords(
        codes="密码|密碼|口令|通行码|通行碼|访问码|存取碼",
        numbers="(?:会议|會議) ?(?:号码?|號碼?|id)",
        verbs="是|为|為",
    ),
}
"""Words of languages without blanks between words: a word may stand within others, and a code is ASCII."""
