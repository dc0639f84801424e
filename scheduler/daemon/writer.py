"""The writer: a process that applies the configuration at start, after each edit, and as time passes.

1. It writes only while it has the lock of the store. Another one stands by until the lock is free.
2. It applies files 2 seconds after the last edit, or 5 if they cancel or remove meetings: that may be half of
   a move.
3. Each attempt writes all of it, or writes nothing and says why in the log. It reads everything again.
4. If the store was put back to an earlier state meanwhile, it writes nothing: SEQUENCE would fall. As after
   an error of the store, it tries again, because the right store may come back.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import msgspec

from scheduler.commands.apply import Applied, plan_unattended, write_unattended
from scheduler.commands.edit_lock import stopped_edits
from scheduler.commands.notices import waiting_steps
from scheduler.commands.post_office import PostOffice, look, post_office, waiting_mails
from scheduler.commands.prepare import Consent
from scheduler.commands.published_feeds import refuse_older_store
from scheduler.commands.refusals import OlderStore, Refused
from scheduler.commands.relay import Relay
from scheduler.commands.site_folder import read_manifest
from scheduler.daemon.jobs import BusyRefresh, create_jobs, late_jobs, reschedule_distant_jobs
from scheduler.daemon.outcome import NoteLog, reasons_of
from scheduler.daemon.repeat import Act, repeat
from scheduler.daemon.static_files import StaticFiles
from scheduler.daemon.watch import fingerprint, is_quiet, watch
from scheduler.daemon.writer_messages import Answered, Asked, Pressed, Reporter, Sent, WriterSettings
from scheduler.desk.answer import answer, failed_page
from scheduler.desk.messages import DeskAnswer
from scheduler.desk.visit import ANOTHER_WRITES, FOLDERS_DIFFER, Visit
from scheduler.plan.steps import Step
from scheduler.reports.advice_words import in_terminal
from scheduler.reports.plans.summary import summary
from scheduler.state.revision import StepKind
from scheduler.store import FileLock, LostRace, Store, StoreError

log = logging.getLogger("twincal")
edits_log = logging.getLogger("twincal.edits")
QUIET, QUIET_BEFORE_REMOVAL = 2.0, 5.0
"""Seconds without a change after which an edit is finished; the second if it cancels or removes meetings."""
LOCK_INTERVAL = 2.0
"""Seconds between two looks at the lock: to keep it, or to take it when it is free."""
JOBS_INTERVAL = 2.0
"""Seconds between two looks at the jobs."""
MAIL_INTERVAL = 30.0
"""Seconds between two looks at the mails to offices."""
STATIC_INTERVAL = 1.0
"""Seconds between two looks for what is not yet written to the folder for static files."""
SILENT = 6.0
"""Seconds without an answer after which the lock counts as lost: soon after them the database frees it."""
RETRY = 10.0
"""Seconds until the next attempt after the store has failed."""
WITHOUT_MEMORY = (MemoryError, SystemError)
"""The errors of a process that has no memory left: the second if an extension of Python notices it late."""
OUR_ERROR = "an error of Twincal; the log says what"


class OutOfMemory(BaseException):
    """The process must end, because nothing in it can be relied on; another one takes its place."""


async def run(
    settings: WriterSettings,
    store: Store,
    relay: Relay | None,
    clock: Callable[[], datetime],
    next_line: Callable[[], Awaitable[bytes]],
    send: Callable[[Sent], None],
) -> None:
    """Works until it is cancelled. Returns if it may not write to `store`.

    Mails to offices go to the `relay`, if there is one. `next_line` waits for a request; `send` gets each
    report and answer.

    Raises OutOfMemory if there is not enough memory.
    """
    reporter = Reporter(send, settings.report)
    acts: list[tuple[Act, float]] = [(reporter.beat, 0)]
    if settings.folder is not None:
        acts.append((StaticFiles(store, settings.folder, clock, reporter).write, STATIC_INTERVAL))
    if settings.directory is not None:
        writer = Writer(settings, store, relay, clock, reporter)
        try:
            await writer.begin()
        except (Refused, StoreError) as error:
            reporter.note(role="standby", refusal=str(error), advice=in_terminal(error.advice))
            return
        enter = partial(
            Visit,
            directory=settings.directory,
            store=store,
            state_folder=settings.state_folder,
            command=settings.apply_command,
        )
        is_only_folder = store.file is not None or settings.shared_folder  # nobody takes over on SQLite
        answering = partial(_answer_one, enter, store, clock, reporter, next_line, send, is_only_folder)
        acts += (*writer.acts, (answering, 0))
    else:
        reporter.note(role="follower")
    await asyncio.gather(*(repeat(partial(_or_end, act), pause) for act, pause in acts))


async def _answer_one(
    enter: Callable[..., Visit],
    store: Store,
    clock: Callable[[], datetime],
    reporter: Reporter,
    next_line: Callable[[], Awaitable[bytes]],
    send: Callable[[Sent], None],
    is_only_folder: bool,
) -> None:
    """Answers the next request, which may change something only while this is the writer."""
    asked, report = msgspec.json.decode(await next_line(), type=Asked), reporter.report
    if time.monotonic() > asked.until:
        return
    if isinstance(asked.request, Pressed):
        note = partial(_note_press, store, asked.request.digest, clock(), report.role == "writer")
        send(Answered(asked.number, await _answer_from(note)))
        return
    obstacle = ANOTHER_WRITES if report.role != "writer" else "" if is_only_folder else FOLDERS_DIFFER
    taken_back = [report.taken_back] if report.taken_back else []
    visit = enter(
        request=asked.request,
        now=clock(),
        obstacle=obstacle,
        broken=report.problems,
        until=asked.until,
        taken_back=taken_back,
    )
    found = await _answer_from(partial(answer, visit, report.last))
    for applied in visit.applied:
        _log_applied(applied, f"desk: {visit.request.label} published")
    if taken_back[-1:] != [report.taken_back] and taken_back:
        _note_taken_back(reporter, taken_back[-1])
    send(Answered(asked.number, found))


async def _answer_from(act: Callable[[], DeskAnswer]) -> DeskAnswer:
    """Returns what `act` does, in a thread; where it fails, the page that says so."""
    try:
        return await asyncio.to_thread(act)
    except WITHOUT_MEMORY:
        raise
    except Exception:  # the person reads that it failed, and the next request may work
        log.exception("an answer of the writer ended in an error of Twincal")
        return failed_page()


def _note_press(store: Store, digest: str, now: datetime, is_writer: bool) -> DeskAnswer:
    """Notes that a mail was seen, if one has this digest; the answer is 503 where nobody could note it."""
    with suppress(StoreError):  # who follows the store gets the same error, and reports it
        if is_writer:
            store.see_mail(digest, now)
            return DeskAnswer()
    return DeskAnswer(status=503)


def _note_taken_back(reporter: Reporter, words: str) -> None:
    log.warning("%s", words)
    reporter.note(taken_back=words)


def _log_applied(applied: Applied, what: str = "applied") -> None:
    if applied.number is not None:
        fields = {"revision": applied.number, "causes": [cause.value for cause in applied.causes]}
        log.info("%s revision %d: %s", what, applied.number, summary(applied.plan), extra=fields)


async def _or_end(act: Act) -> None:
    try:
        await act()
    except WITHOUT_MEMORY:
        log.error("the writer needs more than 2 GB of memory: ended")
        raise OutOfMemory from None


class Writer:
    """Applies one configuration to one store, while it has the lock."""

    def __init__(
        self,
        settings: WriterSettings,
        store: Store,
        relay: Relay | None,
        clock: Callable[[], datetime],
        reporter: Reporter,
    ) -> None:
        assert settings.directory is not None
        self._directory, self._settings = settings.directory, settings
        self._store, self._clock, self._reporter = store, clock, reporter
        self._consent = Consent(command=settings.apply_command)
        self._lock = store.writer_lock(self._directory)
        self._changed = asyncio.Event()
        self._jobs = create_jobs(self._changed, clock)
        self._notes = NoteLog()
        self._busy = BusyRefresh(self._directory, settings.state_folder)
        self._is_active = False
        self._relay = relay
        self._post: PostOffice | None = None
        """What sends mails, of the programme that was applied last."""
        self._was_empty = False

    @property
    def acts(self) -> Sequence[tuple[Act, float]]:
        """What it does again and again, with the seconds between."""
        return (
            (partial(watch, self._directory, self._changed), 0),
            (self._apply_changes, 0),
            (self._hold_lock, LOCK_INTERVAL),
            (self._follow_store, LOCK_INTERVAL),
            (self._look_at_jobs, JOBS_INTERVAL),
            (self._look_at_mails, MAIL_INTERVAL),
        )

    async def begin(self) -> None:
        """Takes the lock, or stands by until it is free. Starts the jobs.

        Raises Refused if another daemon has the lock and this one may not wait for it, StoreError if the
        database cannot be used, and OlderStore if the folder for static files was published from a store that
        is lost or from a later state of it.
        """
        if await asyncio.to_thread(self._lock.take):
            await asyncio.to_thread(self._refuse_older_store)
            self._set_active(True)
        elif isinstance(self._lock, FileLock):
            raise Refused(
                f"another `twincal serve` works with {self._store.name}",
                "one is enough: end the other one, or name another database with --database",
            )
        elif await asyncio.to_thread(self._lock.is_for_another_folder):
            raise Refused(
                f"another `twincal serve` applies another folder to {self._store.name}",
                "let both read the folder at the same path, or start this one with --follow",
            )
        else:
            log.info("standing by: another daemon has the lock of the store")
            self._set_active(False)
        self._reporter.note(last=await asyncio.to_thread(self._last_revision))
        self._jobs.start()

    def _refuse_older_store(self) -> None:
        if self._settings.folder is not None:
            try:
                folder = self._settings.folder
                refuse_older_store(self._store, self._store.state(), folder, read_manifest(folder))
            except OlderStore:
                raise
            except Refused as error:  # readers over HTTP do not need the folder
                log.error("the folder for static files cannot be compared with the store: %s", error)

    async def _hold_lock(self) -> None:
        """Keeps the lock, or takes it when it is free."""
        asking = asyncio.create_task(asyncio.to_thread(self._has_lock))
        try:
            if not (await asyncio.wait((asking,), timeout=SILENT))[0]:
                self._notice(False)
            self._notice(await asking)
        finally:
            asking.cancel()

    def _has_lock(self) -> bool:
        try:
            return self._lock.keep() or self._lock.take()
        except StoreError:  # who follows the store gets the same error, and reports it
            return False

    async def _follow_store(self) -> None:
        """Has the files applied again after others have written: they may have applied what was held."""
        known = self._reporter.report.last
        last = await asyncio.to_thread(self._last_revision)
        report = self._reporter.report
        if last != known == report.last and not report.attempt:
            self._reporter.note(last=last)
            self._changed.set()

    async def _look_at_jobs(self) -> None:
        """Reports jobs that are late, and reschedules jobs if the clock was put back."""
        now = datetime.now(UTC)  # the real clock: the jobs wait by it
        reschedule_distant_jobs(self._jobs, now)
        late = late_jobs(self._jobs, now)
        if late != self._reporter.report.late_jobs:
            self._reporter.note(late_jobs=late)

    async def _look_at_mails(self) -> None:
        """Sends the mails that are due. The first revision of a new record is no news."""
        was_empty, self._was_empty = self._was_empty, self._reporter.report.last is None
        if not self._is_active or self._reporter.report.last is None:
            return
        try:
            if self._post is not None:
                first = 1 if was_empty else self._reporter.report.last[0]
                await asyncio.to_thread(look, self._store, self._post, self._clock(), first)
            waiting = await asyncio.to_thread(waiting_mails, self._store)
            self._reporter.note(mails=len(waiting), untold_since=min(waiting, default=0))
        except (Refused, StoreError) as error:
            log.error("no mail could be sent: %s", error)

    def _last_revision(self) -> tuple[int, datetime] | None:
        """Returns the last revision of the store, or the known one if the store does not go on from it."""
        known = self._reporter.report.last
        try:
            if known is None or self._store.has_revision(*known):
                return self._store.last_revision()
        except StoreError:  # who follows the store gets the same error, and reports it
            pass
        return known

    def _notice(self, is_active: bool) -> None:
        """Begins to write if the lock was free, and ends if it is lost."""
        if is_active and not self._is_active:
            log.info("the lock of the store was free: this daemon applies the configuration now")
            self._changed.set()
        elif self._is_active and not is_active:
            log.warning("the lock of the store is lost: standing by until it is free")
        if is_active != self._is_active:
            self._set_active(is_active)

    def _set_active(self, is_active: bool) -> None:
        self._is_active = is_active
        if is_active:
            self._reporter.note(role="writer")
        else:  # what it could not apply is now a matter of the writer
            self._reporter.note(role="standby", problems=(), waiting=0, notices=0)

    async def _apply_changes(self) -> None:
        """Applies the files at the start, unless the writer before has ended with the same, and each edit."""
        is_same = await asyncio.to_thread(fingerprint, self._directory) == self._settings.report.attempt
        if is_same and not await asyncio.to_thread(self._has_stopped_edit):
            log.warning(
                "the files with which the last writer has ended are tried again at the next edit or hour"
            )
        else:
            self._changed.set()
        while True:
            await self._changed.wait()
            self._changed.clear()
            is_first = await asyncio.to_thread(self._is_new)
            if self._is_active and (is_first or await is_quiet(self._changed, QUIET)):
                await self._attempt()

    def _has_stopped_edit(self) -> bool:
        with suppress(StoreError):
            return any(stopped_edits(self._directory, self._store))
        return False

    def _is_new(self) -> bool:
        """Returns whether nothing was ever published: nobody waits longer than needed for the first time."""
        try:
            return self._store.last_revision() is None
        except StoreError:  # the attempt gets the same error
            return False

    async def _attempt(self) -> None:
        """Makes one attempt. Another edit meanwhile has the next one made."""
        now, attempt = self._clock(), await asyncio.to_thread(fingerprint, self._directory)
        self._reporter.note(attempt=attempt)
        try:
            last = self._reporter.report.last
            taken_back: list[str] = []
            plan = partial(plan_unattended, is_shared=self._settings.shared_folder)
            planned = await asyncio.to_thread(
                plan, self._directory, self._store, now, taken_back.append, last, self._consent
            )
            for words in taken_back:
                _note_taken_back(self._reporter, words)
            if any(map(_removes, planned.known_draft.plan.steps)):
                self._reporter.note(attempt="")
                if not await is_quiet(self._changed, QUIET_BEFORE_REMOVAL - QUIET):
                    return
                self._reporter.note(attempt=attempt)
            applied = await asyncio.to_thread(
                write_unattended, self._directory, self._store, planned, self._consent
            )
            self._note_success(applied, now, await asyncio.to_thread(self._last_revision))
        except LostRace:
            self._reporter.note(attempt="")
            self._changed.set()
        except (Refused, StoreError) as error:
            reasons = reasons_of(error, self._directory)
            for line in reasons.lines:
                edits_log.error("not applied: %s", line)
            is_of_store = isinstance(error, StoreError | OlderStore)
            self._note_failure(reasons.public, now, store_failed=is_of_store)
        except WITHOUT_MEMORY:
            raise
        except Exception:  # the server goes on with what is published
            log.exception("an attempt to apply the configuration ended in an error of Twincal")
            self._note_failure((OUR_ERROR,), now)

    def _note_success(self, applied: Applied, now: datetime, last: tuple[int, datetime] | None) -> None:
        plan, report = applied.plan, self._reporter.report
        if applied.number is not None:
            _log_applied(applied)
        elif report.problems:
            log.info("the configuration is good again, and changes nothing")
        self._notes.write(applied)
        self._reporter.note(
            attempt="",
            last=last,
            checked_at=now.isoformat(),
            applied=report.applied + 1,
            applied_at=now.timestamp(),
            problems=(),
            store_failed=False,
            waiting=len([*waiting_steps(applied.proposed)]),
            notices=len(plan.notes),
        )
        self._busy.start(applied.dated.programme, now)
        self._post = post_office(self._relay, applied.dated.programme)

    def _note_failure(self, problems: Sequence[str], now: datetime, *, store_failed: bool = False) -> None:
        if store_failed:
            asyncio.get_running_loop().call_later(RETRY, self._changed.set)
            log.info("trying again in %d s", RETRY)
        else:
            log.info("waiting for the next edit, or the next look at the clock")
        self._reporter.note(
            attempt="",
            checked_at=now.isoformat(),
            failed=self._reporter.report.failed + 1,
            problems=tuple(problems),
            store_failed=store_failed,
        )


def _removes(step: Step) -> bool:
    """Returns whether a step cancels a meeting or removes it from a city."""
    before = step.before
    if before is None:
        return False
    return step.kind is StepKind.CANCEL or not set(before.occurrence.cities()) <= set(step.after.cities())
