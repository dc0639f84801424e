"""Whom to telephone: the offices that may not know what changed for a meeting of the next 14 days.

1. An office knows of a change if it pressed "Seen" in a mail about it, if a program that asks for its
   calendar has fetched it, or if a person told it. Then it knows all that changed before, too.
2. A meeting that changed several times since then has one line, in the hours of the city.
3. No mail, and no count of fetches, tells of what only private calendars show: only a person does.
4. What the first revision published is no change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from scheduler.changes.change import is_soon
from scheduler.changes.fold import changes_since, private_changes
from scheduler.commands.announce import cities_of, families_by_city
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Paragraph
from scheduler.publication.announcements.paragraphs import changed_paragraphs, facts_now
from scheduler.publication.fetched_versions import FamilyFetches
from scheduler.state.feeds import Feed, Poll, poll_name
from scheduler.state.mails import Mail, ToldNote
from scheduler.state.revision import Revision, RevisionEntry
from scheduler.state.state import State
from scheduler.store import Store
from scheduler.timetable.occurrence import Occurrence

WITHIN = timedelta(days=14)
_Find = Callable[[State, Iterable[Revision], int, range], Iterable[RevisionEntry]]


class Known(Struct, frozen=True):
    """The last `revision` that an office knows, and the evidence `by`. All know the first one without any."""

    revision: int
    by: Mail | Poll | ToldNote | None = None


class Call(Struct, frozen=True, kw_only=True):
    """What the office of a city may not know: `told`, and `private`, which only private calendars show.

    The first of its meetings begins or was to begin at `nearest`. `mails` tell of it; `is_untold` if none
    tells the last of it. `fetches` are the programs that ask for the calendar of the city.
    """

    city: Feed
    nearest: datetime
    told: tuple[Paragraph, ...]
    private: tuple[Paragraph, ...]
    mails: tuple[Mail, ...]
    is_untold: bool
    fetches: Sequence[FamilyFetches]


class CallList(Struct, frozen=True, kw_only=True):
    """The offices to call, up to a `revision`: that with the nearest meeting first.

    `known` are the other offices with a change. `zone` is that of the host.
    """

    calls: tuple[Call, ...]
    known: tuple[tuple[Feed, Known], ...]
    revision: int
    zone: str


def call_list(
    store: Store,
    state: State,
    history: Sequence[Revision],
    now: datetime,
    names: Sequence[str] = (),
    opens: Callable[[Occurrence], bool] = lambda _: True,
) -> CallList:
    """Returns which offices may not know what changed for the meetings of the next 14 days.

    `history` has the changes of the meetings that have a page. With `names` (ids), it is for these cities
    alone, and for the meetings that the reader `opens`.
    """
    near = [*_near(history, state, now, opens)]
    families = families_by_city(store, state, history, now)
    mails, polls, notes = store.mails(), store.polls(), {each.city: each for each in store.told_notes()}
    calls, known = [], []
    for feed in (feed for feed in state.open_feeds if feed.kind == "cities"):
        if names and feed.id not in names:
            continue
        to = Addressee(state=state, feed=feed, code="en")
        own = [*_of_city(near, feed.identity)]
        own_mails = [each for each in mails if each.city == feed.identity and each.kind != "reminder"]
        own_polls = [each for each in polls if each.feed == poll_name(feed)]
        noted = notes.get(feed.identity)
        last = _last_known(state, feed, history, own_mails, own_polls, noted)
        told = [*_news(to, own, last.revision, changes_since, now)]
        private = [*_news(to, own, noted.revision if noted else 1, private_changes, now)]
        if told or private:
            fetches = families.get(feed.identity, ())
            calls.append(_call(to, own, last, told, private, own_mails, fetches, now))
        elif any(_news(to, own, 1, changes_since, now)):
            known.append((feed, last))
    return CallList(
        calls=tuple(sorted(calls, key=lambda each: each.nearest)),
        known=tuple(known),
        revision=state.revision,
        zone=state.profile.zone,
    )


def _near(
    history: Iterable[Revision], state: State, now: datetime, opens: Callable[[Occurrence], bool]
) -> Iterator[Revision]:
    """Yields the history of the meetings that begin, or once were to begin, in the next 14 days."""
    revisions = [*history]
    entries = [entry for revision in revisions for entry in revision.entries]
    uids = {entry.uid for entry in entries if is_soon(entry, now, WITHIN)}
    near = {uid for uid in uids if opens(state.occurrences[uid].occurrence)}
    yield from _with_entries(revisions, lambda entry: entry.uid in near)


def _of_city(history: Sequence[Revision], city: str) -> Iterator[Revision]:
    entries = (entry for revision in history for entry in revision.entries)
    uids = {entry.uid for entry in entries if city in entry.cities}
    yield from _with_entries(history, lambda entry: entry.uid in uids)


def _with_entries(
    history: Iterable[Revision], is_meant: Callable[[RevisionEntry], bool]
) -> Iterator[Revision]:
    for revision in history:
        if entries := tuple(filter(is_meant, revision.entries)):
            yield replace(revision, entries=entries)


def _last_known(
    state: State,
    city: Feed,
    history: Sequence[Revision],
    mails: Iterable[Mail],
    polls: Iterable[Poll],
    note: ToldNote | None,
) -> Known:
    """Returns the last revision that an office knows."""
    found = [Known(1), *(Known(mail.revision, mail) for mail in mails if mail.seen is not None)]
    if note is not None:
        found.append(Known(note.revision, note))
    for poll in polls:
        version = state.version(city, poll.language)
        if version is not None and version.digest == poll.digest:
            found.append(Known(state.revision, poll))
        else:
            before = (each.number for each in history if each.time < poll.first)
            found.append(Known(max(before, default=1), poll))
    return max(found, key=lambda known: known.revision)


def _news(
    to: Addressee, history: Sequence[Revision], known: int, find: _Find, now: datetime
) -> Iterator[RevisionEntry]:
    """Yields the changes since the revision `known` of meetings in the next 14 days that concern a city."""
    numbers = range(known + 1, to.state.revision + 1)
    for change in find(to.state, history, known + 1, numbers):
        meeting = to.beside_others(to.state.occurrences[change.uid].occurrence)
        is_own = to.city in cities_of(change) and is_soon(change, now, WITHIN)
        if is_own and facts_now(to, change, meeting, now):
            yield change


def _call(
    to: Addressee,
    history: Iterable[Revision],
    known: Known,
    told: Sequence[RevisionEntry],
    private: Sequence[RevisionEntry],
    mails: Sequence[Mail],
    fetches: Sequence[FamilyFetches],
    now: datetime,
) -> Call:
    uids = {change.uid for change in told}
    new = (each for each in history if each.number > known.revision)
    numbers = [each.number for each in new if any(entry.uid in uids for entry in each.entries)]
    begins = [
        snapshot.begin
        for change in (*told, *private)
        for snapshot in (change.before, change.after)
        if snapshot is not None and snapshot.begin is not None and snapshot.end is not None
        if now < snapshot.end
    ]
    about = [mail for mail in mails if any(mail.tells(number) for number in numbers)]
    return Call(
        city=to.feed,
        nearest=min(begins),
        told=tuple(changed_paragraphs(to, told, now)),
        private=tuple(changed_paragraphs(to, private, now)),
        mails=tuple(about),
        is_untold=bool(numbers) and not any(mail.tells(max(numbers)) for mail in about),
        fetches=fetches,
    )
