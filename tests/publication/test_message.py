"""The mail to an office: its fields are right in every language, and its bytes follow from what it tells.

After a change that is meant, write the golden mails anew, and read every difference before it is committed:
`TWINCAL_REWRITE_GOLDEN=1 pytest tests/publication/test_message.py`.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from functools import cache
from unicodedata import east_asian_width

import pytest
from msgspec.structs import replace

from scheduler.programme.members import MailSender
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Announcement
from scheduler.publication.announcements.mail import changes_mail
from scheduler.publication.announcements.message import draft, html_text, message, with_addressees
from scheduler.publication.announcements.plain_lines import plain_text, wrapped
from scheduler.publication.languages.catalogues import codes
from support.golden import FOLDER, GOLDEN, world
from support.world import World

REWRITE = os.environ.get("TWINCAL_REWRITE_GOLDEN") == "1"
DATE = datetime(2026, 9, 8, 12, 31, tzinfo=UTC)
SENDER = MailSender(address="secretariat@mail.example.org", reply_to="office@example.org")
SECRET = "u3k-Dq_7"
MAILS = {"bg": "sofia", "ko": "sejong", "en": "sejong", "ja": "sejong"}
CODES = sorted(codes())


@cache
def edited() -> World:
    return world(GOLDEN["moved-cancelled-tentative.bg"])


def to(city: str, code: str) -> Addressee:
    state = edited().state
    feed = state.feed(("cities", city))
    assert feed is not None
    return Addressee(state=state, feed=feed, code=code)


@cache
def told(city: str, code: str) -> Announcement:
    revision = edited().history[0]
    mail = changes_mail(to(city, code), revision.entries, (), datetime(2026, 9, 8, 12, 31, tzinfo=UTC))
    assert mail is not None
    return mail


def written(
    said: Announcement,
    code: str = "en",
    secret: str = SECRET,
    sender: MailSender = SENDER,
    city: str = "sofia",
) -> bytes:
    return message(to(city, code), said, sender, id="0d981d0f", date=DATE, secret=secret)


def read(body: bytes) -> EmailMessage:
    mail = message_from_bytes(body, policy=default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


def parts(mail: EmailMessage) -> list[str]:
    return [part.get_content().replace("\r\n", "\n") for part in mail.iter_parts()]


def columns(line: str) -> int:
    return sum(1 + (east_asian_width(sign) in "WF") for sign in line)


@pytest.mark.parametrize(("code", "city"), MAILS.items())
def test_the_mail_is_what_the_file_says(code: str, city: str) -> None:
    body, path = written(told(city, code), code, city=city), FOLDER / f"moved-cancelled-tentative.{code}.eml"
    if REWRITE:
        path.write_bytes(body)

    assert body == path.read_bytes()


def test_every_golden_mail_is_tested() -> None:
    assert {path.name.split(".")[1] for path in FOLDER.glob("*.eml")} == set(MAILS)


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_all_fields(code: str) -> None:
    said = told("sofia", code)
    body = written(said, code)
    mail = read(body)

    assert [*mail.items()] == [
        ("From", f"{said.sender} <secretariat@mail.example.org>"),
        ("Reply-To", "office@example.org"),
        ("Date", "Tue, 08 Sep 2026 12:31:00 +0000"),
        ("Message-ID", "<0d981d0f@mail.example.org>"),
        ("List-Id", "<sample.mail.example.org>"),
        ("List-Unsubscribe", "<mailto:office@example.org?subject=unsubscribe%20sofia>"),
        ("Auto-Submitted", "auto-generated"),
        ("Subject", said.subject),
        ("Content-Language", code),
        ("MIME-Version", "1.0"),
        ("Content-Type", mail["Content-Type"]),
    ]
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    assert body.isascii()
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(map(len, body.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("code", CODES)
def test_both_parts_say_what_the_announcement_says(code: str) -> None:
    said = told("sofia", code)
    text, page = parts(read(written(said, code, secret="")))

    assert re.sub(r"\s", "", text) == re.sub(r"\s", "", plain_text(said))
    assert page == html_text(said)
    assert said.page is not None
    assert said.page.url is not None
    assert said.page.url in text
    assert f'<a href="{said.page.url}">' in page


@pytest.mark.parametrize("code", CODES)
def test_only_a_single_word_is_longer_than_72_columns(code: str) -> None:
    text, _ = parts(read(written(told("sofia", code), code)))

    assert not [line for line in text.split("\n") if columns(line) > 72 and " " in line.strip()]
    assert max(map(columns, plain_text(told("sofia", code)).split("\n"))) > 72


@pytest.mark.parametrize("code", CODES)
def test_the_last_line_asks_the_office_to_confirm(code: str) -> None:
    said = told("sofia", code)
    text, page = parts(read(written(said, code)))
    root = f"/{code}" if code in ("nl", "ko") else "" if code == "en" else "/bg"
    url = f"https://calendar.example.org{root}/seen/{SECRET}"

    words = to("sofia", code).say("I have read this")

    last = re.sub(r"\s", "", text.split("\n\n")[-1])
    assert re.fullmatch(re.escape(re.sub(r"\s", "", words)) + "[:：]" + re.escape(url), last)
    assert text.rstrip().endswith(url)
    assert page.index(f'<a href="{url}">{url}</a></p>\n</main>') > page.index(said.sender)


def test_nobody_is_asked_without_a_secret_or_without_an_address() -> None:
    assert "seen" not in "".join(parts(read(written(told("sofia", "en"), secret=""))))

    here = to("sofia", "en")
    nowhere = replace(here, state=replace(here.state, profile=replace(here.state.profile, address=None)))
    body = message(nowhere, told("sofia", "en"), SENDER, id="1", date=DATE, secret=SECRET)
    assert SECRET not in "".join(parts(read(body)))


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\r\n ", "\u2028", "\x85", "\x00\n"])
def test_a_line_break_in_a_title_or_a_name_makes_no_field(break_: str) -> None:
    words = f"Трамваи{break_}Bcc: all@example.org{break_}{break_}<p>"
    for said in (
        replace(told("sofia", "bg"), subject=words, sender=words),
        replace(told("sofia", "bg"), subject=words.replace("Трамваи", "Trams"), sender=words),
    ):
        mail = read(written(said))

        assert mail["Bcc"] is None
        assert mail["Subject"].split()[1:] == ["Bcc:", "all@example.org", "<p>"]
        assert read(draft(said))["Bcc"] is None


@pytest.mark.parametrize(
    "name",
    [
        "CityNet",
        'City "Net", Office',
        "Büro, Köln <Rathaus>",
        "도시 파트너십 사무국 " * 8 + "끝",
        "Bureau " * 30 + "x",
    ],
)
def test_the_name_of_the_host_stands_before_its_address(name: str) -> None:
    """The newer parser of Python 3.11 puts blanks into long names."""
    body = written(replace(told("sofia", "en"), sender=name))
    shown, address = parseaddr(re.sub(r"\r\n ", " ", str(message_from_bytes(body)["From"])))

    assert (str(make_header(decode_header(shown))), address) == (name, SENDER.address)


def test_a_long_subject_is_read_as_it_was_written() -> None:
    for subject in (
        "Преместено – Месечна среща (Седжонг) " * 8 + "x",
        "word " * 60 + "x",
        "일" * 99,
    ):
        assert read(written(replace(told("sofia", "en"), subject=subject)))["Subject"] == subject


def test_a_long_address_is_not_folded() -> None:
    reply_to = f"50%off+{'o' * 200}@example.org"
    body = written(told("sofia", "en"), sender=replace(SENDER, reply_to=reply_to))

    assert f"\r\nReply-To: {reply_to}\r\n".encode() in body
    assert f"\r\nList-Unsubscribe: <mailto:50%25off+{'o' * 200}@example.org?subject=".encode() in body


def test_addressees_are_added_and_nothing_else_changes() -> None:
    words = written(told("sofia", "bg"), "bg")
    body = with_addressees(words, ["office@sofia.example", "twinning@sofia.example"])

    assert body.endswith(words)
    assert read(body)["To"] == "office@sofia.example, twinning@sofia.example"
    assert [*read(body).items()][1:] == [*read(words).items()]
    assert with_addressees(words, []) == words


def test_a_draft_has_no_fields_of_a_sent_mail() -> None:
    assert {*read(draft(told("sofia", "bg")))} == {
        "X-Unsent", "Subject", "Content-Language", "MIME-Version", "Content-Type",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("", [""]),
        ("a" * 72, ["a" * 72]),
        (f"{'a' * 70} b c", [f"{'a' * 70} b", "c"]),
        (f"{'a' * 70} bc", ["a" * 70, "bc"]),
        (f"  Place: https://{'a' * 80} b", ["  Place:", f"      https://{'a' * 80}", "      b"]),
        (f"{'a' * 70}\N{NO-BREAK SPACE}: b", [f"{'a' * 70}\N{NO-BREAK SPACE}:", "b"]),
        (f"{'월' * 35} 회의", ["월" * 35, "회의"]),
        ("会" * 40, ["会" * 36, "会" * 4]),
        (f"{'会' * 34}2026年", [f"{'会' * 34}", "2026年"]),
        (f"{'会' * 35}議。次", [f"{'会' * 35}", "議。次"]),
        (f"{'会' * 35}（水）", [f"{'会' * 35}", "（水）"]),
    ],
    ids=str,
)  # fmt: skip
def test_lines_end_where_a_word_does(line: str, lines: list[str]) -> None:
    assert wrapped(line) == "\n".join(lines)
