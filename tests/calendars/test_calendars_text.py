"""Texts and addresses are made fit for calendars, and what is private is found in them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import ascii_url, clean, emails, join_links, passcodes


class TestClean:
    @pytest.mark.parametrize(
        ("text", "cleaned"),
        [
            pytest.param(
                "one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive", id="line breaks"
            ),
            pytest.param("a\x00b\x07c\x7fd\x9fe\tf", "abcde\tf", id="controls"),
            pytest.param("\ufeffSofia", "Sofia", id="byte-order mark"),
            pytest.param("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x", id="directional formatting"),
            pytest.param("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글", id="decomposed Hangul"),
            pytest.param("cafe\u0301", "café", id="decomposed accent"),
            pytest.param("half \ud800 a pair", "half  a pair", id="half a character"),
            pytest.param("a" + " " * 80 + "b", "a" + " " * 40 + "b", id="more blanks than a line holds"),
            pytest.param("e\u202e\u0301", "é", id="accent behind something taken out"),
            pytest.param(
                "עברית\u200f, 👩‍👩‍👧", "עברית\u200f, 👩‍👩‍👧", id="marks and joiners that belong to the script"
            ),
        ],
    )
    def test_it_takes_out_what_does_harm(self, text, cleaned):
        """What breaks files or shows other words than it says is gone; the rest stays."""
        assert clean(text) == cleaned

    @given(st.text(st.characters()))
    def test_twice_is_as_good_as_once(self, text):
        """Cleaned text is UTF-8, in NFC, and cleaning it again changes nothing."""
        cleaned = clean(text)

        assert clean(cleaned) == cleaned
        assert unicodedata.is_normalized("NFC", cleaned)
        assert cleaned.encode().decode() == cleaned


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Write to a.b@sofia.example, please.", ("a.b@sofia.example",), id="in a sentence"),
        pytest.param("mailto:x%40seoul.example", ("x%40seoul.example",), id="encoded in a link"),
        pytest.param("desk (at) busan.example", ("desk (at) busan.example",), id="disguised"),
        pytest.param("홍길동@예시.한국", ("홍길동@예시.한국",), id="in Hangul"),
        pytest.param("a@b.example; c@d.example", ("a@b.example", "c@d.example"), id="two"),
        pytest.param(
            "10:00 @ Room 3.A, @handle, https://video.example/@iurc", (), id="other uses of the sign"
        ),
    ],
)
def test_emails_are_found(text, found):
    """Addresses of people are returned as they stand."""
    assert emails(text) == found


@pytest.mark.parametrize(
    "link",
    [
        "https://us02web.zoom.us/j/87212345678?pwd=abc",
        "zoom.us/my/sofia.room",
        "zoommtg://zoom.us/join?confno=87212345678",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d",
        "https://teams.microsoft.com/meet/3121234567?p=abc",
        "https://teams.live.com/meet/9312345678",
        "https://meet.google.com/abc-defg-hij",
        "https://city.webex.com/meet/pr1234",
        "https://city.webex.com/city/j.php?MTID=m12ab",
        "https://meet.jit.si/SofiaSejong",
        "https://meet.example.org/abc",
        "https://bbb.example.org/b/abc-def-ghi",
        "https://voovmeeting.com/dm/abc",
    ],
)
def test_join_links_are_found(link):
    """A link into a room is found in a sentence, without the full stop."""
    assert join_links(f"Enter here: {link}.") == (link,)
    assert join_links(f"({link})") == (link,)


@pytest.mark.parametrize(
    "text",
    [
        "https://zoom.us/webinar/register/WN_abc",
        "https://zoom.us/rec/share/abc",
        "https://events.teams.microsoft.com/event/abc",
        "https://city.webex.com/weblink/register/r1234",
        "https://meet.example.org/registration",
        "https://example.org/meet/agenda",
        "We meet on Zoom (zoom.us).",
        "Let us meet.Then we go/see.",
    ],
)
def test_other_links_are_no_join_links(text):
    """Registration, recordings and mere words open no room."""
    assert join_links(text) == ()


@pytest.mark.parametrize(
    "code",
    [
        "Passcode: 1234",
        "passcode 1234",
        "Password is Tulp22",
        "Password: welcome",
        "Passcode\n123456",
        "PIN 4711",
        "Meeting ID: 872 1234 5678",
        "Webinar ID: 87212345678",
        "парола: 1234",
        "비밀번호: a1b2",
        "암호는 1234",
        "회의 ID: 123 456 7890",
        "wachtwoord: Tulp!",
        "toegangscode 12345",
        "?pwd=Zzz1",
        ",,87212345678#,,,,*1234#",
    ],
)
def test_passcodes_are_found(code):
    """A code is found with the word that announces it, in the languages of the programmes."""
    assert passcodes(f"Welcome! {code}\nSee you") == (code,)


@pytest.mark.parametrize(
    "text",
    [
        "The passcode will be sent after registration.",
        "Passcode: will be sent after registration",
        "Passcode: TBA",
        "You get the passcode 24 hours before the meeting.",
        "Meeting ID and password follow by mail.",
        "Парола: ще бъде изпратена",
        "비밀번호는 등록 후 발송됩니다.",
        "Het wachtwoord volgt op 12 mei 2027.",
        "Shopping: 1234. Dress code: casual.",
        "Password protection in cities, 2026 edition",
        "Meeting number 3 of 2026",
    ],
)
def test_talk_about_passcodes_is_no_passcode(text):
    """A text that gives no code away is left in peace."""
    assert passcodes(text) == ()


class TestAsciiUrl:
    @pytest.mark.parametrize(
        ("url", "ascii_only"),
        [
            pytest.param("https://example.org/a?b=c#d", "https://example.org/a?b=c#d", id="good already"),
            pytest.param("HTTPS://Example.ORG/Path", "https://example.org/Path", id="capitals of the host"),
            pytest.param("https://пример.бг/", "https://xn--e1afmkfd.xn--90ae/", id="host in Cyrillic"),
            pytest.param("https://example.org/가", "https://example.org/%EA%B0%80", id="path in Hangul"),
            pytest.param("https://example.org/a b", "https://example.org/a%20b", id="blank"),
            pytest.param("https://example.org/a%20b%", "https://example.org/a%20b%25", id="encoded already"),
            pytest.param("http://example.org:8080/{x}", "http://example.org:8080/%7Bx%7D", id="port, braces"),
            pytest.param("http://[::1]:80/x", "http://[::1]:80/x", id="numeric host"),
        ],
    )
    def test_it_writes_what_every_client_follows(self, url, ascii_only):
        """Host in punycode, the rest percent-encoded; doing it again changes nothing."""
        assert ascii_url(url) == ascii_only
        assert ascii_url(ascii_only) == ascii_only

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "example.org/page",
            "/page",
            "ftp://example.org/",
            "mailto:a@b.example",
            "https://",
            "https:///page",
            "https://exa mple.org/",
            "https://a..b/",
            "https://example.org:99999/",
            "https://user:secret@example.org/",
            "https://example.org/\npage",
            " https://example.org/",
            "https://[::1/",
        ],
    )
    def test_it_refuses_what_is_no_web_address(self, url):
        """Not absolute, not http or https, or with a user's name: an error."""
        with pytest.raises(ValueError, match=r"address|host"):
            ascii_url(url)
