"""`twincal announce`: the text of each city, in each format, with nothing private in it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from scheduler.commands.drafts import LIST
from scheduler.state.feeds import Family, Poll
from scheduler.store import open_store
from support.shell import Shell
from support.small_programme import SMALL, edited

FORMATS = {"text": "txt", "markdown": "md", "html": "html", "eml": "eml"}
SECRETS = ("48151623", "meet.example.org", "Secret", "sofia.example", "EET", "KST")
PROGRAMME = edited(
    SMALL,
    ("  name: Small programme\n", "  name: Small programme\n  address: https://calendar.example.org\n"),
    ("    - en\n", "    - en\n    - bg\n    - ko\n"),
    (
        "    name: Sofia\n",
        "    name: {en: Sofia, bg: София}\n    languages: [bg]\n    contacts: [twinning@sofia.example]\n",
    ),
    ("    name: Sejong\n", "    name: {en: Sejong, ko: 세종}\n    languages: [ko]\n"),
    (
        "    title: Monthly\n",
        "    title: {en: Monthly <b>, bg: Месечна, ko: 월례}\n"
        "    join: {url: https://meet.example.org/abc, passcode: '48151623'}\n",
    ),
)
MOVE = """\
    changes:
      2026-12:
        move_to: 2026-12-17 11:00
        reason: {en: room not free}
webinars:
  secret:
    title: Secret
    starts: 2026-12-09 10:00
    clock: sofia
    duration: 60 min
    visibility: private
"""
PAGE = "https://calendar.example.org/bg/occurrences/0d981d0f-edd3-5497-bc1c-ebaaa03585ae"
BULGARIAN = f"""\
Small programme: Преместено – Месечна (Sejong) – ср, 16.12 → чт, 17.12

Здравейте,

Преместено: Месечна (Sejong)
  Предишна дата и час: сряда, 16 декември 2026 г., 10:00 (UTC+2)
  Нова дата и час: четвъртък, 17 декември 2026 г., 11:00–12:00 (UTC+2) = 18:00 Sejong (UTC+9)
  {PAGE}
Причина: room not free (на английски)

Какво да направите
Ако сте абонирани за календара на Вашия град, не е нужно да правите нищо: промяната се появява автоматично.
Повечето календарни програми показват промяната в рамките на един ден.
Ако не сте абонирани, обновете собствения си календар.

София: https://calendar.example.org/bg/cities/sofia

С уважение,
Host
"""
KOREAN = f"""\
Small programme: 일정 변경 – 월례(Sofia) – 12월 16일(수) → 12월 17일(목)

안녕하십니까. 회의 일정에 관하여 다음과 같이 알려 드립니다.

일정 변경: 월례(Sofia)
  변경 전 일시: 2026년 12월 16일 수요일 17:00 (UTC+9)
  변경 후 일시: 2026년 12월 17일 목요일 18:00–19:00 (UTC+9) = 11:00 Sofia (UTC+2)
  {PAGE.replace("/bg/", "/ko/")}
사유: room not free(영어)

안내 사항
소속 도시의 캘린더를 구독하고 계시면 따로 하실 일이 없습니다. 변경 내용이 자동으로 반영됩니다.
대부분의 캘린더 앱에는 하루 안에 반영됩니다.
구독하지 않으셨다면 사용하시는 캘린더에 직접 반영해 주십시오.

세종: https://calendar.example.org/ko/cities/sejong

감사합니다.
Host
"""
MARKDOWN = f"""\
# Small programme: Moved – Monthly \\<b> (Sejong) – Wed 16 Dec → Thu 17 Dec

Hello,

## Moved: Monthly \\<b> (Sejong)

- Old time: Wednesday, 16 December 2026, 10:00 (UTC+2)
- New time: Thursday, 17 December 2026, 11:00–12:00 (UTC+2) = 18:00 Sejong (UTC+9)
- <{PAGE}>

Reason: room not free

## What to do

- If you have subscribed to the calendar of your city, you do not need to do anything: the change appears by itself.
- Most calendar apps show it within a day.
- If you have not subscribed, update your own calendar.

Sofia: <https://calendar.example.org/bg/cities/sofia>

Kind regards,\\
Host
""".replace("/bg/", "/")  # fmt: skip
HTML = f"""\
<h1 style="font-size: 1.1em">Moved: Monthly &lt;b&gt; (Sejong)</h1>
<ul>
<li>Old time: Wednesday, 16 December 2026, 10:00 (UTC+2)</li>
<li>New time: Thursday, 17 December 2026, 11:00–12:00 (UTC+2) = 18:00 Sejong (UTC+9)</li>
<li><a href="{PAGE}">{PAGE}</a></li>
</ul>
<p>Reason: room not free</p>
""".replace("/bg/", "/")  # fmt: skip


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A programme of which one meeting was moved, and a private one added."""
    shell = Shell(tmp_path)
    shell.write(PROGRAMME)
    assert shell.apply().code == 0
    shell.add(MOVE)
    assert shell.apply().code == 0
    return shell


def files(shell: Shell, style: str, *options: str) -> dict[str, bytes]:
    """The files that the command writes, by their names."""
    folder = shell.folder / "mails" / style
    answer = shell.run(
        "announce", "--format", style, "--to", str(folder), "--config", str(shell.config), *options
    )
    assert answer.code == 0, answer.err
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != LIST}


def mail(body: bytes) -> EmailMessage:
    read = message_from_bytes(body, policy=default)
    assert isinstance(read, EmailMessage)
    return read


def test_each_city_has_a_text_in_its_language(shell: Shell) -> None:
    assert files(shell, "text") == {"sofia.txt": BULGARIAN.encode(), "sejong.txt": KOREAN.encode()}


def test_without_a_folder_the_name_of_each_city_stands_above_its_text(shell: Shell) -> None:
    printed = shell.run("announce").text

    assert printed == f"София\n-----\n{BULGARIAN}\n세종\n--\n{KOREAN}"


def test_markdown_makes_no_link_and_no_html_of_what_was_written(shell: Shell) -> None:
    assert files(shell, "markdown", "--language", "en")["sofia.md"].decode() == MARKDOWN


def test_html_escapes_what_was_written(shell: Shell) -> None:
    page = files(shell, "html", "--language", "en")["sofia.html"].decode()

    assert page.startswith('<!doctype html>\n<html lang="en" dir="ltr">')
    assert HTML in page
    assert "<b>" not in page


def test_a_mail_opens_as_a_draft_to_the_office(shell: Shell) -> None:
    body = files(shell, "eml")["sofia.eml"]
    draft = mail(body)

    assert draft["Subject"] == "Small programme: Преместено – Месечна (Sejong) – ср, 16.12 → чт, 17.12"
    assert draft["To"] == "twinning@sofia.example"
    assert draft["X-Unsent"] == "1"
    assert {name for name in draft if name not in ("Subject", "To", "X-Unsent")} == {
        "Content-Language", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [part.get_content_type() for part in draft.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    text, page = (part.get_content().replace("\r\n", "\n") for part in draft.iter_parts())
    assert f"{draft['Subject']}\n\n{text}" == BULGARIAN.replace(" = 18:00", " =\n      18:00").replace(
        " правите нищо:", " правите\nнищо:"
    )
    assert page.encode() == files(shell, "html")["sofia.html"]
    assert body.isascii()
    assert b"\n" not in body.replace(b"\r\n", b"")


def test_a_city_without_contacts_or_a_folder_without_configuration_gives_no_addressee(shell: Shell) -> None:
    assert mail(files(shell, "eml")["sejong.eml"])["To"] is None
    assert mail(files(shell, "eml", "--config", str(shell.folder / "none"))["sofia.eml"])["To"] is None


@pytest.mark.parametrize("style", FORMATS)
def test_the_same_news_are_the_same_bytes(shell: Shell, style: str) -> None:
    assert files(shell, style) == files(shell, style)


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("option", [(), ("--since", "2026-01-01"), ("--coming", "60d")], ids=str)
def test_nothing_private_is_in_any_format(shell: Shell, style: str, option: tuple[str, ...]) -> None:
    bodies = files(shell, style, *option)

    assert set(bodies) == {f"{city}.{FORMATS[style]}" for city in ("sofia", "sejong")}
    for body in bodies.values():
        words = [body.decode()]
        if style == "eml":
            words = [part.get_content() for part in mail(body).iter_parts()]
        assert not [secret for secret in SECRETS for each in words if secret in each]


def test_contacts_are_in_no_page_and_in_no_database(shell: Shell) -> None:
    site = shell.folder / "site"
    assert shell.run("publish", str(site)).code == 0

    published = [path for path in (*site.rglob("*"), shell.folder / "t.db") if path.is_file()]
    assert len(published) > 20
    assert not [path for path in published if b"twinning@" in path.read_bytes()]


def asked(shell: Shell, family: Family, *, hours: float, current: bool) -> Poll:
    """A request so many hours ago for Sofia's calendar, of its present version or of an old one."""
    state = shell.state()
    feed = state.feed(("cities", "sofia"))
    assert feed is not None
    version = state.version(feed, "bg")
    assert version is not None
    at = datetime(2026, 11, 24, 9, tzinfo=UTC) - timedelta(hours=hours)
    digest = version.digest if current else "0" * 64
    return Poll(feed="cities/sofia", language="bg", family=family, digest=digest, first=at, last=at, count=1)


def test_what_to_do_depends_on_the_programs_that_ask(shell: Shell) -> None:
    polls = [
        asked(shell, "outlook", hours=1, current=True),
        asked(shell, "google", hours=2, current=False),
        asked(shell, "other", hours=1, current=False),
        asked(shell, "apple", hours=24 * 40, current=False),
    ]
    with closing(open_store(shell.url)) as store:
        store.add_polls(polls, datetime(2026, 11, 24, 9, tzinfo=UTC))

    sofia, sejong = (
        files(shell, "text", "--language", "en")[name].decode() for name in ("sofia.txt", "sejong.txt")
    )

    assert "\nSome apps have fetched it already: Outlook\n" in sofia
    assert "\nExpected by Wednesday, 25 November 2026: Google, other apps\n" in sofia
    assert "Apple" not in sofia
    assert "Most calendar apps" not in sofia
    assert "Most calendar apps" in sejong


def test_one_city_and_what_changed_after_a_revision(shell: Shell) -> None:
    shell.write(PROGRAMME)
    assert shell.apply().code == 0
    shell.add(MOVE)
    assert shell.apply().code == 0
    words = ("announce", "--config", str(shell.config), "--language", "en")

    assert shell.run(*words, "sejong").text.startswith("Sejong\n------\n")
    last = shell.state().revision
    assert "Sofia\n-----" not in shell.run(*words, "sejong", "--since", str(last - 1)).text
    assert shell.run(*words, "--since", str(last)).text == "There is nothing to tell.\n"
    unknown = shell.run(*words, "seoul")
    assert (unknown.code, "there is no city seoul" in unknown.err) == (1, True)


def test_private_changes_are_counted_for_the_secretariat_alone(shell: Shell) -> None:
    shell.write(PROGRAMME + MOVE)
    assert shell.apply().code == 0
    shell.edit(("starts: 2026-12-09 10:00", "starts: 2026-12-10 10:00"))
    assert shell.apply().code == 0

    answer = shell.run("announce", "--config", str(shell.config))

    assert (answer.text, answer.err) == (
        "",
        "1 private meeting of 2 cities changed (Sofia, Sejong); tell them yourself.\n",
    )


def test_private_changes_are_told_by_what_is_left_of_them(shell: Shell) -> None:
    """What was taken back is nothing; another link that only private calendars show is told."""
    shell.write(PROGRAMME + MOVE)
    assert shell.apply().code == 0
    before = shell.state().revision
    shell.edit(("starts: 2026-12-09 10:00", "starts: 2026-12-10 10:00"))
    assert shell.apply().code == 0
    shell.edit(("starts: 2026-12-10 10:00", "starts: 2026-12-09 10:00"))
    assert shell.apply().code == 0
    words = ("announce", "--config", str(shell.config), "--since", str(before))

    assert shell.run(*words).text == "There is nothing to tell.\n"

    shell.edit(("meet.example.org/abc", "meet.example.org/new"))
    assert shell.apply().code == 0
    answer = shell.run(*words)
    assert answer.text == ""
    assert (
        "of 2 cities changed in what private calendars show (Sofia, Sejong); tell them yourself."
        in answer.err
    )


def test_coming_meetings_begin_within_the_days(shell: Shell) -> None:
    words = ("announce", "sofia", "--language", "en", "--config", str(shell.config), "--coming")

    assert shell.run(*words, "22d").text == "There is nothing to tell.\n"
    assert "Thursday, 17 December 2026, 11:00–12:00 (UTC+2)" in shell.run(*words, "23d").text
    assert "January" not in shell.run(*words, "23d").text


def test_an_undo_is_told_alone_as_a_change_back_and_with_the_edit_as_nothing(shell: Shell) -> None:
    """Somebody may have sent the text of the edit a minute before it was taken back."""
    words = ("announce", "sofia", "--language", "en", "--config", str(shell.config))
    before = shell.state().revision
    assert (
        shell.run("move", "monthly/2027-01", "2027-01-21 11:00", "--yes", "--config", str(shell.config)).code
        == 0
    )
    assert shell.run("undo", "--yes", "--config", str(shell.config)).code == 0

    told = shell.run(*words).text
    assert "Old time: Thursday, 21 January 2027, 11:00 (UTC+2)\n" in told
    assert "New time: Wednesday, 20 January 2027, 10:00–11:00 (UTC+2)" in told
    assert shell.run(*words, "--since", str(before)).text == "There is nothing to tell.\n"


def test_drafts_of_the_last_run_go_unless_somebody_changed_them(shell: Shell) -> None:
    mails = shell.folder / "mails"
    words = ("announce", "--format", "eml", "--to", str(mails), "--config", str(shell.config))
    assert shell.run(*words).code == 0
    (mails / "notes.txt").write_text("call Sejong")
    (mails / "sejong.eml").write_bytes((mails / "sejong.eml").read_bytes() + b"With best wishes")

    answer = shell.run(*words[:1], *words[1:], "--since", "2027-01-01")

    assert {path.name for path in mails.iterdir() if path.name[0] != "."} == {"notes.txt", "sejong.eml"}
    assert f"{mails}: somebody changed sejong.eml, so this stays" in answer.err


def test_a_draft_is_never_written_over_what_somebody_changed(shell: Shell) -> None:
    mails = shell.folder / "mails"
    words = ("announce", "--format", "text", "--to", str(mails), "--config", str(shell.config))
    assert shell.run(*words).code == 0
    (mails / "sejong.txt").write_text("Dear colleagues")
    (mails / "sofia.txt").unlink()

    answer = shell.run(*words)

    assert answer.code == 1
    assert f"somebody wrote or changed {mails}/sejong.txt" in answer.err
    assert (mails / "sejong.txt").read_text() == "Dear colleagues"
    assert not (mails / "sofia.txt").exists()
