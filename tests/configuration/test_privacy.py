"""Private data in a text is found, and mentions of it are not."""

from __future__ import annotations

from pathlib import Path

import pytest

import scheduler
from scheduler.configuration.vocabulary.privacy import SPACED, UNSPACED, emails, join_links, passcodes

TRANSLATIONS = Path(scheduler.__file__).parent / "publication" / "languages" / "translations"
CODES = {
    "bg": ("код за достъп: 1234", "Паролата е 4711", "номер на срещата: 872 1234 5678"),
    "cs": ("Heslo: lípa22", "heslo je 1234", "přístupový kód 1234", "ID schůzky: 872 1234 5678"),
    "da": ("Adgangskode: 1234", "adgangskoden er 1234", "Møde-id: 872 1234 5678"),
    "de": ("Passwort: Linde", "Kennung: 4x7kQ2", "Kennwort lautet 1234", "Besprechungs-ID: 312 345 678 901"),
    "el": ("Κωδικός πρόσβασης: 1234", "συνθηματικό 1234", "Αναγνωριστικό σύσκεψης: 872 1234 5678"),
    "en": (
        *("access code: 1234", "Meeting ID is 872 1234 5678", "pass-code is 4711", "Access code (4711"),
        *("passcode of the room: 4711", "passcode for today will be 4711", "4711 as the passcode"),
        *("Password – Linde22", "Zoom code: 448812", "room code 4711", "PW: abc123"),
    ),
    "es": ("contraseña es 1234", "código de acceso: 1234", "ID de reunión: 872 1234 5678"),
    "et": ("Parool: 1234", "salasõna on 1234", "Koosoleku ID: 872 1234 5678"),
    "fi": ("Salasana on 1234", "tunnuskoodi: 1234", "Kokouksen tunnus: 872 1234 5678"),
    "fr": ("mot de passe : 1234", "code d’accès 1234", "ID de réunion : 872 1234 5678"),
    "ga": ("Pasfhocal: 1234", "paschód 1234"),
    "hi": ("पासवर्ड: 1234", "पासकोड 1234", "मीटिंग आईडी: 872 1234 5678"),
    "hr": ("Lozinka je 1234", "pristupni kod: 1234", "ID sastanka: 872 1234 5678"),
    "hu": ("Jelszó: 1234", "belépési kód 1234", "Értekezlet-azonosító: 312 345 678 901"),
    "id": ("Kata sandi: 1234", "kode akses adalah 1234", "ID Rapat: 872 1234 5678"),
    "it": ("codice di accesso: 1234", "codice d'accesso è 1234", "ID riunione: 872 1234 5678"),
    "ja": ("パスワード：abc", "パスコードは1234", "暗証番号 a1b2c3", "会議番号：872 1234 5678"),
    "ko": ("접속 코드: 1234", "비밀번호는 1234", "회의 번호는 872 1234 5678"),
    "lt": ("Slaptažodis: 1234", "prieigos kodas yra 1234", "Susitikimo ID: 872 1234 5678"),
    "lv": ("Parole: 1234", "piekļuves kods ir 1234", "Sapulces ID: 872 1234 5678"),
    "mt": ("kodiċi tal-aċċess: 1234",),
    "nl": ("Wachtwoord is 1234", "toegangscode is het 1234", "vergaderingnummer 872 1234 5678"),
    "pl": ("hasło to 1234", "kod dostępu 1234", "Identyfikator spotkania: 872 1234 5678"),
    "pt": ("senha é 1234", "código de acesso: 1234", "ID da reunião: 872 1234 5678"),
    "ro": ("parola este 1234", "codul de acces 1234", "ID-ul ședinței: 872 1234 5678"),
    "ru": ("код доступа: 1234", "номер встречи: 872 1234 5678"),
    "sk": ("Heslo je 1234", "prístupový kód: 1234", "ID schôdze: 872 1234 5678"),
    "sl": ("Geslo: 1234", "dostopna koda je 1234", "ID sestanka: 872 1234 5678"),
    "sv": ("Lösenord: 1234", "lösenordet är 1234", "Mötes-ID: 872 1234 5678"),
    "th": ("รหัสผ่าน: 1234", "รหัสผ่านคือ 1234", "หมายเลขการประชุม: 872 1234 5678"),
    "tr": ("Şifre: 1234", "erişim kodu 1234", "Toplantı kimliği: 872 1234 5678"),
    "uk": ("Пароль: 1234", "код доступу 1234", "Ідентифікатор конференції: 872 1234 5678"),
    "vi": ("Mật khẩu: 1234", "mật khẩu là 1234", "ID cuộc họp: 872 1234 5678"),
    "zh": ("密码：1234", "密碼是abc123", "口令 1234", "会议号：872 1234 5678", "會議號碼 872123456"),
}
"""Codes as they are written in each language."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Write to a.b@sofia.example, please.", ("a.b@sofia.example",), id="in a sentence"),
        pytest.param("mailto:x@seoul.example", ("x@seoul.example",), id="in a link"),
        pytest.param("desk (at) busan.example", ("desk (at) busan.example",), id="disguised"),
        pytest.param("jan (at) sofia (dot) bg", ("jan (at) sofia (dot) bg",), id="disguised twice"),
        pytest.param("홍길동@예시.한국", ("홍길동@예시.한국",), id="in Hangul"),
        pytest.param("Ask jan @ rotterdam.nl.", ("jan @ rotterdam.nl",), id="with blanks"),
        pytest.param("Ask jan@\nrotterdam.nl.", ("jan@\nrotterdam.nl",), id="broken behind the sign"),
        pytest.param("Ask jan\n@rotterdam.nl.", ("jan\n@rotterdam.nl",), id="broken before the sign"),
        pytest.param("Ask jan@rotterdam. nl now", ("jan@rotterdam. nl",), id="broken behind the dot"),
        pytest.param("jan at rotterdam dot nl", ("jan at rotterdam dot nl",), id="spelt out"),
        pytest.param("a@b.example; c@d.example", ("a@b.example", "c@d.example"), id="two"),
        pytest.param("10:00 @ Room 3.A, @handle, https://video.example/@iurc", (), id="other uses of the sign"),
        pytest.param(
            "Meet @ Sofia. Then lunch @ 12.30 at the hall, kick-off@Sofia. We follow @visit.sofia",
            (),
            id="places, hours and names of social media",
        ),
        pytest.param("We meet at Sofia. The dot is red.", (), id="mere words"),
    ],
)  # fmt: skip
def test_emails_are_found(text, expected):
    assert emails(text) == expected


@pytest.mark.parametrize(
    "link",
    [
        "https://us02web.zoom.us/j/87212345678?pwd=abc",
        "zoommtg://zoom.us/join?confno=87212345678",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d",
        "https://teams.microsoft.com/meet/3121234567?p=abc",
        "https://meet.google.com/abc-defg-hij",
        "https://city.webex.com/meet/pr1234",
        "https://city.webex.com/city/j.php?MTID=m12ab",
        "https://meet.jit.si/SofiaSejong",
        "https://meet.example.org/abc",
        "https://bbb.example.org/b/abc-def-ghi",
        "https://cloud.example.org/call/x7k2m9pq",
    ],
)
def test_join_links_are_found(link):
    assert join_links(f"Enter here: {link}.") == (link,)
    assert join_links(f"({link})") == (link,)


def test_join_links_are_found_in_links_that_wrap_them():
    assert join_links("Join: https://links.example/?url=https%3A%2F%2Fus02web.zoom.us%2Fj%2F87212345678&d=1")


@pytest.mark.parametrize(
    "text",
    [
        "https://zoom.us/webinar/register/WN_abc",
        "https://events.teams.microsoft.com/event/abc",
        "https://meet.example.org/registration",
        "https://example.org/meet/agenda",
        "We meet on Zoom (zoom.us).",
        "Let us meet.Then we go/see.",
        "https://city.example/call/citizens",
    ],
)
def test_other_links_are_no_join_links(text):
    assert join_links(text) == ()


@pytest.mark.parametrize(
    "code",
    [
        "Passcode: 1234",
        "Password is Tulp22",
        "Password: welcome",
        "Passcode\n123456",
        "PIN 4711",
        "Meeting ID: 872 1234 5678",
        "Zoom ID: 874 5512 3344",
        "Zoom 874 5512 3344",
        "Teams meeting ID: 312 345 678 901 2",
        "Teams-vergadering 312 345 678 901",
        "Zoom 회의 874\n5512 3344",
        "?pwd=Zzz1",
        ",,87212345678#,,,,*1234#",
        "812 3456 7890#",
        "774 411 22#",
        "Meeting number (access code): 2345 678 9012",
        "Host key: 448812",
    ],
)
def test_passcodes_are_found(code):
    assert passcodes(f"Welcome! {code}\nSee you") == (code,)


@pytest.mark.parametrize("code", [code for codes in CODES.values() for code in codes])
def test_passcodes_are_found_in_many_languages(code):
    assert passcodes(f"Welcome! {code}\nSee you") == (code,)


@pytest.mark.parametrize(
    "text", ["本次会议密码：1234。", "次回のパスワードは4711です", "웨비나 비밀번호는 4711입니다"]
)
def test_passcodes_are_found_within_sentences_without_blanks(text):
    """Chinese and Japanese put no blank before the word, and no one before the end."""
    assert len(passcodes(text)) == 1


@pytest.mark.parametrize("language", sorted(path.stem for path in TRANSLATIONS.glob("*.po")))
def test_every_language_of_the_pages_has_its_words(language):
    """A language needs its words for passcodes, or a passcode in it is published."""
    assert language in SPACED | UNSPACED


@pytest.mark.parametrize(
    "text",
    [
        "The passcode will be sent after registration.",
        "Passcode: will be sent after registration",
        "Passcode: TBA",
        "Парола: ще бъде изпратена",
        "비밀번호는 등록 후 발송됩니다.",
        "Het wachtwoord volgt op 12 mei 2027.",
        "Shopping: 1234. Dress code: casual.",
        "Password protection in cities, 2026 edition",
        "Meeting number: 2026-11-10 10:00",
        "Teams meeting 2026-11-10 10:00-11:30",
        "Zoom, room 12, 10:00-11:00, 16 12 2026",
        "Zoom 2026, 10 000 viewers in 120 cities",
        "Hasło: brak. Heslo: není. Jelszó: nincs. Lozinka: nema",
        "Lösenordet skickas 2 dagar före mötet den 5 maj 2027.",
        "Κωδικός: Αθήνα",
        "Parole: Maria Rossi",
        "Prendere la parola: 10:00",
        "Send the password on 2027-05-12, pin to 2027",
        "パスワードは登録後24時間以内にお送りします。",
        "密码将于2026年11月10日发送。",
        "รหัสผ่านจะส่งให้ภายใน 24 ชั่วโมง",
        "पासवर्ड: नहीं",
        "Kod pocztowy: 00950. Kod 1234. Kode pos 10110. Postnummer 1050",
        "Mã bưu chính 100000, รหัสไปรษณีย์ 10200, 邮政编码：100000, 郵便番号 1000001",
    ],
)
def test_a_mention_of_a_passcode_is_no_passcode(text):
    assert passcodes(text) == ()
