"""The daemon counts who fetches which version, and `twincal reach` says whose calendars have a late move."""

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
from typing import Any

import pytest

from scheduler.daemon.follow_store import TokenFollower
from scheduler.daemon.poll_register import PollRegister
from scheduler.publication.pages import reach_pages
from scheduler.store import Store, StoreError, open_store, tables
from scheduler.web.app import SiteApp
from scheduler.web.health import Health
from scheduler.web.private_access import PrivateAccess
from support import databases
from support.daemon import serving
from support.shell import Shell
from support.small_programme import edited, small
from support.web import respond
from support.world import site_of

GOOGLE = "Google-Calendar-Importer"
OUTLOOK = "Microsoft Exchange (Windows NT 10.0)"
IPHONE = "iOS/26.6 (23G71) dataaccessd/1.0"
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.3.0"
SEJONG = "/feeds/cities/sejong.ics"
PAIR = "/feeds/pairs/sofia-sejong.ics"
DOCUMENT = Path(__file__).parents[2] / "docs/secretariat.md"
TEXT = small(
    ("    - en\n", "    - en\n    - ko\n"),
    ("    name: Sejong\n", "    name:\n      en: Sejong\n      ko: 세종\n    languages:\n      - ko\n"),
    ("  monthly:\n", "  sofia-sejong-monthly:\n"),
)
"""The small programme in English and Korean, with the series that docs/secretariat.md names."""
MOVED = """\
    changes:
      2026-12:
        move_to: 2026-12-17 09:00
        reason: room not free
"""


@dataclass
class DaemonParts:
    """A folder, its store, and the parts of a daemon that count; the test sets their clock."""

    shell: Shell
    store: Store
    time: datetime = datetime(2026, 12, 14, 9, tzinfo=UTC)
    app: SiteApp = field(default_factory=lambda: SiteApp(Health()))

    def __post_init__(self) -> None:
        self.register = PollRegister(self.store, lambda: self.time, self.app.show_reach_pages)
        self.app.observer = self.register.count

    def at(self, moment: str) -> None:
        """Sets the clock, in UTC."""
        self.time = datetime.fromisoformat(f"{moment}+00:00")

    def apply(self, text: str) -> None:
        """Applies an edit and shows it."""
        self.shell.write(text)
        self.run("apply", str(self.shell.config))
        self.show()

    def show(self) -> None:
        """What the daemon does with a new revision."""
        state = self.store.state()
        site = site_of(state, self.store.history_of_pages(state.window.first))
        self.register.follow(site)
        self.app.show(site)

    def fetch(self, client: str, path: str = SEJONG, method: str = "GET", etag: str | None = None) -> str:
        """One request, and the ETag that it was answered with."""
        asked = [(b"user-agent", client.encode())]
        if etag is not None:
            asked.append((b"if-none-match", etag.encode()))
        sent = respond(self.app, method, path, asked)
        return dict(sent.headers)[b"etag"].decode()

    def flush(self) -> None:
        """Does what the daemon does every minute."""
        asyncio.run(self.register.flush())

    def reach(self, *words: str) -> str:
        """What `twincal reach` says now."""
        return self.run("reach", *words)

    def run(self, *words: str) -> str:
        """What a command prints now."""
        answer = self.shell.run(*words, now=self.time.isoformat())
        assert answer.code == 0, answer.err
        return answer.text


@pytest.fixture
def daemon(tmp_path: Path, database: str) -> Iterator[DaemonParts]:
    """A programme that was published on Monday morning."""
    store = open_store(database)
    daemon = DaemonParts(Shell(tmp_path, database=database), store)
    daemon.apply(TEXT)
    yield daemon
    store.close()


def test_outlook_has_the_new_time_and_google_has_not(daemon: DaemonParts) -> None:
    """The December meeting is moved on the evening before it was to be; who still shows the old hour?"""
    for hour in ("12", "15", "18", "21"):
        daemon.at(f"2026-12-14T{hour}:00:00")
        daemon.fetch(OUTLOOK)
        if hour in ("12", "21"):
            daemon.fetch(GOOGLE)
    daemon.at("2026-12-15T06:00:00")
    daemon.fetch(GOOGLE)
    daemon.flush()
    daemon.at("2026-12-15T09:00:00")
    daemon.apply(TEXT + MOVED)

    assert "Sejong's Google and Outlook have not fetched the new time yet." in daemon.reach("cities/sejong")

    daemon.at("2026-12-15T09:05:00")
    daemon.fetch(OUTLOOK)
    daemon.flush()
    daemon.at("2026-12-15T10:00:00")

    report = daemon.reach("cities/sejong")
    assert report.splitlines() == [
        "Sejong (cities/sejong), in ko",
        "  Sejong's Outlook has fetched the new time; Google has not yet.",
        "  present since Tue 15 Dec 2026 18:00 (UTC+9): move sofia-sejong-monthly/2026-12",
        "  has it   Outlook        since Tue 15 Dec 2026 18:05 (UTC+9), checks about every 3 h",
        "  not yet  Google         checked last Tue 15 Dec 2026 15:00 (UTC+9), checks about every 9 h: "
        "due Wed 16 Dec 2026 00:00 (UTC+9)",
        "",
        "A kind of app has it as soon as one app of that kind has; others may fetch it later. "
        "Changes that only private addresses show are not followed.",
    ]
    assert report.partition("\n\n")[0] in DOCUMENT.read_text(encoding="utf-8"), (
        "this very answer is shown there"
    )

    daemon.at("2026-12-15T15:00:00")
    daemon.fetch(GOOGLE)
    daemon.flush()

    assert "Sejong's Google and Outlook have fetched the new time." in daemon.reach("cities/sejong")


def test_a_304_counts_as_fetched_and_a_head_does_not(daemon: DaemonParts) -> None:
    etag = daemon.fetch(OUTLOOK)
    daemon.fetch(GOOGLE, method="HEAD")
    daemon.flush()

    assert "Outlook has fetched the present version." in daemon.reach()
    assert "Google" not in daemon.reach()

    daemon.at("2026-12-14T10:00:00")
    daemon.fetch(GOOGLE, etag=etag)
    daemon.flush()

    assert "Sejong's Google and Outlook have fetched the present version." in daemon.reach()


def test_a_request_with_a_star_does_not_count(daemon: DaemonParts) -> None:
    """`If-None-Match: *` is answered with 304 whatever there is."""
    daemon.fetch(OUTLOOK, etag="*")
    daemon.flush()

    assert "Outlook" not in daemon.reach()


def test_a_private_feed_counts_under_its_feed_without_its_token(daemon: DaemonParts) -> None:
    """In the seconds in which it may not have followed yet, it counts for the version before."""
    shown = daemon.run("token", "create", "--for", "cities/sejong", "--label", "Office")
    private = next(re.finditer(r"/private/[\w-]+/cities/sejong\.ics", shown)).group()
    access = daemon.app.private_access = PrivateAccess()
    tokens = TokenFollower(daemon.store, access, daemon.app)
    tokens.refresh()
    daemon.at("2026-12-15T09:00:00")
    daemon.apply(TEXT + MOVED)
    daemon.fetch(OUTLOOK, private)
    daemon.flush()
    assert "Sejong's Outlook has not fetched the new time yet." in daemon.reach("cities/sejong")

    tokens.refresh()
    daemon.at("2026-12-15T09:00:10")
    daemon.fetch(OUTLOOK, private)
    daemon.flush()

    assert "Sejong's Outlook has fetched the new time." in daemon.reach("cities/sejong")
    secret = private.split("/")[2]
    stored = "".join(databases.rows(daemon.shell.url, table) for table in tables.metadata.tables)
    assert "outlook" in stored
    assert secret not in stored
    assert OUTLOOK not in stored


def test_languages_are_different_calendars_and_aliases_the_same(daemon: DaemonParts) -> None:
    daemon.fetch(OUTLOOK, "/feeds/cities/sejong.ics")
    daemon.fetch(OUTLOOK, "/feeds/cities/sejong.ko.ics")
    daemon.fetch(GOOGLE, "/feeds/cities/sejong.en.ics")
    daemon.flush()

    counted = {(poll.feed, poll.language, poll.family): poll.count for poll in daemon.store.polls()}

    assert counted == {("cities/sejong", "ko", "outlook"): 2, ("cities/sejong", "en", "google"): 1}
    report = daemon.reach()
    assert "Sejong (cities/sejong), in ko\n  Sejong's Outlook has fetched the present version." in report
    assert "Sejong (cities/sejong), in en\n  Sejong's Google has fetched the present version." in report
    assert report.endswith(
        "No calendar app has fetched these yet: programme, cities/sofia, pairs/sofia-sejong.\n"
    )


def test_clients_that_have_not_asked_for_thirty_days_are_silent(daemon: DaemonParts) -> None:
    daemon.fetch(THUNDERBIRD)
    daemon.flush()
    daemon.at("2027-01-14T09:00:00")

    assert "silent   Thunderbird    nothing heard since Mon 14 Dec 2026 18:00 (UTC+9)" in daemon.reach()
    assert "No calendar app has checked for updates for 30 days." in daemon.reach()


def test_a_renamed_city_keeps_its_polls(daemon: DaemonParts) -> None:
    daemon.fetch(GOOGLE)
    daemon.flush()
    daemon.at("2026-12-15T09:00:00")

    daemon.apply(
        edited(
            TEXT,
            ("  sejong:\n", "  sejong-city:\n    formerly: sejong\n"),
            ("      - sejong\n", "      - sejong-city\n"),
        )
    )

    assert "Sejong (cities/sejong-city), in ko" in daemon.reach("cities/sejong")
    assert "  has it   Google         since Mon 14 Dec 2026 18:00 (UTC+9)" in daemon.reach(
        "cities/sejong-city"
    )


def test_json_has_instants_and_seconds(daemon: DaemonParts) -> None:
    for hour in (10, 13, 16):
        daemon.at(f"2026-12-14T{hour}:00:00")
        daemon.fetch(IPHONE)
    daemon.flush()

    (sejong,) = (
        each for each in json.loads(daemon.reach("--format", "json", "cities/sejong")) if each["clients"]
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


def test_the_page_lists_each_calendar_once_with_its_languages_inside(daemon: DaemonParts) -> None:
    for path in (SEJONG, "/feeds/cities/sejong.en.ics"):
        daemon.fetch(OUTLOOK, path)
    daemon.flush()
    page = respond(daemon.app, "GET", "/reach", ()).body.decode()

    assert page.count("<h2 id=") == 1
    assert '<h3 lang="ko">한국어</h3>' in page
    assert '<h3 lang="en">English</h3>' in page


def test_the_page_names_the_pair_whose_meeting_changed(daemon: DaemonParts) -> None:
    daemon.at("2026-12-15T09:00:00")
    daemon.apply(TEXT + MOVED)
    for path in (SEJONG, PAIR):
        daemon.fetch(OUTLOOK, path)
    daemon.flush()
    page = respond(daemon.app, "GET", "/reach", ()).body.decode()
    changes = [line.partition("Changed then: ")[2] for line in page.splitlines() if "Changed then" in line]

    assert changes == ["Monthly (Sofia–Sejong)</p>", "Monthly</p>"]


def test_the_page_is_in_every_language_and_is_rendered_by_each_flush(daemon: DaemonParts) -> None:
    daemon.flush()
    first = respond(daemon.app, "GET", "/reach", ()).body
    head = respond(daemon.app, "GET", "/reach", ()).headers
    daemon.at("2026-12-14T09:01:00")
    daemon.flush()
    assert respond(daemon.app, "GET", "/reach", ()).headers == head, "nothing new: not modified"
    daemon.at("2026-12-14T09:00:00")
    daemon.fetch(OUTLOOK)
    daemon.at("2026-12-14T12:00:00")
    daemon.flush()

    english = respond(daemon.app, "GET", "/reach", ()).body.decode()
    korean = respond(daemon.app, "GET", "/ko/reach", ()).body.decode()

    assert b"Outlook" not in first
    assert '<meta name="robots" content="noindex">' in english
    assert (
        '<strong>Outlook</strong> <time datetime="2026-12-14T09:00Z">Mon 14 Dec, 18:00 (UTC+9)</time>'
        in english
    )
    assert "캘린더별 최신 버전 반영 현황" in korean
    assert "세종" in korean
    assert OUTLOOK not in english


MANY = "cities:\n" + "".join(
    f"  town-{n}: {{name: Town {n:02d}, country: FR, timezone: Europe/Paris}}\n" for n in range(70)
)


def test_of_a_large_programme_the_page_has_the_calendars_that_somebody_requests(daemon: DaemonParts) -> None:
    daemon.shell.write(MANY, "many.yaml")
    daemon.apply(TEXT)
    daemon.fetch(OUTLOOK)
    daemon.fetch(GOOGLE, "/feeds/cities/town-69.ics")
    daemon.flush()
    body = respond(daemon.app, "GET", "/reach", ()).body.decode()

    assert "Calendars that changed last" in body
    assert 'cities/sejong">Sejong</a></h2>' in body
    assert 'cities/town-69">Town 69</a></h2>' in body
    assert "Town 00" not in body


def test_the_calendar_that_changed_last_comes_first(daemon: DaemonParts) -> None:
    daemon.shell.write(MANY, "many.yaml")
    daemon.apply(TEXT)
    daemon.fetch(GOOGLE, "/feeds/cities/town-69.ics")
    daemon.at("2026-12-14T10:00:00")
    daemon.apply(TEXT + MOVED)
    daemon.fetch(OUTLOOK)
    daemon.flush()
    body = respond(daemon.app, "GET", "/reach", ()).body.decode()

    assert body.index("Sejong</a></h2>") < body.index("Town 69</a></h2>")


def test_without_requests_a_large_programme_has_its_page(daemon: DaemonParts) -> None:
    daemon.shell.write(MANY, "many.yaml")
    daemon.apply(TEXT)
    daemon.flush()
    body = respond(daemon.app, "GET", "/reach", ()).body.decode()

    assert "No calendar app has checked yet" in body
    assert "Calendars that changed last" not in body


def test_the_page_is_made_for_the_first_reader_in_a_worker_thread(
    daemon: DaemonParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making it takes a while in a large programme, nearly nobody reads it, and the loop must answer requests."""
    threads: list[threading.Thread] = []
    render = reach_pages.render

    def noted(*arguments: Any, **options: Any) -> Any:
        threads.append(threading.current_thread())
        return render(*arguments, **options)

    monkeypatch.setattr(reach_pages, "render", noted)
    daemon.flush()
    assert threads == []

    sent = [asked(daemon.app, "/reach"), asked(daemon.app, "/ko/reach"), asked(daemon.app, "/reach")]

    assert [status for status, _ in sent] == [200, 200, 200]
    assert sent[0] == sent[2] != sent[1]
    assert len(threads) == 2, "once at each address that is asked for"
    assert threading.current_thread() not in threads


def asked(app: SiteApp, path: str) -> tuple[int, bytes]:
    """The status and the body that the application sends."""
    messages: list[Any] = []

    async def receive() -> None:
        await asyncio.Event().wait()  # the client stays

    async def send(message: Any) -> None:
        messages.append(message)

    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "http_version": "1.1", "method": "GET", "path": path, "headers": headers}
    asyncio.run(app(scope, receive, send))
    start, content = messages
    return start["status"], content["body"]


class TestTrouble:
    def test_polls_that_cannot_be_written_are_kept_and_logged_once(
        self, daemon: DaemonParts, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise StoreError("the database cannot grow: the disk is full")

        with monkeypatch.context() as broken, caplog.at_level(logging.ERROR, "twincal"):
            broken.setattr(Store, "add_polls", full)
            for minute in (1, 2, 3):
                daemon.at(f"2026-12-14T09:0{minute}:00")
                daemon.fetch(GOOGLE)
                daemon.flush()

        assert [record.getMessage() for record in caplog.records] == [
            "who fetched what cannot be written now, and is kept until it can: "
            "the database cannot grow: the disk is full"
        ]
        daemon.flush()
        (poll,) = daemon.store.polls()
        assert poll.count == 3
        assert poll.last - poll.first == timedelta(minutes=2)

    def test_a_response_that_was_under_way_counts_for_its_own_version(self, daemon: DaemonParts) -> None:
        """The ETag tells: what was sent before the site was swapped is the old version."""
        old = daemon.fetch(OUTLOOK)
        daemon.at("2026-12-15T09:00:00")
        daemon.apply(TEXT + MOVED)
        daemon.register.count("/feeds/cities/sejong.ko.ics", old, GOOGLE.encode())
        daemon.flush()

        assert "Sejong's Google and Outlook have not fetched the new time yet." in daemon.reach()


def test_an_end_of_the_daemon_loses_no_request_and_the_page_is_there_from_the_start(tmp_path: Path) -> None:
    with serving(tmp_path, TEXT, now="2026-12-14T09:00:00Z") as daemon:
        daemon.until(lambda: daemon.get("/bg/reach")[0] == 404 and daemon.get("/ko/reach")[0] == 200)
        for _ in range(3):
            assert daemon.ask(SEJONG, user_agent=GOOGLE)[0] == 200
        assert daemon.stop() == 0

    assert "Sejong's Google has fetched the present version." in daemon.run("reach", "cities/sejong")
    with closing(open_store(f"sqlite:///{tmp_path}/t.db")) as store:
        assert [poll.count for poll in store.polls()] == [3]
