"""Feeds: their header, their time zones, their bytes from pieces, and when each last changed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence, Set
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import asdict, replace

from calendars import LONGEST_NAME, Header, calendar_parts, with_summary
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.feeds.shortening import (
    MOST_BYTES,
    MOST_EVENTS,
    Shown,
    month_of,
    nearest_months,
    shorten,
)
from scheduler.publication.feeds.wording import one_line, title_with, web_address
from scheduler.publication.languages.language import Language, language
from scheduler.publication.resource import digest
from scheduler.state.feeds import Feed, FeedKind
from scheduler.state.profile import ProgrammeProfile
from scheduler.state.revision import FeedVersion, FeedVersions, Heading, PieceKey, Reader
from scheduler.state.state import State, Window
from scheduler.state.stored import Stored


class FeedText(Struct, frozen=True, kw_only=True):
    """One feed in one language for one reader; `parts` in their order are its bytes.

    `shown` are its meetings in order of time. If it is not complete, there was no room for others.
    """

    parts: tuple[bytes, ...]
    shown: tuple[Stored, ...]
    is_complete: bool

    @property
    def body(self) -> bytes:
        """The bytes of the feed."""
        return b"".join(self.parts)

    @property
    def months(self) -> tuple[Month, Month] | None:
        """The first and the last month shown if the feed had to be shortened, else None."""
        if not self.shown or self.is_complete:
            return None
        return month_of(self.shown[0]), month_of(self.shown[-1])


def zones_of(occurrences: Iterable[Stored], feeds: Sequence[Feed]) -> Set[str]:
    """Returns the zones that feeds may need a VTIMEZONE for: those of timed meetings and of the feeds."""
    return (_zones_in(occurrences) - {"UTC"}) | {*map(_zone_of_feed, feeds)}


def _zones_in(occurrences: Iterable[Stored]) -> Set[str]:
    timings = (stored.occurrence.timing for stored in occurrences)
    return {timing.zone for timing in timings if not timing.all_day}


def _zone_of_feed(feed: Feed) -> str:
    """Returns the zone of a feed under a name that a VTIMEZONE can have."""
    return "Etc/UTC" if feed.zone == "UTC" else feed.zone


def zone_span(window: Window, occurrences: Iterable[Stored]) -> tuple[date, date]:
    """Returns the first and last day for which the blocks must be valid: all days that feeds can show.

    From two years before the window's month to three years after it, and to the last of `occurrences`.
    """
    ends = (stored.occurrence.timing.ends.date() for stored in occurrences)
    last = max(window.month.plus(36).last, window.edge, *ends)
    return min(window.month.plus(-24).first, window.first), last


def _heading(state: State, feed: Feed, code: str) -> Heading:
    """Returns the heading of `feed` that readers have, in the language `code`."""
    version, worded = state.version(feed, code), _worded_heading(feed, state.profile, code)
    if version is None or version.name:
        return version or worded
    # Before schema 0007, no name was stored. It was joined in two ways, and the digest tells in which one.
    worded = replace(worded, description=version.description)
    joined = ": ".join(one_line(words.say(code)) for words in (state.profile.name, feed.title))
    before = _named(joined, version.description, language(code, state.profile.phrases))
    text = _write_below(_header(before, state, feed, code), state, feed, code)
    return before if version.digest == digest(text.body) else worded


def _worded_heading(feed: Feed, profile: ProgrammeProfile, code: str) -> Heading:
    """Returns the heading of `feed` in the language `code`, in the words of this release."""
    phrases = language(code, profile.phrases)
    name = calendar_name(feed.kind, feed.title, profile.name, phrases)
    return _named(name, describe(feed.kind, feed.title, profile.name, phrases), phrases)


def _named(name: str, description: str, phrases: Language) -> Heading:
    names = {"name": _name(name, phrases, "public"), "private_name": _name(name, phrases, "private")}
    return Heading(**names, description=description)


def _header(heading: Heading, state: State, feed: Feed, code: str, reader: Reader = "public") -> Header:
    address = web_address(state.profile.address)
    # The address of a private feed is a secret: not even the feed itself contains it.
    source = f"{address}/feeds/{feed.name}.{code}.ics" if address and reader == "public" else None
    return Header(
        name=heading.name if reader == "public" else heading.private_name,
        description=heading.description,
        source=source if source and source.startswith("https:") else None,
        url=address,
        timezone=feed.zone if feed.kind == "cities" else None,
    )


def calendar_name(kind: FeedKind, title: Text, programme: Text, phrases: Language) -> str:
    """Returns the name of a calendar, as programs list it."""
    name, own = one_line(programme.say(phrases.code)), one_line(title.say(phrases.code))
    return name if kind == "programme" else phrases.say("{programme}: {theme}", programme=name, theme=own)


def _name(name: str, phrases: Language, reader: Reader) -> str:
    """Returns `name`, cut to the length that clients accept and, for private readers, marked as private."""
    if reader == "public":
        return name[:LONGEST_NAME].strip()
    room = LONGEST_NAME - len(phrases.say("{name} (private)", name=""))
    return phrases.say("{name} (private)", name=name[:room].strip())


def describe(kind: FeedKind, title: Text, programme: Text, phrases: Language) -> str:
    """Returns the description of a feed in the language of `phrases`, in the words of this release."""
    name, programme_name = one_line(title.say(phrases.code)), one_line(programme.say(phrases.code))
    match kind:
        case "programme":
            return phrases.say("All meetings of {programme}", programme=programme_name)
        case "cities":
            phrase = "Calendar of {city} in {programme}: every meeting it takes part in"
            return phrases.say(phrase, city=name, programme=programme_name)
        case "pairs" | "groups":
            return phrases.say("Meetings of {pair}", pair=name)
        case "themes":
            return phrases.say("{programme}: {theme}", programme=programme_name, theme=name)


def write_feed(state: State, feed: Feed, code: str, reader: Reader = "public") -> FeedText:
    """Writes `feed` in the language `code`, with the meetings that `reader` may see."""
    header = _header(_heading(state, feed, code), state, feed, code, reader)
    return _write_below(header, state, feed, code, reader)


def write_meeting(state: State, stored: Stored, code: str, pair: Text | None) -> tuple[bytes, ...]:
    """Returns the parts of a calendar with one public meeting in the language `code`.

    It has the name of the programme, and no address. The VEVENT is that of the feeds, and names the `pair`
    that meets: in a feed, the other meetings around it tell who that is.
    """
    phrases = language(code, state.profile.phrases)
    header = Header(name=_name(one_line(state.profile.name.say(code)), phrases, "public"))
    *blocks, piece = meeting_parts(state, stored, code)
    title = title_with(one_line(pair.say(code)), stored.occurrence, phrases) if pair is not None else None
    return calendar_parts(header, blocks, (with_summary(piece, title) if title else piece,))


def meeting_parts(state: State, stored: Stored, code: str) -> tuple[bytes, ...]:
    """Returns the VTIMEZONE blocks of a meeting and its public VEVENT in the language `code`."""
    return *_zone_blocks(state, _zones_in((stored,))), state.pieces[stored.occurrence.uid, code, "public"]


def _write_below(header: Header, state: State, feed: Feed, code: str, reader: Reader = "public") -> FeedText:
    """Writes `feed` as `write_feed` does, with this header."""
    pieces, meetings = state.pieces, state.contents.get(feed.key, ())
    if len(meetings) <= MOST_EVENTS:
        whole = dict(visible_pieces(pieces, meetings, code, reader))
        parts = _parts(state, feed, header, whole)
        if _size(parts) <= MOST_BYTES:
            return FeedText(parts=parts, shown=tuple(whole.values()), is_complete=True)
    blocks = _zone_blocks(state, _zones_in(meetings))
    room = MOST_BYTES - _size(calendar_parts(header, blocks, ()))
    months = nearest_months(meetings, state.window)
    by_month = (visible_pieces(pieces, in_month, code, reader) for in_month in months)
    shown, is_complete = shorten(by_month, lambda key: len(pieces[key]), room)
    parts = _parts(state, feed, header, shown)
    return FeedText(parts=parts, shown=tuple(shown.values()), is_complete=is_complete)


def _parts(state: State, feed: Feed, header: Header, shown: Shown) -> tuple[bytes, ...]:
    """Returns the parts of a feed with the meetings `shown`; if it is empty, it has the zone of the feed.

    A calendar without any component would not be valid.
    """
    zones = _zones_in(shown.values()) if shown else {_zone_of_feed(feed)}
    pieces = map(state.pieces.__getitem__, shown)
    return calendar_parts(header, _zone_blocks(state, zones), pieces)


def _size(parts: Iterable[bytes]) -> int:
    return sum(map(len, parts))


def fewest_months(texts: Iterable[FeedText]) -> tuple[Month, Month] | None:
    """Returns the months of the text that shows the fewest meetings, if any had to be shortened."""
    shortened = [text for text in texts if text.months is not None]
    return min(shortened, key=lambda text: len(text.shown)).months if shortened else None


def visible_pieces(
    pieces: Container[PieceKey], meetings: Iterable[Stored], code: str, reader: Reader
) -> Iterator[tuple[PieceKey, Stored]]:
    """Yields those of `meetings` that `reader` may see, each with the key of its piece."""
    for stored in meetings:
        uid = stored.occurrence.uid
        if reader == "private" and (uid, code, "private") in pieces:
            yield (uid, code, "private"), stored
        elif not stored.occurrence.content.is_private and (uid, code, "public") in pieces:
            yield (uid, code, "public"), stored


def _zone_blocks(state: State, zones: Set[str]) -> list[bytes]:
    """Returns a VTIMEZONE for each of `zones` that needs one."""
    return [state.zone_blocks[zone] for zone in sorted(zones - {"UTC"})]


def feeds_by_language(state: State) -> Iterator[tuple[Feed, str]]:
    """Returns every feed that is not retired, with each language of the programme."""
    return ((feed, code) for feed in state.open_feeds for code in state.profile.languages)


def feed_versions(before: State, after: State) -> FeedVersions:
    """Returns the version of each feed in each language: that of `before`, or a new one if it changed."""
    return {
        feed.name: {code: _version(before, after, feed, code) for code in after.profile.languages}
        for feed in after.open_feeds
    }


def _is_as_before(before: State, was: Feed, after: State, feed: Feed, code: str) -> bool:
    """Returns whether a feed has the same meetings, with the same pieces: those change with their stamps."""
    old, new = (
        (
            _header(_worded_heading(each, state.profile, code), state, each, code),
            *(state.window, state.zone_blocks, each.zone, state.contents.get(each.key)),
        )
        for state, each in ((before, was), (after, feed))
    )
    return old == new


def _version(before: State, state: State, feed: Feed, code: str) -> FeedVersion:
    old, was = before.version(feed, code), before.feed(feed.key) or feed
    worded, modified = _worded_heading(feed, state.profile, code), state.modified
    if old is not None:
        # This release words both, so a new release changes no heading by itself.
        is_same = _worded_heading(was, before.profile, code) == worded
        heading = _heading(before, was, code) if is_same else worded
        header = _header(heading, state, feed, code)
        is_as_before = _is_as_before(before, was, state, feed, code)
        if is_as_before or old.digest == digest(_write_below(header, state, feed, code).body):
            return replace(old, name=heading.name, private_name=heading.private_name)
        # HTTP dates are whole seconds: two changes within one would look like one (RFC 9110 section 8.8.2.2).
        modified = max(modified, old.modified + timedelta(seconds=1))
    body = _write_below(_header(worded, state, feed, code), state, feed, code).body
    return FeedVersion(
        feed=feed.name,
        language=code,
        digest=digest(body),
        revision=state.revision,
        modified=modified,
        **asdict(worded),
    )
