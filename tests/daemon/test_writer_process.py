"""`serve` follows its writer, ends it, and replaces it. The writer here is a short program that plays a part."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scheduler.commands.refusals import Refused
from scheduler.daemon import writer_messages, writer_process
from scheduler.daemon.writer_messages import Reporter, WriterSettings
from scheduler.daemon.writer_process import NOT_APPLIED, WriterProcess
from scheduler.desk.messages import DeskRequest
from scheduler.state.feeds import FeedKey
from scheduler.web.health import WriterReport
from support.faulty import mistake
from support.waiting import PATIENCE

FAKE = """
import json, os, signal, sys, time
settings = json.loads(sys.stdin.readline())
with open(sys.argv[1], "a+") as starts:
    starts.seek(0)
    acts = json.loads(sys.argv[2])
    lines, end = acts[min(len(starts.readlines()), len(acts) - 1)]
    starts.write(json.dumps(settings) + "\\n")
for line in lines:
    print(line, flush=True)
if end == "answers":
    for line in sys.stdin:
        asked = json.loads(line)
        for number in (asked["number"] - 1, asked["number"]):
            request = asked["request"]
            answer = {"body": request.get("path", "") + " " + str(number)}
            answer["status"] = 503 if request.get("digest") == "standby" else 200
            print(json.dumps({"type": "answer", "number": number, "answer": answer}), flush=True)
elif end == "waits":
    sys.stdin.read()
    open(sys.argv[1] + "-ended", "x")
elif end == "hangs":
    while True:
        time.sleep(60)
else:
    os._exit(int(end))
"""
Act = tuple[list[str], str]
"""What a writer sends, and how it ends: when its input ends, never, or with an exit code."""


def sends(end: str, *reports: WriterReport) -> Act:
    return [msgspec.json.encode(report).decode() for report in reports], end


WORKING, BUSY = WriterReport(role="writer", applied=4), WriterReport(role="writer", attempt="these files")
REFUSED = WriterReport(refusal="another one works", advice="end it")
WAITS = sends("waits", WORKING)


class Play:
    """The writers that play `acts`, one after the other, and what is seen of them."""

    def __init__(self, folder: Path, *acts: Act) -> None:
        self._starts = folder / "starts"
        command = (sys.executable, "-c", FAKE, str(self._starts), json.dumps(acts))
        settings = WriterSettings(
            directory=folder / "config",
            database="postgresql://user:secret@host/name",
            folder=None,
            state_folder=folder,
            ahead=timedelta(),
            apply_command=("apply",),
            log_level="INFO",
            log_format="text",
        )
        self.shown: list[WriterReport] = []
        self.writer = WriterProcess(command, settings, self.shown.append)

    def started(self) -> list[dict[str, Any]]:
        """The report that each writer got from the one before."""
        if not self._starts.exists():
            return []
        return [json.loads(line)["report"] for line in self._starts.read_text().splitlines()]

    def has_ended_by_itself(self) -> bool:
        """Whether a writer has ended because its input did, and was not killed."""
        return self._starts.with_name("starts-ended").exists()

    def run(self, until: Callable[[], bool]) -> None:
        """Lets the writers work until the condition holds, and ends them."""
        asyncio.run(self._run(until))

    async def _run(self, until: Callable[[], bool]) -> None:
        running = asyncio.create_task(self.writer.run())
        async with asyncio.timeout(PATIENCE):
            while not until() and not running.done():
                await asyncio.sleep(0.01)
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pauses, much shorter."""
    monkeypatch.setattr(writer_process, "FIRST_PAUSE", 0.01)


def test_each_report_is_shown_and_the_end_of_its_input_ends_it(tmp_path: Path) -> None:
    play = Play(tmp_path, sends("waits", BUSY, WORKING))

    play.run(lambda: len(play.shown) == 2)

    assert play.shown == [BUSY, WORKING]
    assert play.has_ended_by_itself()


def test_a_writer_that_dies_is_replaced_after_longer_pauses_by_one_that_knows_its_report(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    play = Play(tmp_path, sends("3", WORKING), sends("-1"), sends("4"), sends("5"), WAITS)

    play.run(lambda: len(play.started()) == 5)

    assert caplog.messages == [
        f"the writer has ended ({code}); another one begins in {pause} s"
        for code, pause in ((3, "0.01"), (255, "0.02"), (4, "0.04"), (5, "0.08"))
    ]
    assert [msgspec.convert(each, WriterReport) for each in play.started()[1:]] == [WORKING] * 4
    assert play.writer.report == WORKING


def test_files_that_end_the_writer_are_a_failed_attempt_of_which_the_next_one_knows(tmp_path: Path) -> None:
    play = Play(tmp_path, sends("137", BUSY), sends("waits"))

    play.run(lambda: len(play.started()) == 2)

    assert play.shown[-1].problems == (NOT_APPLIED,)
    assert play.shown[-1].failed == 1
    assert play.started()[1]["attempt"] == "these files"


def test_an_attempt_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writer_process, "LONGEST_ATTEMPT", 0.1)
    play = Play(tmp_path, sends("waits", BUSY), WAITS)

    play.run(lambda: len(play.started()) == 2)

    assert caplog.messages[0] == "an attempt to apply the files took longer than 0.1 s: ended"
    assert play.shown[1].problems == (NOT_APPLIED,)


def test_a_writer_that_reports_nothing_is_called_silent_and_then_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writer_process, "SILENT", 0.5)
    monkeypatch.setattr(writer_process, "LONGEST_SILENCE", 1.0)
    monkeypatch.setattr(writer_process, "LONGEST_END", 0.1)
    play = Play(tmp_path, sends("hangs", WORKING), WAITS)

    play.run(lambda: len(play.started()) == 2)

    assert [report.role for report in play.shown[:2]] == ["writer", "silent"]
    assert caplog.messages[0] == "the writer has reported nothing for 1 s: ended"
    assert play.started()[1]["role"] == "writer", "the next one takes in the last report"


def test_an_attempt_that_reports_is_not_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        writer_messages, "BEAT", 0.3
    )  # a busy machine may sleep longer, but not twice as long
    sent: list[WriterReport] = []
    reporter = Reporter(sent.append, BUSY)

    async def run() -> None:
        for _ in range(3):
            await reporter.beat()

    asyncio.run(run())

    assert [report.role for report in sent] == ["writer"] * 3


def test_a_writer_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_process, "LONGEST_END", 0.1)
    play = Play(tmp_path, sends("hangs", WORKING))

    play.run(lambda: play.shown != [])

    assert not play.has_ended_by_itself()


def test_nobody_waits_for_a_pause_when_serve_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_process, "FIRST_PAUSE", 1000)
    play = Play(tmp_path, sends("1", WORKING))

    play.run(lambda: play.writer.is_known.is_set())

    assert len(play.started()) == 1


def test_a_refusal_at_the_start_is_raised(tmp_path: Path) -> None:
    play = Play(tmp_path, sends("0", REFUSED))

    with pytest.raises(Refused, match="another one works") as refused:
        play.run(lambda: False)

    assert refused.value.advice == "end it"


def test_a_refusal_of_a_later_writer_is_a_problem_until_one_may_work(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    play = Play(tmp_path, sends("1", WORKING), sends("0", REFUSED), WAITS)

    play.run(lambda: len(play.started()) == 3 and play.writer.report == WORKING)

    assert (NOT_APPLIED,) in [report.problems for report in play.shown]
    assert "the writer has ended (another one works); another one begins in" in caplog.text


@pytest.mark.parametrize("line", ["no JSON", '"x"', "x" * 2000])
def test_a_report_that_cannot_be_read_ends_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, line: str
) -> None:
    monkeypatch.setattr(writer_process, "LONGEST_LINE", 1000)
    play = Play(tmp_path, ([line], "waits"), WAITS)

    play.run(lambda: play.shown != [] and play.shown[-1] == WORKING)

    assert "a report of the writer cannot be read" in caplog.text


def test_an_error_of_ours_in_a_report_ends_the_writer_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    play = Play(tmp_path, WAITS)
    shown = [mistake, play.shown.append]
    play.writer._show = lambda report: (shown.pop(0) if len(shown) > 1 else shown[0])(report)

    play.run(lambda: play.shown != [] and play.shown[-1] == WORKING)

    assert "ZeroDivisionError: two cities, no meeting" in caplog.text
    assert len(play.started()) == 2


def test_a_writer_that_cannot_be_started_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    play = Play(tmp_path)
    play.writer = WriterProcess((str(tmp_path / "none"),), play.writer._settings, play.shown.append)

    play.run(lambda: len(caplog.messages) == 2)

    assert "No such file or directory" in caplog.text
    assert play.writer.is_known.is_set(), "what is stored can be served"


def asked(play: Play, *paths: str) -> list[str]:
    """What the writer answers to requests for these paths of the desk, or the error; `path@label` names a key.

    `press@digest` is a press, and its answer whether the writer knows of it.
    """

    async def ask(path: str) -> str:
        name, _, label = path.partition("@")
        scope: FeedKey = ("programme", "programme")
        request = DeskRequest(
            path=name, fields={}, changes=name == "publish", label=label or name, scope=scope
        )
        try:
            if name == "press":
                return str(await play.writer.press(label))
            return (await play.writer.ask(request)).body
        except (ConnectionError, TimeoutError) as error:
            return type(error).__name__

    async def run() -> list[str]:
        working = asyncio.create_task(play.writer.run())
        async with asyncio.timeout(PATIENCE):
            await play.writer.is_known.wait()
            answers = await asyncio.gather(*map(ask, paths))
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        return answers

    return asyncio.run(run())


def test_each_request_for_the_desk_gets_its_own_answer(tmp_path: Path) -> None:
    assert asked(Play(tmp_path, sends("answers", WORKING)), "one", "two", "three") == [
        "one 1",
        "two 2",
        "three 3",
    ]


def test_a_newer_request_of_a_key_takes_the_place_of_the_one_that_waits(tmp_path: Path) -> None:
    """The first is being answered already. What publishes keeps its place, and others wait for two at most."""
    many = [f"plan{number}@busy" for number in range(120)]

    answers = asked(Play(tmp_path, sends("answers", WORKING)), *many, "publish@busy", "other@calm")

    assert answers[:119] == ["plan0 1", *["ConnectionAbortedError"] * 118]
    assert answers[119:] == ["plan119 2", "publish 3", "other 4"]


def test_who_waits_too_long_hears_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_process, "LONGEST_ANSWER", 0.1)

    assert asked(Play(tmp_path, sends("waits", WORKING)), "one") == ["TimeoutError"]


def test_a_request_without_a_writer_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_process, "FIRST_PAUSE", PATIENCE)

    assert asked(Play(tmp_path, ([], "3")), "one") == ["ConnectionError"]


def test_presses_are_answered_in_one_line_with_requests_for_the_desk(tmp_path: Path) -> None:
    answers = asked(Play(tmp_path, sends("answers", WORKING)), "press@a", "page", "press@standby", "press@b")

    assert answers == ["True", "page 2", "False", "True"]


def test_who_presses_and_gets_no_answer_hears_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_process, "LONGEST_ANSWER", 0.1)

    assert asked(Play(tmp_path, sends("waits", WORKING)), "press@a") == ["TimeoutError"]
