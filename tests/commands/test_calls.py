"""Whom to telephone: who may not know what changed for a meeting of the next 14 days, and how it was told."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.conftest import at_desk
from scheduler.publication.page_addresses import SEEN
from scheduler.state.feeds import Poll, digest_of, poll_name
from scheduler.store import open_store
from support.mailed_programme import PROGRAMME, SEJONG, SOFIA, Programme, text
from support.relays import Mailbox, relay
from support.shell import Shell
from support.small_programme import edited

NUMBER = "+359 2 987 65 43"
DUBLIN_SEOUL = (
    "pairs:\n",
    "  dublin:\n    name: Dublin\n    country: IE\n    timezone: Europe/Dublin\n"
    "pairs:\n  dublin-sejong:\n    cities: [dublin, sejong]\n",
)
DUBLIN_CALL = (
    "  dublin:\n    pair: dublin-sejong\n    title: Dublin–Sejong\n    dates: [2026-12-10 10:00]\n"
    "    clock: dublin\n    duration: 60 min\n"
)
WITH_NUMBER = edited(PROGRAMME, ("    name: Sofia\n", f"    name: Sofia\n    telephone: {NUMBER}\n"))


@pytest.fixture
def near(tmp_path: Path, mailbox: Mailbox) -> Programme:
    """A programme ten days before its December meeting, whose offices were told of all until now."""
    made = Programme(Shell(tmp_path), mailbox)
    made.shell.write(WITH_NUMBER)
    made.apply()
    assert made.look() == {}
    made.now = datetime.fromisoformat("2026-12-06T09:00:00+00:00")
    return made


def said(programme: Programme, *words: str) -> str:
    answer = programme.shell.run(*words, "--database", programme.shell.url, now=programme.now.isoformat())
    assert not answer.code, answer.err
    return answer.text


def calls(programme: Programme) -> str:
    return said(programme, "reach", "--calls", "--config", str(programme.shell.config))


def press(programme: Programme, mail: str) -> None:
    secret = re.search(rf"/{SEEN}/([\w-]+)", mail)
    assert secret is not None
    with closing(open_store(programme.shell.url)) as store:
        store.see_mail(digest_of(secret[1]), programme.now)


def fetch(programme: Programme, city: str) -> None:
    with closing(open_store(programme.shell.url)) as store:
        state, now = store.state(), programme.now
        feed = state.feed(("cities", city))
        assert feed is not None
        version = state.version(feed, "en")
        assert version is not None
        poll = Poll(feed=poll_name(feed), language="en", family="outlook", digest=version.digest, first=now, last=now, count=1)  # fmt: skip
        store.add_polls([poll], now)


def test_nobody_is_called_before_anything_changes(near: Programme) -> None:
    assert calls(near) == "Nobody needs a call about meetings of the next 14 days.\n"


def test_the_list_has_the_change_by_the_clock_of_each_office_and_its_number(near: Programme) -> None:
    near.move(17)

    assert calls(near) == (
        "2 offices may not know what changed for meetings of the next 14 days.\n\n"
        f"Sofia: {NUMBER}\n"
        "  Moved: Monthly (Sejong)\n"
        "    Old time: Wednesday, 16 December 2026, 10:00 (UTC+2)\n"
        "    New time: Thursday, 17 December 2026, 11:00–12:00 (UTC+2) = 18:00 Sejong (UTC+9)\n"
        "  No mail has told it yet.\n"
        "  No calendar app asks for its calendar.\n\n"
        "Sejong: no `telephone:` in your files\n"
        "  Moved: Monthly (Sofia)\n"
        "    Old time: Wednesday, 16 December 2026, 17:00 (UTC+9)\n"
        "    New time: Thursday, 17 December 2026, 18:00–19:00 (UTC+9) = 11:00 Sofia (UTC+2)\n"
        "  No mail has told it yet.\n"
        "  No calendar app asks for its calendar.\n\n"
        "When you have told an office: twincal mail told CITY\n"
    )


def test_who_pressed_seen_fetched_it_or_was_told_needs_no_call(near: Programme) -> None:
    near.move(17)
    told = near.after(30)
    assert "Told by mail Sun 6 Dec 2026 18:30 (UTC+9), not seen." in calls(near)
    press(near, text(told[SOFIA]))
    near.wait(5)
    fetch(near, "sejong")

    assert calls(near) == (
        "Nobody needs a call about meetings of the next 14 days.\n\n"
        "No call needed: Sofia (seen Sun 6 Dec 2026 18:30 (UTC+9)), Sejong (in Outlook since"
        " Sun 6 Dec 2026 18:35 (UTC+9)).\n"
    )
    near.wait(5)
    near.move(18)
    assert "Thursday, 17 December 2026" in calls(near)
    assert "16 December" not in calls(near)
    assert "Not in Outlook yet, asked last Sun 6 Dec 2026 18:35 (UTC+9)." in calls(near)
    assert (
        said(near, "mail", "told", "sofia", "--by", "Ana")
        == "Noted: you have told Sofia all that changed until now.\n"
    )
    assert "No call needed: Sofia (told by Ana, Sun 6 Dec 2026 18:40 (UTC+9))." in calls(near)


def test_a_second_change_that_no_mail_tells_yet_is_said_beside_the_mail_about_the_first(
    near: Programme,
) -> None:
    near.move(17)
    near.after(30)
    near.move(18)

    listed = calls(near)

    assert listed.count("Told by mail Sun 6 Dec 2026 18:30 (UTC+9), not seen.") == 2
    assert listed.count("No mail has told it yet.") == 2


def test_a_refused_mail_and_one_without_an_address_are_said(near: Programme) -> None:
    near.mailbox.refusals = {SOFIA: "550 no such person"}
    near.shell.write(near.shell.read().replace(f"    contacts: [{SEJONG}]\n", ""))
    near.move(17)
    near.after(30)

    listed = calls(near)

    assert "A mail was refused Sun 6 Dec 2026 18:30 (UTC+9). " in listed
    assert "550" in listed
    assert "A mail waits. Sejong has no address in `contacts:`." in listed
    assert SOFIA not in listed


def test_the_nearest_meeting_comes_first_and_one_after_14_days_not_at_all(near: Programme) -> None:
    near.do("set", "monthly", "title", "Council")
    near.move(17)
    near.now = datetime.fromisoformat("2026-12-02T00:00:00+00:00")
    assert "Nobody" in calls(near)
    near.now = datetime.fromisoformat("2026-12-02T10:00:00+00:00")
    assert "2 offices" in calls(near)


def test_a_private_meeting_stays_until_a_person_has_told_it(near: Programme) -> None:
    near.do("set", "monthly/2026-12", "visibility", "private")
    near.wait(60)
    near.move(17)
    near.after(60)
    fetch(near, "sofia")

    assert "Private: Moved: Monthly" in calls(near) or "Private: New: Monthly" in calls(near)
    assert "No mail tells what is private." in calls(near)
    said(near, "mail", "told", "sofia", "sejong")
    assert calls(near).startswith("Nobody needs a call")


def test_the_json_has_no_number(near: Programme) -> None:
    near.move(17)

    found = json.loads(said(near, "reach", "--calls", "--format", "json", "--config", str(near.shell.config)))

    assert [each["city"] for each in found["calls"]] == ["sofia", "sejong"]
    assert NUMBER not in json.dumps(found)


def test_the_desk_shows_whom_to_call_first_and_ends_a_line(near: Programme) -> None:
    near.move(17)
    with at_desk(near.shell) as desk:
        visitor = replace(desk, now=near.now)
        page = visitor.get("").body
        assert f'<a href="tel:{NUMBER.replace(" ", "")}">{NUMBER}</a>' in page
        assert page.index("To call") < page.index("Today and tomorrow")
        near.wait(1)
        near.move(18)  # meanwhile
        assert visitor.post("mail", do="told", city="sofia", revision="2").status == 303
        assert "Thursday, 17 December 2026" in visitor.get("").body
        assert visitor.post("mail", do="told", city="sofia", revision="3").status == 303
        assert "No call needed: Sofia (told by" in visitor.get("").body


def test_a_key_for_one_pair_sees_its_cities_and_ends_no_line(near: Programme) -> None:
    near.shell.write(edited(near.shell.read(), DUBLIN_SEOUL) + DUBLIN_CALL)
    near.apply()
    near.move(17)
    with at_desk(near.shell) as desk:
        assert "New: Dublin–Sejong" in replace(desk, now=near.now).get("").body
        own = replace(desk, now=near.now, scope=("pairs", "sofia-sejong"))
        page = own.get("").body

        assert "Moved: Monthly (Sejong)" in page
        assert "Dublin" not in page
        assert NUMBER in page
        assert "Reached by telephone" not in page
        for does in ("told", "send"):
            assert own.post("mail", do=does, city="sofia", revision="2").status == 409
        assert "2 offices may not know" in own.get("").body


def test_no_output_for_the_public_has_a_telephone_number(near: Programme) -> None:
    near.move(17)
    mails = [text(mail) for mail in near.after(30).values()]
    site = near.shell.folder / "site"
    printed = [
        said(near, *words)
        for words in (
            ("publish", str(site)),
            ("announce",),
            ("export", "--format", "json"),
            ("report",),
            ("feed", "sofia"),
            ("history",),
            ("reach",),
        )
    ]
    files = [path.read_bytes() for path in site.rglob("*") if path.is_file()]

    assert len(files) > 20
    assert not [each for each in (*mails, *printed) if "987" in each]
    assert not [each for each in files if NUMBER.encode() in each or NUMBER.replace(" ", "").encode() in each]


Facts = Mapping[str, tuple[object, ...]]
"""What a city reads of each meeting: when it begins and ends, whether it takes place, and where."""


@dataclass
class Count:
    """An independent count: what each city read when it last looked, and what it would read now."""

    made: Programme
    now: Facts = field(default_factory=dict)
    known: dict[str, tuple[int, Facts]] = field(default_factory=dict)
    mailed: dict[str, tuple[int, Facts, str]] = field(default_factory=dict)

    def do(self, *words: str) -> None:
        """A command that may be refused."""
        shell = self.made.shell
        shell.run(*words, "--config", str(shell.config), "--yes", now=self.made.now.isoformat())

    def read(self) -> None:
        with closing(open_store(self.made.shell.url)) as store:
            meetings = [each.occurrence for each in store.state().occurrences.values()]
        self.now = {
            each.uid: (each.timing.begin_utc, each.timing.end_utc, each.cancelled, str(each.content.place))
            for each in meetings
        }

    def know(self, city: str, at: int, facts: Facts) -> None:
        if at >= self.known[city][0]:
            self.known[city] = (at, facts)

    def differs(self, city: str) -> bool:
        known, end = self.known[city][1], self.made.now + timedelta(days=14)

        def says(facts: Facts, uid: str) -> tuple[object, ...]:
            begin, ends, cancelled, place = facts[uid]
            return (cancelled, place) if cancelled else (begin, ends, cancelled, place)

        changed = [uid for uid in known if says(known, uid) != says(self.now, uid)]  # new months are no news
        times = [each[uid][:2] for uid in changed for each in (known, self.now)]
        return any(begin <= end and self.made.now < ends for begin, ends in times)  # type: ignore[operator]

    def play(self, at: int, step: str, number: int) -> None:
        city = CITIES[number % 2]
        match step:
            case "move":
                self.do("move", "monthly/2026-12", f"2026-12-{number} 11:00")
            case "cancel" | "reinstate":
                self.do(step, "monthly/2026-12")
            case "undo":
                self.do("undo")
            case "place":
                self.do("set", "monthly/2026-12", "place", f"Room {at}")
            case "relay":
                self.made.mailbox.refusals = {SOFIA: "550 no"} if number else {}
            case "wait":
                for to, mail in self.made.after(number).items():
                    self.mailed[CITIES[to == SEJONG]] = (at, self.now, text(mail))
            case "seen":
                if city in self.mailed:
                    mailed_at, facts, words = self.mailed[city]
                    press(self.made, words)
                    self.know(city, mailed_at, facts)
            case "fetch":
                fetch(self.made, city)
                self.know(city, at, self.now)
            case "told":
                said(self.made, "mail", "told", city)
                self.know(city, at, self.now)
        self.made.wait(1)
        self.read()


CITIES = ("sofia", "sejong")
MOVES = st.tuples(st.just("move"), st.integers(11, 24))
STEPS = st.one_of(
    MOVES,
    MOVES,
    st.tuples(st.sampled_from(["cancel", "reinstate", "undo", "place"]), st.just(0)),
    st.tuples(st.just("wait"), st.sampled_from([3, 31, 130])),
    st.tuples(st.sampled_from(["seen", "fetch", "told", "relay"]), st.sampled_from([0, 1])),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=3, max_size=9))
def test_the_list_is_that_of_an_independent_count(steps: list[tuple[str, int]]) -> None:
    """Over random moves, cancellations and undos, mails that a relay refuses, presses, fetches and calls."""
    with TemporaryDirectory() as folder, relay(Mailbox()) as mailbox:
        made = Programme(Shell(Path(folder)), mailbox)
        made.shell.write(WITH_NUMBER)
        made.apply()
        made.look()
        made.now = datetime.fromisoformat("2026-12-06T09:00:00+00:00")
        count = Count(made)
        count.read()
        count.known = dict.fromkeys(CITIES, (0, count.now))
        for at, (step, number) in enumerate(steps, 1):
            count.play(at, step, number)
            options = ("--format", "json", "--config", str(made.shell.config))
            found = json.loads(said(made, "reach", "--calls", *options))
            listed = [each["city"] for each in found["calls"]]
            assert sorted(listed) == sorted(filter(count.differs, CITIES)), steps[:at]
