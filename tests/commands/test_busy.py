"""Calendars of others (`busy:`): their times count in check, plan and times, and nothing else of them is kept."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from scheduler.arrivals import calendar_reader
from scheduler.arrivals.calendar_file import read_calendar
from scheduler.arrivals.calendar_reader import (
    CalendarContents,
    CalendarReader,
    CalendarRequest,
    UnreadableCalendar,
)
from scheduler.busy import download
from scheduler.busy.busy_times import FILE_NAME
from scheduler.cli.environment import state_folder
from scheduler.store import open_store
from support.shell import Shell

FIRST, LAST = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC)
SECRET = "a1b2c3d4e5f6"


def calendar(*events: str) -> bytes:
    """A calendar with these events, each of its lines after BEGIN."""
    body = "".join(
        f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT\n" for number, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


BOARD = calendar(
    "SUMMARY:Board, confidential\nDTSTART;TZID=Europe/Sofia:20261216T093000\nDTEND;TZID=Europe/Sofia:20261216T120000"
)
"""Over the meeting of December, 10:00 in Sofia."""


def contents(data: bytes, zone: str = "UTC", last: datetime = LAST) -> CalendarContents:
    return read_calendar(CalendarRequest(data, zone, FIRST, last))


def spans(*events: str, zone: str = "Europe/Sofia") -> list[str]:
    found = contents(calendar(*events), zone)
    return [f"{span.begin:%m-%d %H:%M} {span.end:%m-%d %H:%M}" for span in found.spans]


def unreadable(*events: str) -> int:
    return contents(calendar(*events)).unreadable


class TestBusySpans:
    @pytest.mark.parametrize(
        ("event", "expected"),
        [
            ("DTSTART:20261216T080000Z\nDTEND:20261216T090000Z", ["12-16 08:00 12-16 09:00"]),
            ("DTSTART:20261216T080000\nDURATION:PT2H", ["12-16 06:00 12-16 08:00"]),
            ("DTSTART;VALUE=DATE:20261216", ["12-15 22:00 12-16 22:00"]),
            ("DTSTART;VALUE=DATE:20261216\nDTEND;VALUE=DATE:20261218", ["12-15 22:00 12-17 22:00"]),
            ("DTSTART:20261216T080000Z\nDTEND:20261216T090000Z\nTRANSP:TRANSPARENT", []),
            ("DTSTART:20261216T080000Z\nDTEND:20261216T090000Z\nSTATUS:CANCELLED", []),
            ("DTSTART:20261216T080000Z\nDTEND:20261216T090000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
            ("DTSTART:20161216T080000Z\nDTEND:20161216T090000Z", []),
            (
                "DTSTART;TZID=Europe/Sofia:20270324T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2",
                ["03-24 08:00 03-24 09:00", "03-31 07:00 03-31 08:00"],
            ),
            (
                "DTSTART:20261216T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261217T080000Z",
                ["12-16 08:00 12-16 09:00", "12-18 08:00 12-18 09:00"],
            ),
        ],
    )
    def test_of_an_event(self, event: str, expected: list[str]) -> None:
        assert spans(event) == expected

    def test_of_several_are_joined(self) -> None:
        first, second = "DTSTART:20261216T080000Z\nDURATION:PT1H", "DTSTART:20261216T083000Z\nDURATION:PT1H"

        assert spans(first, second) == ["12-16 08:00 12-16 09:30"]

    def test_of_free_busy_times(self) -> None:
        times = "FREEBUSY:20261216T080000Z/20261216T090000Z\nFREEBUSY;FBTYPE=FREE:20261217T080000Z/PT1H"
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VFREEBUSY\nUID:1\n{times}\nEND:VFREEBUSY\nEND:VCALENDAR\n"

        [span] = contents(text.replace("\n", "\r\n").encode()).spans
        assert (span.begin.hour, span.end.hour) == (8, 9)

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"<html>", "not an iCalendar file"),
            (b"", "not an iCalendar file"),
            (b"\xff\xfe\x00", "not an iCalendar file"),
            (b"BEGIN:VCALENDAR\r\n", "not an iCalendar file"),
        ],
    )
    def test_of_no_calendar_are_refused(self, data: bytes, words: str) -> None:
        with pytest.raises(UnreadableCalendar, match=words):
            contents(data)


START = "DTSTART:20261216T080000Z\nDURATION:PT1H"
HOURS, SIXTY = ",".join(map(str, range(24))), ",".join(map(str, range(60)))
SECONDS = ",".join(f"20261217T{n // 3600:02}{n // 60 % 60:02}{n % 60:02}Z" for n in range(20_001))
RARELY = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"  # and never
LATE = "it takes too long to read"
MANY = "it has more than 20,000 events"


def zone(rule: str, observances: int = 1) -> bytes:
    """A calendar with a time zone of its own whose clocks change by `rule`."""
    clocks = f"BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n{rule}\nEND:STANDARD\n"
    text = f"PRODID:x\nBEGIN:VTIMEZONE\nTZID:Own\n{clocks * observances}END:VTIMEZONE\n"
    event = calendar("DTSTART;TZID=Own:20261216T080000\nDURATION:PT1H")
    return event.replace(b"PRODID:x\r\n", text.replace("\n", "\r\n").encode())


class TestABadCalendar:
    @pytest.mark.parametrize(
        "data",
        [
            calendar(f"{START}\nRRULE:FREQ=SECONDLY"),
            calendar(f"{START}\nRRULE:FR\n EQ=SECONDLY"),
            calendar("DTSTART:16010101T080000Z\nDURATION:PT1H\nRRULE:FREQ=MINUTELY"),
            calendar(f"{START}\nRRULE:FREQ=DAILY\nRRULE:FREQ=MINUTELY"),
            calendar(f"{START}\nRRULE:FREQ=DAILY;BYHOUR={HOURS};BYMINUTE={SIXTY};BYSECOND={SIXTY}"),
            calendar(f"{START}\nRRULE:FREQ=DAILY;INTERVAL=0"),
            calendar(*[f"{START}\nRRULE:{RARELY}"] * 100),
            calendar(START, "X:1\n" * 1_000_000),
            calendar(*[START] * 100_000),
        ],
        ids=["seconds", "folded", "centuries", "two", "times", "interval", "never", "lines", "events"],
    )
    def test_that_takes_too_long_is_refused(self, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
        monkeypatch.setattr(calendar_reader, "LONGEST", 1)

        with CalendarReader() as reader, pytest.raises(UnreadableCalendar, match=f"^{LATE}$"):
            reader.read(CalendarRequest(data, "UTC", FIRST, LAST))

    def test_that_needs_too_much_memory_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(calendar_reader, "MOST_MEMORY", 250_000_000)
        many = calendar(f"{START}\nRRULE:FREQ=DAILY;BYHOUR={HOURS};BYMINUTE={SIXTY};BYSECOND={SIXTY}")

        with CalendarReader() as reader, pytest.raises(UnreadableCalendar, match="too much memory"):
            reader.read(CalendarRequest(many, "UTC", FIRST, LAST))

    @pytest.mark.parametrize(
        "event", [f"{START}\nRDATE:{SECONDS}", f"{START}\nRRULE:FREQ=DAILY;BYHOUR={HOURS}"]
    )
    def test_with_too_many_events_is_refused(self, event: str) -> None:
        with pytest.raises(UnreadableCalendar, match=f"^{MANY}$"):
            contents(calendar(event), last=datetime(2029, 11, 1, tzinfo=UTC))

    def test_of_an_own_time_zone_leaves_no_clocks_behind(self) -> None:
        contents(zone("RRULE:FREQ=SECONDLY"))

        [span] = contents(zone("RRULE:FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1")).spans
        assert (span.begin.hour, span.end.hour) == (6, 7)

    def test_is_a_warning_and_leaves_the_others(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(calendar_reader, "LONGEST", 1)
        (shell.config / "bad.ics").write_bytes(calendar(f"{START}\nRRULE:FREQ=SECONDLY"))
        (shell.config / "large.ics").write_bytes(b"x" * 10_000_001)
        (shell.config / "board.ics").write_bytes(BOARD)
        with_calendar(shell, "bad.ics", "large.ics", "board.ics")

        answer = check(shell)

        assert f"busy[1]: warning: this calendar cannot be read ({LATE}), so it does not count" in answer
        assert "busy[2]: warning: this calendar cannot be read (it has more than 10 MB)" in answer
        assert BUSY_WARNING in answer


class TestABadEvent:
    @pytest.mark.parametrize(
        "event",
        [
            f"{START}\nRRULE:FREQ=BOGUS",
            f"{START}\nRRULE:FREQ=DAILY;INTERVAL=x",
            f"{START}\nRRULE:FREQ=DAILY;UNTIL=x",
            f"{START}\nRRULE:COUNT=3",
            f"{START}\nEXDATE:x",
            "DTSTART:99991231T235959Z\nDURATION:P9D",
            "DTSTART:20261216T080000Z\nDURATION:P999999999D",
            "SUMMARY:x",
            "DTSTART:x\nDURATION:PT1H",
            f"{START}\nDTSTART:20261217T080000Z",
        ],
    )
    def test_is_counted_and_leaves_the_others(self, event: str) -> None:
        events = event, "DTSTART:20261218T080000Z\nDURATION:PT1H"

        assert unreadable(*events) == 1
        assert spans(*events) == ["12-18 08:00 12-18 09:00"]

    @pytest.mark.parametrize("free", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
    def test_that_blocks_no_time_is_not_counted(self, free: str) -> None:
        assert unreadable(f"{START}\n{free}\nRRULE:FREQ=BOGUS") == 0

    def test_is_a_warning_that_tells_nothing_of_it(self, shell: Shell) -> None:
        bad = f"SUMMARY:Board, confidential\n{START}\nRRULE:FREQ=BOGUS"
        (shell.config / "board.ics").write_bytes(calendar(*[bad] * 6))
        with_calendar(shell, "board.ics")

        err = check(shell)

        assert "events of this calendar that cannot be read do not count: 6" in err
        assert "confidential" not in err


@pytest.mark.parametrize(
    ("event", "last"),
    [
        ("DTSTART;TZID=Europe/Sofia:20261216T100000\nDURATION:PT1H", "12-18 08:00 12-18 09:00"),
        ("DTSTART;TZID=America/New_York:20261216T220000\nDURATION:PT1H", "12-19 03:00 12-19 04:00"),
        ("DTSTART;TZID=Asia/Seoul:20261216T010000\nDURATION:PT1H", "12-17 16:00 12-17 17:00"),
        ("DTSTART:20261216T220000Z\nDURATION:PT1H", "12-18 22:00 12-18 23:00"),
        ("DTSTART:20261216T100000\nDURATION:PT1H", "12-18 08:00 12-18 09:00"),
    ],
)
def test_a_rule_until_a_day_includes_that_day_on_the_clock_of_the_event(event: str, last: str) -> None:
    found = spans(f"{event}\nRRULE:FREQ=DAILY;UNTIL=20261218")

    assert (len(found), found[-1]) == (3, last)


def with_calendar(shell: Shell, *sources: str) -> None:
    """Gives Sofia calendars with busy times."""
    shell.edit(("    timezone: Europe/Sofia\n", f"    timezone: Europe/Sofia\n    busy: {[*sources]}\n"))


def check(shell: Shell, now: str | None = None) -> str:
    answer = shell.run("check", str(shell.config), now=now)
    assert answer.code == 0, answer.err
    return answer.text + answer.err


BUSY_WARNING = "Sofia is busy at this time, as its own calendar says: on 16 December 2026"


class TestAFile:
    @pytest.fixture(autouse=True)
    def file(self, shell: Shell) -> None:
        (shell.config / "board.ics").write_bytes(BOARD)
        with_calendar(shell, "board.ics")

    def test_is_a_warning_of_check_and_plan(self, shell: Shell) -> None:
        assert BUSY_WARNING in check(shell)
        assert BUSY_WARNING in shell.plan().text

    def test_takes_time_from_times(self, shell: Shell) -> None:
        day = (
            "--from",
            "2026-12-16",
            "--to",
            "2026-12-16",
            "--format",
            "json",
            "--config",
            str(shell.config),
        )
        found = json.loads(shell.run("times", "sofia", *day).text)

        assert found["inside"] == [["2026-12-16T10:00:00Z", "2026-12-16T15:00:00Z"]]

    def test_is_never_stored_or_published(self, shell: Shell, tmp_path: Path) -> None:
        assert shell.apply().code == 0
        assert shell.run("publish", str(tmp_path / "site")).code == 0

        stored = (shell.folder / "t.db").read_bytes()
        assert b"Board" not in stored
        assert b"board.ics" not in stored
        for page in (tmp_path / "site").rglob("*"):
            assert page.is_dir() or b"board.ics" not in page.read_bytes()

    def test_that_is_a_link_out_of_the_folder_does_not_count(self, shell: Shell) -> None:
        (shell.config / "board.ics").rename(shell.folder / "elsewhere.ics")
        (shell.config / "board.ics").symlink_to(shell.folder / "elsewhere.ics")

        answer = check(shell)

        assert "(it is a link that leads out of the folder), so it does not count" in answer
        assert "elsewhere" not in answer
        assert BUSY_WARNING not in answer


class _Answers(BaseHTTPRequestHandler):
    status: ClassVar[int] = 200
    body: ClassVar[bytes] = BOARD
    count: ClassVar[int] = 0
    target: ClassVar[str] = "http://calendar.example.org/x.ics"

    def do_GET(self) -> None:
        """Answers as the class says."""
        type(self).count += 1
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", self.target)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[type[_Answers]]:
    answers = type("Answers", (_Answers,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), answers) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        answers.address = f"http://127.0.0.1:{running.server_port}/{SECRET}.ics"  # type: ignore[attr-defined]
        yield answers
        running.shutdown()


@pytest.fixture
def this_machine_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers of tests are on the loopback."""
    monkeypatch.setattr(download, "is_public", lambda address: address == "127.0.0.1")


@pytest.mark.usefixtures("this_machine_is_public")
class TestADownload:
    @pytest.fixture(autouse=True)
    def address(self, shell: Shell, server: type[_Answers]) -> None:
        with_calendar(shell, server.address)  # type: ignore[attr-defined]

    def test_counts_an_event_that_cannot_be_read_also_from_the_copy(
        self, shell: Shell, server: type[_Answers]
    ) -> None:
        server.body = calendar(f"{START}\nRRULE:FREQ=BOGUS")

        for now in ("09:00", "09:59"):
            assert "do not count: 1" in check(shell, f"2026-11-24T{now}:00Z")
        assert server.count == 1

    def test_is_kept_for_an_hour(self, shell: Shell, server: type[_Answers]) -> None:
        for now, count in (("09:00", 1), ("09:59", 1), ("10:01", 2)):
            assert BUSY_WARNING in check(shell, f"2026-11-24T{now}:00Z")
            assert server.count == count

    def test_that_fails_leaves_the_last_good_copy_with_its_age(
        self, shell: Shell, server: type[_Answers]
    ) -> None:
        check(shell, "2026-11-24T09:00:00Z")
        for status, body, why in (
            (500, b"", "the server answers 500"),
            (200, b"<html>", "it is not an iCalendar file"),
            (200, b"x" * 10_100_000, "it has more than 10 MB"),
            (302, b"", "the server redirects to an address without encryption"),
        ):
            server.status, server.body = status, body

            err = check(shell, "2026-11-24T12:00:00Z")

            assert f"({why}); the copy of 24 November 2026 09:00 UTC counts" in err
            assert BUSY_WARNING in err

    def test_keeps_no_more_than_times_and_never_names_the_address(
        self, shell: Shell, server: type[_Answers]
    ) -> None:
        err = check(shell)
        copy = (shell.folder / FILE_NAME).read_text()

        assert "2026-12-16T07:30:00Z" in copy
        assert SECRET not in copy + err
        assert "Board" not in copy + err
        assert (shell.folder / FILE_NAME).stat().st_mode & 0o077 == 0
        server.status = 500
        assert SECRET not in check(shell, "2026-11-24T12:00:00Z")

    def test_that_left_the_text_leaves_no_copy(self, shell: Shell) -> None:
        check(shell)
        (shell.config / "board.ics").write_bytes(BOARD)
        text = shell.read()
        start = text.index("    busy:")
        shell.write(text[:start] + "    busy: board.ics\n" + text[text.index("\n", start) + 1 :])
        check(shell)

        assert (shell.folder / FILE_NAME).read_text() == "{}"

    def test_has_the_whole_days_of_each_city(self, shell: Shell, server: type[_Answers]) -> None:
        server.body = calendar("DTSTART;VALUE=DATE:20261216")
        shell.edit(
            ("    timezone: Asia/Seoul\n", f"    timezone: Asia/Seoul\n    busy: [{server.address!r}]\n")  # type: ignore[attr-defined]
        )
        check(shell)

        copies = json.loads((shell.folder / FILE_NAME).read_text()).values()
        assert {copy["spans"][0]["begin"] for copy in copies} == {
            "2026-12-15T22:00:00Z",
            "2026-12-15T15:00:00Z",
        }

    def test_is_kept_beside_the_database(self, shell: Shell) -> None:
        """A service may not write beside its configuration."""
        elsewhere = shell.folder / "var"
        elsewhere.mkdir()

        answer = shell.run("check", str(shell.config), "--database", f"sqlite:///{elsewhere}/t.db")

        assert BUSY_WARNING in answer.text
        assert (elsewhere / FILE_NAME).exists()
        assert not (shell.folder / FILE_NAME).exists()

    @pytest.mark.parametrize("begun", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\nBEGIN:VCALENDAR\r\n"])
    def test_that_never_ends_is_ended(
        self, shell: Shell, server: type[_Answers], monkeypatch: pytest.MonkeyPatch, begun: bytes
    ) -> None:
        monkeypatch.setattr(download, "LONGEST", 0.2)
        monkeypatch.setattr(download, "LONGEST_PAUSE", 3600)
        is_checked = threading.Event()

        def begin(handler: _Answers) -> None:
            handler.wfile.write(begun)
            is_checked.wait()

        server.do_GET = begin  # type: ignore[method-assign]
        try:
            assert "so it does not count" in check(shell)
        finally:
            is_checked.set()

    def test_that_is_redirected_takes_thirty_seconds_with_all_redirects(
        self, shell: Shell, server: type[_Answers], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(download, "monotonic", lambda: 20.0 * server.count)
        server.status, server.target = 302, f"/{SECRET}.ics"

        assert "(it takes more than 30 seconds)" in check(shell)
        assert server.count == 2

    def test_is_not_led_to_this_machine(self, shell: Shell, server: type[_Answers]) -> None:
        with closing(socket.create_server(("127.0.0.2", 0))) as inside:
            inside.setblocking(False)
            server.status, server.target = 302, f"https://127.0.0.2:{inside.getsockname()[1]}/"

            assert NOT_PUBLIC in check(shell)
            with pytest.raises(BlockingIOError):
                inside.accept()

    def test_is_from_the_address_that_was_checked(
        self, server: type[_Answers], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A name may have another address a moment later."""
        look_up, names = socket.getaddrinfo, []

        def answer(host: str, *words: Any, **more: Any) -> Any:
            names.append(host)
            changed = host == "calendar.example.org" and names.count(host) > 1
            return look_up("127.0.0.2" if changed else "127.0.0.1", *words, **more)

        monkeypatch.setattr(socket, "getaddrinfo", answer)

        address: str = server.address  # type: ignore[attr-defined]
        assert download.download(address.replace("127.0.0.1", "calendar.example.org")) == BOARD


NOT_PUBLIC = "its server is this machine, or in a private network; save the calendar as a file"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
def test_this_machine_is_not_asked(server: type[_Answers], host: str, scheme: str) -> None:
    address: str = server.address  # type: ignore[attr-defined]
    with pytest.raises(UnreadableCalendar, match=NOT_PUBLIC):
        download.download(address.replace("http://127.0.0.1", f"{scheme}://{host}"))
    assert server.count == 0


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("::ffff:10.0.0.1", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("ff02::1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("2002:a00:1::1", False),
        ("fec0::1", False),
    ],
)
def test_a_server_is_asked_only_at_a_public_address(address: str, *, is_public: bool) -> None:
    assert download.is_public(address) is is_public


@pytest.mark.parametrize(
    ("target", "is_allowed"),
    [
        ("https://other.example.org/a.ics", True),
        ("http://calendar.example.org/a.ics", False),
        ("http://127.0.0.1:8000/metrics", False),
        ("ftp://calendar.example.org/a.ics", False),
        ("file:///etc/passwd", False),
    ],
)
def test_a_server_redirects_to_no_unencrypted_address(target: str, *, is_allowed: bool) -> None:
    assert download.may_redirect("https://calendar.example.org/a.ics", target) is is_allowed


def test_a_server_without_encryption_may_redirect_to_itself() -> None:
    assert download.may_redirect("http://127.0.0.1:8080/a.ics", "http://127.0.0.1:8080/b.ics")
    assert not download.may_redirect("http://127.0.0.1:8080/a.ics", "http://127.0.0.1:5432/b.ics")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("http://calendar.example.org/a.ics", "write `https://`"),
        ("webcal://calendar.example.org/a.ics", "write `https://` in place of `webcal://`"),
        ("../secret.ics", "ends in `.ics`"),
        ("/etc/passwd", "ends in `.ics`"),
        ("calendar.txt", "ends in `.ics`"),
        ("https://user:word@calendar.example.org/a.ics", "without them"),
    ],
)
def test_what_is_no_calendar_is_refused(shell: Shell, source: str, words: str) -> None:
    with_calendar(shell, source)

    answer = shell.run("check", str(shell.config))

    assert answer.code == 1
    assert words in answer.err


def test_an_invisible_character_is_refused(shell: Shell) -> None:
    shell.edit(("    timezone: Europe/Sofia\n", '    timezone: Europe/Sofia\n    busy: ["a\\0.ics"]\n'))

    for answer in (shell.run("check", str(shell.config)), shell.plan()):
        assert answer.code == 1
        assert "this name holds an invisible character (U+0000); type it anew" in answer.err


@pytest.mark.parametrize(
    ("variable", "folder"), [("/var/lib/twincal:/srv", "/var/lib/twincal"), ("", "/etc/twincal")]
)
def test_with_postgresql_copies_are_in_the_state_folder_of_the_service(
    monkeypatch: pytest.MonkeyPatch, variable: str, folder: str
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", variable)
    with closing(open_store("postgresql://twincal@127.0.0.1/twincal")) as store:
        assert state_folder(Path("/etc/twincal/programme"), store) == Path(folder)
