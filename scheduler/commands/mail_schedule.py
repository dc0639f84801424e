"""Mails by schedule: each office gets its coming month, and reminders of unconfirmed meetings and minutes.

1. They go on working days of the host from 8:00 by its clock: Monday to Friday, but for public holidays of
   its country, and days on which the programme is closed.
2. Each goes once: the mark keeps the day, so a clock that is put back sends nothing again.
3. After an outage, reminders go on the next working day; a digest does so for a week.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from scheduler.commands.announce import News, announce
from scheduler.findings.missing_minutes import DUE
from scheduler.programme.details import Status
from scheduler.programme.members import MailSender
from scheduler.programme.spans import Days, Length, Month
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Announcement
from scheduler.publication.announcements.mail import minutes_mail, reminder
from scheduler.state.mails import MailKind, MailMark
from scheduler.state.state import State
from scheduler.state.stored import time_and_uid
from scheduler.store import Store
from scheduler.timetable.holidays import look_up
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import instant, to_local
from scheduler.timetable.workdays import Workdays

FROM = 8
"""The hour from which mails go by schedule."""
_DAY, _LATE = timedelta(days=1), timedelta(days=7)


class HostDays(Struct, frozen=True, kw_only=True):
    """The working days of the host: its zone, its country (empty if unknown), and closed days."""

    zone: str
    country: str
    closed: tuple[Days, ...]

    def works_on(self, day: date) -> bool:
        """Returns whether `day` is a working day."""
        workdays = Workdays(look_up([(self.country, None)], [day.year]), self.closed)
        is_holiday = workdays.holidays.on(self.country, None, day) is not None
        return day.weekday() < 5 and not is_holiday and not workdays.is_programme_closed(day)

    def first_from(self, day: date) -> date:
        """Returns the first working day that is not before `day`; that day if there is none in a year."""
        days = (day + number * _DAY for number in range(366))
        return next(filter(self.works_on, days), day)


class Due(Struct, frozen=True, kw_only=True):
    """What is due on the day `today`, by the clock of the host in `zone`.

    A digest tells the meetings before `until`. A reminder tells of minutes that are missing `since` the last
    one, and of meetings of which it is due from `first` on, before the next working day, `until`.
    """

    kind: MailKind
    zone: str
    today: date
    since: date
    first: date
    until: date


def due_by_schedule(sender: MailSender, host: HostDays, mark: MailMark, now: datetime) -> Iterator[Due]:
    """Yields the digest and the reminders, if they are due and did not go."""
    here = to_local(now, host.zone)
    today, month = here.date(), Month.of(here.date())
    is_on = sender.digest or sender.remind is not None
    if not is_on or here.hour < FROM or not host.works_on(today):
        return
    is_new = mark.digest is None or mark.digest < month.first
    if sender.digest and is_new and today < host.first_from(month.first) + _LATE:
        yield due_on("digest", host, today, today)
    last = mark.reminder or today - _DAY
    if sender.remind is not None and last < today:
        yield due_on("reminder", host, today, last)


def due_on(kind: MailKind, host: HostDays, today: date, since: date) -> Due:
    """Returns what is due `today`, if the last mails of the kind went on the day `since`."""
    next_digest = host.first_from(Month.of(today).plus(1).first)
    return Due(
        kind=kind,
        zone=host.zone,
        today=today,
        since=since,
        first=host.first_from(since + _DAY),
        until=next_digest + _DAY if kind == "digest" else host.first_from(today + _DAY),
    )


def scheduled(
    store: Store, state: State, due: Due, remind: Length | None, now: datetime
) -> Iterator[tuple[Addressee, Announcement]]:
    """Yields each text that is due; the text for the calendar of all meetings goes to the secretariat."""
    feeds = {feed.id: feed for feed in state.open_feeds if feed.kind == "cities"}
    if due.kind == "digest":
        last = [mail.revision for mail in store.mails() if mail.kind == "digest"]
        ahead = instant(datetime.combine(due.until, time()), due.zone) - now
        news = News(ahead=ahead, since=min(max(last), state.revision) if last else None)
        for told in announce(store, state, now, news).texts:
            yield Addressee(state=state, feed=feeds[told.id], code=feeds[told.id].language), told
        return
    open = [*_to_confirm(state, due, remind or Length(), now)]
    for feed in feeds.values():
        to = Addressee(state=state, feed=feed, code=feed.language)
        if own := [each for each in open if to.city in each.cities()]:
            yield to, reminder(to, own, now)
    if missing := [*_without_minutes(state, due)]:
        to = Addressee(state=state, feed=state.programme_feed, code="en")
        yield to, minutes_mail(to, missing, now)


def _to_confirm(state: State, due: Due, remind: Length, now: datetime) -> Iterator[Occurrence]:
    """Yields the public meetings to come whose reminder is due, and which are not confirmed."""
    for stored in sorted(state.occurrences.values(), key=time_and_uid):
        begin = stored.occurrence.timing.begin_utc
        day = remind.before(to_local(begin, due.zone).date())
        is_open = stored.occurrence.status is Status.TENTATIVE and now < begin
        if is_open and due.first <= day < due.until and state.has_page(stored):
            yield stored.occurrence


def _without_minutes(state: State, due: Due) -> Iterator[Occurrence]:
    """Yields the public meetings whose minutes became overdue after the last reminder."""
    for stored in sorted(state.occurrences.values(), key=time_and_uid):
        meeting = stored.occurrence
        day = to_local(meeting.timing.end_utc + DUE, due.zone).date()
        is_missing = state.lacks_minutes(meeting) and not meeting.content.is_private
        if is_missing and due.since < day <= due.today:
            yield meeting
