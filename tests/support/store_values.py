"""Values for the tests of the store: plain ones, and strategies that reach into every field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st
from msgspec.structs import replace

from calendars import Stamp
from scheduler.programme import rules
from scheduler.programme.details import (
    CONTENT_FIELDS,
    CityDayOff,
    Content,
    Join,
    Languages,
    Link,
    OfficeClosure,
    Outcome,
    SeriesChange,
    Speaker,
    Status,
    ThemeName,
)
from scheduler.programme.members import City, Pair, Theme
from scheduler.programme.spans import Days, Month
from scheduler.programme.texts import OwnPhrase, OwnPhrases, PageTexts, Text
from scheduler.state.feeds import Feed
from scheduler.state.profile import ProfileDetails, ProgrammeProfile, RecordedSeries, RuleDays, SeriesBounds
from scheduler.state.revision import (
    Cause,
    FeedVersion,
    FeedVersions,
    PieceKey,
    Reader,
    Revision,
    RevisionEntry,
    Snapshot,
    Sources,
    StepKind,
)
from scheduler.state.state import NOTHING_PUBLISHED, NewRevision, State, Window
from scheduler.state.stored import SkippedMeeting, Stored
from scheduler.store import Store
from scheduler.timetable.holidays import Holiday, Holidays
from scheduler.timetable.occurrence import (
    DateOrigin,
    Obstacle,
    Occurrence,
    Participant,
    Start,
    Timing,
    uid,
)
from scheduler.timetable.recorded_hours import ChangeHours, DateHours, RuleHours
from support.samples import with_content

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HOURS = (
    *(
        RuleHours(rule=rule, turns=(("Europe/Sofia", time(10)),), duration=timedelta(hours=1))
        for rule in (
            rules.NthWeekday((1, -1), 2),
            rules.WeekdayAfter(3, 2, 1),
            rules.MonthDay(15),
            rules.LastDay(),
            rules.WorkingDay(-1),
            rules.Weekly((0, 3), 2, date(2026, 1, 5)),
            rules.NumberedWeeks((3,), odd=True),
        )
    ),
    RuleHours(rule=rules.LastDay(), months=(3, 9), turns=(("Asia/Seoul", time()),), days=2),
    DateHours(key="extra.trams", starts=datetime(2026, 11, 10, 9), zone="UTC", duration=timedelta(hours=2)),
    DateHours(key="extra.fair", starts=datetime(2026, 11, 10), zone="UTC", days=3),
    DateHours(key="once", starts=datetime(2026, 11, 10), zone="UTC", ends=datetime(2026, 11, 10, 9, 30)),
    ChangeHours(key="2026-12", day=date(2026, 12, 9), hour=time(11), zone="UTC", duration=timedelta(hours=1)),
)
"""Recorded hours of every kind, with rules of every form."""
TITLE = Text.of({"en": "Sofia–Sejong monthly meeting", "bg": "Месечна среща", "ko": "월례 회의"})
SOFIA = Participant(
    city="sofia", name=Text.of({"en": "Sofia", "bg": "София"}), country="BG", zone="Europe/Sofia", offset=120
)
SEJONG = Participant(city="sejong", name=Text.plain("Sejong"), country="KR", zone="Asia/Seoul", offset=540)


def stored(key: str = "2026-12", starts: str = "2026-12-16T10:00", **parts: Any) -> Stored:
    """An occurrence of two cities, an hour long on the clock of Sofia in winter."""
    local = datetime.fromisoformat(starts)
    begin = (local - timedelta(hours=2)).replace(tzinfo=UTC)
    occurrence = Occurrence(
        **with_content(
            {
                "uid": uid("pairs", "monthly", key),
                "series": "monthly",
                "key": key,
                "origin": "meeting",
                "timing": Timing(
                    zone="Europe/Sofia",
                    starts=local,
                    ends=local + timedelta(hours=1),
                    begin_utc=begin,
                    end_utc=begin + timedelta(hours=1),
                ),
                "planned": local,
                "participants": (SOFIA, SEJONG),
                "title": TITLE,
                **parts,
            }
        )
    )
    return Stored(occurrence=occurrence, stamp=Stamp.first(NOW))


def number(store: Store) -> int:
    last = store.last_revision()
    return 0 if last is None else last[0]


def piece(
    of: Stored,
    body: bytes | None = b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
    language: str = "en",
    reader: Reader = "public",
) -> tuple[PieceKey, bytes | None]:
    return (of.occurrence.uid, language, reader), body


def entry(of: Stored, kind: StepKind = StepKind.ADD) -> RevisionEntry:
    occurrence = of.occurrence
    after = Snapshot.of(occurrence, shown=of.shown)
    return RevisionEntry(
        uid=occurrence.uid,
        series=occurrence.series,
        key=occurrence.key,
        kind=kind,
        cause=Cause.CONFIGURATION,
        before=None if kind is StepKind.ADD else replace(after, status=Status.TENTATIVE),
        after=after,
        details=() if kind is StepKind.ADD else ("place",),
    )


def record(number: int, entries: tuple[RevisionEntry, ...] = ()) -> Revision:
    """A revision as history tells it, a minute after the one before."""
    return Revision(
        number=number,
        time=NOW + timedelta(minutes=number),
        digest=f"digest-{number}",
        causes=(Cause.CONFIGURATION, Cause.WINDOW),
        sources=Sources(
            files=(("pairs.yaml", "ab" * 32),),
            tzdata="2026b",
            holidays="0.110",
            release="0.1.0",
            by="officer",
        ),
        parts=("names", "window"),
        entries=entries,
    )


def revision(number: int = 1, *occurrences: Stored, **parts: Any) -> NewRevision:
    """A revision that adds `occurrences`; whatever else it says may be given by name."""
    made = record(number, tuple(map(entry, occurrences)))
    whole: dict[str, Any] = {
        "revision": number,
        "time": made.time,
        "modified": made.time,
        "modified_in_private": made.time + timedelta(seconds=1),
        "files": made.sources.files,
        "profile": ProgrammeProfile(
            id="pairs",
            name=TITLE,
            address="https://calendar.example.org",
            languages=("en", "bg"),
            host=Text.plain("CityNet"),
            zone="Asia/Seoul",
            phrases=(OwnPhrases("sv", (OwnPhrase("{count} meeting", (("one", "1"), ("other", "n"))),)),),
            details=ProfileDetails(
                host_url="https://example.org",
                cities=(City(id="sofia", name=Text.plain("Sofia"), country="BG", zone="Europe/Sofia"),),
                pairs=(Pair(id="sofia-sejong", cities=("sofia", "sejong"), formerly=("old",)),),
                themes=(Theme(id="trams", name=Text.plain("Trams")),),
                closed=(Days(date(2026, 12, 24), date(2027, 1, 1)),),
                notes=PageTexts(privacy=Text.plain("We keep no names.")),
            ),
        ),
        "window": Window(month=Month(2026, 11), first=date(2026, 8, 1), edge=date(2028, 6, 1)),
        "feeds": (
            Feed(
                kind="programme",
                identity="programme",
                id="programme",
                title=TITLE,
                zone="Asia/Seoul",
                language="en",
            ),
            Feed(
                kind="cities",
                identity="sofia",
                id="sofia-city",
                aliases=("sofia", "sofya"),
                title=Text.plain("Sofia"),
                zone="Europe/Sofia",
                language="bg",
                state="removed",
            ),
        ),
        "series": {
            "monthly": RecordedSeries(
                "monthly",
                HOURS,
                SeriesBounds((RuleDays(date(2026, 8, 1)),), (Days(date(2027, 3, 1), date(2027, 4, 30)),)),
            ),
            "kick-off": RecordedSeries("first-meeting", (), SeriesBounds()),
        },
        "occurrences": {each.occurrence.uid: each for each in occurrences},
        "pieces": tuple(map(piece, occurrences)),
        "zone_blocks": {"Europe/Sofia": b"BEGIN:VTIMEZONE\r\nEND:VTIMEZONE\r\n"},
        "versions": (
            FeedVersion(
                feed="cities/sofia",
                language="en",
                digest="d1",
                revision=1,
                modified=NOW,
                name="Sofia",
                private_name="Sofia (private)",
                description="of Sofia",
            ),
        ),
        "holidays": Holidays(
            {
                ("BG", None, 2027): (
                    Holiday(date(2027, 3, 3), "Liberation Day", "Ден на Освобождението", "bg"),
                ),
                ("ES", "CT", 2027): (Holiday(date(2027, 9, 11), "National Day of Catalonia", "Diada"),),
                ("UA", None, 2027): (),
            }
        ),
        "skips": (
            SkippedMeeting(
                series="monthly",
                key="2027-02",
                day=date(2027, 2, 9),
                title=TITLE,
                reason=(
                    CityDayOff(city=SOFIA.name, why=OfficeClosure.CLOSED),
                    CityDayOff(city=SEJONG.name, why=Text.of({"en": "Seollal", "ko": "설날"})),
                ),
                cities=("sofia", "sejong"),
                pairs=("sofia-sejong",),
            ),
        ),
        **parts,
    }
    withdraws = whole.pop("withdraws", False)
    whole["pieces"] = dict(whole["pieces"])
    whole["versions"] = _by_feed(whole["versions"])
    return NewRevision(revision=made, before=NOTHING_PUBLISHED, after=State(**whole), withdraws=withdraws)


def _by_feed(versions: Iterable[FeedVersion]) -> FeedVersions:
    by_feed: dict[str, dict[str, FeedVersion]] = {}
    for version in versions:
        by_feed.setdefault(version.feed, {})[version.language] = version
    return by_feed


_words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
_texts = st.dictionaries(st.sampled_from(["", "en", "bg", "nl", "ko"]), _words, min_size=1).map(Text.of)
_ids = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True)
_span = (datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2100-01-01"))
_walls = st.datetimes(*_span)
_instants = st.datetimes(*_span, timezones=st.just(UTC))
_seconds = _instants.map(lambda moment: moment.replace(microsecond=0))
_lengths = st.timedeltas(timedelta(minutes=1), timedelta(days=9))


def _tuples(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(items, max_size=3).map(tuple)


def _timing(wall: datetime, begin: datetime, length: timedelta, zone: str, all_day: bool) -> Timing:
    return Timing(
        zone=zone, starts=wall, ends=wall + length, all_day=all_day, begin_utc=begin, end_utc=begin + length
    )


_timings = st.builds(
    _timing,
    _walls,
    _instants,
    _lengths,
    st.sampled_from(["UTC", "Europe/Sofia", "Asia/Seoul"]),
    st.booleans(),
)
_participants = st.builds(
    Participant, city=_ids, name=_texts, country=st.just("BG"), zone=_ids, offset=st.integers(-720, 840)
)
_day_off_reasons = _texts | st.sampled_from(OfficeClosure)
_days_off = st.lists(st.builds(CityDayOff, city=_texts, why=_day_off_reasons), min_size=1, max_size=3).map(
    tuple
)
_traces = st.builds(
    DateOrigin,
    obstacles=_tuples(st.builds(Obstacle, city=_ids, day=st.dates(), why=_day_off_reasons)),
    policy=st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    policy_day=st.none() | st.dates(),
    change=_ids,
)
_stamps = st.builds(
    lambda sequence, created, age: Stamp(sequence=sequence, created=created, modified=created + age),
    st.integers(0, 2**31 - 1),
    _seconds,
    st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
)


_maybe = st.none() | _texts

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "uid": st.just(""),
    "series": st.just("monthly"),
    "key": st.just(""),
    "origin": st.sampled_from(["meeting", "webinar"]),
    "timing": _timings,
    "planned": _walls,
    "planned_days": st.booleans(),
    "participants": _tuples(_participants),
    "clock_name": _maybe,
    "status": st.sampled_from(Status),
    **{name: _maybe for name, hint in get_type_hints(Content).items() if Text in get_args(hint)},
    "reason": _maybe | _days_off | st.sampled_from(SeriesChange),
    "title": _texts,
    "themes": _tuples(st.builds(ThemeName, id=_ids, name=_texts)),
    "pairs": _tuples(_ids),
    "groups": _tuples(_ids),
    "visibility": st.sampled_from(["public", "private"]),
    "join": st.none() | st.builds(Join, url=_words, passcode=st.none() | _words, public=st.booleans()),
    "registration": st.none() | _words,
    "links": _tuples(st.builds(Link, label=_texts, url=_words)),
    "languages": st.none() | st.builds(Languages, spoken=_tuples(_words), interpretation=_tuples(_words)),
    "speakers": _tuples(st.builds(Speaker, name=_words, role=_maybe)),
    "busy": st.booleans(),
    "date_origin": _traces,
    "outcome": st.builds(Outcome, held=st.booleans(), present=st.none() | st.integers(0, 999)),
}
"""A strategy for every field of an occurrence; `any_stored` replaces those of its identity."""


def any_stored(key: str) -> st.SearchStrategy[Stored]:
    identity = {"uid": st.just(uid("pairs", "monthly", key)), "key": st.just(key)}
    content_fields = {name: FIELDS[name] for name in CONTENT_FIELDS}
    own_fields = {name: drawn for name, drawn in FIELDS.items() if name not in CONTENT_FIELDS}
    return st.builds(
        Stored,
        occurrence=st.builds(
            Occurrence, **own_fields | identity, content=st.builds(Content, **content_fields)
        ),
        stamp=_stamps,
        shown=st.booleans(),
        cancelled_at=st.none() | _instants,
        moved_from=st.none() | st.builds(Start, wall=_walls, zone=_words, all_day=st.booleans()),
    )
