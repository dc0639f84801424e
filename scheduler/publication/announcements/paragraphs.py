"""The changes of meetings, or meetings to come, as paragraphs for one city.

1. Meetings of a series of which the same is true are one paragraph.
2. Its facts are in the order: does it take place, when, where, what. The heading names the weightiest one.
3. A reason stands behind the times that it explains.
4. A meeting that is over has no news but its details, such as its minutes.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from scheduler.changes.change import Fact, facts
from scheduler.changes.known import as_known
from scheduler.programme.alike import MOST_SINGLE, together
from scheduler.programme.details import CityDayOff, Reason, Status
from scheduler.programme.texts import ANY_LANGUAGE, Text
from scheduler.publication.announcements.addressee import Addressee
from scheduler.publication.announcements.announcement import Line, Paragraph
from scheduler.publication.announcements.told_times import ToldTimes, local_times, time_lines
from scheduler.publication.feeds.wording import PREFIXES, join_shown, one_line, parts, web_address
from scheduler.publication.languages.day_off_reasons import reason_text
from scheduler.state.revision import RevisionEntry
from scheduler.timetable.occurrence import Occurrence

_MOST_PARTNERS = 2
_LABELS: Mapping[Fact, str] = {
    "new": "New",
    "left": "You no longer take part",
    "cancelled": "Cancelled",
    "reinstated": "Takes place after all",
    "moved": "Moved",
    "zones": "Moved",
    "end": "The end time has changed",
    "confirmed": "Confirmed",
    "tentative": "Now to be confirmed",
    "title": "Title changed",
    "place": "Place changed",
    "cities": "Details changed",
    "details": "Details changed",
}
"""First those that a heading names before any other."""
_WITH_OLD_TIME = {"moved", "zones", "end"}
_NEW_CLOCKS = "The hour changes because a country has changed the rules of its clocks."
_PLANNED = "This meeting is planned, but its time may still change."


class _Told(Struct, frozen=True, kw_only=True):
    """What is told of one meeting: paragraphs of meetings with the same words become one."""

    topic: tuple[str, ...]
    heading: str
    first: tuple[Line, ...]
    times: ToldTimes
    notes: tuple[Line, ...]


def facts_now(to: Addressee, change: RevisionEntry, meeting: Occurrence, now: datetime) -> tuple[Fact, ...]:
    """Returns the facts of a change that are still news for the city at `now`."""
    told = facts(change, to.city, to.feed.language)
    if not meeting.timing.is_over(now):
        return told
    is_told = change.before is not None and {"place", "title", "details"} & {*told}
    return ("details",) if is_told else ()


def changed_paragraphs(to: Addressee, changes: Iterable[RevisionEntry], now: datetime) -> Iterator[Paragraph]:
    """Yields what the city should hear of changes, which are in order of time."""
    told, changed_uids = [], set()
    of_cities: dict[object, list[tuple[RevisionEntry, Occurrence]]] = {}
    for change in changes:
        meeting = to.beside_others(to.state.occurrences[change.uid].occurrence)
        found = facts_now(to, change, meeting, now)
        if found == ("cities",):
            of_cities.setdefault((change.joined, change.left), []).append((change, meeting))
        elif found:
            told.append(_change(to, change, found, meeting, now))
        if found or change.before is None:
            changed_uids.add(change.uid)

    for alike in _by_words(told):
        unchanged = _unchanged(to, alike[0].times.meeting.series, changed_uids, now)
        paragraph = _paragraph(to, alike, unchanged)
        yield replace(paragraph, lines=(*paragraph.lines, *_exceptions(to, alike, told)))
    for with_same_cities in of_cities.values():
        yield _other_cities_paragraph(to, with_same_cities)


def _unchanged(to: Addressee, series: str, changed: Container[str], now: datetime) -> Sequence[Occurrence]:
    """Returns the coming meetings of a series that the city knows, without those that `changed` (UIDs)."""
    return [
        stored.occurrence
        for uid, stored in to.state.by_series[series].items()
        if uid not in changed
        and stored.shown
        and not (stored.occurrence.cancelled or stored.occurrence.content.is_private)
        and not stored.is_past(now)
        and stored.occurrence.participant(to.city)
    ]


def _other_cities_paragraph(to: Addressee, changed: Sequence[tuple[RevisionEntry, Occurrence]]) -> Paragraph:
    """Returns the meetings of all series in which nothing but the same other cities change."""
    heading, *notes = _other_cities(to, changed[0][0])
    days: dict[str, list[date]] = {}
    for _, meeting in changed:
        days.setdefault(_title(to, meeting), []).append(local_times(to, ToldTimes(meeting=meeting)).day)
    return Paragraph(
        heading=heading.words,
        lines=tuple(Line(words=to.labelled(title, _from(to, own))) for title, own in days.items()),
        notes=tuple(notes),
        topic=(heading.words, next(iter(days))),
        days=(each_day := tuple(day for own in days.values() for day in own)),
        known_days=each_day,
    )


def _from(to: Addressee, days: Sequence[date]) -> str:
    """Returns a day alone, or the first of several."""
    if len(days) == 1:
        return to.dates.full_day(days[0])
    return to.say("From {day}", day=to.phrases.language_of("From {day}").full_day(min(days)))


def _exceptions(to: Addressee, alike: Sequence[_Told], told: Iterable[_Told]) -> Iterator[Line]:
    """Yields the days between those of a paragraph on which another one tells something else."""
    series = alike[0].times.meeting.series
    days = [local_times(to, each.times).known_day for each in alike]
    for each in told if len(alike) > MOST_SINGLE else ():
        if each not in alike and each.times.meeting.series == series and each.times.is_known:
            day = local_times(to, each.times).known_day
            if min(days) < day < max(days):
                yield Line(words=to.labelled(each.topic[0], to.dates.full_day(day)))


def coming_paragraphs(to: Addressee, meetings: Iterable[Occurrence]) -> Iterator[Paragraph]:
    """Yields what the city should know of meetings to come, which are in order of time."""
    for alike in _by_words(_coming(to, meeting) for meeting in meetings):
        yield _paragraph(to, alike, None)


def _by_words(told: Iterable[_Told]) -> Iterable[Sequence[_Told]]:
    groups = together(told, lambda each: (each.times.meeting.series, each.heading, each.first, each.notes))
    return [alike for _, alike in groups]


def _paragraph(to: Addressee, alike: Sequence[_Told], unchanged: Sequence[Occurrence] | None) -> Paragraph:
    one, times = alike[0], [each.times for each in alike]
    local = [local_times(to, each) for each in times]
    return Paragraph(
        heading=one.heading,
        lines=(*one.first, *time_lines(to, times, unchanged)),
        notes=one.notes,
        topic=one.topic,
        days=tuple(told.day for told in local),
        known_days=tuple(told.known_day for told in local),
    )


def _coming(to: Addressee, meeting: Occurrence) -> _Told:
    title, prefix = _title(to, meeting), PREFIXES.get(meeting.status)
    notes = []
    if meeting.cancelled and meeting.content.reason is not None:
        notes.append(_reason(to, meeting.content.reason))
    if meeting.status is Status.TENTATIVE:
        notes.append(Line(words=to.say(_PLANNED)))
    if meeting.content.place is not None:
        notes.append(_place(to, meeting, "Place"))
    return _Told(
        topic=(title,),
        heading=to.say(prefix, title=title) if prefix else title,
        first=(),
        times=ToldTimes(meeting=meeting, is_known=False),
        notes=tuple(notes),
    )


def _change(
    to: Addressee, change: RevisionEntry, found: Sequence[Fact], meeting: Occurrence, now: datetime
) -> _Told:
    kind, title = _weightiest(found), _title(to, meeting)
    if meeting.cancelled and kind not in ("cancelled", "left"):  # nobody may take it for one that takes place
        title = to.say(PREFIXES[Status.CANCELLED], title=title)
    label = to.say(_LABELS[kind])
    known = as_known(meeting, change.before) if change.before is not None else None
    if known is not None and kind in ("left", "cancelled"):
        times = ToldTimes(meeting=known, is_off=True)
    else:
        times = ToldTimes(
            meeting=meeting, old=known if _WITH_OLD_TIME & {*found} else None, is_known=kind != "new"
        )
    status = [fact for fact in found if fact in ("confirmed", "tentative") and fact != kind]
    return _Told(
        topic=(label, title),
        heading=to.labelled(label, title),
        first=tuple(Line(words=to.say(_LABELS[fact])) for fact in status),
        times=times,
        notes=tuple(_notes(to, change, found, meeting, now)),
    )


def _weightiest(found: Sequence[Fact]) -> Fact:
    """Returns the fact that the heading names."""
    return min(found, key=[*_LABELS].index)


def _notes(
    to: Addressee, change: RevisionEntry, found: Sequence[Fact], meeting: Occurrence, now: datetime
) -> Iterator[Line]:
    """Yields the reason of the times, then the other facts, but for that in the heading."""
    content, kind = meeting.content, _weightiest(found)
    reason = content.reason or _days_off(change, meeting)
    if reason is not None and {"moved", "cancelled"} & {*found}:
        yield _reason(to, reason)
    if "zones" in found:
        yield Line(words=to.say(_NEW_CLOCKS))
    if meeting.status is Status.TENTATIVE and "left" not in found and not meeting.timing.is_over(now):
        yield Line(words=to.say(_PLANNED))
    if kind == "place" or (kind == "new" and content.place is not None):
        yield _place(to, meeting, "Place")
    elif "place" in found:
        yield _place(to, meeting, "Place changed")
    if "cities" in found:
        yield from _other_cities(to, change)
    if "title" in found and kind != "title":
        yield Line(words=to.labelled(to.say("Title changed"), _own_title(to, meeting)))
    if "details" in found:
        if kind not in ("cities", "details"):
            yield Line(words=to.say("Details changed"))
        yield from _details(to, change, meeting)


def _details(to: Addressee, change: RevisionEntry, meeting: Occurrence) -> Iterator[Line]:
    """Yields the words of the details that changed, as the description in calendars has them."""
    changed = change.fields_in(to.feed.language)
    for part in parts(meeting, join_shown(meeting, "public"), to.phrases):
        if part.field in changed:
            url = web_address(part.url)
            yield Line(words=one_line(part.words.removesuffix(part.url)), url=url)


def _place(to: Addressee, meeting: Occurrence, label: str) -> Line:
    """Returns the place; whole days without one have none, and are not online."""
    place = meeting.content.place
    if place is None and meeting.timing.all_day:
        return Line(words=to.say("Place changed"))
    words = one_line(place.say(to.code)) if place is not None else to.say("Online")
    return Line(words=to.labelled(to.say(label), words))


def _other_cities(to: Addressee, change: RevisionEntry) -> Iterator[Line]:
    """Yields the names of the cities that join, and of those that leave."""
    for phrase, cities in (
        ("Cities that join: {cities}", change.joined),
        ("Cities that leave: {cities}", change.left),
    ):
        feeds = (to.state.feed(("cities", city)) for city in cities)
        if names := [one_line(feed.title.say(to.code)) for feed in feeds if feed is not None]:
            yield Line(words=to.say(phrase, cities=to.phrases.comma.join(names)))


def _own_title(to: Addressee, meeting: Occurrence) -> str:
    return one_line(meeting.content.title.say(to.code)) or meeting.series


def _title(to: Addressee, meeting: Occurrence) -> str:
    """Returns the title, with the other cities if they are few and it does not name them."""
    title = _own_title(to, meeting)
    others = (each for each in meeting.participants if each.city != to.city)
    names = [one_line(each.name.say(to.code)) for each in others]
    if not 0 < len(names) <= _MOST_PARTNERS or all(name in title for name in names):
        return title
    return to.say("{name} ({place})", name=title, place=to.phrases.comma.join(names))


def _reason(to: Addressee, reason: Reason) -> Line:
    """Returns the reason, and in which words it is if they are not in the language of the city."""
    words = one_line(reason_text(reason, (to.phrases,)).say(to.code))
    if isinstance(reason, Text) and to.code not in dict(reason.versions):
        written = reason.versions[0][0]
        if written != ANY_LANGUAGE:
            name = to.phrases.phrase_language.language_name(written)
            words = to.say("{words} (in {language})", words=words, language=name)
        elif to.code != to.state.profile.languages[0]:
            words = to.say("{words} (as it was written)", words=words)
    return Line(words=to.say("Reason: {reason}", reason=words))


def _days_off(change: RevisionEntry, meeting: Occurrence) -> tuple[CityDayOff, ...] | None:
    """Returns the days off for which the holiday policy chose the new date; None if it did not."""
    known, day = change.before, meeting.timing.starts.date()
    if not meeting.days_off or (known is not None and known.start.wall.date() == day):
        return None
    names = {each.city: each.name for each in meeting.participants}
    return tuple(
        CityDayOff(city=names.get(each.city, Text.plain(each.city)), why=each.why)
        for each in meeting.days_off
    )
