"""The keys of every kind of block, and the type of each value.

A key that is not written is None here. `assemble` checks what a value means together with others:
references, ranges, clocks.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct, field

from scheduler.configuration.blocks.field_types import (
    AttendanceWord,
    BaseAddress,
    BusyCalendars,
    Cancel,
    Cancelled,
    Count,
    Country,
    Dates,
    Day,
    DayOrMoment,
    DayRanges,
    Duration,
    From,
    GroupName,
    HolidayShareWord,
    Hours,
    LanguageCodes,
    Links,
    Move,
    NameList,
    OfficeTimes,
    OneName,
    OneText,
    OpenOrMoment,
    PairName,
    PolicyWord,
    Prose,
    Recurrence,
    Remark,
    Span,
    StatusWord,
    Subdivision,
    TextList,
    Translated,
    Visibility,
    WebAddress,
    Weekdays,
    YesNo,
)


class Document(Struct, frozen=True, kw_only=True):
    """The keys of one kind of block, with the types of their values.

    `required` maps each key that must be written to an example of its line; `example` is for a block that
    requires none. A key may be missing if the one that `instead` has for it is there. `noun` names the block
    in messages. A list in place of the block is the value of its `list_key`.
    """

    required: ClassVar[dict[str, str]] = {}
    instead: ClassVar[dict[str, str]] = {}
    noun: ClassVar[str] = "this block"
    example: ClassVar[str] = ""
    list_key: ClassVar[str] = ""


class HostDocument(Document, frozen=True, kw_only=True):
    """The help desk or secretariat."""

    noun = "the host"
    required: ClassVar[dict[str, str]] = {"name": "name: CityNet", "timezone": "timezone: Asia/Seoul"}
    name: Translated | None = None
    timezone: OneName | None = None
    country: Country | None = None
    url: WebAddress | None = None
    busy: BusyCalendars = ()
    attends: AttendanceWord = "webinars"


class WindowDocument(Document, frozen=True, kw_only=True):
    """Which months feeds show."""

    noun = "the window"
    example = "past: 90 days` and `ahead: 18 months"
    past: Span | None = None
    ahead: Span | None = None


class PagesDocument(Document, frozen=True, kw_only=True):
    """What the secretariat says of its pages in its own words."""

    noun = "the pages"
    example = "privacy: We keep no names"
    accessibility: Prose | None = None
    enforcement: Prose | None = None
    privacy: Prose | None = None


class ProgrammeDocument(Document, frozen=True, kw_only=True):
    """What holds for everything."""

    noun = "the programme"
    required: ClassVar[dict[str, str]] = {
        "id": "id: my-programme",
        "name": "name: Our city pairs",
        "host": "host:` with `name:` and `timezone:",
        "languages": "languages: [en]",
    }
    id: OneName | None = None
    name: Translated | None = None
    address: BaseAddress | None = None
    host: HostDocument | None = None
    languages: LanguageCodes | None = None
    window: WindowDocument | None = None
    closed: DayRanges = ()
    cancelled: Cancelled | None = None
    pages: PagesDocument | None = None


class ThemeDocument(Document, frozen=True, kw_only=True):
    """A subject of the programme."""

    noun = "a theme"
    required: ClassVar[dict[str, str]] = {"name": "name: Sustainable mobility"}
    name: Translated | None = None
    description: Prose | None = None
    formerly: NameList = ()


class CityDocument(Document, frozen=True, kw_only=True):
    """A local government that takes part."""

    noun = "a city"
    required: ClassVar[dict[str, str]] = {
        "name": "name: Sofia",
        "country": "country: BG",
        "timezone": "timezone: Europe/Sofia",
    }
    name: Translated | None = None
    official_name: Translated | None = None
    country: Country | None = None
    subdivision: Subdivision | None = None
    timezone: OneName | None = None
    languages: LanguageCodes = ()
    office_hours: OfficeTimes | None = None
    office_days: Weekdays | None = None
    closed: DayRanges = ()
    open: DayRanges = ()
    busy: BusyCalendars = ()
    formerly: NameList = ()


class MembersDocument(Document, frozen=True, kw_only=True):
    """The fields that pairs and groups share."""

    required: ClassVar[dict[str, str]] = {"cities": "cities: [sofia, sejong]"}
    cities: NameList | None = None
    name: Translated | None = None
    themes: NameList = ()
    formerly: NameList = ()


class PairDocument(MembersDocument, frozen=True, kw_only=True):
    """Two or three cities that meet."""

    noun = "a pair"


class GroupDocument(MembersDocument, frozen=True, kw_only=True):
    """A cluster or network of cities."""

    noun = "a group"
    list_key = "cities"


class JoinDocument(Document, frozen=True, kw_only=True):
    """How to enter the meeting."""

    noun = "`join`"
    required: ClassVar[dict[str, str]] = {"url": "url: https://meet.example.org/abc"}
    url: WebAddress | None = None
    passcode: OneText | None = None
    public: YesNo = False


class SpeakerDocument(Document, frozen=True, kw_only=True):
    """A person who speaks."""

    noun = "a speaker"
    required: ClassVar[dict[str, str]] = {"name": "name: First Last"}
    name: OneText | None = None
    role: Translated | None = None
    consent: YesNo = False


class LanguagesDocument(Document, frozen=True, kw_only=True):
    """The languages of one meeting."""

    noun = "`languages`"
    example = "spoken: [English]"
    spoken: TextList = ()
    interpretation: TextList = ()


class DetailsDocument(Document, frozen=True, kw_only=True):
    """The fields that meetings, webinars, extras and changes share."""

    title: Translated | None = None
    description: Prose | None = None
    duration: Duration | None = None
    kind: Translated | None = None
    place: Remark | None = None
    themes: NameList | None = None
    status: StatusWord | None = None
    cancelled: Cancelled | None = None
    visibility: Visibility | None = None
    join: JoinDocument | None = None
    registration: WebAddress | None = None
    links: Links | None = None
    languages: LanguagesDocument | None = None
    speakers: list[SpeakerDocument] | None = None
    reason: Remark | None = None
    busy: YesNo | None = None


class ChangeDocument(DetailsDocument, frozen=True, kw_only=True):
    """What is different about one occurrence."""

    noun = "a change"
    example = "cancel: the reason` or `move_to: 2026-12-16 11:00"
    move_to: Move | None = None
    cancel: Cancel | None = None
    on_holiday: PolicyWord | None = None
    clock: OneName | None = None
    without: NameList = ()


class FixedDocument(DetailsDocument, frozen=True, kw_only=True):
    """A meeting that happens once."""

    starts: DayOrMoment | None = None
    ends: Move | None = None
    days: Count | None = None
    clock: OneName | None = None


class ExtraDocument(FixedDocument, frozen=True, kw_only=True):
    """One more meeting of a series."""

    noun = "an extra meeting"
    required: ClassVar[dict[str, str]] = {"starts": "starts: 2026-11-10 10:00"}


class SeriesDocument(FixedDocument, frozen=True, kw_only=True):
    """The fields that meetings and webinars share."""

    changes: dict[str, ChangeDocument | None] | None = None
    extra: dict[str, ExtraDocument | None] | None = None
    formerly: NameList = ()


class EntryDocument(Document, frozen=True, kw_only=True):
    """One rule of a schedule, and from when it decides."""

    noun = "an entry of `schedule`"
    required: ClassVar[dict[str, str]] = {"from": "from: 2027-01", "every": "every: third Wednesday"}
    begins: From | None = field(default=None, name="from")
    starting: Day | None = None
    until: From | None = None
    every: Recurrence | None = None
    at: Hours | None = None
    clock: OneName | None = None
    duration: Duration | None = None


class MeetingDocument(SeriesDocument, frozen=True, kw_only=True):
    """A series of a pair or group: recurring, or once."""

    noun = "a meeting"
    required: ClassVar[dict[str, str]] = {"pair": "pair: sofia-sejong", "title": "title: Monthly meeting"}
    instead: ClassVar[dict[str, str]] = {"pair": "group"}
    pair: PairName | None = None
    group: GroupName | None = None
    every: Recurrence | None = None
    at: Hours | None = None
    begins: From | None = field(default=None, name="from")
    dates: Dates = ()
    until: From | None = None
    pause: DayRanges = ()
    schedule: list[EntryDocument] | None = None
    on_holiday: PolicyWord | None = None
    holidays_of: HolidayShareWord | None = None


class WebinarDocument(SeriesDocument, frozen=True, kw_only=True):
    """A meeting for an audience, once."""

    noun = "a webinar"
    required: ClassVar[dict[str, str]] = {"title": "title: Green roofs", "starts": "starts: 2027-03-09 10:00"}
    starts: OpenOrMoment | None = None
    audience: NameList | None = None
