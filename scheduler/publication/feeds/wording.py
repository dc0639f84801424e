"""Words an occurrence for one language and one reader: an Occurrence becomes an Event.

Only the occurrence and the profile are used, so the same store always has the same words. Public words
contain no join link and no passcode unless the secretariat marked them public.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from calendars import Conference, Event, ascii_url, clean
from scheduler.programme.details import Content, Join, Link, Reason, Status
from scheduler.programme.papers import phrase_of
from scheduler.publication.feeds.city_hours import hours
from scheduler.publication.languages.day_off_reasons import reason_text
from scheduler.publication.languages.language import Language, language
from scheduler.publication.page_addresses import meeting_address
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import Reader
from scheduler.timetable.clocks import clock_name
from scheduler.timetable.occurrence import Occurrence

PREFIXES = {Status.CANCELLED: "CANCELLED: {title}", Status.TENTATIVE: "To be confirmed: {title}"}
_DASH = re.compile(r"\s*[-–]\s*")
STATUSES: dict[Status, Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]] = {
    Status.CONFIRMED: "CONFIRMED",
    Status.TENTATIVE: "TENTATIVE",
    Status.CANCELLED: "CANCELLED",
}


class Part(Struct, frozen=True, kw_only=True):
    """The words of one field of a meeting; they end with its `url`, if it is an address."""

    field: str
    words: str
    url: str = ""


def event_for(occurrence: Occurrence, code: str, reader: Reader, profile: ProgrammeProfile) -> Event | None:
    """Returns `occurrence` as `reader` sees it in the language `code`; None if they may not see it."""
    content, timing = occurrence.content, occurrence.timing
    if content.is_private and reader == "public":
        return None
    phrases = language(code, profile.phrases)
    title, join = _title(occurrence, phrases), join_shown(occurrence, reader)
    room = web_address(join.url) if join is not None else None
    place = one_line(content.place.say(code)) if content.place is not None else None
    online = phrases.say("Online") if not timing.all_day else None
    return Event(
        uid=occurrence.uid,
        start=timing.starts.date() if timing.all_day else timing.starts,
        end=timing.ends.date() if timing.all_day else timing.ends,
        tzid=None if timing.all_day else timing.zone,
        summary=title,
        description=clean("\n".join(part.words for part in parts(occurrence, join, phrases))).strip() or None,
        location=place or room or online,
        categories=tuple(filter(None, [one_line(theme.name.say(code)) for theme in content.themes])),
        conference=Conference(uri=room, label=title) if room is not None else None,
        url=_page_url(occurrence, profile),
        status=STATUSES[occurrence.status],
        transparent=occurrence.cancelled or not content.busy,
    )


def has_private_details(occurrence: Occurrence) -> bool:
    """Returns whether private readers see more of `occurrence` than the public does."""
    return occurrence.content.is_private or (
        occurrence.content.join is not None and not occurrence.content.join.public
    )


def join_shown(occurrence: Occurrence, reader: Reader) -> Join | None:
    """Returns the way to join that `reader` sees; a cancelled meeting has none."""
    join = occurrence.content.join
    if join is None or occurrence.cancelled:
        return None
    return join if join.public or reader == "private" else None


def _page_url(occurrence: Occurrence, profile: ProgrammeProfile) -> str | None:
    address = web_address(profile.address)
    return f"{address}/{meeting_address(occurrence.uid)}" if address else None


def _title(occurrence: Occurrence, phrases: Language) -> str:
    """Returns the title with its status; a title without a visible character becomes the id of the series."""
    title = one_line(occurrence.content.title.say(phrases.code)) or occurrence.series
    prefix = PREFIXES.get(occurrence.status)
    return phrases.say(prefix, title=title) if prefix else title


def names(title: str, name: str) -> bool:
    """Returns whether a title holds a name, with whatever dash, blanks around it and case."""
    return _folded(name) in _folded(title)


def _folded(name: str) -> str:
    return _DASH.sub("-", name).casefold()


def title_with(name: str, occurrence: Occurrence, phrases: Language) -> str | None:
    """Returns the title of `occurrence` with its status and with `name`; None if it holds the name anyway."""
    title = _title(occurrence, phrases)
    return None if names(title, name) else phrases.say("{name} ({place})", name=title, place=name)


def one_line(words: str) -> str:
    """Returns `words` on one line, without characters that a calendar cannot show; it may be empty."""
    return " ".join(clean(words).split())


def web_address(url: str | None) -> str | None:
    """Returns `url` in ASCII, so that every client can follow it; None if it is no valid address."""
    try:
        return ascii_url(url) if url else None
    except ValueError:
        return None


def parts(occurrence: Occurrence, join: Join | None, phrases: Language) -> Iterator[Part]:
    """Yields what the description of a meeting says, part by part."""
    content = occurrence.content
    if occurrence.cancelled and content.reason is not None:
        words = phrases.say("Cancelled: {reason}", reason=_reason(content.reason, phrases))
        yield Part(field="reason", words=words)
    if not occurrence.timing.all_day:
        yield Part(field="hours", words=hours(occurrence, phrases))
    if content.description is not None:
        yield Part(field="description", words=content.description.say(phrases.code))
    yield from _about(content, phrases)
    yield from _addresses(content, phrases, join)
    if occurrence.rescheduled:
        yield Part(field="reason", words=_moved(occurrence, phrases))


def _about(content: Content, phrases: Language) -> Iterator[Part]:
    code = phrases.code
    if content.themes:
        names = [theme.name.say(code) for theme in content.themes]
        words = phrases.count(
            "Theme: {names}", "Themes: {names}", len(names), names=phrases.comma.join(names)
        )
        yield Part(field="themes", words=words)
    if content.kind is not None:
        yield Part(field="kind", words=phrases.say("Kind: {kind}", kind=content.kind.say(code)))
    if content.languages is not None:
        for phrase, codes in (
            ("Languages: {names}", content.languages.spoken),
            ("Interpretation: {names}", content.languages.interpretation),
        ):
            if codes:
                yield Part(field="languages", words=_naming_languages(phrase, codes, phrases))
    if content.speakers:
        people = [
            phrases.say("{name} ({place})", name=person.name, place=person.role.say(code))
            if person.role
            else person.name
            for person in content.speakers
        ]
        words = phrases.count(
            "Speaker: {names}", "Speakers: {names}", len(people), names=phrases.comma.join(people)
        )
        yield Part(field="speakers", words=words)


def _naming_languages(phrase: str, languages: Iterable[str], phrases: Language) -> str:
    spoken = phrases.language_of(phrase)
    return phrases.say(phrase, names=spoken.comma.join(map(spoken.language_name, languages)))


def _addresses(content: Content, phrases: Language, join: Join | None) -> Iterator[Part]:
    if content.registration is not None:
        url = _link_text(content.registration)
        yield Part(field="registration", words=phrases.say("Registration: {url}", url=url), url=url)
    for link in content.links:
        label, url = label_of(link, phrases), _link_text(link.url)
        yield Part(field="links", words=phrases.say("{label}: {url}", label=label, url=url), url=url)
    if join is not None:
        url = _link_text(join.url)
        yield Part(field="join", words=phrases.say("Join: {url}", url=url), url=url)
        if join.passcode is not None:
            yield Part(field="join", words=phrases.say("Passcode: {passcode}", passcode=join.passcode))


def label_of(link: Link, phrases: Language) -> str:
    """Returns the label of a link as it was written, or as the phrase for it if it is a usual word."""
    phrase = phrase_of(link.label)
    return phrases.say(phrase) if phrase is not None else link.label.say(phrases.code)


def _link_text(url: str) -> str:
    """Returns `url` for plain text, where clients find the end of a link only if it is ASCII."""
    return web_address(url) or url


def _moved(occurrence: Occurrence, phrases: Language) -> str:
    reason = occurrence.content.reason
    phrase = "Moved from {when}" if reason is None else "Moved from {when}: {reason}"
    when = phrases.language_of(phrase).full_day(occurrence.planned.date())
    if not occurrence.planned_days:
        # Readers have different clocks, so name the place whose hour it was.
        place = one_line(phrases.language_of(phrase).clock_name(clock_name(occurrence)))
        when = phrases.language_of(phrase).day_and_hour.format(f"{occurrence.planned:%H:%M}", when)
        when = phrases.say("{when} ({place})", when=when, place=place)
    return phrases.say(phrase, when=when, reason=_reason(reason, phrases) if reason is not None else "")


def _reason(reason: Reason, phrases: Language) -> str:
    return reason_text(reason, (phrases,)).say(phrases.code)
