"""Private data in a text is found, and mentions of it are not."""

from __future__ import annotations

import pytest

from scheduler.programme.disclosures import emails, join_links, passcodes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Write to a.b@sofia.example, please.", ("a.b@sofia.example",), id="in a sentence"),
        pytest.param("mailto:x%40seoul.example", ("x%40seoul.example",), id="encoded in a link"),
        pytest.param("desk (at) busan.example", ("desk (at) busan.example",), id="disguised"),
        pytest.param("홍길동@예시.한국", ("홍길동@예시.한국",), id="in Hangul"),
        pytest.param("Ask jan @ rotterdam.nl.", ("jan @ rotterdam.nl",), id="with blanks"),
        pytest.param("Ask jan@\nrotterdam.nl.", ("jan@\nrotterdam.nl",), id="broken behind the sign"),
        pytest.param("Ask jan\n@rotterdam.nl.", ("jan\n@rotterdam.nl",), id="broken before the sign"),
        pytest.param("Ask jan@rotterdam. nl now", ("jan@rotterdam. nl",), id="broken behind the dot"),
        pytest.param("jan at rotterdam dot nl", ("jan at rotterdam dot nl",), id="spelt out"),
        pytest.param("a@b.example; c@d.example", ("a@b.example", "c@d.example"), id="two"),
        pytest.param(
            "10:00 @ Room 3.A, @handle, https://video.example/@iurc", (), id="other uses of the sign"
        ),
        pytest.param(
            "Meet @ Sofia. Then lunch @ 12.30 at the hall, kick-off@Sofia. We follow @visit.sofia",
            (),
            id="places, hours and names of social media",
        ),
        pytest.param("We meet at Sofia. The dot is red.", (), id="mere words"),
    ],
)
def test_emails_are_found(text, expected):
    """Addresses of people are returned as they stand."""
    assert emails(text) == expected


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
    """Registration pages, recordings and plain words lead into no room."""
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
        "Zoom ID: 874 5512 3344",
        "Zoom 874 5512 3344",
        "Zoom-ID 87455123344",
        "Teams meeting 123 456 789",
        "Teams meeting ID: 312 345 678 901 2",
        "Teams-vergadering 312 345 678 901",
        "Zoom 회의 874\n5512 3344",
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
        "Meeting number: 2026-11-10 10:00",
        "Teams meeting 2026-11-10 10:00-11:30",
        "Zoom, room 12, 10:00-11:00, 16 12 2026",
        "Teams call 100 200 participants",
        "Zoom 2026, 10 000 viewers in 120 cities",
    ],
)
def test_a_mention_of_a_passcode_is_no_passcode(text):
    """A text without a code passes."""
    assert passcodes(text) == ()
