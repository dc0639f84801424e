"""After a late move the officer asks whose calendars have the new time: through the doors of a daemon."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.daemon.poll_register import PollRegister
from scheduler.daemon.token_follower import TokenFollower
from scheduler.publication.site import build_site
from scheduler.store import Store, StoreError, open_store
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from support.daemon import Daemon
from support.shell import Shell

GOOGLE = "Google-Calendar-Importer"
OUTLOOK = "Microsoft Exchange (Windows NT 10.0)"
IPHONE = "iOS/26.6 (23G71) dataaccessd/1.0"
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.3.0"
SEJONG = "/feeds/cities/sejong.ics"
DOCUMENT = Path(__file__).parents[2] / "docs/secretariat.md"
TEXT = """\
programme:
  id: late
  name: Late moves
  host:
    name: CityNet
    timezone: Asia/Seoul
  languages: [en, ko]
cities:
  sofia: {name: Sofia, country: BG, timezone: Europe/Sofia}
  sejong: {name: {en: Sejong, ko: 세종}, country: KR, timezone: Asia/Seoul, languages: [ko]}
pairs:
  sofia-sejong: {cities: [sofia, sejong]}
meetings:
  sofia-sejong-monthly:
    pair: sofia-sejong
    title: Monthly meeting
    every: third Wednesday
    at: "10:00"
    clock: sofia
    duration: 60 min
    from: 2026-06
"""
MOVED = """\
    changes:
      2026-12:
        move_to: 2026-12-17 09:00
        reason: room not free
"""


@dataclass
class House:
    """A folder, its store, and a daemon in this process, whose minutes pass when the test says so."""

    shell: Shell
    store: Store
    time: datetime = datetime(2026, 12, 14, 9, tzinfo=UTC)
    app: SiteApp = field(default_factory=lambda: SiteApp(Health()))

    def __post_init__(self) -> None:
        self.register = PollRegister(self.store, lambda: self.time, self.app.show_reach_pages)
        self.app.observer = self.register.count

    def at(self, moment: str) -> None:
        """It is this time, in UTC."""
        self.time = datetime.fromisoformat(f"{moment}+00:00")

    def apply(self, text: str) -> None:
        """An edit is applied and shown."""
        self.shell.write(text)
        self.run("apply", str(self.shell.config))
        self.show()

    def show(self) -> None:
        """What the daemon does with a new revision."""
        published = self.store.published()
        assert published is not None
        site = build_site(published)
        self.register.follow(published, site)
        self.app.show(site)

    def fetch(self, client: str, path: str = SEJONG, method: str = "GET", etag: str | None = None) -> str:
        """One request, and the ETag that it was answered with."""
        asked = [(b"user-agent", client.encode())]
        if etag is not None:
            asked.append((b"if-none-match", etag.encode()))
        sent = self.app.respond(method, path, asked)
        return dict(sent.headers)[b"etag"].decode()

    def flush(self) -> None:
        """A minute is over."""
        asyncio.run(self.register.flush())

    def told(self, *words: str) -> str:
        """What `twincal reach` says now."""
        return self.run("reach", *words)

    def run(self, *words: str) -> str:
        """What a command prints now."""
        answer = self.shell.run(*words, now=self.time.isoformat())
        assert answer.code == 0, answer.err
        return answer.text


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A programme that was published on Monday morning."""
    store = open_store(f"sqlite:///{tmp_path}/t.db")
    house = House(Shell(tmp_path), store)
    house.apply(TEXT)
    yield house
    store.close()


def test_outlook_has_the_new_time_and_google_has_not(house: House) -> None:
    """The December meeting is moved on the evening before it was to be; who still shows the old hour?"""
    for hour in ("12", "15", "18", "21"):
        house.at(f"2026-12-14T{hour}:00:00")
        house.fetch(OUTLOOK)
        if hour in ("12", "21"):
            house.fetch(GOOGLE)
    house.at("2026-12-15T06:00:00")
    house.fetch(GOOGLE)
    house.flush()
    house.at("2026-12-15T09:00:00")
    house.apply(TEXT + MOVED)

    assert "Sejong's Google and Outlook have not fetched the new time yet." in house.told("cities/sejong")

    house.at("2026-12-15T09:05:00")
    house.fetch(OUTLOOK)
    house.flush()
    house.at("2026-12-15T10:00:00")

    told = house.told("cities/sejong")
    assert told.splitlines() == [
        "Sejong (cities/sejong), in ko",
        "  Sejong's Outlook has fetched the new time; Google has not yet.",
        "  present since Tue 15 Dec 2026 18:00 (UTC+9): move sofia-sejong-monthly/2026-12",
        "  has it   Outlook        since Tue 15 Dec 2026 18:05 (UTC+9), asks about every 3 h",
        "  not yet  Google         asked last Tue 15 Dec 2026 15:00 (UTC+9), asks about every 9 h: "
        "due Wed 16 Dec 2026 00:00 (UTC+9)",
        "",
        "A family has it as soon as one of its programs has: others that use it may fetch it later. "
        "Changes that only private addresses show are not followed.",
    ]
    assert told.partition("\n\n")[0] in DOCUMENT.read_text(encoding="utf-8"), (
        "this very answer is shown there"
    )

    house.at("2026-12-15T15:00:00")
    house.fetch(GOOGLE)
    house.flush()

    assert "Sejong's Google and Outlook have fetched the new time." in house.told("cities/sejong")


def test_what_is_confirmed_by_304_is_had_and_a_head_delivers_nothing(house: House) -> None:
    etag = house.fetch(OUTLOOK)
    house.fetch(GOOGLE, method="HEAD")
    house.flush()

    assert "Outlook has fetched the present version." in house.told()
    assert "Google" not in house.told()

    house.at("2026-12-14T10:00:00")
    house.fetch(GOOGLE, etag=etag)
    house.flush()

    assert "Sejong's Google and Outlook have fetched the present version." in house.told()


def test_who_asks_whether_there_is_anything_has_nothing_yet(house: House) -> None:
    """`If-None-Match: *` is answered with 304 whatever there is."""
    house.fetch(OUTLOOK, etag="*")
    house.flush()

    assert "Outlook" not in house.told()


def test_a_private_feed_counts_under_its_feed_without_its_token(house: House) -> None:
    """In the seconds in which it may not have followed yet, it counts for the version before."""
    shown = house.run("token", "create", "--for", "cities/sejong", "--label", "Office")
    private = next(re.finditer(r"/private/[\w-]+/cities/sejong\.ics", shown)).group()
    access = house.app.private_access = PrivateAccess()
    tokens = TokenFollower(house.store, access, house.app)
    tokens.refresh()
    house.at("2026-12-15T09:00:00")
    house.apply(TEXT + MOVED)
    house.fetch(OUTLOOK, private)
    house.flush()
    assert "Sejong's Outlook has not fetched the new time yet." in house.told("cities/sejong")

    tokens.refresh()
    house.at("2026-12-15T09:00:10")
    house.fetch(OUTLOOK, private)
    house.flush()

    assert "Sejong's Outlook has fetched the new time." in house.told("cities/sejong")
    secret = private.split("/")[2]
    kept = b"".join(path.read_bytes() for path in house.shell.folder.glob("t.db*"))
    assert secret.encode() not in kept
    assert OUTLOOK.encode() not in kept


def test_languages_are_different_calendars_and_aliases_the_same(house: House) -> None:
    house.fetch(OUTLOOK, "/feeds/cities/sejong.ics")
    house.fetch(OUTLOOK, "/feeds/cities/sejong.ko.ics")
    house.fetch(GOOGLE, "/feeds/cities/sejong.en.ics")
    house.flush()

    counted = {(poll.feed, poll.language, poll.family): poll.count for poll in house.store.polls()}

    assert counted == {("cities/sejong", "ko", "outlook"): 2, ("cities/sejong", "en", "google"): 1}
    told = house.told()
    assert "Sejong (cities/sejong), in ko\n  Sejong's Outlook has fetched the present version." in told
    assert "Sejong (cities/sejong), in en\n  Sejong's Google has fetched the present version." in told
    assert told.endswith("Nobody has asked yet for programme, cities/sofia, pairs/sofia-sejong.\n")


def test_who_has_not_asked_for_thirty_days_is_silent(house: House) -> None:
    house.fetch(THUNDERBIRD)
    house.flush()
    house.at("2027-01-14T09:00:00")

    assert "silent   Thunderbird    nothing heard since Mon 14 Dec 2026 18:00 (UTC+9)" in house.told()
    assert "Nobody has asked for 30 days." in house.told()


def test_a_renamed_city_keeps_who_asks_for_it(house: House) -> None:
    house.fetch(GOOGLE)
    house.flush()
    house.at("2026-12-15T09:00:00")

    house.apply(
        TEXT.replace("  sejong: {", "  sejong-city: {formerly: sejong, ").replace(
            "[sofia, sejong]", "[sofia, sejong-city]"
        )
    )

    assert "Sejong (cities/sejong-city), in ko" in house.told("cities/sejong")
    assert "  has it   Google         since Mon 14 Dec 2026 18:00 (UTC+9)" in house.told("cities/sejong-city")


def test_programs_get_instants_and_seconds(house: House) -> None:
    for hour in (10, 13, 16):
        house.at(f"2026-12-14T{hour}:00:00")
        house.fetch(IPHONE)
    house.flush()

    (sejong,) = (
        each for each in json.loads(house.told("--format", "json", "cities/sejong")) if each["clients"]
    )

    assert (sejong["feed"], sejong["language"], sejong["since"]) == (
        "cities/sejong",
        "ko",
        "2026-12-14T09:00:00Z",
    )
    assert sejong["clients"] == [
        {
            "family": "apple",
            "state": "has",
            "fetched": "2026-12-14T10:00:00Z",
            "last_asked": "2026-12-14T16:00:00Z",
            "usual_gap_seconds": 10800,
        }
    ]


def test_the_page_tells_each_calendar_once_with_its_languages_inside(house: House) -> None:
    for path in (SEJONG, "/feeds/cities/sejong.en.ics"):
        house.fetch(OUTLOOK, path)
    house.flush()
    page = house.app.respond("GET", "/reach", ()).body.decode()

    assert page.count("<h2 id=") == 1
    assert '<h3 lang="ko">한국어</h3>' in page
    assert '<h3 lang="en">English</h3>' in page


def test_the_page_tells_it_in_every_language_and_is_made_again_by_each_flush(house: House) -> None:
    house.flush()
    first = house.app.respond("GET", "/reach", ()).body
    head = house.app.respond("GET", "/reach", ()).headers
    house.at("2026-12-14T09:01:00")
    house.flush()
    assert house.app.respond("GET", "/reach", ()).headers == head, "nothing new: not modified"
    house.at("2026-12-14T09:00:00")
    house.fetch(OUTLOOK)
    house.at("2026-12-14T12:00:00")
    house.flush()

    english = house.app.respond("GET", "/reach", ()).body.decode()
    korean = house.app.respond("GET", "/ko/reach", ()).body.decode()

    assert b"Outlook" not in first
    assert '<meta name="robots" content="noindex">' in english
    assert (
        '<strong>Outlook</strong> <time datetime="2026-12-14T09:00Z">Mon 14 Dec 18:00 (UTC+9)</time>'
        in english
    )
    assert "변경 사항 전달 현황" in korean
    assert "세종" in korean
    assert OUTLOOK not in english


def test_the_page_is_made_ready_without_holding_up_those_who_read(house: House) -> None:
    """Compressing it takes a while: that is no work for the loop that answers."""
    threads: list[threading.Thread] = []
    register = PollRegister(
        house.store, lambda: house.time, lambda _: threads.append(threading.current_thread())
    )
    published = house.store.published()
    assert published is not None
    register.follow(published, build_site(published))

    asyncio.run(register.flush())

    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()


class TestTrouble:
    def test_what_cannot_be_written_is_kept_and_told_once(
        self, house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise StoreError("the database cannot grow: the disk is full")

        with monkeypatch.context() as broken, caplog.at_level(logging.ERROR, "twincal"):
            broken.setattr(Store, "add_polls", full)
            for minute in (1, 2, 3):
                house.at(f"2026-12-14T09:0{minute}:00")
                house.fetch(GOOGLE)
                house.flush()

        assert [record.getMessage() for record in caplog.records] == [
            "who fetched what cannot be written now, and is kept until it can: "
            "the database cannot grow: the disk is full"
        ]
        house.flush()
        (poll,) = house.store.polls()
        assert poll.count == 3
        assert poll.last - poll.first == timedelta(minutes=2)

    def test_an_answer_that_was_under_way_counts_for_what_it_carried(self, house: House) -> None:
        """The ETag tells: what was sent before the site was swapped is the old version."""
        old = house.fetch(OUTLOOK)
        house.at("2026-12-15T09:00:00")
        house.apply(TEXT + MOVED)
        house.register.count("/feeds/cities/sejong.ko.ics", old, GOOGLE.encode())
        house.flush()

        assert "Sejong's Google and Outlook have not fetched the new time yet." in house.told()


def test_an_end_of_the_daemon_loses_no_request_and_the_page_is_there_from_the_start(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path, "2026-12-14T09:00:00Z")
    daemon.config.mkdir()
    daemon.write("all.yaml", TEXT)
    daemon.start()
    try:
        daemon.until(lambda: daemon.get("/bg/reach")[0] == 404 and daemon.get("/ko/reach")[0] == 200)
        for _ in range(3):
            assert daemon.ask(SEJONG, user_agent=GOOGLE)[0] == 200
    finally:
        assert daemon.stop() == 0

    assert "Sejong's Google has fetched the present version." in daemon.run("reach", "cities/sejong")
    with closing(open_store(f"sqlite:///{tmp_path}/t.db")) as store:
        assert [poll.count for poll in store.polls()] == [3]
