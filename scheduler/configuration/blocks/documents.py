"""The keys of every type of block, and the type of each value.

A key that is not written is None here. `assemble` checks what a value means together with others:
references, ranges, clocks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, ClassVar, Literal

from msgspec import Struct, field

from scheduler.configuration.blocks import types as t
from scheduler.programme.advice import Advice, advise, command


class Document(Struct, frozen=True, kw_only=True):
    """The keys of one type of block, with the types of their values.

    `required` maps each key that must be written to an example of its line; `example` is for a block that
    requires none, `key_example` is the id of such a block. A key may be missing if the one that `instead` has
    for it is there. `noun` names the block in messages. A list in place of the block is the value of its
    `list_key`. Ids of sections in one `namespace` differ; the section without one is a single block.
    `section_words` are others that people write for the name of its section. A form shows the keys `first` at
    once, and a key of the desk for one pair changes those `for_pair` alone. `cures` say for keys that people
    write here, and that it has not, what would be right, and `helps` which command helps.
    """

    required: ClassVar[dict[str, str]] = {}
    instead: ClassVar[dict[str, str]] = {}
    noun: ClassVar[str] = "this block"
    example: ClassVar[str] = ""
    key_example: ClassVar[str] = ""
    list_key: ClassVar[str] = ""
    namespace: ClassVar[Literal["themes", "members", "series", None]] = None
    section_words: ClassVar[str] = ""
    first: ClassVar[str] = ""
    for_pair: ClassVar[str] = ""
    cures: ClassVar[dict[str, str]] = {}
    helps: ClassVar[dict[str, Advice]] = {}

    @classmethod
    def is_complete(cls, keys: Collection[str]) -> bool:
        """Returns whether a block with these keys has all that it needs."""
        return all(key in keys or cls.instead.get(key) in keys for key in cls.required)


class HostDocument(Document, frozen=True, kw_only=True):
    """The help desk or secretariat."""

    first = "name timezone"
    noun = "the host"
    required: ClassVar[dict[str, str]] = {"name": "name: CityNet", "timezone": "timezone: Asia/Seoul"}
    name: t.NameText | None = None
    timezone: t.ZoneId | None = None
    country: t.Country | None = None
    url: Annotated[t.WebAddress | None, t.URL_WORDS, t.Label("Website")] = None
    busy: t.BusyCalendars = ()
    attends: Annotated[t.AttendanceWord, t.Label("Which meetings it attends")] = "webinars"


class WindowDocument(Document, frozen=True, kw_only=True):
    """Which months feeds show."""

    noun = "the window"
    example = "past: 90 days` and `ahead: 18 months"
    past: Annotated[t.Span | None, t.Label("Calendars show the past for", "For example: 90 days")] = None
    ahead: Annotated[t.Span | None, t.Label("Calendars show the future for", "For example: 18 months")] = None


class PagesDocument(Document, frozen=True, kw_only=True):
    """What the secretariat says of its pages in its own words."""

    noun = "the pages"
    example = "privacy: We keep no names"
    accessibility: Annotated[t.Prose | None, t.Label("What pages say of accessibility")] = None
    enforcement: Annotated[t.Prose | None, t.Label("To whom one complains about accessibility")] = None
    privacy: Annotated[t.Prose | None, t.Label("What pages say of privacy")] = None


class LookDocument(Document, frozen=True, kw_only=True):
    """The programme's own look on its pages."""

    first = "logo"
    noun = "the look"
    example = "logo: logo.svg"
    logo: Annotated[t.OneName | None, t.Label("File of the logo", "A file in the folder: logo.svg")] = None
    colour: t.Colour | None = None
    contact: Annotated[t.WebAddress | None, t.Label("Page with the way to reach you")] = None
    embed_in: t.Origins = ()


class MailDocument(Document, frozen=True, kw_only=True):
    """From whom the offices of cities get mails."""

    noun = "`mail`"
    required: ClassVar[dict[str, str]] = {"from": "from: twinning@example.org"}
    address: Annotated[t.MailAddress | None, t.Words("address sender"), t.Label("From which address")] = (
        field(default=None, name="from")
    )
    reply_to: Annotated[t.MailAddress | None, t.Label("Who reads the answers")] = None
    seen: Annotated[t.YesNo, t.Label("Are offices asked to press “Seen”?")] = True
    digest: t.DigestDay | None = None
    remind: Annotated[
        t.Span | None, t.Label("Remind cities of unconfirmed meetings", "So long before them: 2 days")
    ] = None


class ProgrammeDocument(Document, frozen=True, kw_only=True):
    """What holds for everything."""

    first = "name languages address"
    noun = "the programme"
    section_words = "programm program project"
    required: ClassVar[dict[str, str]] = {
        "id": "id: my-programme",
        "name": "name: Our city pairs",
        "host": "host:` with `name:` and `timezone:",
        "languages": "languages: [en]",
    }
    cures: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            ("timezone", "country", "attends"), "it belongs to `host:`; indent it further to the right"
        ),
        "phrases": "phrases are in a file of their own",
        "burden": "the weights of hours outside office hours are fixed; take these lines out",
    }
    helps: ClassVar[dict[str, Advice]] = {
        "phrases": advise("write it with {}", command("phrases", "sv", into="sv.po")),
    }
    id: t.OneName | None = None
    name: t.NameText | None = None
    address: t.BaseAddress | None = None
    host: Annotated[HostDocument | None, t.Words("secretariat organiser organizer")] = None
    languages: Annotated[t.LanguageCodes | None, t.LANGUAGE_WORDS] = None
    window: WindowDocument | None = None
    closed: t.ClosedDays = ()
    cancelled: t.Cancelled | None = None
    pages: PagesDocument | None = None
    look: LookDocument | None = None
    mail: MailDocument | None = None


class ThemeDocument(Document, frozen=True, kw_only=True):
    """A subject of the programme."""

    first = "name description"
    noun = "a theme"
    namespace = "themes"
    section_words = "topics themen temas temi теми"
    required: ClassVar[dict[str, str]] = {"name": "name: Sustainable mobility"}
    name: t.NameText | None = None
    description: t.Description | None = None
    formerly: t.FormerIds = ()


class CityDocument(Document, frozen=True, kw_only=True):
    """A local government that takes part."""

    first = "name country timezone languages office_hours office_days closed contacts telephone"
    noun = "a city"
    namespace = "members"
    section_words = "places members towns städte villes ciudades città cidades steden градове 도시"
    required: ClassVar[dict[str, str]] = {
        "name": "name: Sofia",
        "country": "country: BG",
        "timezone": "timezone: Europe/Sofia",
    }
    cures: ClassVar[dict[str, str]] = {
        "pairs": "pairs have a section of their own: `pairs:`",
        "holidays": "public holidays come with `country:`; days off of the city's own are written `closed:`",
        **dict.fromkeys(
            ("contact", "email", "e-mail", "e_mail", "mail"),
            "the addresses of its office are written `contacts: [office@example.org]`, and never published",
        ),
    }
    name: t.NameText | None = None
    official_name: Annotated[t.Translated | None, t.Words("official"), t.Label("Official name")] = None
    country: t.Country | None = None
    subdivision: t.Subdivision | None = None
    timezone: t.ZoneId | None = None
    languages: Annotated[t.LanguageCodes, t.LANGUAGE_WORDS] = ()
    office_hours: t.OfficeTimes | None = None
    office_days: t.Weekdays | None = None
    closed: t.ClosedDays = ()
    open: t.OpenDays = ()
    busy: t.BusyCalendars = ()
    contacts: t.MailAddresses = ()
    telephone: t.Telephones = ()
    accepted: t.AcceptedOfCity = {}
    formerly: t.FormerIds = ()


class MembersDocument(Document, frozen=True, kw_only=True):
    """The fields that pairs and groups share."""

    first = "cities name themes"
    namespace = "members"
    required: ClassVar[dict[str, str]] = {"cities": "cities: [sofia, sejong]"}
    cities: Annotated[
        t.CityIds | None,
        t.Words("city members städte staedte villes ciudades cidades città steden градове partners"),
    ] = None
    name: t.NameText | None = None
    themes: t.ThemeIds = ()
    formerly: t.FormerIds = ()


class PairDocument(MembersDocument, frozen=True, kw_only=True):
    """Two or three cities that meet."""

    noun = "a pair"
    section_words = "pairings partnerships paare paires parejas coppie paren двойки"


class GroupDocument(MembersDocument, frozen=True, kw_only=True):
    """A cluster or network of cities."""

    noun = "a group"
    section_words = "clusters networks"
    list_key = "cities"


class JoinDocument(Document, frozen=True, kw_only=True):
    """How to enter the meeting."""

    first = "url passcode"
    noun = "`join`"
    required: ClassVar[dict[str, str]] = {"url": "url: https://meet.example.org/abc"}
    url: Annotated[t.JoinAddress | None, t.Label("Link to join")] = None
    passcode: t.Passcode | None = None
    public: Annotated[t.YesNo, t.Label("Does everybody see the link?")] = False


class SpeakerDocument(Document, frozen=True, kw_only=True):
    """A person who speaks."""

    first = "name role"
    noun = "a speaker"
    example = "consent: true"
    required: ClassVar[dict[str, str]] = {"name": "name: First Last"}
    name: Annotated[t.OneText | None, t.Words("title")] = None
    role: t.Translated | None = None
    consent: Annotated[t.YesNo, t.Label("Does this person agree to be named?")] = False


class LanguagesDocument(Document, frozen=True, kw_only=True):
    """The languages of one meeting."""

    noun = "`languages`"
    example = "spoken: [en]"
    spoken: Annotated[t.SpokenLanguages, t.Label("Spoken in", "One on each line: English")] = ()
    interpretation: Annotated[
        t.SpokenLanguages, t.Label("Interpreted into", "One on each line: English")
    ] = ()


class DetailsDocument(Document, frozen=True, kw_only=True):
    """The fields that meetings, webinars, extras and changes share."""

    first = "title place duration status themes registration"
    for_pair = "title place duration links present held"
    cures: ClassVar[dict[str, str]] = {
        **{
            word: f"a page or file has a label and its address under `links:`, such as `{word}: https://…`"
            for word in (
                *("agenda", "minutes", "protocol", "slides", "presentation", "presentations", "recording"),
                *("recordings", "video", "document", "documents", "file", "files"),
                *("attachment", "attachments"),
            )
        },
        **dict.fromkeys(
            ("chair", "chairperson", "moderator", "facilitator", "presenter"),
            "a person is named under `speakers:`, with `role:` and `consent: true`",
        ),
        **dict.fromkeys(
            ("category", "categories"),
            "write what it is about as `themes:`, or your word for what it is as `kind:`",
        ),
        **dict.fromkeys(
            ("comment", "comments", "remark"),
            "a note for yourselves stands behind `# `; what readers see is `description:`",
        ),
    }
    title: Annotated[
        t.Translated | None,
        t.Words("titel subject summary name titre título titulo titolo заглавие 제목 topic"),
    ] = None
    description: t.Description | None = None
    duration: t.Duration | None = None
    kind: Annotated[t.Translated | None, t.Words("type format"), t.Label("What it is")] = None
    place: Annotated[
        t.Remark | None,
        t.Words("location venue where room ort lieu lugar luogo plaats място 장소"),
        t.Label("Place", "A room or an address. Empty for an online meeting"),
    ] = None
    themes: t.ThemeIds | None = None
    status: t.StatusWord | None = None
    cancel: t.Cancel | None = None
    cancelled: t.CancelledMeeting | None = None
    visibility: t.Visibility | None = None
    join: Annotated[JoinDocument | None, t.Words("zoom link")] = None
    registration: Annotated[t.WebAddress | None, t.Words("url register"), t.Label("Page to register")] = None
    links: t.Links | None = None
    languages: Annotated[LanguagesDocument | None, t.LANGUAGE_WORDS] = None
    speakers: Annotated[list[SpeakerDocument] | None, t.Words("speaker speakers_list")] = None
    reason: Annotated[
        t.Remark | None,
        t.Words("note why grund raison motif motivo reden причина 이유"),
        t.Label("Why", "Everybody who has the meeting reads it"),
    ] = None
    busy: Annotated[t.YesNo | None, t.Words("show_as"), t.Label("Does it block time in calendars?")] = None
    held: Annotated[t.YesNo | None, t.Words("took_place happened"), t.Label("Did it take place?")] = None
    present: Annotated[t.People | None, t.Words("attendance attendees participants")] = None


class ChangeDocument(DetailsDocument, frozen=True, kw_only=True):
    """What is different about one occurrence."""

    noun = "a change"
    example = "cancel: the reason` or `move_to: 2026-12-16 11:00"
    key_example = "2026-12"
    cures: ClassVar[dict[str, str]] = {
        "at": "the new hour is written `move_to: 11:00`",
        "time": "the new hour is written `move_to: 11:00`",
        **dict.fromkeys(("starts", "date", "day"), "the new date is written `move_to: 2026-12-16 11:00`"),
        **dict.fromkeys(
            ("canceled", "skip"),
            "a meeting that does not take place is written `cancel: yes`, or `cancel: the reason`",
        ),
        "until": "a whole series ends with its own `until:`; one meeting is written `cancel: the reason`",
        "every": "a new rule is written under `schedule:`, each entry with its `from:`",
        "pause": "weeks without meetings stand in the series; one meeting is written `cancel: the reason`",
    }
    move_to: Annotated[t.Move | None, t.Words("move moved_to moved new_date reschedule postponed_to to")] = (
        None
    )
    on_holiday: t.PolicyWord | None = None
    clock: t.ClockId | None = None
    without: Annotated[t.CityIds, t.Words("absent except"), t.Label("Cities that do not take part")] = ()


class FixedDocument(DetailsDocument, frozen=True, kw_only=True):
    """A meeting that happens once."""

    first = "title starts clock duration place themes"
    starts: Annotated[t.DayOrMoment | None, t.STARTS_WORDS, t.Label("Day and hour")] = None
    ends: Annotated[
        t.Move | None,
        t.Words("end finish ende fin fim fine einde край 종료 to till"),
        t.Label("End, instead of a length", "An hour: 11:30"),
    ] = None
    days: t.Count | None = None
    clock: t.ClockId | None = None


class ExtraDocument(FixedDocument, frozen=True, kw_only=True):
    """One more meeting of a series."""

    noun = "an extra meeting"
    key_example = "tram-workshop"
    required: ClassVar[dict[str, str]] = {"starts": "starts: 2026-11-10 10:00"}
    cures: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("every", "at", "from", "until"), "an extra meeting happens once, with `starts:`"),
        "move_to": "write the new date in `starts:`, or `extra.ID:` under `changes:` of its series",
    }


class SeriesDocument(FixedDocument, frozen=True, kw_only=True):
    """The fields that meetings and webinars share."""

    namespace = "series"
    changes: Annotated[dict[str, ChangeDocument | None] | None, t.Words("exceptions change overrides")] = None
    extra: Annotated[dict[str, ExtraDocument | None] | None, t.Words("extras additional")] = None
    minutes: t.Minutes = False
    accepted: t.AcceptedOfSeries = {}
    formerly: t.FormerIds = ()


class EntryDocument(Document, frozen=True, kw_only=True):
    """One rule of a schedule, and from when it decides."""

    noun = "an entry of `schedule`"
    required: ClassVar[dict[str, str]] = {"from": "from: 2027-01", "every": "every: third Wednesday"}
    begins: t.Begins | None = field(default=None, name="from")
    starting: Annotated[t.Day | None, t.Label("The first day of its weeks", "A day: 2027-02-03")] = None
    until: t.Until | None = None
    every: t.Recurrence | None = None
    at: t.Hours | None = None
    clock: t.ClockId | None = None
    duration: t.Duration | None = None


class MeetingDocument(SeriesDocument, frozen=True, kw_only=True):
    """A series of a pair or group: recurring, or once."""

    first = "title every at clock duration from until place themes"
    for_pair = "title every at clock duration place links"
    noun = "a meeting"
    section_words = (
        "series calls termine treffen sitzungen réunions reuniones riunioni reuniões vergaderingen срещи 회의"
    )
    required: ClassVar[dict[str, str]] = {"pair": "pair: sofia-sejong", "title": "title: Monthly meeting"}
    instead: ClassVar[dict[str, str]] = {"pair": "group"}
    cures: ClassVar[dict[str, str]] = {
        "audience": "a meeting has a `pair:` or `group:`; write a meeting for an audience under `webinars:`",
        "cities": "a meeting names its `pair:` or `group:`, and that names the cities",
        "day": "a rule is written `every: third Wednesday`, a single day `starts: 2027-05-10 10:00`",
        **dict.fromkeys(
            ("move_to", "without"),
            "this is for one meeting: write it under `changes:` and its key, such as `2026-12:`",
        ),
    }
    pair: t.PairName | None = None
    group: t.GroupName | None = None
    every: t.Recurrence | None = None
    at: t.Hours | None = None
    begins: t.Begins | None = field(default=None, name="from")
    dates: t.Dates = ()
    until: t.Until | None = None
    pause: Annotated[t.DayRanges, t.Words("skip exclude except")] = ()
    schedule: list[EntryDocument] | None = None
    on_holiday: t.PolicyWord | None = None
    holidays_of: t.HolidayShareWord | None = None


class WebinarDocument(SeriesDocument, frozen=True, kw_only=True):
    """A meeting for an audience, once."""

    first = "title starts clock duration audience themes registration status"
    noun = "a webinar"
    section_words = "seminars"
    required: ClassVar[dict[str, str]] = {"title": "title: Green roofs", "starts": "starts: 2027-03-09 10:00"}
    cures: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            ("every", "at", "from", "schedule"),
            "a webinar happens once, with `starts: 2027-03-09 10:00`; write a series under `meetings:`, "
            "with `pair:` for two or three cities or `group:` for any number",
        ),
        **dict.fromkeys(
            ("time", "hour", "start_time"), "the hour stands behind the date: `starts: 2027-03-09 10:00`"
        ),
        "until": "a webinar happens once; its end is `ends:` or `duration:`",
        "move_to": "the new date is written `starts: 2027-03-09 10:00`",
        "on_holiday": "a webinar stays on its day; a holiday there is only a warning",
        "pair": "a webinar has an audience: write `audience: [the-pair]`",
        "group": "a webinar has an audience: write `audience: [the-group]`",
        "cities": "a webinar has an audience: write `audience: [the, cities]`",
    }
    starts: Annotated[t.OpenOrMoment | None, t.STARTS_WORDS, t.Label("Day and hour")] = None
    audience: Annotated[t.AudienceIds | None, t.Words("invited for")] = None


SECTIONS: Mapping[str, type[Document]] = {
    "programme": ProgrammeDocument,
    "themes": ThemeDocument,
    "cities": CityDocument,
    "pairs": PairDocument,
    "groups": GroupDocument,
    "meetings": MeetingDocument,
    "webinars": WebinarDocument,
}
"""The sections of the files, each with what one of its blocks may hold."""
WITH_IDS: Mapping[str, type[Document]] = {name: each for name, each in SECTIONS.items() if each.namespace}
"""The sections whose blocks have ids."""


def noun_of(section: str) -> str:
    """Returns what a block of a section is: `city`."""
    return SECTIONS[section].noun.partition(" ")[2]
