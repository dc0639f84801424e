"""The process of the writer, as `serve` sees it: starts it, follows its reports, ends and replaces it.

1. The writer ends when its input ends: also if `serve` is killed.
2. A writer that died is replaced, with a longer pause after each further death.
3. An attempt that takes longer than LONGEST_ATTEMPT is ended with its writer. The next writer tries the same
   files at the next edit or the next hour.
4. A writer reports every two seconds, also during an attempt. After SILENT health calls it silent: it may
   have lost the lock. After LONGEST_SILENCE it is replaced.
5. It answers one request for the desk at a time. Who asked waits for LONGEST_ANSWER at most; after that, it
   changes nothing any more.
6. One request of each key waits, besides those that publish: a newer one takes its place. So nobody waits for
   the many requests of another.
7. Presses of offices wait in the same line, a few at a time: anybody can press, with any secret.
"""

from __future__ import annotations

import asyncio
import logging
import math
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress

import msgspec
from msgspec.structs import replace

from scheduler.commands.refusals import Refused
from scheduler.daemon.writer_messages import Answered, Asked, Pressed, Sent, WriterSettings, settings_line
from scheduler.desk.messages import DeskAnswer, DeskRequest
from scheduler.web.health import WriterReport

log = logging.getLogger("twincal")
LONGEST_ATTEMPT = 600.0
"""Seconds that one attempt to apply the configuration may take."""
SILENT, LONGEST_SILENCE = 5.0, 60.0
"""Seconds without a report. The first is shorter than the time after which the database frees the lock."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds until a writer that died is replaced: the first time, and at most."""
LONGEST_LINE = 8_000_000
"""Bytes of one report, or of one page of the desk."""
LONGEST_ANSWER = 90.0
"""Seconds for one answer: an edit of 1,000 cities takes five, and may wait for a minute for another one."""
LONGEST_END = 5.0
"""Seconds for a writer to end after its input has ended."""
NOT_APPLIED = "the files could not be applied; the log says why"


class WriterProcess:
    """The writer of one `serve`, which `command` starts. `show` gets each report."""

    def __init__(
        self, command: tuple[str, ...], settings: WriterSettings, show: Callable[[WriterReport], None]
    ) -> None:
        self._command, self._settings, self._show = command, settings, show
        self.report = settings.report
        self.is_known = asyncio.Event()
        """Set as soon as the first writer works, or has died."""
        self._input: asyncio.StreamWriter | None = None
        self._asking = asyncio.Lock()
        self._waiting: dict[str, asyncio.Event] = {}
        """By the label of a key: set when a newer request takes the place of the one that waits."""
        self._asked = 0
        self._answer: asyncio.Future[DeskAnswer] | None = None

    async def ask(self, request: DeskRequest) -> DeskAnswer:
        """Returns the answer to a request for the desk.

        Raises ConnectionAbortedError if a newer request of the key took its place, ConnectionError if the
        writer never got it, TimeoutError if it gave no answer.
        """
        overtaken = asyncio.Event()
        if not request.publishes:
            if (older := self._waiting.get(request.label)) is not None:
                older.set()
            self._waiting[request.label] = overtaken
        try:
            await self._take_turn(overtaken)
        finally:
            if self._waiting.get(request.label) is overtaken:
                del self._waiting[request.label]
        try:
            return await self._answer_to(request)
        finally:
            self._asking.release()

    async def press(self, digest: str) -> bool:
        """Returns whether the writer knows that the mail was seen whose secret has this digest, if any has.

        Raises ConnectionError if the writer never got it, TimeoutError if it gave no answer.
        """
        await self._take_turn(asyncio.Event())
        try:
            answer = await self._answer_to(Pressed(digest))
        finally:
            self._asking.release()
        return answer.status == 200

    async def _take_turn(self, overtaken: asyncio.Event) -> None:
        turn, newer = (asyncio.create_task(each()) for each in (self._asking.acquire, overtaken.wait))
        try:
            done, _ = await asyncio.wait((turn, newer), timeout=LONGEST_ANSWER, return_when="FIRST_COMPLETED")
        except asyncio.CancelledError:  # the client has left
            if not turn.cancel() and not turn.cancelled():
                self._asking.release()
            raise
        finally:
            newer.cancel()
        if turn not in done:
            turn.cancel()
            raise ConnectionAbortedError if newer in done else ConnectionError

    async def _answer_to(self, request: DeskRequest | Pressed) -> DeskAnswer:
        if self._input is None:
            raise ConnectionError
        self._asked += 1
        loop = asyncio.get_running_loop()
        self._answer = loop.create_future()
        asked = Asked(self._asked, request, loop.time() + LONGEST_ANSWER)
        self._input.write(msgspec.json.encode(asked) + b"\n")
        try:
            return await asyncio.wait_for(self._answer, LONGEST_ANSWER)
        finally:
            self._answer = None

    async def run(self) -> None:
        """Keeps a writer alive until it is cancelled. Raises Refused if the first may not use this store."""
        pause, time = FIRST_PAUSE, asyncio.get_running_loop().time
        while True:
            started = time()
            code = await self._run_one()
            if self.report.refusal and not self.is_known.is_set():
                raise Refused(self.report.refusal, self.report.advice)
            if time() - started > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            self._note_end(code, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _run_one(self) -> int | str:
        """Starts a writer and follows it until it ends; returns its exit code, or why there is none."""
        try:
            # In a session of its own, because Ctrl+C in a terminal is for `serve` alone.
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, limit=LONGEST_LINE, start_new_session=True
            )
        except OSError as error:
            return str(error)
        try:
            assert process.stdin is not None
            process.stdin.write(settings_line(replace(self._settings, report=self.report)))
            self._input = process.stdin
            await self._follow(process)
        except Exception:  # another one may work
            log.exception("following the writer ended in an error of Twincal")
        finally:
            self._input = None
            if self._answer is not None and not self._answer.done():
                self._answer.set_exception(TimeoutError())
            code = await _end(process)
        return code

    async def _follow(self, process: Process) -> None:
        """Takes in the reports until there are no more, an attempt takes too long, or none come for long."""
        assert process.stdout is not None
        time, busy_since = asyncio.get_running_loop().time, None
        heard = time()
        while True:
            left = math.inf if busy_since is None else busy_since + LONGEST_ATTEMPT - time()
            try:
                async with asyncio.timeout(min(left, SILENT)):
                    line = await process.stdout.readline()
                sent = msgspec.json.decode(line, type=Sent) if line else None
            except TimeoutError:
                if left <= SILENT:
                    log.error("an attempt to apply the files took longer than %g s: ended", LONGEST_ATTEMPT)
                    return
                if time() - heard >= LONGEST_SILENCE:
                    log.error("the writer has reported nothing for %g s: ended", LONGEST_SILENCE)
                    return
                self._show(replace(self.report, role="silent"))
                continue
            except (ValueError, msgspec.MsgspecError) as error:
                log.error("a report of the writer cannot be read: %s", error)
                return
            if sent is None:
                return
            heard = time()
            if isinstance(sent, Answered):
                self._take(sent)
                continue
            report = sent
            if bool(report.attempt) != (busy_since is not None):
                busy_since = time() if report.attempt else None
            self.report = report
            self._show(report)
            if not report.refusal:
                self.is_known.set()

    def _take(self, sent: Answered) -> None:
        """Passes an answer to who waits for it; one that comes too late is dropped."""
        if self._answer is not None and not self._answer.done() and sent.number == self._asked:
            self._answer.set_result(sent.answer)

    def _note_end(self, code: int | str, pause: float) -> None:
        """Logs that a writer has ended, and reports what it leaves undone."""
        report = self.report
        log.error("the writer has ended (%s); another one begins in %g s", report.refusal or code, pause)
        is_undone, failed = bool(report.attempt or report.refusal), report.failed + bool(report.attempt)
        problems = (NOT_APPLIED,) if is_undone else report.problems
        self.report = replace(report, failed=failed, problems=problems)
        self._show(replace(self.report, role="silent"))
        self.is_known.set()


async def _end(process: Process) -> int:
    """Ends a writer, and returns its exit code."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), LONGEST_END)
    finally:  # also if `serve` ends meanwhile
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        code = await process.wait()
    return code
