"""The writer applies each finished edit, or says why not; what a person must decide waits."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from scheduler.commands.prepare import Planned
from scheduler.daemon import static_files, writer
from scheduler.daemon.watch import fingerprint
from scheduler.daemon.writer_messages import Asked
from scheduler.desk.messages import DeskAnswer, DeskRequest
from scheduler.store import StoreError, open_store
from scheduler.web.health import WriterReport
from support import databases
from support.faulty import mistake
from support.ics import bookings
from support.shell import Shell
from support.small_programme import SMALL, titled, webinar
from support.writers import NOTHING_YET, WriterReports, one_attempt, writer_settings, writing
from support.zone_data import ZoneData

TEXT = f"{SMALL}    on_holiday: next working day\n"
OUR_ERROR = ("an error of Twincal; the log says what",)
NOT_APPLIED = ("the files were not applied; the log says why",)
TALK = webinar("talk", "2027-01-12 09:00")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A programme that nobody has applied yet."""
    shell = Shell(tmp_path)
    shell.write(TEXT)
    return shell


def play(
    story: Callable[[WriterReports], Awaitable[None]], shell: Shell, report: WriterReport = NOTHING_YET
) -> None:
    """Plays `story` while a writer works."""

    async def run() -> None:
        async with writing(shell, report) as reports:
            await story(reports)

    asyncio.run(run())


def feed(shell: Shell) -> bytes:
    return shell.run("feed", "programme").out


def test_it_applies_the_files_at_the_start_and_each_edit(
    shell: Shell, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    async def story(reports: WriterReports) -> None:
        first = await reports.until_attempts(1)
        assert (first.role, first.applied, first.problems) == ("writer", 1, ())
        assert first.checked_at == "2026-11-24T09:00:00+00:00"
        shell.write(TEXT.replace("title: Monthly", "title: Regular"))
        await reports.until_attempts(2)

    play(story, shell)

    assert b"SUMMARY:Regular" in feed(shell)
    assert "applied revision 1: 24 to add" in caplog.messages
    assert "applied revision 2: 18 to change" in caplog.messages


def test_an_edit_while_the_files_are_planned_is_not_missed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading and planning a large programme takes a while."""
    plan = writer.plan_unattended

    def edited_meanwhile(*arguments: object, is_shared: bool) -> Planned:
        planned = plan(*arguments, is_shared=is_shared)  # type: ignore[arg-type]
        shell.write(TALK, "late.yaml")
        monkeypatch.setattr(writer, "plan_unattended", plan)
        return planned

    monkeypatch.setattr(writer, "plan_unattended", edited_meanwhile)

    async def story(reports: WriterReports) -> None:
        await reports.until_attempts(2)

    play(story, shell)

    assert b"SUMMARY:Talk" in feed(shell)


class TestAnEditThatRemovesMeetings:
    @pytest.fixture
    def shell(self, shell: Shell) -> Shell:
        shell.write(TALK, "talks.yaml")
        assert shell.apply().code == 0
        return shell

    def test_is_applied_after_a_longer_quiet(self, shell: Shell) -> None:
        async def story(reports: WriterReports) -> None:
            await reports.until_attempts(1)
            shell.write("webinars: {}\n", "talks.yaml")
            await reports.until_attempts(2)

        play(story, shell)

        assert b"STATUS:CANCELLED" in feed(shell)

    def test_waits_for_the_second_half_of_a_move(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file is moved: first it is gone."""
        monkeypatch.setattr(writer, "QUIET_BEFORE_REMOVAL", 30)

        async def story(reports: WriterReports) -> None:
            await reports.until_attempts(1)
            shell.write("webinars: {}\n", "talks.yaml")
            await reports.until(lambda report: report.attempt != "")
            await reports.until(lambda report: report.attempt == "")
            shell.write(TALK, "other.yaml")
            await reports.until_attempts(2)

        play(story, shell)

        assert b"STATUS:CANCELLED" not in feed(shell)
        assert b"SUMMARY:Talk" in feed(shell)


class TestNewHolidayData:
    """20 January 2027 was a holiday by the data that the last revision was made with; by those of today it is not."""

    @pytest.fixture
    def shell(self, tmp_path: Path, database: str) -> Shell:
        shell = Shell(tmp_path, database=database)
        shell.write(TEXT)
        one_attempt(shell)
        where = "country = 'BG' AND year = 2027"
        days = json.loads(databases.value(database, f"SELECT days FROM holiday WHERE {where}"))
        days.append({**days[0], "day": "2027-01-20"})
        databases.execute(database, f"UPDATE holiday SET days = :days WHERE {where}", days=json.dumps(days))
        one_attempt(shell)
        return shell

    @pytest.mark.parametrize(
        ("id", "text"),
        [
            pytest.param("monthly", TEXT, id="as it always was"),
            pytest.param(
                "regular", TEXT.replace("monthly:", "regular:\n    formerly: monthly"), id="renamed"
            ),
        ],
    )
    def test_change_nothing_and_the_log_has_the_line_that_keeps_the_date(
        self, shell: Shell, caplog: pytest.LogCaptureFixture, id: str, text: str
    ) -> None:
        shell.write(text)

        assert one_attempt(shell).waiting == 1

        assert (
            f"note: {id}/2027-01: new holiday data would move it to 2027-01-20 10:00. To keep it, write under "
            "its changes: `2027-01: {move_to: 2027-01-21 10:00}`; to let it go, run `twincal apply`"
        ) in caplog.messages
        shell.write(text + "    changes:\n      2027-01: {move_to: 2027-01-21 10:00}\n")
        assert one_attempt(shell).waiting == 0

    def test_are_a_notice_with_a_code_of_its_own(self, shell: Shell) -> None:
        words = ("notices", "--config", str(shell.config), "--format", "json")

        found = json.loads(shell.run(*words).text)["notices"]

        [notice] = [each for each in found if each["code"] == "new-holiday-data"]
        assert (notice["date"], notice["series"], notice["key"]) == ("2027-01-21", "monthly", "2027-01")
        assert notice["text"]["en"] == (
            "New data about public holidays would move “Monthly (Sofia, Sejong)” from Thursday, 21 January 2027 to Wednesday, "
            "20 January 2027. To keep its day, write under its `changes:` `2027-01: {move_to: 2027-01-21 10:00}`"
        )


def test_new_zone_data_move_meetings(shell: Shell) -> None:
    """Sofia gets the clocks of Berlin while the writer works."""
    zones = ZoneData(shell.folder / "zones")

    async def story(reports: WriterReports) -> None:
        await reports.until_attempts(1)
        zones.change("Europe/Sofia", "Europe/Berlin")
        shell.write("# the daily look at the clock", "edited.yaml")
        await reports.until_attempts(2)

    with zones.in_use():
        play(story, shell)
        (december,) = [
            item for item in shell.state().occurrences.values() if item.occurrence.key == "2026-12"
        ]

    assert (december.occurrence.timing.starts.hour, december.occurrence.timing.begin_utc.hour) == (10, 9)
    assert december.stamp.sequence == 1


class TestARefusedPlan:
    @pytest.fixture
    def shell(self, shell: Shell) -> Shell:
        assert shell.apply().code == 0
        return shell

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            pytest.param(
                "monthly:",
                "regular:",
                "write `formerly: monthly` below `meetings: regular:`",
                id="a renamed series",
            ),
            pytest.param(
                "clock: sofia",
                "clock: sejong",
                "meetings of monthly would move into the night: 03:00 or 04:00 in Sofia",
                id="a move into the night",
            ),
        ],
    )
    def test_changes_nothing_and_the_log_has_the_reason_and_the_command(
        self, shell: Shell, caplog: pytest.LogCaptureFixture, old: str, new: str, reason: str
    ) -> None:
        before = feed(shell)
        shell.edit((old, new))

        assert one_attempt(shell).problems == NOT_APPLIED

        assert reason in caplog.text
        assert "`twincal apply my-programme --allow large`" in caplog.text
        assert feed(shell) == before

    def test_is_no_problem_any_more_when_a_person_has_applied_it(self, shell: Shell) -> None:
        async def story(reports: WriterReports) -> None:
            shell.edit(("clock: sofia", "clock: sejong"))
            await reports.until(lambda report: report.problems == NOT_APPLIED)
            assert shell.apply("--allow", "large").code == 0
            await reports.until(lambda report: report.problems == ())

        play(story, shell)


class TestAFailedAttempt:
    def test_is_over_when_the_files_are_good_again_and_the_log_says_so_once(
        self, shell: Shell, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        assert shell.apply().code == 0
        shell.edit(("clock: sofia", "clock: sofa"))

        async def story(reports: WriterReports) -> None:
            wrong = await reports.until_attempts(1)
            assert wrong.problems == ("config/all.yaml:29:12",)
            for count, comment in ((2, ""), (3, "# another edit\n")):
                shell.write(TEXT + comment)
                await reports.until(lambda report, count=count: report.applied + report.failed == count)  # type: ignore[misc]

        play(story, shell)

        assert caplog.messages.count("the configuration is good again, and changes nothing") == 1

    @pytest.mark.parametrize("part", ["plan_unattended", "summary"])
    def test_by_an_error_of_ours_is_told_in_the_log_alone(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, part: str
    ) -> None:
        """Also in logging what was written."""
        monkeypatch.setattr(writer, part, mistake)

        report = one_attempt(shell)

        assert (report.failed, report.applied, report.problems) == (1, 0, OUR_ERROR)
        assert report.checked_at == "2026-11-24T09:00:00+00:00"
        assert "ZeroDivisionError: two cities, no meeting" in caplog.text

    @pytest.mark.parametrize("error", [MemoryError, SystemError])
    def test_for_want_of_memory_ends_the_writer(
        self,
        shell: Shell,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        error: type[Exception],
    ) -> None:
        def too_much(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(writer, "plan_unattended", too_much)
        settings, reports = writer_settings(shell), list[WriterReport]()
        with closing(open_store(shell.url)) as store, pytest.raises(writer.OutOfMemory):
            asyncio.run(
                writer.run(
                    settings,
                    store,
                    None,
                    lambda: datetime.fromisoformat(shell.now),
                    asyncio.Queue[bytes]().get,
                    reports.append,
                )
            )

        assert reports[-1].attempt == fingerprint(shell.config)
        assert "the writer needs more than 2 GB of memory: ended" in caplog.text

    def test_because_of_the_store_is_tried_again_by_itself(
        self, shell: Shell, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan = writer.plan_unattended

        def unreachable(*_: object, **__: object) -> None:
            monkeypatch.setattr(writer, "plan_unattended", plan)
            raise StoreError("the database is away")

        monkeypatch.setattr(writer, "plan_unattended", unreachable)

        async def story(reports: WriterReports) -> None:
            await reports.until_attempts(2)

        play(story, shell)

        assert b"SUMMARY:Monthly" in feed(shell)

    def test_that_ended_the_writer_is_not_repeated_before_the_next_edit(
        self, shell: Shell, caplog: pytest.LogCaptureFixture
    ) -> None:
        left = WriterReport(attempt=fingerprint(shell.config), failed=1, problems=NOT_APPLIED)

        async def story(reports: WriterReports) -> None:
            resting = await reports.until(lambda report: report.role == "writer" and report.attempt == "")
            assert (resting.problems, resting.failed) == (NOT_APPLIED, 1)
            while not caplog.messages:
                await asyncio.sleep(0.01)
            shell.write(TALK, "talks.yaml")
            applied = await reports.until(lambda report: report.applied == 1)
            assert (applied.problems, applied.failed) == ((), 1)

        play(story, shell, left)

        assert "are tried again at the next edit or hour" in caplog.text
        assert shell.state().revision == 1
        assert b"SUMMARY:Talk" in feed(shell)

    def test_that_ended_the_writer_is_repeated_with_files_that_were_edited_meanwhile(
        self, shell: Shell
    ) -> None:
        left = WriterReport(attempt=fingerprint(shell.config), failed=1)
        shell.write("# smaller", "edited.yaml")

        assert one_attempt(shell, left).applied == 1


class TestAStoreThatWasPutBack:
    """The writer knows a later revision: SEQUENCE would fall."""

    MOVED = TEXT + "    changes:\n      2026-12: {move_to: 2026-12-17 09:00}\n"

    @pytest.fixture
    def shell(self, tmp_path: Path) -> Shell:
        """One revision is written, and copied."""
        shell = Shell(tmp_path)
        shell.write(TEXT)
        assert shell.apply().code == 0
        assert shell.run("store", "backup", str(tmp_path / "backup.db")).code == 0
        shell.write(self.MOVED)
        return shell

    @staticmethod
    def put_back(shell: Shell) -> None:
        for file in shell.folder.glob("t.db-[ws]*"):
            file.unlink()
        shutil.copyfile(shell.folder / "backup.db", shell.folder / "t.db")

    @pytest.mark.parametrize("is_lost", [False, True], ids=["an older copy", "nothing"])
    def test_is_not_written(self, shell: Shell, caplog: pytest.LogCaptureFixture, is_lost: bool) -> None:
        async def story(reports: WriterReports) -> None:
            await reports.until_attempts(1)
            self.put_back(shell)
            if is_lost:
                (shell.folder / "t.db").unlink()
            shell.write(TALK, "talks.yaml")
            report = await reports.until_attempts(2)
            assert report.problems == NOT_APPLIED
            assert (shell.folder / "t.db").exists() is not is_lost

        play(story, shell)

        holds = "is empty" if is_lost else "holds revision 1"
        assert f"it {holds}, and revision 2 was published from it. Nothing is written" in caplog.text
        assert f"`twincal store rebuild FEEDS --config {shell.config}`" in caplog.text
        assert shell.state().revision == (0 if is_lost else 1)

    def test_an_edit_that_waits_is_applied_when_the_right_store_is_back(self, shell: Shell) -> None:
        async def story(reports: WriterReports) -> None:
            await reports.until_attempts(1)
            assert shell.run("store", "backup", str(shell.folder / "right.db")).code == 0
            self.put_back(shell)
            shell.write(TALK, "talks.yaml")
            await reports.until(lambda report: report.problems == NOT_APPLIED)
            shutil.copyfile(shell.folder / "right.db", shell.folder / "t.db")
            await reports.until(lambda report: report.applied == 2)

        play(story, shell)

        assert b"SUMMARY:Talk" in feed(shell)

    def test_is_not_written_by_the_next_writer(self, shell: Shell) -> None:
        last = one_attempt(shell)
        self.put_back(shell)

        assert one_attempt(shell, last).problems == NOT_APPLIED
        assert shell.state().revision == 1

    def test_is_not_written_after_a_revision_of_another_command(self, shell: Shell) -> None:
        async def story(reports: WriterReports) -> None:
            await reports.until_attempts(1)
            shell.write(titled("By hand"))
            assert shell.apply("--allow", "large").code == 0
            await reports.until(lambda report: report.last is not None and report.last[0] == 3)
            await reports.until(lambda report: report.attempt == "")
            self.put_back(shell)
            shell.write(titled("Once more"))
            await reports.until(lambda report: report.problems == NOT_APPLIED)

        play(story, shell)

        assert shell.state().revision == 1

    def test_goes_on_when_a_person_has_continued_what_was_published(self, shell: Shell) -> None:
        one_attempt(shell)
        published = feed(shell)
        assert shell.run("publish", str(shell.folder / "site")).code == 0
        self.put_back(shell)
        assert shell.apply("--published", str(shell.folder / "site")).code == 0

        assert one_attempt(shell).problems == ()
        assert bookings(feed(shell)) == bookings(published)


class TestARefusalAtTheStart:
    @staticmethod
    def refusal(shell: Shell, folder: Path | None = None) -> WriterReport:
        async def run() -> WriterReport:
            async with writing(shell, folder=folder) as reports:
                return await reports.until(lambda report: report.refusal != "")

        return asyncio.run(run())

    def test_says_that_another_one_works(self, shell: Shell) -> None:
        with closing(open_store(shell.url)) as other:
            assert other.writer_lock(shell.config).take()
            report = self.refusal(shell)

        assert report.refusal == f"another `twincal serve` works with {shell.url}"
        assert "name another database with --database" in report.advice

    def test_says_so_of_a_link_to_the_same_database(self, shell: Shell) -> None:
        (shell.folder / "link.db").symlink_to("t.db")
        with closing(open_store(f"sqlite:///{shell.folder}/link.db")) as other:
            assert other.writer_lock(shell.config).take()

            assert "another `twincal serve` works" in self.refusal(shell).refusal

    def test_says_that_another_folder_is_applied(self, shell: Shell, postgres_database: str) -> None:
        shell = Shell(shell.folder, database=postgres_database)
        with closing(open_store(shell.url)) as other:
            assert other.writer_lock(shell.folder / "other").take()
            report = self.refusal(shell)

        assert "another `twincal serve` applies another folder" in report.refusal
        assert "or start this one with --follow" in report.advice

    def test_says_that_the_store_is_older_than_the_published_folder(self, shell: Shell) -> None:
        site = shell.folder / "site"
        assert shell.apply().code == shell.run("publish", str(site)).code == 0
        for file in shell.folder.glob("t.db*"):
            file.unlink()

        report = self.refusal(shell, site)

        assert f"there is no store, but {site} holds calendars" in report.refusal
        assert "twincal store rebuild" in report.advice
        assert not (shell.folder / "t.db").exists()


def test_a_damaged_list_of_the_folder_keeps_nobody_from_writing(
    shell: Shell, caplog: pytest.LogCaptureFixture
) -> None:
    site = shell.folder / "site"
    site.mkdir()
    (site / ".twincal-published.json").write_text("no list")

    async def run() -> None:
        async with writing(shell, folder=site) as reports:
            await reports.until(lambda report: (report.role, report.applied) == ("writer", 1))

    asyncio.run(run())

    assert "the folder for static files cannot be compared with the store" in caplog.text


def test_the_example_is_not_applied(shell: Shell, caplog: pytest.LogCaptureFixture) -> None:
    shell.edit(("  id: small\n", "  id: example\n"))

    assert one_attempt(shell).problems == ("config/all.yaml:2:7",)

    assert "programme.id: the example cannot be published" in caplog.text
    assert "`id: your-name`" in caplog.text
    assert not (shell.folder / "t.db").exists()


def test_static_files_are_written_again_when_the_folder_can_be(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "STATIC_INTERVAL", 0.02)
    monkeypatch.setattr(static_files, "RETRY", 0.05)
    site = shell.folder / "site"
    site.write_text("somebody's file")

    async def run() -> None:
        async with writing(shell, folder=site) as reports:
            await reports.until(lambda report: report.publication_problem != "")
            site.unlink()
            await reports.until(lambda report: report.publication_problem == "" and report.applied == 1)
            assert b"SUMMARY:Monthly" in (site / "feeds/programme.ics").read_bytes()

    asyncio.run(run())


def test_counts_of_the_writer_before_go_on(shell: Shell) -> None:
    before = WriterReport(role="standby", applied=7, failed=2, refusal="another one works", advice="end it")

    report = one_attempt(shell, before)

    assert report == replace(
        report, role="writer", applied=8, failed=2, refusal="", advice="", problems=(), attempt=""
    )


def test_changes_at_the_desk_stand_in_the_log_without_titles(
    shell: Shell, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    async def story(reports: WriterReports) -> None:
        await reports.until_attempts(1)

        async def post(path: str, fields: dict[str, str]) -> DeskAnswer:
            scope, number = ("programme", "programme"), len(reports.answers)
            request = DeskRequest(path=path, fields=fields, changes=True, label="Help desk", scope=scope)
            reports.asked.put_nowait(msgspec.json.encode(Asked(number, request, time.monotonic() + 60)))
            await reports.until(lambda _: len(reports.answers) > number)
            return reports.answers[number].answer

        for form in (
            {"do": "move", "meeting": "monthly/2026-12", "day": "2026-12-17", "reason": "Secret reason"},
            {"do": "change-series", "series": "monthly", "counts_from": "2031-02", "every": "second Tuesday"},
        ):
            plan = (await post("plan", form)).body
            code = dict(re.findall(r'name="(code|was)" value="(\w+)"', plan))
            assert (await post("publish", form | code)).location
            await post("publish", form | code)  # sent again, it publishes nothing

    play(story, shell)

    assert [each for each in caplog.messages if "desk" in each] == [
        "desk: Help desk published revision 2: 1 to move",
        "desk: Help desk published revision 3: no meeting changes",
    ]


@pytest.mark.parametrize("is_shared", [False, True])
def test_the_desk_writes_where_the_folder_is_said_to_be_shared(
    shell: Shell, postgres_database: str, is_shared: bool
) -> None:
    shell = Shell(shell.folder, database=postgres_database)
    request = DeskRequest(path="", fields={}, changes=False, label="", scope=("programme", "programme"))

    async def run() -> str:
        async with writing(shell, shared_folder=is_shared) as reports:
            await reports.until_attempts(1)
            reports.asked.put_nowait(msgspec.json.encode(Asked(1, request, time.monotonic() + 60)))
            await reports.until(lambda _: reports.answers != [])
            return reports.answers[0].answer.body

    page = asyncio.run(run())

    assert "Today and tomorrow" in page
    assert ("Another server may take over with files of its own" in page) != is_shared


def test_a_request_for_the_desk_that_is_found_too_late_never_happens(shell: Shell) -> None:
    """A process that stood still finds an old request. The desk has said already that nothing was changed."""
    request = DeskRequest(path="", fields={}, changes=False, label="", scope=("programme", "programme"))

    async def story(reports: WriterReports) -> None:
        await reports.until_attempts(1)
        for number, until in ((1, time.monotonic() - 1), (2, time.monotonic() + 60)):
            reports.asked.put_nowait(msgspec.json.encode(Asked(number, request, until)))
        await reports.until(lambda _: reports.answers != [])
        assert [each.number for each in reports.answers] == [2]

    play(story, shell)
