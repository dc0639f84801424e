"""The keys of every kind of block, and the type of each value.

A key that is not written is None here. `assemble` checks what a value means together with others:
references, ranges, clocks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, ClassVar, Literal, get_args, get_origin

from msgspec import Struct, field
from msgspec.structs import fields

from scheduler.configuration.blocks import types as t
from scheduler.programme.problems import FieldPath
from scheduler.programme.texts import Text


class Document(Struct, frozen=True, kw_only=True):
    """The keys of one kind of block, with the types of their values.

    `required` maps each key that must be written to an example of its line; `example` is for a block that
    requires none, `key_example` is the id of such a block. A key may be missing if the one that `instead` has
    for it is there. `noun` names the block in messages. A list in place of the block is the value of its
    `list_key`.
    """

    required: ClassVar[dict[str, str]] = {}
    instead: ClassVar[dict[str, str]] = {}
    noun: ClassVar[str] = "this block"
    example: ClassVar[str] = ""
    key_example: ClassVar[str] = ""
    list_key: ClassVar[str] = ""

    @classmethod
    def is_complete(cls, keys: Collection[str]) -> bool:
        """Returns whether a block with these keys has all that it needs."""
        return all(key in keys or cls.instead.get(key) in keys for key in cls.required)


class HostDocument(Document, frozen=True, kw_only=True):
    """The help desk or secretariat."""

    noun = "the host"
    required: ClassVar[dict[str, str]] = {"name": "name: CityNet", "timezone": "timezone: Asia/Seoul"}
    name: t.Translated | None = None
    timezone: t.OneName | None = None
    country: t.Country | None = None
    url: t.WebAddress | None = None
    busy: t.BusyCalendars = ()
    attends: t.AttendanceWord = "webinars"


class WindowDocument(Document, frozen=True, kw_only=True):
    """Which months feeds show."""

    noun = "the window"
    example = "past: 90 days` and `ahead: 18 months"
    past: t.Span | None = None
    ahead: t.Span | None = None


class PagesDocument(Document, frozen=True, kw_only=True):
    """What the secretariat says of its pages in its own words."""

    noun = "the pages"
    example = "privacy: We keep no names"
    accessibility: t.Prose | None = None
    enforcement: t.Prose | None = None
    privacy: t.Prose | None = None


class LookDocument(Document, frozen=True, kw_only=True):
    """The programme's own look on its pages."""

    noun = "the look"
    example = "logo: logo.svg"
    logo: t.OneName | None = None
    colour: t.Colour | None = None
    contact: t.WebAddress | None = None
    embed_in: t.Origins = ()


class ProgrammeDocument(Document, frozen=True, kw_only=True):
    """What holds for everything."""

    noun = "the programme"
    required: ClassVar[dict[str, str]] = {
        "id": "id: my-programme",
        "name": "name: Our city pairs",
        "host": "host:` with `name:` and `timezone:",
        "languages": "languages: [en]",
    }
    id: t.OneName | None = None
    name: t.Translated | None = None
    address: t.BaseAddress | None = None
    host: HostDocument | None = None
    languages: t.LanguageCodes | None = None
    window: WindowDocument | None = None
    closed: t.DayRanges = ()
    cancelled: t.Cancelled | None = None
    pages: PagesDocument | None = None
    look: LookDocument | None = None


class ThemeDocument(Document, frozen=True, kw_only=True):
    """A subject of the programme."""

    noun = "a theme"
    required: ClassVar[dict[str, str]] = {"name": "name: Sustainable mobility"}
    name: t.Translated | None = None
    description: t.Prose | None = None
    formerly: t.NameList = ()


class CityDocument(Document, frozen=True, kw_only=True):
    """A local government that takes part."""

    noun = "a city"
    required: ClassVar[dict[str, str]] = {
        "name": "name: Sofia",
        "country": "country: BG",
        "timezone": "timezone: Europe/Sofia",
    }
    name: t.Translated | None = None
    official_name: t.Translated | None = None
    country: t.Country | None = None
    subdivision: t.Subdivision | None = None
    timezone: t.OneName | None = None
    languages: t.LanguageCodes = ()
    office_hours: t.OfficeTimes | None = None
    office_days: t.Weekdays | None = None
    closed: t.DayRanges = ()
    open: t.DayRanges = ()
    busy: t.BusyCalendars = ()
    contacts: t.MailAddresses = ()
    formerly: t.NameList = ()


class MembersDocument(Document, frozen=True, kw_only=True):
    """The fields that pairs and groups share."""

    required: ClassVar[dict[str, str]] = {"cities": "cities: [sofia, sejong]"}
    cities: t.NameList | None = None
    name: t.Translated | None = None
    themes: t.NameList = ()
    formerly: t.NameList = ()


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
    url: t.WebAddress | None = None
    passcode: t.OneText | None = None
    public: t.YesNo = False


class SpeakerDocument(Document, frozen=True, kw_only=True):
    """A person who speaks."""

    noun = "a speaker"
    required: ClassVar[dict[str, str]] = {"name": "name: First Last"}
    name: t.OneText | None = None
    role: t.Translated | None = None
    consent: t.YesNo = False


class LanguagesDocument(Document, frozen=True, kw_only=True):
    """The languages of one meeting."""

    noun = "`languages`"
    example = "spoken: [en]"
    spoken: t.TextList = ()
    interpretation: t.TextList = ()


class DetailsDocument(Document, frozen=True, kw_only=True):
    """The fields that meetings, webinars, extras and changes share."""

    title: t.Translated | None = None
    description: t.Prose | None = None
    duration: t.Duration | None = None
    kind: t.Translated | None = None
    place: t.Remark | None = None
    themes: t.NameList | None = None
    status: t.StatusWord | None = None
    cancel: t.Cancel | None = None
    cancelled: t.CancelledMeeting | None = None
    visibility: t.Visibility | None = None
    join: JoinDocument | None = None
    registration: t.WebAddress | None = None
    links: t.Links | None = None
    languages: LanguagesDocument | None = None
    speakers: list[SpeakerDocument] | None = None
    reason: t.Remark | None = None
    busy: t.YesNo | None = None


class ChangeDocument(DetailsDocument, frozen=True, kw_only=True):
    """What is different about one occurrence."""

    noun = "a change"
    example = "cancel: the reason` or `move_to: 2026-12-16 11:00"
    key_example = "2026-12"
    move_to: t.Move | None = None
    on_holiday: t.PolicyWord | None = None
    clock: t.OneName | None = None
    without: t.NameList = ()


class FixedDocument(DetailsDocument, frozen=True, kw_only=True):
    """A meeting that happens once."""

    starts: t.DayOrMoment | None = None
    ends: t.Move | None = None
    days: t.Count | None = None
    clock: t.OneName | None = None


class ExtraDocument(FixedDocument, frozen=True, kw_only=True):
    """One more meeting of a series."""

    noun = "an extra meeting"
    key_example = "tram-workshop"
    required: ClassVar[dict[str, str]] = {"starts": "starts: 2026-11-10 10:00"}


class SeriesDocument(FixedDocument, frozen=True, kw_only=True):
    """The fields that meetings and webinars share."""

    changes: dict[str, ChangeDocument | None] | None = None
    extra: dict[str, ExtraDocument | None] | None = None
    formerly: t.NameList = ()


class EntryDocument(Document, frozen=True, kw_only=True):
    """One rule of a schedule, and from when it decides."""

    noun = "an entry of `schedule`"
    required: ClassVar[dict[str, str]] = {"from": "from: 2027-01", "every": "every: third Wednesday"}
    begins: t.From | None = field(default=None, name="from")
    starting: t.Day | None = None
    until: t.From | None = None
    every: t.Recurrence | None = None
    at: t.Hours | None = None
    clock: t.OneName | None = None
    duration: t.Duration | None = None


class MeetingDocument(SeriesDocument, frozen=True, kw_only=True):
    """A series of a pair or group: recurring, or once."""

    noun = "a meeting"
    required: ClassVar[dict[str, str]] = {"pair": "pair: sofia-sejong", "title": "title: Monthly meeting"}
    instead: ClassVar[dict[str, str]] = {"pair": "group"}
    pair: t.PairName | None = None
    group: t.GroupName | None = None
    every: t.Recurrence | None = None
    at: t.Hours | None = None
    begins: t.From | None = field(default=None, name="from")
    dates: t.Dates = ()
    until: t.From | None = None
    pause: t.DayRanges = ()
    schedule: list[EntryDocument] | None = None
    on_holiday: t.PolicyWord | None = None
    holidays_of: t.HolidayShareWord | None = None


class WebinarDocument(SeriesDocument, frozen=True, kw_only=True):
    """A meeting for an audience, once."""

    noun = "a webinar"
    required: ClassVar[dict[str, str]] = {"title": "title: Green roofs", "starts": "starts: 2027-03-09 10:00"}
    starts: t.OpenOrMoment | None = None
    audience: t.NameList | None = None


_MAY_BE_EMPTY = (
    "changes closed embed_in extra formerly host join languages links look open schedule speakers themes "
    "window without"
)
"""Keys of lists and blocks, which are empty if nothing is written after them."""

Shape = Literal["value", "block", "list", "by id"]


class BlockField(Struct, frozen=True, kw_only=True):
    """One key of a block.

    `shape` says whether the key holds one value, a block, a list of blocks, or blocks by id. `kind` is the
    kind of these blocks; None for a value. `type` is the type of a value; None for blocks. `may_be_empty` is
    set if the key needs no value where it is not required, and `may_be_none` if the document has None where
    nothing is written. `may_hold_text` is not set for dates, numbers, names and the like.
    """

    name: str
    key: str
    shape: Shape
    kind: type[Document] | None
    type: t.FieldType | None
    may_be_empty: bool
    may_be_none: bool
    may_hold_text: bool


@cache
def fields_of(kind: type[Document]) -> dict[str, BlockField]:
    """Returns the fields of a kind of block, by key."""
    return {field.encode_name: _field(field.encode_name, field.name, field.type) for field in fields(kind)}


def type_at(kind: type[Document], path: FieldPath) -> t.FieldType | None:
    """Returns the type of the value that stands at `path` in a block of this kind, or around it."""
    field = fields_of(kind).get(str(path[0])) if path else None
    if field is None or field.kind is None:
        return field.type if field is not None else None
    return type_at(field.kind, path[1:] if field.shape == "block" else path[2:])


def _field(key: str, name: str, annotation: Any) -> BlockField:
    parts = [*_parts(annotation)]
    type_of_value = next((part for part in parts if isinstance(part, t.FieldType)), None)
    classes = [part for part in parts if isinstance(part, type)]
    origins: set[Any] = {*map(get_origin, parts)}
    kind = next((part for part in classes if issubclass(part, Document)), None)
    shape: Shape = "list" if list in origins else "by id" if dict in origins else "block"
    return BlockField(
        name=name,
        key=key,
        shape=shape if kind else "value",
        kind=kind,
        type=type_of_value,
        may_be_empty=key in _MAY_BE_EMPTY.split(),
        may_be_none=type(None) in get_args(annotation),
        may_hold_text=any(issubclass(part, (str, Text, Document)) for part in classes)
        and not (type_of_value is not None and type_of_value.holds == "names"),
    )


def _parts(annotation: Any) -> Iterator[Any]:
    """Yields an annotation and all parts of it, as of `dict[str, ChangeDocument | None] | None`."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)
