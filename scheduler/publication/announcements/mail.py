"""The mail to one city as a whole: its subject, what it tells, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from scheduler.changes.change import is_soon
from scheduler.programme.english_lists import number_of
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Announcement, Line, Paragraph
from scheduler.publication.announcements.paragraphs import changed_paragraphs, coming_paragraphs, facts_now
from scheduler.publication.feeds.wording import one_line
from scheduler.publication.fetched_versions import NAMES, FamilyFetches
from scheduler.state.feeds import Family
from scheduler.state.revision import RevisionEntry
from scheduler.timetable.occurrence import Occurrence
from scheduler.timetable.wall_times import to_local

LONGEST_SUBJECT = 100
"""The most characters of a subject: mail programs show no more of it."""
_SUBSCRIBED = "If you have subscribed to the calendar of your city, you do not need to do anything: the change appears by itself."  # noqa: E501
_WARNING = "Your calendar may not show this yet. Please rely on this message."
_UPDATE = "If you have not subscribed, update your own calendar."
_FETCHED = "Some apps have fetched it already: {programs}"
_EXPECTED = "Expected by {day}: {programs}"
_DAY = timedelta(days=1)
_USUAL: Mapping[Family, timedelta] = {
    "outlook": timedelta(hours=3),
    "thunderbird": timedelta(hours=1),
    "nextcloud": 7 * _DAY,
}
"""The usual time between two requests of a family (docs/subscribers.md); it is a day for the others."""


def changes_mail(
    to: Addressee, changes: Sequence[RevisionEntry], families: Iterable[FamilyFetches], now: datetime
) -> Announcement | None:
    """Returns the text about changes, which are in order of time; None if they are no news for the city.

    `families` are the programs that ask for its calendar.
    """
    told = [change for change in changes if facts_now(to, change, _meeting(to, change), now)]
    if not told:
        return None
    is_any_soon = any(is_soon(change, now) for change in told)
    if all(_meeting(to, change).timing.is_over(now) for change in told):
        to_do = []
    elif is_any_soon:
        to_do = [*_now(to)]
    else:
        to_do = [*_later(to, families, now)]
    paragraphs = tuple(changed_paragraphs(to, changes, now))
    warning = to.say(_WARNING) if is_any_soon else ""
    return _mail(to, paragraphs, _subject(to, paragraphs, now), to_do, warning)


def coming_mail(
    to: Addressee, meetings: Iterable[Occurrence], now: datetime, changes: Iterable[RevisionEntry] = ()
) -> Announcement:
    """Returns the text about meetings to come, and below them the last changes, all in order of time."""
    told = tuple(coming_paragraphs(to, meetings))
    changed = tuple(changed_paragraphs(to, changes, now))
    subject = _with_room(to, to.say("Coming meetings"), "", _from(to, told, now))
    subscribe = "Subscribe once. Your calendar then shows new, moved and cancelled meetings automatically."
    below = (_heading(to.say("Last changes")), *changed) if changed else ()
    return _mail(to, (*told, *below), subject, [to.say(subscribe)], "")


def _heading(words: str) -> Paragraph:
    return Paragraph(heading=words, lines=(), notes=(), topic=(), days=(), known_days=())


def reminder(to: Addressee, meetings: Iterable[Occurrence], now: datetime) -> Announcement:
    """Returns the text about meetings that are not confirmed, which are in order of time."""
    told = tuple(coming_paragraphs(to, meetings))
    subject = _with_room(to, told[0].heading, "", _from(to, told, now))
    return _mail(to, told, subject, [], "")


def minutes_mail(to: Addressee, meetings: Sequence[Occurrence], now: datetime) -> Announcement:
    """Returns the text about meetings without their minutes, for the secretariat."""
    told = tuple(coming_paragraphs(to, map(to.beside_others, meetings)))
    what = f"minutes are missing for {number_of(len(meetings), 'meeting')}"
    add = "Add the address of the minutes at the desk, or in your files."
    return _mail(to, told, _with_room(to, what, "", _from(to, told, now)), [add], "")


def _meeting(to: Addressee, change: RevisionEntry) -> Occurrence:
    return to.state.occurrences[change.uid].occurrence


def _mail(
    to: Addressee, paragraphs: tuple[Paragraph, ...], subject: str, to_do: Sequence[str], warning: str
) -> Announcement:
    spoken, url = to.phrases.phrase_language, to.url(to.feed.name)
    return Announcement(
        id=to.feed.id,
        city=to.name,
        language=spoken.code,
        direction=spoken.direction,
        subject=subject,
        greeting=to.say("Hello,"),
        warning=warning,
        paragraphs=paragraphs,
        to_do_heading=to.say("What to do"),
        to_do=tuple(to_do),
        page=Line(words=to.labelled(to.name, "").rstrip(), url=url) if url else None,
        closing=to.say("Kind regards,"),
        sender=one_line(to.state.profile.host.say(to.code)),
    )


def _subject(to: Addressee, told: Sequence[Paragraph], now: datetime) -> str:
    """Returns the programme, what changes, the title and the day, from the old to the new one if it moves."""
    if len(told) > 1:
        what = to.phrases.count("{count} change", "{count} changes", len(told))
        return _with_room(to, what, "", _from(to, told, now))
    what, title = told[0].topic
    if len(told[0].days) > 1:
        return _with_room(to, what, title, _from(to, told, now))
    old, new = (to.dates.day(days[0]) for days in (told[0].known_days, told[0].days))
    return _with_room(to, what, title, to.say("{old} → {new}", old=old, new=new) if old != new else new)


def _with_room(to: Addressee, what: str, title: str, when: str) -> str:
    """Returns a subject; a long one leaves out the programme, and then the end of the title."""
    programme = one_line(to.state.profile.name.say(to.code))
    words = " – ".join(filter(None, (what, title, when)))
    if len(subject := to.labelled(programme, words)) <= LONGEST_SUBJECT:
        return subject
    if len(words) <= LONGEST_SUBJECT or not title:
        return words
    room = max(0, LONGEST_SUBJECT - len(words) + len(title) - 1)
    return " – ".join((what, f"{title[:room].rstrip()}…", when))


def _from(to: Addressee, told: Iterable[Paragraph], now: datetime) -> str:
    """Returns the first day that is told, and is not past if any is not."""
    days, today = [day for each in told for day in each.days], to_local(now, to.feed.zone).date()
    first = min([day for day in days if day >= today] or days)
    return to.say("from {day}", day=to.phrases.language_of("from {day}").day(first))


def _now(to: Addressee) -> Iterator[str]:
    if to.url(to.feed.name):
        yield to.say("For a meeting today or tomorrow, look at its page: it is always up to date.")
    yield to.say(_UPDATE)


def _later(to: Addressee, families: Iterable[FamilyFetches], now: datetime) -> Iterator[str]:
    yield to.say(_SUBSCRIBED)
    yield from _fetches(to, families, now) or [to.say("Most calendar apps show it within a day.")]
    yield to.say(_UPDATE)


def _fetches(to: Addressee, families: Iterable[FamilyFetches], now: datetime) -> list[str]:
    """Returns which programs have fetched the changes, and by which day others should have done so."""
    having: dict[str, None] = {}
    waiting: dict[date, dict[str, None]] = {}
    for each in sorted(families, key=lambda fetches: [*NAMES].index(fetches.family)):
        name = to.say("other apps") if each.family == "other" else NAMES[each.family]
        if each.state == "has":
            having[name] = None
        elif each.state == "waits":
            waiting.setdefault(_due_day(to, each, now), {})[name] = None
    comma, spoken = to.phrases.comma, to.phrases.language_of(_EXPECTED)
    return [
        *([to.say(_FETCHED, programs=comma.join(having))] if having else ()),
        *(
            to.say(_EXPECTED, day=spoken.full_day(day), programs=comma.join(programs))
            for day, programs in sorted(waiting.items())
        ),
    ]


def _due_day(to: Addressee, fetches: FamilyFetches, now: datetime) -> date:
    """Returns the day, in this city, by which a family should have fetched the change."""
    every = fetches.every or _USUAL.get(fetches.family, _DAY)
    due = fetches.last + every
    return to_local(due if due > now else now + every, to.feed.zone).date()
