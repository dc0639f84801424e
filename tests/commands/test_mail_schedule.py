"""What goes by schedule: each month what comes, and reminders of what is open; each once, on a working day."""

from __future__ import annotations

import itertools
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scheduler.commands.mail_schedule import Due, HostDays, due_by_schedule
from scheduler.programme.members import MailSender
from scheduler.programme.spans import Days, Length
from scheduler.state.mails import MailMark
from scheduler.store import open_store
from support.mailed_programme import PROGRAMME, SEJONG, SOFIA, Programme, text
from support.relays import Mailbox
from support.shell import Shell
from support.small_programme import edited

SENDER = MailSender(address="a@example.org", reply_to="a@example.org", digest=True, remind=Length(days=2))
SOFIA_DAYS = HostDays(zone="Europe/Sofia", country="BG", closed=(Days(date(2026, 12, 24), date(2027, 1, 8)),))
FIRSTS = [
    "2026-10-01", "2026-11-02", "2026-12-01", "2027-01-11", "2027-02-01", "2027-03-01", "2027-04-01",
    "2027-05-05", "2027-06-01", "2027-07-01", "2027-08-02", "2027-09-01", "2027-10-01", "2027-11-01",
    "2027-12-01", "2028-01-04", "2028-02-01", "2028-03-01", "2028-04-03", "2028-05-02", "2028-06-01",
    "2028-07-03", "2028-08-01", "2028-09-01",
]  # fmt: skip
"""The first working days of two years: after New Year, Orthodox Easter of 2027 and Labour Day."""


def at(day: str, hour: int = 8) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00+00:00")


def gone(now: datetime, mark: MailMark) -> tuple[list[Due], MailMark]:
    due = [*due_by_schedule(SENDER, SOFIA_DAYS, mark, now)]
    return due, replace(mark, **{each.kind: each.today for each in due})


@given(st.lists(st.tuples(st.integers(0, 730 * 24), st.integers(1, 30 * 24)), max_size=12))
def test_a_digest_goes_once_a_month_for_two_years(back: list[tuple[int, int]]) -> None:
    """Looks at each hour; the clock is put `back` by some hours at some of them."""
    mark, digests, reminders = MailMark(revision=1), [], []
    moments = [at("2026-10-01", 0) + timedelta(hours=hour) for hour in range(731 * 24)]
    for hour, hours in back:
        moments[hour:hour] = moments[max(0, hour - hours) : hour]
    for now in moments:
        due, mark = gone(now, mark)
        digests += [str(each.today) for each in due if each.kind == "digest"]
        reminders += [each for each in due if each.kind == "reminder"]

    assert digests == [day for day in FIRSTS if day < "2028-10-01"]
    assert [each.today for each in reminders] == sorted({each.today for each in reminders})
    for before, after in itertools.pairwise(reminders):
        assert (before.until, before.today) == (after.first, after.since)


@pytest.mark.parametrize(("day", "hour", "is_due"), [("2026-11-02", 5, False), ("2026-11-02", 6, True), ("2026-11-08", 9, False), ("2026-11-06", 9, True), ("2026-11-09", 9, False)])  # fmt: skip
def test_it_goes_from_eight_and_for_a_week(day: str, hour: int, is_due: bool) -> None:
    assert ("digest" in [each.kind for each in gone(at(day, hour), MailMark(revision=1))[0]]) == is_due


KOREA = ("    timezone: Asia/Seoul\n  languages:", "    timezone: Asia/Seoul\n    country: KR\n  languages:")


def by_schedule(tmp_path: Path, mailbox: Mailbox, *edits: tuple[str, str]) -> Programme:
    made = Programme(Shell(tmp_path), mailbox)
    scheduled = (
        "reply_to: desk@example.org}",
        "reply_to: desk@example.org, digest: first working day, remind: 2 days}",
    )
    made.shell.write(edited(PROGRAMME, KOREA, scheduled, *edits))
    made.apply()
    made.look()
    return made


def test_each_office_gets_its_coming_month_once_and_what_changed_since_the_last(
    tmp_path: Path, mailbox: Mailbox
) -> None:
    made = by_schedule(tmp_path, mailbox)
    made.now = at("2026-11-30", 22)
    assert made.look() == {}

    told = made.after(60)  # 8:00 on 1 December in Seoul

    assert {*told} == {SOFIA, SEJONG}
    assert told[SOFIA]["Subject"] == "Small programme: Coming meetings – from Wed 16 Dec"
    assert "10:00–11:00 (UTC+2)" in text(told[SOFIA])
    assert "17:00–18:00 (UTC+9)" in text(told[SEJONG])
    assert "Last changes" not in text(told[SOFIA])
    assert "/seen/" in text(told[SOFIA])
    assert made.after(1) == made.after(60) == {}

    made.move(17)
    assert {*made.after(40)} == {SOFIA, SEJONG}
    made.now = at("2027-01-03", 23)
    told = made.look()

    assert "Wednesday, 20 January" in text(told[SOFIA])
    _, _, changes = text(told[SOFIA]).partition("Last changes")
    assert not changes  # it is over


def test_it_is_said_what_was_sent_and_what_waits(tmp_path: Path, mailbox: Mailbox) -> None:
    made = by_schedule(tmp_path, mailbox)
    made.now = at("2026-11-30", 23)
    mailbox.refusals = {SEJONG: "550 no such person"}
    made.look()

    said = {
        verb: made.shell.run("mail", verb, "--database", made.shell.url, now=made.now.isoformat()).text
        for verb in ("sent", "due")
    }

    assert said["sent"] == "Tue 1 Dec 2026 08:00 (UTC+9)  Sofia: the coming month\n"
    assert said["due"].startswith("Sejong: the coming month of Tue 1 Dec 2026 08:00 (UTC+9): refused.")


def test_a_digest_waits_until_changes_are_told_and_has_them_once_more(
    tmp_path: Path, mailbox: Mailbox
) -> None:
    made = by_schedule(tmp_path, mailbox)
    made.now = at("2026-11-30", 23)
    made.look()
    made.now = at("2026-12-31", 23)
    made.move(21, "2027-01")
    made.after(40)
    made.now = at("2027-01-03", 23)
    made.move(22, "2027-02")

    assert [each["Subject"] for each in made.look().values()] == []
    first = made.after(30)
    assert "Moved" in str(first[SOFIA]["Subject"])
    (digest,) = [words for to, words in made.after(1).items() if to == SOFIA]

    coming, _, changes = text(digest).partition("Last changes")
    assert "21 January" in coming
    assert "22 February" not in coming
    assert "22 February" in changes
    assert "21 January" in changes


def test_a_month_without_meetings_is_no_mail(tmp_path: Path, mailbox: Mailbox) -> None:
    made = by_schedule(tmp_path, mailbox, ("    from: 2026-06\n", "    from: 2027-02\n"))
    made.now = at("2026-11-30", 23)

    assert made.look() == {}
    assert made.after(60) == {}


def test_cities_are_reminded_of_a_meeting_that_is_not_confirmed(tmp_path: Path, mailbox: Mailbox) -> None:
    made = by_schedule(
        tmp_path, mailbox, ("    from: 2026-06\n", "    from: 2026-06\n    status: tentative\n")
    )
    made.now = at("2026-11-30", 23)
    made.look()
    made.now = at("2026-12-11", 6)
    assert made.look() == {}

    made.now = at("2026-12-14", 0)  # two days before, a Monday

    told = made.look()

    assert {*told} == {SOFIA, SEJONG}
    assert "To be confirmed: Monthly" in str(told[SOFIA]["Subject"])
    assert "This meeting is planned, but its time may still change." in text(told[SOFIA])
    assert made.after(24 * 60) == {}


def test_the_secretariat_is_reminded_of_minutes_two_weeks_after_a_meeting(
    tmp_path: Path, mailbox: Mailbox
) -> None:
    made = by_schedule(
        tmp_path, mailbox, ("    from: 2026-06\n", "    from: 2026-12\n    minutes: expected\n")
    )
    made.now = at("2026-12-16", 10)
    made.look()
    made.now = at("2026-12-30", 7)
    told = made.look()

    assert [*told] == ["desk@example.org"]
    assert "minutes are missing for 1 meeting" in str(told["desk@example.org"]["Subject"])
    assert "Wednesday, 16 December" in text(told["desk@example.org"])
    assert made.after(24 * 60) == {}


@pytest.mark.parametrize("kind", ["digest", "reminder"])
def test_words_that_were_erased_are_made_anew(tmp_path: Path, mailbox: Mailbox, kind: str) -> None:
    made = by_schedule(
        tmp_path, mailbox, ("    from: 2026-06\n", "    from: 2026-06\n    status: tentative\n")
    )
    mailbox.data_answer = "451 try again"
    made.now = at("2026-11-30", 23) if kind == "digest" else at("2026-12-14", 0)
    made.look()
    made.do("set", "monthly", "title", "Council")
    with closing(open_store(made.shell.url)) as store:
        for each in store.mails():
            assert store.change_mail(each, each.set_free())
    mailbox.data_answer = "250 OK"

    (told,) = [words for to, words in made.after(2).items() if to == SOFIA]

    assert "Council" in text(told)
    assert [each.kind for each in made.mails if each.state == "sent"] == [kind, kind]
